"""Seconds to run each lesson on a fresh kernel, counted from the moment the kernel is ready."""

from __future__ import annotations

import tempfile
import time

from nbclient import NotebookClient

from benchmarks.report import Row
from course import notebooks

RUNS = 3
AIM_S = 1.5


def measure() -> list[Row]:
    """One row a lesson: the fastest and the slowest of the runs."""
    rows = []
    for path in notebooks.lesson_paths():
        seconds = sorted(_run(path.name) for _ in range(RUNS))
        figure = f"{seconds[0]:.2f} to {seconds[-1]:.2f} s"
        rows.append(
            Row(
                f"`{path.name}`, all cells",
                figure,
                f"{AIM_S} s",
                seconds[len(seconds) // 2] < AIM_S,
            )
        )
    return rows


def _run(name: str) -> float:
    path = next(p for p in notebooks.lesson_paths() if p.name == name)
    notebook = notebooks.read(path)
    with tempfile.TemporaryDirectory() as folder:
        resources = {"metadata": {"path": folder}}
        client = NotebookClient(notebook, resources=resources, store_widget_state=False)
        with client.setup_kernel():
            started = time.perf_counter()
            for index, cell in enumerate(notebook.cells):
                client.execute_cell(cell, index)
            return time.perf_counter() - started
