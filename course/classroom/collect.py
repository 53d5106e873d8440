"""Hand-ins into the class: from nbgrader's exchange, or from what a learning platform gives out.

Whose a hand-in is must be certain. What is not stays where it is and stands in the report, which
the instructor completes and gives back. An earlier hand-in is never overwritten: it is moved aside,
with the grading and feedback that belong to it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from course.classroom import roster, table
from course.classroom.archive import Damage, Download, Found, Limits, is_junk, shown, unpack
from course.classroom.collected import Collection, Line
from course.classroom.download import Handed, split
from course.classroom.folder import ClassFolder, exchange_root, stop_if_interrupted
from course.classroom.handin import COURSE_TEST, Assignment
from course.classroom.names import BY_HAND, Label, Match, Names, read_label
from course.classroom.placing import BEFORE, put
from course.classroom.roster import Student, safe_id
from course.errors import CourseError
from course.grading.coursedir import reason

# What the course, not a person, wrote into the tables.
_FOUND = "found"


@dataclass
class Collected:
    """What `collect` did, or with ``dry_run`` would do.

    Attributes
    ----------
    hand_ins
        Every hand-in that was found.
    report
        The table that says who was found how.
    stuck
        Students of whom the class has nothing, because theirs could not be put there.
    missing
        Students of whom there is none.
    written
        Names of lines in the table with an id that a person wrote, and that was not asked for.
    """

    hand_ins: list[Handed]
    report: Path
    stuck: list[Student] = field(default_factory=list)
    missing: list[Student] = field(default_factory=list)
    written: list[str] = field(default_factory=list)

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

    The table of what was collected grows: lines of other hand-ins stay, and so does an id that
    somebody wrote into it.

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
        If the class has no such assignment, there is nothing to collect from, or a table cannot
        be read.
    """
    expected = Assignment.of(folder, folder.check(assignment))
    listed = roster.load(folder)
    for problem in listed.problems:
        tell(problem)
    before = Collection.of(folder, assignment)
    found = _found(folder, before, assignment)
    by_hand = _by_hand(names) if names else {}
    if names and names.resolve() == before.path.resolve():
        # What the course found itself, it finds again or not.
        by_hand = {name: who for name, who in by_hand.items() if found.get(name) != who}
    known = Names(listed.students, by_hand)
    with tempfile.TemporaryDirectory() as scratch:
        if source is None:
            hand_ins = list(_from_exchange(folder, assignment, known, Path(scratch)))
        else:
            stems = [*expected.notebooks, "responses", Path(COURSE_TEST).stem, assignment]
            hand_ins = _from_platform(source, unpack(source, Path(scratch), limits), known, stems)
        put(folder, expected, hand_ins, found, dry_run=dry_run)
    lines = [_line(handed) for handed in hand_ins]
    after = before.with_lines(lines, found)
    if not dry_run:
        _note(folder, assignment, found, lines)
        after.write()
    done = Collected(hand_ins, report=after.path)
    done.written = [name for name in _unused(lines, after) if name not in by_hand]
    there = set(folder.handed_in(assignment))
    there |= {handed.student.id for handed in hand_ins if handed.student and handed.result}
    seen = {handed.student.id for handed in hand_ins if handed.student}
    for student in listed.students:
        if student.id not in there:
            (done.stuck if student.id in seen else done.missing).append(student)
    for line in _lines(assignment, done, source, dry_run):
        tell(line)
    idle = by_hand.keys() - {line.name for line in after.lines}
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


def _from_platform(
    source: Path, download: Download, names: Names, stems: Sequence[str]
) -> list[Handed]:
    hand_ins = split(download, names, stems)
    top = shown(source.resolve().name).name
    whose = names.find(read_label(top, source.is_dir(), stems))
    # One that is called like an id and says nothing of anybody else is that student's own.
    called_so = whose.student is not None and whose.how in ("id", BY_HAND)
    if called_so and not any(_says_whose(handed, stems) for handed in hand_ins):
        return split(_below(PurePosixPath(top), download), names, stems)
    return hand_ins


def _says_whose(handed: Handed, stems: Sequence[str]) -> bool:
    """Whether something in a download says whose this is, or could."""
    label = handed.label
    own = not label.name or label.name in stems or handed.result == "ignored"
    return label.kind != "plain" or handed.student is not None or not own


def _below(top: PurePosixPath, download: Download) -> Download:
    return Download(
        [Found(top / file.path, file.data) for file in download.files],
        [Damage(top / damage.path, damage.why) for damage in download.damages],
    )


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


def _found(folder: ClassFolder, before: Collection, assignment: str) -> dict[str, str]:
    """The ids in the table that no person wrote."""
    noted = folder.recall(_FOUND).get(assignment)
    return noted if isinstance(noted, dict) else before.found()


def _note(
    folder: ClassFolder, assignment: str, before: Mapping[str, str], lines: Iterable[Line]
) -> None:
    now = {line.name: "" if line.found_by == BY_HAND else line.id for line in lines}
    folder.note(_FOUND, {**folder.recall(_FOUND), assignment: {**before, **now}})


def _unused(lines: Iterable[Line], after: Collection) -> list[str]:
    """Names of lines whose id a person wrote, and by which this run did not go."""
    went_by = {line.name: line.id for line in lines}
    unused = (line.name for line in after.lines if went_by.get(line.name, line.id) != line.id)
    return list(dict.fromkeys(unused))


def _line(handed: Handed) -> Line:
    told = [*([handed.problem] if handed.problem else []), *handed.damages, *handed.notes]
    return Line(
        name=handed.label.text.strip(),
        id=handed.student.id if handed.student else "",
        found_by=handed.match.how if handed.student else "",
        result=handed.result or "not collected",
        late="yes" if handed.late else "",
        notes="; ".join(told),
    )


def _lines(assignment: str, done: Collected, source: Path | None, dry_run: bool) -> Iterator[str]:
    where = f"in {source}" if source else "in the exchange"
    yield f"{assignment}: {_count(len(done.hand_ins), 'hand-in')} {where}."
    for handed in done.hand_ins:
        if handed.student and handed.result and (handed.result != "unchanged" or handed.damages):
            who = handed.student.id_and_name
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
    nobodys = {handed.label.text.strip() for handed in lost if handed.student is None}
    if nobodys - set(done.written):
        yield (
            f"Write whose they are into the column 'id' of {done.report}, and collect again with "
            f"--names {done.report}"
        )
    if done.written:
        names = ", ".join(map(repr, done.written))
        yield (
            f"You wrote an id into {done.report} for {names}. To go by it, collect again with "
            f"--names {done.report}"
        )
    if any(handed.student and not handed.result for handed in lost):
        yield (
            "Where files are not clear: put the right ones into a folder that is called like the "
            f"student's id, and collect it, too: course class collect {assignment} --from FOLDER"
        )
    if done.stuck:
        yield f"Handed in, but not collected (see above): {_everybody(done.stuck)}."
    if done.missing:
        yield f"Nothing yet from {len(done.missing)}: {_everybody(done.missing)}."
        if nobodys:
            yield "What is above and nobody's yet may be theirs."
    if any(handed.result == "replaced" for handed in done.hand_ins):
        yield f"What they had handed in before lies in {BEFORE}. Grade them again."
    if dry_run:
        yield "Nothing was changed: this was only a look."


def _about(handed: Handed) -> Iterator[str]:
    if handed.late:
        yield "            the learning platform marks it as late"
    for line in (*handed.damages, *handed.notes):
        yield f"            {line}"


def _everybody(students: Iterable[Student]) -> str:
    return ", ".join(student.id_and_name for student in students)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"
