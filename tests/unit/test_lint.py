"""`course lint` reports every broken file at once: where, what, and how to mend it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course import content

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
    assert f"{len(lines) - 2} to mend." in text


def test_a_quiz_notebook_that_lags_behind_its_questions_is_reported(course_copy: Path) -> None:
    change(course_copy / "exercises" / "01_anatomy.yaml", "prompt: ", "prompt: Well, ")
    code, lines = lint(course_copy)
    assert code == 1
    assert any("make exercises" in line for line in lines)


def test_a_notebook_that_is_no_notebook_is_reported(course_copy: Path) -> None:
    lesson = course_copy / "lessons" / "01_anatomy.ipynb"
    lesson.write_text(json.dumps({"cells": "none"}), "utf-8")
    code, lines = lint(course_copy)
    assert code == 1
    assert any(
        line.startswith("lessons/01_anatomy.ipynb: This is not a notebook") for line in lines
    )
