"""A class that needs no kernel: two notebooks with a question each, and a text to be read."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
from smallclass import NAME, QUIZ, SmallClass
from sources import task_cell

ESSAY = [
    *QUIZ[2:],
    task_cell("why", "Why?"),
    v4.new_markdown_cell("*Write here.*", id="why-answer"),
]
NOTEBOOKS = {"paper": ESSAY, "quiz": QUIZ[:2]}
RIGHT = {"q-bones": 2.0, "q-discs": 2.0, "why": None}


def handed_in(root: Path) -> SmallClass:
    """A class with three students, nothing graded yet."""
    klass = SmallClass(root, NOTEBOOKS)
    for name in ("ann", "bo", "cy"):
        klass.hand_in(name, cells={"why-answer": f"{name} thinks so."})
    return klass


def graded_and_read(fresh: SmallClass, target: Path) -> SmallClass:
    """The same, graded; a person has read what Ann and Bo wrote."""
    klass = fresh.copy(target)
    klass.run()
    with klass.gradebook() as book:
        for name, points in (("ann", 3), ("bo", 1)):
            given = book.find_grade("why", "paper", NAME, name)
            given.manual_score, given.needs_manual_grade = points, False
        book.db.commit()
    return klass


def again(klass: SmallClass, name: str, **changes: Any) -> None:
    """Hand in once more, in place of what was there."""
    shutil.rmtree(klass.folder / "submitted" / name / NAME)
    klass.hand_in(name, **{"cells": {"why-answer": f"{name} thinks so."}, **changes})


def written(klass: SmallClass, name: str) -> tuple[float | None, bool]:
    """What a person gave for the text, and whether it waits to be read."""
    with klass.gradebook() as book:
        given = book.find_grade("why", "paper", NAME, name)
        return given.manual_score, given.needs_manual_grade
