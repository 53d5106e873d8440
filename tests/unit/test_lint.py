"""`course lint` reports every broken file at once: where, what, and how to mend it."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from samples import raw

from course import content
from course.lint import labs, questions
from course.model.bank import Bank

FOLDERS = ("course", "data", "lessons", "exercises", "release")


@pytest.fixture
def course_copy(tmp_path: Path) -> Path:
    """The whole course, free to be broken."""
    for folder in FOLDERS:
        ignored = shutil.ignore_patterns("__pycache__", "responses.json")
        shutil.copytree(content.root() / folder, tmp_path / folder, ignore=ignored)
    return tmp_path


def lint(root: Path) -> tuple[int, list[str]]:
    """Exit code and lines of `course lint` for the course in ``root``."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "course", "lint"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout.splitlines()


def line_in(report: str) -> int:
    """The line number that a report names."""
    found = re.match(r"[^:]+:(\d+)", report)
    assert found, report
    return int(found[1])


def change(path: Path, old: str, new: str) -> int:
    """Replace a text once; return its line."""
    text = path.read_text("utf-8")
    assert old in text, f"{old!r} is no longer in {path.name}: adapt this test"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_course_itself_is_clean(course_copy: Path) -> None:
    assert lint(course_copy) == (0, ["course lint: nothing to mend."])


def test_all_mistakes_are_reported_at_once(course_copy: Path) -> None:
    questions = course_copy / "data" / "questions"
    flag = change(questions / "00_start.yaml", "        correct: false\n", "")
    change(questions / "01_anatomy.yaml", "grays_anatomy", "grays_anatomi")
    graded = change(course_copy / "exercises" / "01_anatomy.yaml", "questions:", "questions")
    lesson = course_copy / "lessons" / "00_start_here.ipynb"
    change(lesson, 'quiz(\\"start-practice\\")', 'quiz(\\"start-practise\\")')
    change(course_copy / "exercises" / "02_causes" / "lab.ipynb", "_points = Points", "n = Points")

    code, lines = lint(course_copy)
    assert code == 1
    text = "\n".join(lines)
    missing = next(line for line in lines if line.startswith("data/questions/00_start.yaml:"))
    assert abs(line_in(missing) - flag) <= 3
    assert "[start-" in missing
    assert "`correct` is missing" in missing
    assert "Did you mean grays_anatomy" in text
    broken = next(line for line in lines if line.startswith("exercises/01_anatomy.yaml:"))
    assert "not valid YAML" in broken
    assert line_in(broken) >= graded
    assert "start-practise" in text
    assert "exercises/02_causes/lab.ipynb [weeks]: The test cell overwrites" in text
    assert "Call it `_n`" in text
    assert f"{len(lines) - 2} to mend." in text


def test_a_quiz_notebook_that_lags_behind_its_questions_is_reported(course_copy: Path) -> None:
    change(course_copy / "exercises" / "01_anatomy.yaml", "prompt: ", "prompt: Well, ")
    code, lines = lint(course_copy)
    assert code == 1
    assert any("make exercises" in line for line in lines)


def problems_of(question: dict[str, Any], **kind: str) -> list[str]:
    """What is wrong with a bank of one question."""
    objectives = [{"id": "o", "text": "Do it"}]
    bank = Bank.model_validate({"objectives": objectives, "questions": [question]} | kind)
    path = content.root() / "exercises" / "x.yaml"
    return [found.problem for found in questions.check({path: bank})]


def test_in_a_graded_story_no_turn_shows_the_best_decision() -> None:
    story = copy.deepcopy(raw("case"))
    lone = "In scene `{}` only the best decision leads where it leads."
    assert problems_of(story, assignment="x") == [lone.format("one"), lone.format("two")]
    assert lone.format("one") not in problems_of(story, lesson="x")

    wrong = {"id": "c", "text": "C", "best": False, "feedback": "bad", "next": "three"}
    story["nodes"][0]["options"].append(wrong)  # it shares the way on of the best one
    story["nodes"][1]["options"][1]["next"] = "three"  # all lead to one scene
    assert problems_of(story, assignment="x") == []


def test_points_hang_on_no_key_of_medium_confidence() -> None:
    question = raw("single", confidence="medium")
    assert any("medium confidence" in found for found in problems_of(question, assignment="x"))
    assert problems_of(raw("single"), assignment="x") == []


def test_a_notebook_that_is_no_notebook_is_reported(course_copy: Path) -> None:
    lesson = course_copy / "lessons" / "01_anatomy.ipynb"
    lesson.write_text(json.dumps({"cells": "none"}), "utf-8")
    code, lines = lint(course_copy)
    assert code == 1
    assert any(
        line.startswith("lessons/01_anatomy.ipynb: This is not a notebook") for line in lines
    )


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("from course.grading import Points, mentions as says\n_points = Points(3)", []),
        ("lambda km: [day for day in km if day]", []),
        ("def _kms():\n    found = []\n    return found", []),
        ("points = six = 3", ["points", "six"]),
        ("def kms(): ...\nfor day in (): ...", ["day", "kms"]),
        ("import math\nfrom numpy import exp as e\nimport re as _re", ["e", "math"]),
        ("def _count():\n    global runs\n    runs = 1", ["runs"]),
        ("[n for _ in (1, 2) if (n := 1)]\ndel km", ["km", "n"]),
        ("with open('a') as file, open('b') as _file: ...", ["file"]),
    ],
)
def test_a_test_cell_takes_no_plain_name_of_a_student(source: str, names: list[str]) -> None:
    assert labs.taken(source) == names


def test_a_question_that_would_stand_there_solved_is_reported(course_copy: Path) -> None:
    path = course_copy / "lessons" / "02_causes.ipynb"
    change(path, 'exit-source\\", occasion=\\"recall\\")', 'exit-source\\")')
    code, lines = lint(course_copy)
    assert code == 1
    assert any(
        "The answers to `anatomy-exit-source` are already those of" in line for line in lines
    )
