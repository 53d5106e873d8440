"""A class as an instructor has it: commands from the shell, and files from everywhere."""

from __future__ import annotations

import io
import json
import shutil
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import typer
from typer.testing import CliRunner

from course.classroom.commands import app
from course.classroom.folder import ClassFolder
from course.errors import CourseError

REPO = Path(__file__).parents[2]
ASSIGNMENTS = ("01_anatomy", "02_causes")
ONE = ASSIGNMENTS[0]

_cli = typer.Typer()
_cli.add_typer(app, name="class")


@_cli.callback()
def _root() -> None:
    """As the course's own command line has it."""


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it printed."""

    code: int
    text: str

    def __contains__(self, text: str) -> bool:
        # A line is never broken by the command, but a reader does not care.
        return text in self.text


def checkout(base: Path) -> Path:
    """A repository with two assignments."""
    root = base / "repository"
    for name in ASSIGNMENTS:
        shutil.copytree(REPO / "exercises" / name, root / "exercises" / name)
        shutil.copy(REPO / "exercises" / f"{name}.yaml", root / "exercises")
    return root


class Room:
    """The class and the instructor at the keyboard."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.list = root.parent / "roster.csv"

    def __call__(self, command: str, *words: object) -> Said:
        place = [] if command == "new" else ["--class", str(self.root)]
        result = CliRunner().invoke(_cli, ["class", command, *map(str, words), *place])
        if result.exception and not isinstance(result.exception, SystemExit | CourseError):
            raise result.exception
        told = f"{result.output}\n{result.exception or ''}"
        return Said(result.exit_code, told)

    @property
    def folder(self) -> ClassFolder:
        return ClassFolder.open(self.root)

    def roster(self, text: str | bytes) -> Path:
        """Write the list of students."""
        self.list.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.list

    def enrol(self, text: str) -> Said:
        """Add students."""
        return self("new", self.root, "--students", self.roster(text))

    def ids(self) -> list[str]:
        """Ids of everybody in the gradebook."""
        with self.folder.gradebook() as book:
            return sorted(student.id for student in book.students)

    def released(self, assignment: str = ONE, answers: bool = True) -> dict[str, bytes]:
        """What a student hands in who changed nothing but answered a question of the quiz."""
        files = {
            path.name: path.read_bytes() for path in (self.root / "release" / assignment).iterdir()
        }
        return files | ({"responses.json": self.answers(assignment)} if answers else {})

    def answers(self, assignment: str = ONE, response: str = "a") -> bytes:
        """A file with an answer to the first question."""
        shown = json.loads((self.root / "release" / assignment / "quiz.json").read_text("utf-8"))
        attempt = {"id": "1", "at": "2026-01-01T10:00:00Z", "response": response, "score": None}
        questions = {shown["questions"][0]["id"]: {"attempts": [attempt]}}
        held = {"format": "runners-back/responses", "version": 1, "questions": questions}
        return json.dumps(held).encode()

    def held(self, student: str, assignment: str = ONE) -> dict[str, bytes]:
        """What the class holds of a student, by name."""
        place = self.root / "submitted" / student / assignment
        return contents(place) if place.is_dir() else {}

    def grade(self, student: str, assignment: str = ONE, share: float = 1.0) -> None:
        """Points as a grading leaves them: part of each test's, a written answer waits."""
        with warnings.catch_warnings(), self.folder.gradebook() as book:
            # nbgrader's use of its database is no concern here.
            warnings.simplefilter("ignore")
            submission = book.update_or_create_submission(assignment, student)
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    written = grade.cell.type == "TaskCell"
                    grade.auto_score = None if written else grade.max_score * share
                    grade.needs_manual_grade = written
            book.db.commit()
        held = self.root / "submitted" / student / assignment
        shutil.copytree(held, self.root / "autograded" / student / assignment)

    def read(self, student: str, assignment: str = ONE) -> None:
        """Give full points to what a person reads."""
        with self.folder.gradebook() as book:
            for notebook in book.find_submission(assignment, student).notebooks:
                for grade in notebook.grades:
                    if grade.needs_manual_grade:
                        grade.manual_score, grade.needs_manual_grade = grade.max_score, False
            book.db.commit()


def contents(place: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def below(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files in a folder; the name may end without a slash to be the begin of theirs."""
    return {f"{folder}{name}": data for name, data in files.items()}


def download(path: Path, files: Mapping[str, bytes]) -> Path:
    """What came from a learning platform: a zip file if it is called so, a folder otherwise."""
    if path.suffix == ".zip":
        path.write_bytes(zipped(files))
        return path
    for name, data in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return path
