"""A class of twelve goes through an assignment by the commands of docs/instructor.md alone."""

from __future__ import annotations

import csv
import importlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sysconfig
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from assignment import Assignment, ClassTests, Handed
from klass import REPO, Klass
from nbgrader.api import Gradebook

PAGE = REPO / "docs" / "instructor.md"
SHOWN = "02_causes"
# All assignments with everybody take minutes, and tests/grading/ holds each to its points.
WALKED, HANDING_IN = (SHOWN,), 4
# Tested elsewhere: installing by tests/browser/test_wheel.py, formgrader by test_formgrader.py.
ELSEWHERE = ("python3 -m venv ", "source ", "pip install ", "jupyter lab")
NAMES = (
    *("Ada Byron", "Bo Ng", "Chloë O'Neil-Díaz", "Dara Singh", "Emre Öztürk", "Fatou Ba"),
    *("Grzegorz Żak", "Hana Sato", "Ines Sá", "Jan de Vries", "Kim Kim", "Li Wei"),
)
ROSTER = "id,first_name,last_name,email\n" + "".join(
    f"s{number:02},{name.partition(' ')[0]},{name.partition(' ')[2]},s{number:02}@school.org\n"
    for number, name in enumerate(NAMES, 1)
)


def commands() -> list[str]:
    """The commands of the page, in its order."""
    found = re.findall(r"^ *```sh\n(.*?)^ *```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [line.strip() for block in found for line in block.splitlines() if line.strip()]


def everybody() -> Iterator[tuple[Assignment, list[Handed]]]:
    """The assignments of the course, and what is handed in, from tests/grading/."""
    for path in sorted((REPO / "tests" / "grading").glob("test_[0-9]*.py")):
        for held in vars(importlib.import_module(path.stem)).values():
            if isinstance(held, type) and issubclass(held, ClassTests) and held is not ClassTests:
                students = held.all_students().values()
                yield held.assignment, list(islice(students, HANDING_IN))


HANDED = {assignment.name: (assignment, handed) for assignment, handed in everybody()}


class Instructor:
    """Somebody who types what the page says; ``~`` is a folder of her own."""

    def __init__(self, home: Path) -> None:
        self.home = self.here = home
        (home / "Downloads").mkdir(parents=True)
        (home / "roster.csv").write_text(ROSTER, "utf-8")

    @property
    def folder(self) -> Path:
        return self.home / "back-class"

    def types(self, command: str) -> None:
        if command.startswith("cd "):
            self.here = self.home / command.removeprefix("cd ~/")
            return
        path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self.here,
            env=os.environ | {"HOME": str(self.home), "PATH": path},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"

    def downloads(self, assignment: Assignment, handed: list[Handed], scratch: Path) -> None:
        """Get the hand-ins as Moodle gives them: a zip with a folder for each student."""
        klass = Klass(scratch)
        shutil.copytree(
            self.folder / "release" / assignment.name, scratch / "release" / assignment.name
        )
        with zipfile.ZipFile(self.home / "Downloads" / "hand-ins.zip", "w") as whole:
            for number, (name, work) in enumerate(zip(NAMES, handed, strict=False)):
                klass.submit(assignment.name, replace(work.student, name=str(number)))
                folder = scratch / "submitted" / str(number) / assignment.name
                inner = io.BytesIO()
                with zipfile.ZipFile(inner, "w") as packed:
                    for file in folder.iterdir():
                        packed.write(file, f"{assignment.name}/{file.name}")
                place = f"{name}_{4100 + number}_assignsubmission_file"
                whole.writestr(f"{place}/{assignment.name}.zip", inner.getvalue())

    def reads(self, assignment: Assignment) -> None:
        """Give each written answer that waits half of its points, as formgrader stores them."""
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}", "") as book:
            for submission in book.assignment_submissions(assignment.name):
                for notebook in submission.notebooks:
                    for grade in notebook.grades:
                        if grade.needs_manual_grade:
                            grade.manual_score = assignment.written[grade.name] / 2
                            grade.needs_manual_grade = False
            book.db.commit()


def points(assignment: Assignment, handed: Handed) -> float:
    """What a student has once the written answers are read."""
    read = 0.0 if "lab.ipynb" in handed.student.without else sum(assignment.written.values()) / 2
    return sum(handed.quiz.values()) + sum(handed.lab.values()) + read


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Instructor:
    """The whole page, with the steps of an assignment once for each."""
    who = Instructor(tmp_path_factory.mktemp("instructor") / "home")
    before, steps, after = split([c for c in commands() if not c.startswith(ELSEWHERE)])
    for command in before:
        who.types(command)
    for name in WALKED:
        assignment, handed = HANDED[name]
        for step in steps:
            words = shlex.split(step)
            if "collect" in words:
                who.downloads(assignment, handed, tmp_path_factory.mktemp("work"))
            if "feedback" in words:
                who.reads(assignment)
            who.types(step.replace(SHOWN, name))
    for command in after:
        who.types(command)
    return who


def split(every: list[str]) -> tuple[list[str], list[str], list[str]]:
    """What stands before, in and after the steps of one assignment."""
    named = [number for number, command in enumerate(every) if SHOWN in command]
    first, last = named[0], named[-1] + 1
    return every[:first], every[first:last], every[last:]


@pytest.mark.parametrize("name", WALKED)
def test_every_student_is_exported_with_the_points_of_her_work(
    walked: Instructor, name: str
) -> None:
    assignment, handed = HANDED[name]
    with (walked.folder / "exported" / "plain.csv").open("r", encoding="utf-8-sig") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    heading = next(heading for heading in rows["s01"] if heading.startswith(name))
    assert len(rows) == len(NAMES)
    assert {student: float(row[heading]) for student, row in rows.items() if row[heading]} == {
        f"s{number:02}": points(assignment, work) for number, work in enumerate(handed, 1)
    }


@pytest.mark.parametrize("name", WALKED)
def test_everybody_gets_the_pages_that_the_text_promises(walked: Instructor, name: str) -> None:
    assert (walked.folder / "handouts" / f"{name}.zip").is_file()
    for number in range(1, HANDING_IN + 1):
        assert list((walked.folder / "feedback" / f"s{number:02}" / name).glob("*.html"))


def test_the_environment_of_the_page_gets_into_no_repository() -> None:
    made = re.search(r"-m venv (\S+)", PAGE.read_text("utf-8"))
    assert made
    ignored = subprocess.run(["git", "-C", REPO, "check-ignore", "-q", f"{made[1]}/"], check=False)
    assert ignored.returncode == 0


def test_the_page_names_all_assignments() -> None:
    text = PAGE.read_text("utf-8")
    assert [name for name in HANDED if f"`{name}`" not in text] == []
