"""Who is in the class: lists from a learning platform in, students with safe ids out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field, fields, replace
from pathlib import Path

from course.classroom import table
from course.classroom.folder import ClassFolder
from course.classroom.table import Row, Table, squash

FILE = "students.csv"
# nbgrader's database keeps 128 characters of an id.
_LONGEST = 100
_SAFE = re.compile(r"[A-Za-z0-9._@-]")
_ESCAPED = re.compile(r"(?:~[0-9a-f]{2})+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_SHORTENED = re.compile(r"\d+(?:[.,]\d+)?E\+\d+", re.IGNORECASE)

_HEADINGS = {
    "id": ("id", "studentid", "nbgraderid"),
    "first": ("first", "firstname", "givenname", "forename"),
    "last": ("last", "lastname", "surname", "familyname"),
    "email": ("email", "emailaddress", "mail"),
    "login": ("login", "sisloginid", "loginid", "username", "user", "account", "netid"),
    "sis_id": ("sisid", "sisuserid", "idnumber", "studentnumber", "orgdefinedid"),
    "lms_id": ("lmsid", "lmsuserid", "identifier", "canvasid", "userid"),
    "section": ("section", "group", "groups"),
    "name": ("name", "fullname", "student", "studentname"),
}
_KNOWN = [heading for headings in _HEADINGS.values() for heading in headings]
# What can serve as the id of a class, best first.
_IDS = {
    "id": "id",
    "login": "login",
    "sis_id": "student number",
    "email": "e-mail address",
    "lms_id": "number",
}


@dataclass(frozen=True)
class Student:
    """A student.

    Attributes
    ----------
    id
        The name of the student's folder in nbgrader; see `safe_id`.
    first, last, email, section
        As the list had them.
    login, sis_id, lms_id
        Who this is for the learning platform: account, number in the student register, and the
        platform's own number (Canvas ``12345``, Moodle ``Participant 12345``).
    """

    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    login: str = ""
    sis_id: str = ""
    lms_id: str = ""
    section: str = ""

    @property
    def name(self) -> str:
        """First and last name; the id if neither is known."""
        return f"{self.first} {self.last}".strip() or plain_id(self.id)

    @property
    def id_and_name(self) -> str:
        """The id, by which a folder is called, and the name by which a person knows a person."""
        return " ".join(filter(None, (self.id, self.first, self.last)))

    @property
    def sorted_name(self) -> str:
        """Last name first; the id if neither is known."""
        return ", ".join(filter(None, (self.last, self.first))) or plain_id(self.id)


@dataclass
class Roster:
    """Students of a list, the lines that cannot be used, and what else is worth knowing."""

    students: list[Student] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def safe_id(text: str) -> str:
    """Make an id that is a plain folder name on every system and in nbgrader's exchange.

    Letters, digits and ``. _ @ -`` stay; anything else is written as ``~2b``. `plain_id` gives the
    text back. An id that is safe already stays as it is.
    """
    text = plain_id(text)
    safe = "".join(sign if _SAFE.fullmatch(sign) else _escaped(sign) for sign in text)
    if safe[:1] in (".", "-") or _RESERVED.fullmatch(safe):
        safe = _escaped(safe[0]) + safe[1:]
    return safe[:-1] + _escaped(".") if safe.endswith(".") else safe


def plain_id(safe: str) -> str:
    """Give the text back that `safe_id` made an id of."""

    def unescaped(found: re.Match[str]) -> str:
        try:
            return bytes.fromhex(found[0].replace("~", "")).decode()
        except UnicodeDecodeError:
            return found[0]

    return _ESCAPED.sub(unescaped, safe)


def read(path: Path) -> Roster:
    """Read a list of students: of one's own, or as Canvas and Moodle export it.

    Raises
    ------
    CourseError
        If it is no such list.
    """
    listed = table.read(path, _KNOWN)
    roster = Roster(notes=[listed.note] if listed.note else [])
    columns = _columns(listed)
    rows = [row for row in listed.rows if not _is_platforms_own(row, columns)]
    key = next((name for name in _IDS if any(row.at(columns[name]) for row in rows)), None)
    if key is None:
        roster.problems.append(
            f"{path.name} names nobody. It needs a column with one of these headings and something "
            "in it: id, login, student number, e-mail address."
        )
        return roster
    lines: dict[str, tuple[int, Student]] = {}
    for row in rows:
        student, problem = _student(row, columns, key)
        if student is None:
            roster.problems.append(f"{path.name}, line {row.line}: {problem}")
            continue
        line, same = lines.setdefault(student.id.casefold(), (row.line, student))
        if same is student:
            continue
        if (same.id, squash(same.name)) == (student.id, squash(student.name)):
            roster.notes.append(f"{path.name}, line {row.line}: repeats line {line}.")
        else:
            roster.problems.append(
                f"{path.name}, line {row.line}: {student.name} has the {_IDS[key]} {student.id}, "
                f"like {same.name} in line {line}. Give one of them another."
            )
    roster.students = [student for _, student in lines.values()]
    roster.notes += _namesakes(path, lines.values())
    return roster


def load(folder: ClassFolder) -> Roster:
    """Everybody in a class: of its ``students.csv``, and who is only in the gradebook."""
    path = folder.root / FILE
    roster = read(path) if path.is_file() else Roster()
    listed = {student.id.casefold() for student in roster.students}
    roster.students += [s for s in _in_gradebook(folder) if s.id.casefold() not in listed]
    roster.students.sort(key=_by_name)
    return roster


def called(folder: ClassFolder) -> dict[str, str]:
    """Id and name of everybody in a class, by id; who is not in it goes by the id alone."""
    return {student.id: student.id_and_name for student in load(folder).students}


def merge(before: Iterable[Student], listed: Iterable[Student]) -> tuple[list[Student], list[str]]:
    """Add a list to a class; what the class knows already is never overwritten.

    Returns
    -------
    list of Student, list of str
        Everybody, and one line for each thing that the list says otherwise.
    """
    known = {student.id.casefold(): student for student in before}
    told = []
    for student in listed:
        mine = known.get(student.id.casefold(), student)
        for each in fields(Student)[1:]:
            old, new = getattr(mine, each.name), getattr(student, each.name)
            if not old:
                mine = replace(mine, **{each.name: new})
            elif new and old != new:
                told.append(
                    f"{mine.id}: the list has {each.name} {new!r}, the class {old!r}, which stays. "
                    f"Change it in {FILE} if the list is right."
                )
        known[student.id.casefold()] = mine
    return list(known.values()), told


def save(folder: ClassFolder, students: Iterable[Student]) -> None:
    """Write ``students.csv`` and enter whom the gradebook does not have."""
    everybody = sorted(students, key=_by_name)
    headings = [each.name for each in fields(Student)]
    table.write(folder.root / FILE, headings, map(astuple, everybody), mark=True)
    enrol(folder, everybody)


def enrol(folder: ClassFolder, students: Sequence[Student]) -> None:
    """Enter students into the gradebook; names that it has already stay."""
    from nbgrader.api import MissingEntry

    with folder.gradebook() as book:
        for student in students:
            details = {
                "first_name": student.first,
                "last_name": student.last,
                "email": student.email,
                "lms_user_id": student.lms_id or student.sis_id,
            }
            try:
                there = book.find_student(student.id)
            except MissingEntry:
                there = None
            new = {k: v for k, v in details.items() if v and not getattr(there, k, None)}
            if there is None or new:
                book.update_or_create_student(student.id, **new)


def _by_name(student: Student) -> tuple[str, str]:
    return squash(student.sorted_name), student.id


def _escaped(sign: str) -> str:
    return "".join(f"~{byte:02x}" for byte in sign.encode("utf-8", "surrogatepass"))


def _columns(listed: Table) -> dict[str, int | None]:
    columns = {name: listed.column(headings) for name, headings in _HEADINGS.items()}
    shape = set(listed.headings)
    if {"sisloginid", "sisuserid"} & shape or {"student", "section"} <= shape:
        # Canvas calls its own number "ID".
        columns["lms_id"], columns["id"] = columns["id"], None
    return columns


def _is_platforms_own(row: Row, columns: dict[str, int | None]) -> bool:
    """Whether a line of a Canvas export is about points or the test student, not about a person."""
    name = row.at(columns["name"])
    about = [row.at(column) for column in columns.values()]
    return not any(about) or name == "Student, Test" or name.startswith("Points Possible")


def _student(row: Row, columns: dict[str, int | None], key: str) -> tuple[Student | None, str]:
    cells = {name: row.at(column) for name, column in columns.items()}
    who = cells["name"] or f"{cells['first']} {cells['last']}".strip() or cells["email"]
    given = cells[key]
    if any("\n" in cell for cell in cells.values()):
        return None, "a cell goes on over several lines. Is a quotation mark missing there?"
    if not given:
        return None, (
            f"{who} has no {_IDS[key]}, which is the id of the others in this list. Write one in."
        )
    if _SHORTENED.fullmatch(given):
        return None, (
            f"{given} is a number that a spreadsheet has cut short. Format the column as text and "
            "enter it again."
        )
    if not given.isprintable() or len(safe_id(given)) > _LONGEST:
        return None, (
            f"{given[:40]!r} cannot be an id: it is longer than {_LONGEST} characters, or has "
            "characters that cannot be seen. Give this student a shorter one."
        )
    first, last = cells["first"], cells["last"]
    if cells["name"] and not (first or last):
        first, last = _split(cells["name"])
    own = {name: cells[name] for name in ("email", "login", "sis_id", "lms_id", "section")}
    return Student(safe_id(given), first, last, **own), ""


def _split(name: str) -> tuple[str, str]:
    last, comma, first = name.partition(",")
    if not comma:
        first, _, last = name.rpartition(" ")
    return first.strip(), last.strip()


def _namesakes(path: Path, lines: Iterable[tuple[int, Student]]) -> list[str]:
    named = defaultdict(list)
    for line, student in lines:
        if student.first or student.last:
            named[squash(student.name)].append((line, student.name))
    return [
        f"{path.name}, lines {', '.join(str(line) for line, _ in same)}: all are called "
        f"{same[0][1]}. Files that are marked by name only cannot be told apart."
        for same in named.values()
        if len(same) > 1
    ]


def _in_gradebook(folder: ClassFolder) -> list[Student]:
    if not (folder.root / "gradebook.db").is_file():
        return []
    with folder.gradebook() as book:
        return [
            Student(
                student.id, student.first_name or "", student.last_name or "", student.email or ""
            )
            for student in book.students
        ]
