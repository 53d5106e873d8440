"""Whose is it? From names that learning platforms give to files to students, never by a guess."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from course.classroom.roster import Student, plain_id
from course.classroom.table import squash

# leeann_LATE_12345_67890_quiz.ipynb; an anonymous one begins with anon_.
_CANVAS = re.compile(
    r"(?:(?P<name>.+?)_)??(?:(?P<late>LATE)_)?(?P<number>\d+|anon_[A-Za-z0-9]+)"
    r"_(?:\d+_(?P<rest>.+)|(?P<online>(?:text|link)\.html))",
    re.IGNORECASE,
)
# Ann Lee_12345_assignsubmission_file_ as a folder, or before the name of a file.
_MOODLE = re.compile(
    r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)(?:_(?P<rest>.*))?"
)
# How somebody was found whom a person wrote down.
BY_HAND = "your list"
# What is handed in.
HANDED_IN = frozenset({".ipynb", ".json"})
# What a browser or JupyterLab adds to the name of a second copy.
_COPY = r"(?:[ _-]*\(\d+\)|[ _-]+\d+|[ _-]+copy[ _-]*\d*)?"


@dataclass(frozen=True)
class Label:
    """What a name in a download says.

    Attributes
    ----------
    text
        The part that stands for a person, as a report shows it and a list of names repeats it.
    kind
        ``canvas``, ``moodle``, or ``plain`` for a person's own or an instructor's naming.
    name, number
        The person's name, and the platform's number for the person or hand-in.
    late
        Whether Canvas marks it as late.
    rest
        What the student called the file; empty for a folder.
    """

    text: str
    kind: str = "plain"
    name: str = ""
    number: str = ""
    late: bool = False
    rest: str = ""


@dataclass(frozen=True)
class Match:
    """Who was found and how; without a student, why not, and who it might be."""

    student: Student | None
    how: str
    candidates: tuple[str, ...] = ()


def read_label(name: str, is_folder: bool, stems: Collection[str]) -> Label:
    """Read the name of a file or folder at the top of a download.

    Parameters
    ----------
    name
        The name.
    is_folder
        Whether it is a folder; a zip file is none.
    stems
        Names of what is handed in, such as ``quiz`` and ``01_anatomy``: they name nobody.
    """
    if found := _MOODLE.fullmatch(name):
        text = f"{found['name']}_{found['number']}"
        return Label(text, "moodle", found["name"], found["number"], rest=found["rest"] or "")
    if not is_folder and (found := _CANVAS.fullmatch(name)):
        text = "_".join(filter(None, (found["name"], found["number"])))
        rest = found["rest"] or found["online"]
        return Label(
            text, "canvas", found["name"] or "", found["number"], bool(found["late"]), rest
        )
    if is_folder:
        return Label(name, name=name)
    path = PurePosixPath(name)
    if path.suffix.lower() == ".txt" and PurePosixPath(path.stem).suffix.lower() in HANDED_IN:
        # Windows and some platforms add one: ann_responses.json.txt.
        path = PurePosixPath(path.stem)
    person, what = _person(path.stem, stems)
    return Label(person or name, name=person, rest=(what or path.stem) + name[len(path.stem) :])


def is_copy(stem: str, of: str) -> bool:
    """Whether the stem of a file's name is `of`, as it is or as of a second copy."""
    return re.fullmatch(f"(?i){re.escape(of)}{_COPY}", stem) is not None


class Names:
    """The names and numbers by which the students of a class can be found.

    Parameters
    ----------
    students
        Everybody.
    by_hand
        Ids by the text of labels, as the instructor wrote them down; they outrank all else.
    """

    def __init__(self, students: Iterable[Student], by_hand: Mapping[str, str]) -> None:
        self._by_hand = by_hand
        self._keys: dict[str, dict[str, Student]] = defaultdict(dict)
        self._names: dict[str, dict[str, Student]] = defaultdict(dict)
        self._numbers: dict[str, dict[str, Student]] = defaultdict(dict)
        self._students = {student.id: student for student in students}
        for student in self._students.values():
            keys = (student.id, plain_id(student.id), student.login, student.sis_id, student.email)
            for key in filter(None, keys):
                self._keys[key.casefold()][student.id] = student
            if student.first and student.last:
                for name in (student.first + student.last, student.last + student.first):
                    self._names[squash(name)][student.id] = student
            if student.lms_id:
                self._numbers[squash(student.lms_id)][student.id] = student
        self._names.pop("", None)

    def find(self, label: Label) -> Match:
        """Who a label means: exactly one, or nobody and the reason."""
        match = self._found(label)
        wanted = self._by_hand.get(label.text.strip())
        if wanted is None or (match.student and match.student.id == wanted):
            return match
        if wanted in self._students:
            return Match(self._students[wanted], BY_HAND)
        return Match(None, f"{BY_HAND} says {plain_id(wanted)}, who is not in the class")

    def is_listed(self, label: Label) -> bool:
        """Whether the instructor wrote down whose this is."""
        return label.text.strip() in self._by_hand

    def _found(self, label: Label) -> Match:
        named = self._names.get(squash(label.name), {})
        if label.kind == "plain":
            keyed = self._keys.get(label.text.casefold(), {})
            return _only({**keyed, **named}, "id" if keyed else "name", label)
        number = label.number if label.kind == "canvas" else f"participant{label.number}"
        numbered = self._numbers.get(squash(number), {})
        if numbered and named and not numbered.keys() & named.keys():
            return Match(None, f"its number is that of {_list(numbered)}, its name another's")
        if numbered:
            return _only(numbered, f"{label.kind} number", label)
        # Canvas keeps its number of a person; Moodle has another for each assignment.
        known = [s for s in named.values() if label.kind == "canvas" and s.lms_id.isdigit()]
        if known:
            return Match(None, f"{_list(named)} is called so, and has another Canvas number")
        return _only(named, "name", label)


def _only(found: Mapping[str, Student], how: str, label: Label) -> Match:
    if len(found) == 1:
        return Match(next(iter(found.values())), how)
    if found:
        return Match(None, f"it may be any of {_list(found)}", tuple(found))
    if not label.name:
        return Match(None, "nothing in its name says whose it is")
    return Match(None, "nobody in the class is called so")


def _list(found: Mapping[str, Student]) -> str:
    return ", ".join(found[student].id_and_name for student in sorted(found))


def _person(stem: str, stems: Collection[str]) -> tuple[str, str]:
    """Split the stem of a file into the person and the part that names what was handed in."""
    known = "|".join(map(re.escape, stems))
    what = ""
    while True:
        if whole := re.fullmatch(f"(?i)(?P<what>{known}){_COPY}", stem):
            return "", what or whole["what"]
        after = re.search(f"(?i)[ _-]+(?P<what>{known}){_COPY}$", stem)
        before = re.match(f"(?i)(?P<what>{known})[ _-]+", stem)
        if after:
            stem, what = stem[: after.start()], what or after["what"]
        elif before:
            stem, what = stem[before.end() :], what or before["what"]
        else:
            return stem, what
