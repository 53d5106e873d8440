"""The folder of a class, made from the repository; made again, it gets what is new and no more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from course import content
from course.classroom import roster
from course.classroom.folder import CONFIG, FILE, SOURCES, ClassFolder, Parts
from course.classroom.roster import Roster, Student
from course.classroom.table import squash
from course.errors import CourseError
from course.learner import files

HEADER = "header.ipynb"
_QUIZ_FILES = frozenset({"quiz.ipynb", "quiz.json"})

_CONFIG = '''"""nbgrader's settings for this class. What you add stays."""

from pathlib import Path

from course.grading.settings import assignments_in, configure

c = get_config()
configure(c, assignments_in(Path(__file__).parent))
c.CourseDirectory.course_id = "{course_id}"

# The first cells of every notebook that you release. Change them as you like.
c.IncludeHeaderFooter.header = "header.ipynb"

# On a hub where nbgrader has an exchange, name its folder here, if the hub does not do so itself.
# c.Exchange.root = "/srv/nbgrader/exchange"
'''

_IGNORED = """# The work and the marks of students, and the keys, belong to no public repository.
.course/
autograded/
collected/
exercises/
exported/
feedback/
gradebook.db*
graded_before/
report/
students.csv
submitted/
submitted_before/
.ipynb_checkpoints/
.nbgrader.log
"""


@dataclass
class Made:
    """What `make` did, or with ``dry_run`` would do; files are relative to the class.

    Attributes
    ----------
    written, updated
        Files that were not there, and files that you had not changed and that the course has a
        newer version of.
    kept
        Files that you changed, which stay.
    removed
        Files that you took away, which stay away.
    held
        Files with a newer version that were left because their assignment has hand-ins.
    students
        Ids of students that are new.
    problems
        Lines of the list of students that could not be used.
    """

    written: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    students: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def failed(self) -> list[str]:
        """What somebody has to mend."""
        return self.problems


def make(
    root: Path,
    name: str | None = None,
    *,
    students: Path | None = None,
    parts: Parts | None = None,
    dry_run: bool = False,
    tell: Callable[[str], None] = print,
) -> Made:
    """Make the folder of a class, or add to it what is new.

    Parameters
    ----------
    root
        The folder.
    name
        What the class is called; needed the first time.
    students
        CSV file with the students; see `course.classroom.roster.read`.
    parts
        What of each assignment students get; ``both`` if nothing is said.
    dry_run
        Only say what would be done.
    tell
        Called with each line to show.

    Raises
    ------
    CourseError
        If the sources are not there, the list cannot be read, or name and parts contradict those
        of a class that is there.
    """
    course = _checkout()
    folder, is_new = _folder(root, course, name, parts)
    listed = roster.read(students) if students else Roster()
    made = Made(problems=listed.problems)
    if not dry_run:
        _make_place(folder)
    _deliver(folder, course, made, dry_run)
    everybody, differences = _enrolled(folder, listed, made, is_new, dry_run)
    if not dry_run:
        _enter(folder, everybody if students else None)
    for line in _lines(folder, made, is_new, dry_run):
        tell(line)
    for line in (*listed.problems, *listed.notes, *differences):
        tell(line)
    return made


def _checkout() -> Path:
    course = content.root()
    if not (course / SOURCES).is_dir():
        raise CourseError(
            "A class is made from the course's repository, which holds the exercises with their "
            "keys. The installed course does not have them, so that no student does. Fetch the "
            "repository, and run this there: python -m course class new FOLDER --name NAME"
        )
    return course


def _folder(
    root: Path, course: Path, name: str | None, parts: Parts | None
) -> tuple[ClassFolder, bool]:
    root = root.resolve()
    if root == course.resolve() or root.is_relative_to(course.resolve() / SOURCES):
        raise CourseError(f"{root} is the course itself. Choose another folder for the class.")
    if root.exists() and not root.is_dir():
        raise CourseError(f"{root} is a file. Choose another name for the folder of the class.")
    if not (root / FILE).is_file():
        if root.is_relative_to(course.resolve()):
            raise CourseError(
                f"{root} lies inside the folder of the course, which people share. A class holds "
                "answers and grades: choose a folder outside of it."
            )
        if not (name and name.strip()):
            raise CourseError('Say what the class is called: --name "Runners, spring 2026"')
        return ClassFolder(root, " ".join(name.split()), parts or "both"), True
    there = ClassFolder.open(root)
    if parts not in (None, there.parts):
        raise CourseError(
            f"This class gets {there.parts!r}. Make another class for {parts!r}: what students "
            "have already would not fit."
        )
    if name and " ".join(name.split()) != there.name:
        raise CourseError(
            f"This class is called {there.name!r}. To call it otherwise, change the name in "
            f"{root / FILE} and {root / HEADER}."
        )
    return there, False


def _make_place(folder: ClassFolder) -> None:
    try:
        folder.root.mkdir(parents=True, exist_ok=True)
        if not (folder.root / FILE).is_file():
            folder.write()
    except OSError as error:
        raise CourseError(f"{folder.root} cannot be written: {files.reason(error)}.") from None


def _deliver(folder: ClassFolder, course: Path, made: Made, dry_run: bool) -> None:
    """Write what is missing and bring up to date what the instructor left as it was."""
    known = folder.recall("delivered")
    for name, fresh in _contents(folder, course):
        place, version = folder.root / name, _digest(fresh)
        if not place.exists():
            if name in known:
                made.removed.append(name)
                continue
            made.written.append(name)
        elif (mine := _digest(place.read_bytes())) == version:
            known[name] = version
            continue
        elif mine != known.get(name):
            made.kept.append(name)
            continue
        elif _has_hand_ins(folder, name):
            made.held.append(name)
            continue
        else:
            made.updated.append(name)
        if not dry_run:
            place.parent.mkdir(parents=True, exist_ok=True)
            files.replace(place, fresh)
            known[name] = version
    if not dry_run:
        folder.note("delivered", known)


def _contents(folder: ClassFolder, course: Path) -> Iterator[tuple[str, bytes]]:
    yield CONFIG, _CONFIG.format(course_id=_course_id(folder.name)).encode()
    yield HEADER, _header(folder.name)
    yield ".gitignore", _IGNORED.encode()
    for source in sorted((course / SOURCES).glob("[!._]*")):
        if source.is_dir() and _has_part(source, folder.parts):
            keys = source.with_name(f"{source.name}.yaml")
            if keys.is_file() and folder.parts != "lab":
                yield f"{SOURCES}/{keys.name}", keys.read_bytes()
            for path in sorted(source.rglob("*")):
                inside = path.relative_to(source).as_posix()
                hidden = any(step.startswith((".", "__")) for step in inside.split("/"))
                if path.is_file() and not hidden and _belongs(inside, folder.parts):
                    yield f"{SOURCES}/{source.name}/{inside}", path.read_bytes()


def _has_part(source: Path, parts: Parts) -> bool:
    return parts == "both" or (source / f"{parts}.ipynb").is_file()


def _belongs(inside: str, parts: Parts) -> bool:
    return parts == "both" or (inside in _QUIZ_FILES) == (parts == "quiz")


def _has_hand_ins(folder: ClassFolder, name: str) -> bool:
    source = name.removeprefix(f"{SOURCES}/").partition("/")[0].removesuffix(".yaml")
    return name.startswith(f"{SOURCES}/") and bool(folder.handed_in(source))


def _course_id(name: str) -> str:
    """A name that can be a folder in the exchange and part of an address."""
    return "-".join(filter(None, map(squash, name.split()))).encode("ascii", "ignore").decode() or (
        "runners-back"
    )


def _header(name: str) -> bytes:
    text = (
        f"**{name}**\n\n"
        "Save your work often. When you are done, hand in this whole folder, with the notebooks "
        "and `responses.json`."
    )
    notebook = {
        "cells": [
            {
                "cell_type": "markdown",
                "id": "class-header",
                "metadata": {},
                "source": text.splitlines(keepends=True),
            }
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()


def _enrolled(
    folder: ClassFolder, listed: Roster, made: Made, is_new: bool, dry_run: bool
) -> tuple[list[Student], list[str]]:
    before = [] if is_new else roster.load(folder).students
    everybody, differences = roster.merge(before, listed.students)
    made.students = sorted({s.id for s in everybody} - {s.id for s in before})
    named = {student.id.casefold() for student in listed.students}
    gone = sorted(student.id for student in before if student.id.casefold() not in named)
    if listed.students and gone:
        differences.append(f"Not on the list, and still in the class: {', '.join(gone)}.")
    return everybody, differences


def _enter(folder: ClassFolder, everybody: list[Student] | None) -> None:
    folder.api()  # So that nbgrader finds its programs, and a broken configuration is told now.
    with folder.gradebook() as book:
        there = {assignment.name for assignment in book.assignments}
        for name in folder.assignments():
            if name not in there:
                book.add_assignment(name)
    if everybody is not None:
        roster.save(folder, everybody)


def _lines(folder: ClassFolder, made: Made, is_new: bool, dry_run: bool) -> Iterator[str]:
    what = "New class" if is_new else "Class"
    yield f"{what} {folder.name!r} in {folder.root}."
    added = sorted({name.split("/")[1] for name in made.written if name.count("/") > 1})
    if added:
        yield f"  Assignments that are new: {', '.join(added)}."
    for told, names in (
        ("Other files that are new", [n for n in made.written if n.count("/") <= 1]),
        ("Brought up to date", made.updated),
        ("Changed by you, and left as they are", made.kept),
        ("Taken away by you, and not brought back", made.removed),
        ("Newer in the course, and left because there are hand-ins", made.held),
        ("Students that are new", made.students),
    ):
        if names:
            yield f"  {told}: {', '.join(names)}."
    if not (made.written or made.updated or made.students):
        yield "  Nothing is new."
    if dry_run:
        yield "Nothing was written: this was only a look."


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
