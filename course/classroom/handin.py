"""What a student handed in, put together from files with whatever names they have.

A notebook is known by nbgrader's names of its cells, never by the look of its own name, because
browsers, learning platforms and students rename files. Answers are known by their format.
"""

from __future__ import annotations

import filecmp
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from course.classroom.archive import Found
from course.classroom.folder import SOURCES, ClassFolder
from course.classroom.names import is_copy
from course.learner import responses

ANSWERS = "responses.json"
# By her own click a learner shares her answers to the course test. They mark nothing.
COURSE_TEST = "course_test.json"
TIMESTAMP = "timestamp.txt"
# What nbgrader's exchange writes. From a student's own zip file it could be anything.
EXCHANGE_FILES = frozenset({TIMESTAMP, "submission_secret.txt"})
_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\ufffd]')
# In bytes, which is how systems count.
_LONGEST_STEM, _LONGEST_SUFFIX = 120, 20


@dataclass(frozen=True)
class Assignment:
    """What is expected of one assignment, and what belongs to others.

    Attributes
    ----------
    name
        Of the assignment.
    cells
        Names of the cells of each notebook of the class: ``{("01_anatomy", "lab"): {…}}``.
    released
        Folder of what students got.
    """

    name: str
    cells: Mapping[tuple[str, str], frozenset[str]]
    released: Path

    @classmethod
    def of(cls, folder: ClassFolder, name: str) -> Assignment:
        """Read the sources of a class."""
        cells = {
            (other, path.stem): frozenset(_names(json.loads(path.read_bytes())))
            for other in folder.assignments()
            for path in sorted((folder.root / SOURCES / other).glob("*.ipynb"))
        }
        return cls(name, cells, folder.root / "release" / name)

    @property
    def notebooks(self) -> list[str]:
        """Names of the notebooks of this assignment."""
        return [notebook for name, notebook in self.cells if name == self.name]

    @property
    def others(self) -> set[str]:
        """Names of the other assignments of the class."""
        return {name for name, _ in self.cells} - {self.name}


@dataclass
class HandIn:
    """Files to be put into nbgrader's folder, by their names there.

    Attributes
    ----------
    files
        Where the content of each file lies.
    notes
        What was renamed, left out or cannot be read.
    problem
        Why nothing can be put there; empty if all is well.
    """

    files: dict[PurePosixPath, Path] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problem: str = ""


def assemble(found: Sequence[Found], assignment: Assignment) -> HandIn:
    """Find what belongs to an assignment among the files of one student."""
    assembly = _Assembly(found, assignment)
    try:
        assembly.run()
    except _UndecidedError as error:
        return HandIn(notes=assembly.notes, problem=str(error))
    if not assembly.files:
        assembly.notes += [f"{path} {why}" for path, why in assembly.unknown.items()]
        return HandIn(notes=assembly.notes, problem=f"no notebook of {assignment.name} is in it")
    return HandIn(assembly.files, assembly.notes)


class _UndecidedError(Exception):
    """Two files could be the same thing, and only a person can say which."""


class _Assembly:
    def __init__(self, found: Sequence[Found], assignment: Assignment) -> None:
        self.found, self.assignment = found, assignment
        self.files: dict[PurePosixPath, Path] = {}
        self.notes: list[str] = []
        self.unknown: dict[PurePosixPath, str] = {}
        self._settled: set[PurePosixPath] = set()
        self._homes: list[PurePosixPath] = []

    def run(self) -> None:
        known = self._recognise()
        for notebook in self.assignment.notebooks:
            file = self._notebook(f"{notebook}.ipynb", known[notebook])
            if file:
                self._take(f"{notebook}.ipynb", file)
        if "quiz" in self.assignment.notebooks:
            self._take_answers()
        if not self.files:
            return
        for notebook in self.assignment.notebooks:
            if PurePosixPath(f"{notebook}.ipynb") not in self.files:
                self.notes.append(f"{notebook}.ipynb is missing")
        self._take_the_rest()

    def _recognise(self) -> Mapping[str, list[Found]]:
        """Sort the notebooks into those of this assignment, of others, and unknown ones."""
        known = defaultdict(list)
        for file in self.found:
            if file.path.suffix.lower() != ".ipynb":
                continue
            which, why = _recognised(file, self.assignment)
            if which is None:
                self.unknown[file.path] = why
            elif which[0] == self.assignment.name:
                known[which[1]].append(file)
            else:
                self._settled.add(file.path)
                self.notes.append(f"{file.path} is {which[1]}.ipynb of {which[0]}; it is left out")
        return known

    def _notebook(self, name: str, known: Sequence[Found]) -> Found | None:
        if known:
            file = self._one(name, known)
            if file.path.name != name:
                self.notes.append(f"{file.path} is {name}, by its cells")
            return file
        alike = [
            file
            for file in self.found
            if file.path in self.unknown
            and file.path.name == name
            and not set(file.path.parts) & self.assignment.others
        ]
        if len(alike) != 1:
            return None
        path = alike[0].path
        self.notes.append(f"{path} {self.unknown.pop(path)}; it is taken for its name")
        return alike[0]

    def _take_answers(self) -> None:
        """The answers: beside the quiz, or the only file with answers to its questions."""
        ours = self.assignment.cells[self.assignment.name, "quiz"]
        fits, others = [], []
        for file in self.found:
            if _is_course_test(file.path):
                continue
            content = _content(file)
            if content is not None and content & ours:
                fits.append(file)
            # One that is not whole has its say when it is graded.
            elif file.path.parent in self._homes and (
                content is not None or file.path.name == ANSWERS
            ):
                others.append(file)
        beside = [file for file in fits if file.path.parent in self._homes]
        candidates = beside or fits or others
        quiz = PurePosixPath("quiz.ipynb")
        if not candidates:
            if quiz in self.files:
                self.notes.append(f"{ANSWERS} is missing: the quiz will earn nothing")
            return
        file = self._one(ANSWERS, candidates)
        if file not in fits:
            self.notes.append(f"{file.path} holds no answer to this quiz")
        if quiz not in self.files:
            stand_in = self.assignment.released / quiz.name
            if file not in fits or not stand_in.is_file():
                return
            # The notebook of a quiz holds nothing of the student.
            self.files[quiz] = stand_in
            self.notes.append("quiz.ipynb was not handed in; the answers were, and count")
        if file.path.name != ANSWERS or file not in beside:
            self.notes.append(f"{file.path} is taken for {ANSWERS}, by its content")
        self._take(ANSWERS, file)

    def _take(self, name: str, file: Found) -> None:
        self.files[PurePosixPath(name)] = file.data
        self._settled.add(file.path)
        if file.path.parent not in self._homes:
            self._homes.append(file.path.parent)

    def _take_the_rest(self) -> None:
        """Keep what else lies beside or below the notebooks."""
        elsewhere = []
        folders = {parent for name in self.files for parent in name.parents}
        # One that has its right name goes before a second download of it.
        for file in sorted(self.found, key=lambda file: file.path.name != COURSE_TEST):
            if file.path in self._settled:
                continue
            home = next((home for home in self._homes if file.path.is_relative_to(home)), None)
            if home is None:
                elsewhere.append(file.path)
                continue
            if file.path in self.unknown:
                self.notes.append(f"{file.path} {self.unknown[file.path]}")
            name = PurePosixPath(*map(_safe_name, file.path.relative_to(home).parts))
            if file.path.parent == home and _is_course_test(file.path):
                name = PurePosixPath(COURSE_TEST)
                if file.path.name != COURSE_TEST and name not in self.files:
                    self.notes.append(f"{file.path} is {COURSE_TEST}, by its name")
            if name.name in EXCHANGE_FILES:
                self.notes.append(f"{file.path} is left out")
            elif name in self.files or name in folders or self.files.keys() & set(name.parents):
                self.notes.append(f"{file.path} is left out: another file has that name here")
            else:
                self.files[name] = file.data
                folders.update(name.parents)
        if elsewhere:
            many = f"{len(elsewhere)} files lie" if len(elsewhere) > 1 else f"{elsewhere[0]} lies"
            self.notes.append(f"{many} elsewhere and left out")

    def _one(self, name: str, files: Sequence[Found]) -> Found:
        """The one with the right name, the only one, or any if all are the same."""
        right = [file for file in files if file.path.name == name] or files
        if any(not filecmp.cmp(right[0].data, file.data, shallow=False) for file in right[1:]):
            paths = ", ".join(str(file.path) for file in right)
            raise _UndecidedError(f"several files could be {name}: {paths}")
        self.notes += [
            f"{file.path} is another {name}; it does not count"
            for file in files
            if file not in right
        ]
        return right[0]


def _recognised(file: Found, assignment: Assignment) -> tuple[tuple[str, str] | None, str]:
    """Which notebook of the class a file is, or why that cannot be said."""
    try:
        names = set(_names(json.loads(file.data.read_bytes())))
    except (ValueError, RecursionError, MemoryError):
        return None, "cannot be read as a notebook"
    hits = {which: len(names & cells) for which, cells in assignment.cells.items()}
    most = max(hits.values(), default=0)
    best = [which for which, count in hits.items() if count == most]
    if most and len(best) > 1:
        best = [which for which in best if which[1] == file.path.stem] or best
    # Others may share the name of a cell; a notebook shares most of them.
    if most * 2 < len(names) or not most or len(best) > 1:
        return None, "has no test cells of this course"
    return best[0], ""


def _names(notebook: Any) -> Iterator[str]:
    """Nbgrader's names of the cells; of a file that is no notebook, none."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    for cell in cells if isinstance(cells, list) else []:
        meta = cell.get("metadata") if isinstance(cell, dict) else None
        mark = meta.get("nbgrader") if isinstance(meta, dict) else None
        name = mark.get("grade_id") if isinstance(mark, dict) else None
        if isinstance(name, str):
            yield name


def _content(file: Found) -> set[str] | None:
    """The questions that a file of answers answers; None if it is no such file."""
    if file.path.suffix.lower() != ".json":
        return None
    try:
        held = json.loads(file.data.read_bytes())
    except (ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(held, dict) or held.get("format") != responses.FORMAT:
        return None
    questions = held.get("questions")
    return set(questions) if isinstance(questions, dict) else set()


def _is_course_test(path: PurePosixPath) -> bool:
    """Whether a file is called like the shared course test, or like a second download of it."""
    expected = PurePosixPath(COURSE_TEST)
    return path.suffix.lower() == expected.suffix and is_copy(path.stem, expected.stem)


def _safe_name(name: str) -> str:
    """A name that every system takes."""
    path = PurePosixPath(_UNSAFE.sub("_", name).rstrip(" .") or "_")
    return _cut(path.stem, _LONGEST_STEM) + _cut(path.suffix, _LONGEST_SUFFIX)


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")
