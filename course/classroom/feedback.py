"""Feedback for a class: a page for each student and notebook that is graded to its end."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.classroom.folder import ClassFolder, stop_if_interrupted
from course.classroom.handin import EXCHANGE_FILES
from course.errors import CourseError
from course.grading.coursedir import reason
from course.learner import files

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

FOLDER = "feedback"


@dataclass(frozen=True, order=True)
class Work:
    """One notebook of one student, or all of an assignment if none is named."""

    assignment: str
    student: str
    notebook: str = ""

    @property
    def page(self) -> Path:
        """Where its page goes, relative to the class."""
        return Path(FOLDER, self.student, self.assignment, f"{self.notebook}.html")


@dataclass
class FeedbackSummary:
    """What `give` did, or with ``dry_run`` would do.

    Attributes
    ----------
    pages
        The pages, relative to the class.
    unread
        Notebooks with answers that a person has to read first.
    ungraded
        Assignments that were handed in, or handed in anew, and not graded since.
    unreadable
        Notebooks that were handed in broken: there is nothing to show.
    failed
        Notebooks whose page could not be made, with the reason.
    unexplained
        Assignments whose questions are not in the class: their pages explain nothing.
    """

    pages: list[Path] = field(default_factory=list)
    unread: list[Work] = field(default_factory=list)
    ungraded: list[Work] = field(default_factory=list)
    unreadable: list[Work] = field(default_factory=list)
    failed: list[tuple[Work, str]] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)


def give(
    folder: ClassFolder,
    assignments: Iterable[str],
    students: Iterable[str] = (),
    *,
    dry_run: bool = False,
    tell: Callable[[str], None] = print,
) -> FeedbackSummary:
    """Make feedback pages, anew where there are some.

    A quiz gets its page as soon as it is graded; a lab whose written answer nobody has read yet
    waits. One notebook that cannot be shown does not stop the others. In the folder of a student
    who gets a page nothing else stays: what she handed in could pass for our word.

    Parameters
    ----------
    folder
        The class.
    assignments
        Names of assignments; all if there are none.
    students
        Ids of students; all if there are none.
    dry_run
        Only say what would be done.
    tell
        Called with each line to show.

    Raises
    ------
    CourseError
        If the class has no such assignment or student, or no gradebook yet.
    """
    names = folder.chosen(list(assignments))
    wanted = frozenset(students)
    summary = FeedbackSummary()
    waiting = {
        "unread": summary.unread,
        "ungraded": summary.ungraded,
        "unreadable": summary.unreadable,
    }
    ready = defaultdict(list)
    for work, state in _states(folder, names, wanted):
        if state == "graded":
            ready[work.assignment, work.notebook].append(work)
        else:
            waiting[state].append(work)
    if not dry_run:
        _clear(folder, [work for works in ready.values() for work in works], summary)
    for (assignment, notebook), works in sorted(ready.items()):
        if notebook == "quiz" and folder.bank(assignment) is None:
            summary.unexplained.append(assignment)
        # One nbgrader for each notebook: it would make the pages of all of them at once. And it
        # would return every other file that was handed in or that a student's code wrote.
        settings = {"notebook_id": notebook, "ignore": ["*"]}
        api = None if dry_run else folder.api(CourseDirectory=settings)
        for work in works:
            problem = "" if api is None else _make(folder, api, work)
            if problem:
                summary.failed.append((work, problem))
            else:
                summary.pages.append(work.page)
    for line in _lines(summary, dry_run):
        tell(line)
    return summary


def _states(
    folder: ClassFolder, names: Sequence[str], wanted: frozenset[str]
) -> Iterator[tuple[Work, str]]:
    from course.classroom.grades import standings

    if not (folder.root / "gradebook.db").is_file():
        raise CourseError(
            f"{folder.root} has no gradebook yet. Grade first, with: course class grade"
        )
    with folder.gradebook() as book:
        unknown = sorted(wanted - {student.id for student in book.students})
        if unknown:
            raise CourseError(
                f"This class has no student {', '.join(unknown)}. The ids stand in students.csv "
                "and are the names of the folders in submitted/."
            )
        waiting = _waiting(book)
    notebooks = defaultdict(list)
    for work in sorted(waiting):
        notebooks[work.assignment, work.student].append(work)
    for name in names:
        for student, standing in sorted(standings(folder, name).items()):
            if wanted and student not in wanted:
                continue
            if standing.state == "handed in":
                yield Work(name, student), "ungraded"
                continue
            graded, handed_in = (
                folder.root / f / student / name for f in ("autograded", "submitted")
            )
            for work in notebooks[name, student]:
                file = f"{work.notebook}.ipynb"
                if (graded / file).is_file():
                    yield work, "unread" if waiting[work] else "graded"
                elif (handed_in / file).is_file():
                    yield work, "unreadable"


def _waiting(book: Gradebook) -> dict[Work, bool]:
    """Every graded notebook, and whether a person has to read something in it."""
    from nbgrader.api import (
        Assignment,
        Grade,
        Notebook,
        SubmittedAssignment,
        SubmittedNotebook,
    )
    from sqlalchemy import func

    rows = (
        book.db.query(
            Assignment.name,
            SubmittedAssignment.student_id,
            Notebook.name,
            func.max(Grade.needs_manual_grade),
        )
        .select_from(Grade)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .group_by(SubmittedNotebook.id)
    )
    return {Work(name, student, notebook): bool(unread) for name, student, notebook, unread in rows}


def _clear(folder: ClassFolder, works: Iterable[Work], summary: FeedbackSummary) -> None:
    """Remove from the folders of pages what is none of the pages that are made now."""
    places: dict[Path, set[str]] = defaultdict(set)
    for work in works:
        places[folder.root / work.page.parent].add(work.page.name)
    for place, pages in sorted(places.items()):
        for path in sorted(place.iterdir()) if place.is_dir() else ():
            try:
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                elif path.is_symlink() or path.name not in pages:
                    path.unlink()
            except OSError as error:
                why = f"{path} is none of its pages, and cannot be removed: {files.reason(error)}."
                summary.failed.append((Work(place.name, place.parent.name), why))


def _make(folder: ClassFolder, api: Any, work: Work) -> str:
    """Make one page; gives back the reason if that failed."""
    result = api.generate_feedback(work.assignment, work.student, force=True)
    stop_if_interrupted(result)
    if not result["success"]:
        return reason(result) or "nbgrader does not say why."
    # By these nbgrader's exchange knows whose page it is; those of `autograded` lay beside code.
    for name in EXCHANGE_FILES:
        handed_in = folder.root / "submitted" / work.student / work.assignment / name
        if handed_in.is_file() and not handed_in.is_symlink():
            try:
                shutil.copyfile(handed_in, folder.root / work.page.parent / name)
            except OSError as error:
                return f"{name} could not be put beside it ({files.reason(error)})."
    return ""


def _lines(summary: FeedbackSummary, dry_run: bool) -> Iterator[str]:
    counts: dict[str, int] = defaultdict(int)
    for page in summary.pages:
        counts[f"{page.parts[2]}, {page.stem}"] += 1
    for name, count in sorted(counts.items()):
        yield f"{name}: {count} page{'s' if count != 1 else ''} {'to make' if dry_run else 'made'}."
    if not summary.pages:
        yield "No page to make: nothing is graded to its end."
    for works, why in (
        (summary.unread, "waiting for somebody to read the written answer (in formgrader)"),
        (
            summary.ungraded,
            "not graded yet, or handed in or released again since (course class grade)",
        ),
        (summary.unreadable, "no page, because the notebook that was handed in cannot be read"),
    ):
        for name, students in _grouped(works):
            yield f"{name}: {why}: {', '.join(students)}."
    for name in dict.fromkeys(summary.unexplained):
        yield (
            f"{name}: the pages explain nothing, because exercises/{name}.yaml is not in this "
            "class. Copy it there and run this again."
        )
    for work, why in summary.failed:
        what = f"{work.notebook}, {work.student}: no page." if work.notebook else f"{work.student}:"
        yield f"{work.assignment}, {what} {why}"


def _grouped(works: Iterable[Work]) -> Iterator[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for work in sorted(works):
        name = ", ".join(filter(None, (work.assignment, work.notebook)))
        groups[name].append(work.student)
    yield from groups.items()
