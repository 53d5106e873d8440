"""One table: how far the class is with each assignment, counted in people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from course.classroom import roster
from course.classroom.collected import Collection
from course.classroom.folder import ClassFolder
from course.classroom.grades import standings
from course.classroom.release import HANDOUTS, RELEASED, is_changed

_HEADINGS = (
    *("assignment", "released", "due (UTC)"),
    *("handed in", "late", "graded", "to read", "finished", "feedback"),
)


def status(folder: ClassFolder, *, tell: Callable[[str], None] = print) -> None:
    """Tell how far the class is; changes nothing."""
    listed = roster.load(folder)
    tell(f"{folder.name}: {len(listed.students)} students, parts: {folder.parts}.")
    rows = [_HEADINGS, *_rows(folder)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        tell("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    for problem in listed.problems:
        tell(problem)


def _rows(folder: ClassFolder) -> Iterator[tuple[str, ...]]:
    due = _due(folder)
    for name in folder.assignments():
        states = {student: one.state for student, one in standings(folder, name).items()}
        finished = [student for student, state in states.items() if state == "graded"]
        to_read = sum(state == "to read" for state in states.values())
        shown = sum(_has_pages(folder, student, name) for student in finished)
        late = len(Collection.of(folder, name).late() & states.keys())
        counts = len(states), late, to_read + len(finished), to_read, len(finished), shown
        yield (name, _released(folder, name), due.get(name, "–"), *map(str, counts))


def _has_pages(folder: ClassFolder, student: str, assignment: str) -> bool:
    """Whether somebody has a page for each notebook that was graded."""
    pages = folder.root / "feedback" / student / assignment
    notebooks = list((folder.root / "autograded" / student / assignment).glob("*.ipynb"))
    return bool(notebooks) and all((pages / f"{path.stem}.html").is_file() for path in notebooks)


def _released(folder: ClassFolder, name: str) -> str:
    if not (folder.root / RELEASED / name).is_dir():
        return "no"
    if is_changed(folder, name):
        return "changed since"
    return "yes" if (folder.root / HANDOUTS / f"{name}.zip").is_file() else "by nbgrader"


def _due(folder: ClassFolder) -> dict[str, str]:
    if not (folder.root / "gradebook.db").is_file():
        return {}
    with folder.gradebook() as book:
        return {a.name: f"{a.duedate:%Y-%m-%d %H:%M}" for a in book.assignments if a.duedate}
