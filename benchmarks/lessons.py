"""The lessons in numbers, and the seconds that each takes on a fresh kernel that is ready."""

from __future__ import annotations

import sys
import tempfile
import time
from functools import cache
from pathlib import Path

from nbclient import NotebookClient

from benchmarks.report import Row
from course import notebooks
from course.lint.minutes import needed, words
from course.model.lesson import lesson, lesson_paths

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "lessons"))

from reading import reading_age

RUNS = 3
AIM_S = 1.5
HEAD = (
    "| lesson | cells | words | minutes | estimate | charts | tools | questions | reading age "
    "| s | kB |"
)


def measure() -> list[Row]:
    """One row a lesson: the fastest and the slowest of the runs."""
    rows = []
    for path in lesson_paths():
        fastest, median, slowest = _seconds(path)
        figure = f"{fastest:.2f} to {slowest:.2f} s"
        rows.append(Row(f"`{path.name}`, all cells", figure, f"{AIM_S} s", median < AIM_S))
    return rows


def described() -> str:
    """A table of the lessons: what is in each, for whom it reads well, how heavy it is."""
    lines = [HEAD, "|---" * (HEAD.count("|") - 1) + "|"]
    for path in lesson_paths():
        cells, shown = notebooks.read(path).cells, lesson(path.stem)
        text = sum(words(cell.source) for cell in cells if cell.cell_type == "markdown")
        counts = [
            sum(len(getattr(c, w)) for c in shown.cells) for w in ("charts", "tools", "questions")
        ]
        figures = [len(cells), text, shown.minutes, round(needed(shown)), *counts]
        measured = [
            f"{reading_age(path):.1f}",
            f"{_seconds(path)[1]:.1f}",
            path.stat().st_size // 1000,
        ]
        lines.append(f"| {' | '.join(map(str, [path.stem, *figures, *measured]))} |")
    return "\n".join(lines)


@cache
def _seconds(path: Path) -> tuple[float, float, float]:
    """The fastest run, the median and the slowest."""
    seconds = sorted(_run(path) for _ in range(RUNS))
    return seconds[0], seconds[len(seconds) // 2], seconds[-1]


def _run(path: Path) -> float:
    notebook = notebooks.read(path)
    with tempfile.TemporaryDirectory() as folder:
        resources = {"metadata": {"path": folder}}
        client = NotebookClient(notebook, resources=resources, store_widget_state=False)
        with client.setup_kernel():
            started = time.perf_counter()
            for index, cell in enumerate(notebook.cells):
                client.execute_cell(cell, index)
            return time.perf_counter() - started
