"""Cells with nbgrader's mark: in a release, and in the gradebook, which keeps the first ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

# What nbgrader keeps of a cell by notebook and name: whether it is a test, an answer, a task.
Cells = Mapping[str, Mapping[str, frozenset[str]]]


def in_gradebook(book: Gradebook, assignment: str) -> Cells:
    """The cells of an assignment that the gradebook knows."""
    return {
        notebook.name: _kinds(
            {
                "test": [cell.name for cell in notebook.grade_cells],
                "answer": [cell.name for cell in notebook.solution_cells],
                "task": [cell.name for cell in notebook.task_cells],
                "": [cell.name for cell in notebook.source_cells],
            }
        )
        for notebook in book.find_assignment(assignment).notebooks
    }


def in_release(folder: Path) -> Cells:
    """The cells of what nbgrader made of an assignment, as it would store them."""
    import nbformat
    from nbgrader.utils import is_grade, is_locked, is_solution, is_task

    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        kinds: dict[str, list[str]] = {"test": [], "answer": [], "task": [], "": []}
        for cell in nbformat.read(path, as_version=4).cells:  # type: ignore[no-untyped-call]
            marks = {"test": is_grade(cell), "answer": is_solution(cell), "task": is_task(cell)}
            if any(marks.values()) or is_locked(cell):
                for kind in ("", *(kind for kind, is_one in marks.items() if is_one)):
                    kinds[kind].append(cell.metadata.nbgrader["grade_id"])
        found[path.stem] = _kinds(kinds)
    return found


def changes(before: Cells, after: Cells) -> list[str]:
    """What is not the same, in words: notebooks, names of cells, and kinds of cells."""
    told = []
    for notebook in sorted({*before, *after}):
        old, new = before.get(notebook), after.get(notebook)
        if old is None or new is None:
            told.append(f"{notebook}.ipynb is {'new' if old is None else 'gone'}")
            continue
        lists = {
            "new": new.keys() - old.keys(),
            "gone": old.keys() - new.keys(),
            "of another kind": {name for name in new.keys() & old if new[name] != old[name]},
        }
        told += [
            f"{notebook}.ipynb: {'cell' if len(names) == 1 else 'cells'} {how}: "
            f"{', '.join(sorted(names))}"
            for how, names in lists.items()
            if names
        ]
    return told


def _kinds(names: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    every = {name for listed in names.values() for name in listed}
    return {
        name: frozenset(kind for kind, listed in names.items() if name in listed) for name in every
    }
