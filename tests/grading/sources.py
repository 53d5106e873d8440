"""Small assignments made for one test each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import nbformat.v4 as v4
from nbformat import NotebookNode, write

Cells = list[NotebookNode]


def checked(name: str, source: str, points: float = 4) -> NotebookNode:
    return v4.new_code_cell(source, id=name, metadata={"nbgrader": _meta(name, points)})


def answer_cell(name: str, source: str) -> NotebookNode:
    meta = {**_meta(name, None), "grade": False, "locked": False, "solution": True}
    return v4.new_code_cell(source, id=name, metadata={"nbgrader": meta})


def task_cell(name: str, source: str, points: float = 4) -> NotebookNode:
    meta = {**_meta(name, points), "grade": False, "task": True}
    return v4.new_markdown_cell(source, id=name, metadata={"nbgrader": meta})


def hidden(source: str) -> str:
    return f"### BEGIN HIDDEN TESTS\n{source}\n### END HIDDEN TESTS"


def write_source(course: Path, assignment: str, notebooks: Mapping[str, Cells]) -> Path:
    folder = course / "exercises" / assignment
    folder.mkdir(parents=True, exist_ok=True)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for name, cells in notebooks.items():
        notebook = v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        write(notebook, folder / f"{name}.ipynb")
    return folder


def _meta(name: str, points: float | None) -> dict[str, object]:
    meta: dict[str, object] = {
        "grade": True,
        "grade_id": name,
        "locked": True,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    return meta | ({"points": points} if points is not None else {})
