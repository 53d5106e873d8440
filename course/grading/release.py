"""The last look before an assignment goes out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course.errors import CourseError
from course.grading.cells import grade_id
from course.grading.regions import (
    ANY_MARKER,
    HIDDEN_TESTS,
    MARK_SCHEME,
    SOLUTION,
    secret_lines,
)

# Fields of a question that a learner must not see before it is marked.
_KEY_FIELDS = frozenset(
    {"correct", "answer", "explanation", "feedback", "key", "misconception", "best", "near"}
)
_TELLING = 12


class LeakError(CourseError):
    """A release that would hand out a key, a solution or a hidden test."""


class RefuseLeaks(NbGraderPreprocessor):  # type: ignore[misc]
    """Refuses to release a notebook, or a file beside it, that still tells an answer."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Check the finished notebook against its source.

        Raises
        ------
        LeakError
            Naming every leak that was found.
        """
        folder = Path(resources["metadata"]["path"])
        name = f"{resources['nbgrader']['notebook']}.ipynb"
        source = nbformat.read(folder / name, as_version=4)  # type: ignore[no-untyped-call]
        leaks = [*_in_notebook(nb, source), *_in_files(folder)]
        if leaks:
            raise LeakError(f"{name} is not released. " + " ".join(leaks))
        return nb, resources


def _in_notebook(nb: NotebookNode, source: NotebookNode) -> Iterator[str]:
    secrets = secret_lines((cell.source for cell in source.cells), _TELLING)
    for cell in source.cells:
        for region in (HIDDEN_TESTS, MARK_SCHEME, SOLUTION):
            # nbgrader drops a lone end in silence, and with it what a misspelt begin should hide.
            if cell.source.count(f"BEGIN {region}") != cell.source.count(f"END {region}"):
                yield f"Cell {cell.id!r} has a begin or an end of {region} without its partner."
    for cell in nb.cells:
        where = f"Cell {grade_id(cell) or cell.id!r}"
        marker = ANY_MARKER.search(cell.source)
        if marker:
            yield (
                f"{where} still has the marker {marker[0]!r}. Write it exactly as nbgrader does, "
                "in a cell of the right kind."
            )
        if "quiz_points" in cell.source:
            yield f"{where} still holds an answer key. Put the call between hidden-test markers."
        for line in cell.source.split("\n"):
            if line.strip() in secrets:
                yield f"{where} shows a line of a hidden test or mark scheme: {line.strip()!r}."
        if cell.get("outputs") or cell.get("attachments"):
            yield f"{where} has outputs or attachments, which may hold an answer. Clear them."


def _in_files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.name == "responses.json":
            yield f"{path.name} in the source folder holds someone's answers. Delete it."
        elif path.suffix in {".yaml", ".yml"}:
            yield f"{path.name} would be copied to learners. Keep question files beside the folder."
        elif path.suffix == ".json":
            fields = sorted(_fields(json.loads(path.read_text("utf-8"))) & _KEY_FIELDS)
            if fields:
                yield f"{path.name} holds {', '.join(fields)}. Run `course exercises` again."


def _fields(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(_fields(v) for v in value.values()))
    if isinstance(value, list):
        return set().union(*(_fields(v) for v in value))
    return set()
