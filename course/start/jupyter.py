"""JupyterLab as a learner needs it: on this computer only, quiet, open at the lesson."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from course.errors import CourseError

HERE = Path(__file__).parent
PATIENCE = 120
"""Seconds that a slow computer may take to start JupyterLab."""


@dataclass(frozen=True)
class Server:
    """A running JupyterLab.

    Attributes
    ----------
    url
        Its address, without the token, ending in a slash.
    token
        The word that opens it.
    """

    process: subprocess.Popen[bytes]
    url: str
    token: str

    def address(self, page: str) -> str:
        """Full address of a page, such as ``"lab/tree/lessons/01_anatomy.ipynb"``."""
        return f"{self.url}{quote(page)}?token={self.token}"

    def stop(self) -> None:
        """Stop the server with all its kernels, and wait until it is gone."""
        request = urllib.request.Request(
            f"{self.url}api/shutdown",
            method="POST",
            headers={"Authorization": f"token {self.token}"},
        )
        with contextlib.suppress(OSError):
            urllib.request.urlopen(request, timeout=5).close()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def serve(workspace: Path, port: int = 8888) -> Iterator[Server]:
    """Run JupyterLab for as long as the ``with`` block lasts.

    Parameters
    ----------
    workspace
        Folder that JupyterLab shows. Its hidden folder ``.course`` keeps the learner's own settings
        and the log.
    port
        First port to try; if it is taken, the next ones are.

    Raises
    ------
    CourseError
        If JupyterLab does not start; the message ends with what it said last.
    """
    hidden = workspace / ".course"
    settle(hidden)
    log = hidden / "jupyter.log"
    # Connection files and the token lie in a folder that only this person can read.
    runtime = Path(tempfile.mkdtemp(prefix="runners-back-"))
    try:
        with log.open("wb") as output:
            process = subprocess.Popen(
                command(workspace, port),
                cwd=workspace,
                env=environment(hidden, runtime),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl+C is for us alone; we then stop the server without asking anything.
                start_new_session=os.name != "nt",
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        server: Server | None = None
        try:
            server = wait_for(process, runtime, log)
            yield server
        finally:
            if server is not None:
                server.stop()
            elif process.poll() is None:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(runtime, ignore_errors=True)


def settle(hidden: Path) -> None:
    """Lay out JupyterLab's own folders and the course's settings for it."""
    config = hidden / "jupyter" / "config"
    for folder, name, target in (
        ("labconfig", "overrides.json", "default_setting_overrides.json"),
        ("custom", "custom.css", "custom.css"),
    ):
        (config / folder).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HERE / "settings" / name, config / folder / target)


def command(workspace: Path, port: int) -> list[str]:
    """Command line that starts JupyterLab; it holds no secret, as others can read it."""
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": str(port),
        "ServerApp.port_retries": "50",
        "ServerApp.root_dir": str(workspace),
        "ServerApp.open_browser": "False",
        "LabApp.check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "LabApp.custom_css": "True",
        "LabApp.extension_manager": "readonly",
        "LabApp.extra_labextensions_path": str(HERE / "labextension"),
    }
    line = [sys.executable, "-m", "jupyterlab", *(f"--{k}={v}" for k, v in options.items())]
    # Inside a container people are root, and JupyterLab refuses to serve root unless told.
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        line.append("--allow-root")
    return line


def environment(hidden: Path, runtime: Path) -> dict[str, str]:
    """Environment variables that keep foreign Jupyter settings out and the learner's own in."""
    own = hidden / "jupyter"
    return os.environ | {
        "IPYTHONDIR": str(own / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_RUNTIME_DIR": str(runtime),
    }


def wait_for(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> Server:
    """Wait until the server has noted where it listens."""
    note = runtime / f"jpserver-{process.pid}.json"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            said = log.read_text("utf-8", errors="replace").strip().splitlines()[-8:]
            raise CourseError(
                "JupyterLab did not start. Run 'course doctor' to find out why. It said:\n    "
                + "\n    ".join(said)
            )
        # The note may be read while it is being written.
        with contextlib.suppress(OSError, ValueError, KeyError):
            found = json.loads(note.read_text("utf-8"))
            return Server(process, found["url"], found["token"])
        time.sleep(0.1)
    raise CourseError(
        f"JupyterLab did not start within {PATIENCE} seconds. Close other programs and try again.\n"
        f"What it said is in {log}."
    )
