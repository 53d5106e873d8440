"""Seconds for a class of twelve: ``course class grade`` beside nbgrader's own autograder."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from benchmarks.report import Row

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "grading"))

from assignment import SOURCES, Assignment, ClassTests, everybody
from klass import Klass, done

from course.classroom.folder import ClassFolder

STUDENTS = 12
# Two of three have done their work.
KINDS = ("perfect", "half", "perfect", "moved", "perfect", "blank")
AIM = 0.5
HEAD = "| assignment | points | questions | lab tests | written answers | test submissions |"


def measure() -> list[Row]:
    """One row an assignment: both in programs of their own, one after the other."""
    rows = []
    for assignment in (held.assignment for held in _classes()):
        with tempfile.TemporaryDirectory() as folder:
            ours, stock = Path(folder, "ours"), Path(folder, "stock")
            _hand_in(assignment, ours)
            _hand_in(assignment, stock, stock=True)
            course = [sys.executable, "-P", "-m", "course", "class", "grade", "--class", str(ours)]
            nbgrader = str(Path(sysconfig.get_path("scripts"), "nbgrader"))
            stocked = _seconds([nbgrader, "autograde", assignment.name], stock)
            warm = _seconds(course, ours)
        figure = f"{warm:.0f} s; `nbgrader autograde`: {stocked:.0f} s"
        what = f"`course class grade {assignment.name}`, {STUDENTS} students"
        rows.append(Row(what, figure, f"{AIM:.0%} of nbgrader's", warm < AIM * stocked))
    return rows


def described() -> str:
    """A table of the assignments: what is graded in each, and how many hand-ins prove it."""
    lines = [HEAD, "|---" * (HEAD.count("|") - 1) + "|"]
    for held in _classes():
        assignment, students = held.assignment, held.all_students()
        parts = (assignment.quiz, assignment.lab, assignment.written)
        worth = sum(sum(part.values()) for part in parts)
        figures = [f"{worth:g}", *map(len, parts), len(students)]
        lines.append(f"| {' | '.join(map(str, [assignment.name, *figures]))} |")
    return "\n".join(lines)


def _classes() -> Iterator[type[ClassTests]]:
    """The tests of the course's assignments, which have the students."""
    for path in sorted(Path(__file__).parents[1].glob("tests/grading/test_[0-9]*.py")):
        module = importlib.import_module(path.stem)
        yield from (
            held
            for held in vars(module).values()
            if isinstance(held, type) and issubclass(held, ClassTests) and held is not ClassTests
        )


def _hand_in(assignment: Assignment, root: Path, stock: bool = False) -> None:
    klass = Klass(root, stock=stock)
    shutil.copytree(SOURCES / assignment.name, root / "exercises" / assignment.name)
    done(klass.release(assignment.name))
    every = everybody(assignment)
    for number, kind in enumerate(islice(cycle(KINDS), STUDENTS), 1):
        klass.submit(assignment.name, replace(every[kind].student, name=f"student-{number:02}"))
    if stock:
        settings = 'get_config().CourseDirectory.source_directory = "exercises"\n'
        (root / "nbgrader_config.py").write_text(settings, "utf-8")
    else:
        ClassFolder(root, "Twelve").write()


def _seconds(command: list[str], folder: Path) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - started
