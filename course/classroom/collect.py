"""Hand-ins into the class: from nbgrader's exchange, or from what a learning platform gives out.

Whose a hand-in is must be certain. What is not stays where it is and stands in the report, which
the instructor completes and gives back. An earlier hand-in is never overwritten: it is moved aside,
with the grading and feedback that belong to it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from course.classroom import roster, table
from course.classroom.archive import Found, Limits, is_junk, shown, unpack
from course.classroom.download import Handed, split
from course.classroom.folder import ClassFolder, exchange_root, stop_if_interrupted
from course.classroom.handin import COURSE_TEST, Assignment
from course.classroom.names import Label, Match, Names
from course.classroom.placing import BEFORE, put
from course.classroom.roster import Student, safe_id
from course.errors import CourseError
from course.grading.coursedir import reason

REPORTS = "collected"
_HEADINGS = ("name", "id", "found by", "result", "late", "notes")


@dataclass
class Collected:
    """What `collect` did, or with ``dry_run`` would do.

    Attributes
    ----------
    hand_ins
        Every hand-in that was found.
    missing
        Students of whom there is none.
    report
        The file that says who was found how.
    """

    hand_ins: list[Handed]
    missing: list[Student]
    report: Path

    @property
    def failed(self) -> list[Handed]:
        """Hand-ins that were not put into the class, or that are not whole."""
        return [handed for handed in self.hand_ins if not handed.result or handed.damages]


def collect(
    folder: ClassFolder,
    assignment: str,
    source: Path | None = None,
    *,
    names: Path | None = None,
    dry_run: bool = False,
    tell: Callable[[str], None] = print,
    limits: Limits | None = None,
) -> Collected:
    """Take hand-ins of an assignment into the class.

    Parameters
    ----------
    folder
        The class.
    assignment
        Name of the assignment.
    source
        Folder or zip file from a learning platform; without one, nbgrader's exchange.
    names
        CSV file with the columns ``name`` and ``id``: whose is what the course could not match.
    dry_run
        Only say what would be done.
    tell
        Called with each line to show.
    limits
        How much a download may hold.

    Raises
    ------
    CourseError
        If the class has no such assignment, or there is nothing to collect from.
    """
    expected = Assignment.of(folder, folder.check(assignment))
    listed = roster.load(folder)
    for problem in listed.problems:
        tell(problem)
    by_hand = _by_hand(names) if names else {}
    known = Names(listed.students, by_hand)
    with tempfile.TemporaryDirectory() as scratch:
        if source is None:
            hand_ins = list(_from_exchange(folder, assignment, known, Path(scratch)))
        else:
            stems = [*expected.notebooks, "responses", Path(COURSE_TEST).stem, assignment]
            hand_ins = split(unpack(source, Path(scratch), limits), known, stems)
        put(folder, expected, hand_ins, dry_run)
    there = set(folder.handed_in(assignment))
    there |= {handed.student.id for handed in hand_ins if handed.student and handed.result}
    missing = [student for student in listed.students if student.id not in there]
    done = Collected(hand_ins, missing, folder.root / REPORTS / f"{assignment}.csv")
    if not dry_run:
        table.write(done.report, _HEADINGS, map(_row, hand_ins), mark=True)
    for line in _lines(assignment, done, source, dry_run):
        tell(line)
    idle = by_hand.keys() - {handed.label.text.strip() for handed in hand_ins}
    if idle:
        tell(f"Your list also names, and nothing here is called so: {', '.join(sorted(idle))}.")
    return done


# --- whose is what


def _by_hand(path: Path) -> dict[str, str]:
    names = ("name", "file", "folder")
    ids = ("id", "studentid", "student")
    listed = table.read(path, [*names, *ids])
    name, student = listed.column(names), listed.column(ids)
    if name is None or student is None:
        raise CourseError(f"{path} needs two columns, called name and id.")
    return {row.at(name): safe_id(row.at(student)) for row in listed.rows if row.at(student)}


def _from_exchange(
    folder: ClassFolder, assignment: str, names: Names, scratch: Path
) -> Iterator[Handed]:
    # Nbgrader deletes an earlier hand-in where it puts a later one, so it gets an empty place.
    api = folder.api(CourseDirectory={"submitted_directory": str(scratch)})
    if exchange_root(api) is None:
        raise CourseError(
            "This class has no exchange. Say where the hand-ins are: course class collect "
            f"{assignment} --from FOLDER_OR_ZIP. An exchange is named in nbgrader_config.py."
        )
    result = api.collect(assignment)
    stop_if_interrupted(result or {})
    if not (result and result["success"]):
        why = reason(result) if result else "nbgrader has none on Windows"
        raise CourseError(f"Nothing could be collected from the exchange: {why}")
    for place in sorted(scratch.glob(f"*/{assignment}")):
        account = place.parent.name
        label = Label(account)
        match = names.find(label)
        handed = Handed(label, match, trusted=True)
        if not match.student and not match.candidates:
            handed.match = Match(Student(account), "account")
            handed.notes.append("this account is not on your list of students")
        for path in sorted(place.rglob("*")):
            inside = shown(path.relative_to(place).as_posix())
            if path.is_file() and not path.is_symlink() and not is_junk(inside):
                handed.found.append(Found(inside, path))
        handed.notes += [
            f"{account}'s hand-in belongs to another account of this machine"
            for line in result["log"].splitlines()
            if "claims to be submitted by" in line and f"/{account}+{assignment}+" in line
        ]
        yield handed


# --- what is said about it


def _row(handed: Handed) -> tuple[object, ...]:
    student = handed.student.id if handed.student else ""
    how = handed.match.how if handed.student else ""
    told = [*([handed.problem] if handed.problem else []), *handed.damages, *handed.notes]
    return (
        handed.label.text,
        student,
        how,
        handed.result or "not collected",
        "yes" if handed.late else "",
        "; ".join(told),
    )


def _lines(assignment: str, done: Collected, source: Path | None, dry_run: bool) -> Iterator[str]:
    where = f"in {source}" if source else "in the exchange"
    yield f"{assignment}: {_count(len(done.hand_ins), 'hand-in')} {where}."
    for handed in done.hand_ins:
        if handed.student and handed.result and (handed.result != "unchanged" or handed.damages):
            who = handed.student.id
            found = f"found by {handed.match.how} in {handed.label.text!r}"
            yield f"  {handed.result:<9} {who}, {found}"
            yield from _about(handed)
    same = sum(handed.result == "unchanged" for handed in done.hand_ins)
    if same:
        yield f"  {_count(same, 'hand-in')} collected before, and unchanged."
    ignored = [handed.label.text for handed in done.hand_ins if handed.result == "ignored"]
    if ignored:
        yield f"  No hand-in, and left out: {', '.join(ignored)}."
    lost = [handed for handed in done.hand_ins if not handed.result]
    if lost:
        yield f"Not collected: {len(lost)}."
        for handed in lost:
            yield f"  {handed.label.text!r}: {handed.problem}."
            yield from _about(handed)
    if any(handed.student is None for handed in lost):
        yield (
            f"Write whose they are into the column 'id' of {done.report}, and collect again with "
            f"--names {done.report}"
        )
    if any(handed.student and not handed.result for handed in lost):
        yield (
            "Where files are not clear: put the right ones into a folder that is called like the "
            "student's id, and collect that one too."
        )
    if done.missing:
        ids = ", ".join(student.id for student in done.missing)
        yield f"Nothing yet from {len(done.missing)}: {ids}."
    if any(handed.result == "replaced" for handed in done.hand_ins):
        yield f"What they had handed in before lies in {BEFORE}. Grade them again."
    if dry_run:
        yield "Nothing was changed: this was only a look."


def _about(handed: Handed) -> Iterator[str]:
    if handed.late:
        yield "            the learning platform marks it as late"
    for line in (*handed.damages, *handed.notes):
        yield f"            {line}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"
