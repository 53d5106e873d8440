"""A small class: submissions written by code, graded by real nbgrader.

A submission starts from the released folder, as a learner's does.
"""

from __future__ import annotations

import atexit
import copy
import functools
import json
import logging
import os
import shutil
import sysconfig
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader

from course.grading.warm import warm_kernels

REPO = Path(__file__).parents[2]

# nbgrader starts `alembic` by its bare name.
os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])


def answers_file(answers: Mapping[str, Any]) -> str:
    """A ``responses.json`` as the quiz writes it, with an earlier try before each answer."""

    def attempt(number: int, response: Any) -> dict[str, Any]:
        at = f"2026-01-02T10:0{number}:00Z"
        return {"id": f"a{number}", "at": at, "response": response, "score": None, "hints": 0}

    questions = {
        name: {"attempts": [attempt(1, "first thought"), attempt(2, response)]}
        for name, response in answers.items()
    }
    return json.dumps({"format": "runners-back/responses", "version": 1, "questions": questions})


@functools.cache
def _empty_gradebook() -> Path:
    """A new gradebook, made once: nbgrader starts a program of its own for each."""
    path = Path(tempfile.mkdtemp()) / "gradebook.db"
    Gradebook(f"sqlite:///{path}", "").close()
    return path


@functools.cache
def keep_warm() -> None:
    """Have all tests share what starts kernels: to load it takes longer than most of them."""
    stack = ExitStack()
    stack.enter_context(warm_kernels())
    atexit.register(stack.close)


@dataclass
class Student:
    """What one student hands in, as changes to the release."""

    name: str
    answers: Mapping[str, Any] | None = None
    cells: Mapping[str, str] = field(default_factory=dict)
    """New source by cell id or grade id."""
    added: Mapping[str, str] = field(default_factory=dict)
    """A code cell put in front of the cell with that id."""
    copied: Iterable[str] = ()
    """Cells that stand there twice, as after copy and paste."""
    deleted: Iterable[str] = ()
    moved: bool = False
    """All test cells stand at the end, after the rest."""
    stale: bool = False
    """Every cell was run elsewhere, with outputs that promise too much."""
    without: Iterable[str] = ()
    torn: bool = False
    """The end of the answers' file is missing."""
    timestamp: str | None = None


class Klass:
    """A course directory with its students; ``stock`` leaves our settings out."""

    def __init__(self, folder: Path, stock: bool = False) -> None:
        self.folder = folder
        self.stock = stock
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPO / "nbgrader_config.py", folder)
        shutil.copy(_empty_gradebook(), folder / "gradebook.db")

    def api(self) -> NbGraderAPI:
        config = Config()
        if self.stock:
            config.CourseDirectory.source_directory = "exercises"
        else:
            config.merge(PyFileConfigLoader("nbgrader_config.py", str(self.folder)).load_config())
        config.CourseDirectory.root = str(self.folder)
        config.Exchange.root = str(self.folder / "exchange")
        config.NbGraderAPI.log_level = logging.WARNING
        return NbGraderAPI(coursedir=CourseDirectory(config=config), config=config)

    def release(self, assignment: str, duedate: str | None = None) -> dict[str, Any]:
        result = self.api().generate_assignment(assignment)
        if duedate:
            with self.gradebook() as book:
                book.update_or_create_assignment(assignment, duedate=duedate)
        return result

    def submit(self, assignment: str, student: Student) -> None:
        target = self.folder / "submitted" / student.name / assignment
        shutil.copytree(self.folder / "release" / assignment, target)
        for name in student.without:
            (target / name).unlink()
        for path in target.glob("*.ipynb"):
            notebook = nbformat.read(path, as_version=4)
            notebook.cells = list(_changed(notebook.cells, student))
            nbformat.write(notebook, path)
        if student.answers is not None:
            (target / "responses.json").write_text(answers_file(student.answers), "utf-8")
            if student.torn:
                whole = (target / "responses.json").read_text("utf-8")
                (target / "responses.json").write_text(whole[:-40], "utf-8")
        if student.timestamp:
            (target / "timestamp.txt").write_text(student.timestamp)

    def grade(self, assignment: str, student: str = "*") -> dict[str, Any]:
        keep_warm()
        return self.api().autograde(assignment, student)

    def feedback(self, assignment: str) -> dict[str, Any]:
        return self.api().generate_feedback(assignment)

    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}", "")

    def points(self, assignment: str, student: str) -> dict[str, float | None]:
        """Automatic points of each test cell and each written answer."""
        with self.gradebook() as book:
            submission = book.find_submission(assignment, student)
            return {g.name: g.auto_score for n in submission.notebooks for g in n.grades}

    def page(self, assignment: str, student: str, notebook: str) -> str:
        path = self.folder / "feedback" / student / assignment / f"{notebook}.html"
        return path.read_text("utf-8")


def done(result: dict[str, Any]) -> None:
    """Fail with nbgrader's own log if a step of it failed."""
    assert result["success"], f"{result['error']}\n{result.get('log')}"


def _changed(cells: Iterable[Any], student: Student) -> list[Any]:
    changed = list(_edited(cells, student))
    if student.moved:
        changed.sort(key=_is_test)
    if student.stale:
        for number, cell in enumerate(changed):
            if cell.cell_type == "code":
                promise = {"text/plain": "1000000.0"}
                cell.outputs = [nbformat.v4.new_output("execute_result", promise)]
                cell.execution_count = number
    return changed


def _is_test(cell: Any) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("locked"))


def _edited(cells: Iterable[Any], student: Student) -> Iterable[Any]:
    for cell in cells:
        names = {cell.id, cell.metadata.get("nbgrader", {}).get("grade_id")} - {None}
        if names & set(student.deleted):
            continue
        for name in names & student.added.keys():
            yield nbformat.v4.new_code_cell(student.added[name])
        for name in names & student.cells.keys():
            cell.source = student.cells[name]
        yield cell
        if names & set(student.copied):
            twin = copy.deepcopy(cell)
            twin.id = f"{cell.id}-copy"
            yield twin
