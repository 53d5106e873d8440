"""How far everybody is, and the points as learning platforms take them in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from course.classroom import graded, roster, table
from course.classroom.folder import ClassFolder
from course.classroom.handin import TIMESTAMP
from course.classroom.roster import Student, plain_id
from course.errors import CourseError

if TYPE_CHECKING:
    pass

FOLDER = "exported"

State = Literal["handed in", "to read", "graded"]
Platform = Literal["canvas", "moodle", "plain"]


@dataclass(frozen=True)
class Standing:
    """How far one student is with one assignment.

    Attributes
    ----------
    state
        ``handed in`` and not graded since, ``to read`` if a person has to read an answer first,
        or ``graded``.
    points
        What was reached; only if graded.
    """

    state: State
    points: float | None = None


@dataclass
class Exported:
    """What `export` did, or with ``dry_run`` would do.

    Attributes
    ----------
    path
        The file.
    points
        Number of results in it.
    waiting
        Students of each assignment that is handed in and not graded to its end: their cells stay
        empty.
    """

    path: Path
    points: int = 0
    waiting: dict[str, dict[State, list[str]]] = field(default_factory=dict)


def standings(folder: ClassFolder, assignment: str) -> dict[str, Standing]:
    """How far everybody is who has handed in an assignment, by their ids."""
    found: dict[str, Standing] = {}
    if (folder.root / "gradebook.db").is_file():
        with folder.gradebook() as book:
            by = graded.released(folder, book, assignment)
            grades = graded.in_gradebook(book, assignment)
            known = {known.name for known in book.assignments}
            submissions = book.assignment_submissions(assignment) if assignment in known else []
            for submission in submissions:
                student = submission.student_id
                points = graded.autos(grades.get(student, {}))
                if not _is_current(folder, assignment, student, by, points):
                    continue
                # Also where nbgrader's own command was stopped: its new cells wait to be read.
                if submission.needs_manual_grade:
                    found[student] = Standing("to read")
                else:
                    reached = submission.score - submission.late_submission_penalty
                    found[student] = Standing("graded", max(0.0, reached))
    waiting = {student: Standing("handed in") for student in folder.handed_in(assignment)}
    return {**waiting, **found}


def export(
    folder: ClassFolder,
    platform: Platform,
    *,
    dry_run: bool = False,
    tell: Callable[[str], None] = print,
) -> Exported:
    """Write the points of everybody.

    Only what is graded to its end counts. Nothing else stands as 0: its cell is empty.

    Parameters
    ----------
    folder
        The class.
    platform
        For whom: the gradebook of Canvas or Moodle, or a spreadsheet.
    dry_run
        Only say what would be done.
    tell
        Called with each line to show.

    Raises
    ------
    CourseError
        If nothing was released yet.
    """
    most = _most(folder)
    if not most:
        raise CourseError("There are no points to export yet. First comes: course class release")
    listed = roster.load(folder)
    reached = {name: standings(folder, name) for name in most}
    done = Exported(folder.root / FOLDER / f"{platform}.csv")
    rows = {student.id for student in listed.students}
    done.points = sum(
        standing.state == "graded"
        for known in reached.values()
        for who, standing in known.items()
        if who in rows
    )
    strangers: dict[str, list[str]] = defaultdict(list)
    for name, known in reached.items():
        for who in sorted(known.keys() - rows):
            strangers[who].append(name)
    for name, known in reached.items():
        states: tuple[State, ...] = ("handed in", "to read")
        lists = {state: [who for who, s in known.items() if s.state == state] for state in states}
        done.waiting[name] = {state: sorted(who) for state, who in lists.items() if who}
    if not dry_run:
        headings, lines = _SHAPES[platform](listed.students, most, reached)
        table.write(done.path, headings, lines, mark=platform == "plain")
    for line in (*listed.problems, *_lines(listed.students, done, platform, dry_run)):
        tell(line)
    for line in _without_row(listed.students, strangers):
        tell(line)
    return done


def _most(folder: ClassFolder) -> dict[str, float]:
    """Points of each assignment that was released."""
    if not (folder.root / "gradebook.db").is_file():
        return {}
    with folder.gradebook() as book:
        every = {a.name: float(a.max_score) for a in book.assignments if a.notebooks}
    return dict(sorted(every.items()))


def _is_current(
    folder: ClassFolder,
    assignment: str,
    student: str,
    by: graded.Released | None,
    points: Mapping[str, float | None],
) -> bool:
    """Whether what was graded is what was handed in last, by what was released last, to its end."""
    from course.grading.submission import fingerprint

    autograded = folder.root / "autograded" / student / assignment
    handed_in = folder.root / "submitted" / student / assignment
    if not autograded.is_dir() or not handed_in.is_dir():
        return autograded.is_dir()
    note = graded.load(folder, assignment, student)
    if note:
        return (
            note.done
            and by is not None
            and note.released == by.fingerprint
            and note.points == points
            and note.submission == fingerprint(handed_in)
        )
    # Graded by nbgrader's own command, which goes by the time.
    return _stamp(autograded) == _stamp(handed_in)


def _stamp(place: Path) -> str:
    path = place / TIMESTAMP
    return path.read_text("utf-8", "replace").strip() if path.is_file() else ""


Reached = Mapping[str, Mapping[str, Standing]]
_Sheet = tuple[list[str], Iterator[list[object]]]


def _canvas(students: Sequence[Student], most: Mapping[str, float], reached: Reached) -> _Sheet:
    headings = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *most]

    def rows() -> Iterator[list[object]]:
        # By its words Canvas knows that this line is no student.
        yield ["    Points Possible", "", "", "", "", *map(_number, most.values())]
        for student in students:
            number = student.lms_id if _is_of_canvas(student) else ""
            about = [student.sorted_name, number, _register(student), student.login]
            yield [*about, student.section, *_points(student, most, reached)]

    return headings, rows()


def _moodle(students: Sequence[Student], most: Mapping[str, float], reached: Reached) -> _Sheet:
    headings = [
        "Identifier",
        "First name",
        "Last name",
        "ID number",
        "Username",
        "Email address",
        *most,
    ]

    def rows() -> Iterator[list[object]]:
        for s in students:
            number = "" if _is_of_canvas(s) else s.lms_id
            about = [number, s.first, s.last, _register(s), s.login, s.email]
            yield [*about, *_points(s, most, reached)]

    return headings, rows()


def _plain(students: Sequence[Student], most: Mapping[str, float], reached: Reached) -> _Sheet:
    points = [f"{name} (of {_number(whole)})" for name, whole in most.items()]

    def rows() -> Iterator[list[object]]:
        for s in students:
            yield [plain_id(s.id), s.last, s.first, s.email, *_points(s, most, reached)]

    return ["id", "last_name", "first_name", "email", *points], rows()


def _is_of_canvas(student: Student) -> bool:
    """Whether the platform's own number is one of Canvas: Moodle's has a word before it."""
    return student.lms_id.isdigit()


def _register(student: Student) -> str:
    """The number in the student register, or else the id, if that is no column of another kind."""
    own = plain_id(student.id)
    taken = own in (student.login, student.email, student.lms_id)
    return student.sis_id or ("" if taken else own)


_SHAPES = {"canvas": _canvas, "moodle": _moodle, "plain": _plain}


def _points(student: Student, most: Mapping[str, float], reached: Reached) -> Iterator[str]:
    for name in most:
        standing = reached[name].get(student.id)
        points = standing.points if standing else None
        yield "" if points is None else _number(points)


def _number(points: float) -> str:
    return f"{round(points, 2):g}"


def _lines(
    students: Sequence[Student], done: Exported, platform: Platform, dry_run: bool
) -> Iterator[str]:
    written = "would be written" if dry_run else "written"
    many = f"{done.points} result{'' if done.points == 1 else 's'}"
    yield f"Results {written} to {done.path}: {many} of {len(students)} students."
    for name, lists in done.waiting.items():
        for state, who in lists.items():
            why = "waiting for a person to read" if state == "to read" else "not graded"
            yield f"  {name}, {why}, and so left empty ({len(who)}): {', '.join(who)}."
    if platform == "canvas":
        unknown = [s.id for s in students if not (_is_of_canvas(s) or s.sis_id or s.login)]
        if unknown:
            yield (
                f"  Canvas will look for {', '.join(unknown)} by SIS User ID or name: your list of "
                "students has no Canvas number of theirs."
            )
    if platform == "moodle":
        unknown = [s.id for s in students if not (s.email or _register(s) or s.login)]
        if unknown:
            yield f"  Moodle will not know {', '.join(unknown)}: no e-mail address or ID number."


def _without_row(
    students: Sequence[Student], strangers: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """Tell of work whose folder is called like nobody on the list."""
    alike = {student.id.casefold(): student.id for student in students}
    for who, names in sorted(strangers.items()):
        listed = alike.get(who.casefold())
        yield (
            f"  {who} has work ({', '.join(names)}) and no row: {roster.FILE} has "
            f"{listed or 'nobody of that id'}. Write the id there as the folder in submitted/ is "
            "called."
        )
