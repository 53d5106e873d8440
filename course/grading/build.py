"""Assignments from their sources: the quiz notebook from its questions, the release by nbgrader."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course import content
from course.errors import CourseError
from course.grading.coursedir import SOURCE, assignments_in, reason
from course.model.bank import Bank, load_bank
from course.model.questions import Question

RELEASE = "release"

_INTRO = """# {title}

This quiz has {count} questions and {points} points. You write no code.

- **Start:** the questions appear by themselves after some seconds. If they do not, choose
  *Run ▸ Run All Cells* in the menu.
- **Answer:** each answer is saved as soon as you give it, in the file `responses.json` beside this
  notebook. You can close everything and come back. Your last answer counts.
- **Points:** you see them when the quiz has been graded. Some questions give
  part of the points for part of the answer. In "choose all" questions a wrong choice takes away a
  right one, so choose only what you believe. In "true or false" questions the reason counts if the
  verdict is right. A wrong answer never costs points elsewhere.
- **Hand in:** hand in the whole folder: the notebooks *and* `responses.json`. Without that file
  nobody can see your answers.
- **On your own?** Then nobody grades it, and it shows no answers. The questions in the lessons do:
  they tell you at once what is right, and why.

**Safety first.** New numbness between your legs, new bladder or bowel trouble, new trouble in both
legs, a leg quickly getting weaker, chest pain or trouble breathing: with back pain, each needs
emergency care now (NHS back pain 2024, Finucane 2020). This quiz is no test of your own back, and
no advice about it."""

_END = """## Done?

Look through the questions once more: each should say that your answer is saved. Then hand in the
whole folder, as your instructor told you. If you learn alone, go
[back to the map of the lessons](../../lessons/00_start_here.ipynb)."""

_SETUP = "from course import quiz"

_SHARE = """## Your course test, if you like

This has no points. You answered the same ten questions before and after the course. Here you can
let your instructor see them, to learn what the course taught. You may also leave it."""

_TEST = """# This cell gives the points of question {number}. There is nothing to do here.
### BEGIN HIDDEN TESTS
from course.grading import quiz_points

quiz_points({id!r}, {points}, {key!r})
### END HIDDEN TESTS"""


def build(course: Path | None = None) -> list[Path]:
    """Write the quiz notebooks and the released assignments.

    Parameters
    ----------
    course
        Folder that holds ``exercises/`` and ``release/``; the checkout if missing.

    Returns
    -------
    list of pathlib.Path
        The folders written.

    Raises
    ------
    CourseError
        If a source is wrong, or a release would tell an answer.
    """
    course = course or _checkout()
    written = []
    for name in assignments_in(course):
        folder = course / SOURCE / name
        for path, text in _quiz_files(course, name):
            path.write_text(text, "utf-8")
        with tempfile.TemporaryDirectory() as scratch:
            made = release(folder, Path(scratch))
            target = course / RELEASE / name
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(made, target)
        written += [folder, target]
    return written


def check(course: Path | None = None) -> list[str]:
    """List what in ``exercises/`` and ``release/`` is not what `build` would write.

    Returns
    -------
    list of str
        One line for each file, empty if all is well.
    """
    course = course or _checkout()
    problems = []
    for name in assignments_in(course):
        for path, text in _quiz_files(course, name):
            if not path.exists() or path.read_text("utf-8") != text:
                problems.append(_outdated(path.relative_to(course)))
        with tempfile.TemporaryDirectory() as scratch:
            made = _contents(release(course / SOURCE / name, Path(scratch)))
        kept = _contents(course / RELEASE / name)
        for file in sorted(made.keys() | kept.keys()):
            if made.get(file) != kept.get(file):
                problems.append(_outdated(Path(RELEASE, name, file)))
    return problems


def release(source: Path, scratch: Path) -> Path:
    """Release one assignment by nbgrader, in a course directory of its own.

    Parameters
    ----------
    source
        Folder of the assignment's sources.
    scratch
        Empty folder to work in.

    Returns
    -------
    pathlib.Path
        The folder with what learners get.

    Raises
    ------
    CourseError
        If nbgrader is not installed, or refuses.
    """
    try:
        from nbgrader.apps.api import NbGraderAPI
        from nbgrader.coursedir import CourseDirectory
        from nbgrader.preprocessors import SaveCells
    except ImportError:
        raise CourseError(
            "Releasing needs nbgrader. Install it with: pip install 'runners-back[grading]'"
        ) from None
    from traitlets.config import Config

    from course.grading.settings import configure

    shutil.copytree(source, scratch / SOURCE / source.name, ignore=_leftovers)
    config = Config()
    configure(config, [source.name])
    # The gradebook belongs to a class. Making a new one here would cost more than all the rest.
    config.GenerateAssignment.no_database = True
    config.GenerateAssignment.preprocessors.remove(SaveCells)
    config.CourseDirectory.root = str(scratch)
    config.NbGraderAPI.log_level = logging.WARNING
    api = NbGraderAPI(coursedir=CourseDirectory(config=config), config=config)
    result = api.generate_assignment(source.name)
    if not result["success"]:
        raise CourseError(f"nbgrader refused to release {source.name}.\n{reason(result)}")
    return scratch / RELEASE / source.name


def quiz_notebook(bank: Bank, title: str) -> dict[str, Any]:
    """Make the source notebook of a quiz: each question as heading, widget and points."""
    points = sum(q.points for q in bank.questions)
    intro = _INTRO.format(title=title, count=len(bank.questions), points=points)
    cells = [
        _markdown("title", intro),
        _code("setup", _SETUP, {"jupyter": {"source_hidden": True}}),
        *(c for n, q in enumerate(bank.questions, start=1) for c in _question_cells(n, q)),
        *(_share_cells() if bank.offers_course_test else ()),
        _markdown("hand-in", _END),
    ]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": kernel,
            "language_info": {"name": "python"},
            "runners_back": {"run_on_open": True},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _question_cells(number: int, question: Question) -> Iterator[dict[str, Any]]:
    worth = f"{question.points} point{'s' if question.points != 1 else ''}"
    yield _markdown(f"{question.id}-head", f"## Question {number} ({worth})")
    hidden = {"jupyter": {"source_hidden": True}, "deletable": False, "editable": False}
    yield _code(f"{question.id}-show", f'quiz("{question.id}")', hidden)
    test = _TEST.format(number=number, id=question.id, points=question.points, key=question.key())
    grading = {
        "grade": True,
        "grade_id": question.id,
        "locked": True,
        "points": question.points,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    yield _code(
        f"{question.id}-points", test, {"jupyter": {"source_hidden": True}, "nbgrader": grading}
    )


def _share_cells() -> Iterator[dict[str, Any]]:
    yield _markdown("share", _SHARE)
    code = "from course import tools\n\ntools.share_gain()"
    yield _code("share-show", code, {"jupyter": {"source_hidden": True}})


def _quiz_files(course: Path, name: str) -> Iterator[tuple[Path, str]]:
    questions = course / SOURCE / f"{name}.yaml"
    if not questions.exists():
        return
    bank = load_bank(questions)
    folder = course / SOURCE / name
    yield folder / "quiz.ipynb", _json(quiz_notebook(bank, bank.title or f"Quiz {name}"))
    public = {"questions": [question.public() for question in bank.questions]}
    yield folder / "quiz.json", _json(public)


def _code(cell_id: str, source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": cell_id,
        "metadata": metadata,
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }


def _markdown(cell_id: str, source: str) -> dict[str, Any]:
    return {
        "cell_type": "markdown",
        "id": cell_id,
        "metadata": {},
        "source": source.splitlines(keepends=True),
    }


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not set(path.parts) & {".ipynb_checkpoints", "__pycache__"}
    }


def _leftovers(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name in {".ipynb_checkpoints", "__pycache__"}}


def _outdated(path: Path) -> str:
    return f"{path.as_posix()} is out of date. Run `course exercises` and keep what it writes."


def _checkout() -> Path:
    course = content.root()
    if not (course / SOURCE).is_dir():
        raise CourseError(
            "The sources of the exercises are only in the repository, not in the installed course. "
            "Run this in a checkout."
        )
    return course
