"""One table: how far the class is with each assignment."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from course.classroom import roster
from course.classroom.folder import ClassFolder
from course.classroom.grades import standings
from course.classroom.release import HANDOUTS, RELEASED, is_changed

_HEADINGS = ("assignment", "released", "due (UTC)", "handed in", "graded", "to read", "feedback")


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
        states = [standing.state for standing in standings(folder, name).values()]
        counts = len(states), states.count("graded"), states.count("to read")
        pages = sum(1 for _ in (folder.root / "feedback").glob(f"*/{name}/*.html"))
        yield (name, _released(folder, name), due.get(name, "–"), *map(str, (*counts, pages)))


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
