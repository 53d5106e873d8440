"""What has been graded: a note for each submission, held against the gradebook.

The note is taken back before a submission is graded again, and written when all its points are in
the gradebook. So a submission without a note that fits was not graded to its end, whenever and
however the grading was stopped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from course.classroom.folder import NOTES, SOURCES, ClassFolder
from course.grading.trouble import Trouble

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from nbgrader.api import Gradebook


@dataclass(frozen=True)
class Points:
    """Points of a cell: by its test, by a person, and whether a person has to look at it."""

    auto: float | None
    manual: float | None
    waits: bool


# By notebook and cell, such as ``"lab/count"``.
Grades = Mapping[str, Points]


@dataclass(frozen=True)
class Released:
    """What submissions of an assignment are graded by: its notebooks, and their fingerprint."""

    notebooks: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True)
class Note:
    """What is known about the last time that a submission was graded.

    Attributes
    ----------
    submission, released
        Fingerprints of what was graded and of what it was graded by.
    done
        Whether it was graded to its end.
    points
        What the tests gave before (if it is done: then), by notebook and cell.
    waits
        The cells that a person had still to look at before.
    written
        Fingerprint of what a person reads, by notebook.
    troubles
        What could not be graded as it was handed in.
    """

    submission: str
    released: str
    done: bool = False
    points: dict[str, float | None] = field(default_factory=dict)
    waits: list[str] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)


def load(folder: ClassFolder, assignment: str, student: str) -> Note | None:
    """The note about a submission, if there is one that can be read."""
    held = folder.recall(_place(assignment, student))
    try:
        troubles = [Trouble(**trouble) for trouble in held.pop("troubles")]
        return Note(troubles=troubles, **held)
    except (KeyError, TypeError):
        return None


def save(folder: ClassFolder, assignment: str, student: str, note: Note) -> None:
    """Keep a note."""
    (folder.root / NOTES / "graded" / assignment).mkdir(parents=True, exist_ok=True)
    folder.note(_place(assignment, student), asdict(note))


def released(folder: ClassFolder, book: Gradebook, assignment: str) -> Released | None:
    """What an assignment is graded by; nothing if it was never released."""
    from nbgrader.api import MissingEntry

    try:
        notebooks = sorted(book.find_assignment(assignment).notebooks, key=lambda nb: nb.name)
    except MissingEntry:
        return None
    # A new class enters its assignments by name.
    if not notebooks:
        return None
    digest = hashlib.sha256()
    for notebook in notebooks:
        most = {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)}
        for cell in sorted(notebook.source_cells, key=lambda cell: str(cell.name)):
            parts = (notebook.name, cell.name, cell.source, cell.locked, most.get(cell.name))
            digest.update(repr(parts).encode())
    for path in sorted((folder.root / SOURCES / assignment).glob("*")):
        if path.is_file() and path.suffix != ".ipynb":
            digest.update(path.name.encode() + path.read_bytes())
    return Released(tuple(notebook.name for notebook in notebooks), digest.hexdigest())


def in_gradebook(book: Gradebook, assignment: str) -> dict[str, Grades]:
    """The points of every student, by student."""
    from nbgrader import api

    rows = (
        book.db.query(
            api.SubmittedAssignment.student_id,
            api.Notebook.name,
            api.BaseCell.name,
            api.Grade.auto_score,
            api.Grade.manual_score,
            api.Grade.needs_manual_grade,
        )
        .select_from(api.Grade)
        .join(api.BaseCell, api.BaseCell.id == api.Grade.cell_id)
        .join(api.SubmittedNotebook, api.SubmittedNotebook.id == api.Grade.notebook_id)
        .join(api.Notebook, api.Notebook.id == api.SubmittedNotebook.notebook_id)
        .join(
            api.SubmittedAssignment,
            api.SubmittedAssignment.id == api.SubmittedNotebook.assignment_id,
        )
        .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
        .filter(api.Assignment.name == assignment)
    )
    found: dict[str, dict[str, Points]] = {}
    for student, notebook, cell, *points in rows:
        found.setdefault(student, {})[f"{notebook}/{cell}"] = Points(*points)
    return dict(found)


def autos(grades: Grades) -> dict[str, float | None]:
    """What the tests gave, by notebook and cell."""
    return {name: points.auto for name, points in grades.items()}


def written(notebook: NotebookNode) -> str:
    """Fingerprint of what a person reads in a graded notebook."""
    from nbgrader.utils import is_grade, is_locked, is_solution

    digest = hashlib.sha256()
    for cell in notebook.cells:
        by_hand = is_grade(cell) and is_solution(cell)
        if by_hand or (cell.cell_type == "markdown" and not is_locked(cell)):
            digest.update(repr(cell.source).encode())
    return digest.hexdigest()


def _place(assignment: str, student: str) -> str:
    return f"graded/{assignment}/{student}"
