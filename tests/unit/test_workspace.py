"""The learner's copy: hers is never overwritten, the course's newer version always reaches her."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course import content
from course.errors import CourseError
from course.start import door, workspace

LESSON = Path("lessons/00_start_here.ipynb")


def notebook(text: str, *, ran: bool = False) -> dict[str, Any]:
    outputs = [{"output_type": "stream", "name": "stdout", "text": "hello"}] if ran else []
    return {
        "cells": [
            {"cell_type": "markdown", "id": "a", "metadata": {}, "source": [text]},
            {
                "cell_type": "code",
                "id": "b",
                "metadata": {},
                "source": "print('hello')",
                "outputs": outputs,
                "execution_count": 1 if ran else None,
            },
        ],
        "metadata": {"kernelspec": {"name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def put(path: Path, thing: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(thing if isinstance(thing, str) else json.dumps(thing), "utf-8")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one lesson and one released exercise, with outputs as in the repository."""
    root = tmp_path / "course"
    put(root / LESSON, notebook("# Welcome", ran=True))
    put(root / "lessons/responses.json", "an author's answers")
    put(root / "lessons/.ipynb_checkpoints/x.ipynb", "{}")
    put(root / "release/01_anatomy/quiz.ipynb", notebook("# Quiz"))
    put(root / "release/01_anatomy/quiz.json", "{}")
    monkeypatch.setattr(content, "root", lambda: root)
    return root


@pytest.fixture
def mine(course: Path, tmp_path: Path) -> Path:
    """A workspace with everything delivered."""
    mine = tmp_path / "Meine Läufe"
    workspace.deliver(mine)
    return mine


def seen(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and ".course" not in path.parts
    )


def learner_writes(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace("# Welcome", "# My note"), "utf-8")


def learner_runs(path: Path) -> None:
    """What JupyterLab stores after a run: outputs, counts, metadata, source as one line a line."""
    stored = notebook("# Welcome", ran=True)
    stored["metadata"]["language_info"] = {"name": "python", "version": "3.14.0"}
    stored["cells"][1]["metadata"]["scrolled"] = True
    stored["cells"][1]["source"] = ["print('hello')"]
    put(path, stored)


def test_lessons_and_released_exercises_arrive_without_outputs(mine: Path) -> None:
    assert seen(mine) == [
        "exercises/01_anatomy/quiz.ipynb",
        "exercises/01_anatomy/quiz.json",
        LESSON.as_posix(),
    ]
    code = json.loads((mine / LESSON).read_text("utf-8"))["cells"][1]
    assert code["outputs"] == []
    assert code["execution_count"] is None


def test_a_second_delivery_does_nothing(mine: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in mine.rglob("*") if path.is_file()}
    done = workspace.deliver(mine)
    assert (done.new, done.updated, done.kept) == ([], [], [])
    assert done.messages() == []
    assert {path: path.stat().st_mtime_ns for path in mine.rglob("*") if path.is_file()} == before


def test_what_the_learner_changed_stays(mine: Path) -> None:
    learner_writes(mine / LESSON)
    before = (mine / LESSON).read_bytes()
    workspace.deliver(mine)
    assert (mine / LESSON).read_bytes() == before
    assert len(seen(mine)) == 3


@pytest.mark.parametrize("act", [lambda path: None, learner_runs], ids=["untouched", "run"])
def test_a_newer_version_replaces_what_was_only_run(
    act: Callable[[Path], None], mine: Path, course: Path
) -> None:
    act(mine / LESSON)
    put(course / LESSON, notebook("# Welcome, second edition"))
    done = workspace.deliver(mine)
    assert done.updated == [LESSON]
    assert "second edition" in (mine / LESSON).read_text("utf-8")
    assert done.messages() == [f"Brought up to date: {LESSON.as_posix()}."]


def test_a_newer_version_lies_beside_what_was_changed(mine: Path, course: Path) -> None:
    learner_writes(mine / LESSON)
    put(course / LESSON, notebook("# Welcome, second edition"))
    done = workspace.deliver(mine)
    beside = Path("lessons/00_start_here (new version).ipynb")
    assert done.kept == [(LESSON, beside)]
    assert "My note" in (mine / LESSON).read_text("utf-8")
    assert "second edition" in (mine / beside).read_text("utf-8")
    [told] = done.messages()
    assert LESSON.as_posix() in told
    assert beside.name in told
    # It is told once, and the next edition does not overwrite this one.
    assert workspace.deliver(mine).messages() == []
    put(course / LESSON, notebook("# Welcome, third edition"))
    [(_, next_one)] = workspace.deliver(mine).kept
    assert next_one.name == "00_start_here (new version 2).ipynb"
    assert "second edition" in (mine / beside).read_text("utf-8")


def test_a_new_output_alone_is_no_new_version(mine: Path, course: Path) -> None:
    put(course / LESSON, notebook("# Welcome", ran=False))
    assert workspace.deliver(mine).messages() == []


def test_a_deleted_file_comes_back(mine: Path) -> None:
    (mine / LESSON).unlink()
    assert workspace.deliver(mine).new == [LESSON]
    assert (mine / LESSON).exists()


def test_answers_are_never_touched(mine: Path, course: Path) -> None:
    answers = mine / "exercises/01_anatomy/responses.json"
    put(answers, "hers")
    put(course / "release/01_anatomy/responses.json", "the course's")
    workspace.deliver(mine)
    assert answers.read_text() == "hers"


def test_with_a_lost_list_everything_of_hers_stays(mine: Path, course: Path) -> None:
    put(mine / ".course/delivered.json", "not JSON")
    learner_writes(mine / LESSON)
    done = workspace.deliver(mine)
    assert "My note" in (mine / LESSON).read_text("utf-8")
    assert [mine for mine, _ in done.kept] == [LESSON]


def test_a_notebook_that_cannot_be_read_stays(mine: Path, course: Path) -> None:
    put(mine / LESSON, "{ half a notebook")
    put(course / LESSON, notebook("# Welcome, second edition"))
    workspace.deliver(mine)
    assert (mine / LESSON).read_text() == "{ half a notebook"


def test_a_folder_that_cannot_be_written_is_named(course: Path, tmp_path: Path) -> None:
    put(tmp_path / "file", "")
    with pytest.raises(CourseError, match="--workspace FOLDER"):
        workspace.deliver(tmp_path / "file" / "workspace")


def test_a_folder_in_the_place_of_a_lesson_is_named(course: Path, tmp_path: Path) -> None:
    (tmp_path / "mine" / LESSON).mkdir(parents=True)
    put(tmp_path / "mine" / LESSON / "note", "")
    (tmp_path / "mine" / "exercises").write_text("")
    with pytest.raises(CourseError, match="is in the way"):
        workspace.deliver(tmp_path / "mine")


def test_the_course_itself_is_no_workspace(course: Path) -> None:
    before = sorted(course.rglob("*"))
    with pytest.raises(CourseError, match="is the course itself"):
        workspace.deliver(course)
    assert sorted(course.rglob("*")) == before


@pytest.mark.parametrize("files", [{str(LESSON): [1]}, [1], None, "x"])
def test_a_damaged_list_of_deliveries_changes_nothing(
    files: object, course: Path, mine: Path
) -> None:
    put(mine / LESSON, notebook("# Mine"))
    put(mine / ".course" / "delivered.json", json.dumps({"files": files}))
    workspace.deliver(mine)
    assert "# Mine" in (mine / LESSON).read_text()


def test_without_lessons_it_says_what_to_do(course: Path, tmp_path: Path) -> None:
    (course / LESSON).unlink()
    for path in sorted((course / "lessons").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (course / "lessons").rmdir()
    with pytest.raises(CourseError, match="Install the course again"):
        workspace.deliver(tmp_path / "new")


def test_the_usual_folder(course: Path) -> None:
    assert workspace.default().name == "runners-back"
    put(course / "pyproject.toml", "")
    assert workspace.default() == course / "workspace"


@pytest.mark.parametrize("name", ["00", "00_start_here", "00_start_here.ipynb"])
def test_a_lesson_is_found_by_its_number_or_name(name: str, mine: Path) -> None:
    assert door.find_lesson(mine, name) == LESSON


def test_an_unknown_lesson_lists_those_there_are(mine: Path) -> None:
    with pytest.raises(CourseError, match=r"no lesson '07'.*00_start_here"):
        door.find_lesson(mine, "07")
