"""A class with one small assignment: a quiz of two questions, a lab with two tests and a task."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Mapping
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import nbformat
import nbformat.v4 as v4
from klass import Klass, Student, done, keep_warm
from sources import answer_cell, checked, hidden, task_cell, write_source

from course.classroom.folder import ClassFolder
from course.classroom.grade import GradeSummary, grade

NAME = "00_small"
ANSWERS = {"q-bones": "24", "q-discs": "23"}
CELLS = {"one": "x = 1", "two": "y = 2"}
NOTHING = {"q-bones": 0.0, "q-discs": 0.0, "t-one": 0.0, "t-two": 0.0, "why": None}
ALL = {"q-bones": 2.0, "q-discs": 2.0, "t-one": 4.0, "t-two": 4.0, "why": None}
# The limits of a test class: nobody waits half a minute for a loop.
LIMITS = """
c.ExecuteFairly.timeout = 3
c.ExecuteFairly.cell_output = 20_000
c.ExecuteFairly.flood = 1_000_000
"""


def _question(name: str, answer: int) -> list[Any]:
    key = {"type": "numeric", "value": answer, "tolerance": 0}
    test = f"from course.grading import quiz_points\n\nquiz_points({name!r}, 2, {key})"
    return [v4.new_code_cell(f'quiz("{name}")', id=f"{name}-show"), checked(name, hidden(test), 2)]


QUIZ = [*_question("q-bones", 24), *_question("q-discs", 23)]
PUBLIC = [
    {"id": name, "type": "numeric", "prompt": f"How many? ({name})", "points": 2, "unit": "parts"}
    for name in ANSWERS
]
LAB = [
    answer_cell("one", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"),
    checked("t-one", hidden("assert x == 1")),
    answer_cell("two", "### BEGIN SOLUTION\ny = 2\n### END SOLUTION"),
    checked("t-two", hidden("assert y == 2")),
    task_cell("why", "Why?\n\n### BEGIN MARK SCHEME\nOne point.\n### END MARK SCHEME"),
    v4.new_markdown_cell("*Write here.*", id="why-answer"),
]


class SmallClass(Klass):
    """Graded by ``class grade``."""

    def __init__(self, root: Path, notebooks: Mapping[str, list[Any]] | None = None) -> None:
        super().__init__(root)
        with (root / "nbgrader_config.py").open("a") as config:
            config.write(LIMITS)
        source = write_source(root, NAME, notebooks or {"quiz": QUIZ, "lab": LAB})
        (source / "quiz.json").write_text(json.dumps({"questions": PUBLIC}))
        done(self.release(NAME))
        self.course = ClassFolder(root, "Small")
        self.course.write()

    def hand_in(self, name: str, **changes: Any) -> Path:
        """Hand in everything right, with changes."""
        self.submit(NAME, Student(name, **{"answers": ANSWERS, "cells": CELLS, **changes}))
        return self.folder / "submitted" / name / NAME

    def run(self, *students: str, **settings: Any) -> GradeSummary:
        """Grade, in silence."""
        keep_warm()
        lines: list[str] = []
        with redirect_stderr(io.StringIO()):
            return grade(self.course, [], students, tell=lines.append, **settings)

    def graded(self, student: str, notebook: str = "lab") -> Any:
        path = self.folder / "autograded" / student / NAME / f"{notebook}.ipynb"
        return nbformat.read(path, as_version=4)

    def copy(self, target: Path) -> SmallClass:
        """The same class somewhere else."""
        shutil.copytree(self.folder, target, symlinks=True)
        twin = SmallClass.__new__(SmallClass)
        twin.folder, twin.stock = target, False
        twin.course = ClassFolder(target, "Small")
        return twin
