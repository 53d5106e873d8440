"""The process that all warm kernels are forks of; `course.grading.warm` starts it.

It reads a line of JSON from its input for each order, and answers with one.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

_MODULES = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.extensions.storemagic",
    "course.grading.stream",
    "course.model.evidence",
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "nbformat.validator",
    "numpy",
    "pandas",
    "plotly.express",
    "plotly.tools",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
)


def main() -> None:
    """Load, then start kernels until nobody asks any more."""
    _load()
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        # A fork copies one thread only, and would wait for ever for what another one held.
        sys.exit("Something that was loaded has started a thread.")
    _answer({"ready": True})
    for line in sys.stdin.buffer:
        order = json.loads(line)
        if "ended" in order:
            _answer({"status": _status(order["ended"])})
            continue
        pid = os.fork()
        if pid == 0:
            _become_kernel(**order)
        _answer({"pid": pid})


def _load() -> None:
    for name in _MODULES:
        importlib.import_module(name)
    import pandas as pd
    import plotly.express as px

    # What the first table and the first figure load on their way. The figure is not shown: how it
    # is shown depends on the kernel.
    table = pd.DataFrame({"name": ["a", "b"], "number": [1, 2]})
    table.groupby("name").mean().to_html()
    px.bar(table, x="name", y="number").to_plotly_json()


def _become_kernel(arguments: list[str], folder: str, env: dict[str, str]) -> None:
    import numpy as np
    from ipykernel.kernelapp import IPKernelApp

    try:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(env)
        # Otherwise every kernel would draw the same numbers.
        np.random.seed()
        # A kernel ends when the process with this number is no longer its parent.
        parent = f"--IPKernelApp.parent_handle={os.getppid()}"
        IPKernelApp.launch_instance([*arguments, parent])
    finally:
        os._exit(0)


def _status(pid: int) -> int | None:
    try:
        done, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return -signal.SIGKILL
    return os.waitstatus_to_exitcode(status) if done else None


def _answer(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
