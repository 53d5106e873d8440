"""What a student handed in, put together from files with whatever names they have.

A notebook is known by nbgrader's names of its cells, never by the look of its own name, because
browsers, learning platforms and students rename files. Answers are known by their format. Of two
files with different work none is chosen; of two files of answers one may be an earlier state of the
other, which is no guess.
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

from course.classroom import answers
from course.classroom.answers import ANSWERS, AnswerFile
from course.classroom.archive import Found
from course.classroom.folder import SOURCES, ClassFolder
from course.classroom.names import is_copy

QUIZ = "quiz"
# By her own click a learner shares her answers to the course test. They mark nothing.
COURSE_TEST = "course_test.json"
TIMESTAMP = "timestamp.txt"
# What nbgrader's exchange writes. From a student's own zip file it could be anything.
EXCHANGE_FILES = frozenset({TIMESTAMP, "submission_secret.txt"})
_UNREADABLE = "cannot be read as a notebook"
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
    written
        Notebooks of this assignment in which a student writes something; the quiz of this course
        is none, because its answers lie in a file of their own.
    """

    name: str
    cells: Mapping[tuple[str, str], frozenset[str]]
    released: Path
    written: frozenset[str]

    @classmethod
    def of(cls, folder: ClassFolder, name: str) -> Assignment:
        """Read the sources of a class."""
        sources = {
            (other, path.stem): json.loads(path.read_bytes())
            for other in folder.assignments()
            for path in sorted((folder.root / SOURCES / other).glob("*.ipynb"))
        }
        cells = {
            which: frozenset(mark["grade_id"] for mark in _marks(source))
            for which, source in sources.items()
        }
        written = frozenset(
            notebook
            for (other, notebook), source in sources.items()
            if other == name and any(m.get("solution") or m.get("task") for m in _marks(source))
        )
        return cls(name, cells, folder.root / "release" / name, written)

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
        self._by_name: dict[str, PurePosixPath] = {}

    def run(self) -> None:
        known = self._recognise()
        for notebook in self.assignment.notebooks:
            file = self._notebook(f"{notebook}.ipynb", known[notebook])
            if file:
                self._take(f"{notebook}.ipynb", file)
        if QUIZ in self.assignment.notebooks:
            self._take_answers()
        self.notes += [
            f"{path} {self.unknown.pop(path)}; it is taken for its name"
            for path in self._by_name.values()
        ]
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
            # Also lab.ipynb.txt: some browsers and systems add to a name.
            if ".ipynb" not in (suffix.lower() for suffix in file.path.suffixes):
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
        if not alike:
            return None
        file = self._one(name, alike)
        self._by_name[name] = file.path
        return file

    def _take_answers(self) -> None:
        """The answers to this quiz, wherever they lie, and its notebook if only they came whole."""
        ours = self.assignment.cells[self.assignment.name, QUIZ]
        read = [answers.read(file, ours) for file in self.found if not _is_course_test(file.path)]
        known = [file for file in read if file and (file.fits or self._is_beside(file.path))]
        chosen = self._chosen(known)
        notebook = PurePosixPath(f"{QUIZ}.ipynb")
        if chosen and chosen.counts:
            self._stand_in(notebook)
        if notebook not in self.files:
            return
        if chosen is None:
            self.notes.append(f"{ANSWERS} is missing: the quiz will earn nothing")
            return
        is_there = chosen.path.name == ANSWERS and self._is_beside(chosen.path)
        if not is_there and str(chosen.path) != ANSWERS:
            self.notes.append(f"{chosen.path} is taken for {ANSWERS}, by its content")
        self._take(ANSWERS, chosen.file)

    def _chosen(self, known: Sequence[AnswerFile]) -> AnswerFile | None:
        """The answers that count; without any, what a person should look at."""
        whole = [file for file in known if file.counts]
        if whole:
            return self._fullest(whole, [file for file in known if file.problem])
        # Nothing of it can be marked, so nothing hangs on the choice.
        rest = sorted(known, key=lambda file: (not file.problem, file.path.name != ANSWERS))
        for file in rest[:1]:
            if file.problem:
                what = f"{file.problem}: the quiz will earn nothing. {file.mend}"
            else:
                what = "holds no answer to this quiz"
            self.notes.append(f"{file.path} {what}")
        return rest[0] if rest else None

    def _fullest(self, whole: Sequence[AnswerFile], broken: Sequence[AnswerFile]) -> AnswerFile:
        """The file that has all the answers of the others, which can be left out then."""
        chosen = answers.fullest(whole)
        if chosen is None:
            raise _undecided(ANSWERS, [file.file for file in whole])
        for file in whole:
            more = chosen.size - file.size
            if more:
                self.notes.append(
                    f"{chosen.path} counts, not {file.path}: it has all answers of that file, and "
                    f"{more} more"
                )
            elif file is not chosen:
                self.notes.append(f"{file.path} has the same answers as {chosen.path}")
            self._settled.add(file.path)
        self.notes += [
            f"{file.path} {file.problem}; it does not count. {file.mend} if it may hold more"
            for file in broken
        ]
        return chosen

    def _stand_in(self, notebook: PurePosixPath) -> None:
        """Take the released quiz for one that is missing or damaged: it holds nobody's work."""
        released = self.assignment.released / notebook.name
        damaged = self._by_name.get(notebook.name)
        if not released.is_file():
            return
        if damaged and self.unknown[damaged] == _UNREADABLE:
            del self._by_name[notebook.name]
            self.notes.append(f"{damaged} {self.unknown.pop(damaged)}; the answers can, and count")
        elif notebook not in self.files:
            self.notes.append(f"{notebook} was not handed in; the answers were, and count")
        else:
            return
        self.files[notebook] = released

    def _is_beside(self, path: PurePosixPath) -> bool:
        return path.parent in self._homes

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
        """The only one, or any if all are the same work; the right name goes first."""
        one = min(files, key=lambda file: file.path.name != name)
        for file in files:
            if file is one:
                continue
            if _same_work(one, file):
                self.notes.append(f"{file.path} is the same as {one.path}")
            elif name == f"{QUIZ}.ipynb" and QUIZ not in self.assignment.written:
                self.notes.append(
                    f"{file.path} is another {name}, which changes nothing: the answers are in "
                    f"{ANSWERS}"
                )
            else:
                raise _undecided(name, files)
        return one


def _undecided(name: str, files: Sequence[Found]) -> _UndecidedError:
    paths = ", ".join(str(file.path) for file in files)
    return _UndecidedError(f"several files could be {name}, and they differ: {paths}")


def _same_work(one: Found, other: Found) -> bool:
    """Whether two notebooks differ in nothing but outputs and other things that are not graded."""
    if filecmp.cmp(one.data, other.data, shallow=False):
        return True
    works = _work(one), _work(other)
    return works[0] == works[1] and works[0] is not None


def _work(file: Found) -> list[tuple[object, ...]] | None:
    from course.grading.cells import grade_id
    from course.grading.reading import NotANotebook, read_notebook

    try:
        cells = read_notebook(file.data.read_bytes()).cells
    except NotANotebook:
        return None
    return [(c.cell_type, c.source, grade_id(c), c.get("attachments")) for c in cells]


def _recognised(file: Found, assignment: Assignment) -> tuple[tuple[str, str] | None, str]:
    """Which notebook of the class a file is, or why that cannot be said."""
    try:
        held = json.loads(file.data.read_bytes())
    except (ValueError, RecursionError, MemoryError):
        return None, _UNREADABLE
    if not (isinstance(held, dict) and isinstance(held.get("cells"), list)):
        return None, _UNREADABLE
    names = {mark["grade_id"] for mark in _marks(held)}
    hits = {which: len(names & cells) for which, cells in assignment.cells.items()}
    most = max(hits.values(), default=0)
    best = [which for which, count in hits.items() if count == most]
    if most and len(best) > 1:
        best = [which for which in best if which[1] == file.path.stem] or best
    # Others may share the name of a cell; a notebook shares most of them.
    if most * 2 < len(names) or not most or len(best) > 1:
        return None, "has no test cells of this class"
    return best[0], ""


def _marks(notebook: Any) -> Iterator[dict[str, Any]]:
    """What nbgrader notes of the cells that have a name; of a file that is no notebook, none."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    for cell in cells if isinstance(cells, list) else []:
        meta = cell.get("metadata") if isinstance(cell, dict) else None
        mark = meta.get("nbgrader") if isinstance(meta, dict) else None
        if isinstance(mark, dict) and isinstance(mark.get("grade_id"), str):
            yield mark


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
