"""What was handed in, looked through first, so that nothing in it can stop the grading.

Only a clean copy is graded: plain files of a sensible size, and notebooks that are notebooks. What
is left out is said in words; the submission itself is never changed.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.utils import parse_utc

from course.grading.cells import grade_id
from course.grading.quiz import read_answers
from course.grading.reading import NotANotebook, encoded, read_notebook
from course.grading.trouble import Trouble

LARGEST_FILE = 50 * 10**6
LARGEST = 200 * 10**6
MOST_FILES = 1000
_DEEPEST = 8
_QUIZ = "quiz"
_ANSWERS = "responses.json"
_TIMESTAMP = "timestamp.txt"
_IGNORED = frozenset({".ipynb_checkpoints", "__pycache__", ".git", ".DS_Store"})


class _CannotRead(Exception):
    """A file that is not copied; the text says why."""


@dataclass(frozen=True)
class Entry:
    """A file of a submission: its name below the folder, where it lies, size, plain or not."""

    name: str
    path: Path
    size: int
    plain: bool

    @property
    def top(self) -> str:
        """The first part of its name."""
        return self.name.split("/")[0]

    @property
    def shown(self) -> str:
        """The name as it can be written anywhere."""
        return repr(self.name.encode("utf-8", "replace").decode())

    def read(self) -> bytes:
        """The content, of a plain file."""
        if not self.plain:
            raise _CannotRead("it is no plain file")
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise _CannotRead(error.strerror or "it cannot be read") from None


def entries(folder: Path) -> Iterator[Entry]:
    """Every file of a submission in the order of their names; links are never followed."""
    for place, folders, files in os.walk(folder):
        where = Path(place)
        depth = len(where.relative_to(folder).parts)
        links = [name for name in folders if (where / name).is_symlink()]
        folders[:] = sorted(set(folders) - set(links) - _IGNORED) if depth < _DEEPEST else []
        for name in sorted({*files, *links} - _IGNORED):
            path = where / name
            try:
                state = path.lstat()
            except OSError:
                continue
            relative = path.relative_to(folder).as_posix()
            yield Entry(relative, path, state.st_size, stat.S_ISREG(state.st_mode))


def fingerprint(folder: Path) -> str:
    """A text that changes when anything in a submission does."""
    digest = hashlib.sha256()
    for entry in entries(folder):
        digest.update(f"{entry.shown} {entry.size} {entry.plain}\n".encode())
        if entry.size <= LARGEST_FILE:
            try:
                digest.update(hashlib.sha256(entry.read()).digest())
            except _CannotRead as error:
                digest.update(str(error).encode())
    return digest.hexdigest()


def stage(
    folder: Path,
    target: Path,
    notebooks: Collection[str],
    own: Collection[str] = (),
    released: Path | None = None,
) -> list[Trouble]:
    """Make the copy that is graded.

    The notebook of a quiz holds nothing of the student: where it is missing or damaged, and the
    answers are whole, the released one takes its place.

    Parameters
    ----------
    folder
        What was handed in.
    target
        The copy, a folder that does not exist yet.
    notebooks
        Names of the assignment's notebooks.
    own
        Names of files that the assignment brings itself; a student's are not needed.
    released
        Folder of what students got.

    Returns
    -------
    list of Trouble
        What was left out, and why.

    Raises
    ------
    OSError
        If the copy cannot be written.
    """
    target.mkdir(parents=True)
    staging = _Staging(target, notebooks, frozenset(own), released)
    for entry in entries(folder):
        staging.add(entry)
    return staging.end()


@dataclass
class _Staging:
    target: Path
    notebooks: Collection[str]
    own: Collection[str]
    released: Path | None
    troubles: list[Trouble] = field(default_factory=list)
    there: set[str] = field(default_factory=set)
    damaged: dict[str, str] = field(default_factory=dict)
    others: list[Entry] = field(default_factory=list)
    files: int = 0
    size: int = 0

    def add(self, entry: Entry) -> None:
        """Copy a file, or say why not."""
        if entry.name.endswith(".ipynb"):
            self._notebook(entry)
        elif entry.top.removesuffix(".ipynb") not in self.notebooks:
            self._file(entry)

    def end(self) -> list[Trouble]:
        """Look for what is missing, and give every trouble."""
        for name in sorted(set(self.notebooks) - self.there):
            what = "missing; the answers are there, and count."
            if not self._stands_in(name):
                what = f"missing, so it has 0 points.{self._hint()}"
            self.troubles.append(Trouble(name, f"{name}.ipynb is {what}"))
        for name, why in self.damaged.items():
            what = f"cannot be read: {why}. The answers can be, and count."
            if not self._stands_in(name):
                what = f"has 0 points: {why}."
            self.troubles.append(Trouble(name, f"{name}.ipynb {what}"))
        if self.files > MOST_FILES:
            left_out = self.files - MOST_FILES
            self.troubles.append(Trouble("", f"{left_out} of {self.files} files were left out."))
        return self.troubles

    def _notebook(self, entry: Entry) -> None:
        name = entry.name.removesuffix(".ipynb")
        if name not in self.notebooks:
            self.others.append(entry)
            return
        self.there.add(name)
        try:
            if entry.plain and entry.size > LARGEST_FILE:
                raise NotANotebook(
                    f"it is larger than {LARGEST_FILE // 10**6} MB; its outputs should be cleared"
                )
            notebook = read_notebook(entry.read())
        except (NotANotebook, _CannotRead) as error:
            self.damaged[name] = str(error)
        else:
            (self.target / entry.name).write_bytes(encoded(notebook))

    def _hint(self) -> str:
        """Which other notebook it could be."""
        if not self.others:
            return ""
        names = ", ".join(entry.shown for entry in self.others[:3])
        return f" There is {names}: if it is that one, rename it and grade again."

    def _stands_in(self, name: str) -> bool:
        """Put the released quiz into the copy, if there are answers to it."""
        path = (self.released or self.target) / f"{name}.ipynb"
        if name != _QUIZ or not path.is_file():
            return False
        answers = read_answers(self.target / _ANSWERS)
        if isinstance(answers, str):
            return False
        notebook = read_notebook(path.read_bytes())
        if not answers.questions.keys() & {grade_id(cell) for cell in notebook.cells}:
            return False
        (self.target / path.name).write_bytes(encoded(notebook))
        return True

    def _file(self, entry: Entry) -> None:
        self.files += 1
        if entry.name in self.own or entry.top in self.own or self.files > MOST_FILES:
            return
        try:
            if entry.size > min(LARGEST_FILE, LARGEST - self.size):
                raise _CannotRead("it is too large")
            data = entry.read()
            if entry.name == _TIMESTAMP and not _is_time(data):
                raise _CannotRead("it holds no time, so the work counts as in time")
        except _CannotRead as error:
            self.troubles.append(Trouble("", f"{entry.shown} was left out: {error}."))
        else:
            self.size += entry.size
            copy = self.target / entry.name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(data)


def _is_time(data: bytes) -> bool:
    try:
        text = data[:200].decode("utf-8").strip()
        return not text or parse_utc(text) is not None
    except Exception:
        # Both the reading of dates and that of time zones raise what comes.
        return False
