"""Kernels that are there at once: copies of one Python that has loaded pandas and plotly already.

Starting Python and loading what every lab loads takes longer than all of a student's cells. On
Linux a helper process does both once, and each kernel is a fork of it: a process of its own, with
none of our memory and nothing of another student's. Elsewhere, and if the helper cannot be used,
each kernel starts from nothing, as always.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

# Seconds for the helper to load everything, and to answer after that.
_LOADING, _ANSWER = 120.0, 20.0
_HELPER = "course.grading.forking"
_LAUNCHER = "ipykernel_launcher"

# More threads cost memory, gain nothing on the tables of a lab, and do not survive a fork.
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class HelperGone(Exception):
    """The helper does not answer."""


class Helper:
    """The helper process, seen from outside. One that has gone is started again."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._usable = True

    def kernel(self, arguments: Sequence[str], folder: str, env: Mapping[str, str]) -> Forked:
        """Start a kernel.

        Parameters
        ----------
        arguments
            What the kernel's command has behind its name.
        folder, env
            Where it runs, and its environment.

        Raises
        ------
        HelperGone
            If there is no helper that could do it.
        """
        order = {"arguments": list(arguments), "folder": folder, "env": dict(env)}
        if not self._usable:
            raise HelperGone
        if self._process is None or self._process.poll() is not None:
            self._start()
        return Forked(self, self._ask(order)["pid"])

    def ended(self, pid: int) -> int | None:
        """How a kernel ended; nothing while it runs."""
        try:
            status: int | None = self._ask({"ended": pid})["status"]
        except HelperGone:
            # Its kernels end with it.
            return -signal.SIGKILL
        return status

    def close(self) -> None:
        """End the helper."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _start(self) -> None:
        self.close()
        self._ready = False
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", _HELPER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **ENVIRONMENT},
            start_new_session=True,
        )

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        process = self._process
        if process is None or process.stdin is None:
            raise HelperGone
        try:
            if not self._ready:
                self._line(_LOADING)
                self._ready = True
            process.stdin.write(json.dumps(order).encode() + b"\n")
            process.stdin.flush()
            answer: dict[str, Any] = self._line(_ANSWER)
        except (OSError, ValueError):
            # One that could not load will not load the next time either.
            self._usable = self._ready
            self.close()
            raise HelperGone from None
        return answer

    def _line(self, seconds: float) -> Any:
        assert self._process
        assert self._process.stdout
        ready, _, _ = select.select([self._process.stdout], [], [], seconds)
        # An empty line, from a helper that has ended, is no JSON.
        return json.loads(self._process.stdout.readline() if ready else b"")


class Forked:
    """A kernel's process, with what a provisioner asks of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, helper: Helper, pid: int) -> None:
        self.pid = pid
        self._helper = helper
        self._status: int | None = None

    def poll(self) -> int | None:
        """How it ended; nothing while it runs."""
        if self._status is None:
            self._status = self._helper.ended(self.pid)
        return self._status

    def wait(self) -> int:
        """How it ended, once it has."""
        while (status := self.poll()) is None:
            time.sleep(0.02)
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel by the helper; if that cannot be, from nothing."""

    helper: Helper

    async def launch_kernel(self, cmd: list[str], **settings: Any) -> KernelConnectionInfo:
        """Start the kernel of a command."""
        if cmd[0] == sys.executable and _LAUNCHER in cmd:
            arguments = cmd[cmd.index(_LAUNCHER) + 1 :]
            with contextlib.suppress(HelperGone):
                folder = str(settings.get("cwd") or ".")
                forked = self.helper.kernel(arguments, folder, settings["env"])
                self.process: Any = forked
                self.pid = self.pgid = forked.pid
                self.cwd = settings.get("cwd")
                return self.connection_info
        return await super().launch_kernel(cmd, **settings)


_helper: Helper | None = None


@contextmanager
def warm_kernels() -> Iterator[None]:
    """Give the kernels that are started meanwhile a warm start, where that can be done."""
    global _helper
    if _helper or sys.platform != "linux":
        yield
        return
    _helper = Helper()
    try:
        yield
    finally:
        _helper.close()
        _helper = None


def provisioner(**settings: Any) -> WarmProvisioner | None:
    """What starts a kernel warm, if there is something."""
    if _helper is None:
        return None
    made = WarmProvisioner(**settings)
    made.helper = _helper
    return made
