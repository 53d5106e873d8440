"""A JupyterLab started by the same door as a learner's, and the hands to use it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
ADDRESS = re.compile(r"^\s+(http://\S+)$", re.MULTILINE)
PATIENCE = 120

# The promise of each is kept when the notebook can be used; too early a click opens a dialog.
READY = """async name => {
  const end = Date.now() + 90000;
  const pause = () => {
    if (Date.now() > end) throw new Error(`${name} is not ready`);
    return new Promise(go => setTimeout(go, 50));
  };
  while (!window.jupyterapp) await pause();
  const app = window.jupyterapp;
  await app.restored;
  const find = () => [...app.shell.widgets('main')].find(w => w.context?.path === name);
  while (!find()) await pause();
  const panel = find();
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
}"""
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
# A command that asks something in a dialog would never end.
COMMAND = """([name, args]) => Promise.race([
  window.jupyterapp.commands.execute(name, args).then(() => null),
  new Promise((_, fail) => setTimeout(() => fail(new Error(`${name} did not end`)), 60000)),
])"""
HAS_RUN = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const cells = panel.content.widgets.filter(c => c.model.type === 'code');
  return panel.sessionContext.session?.kernel?.status === 'idle'
    && cells.every(c => c.model.executionCount && !c.node.querySelector('.jp-mod-running'));
}"""


@dataclass
class Course:
    """A running ``course start``: what it printed, and how to end it."""

    process: subprocess.Popen[str]
    workspace: Path
    printed: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything printed so far."""
        return "".join(self.printed)

    @property
    def address(self) -> str:
        """The address that the learner is told, with the token."""
        found = ADDRESS.search(self.text)
        assert found, f"no address was printed:\n{self.text}"
        return found[1]

    def interrupt(self) -> int:
        """Press Ctrl+C once; return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


@contextlib.contextmanager
def course(
    workspace: Path,
    *arguments: str,
    python: str = sys.executable,
    extra: dict[str, str] | None = None,
) -> Iterator[Course]:
    """Run ``course start --no-browser`` until the ``with`` block ends."""
    # The tests drive JupyterLab by its commands; only they make its application object reachable.
    settings = workspace.parent / "jupyter-for-tests"
    settings.mkdir(parents=True, exist_ok=True)
    exposed = {"LabApp": {"expose_app_in_browser": True}}
    (settings / "jupyter_lab_config.json").write_text(json.dumps(exposed))
    command = [python, "-P", "-m", "course", "start", "--no-browser"]
    command += ["--workspace", str(workspace), *arguments]
    process = subprocess.Popen(
        command,
        cwd=workspace.parent,
        env=os.environ | {"JUPYTER_CONFIG_PATH": str(settings)} | (extra or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    running = Course(process, workspace)
    ready = threading.Event()

    def listen() -> None:
        assert process.stdout
        for line in process.stdout:
            running.printed.append(line)
            if "Ctrl+C" in line:
                ready.set()
        ready.set()

    threading.Thread(target=listen, daemon=True).start()
    try:
        assert ready.wait(PATIENCE), f"no word within {PATIENCE} s:\n{running.text}"
        assert process.poll() is None, f"course start ended:\n{running.text}"
        yield running
    finally:
        try:
            running.interrupt()
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def outside(address: str) -> bool:
    """Whether a request would leave this computer."""
    parts = urlsplit(address)
    return parts.scheme not in {"blob", "data", "about"} and parts.hostname != "127.0.0.1"


class Lab:
    """One JupyterLab in one browser page, shared by all tests of a session.

    Attributes
    ----------
    course
        The running ``course start``.
    page
        The browser page.
    strangers
        Addresses that were asked for outside this computer; there must be none.
    """

    def __init__(self, course: Course, context: BrowserContext) -> None:
        self.course = course
        self.strangers: list[str] = []
        context.on("request", lambda request: self._note(request.url))
        self.page: Page = context.new_page()
        self.page.on("websocket", lambda socket: self._note(socket.url))

    def _note(self, address: str) -> None:
        if outside(address):
            self.strangers.append(address)

    def enter(self) -> None:
        """Go where the terminal says, as a learner does."""
        self.page.goto(self.course.address)
        self.ready("lessons/00_start_here.ipynb")

    def ready(self, notebook: str) -> None:
        """Wait until a notebook is shown and its kernel answers."""
        self.page.evaluate(READY, notebook)

    def open(self, notebook: str) -> None:
        """Open a notebook of the workspace and wait until it can be used."""
        self.command("docmanager:open", path=notebook)
        self.ready(notebook)

    def run_all(self) -> None:
        """Run every cell of the notebook in front and wait until all have run."""
        self.page.evaluate(RUN_ALL)
        self.until_run()

    def until_run(self) -> None:
        """Wait until every code cell of the notebook in front has run."""
        self.page.wait_for_function(HAS_RUN, timeout=PATIENCE * 1000)

    def command(self, name: str, **arguments: Any) -> None:
        """Carry out a command of JupyterLab."""
        self.page.evaluate(COMMAND, [name, arguments])

    def picture(self, name: str) -> Path:
        """Take a screenshot into ``build/screenshots``."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{name}.png"
        self.page.screenshot(path=path)
        return path
