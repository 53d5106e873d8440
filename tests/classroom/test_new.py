"""Making a class, and making it again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from room import ASSIGNMENTS, ONE, REPO, Room, contents


def test_a_class_is_a_course_folder_of_nbgrader(room: Room) -> None:
    assert room.folder.assignments() == list(ASSIGNMENTS)
    assert room.folder.name == "Spring runners"
    assert room.ids() == ["ann", "bo"]
    with room.folder.gradebook() as book:
        assert sorted(a.name for a in book.assignments) == list(ASSIGNMENTS)
    api = room.folder.api()
    assert api.coursedir.course_id == "spring-runners"
    assert api.get_source_assignments() == set(ASSIGNMENTS)
    # The keys lie beside the folders, which nbgrader copies to students whole.
    assert (room.root / "exercises" / f"{ONE}.yaml").is_file()
    assert not list((room.root / "exercises" / ONE).glob("*.yaml"))


def test_nothing_of_a_student_gets_into_a_repository(room: Room) -> None:
    subprocess.run(["git", "init", "-q", room.root], check=True)
    for name in ("submitted/ann/x", "gradebook.db-wal", "collected/x.csv", "report/page.html"):
        (room.root / name).parent.mkdir(parents=True, exist_ok=True)
        (room.root / name).touch()
    said = subprocess.run(
        ["git", "-C", room.root, "status", "--porcelain", "--untracked-files=all"],
        capture_output=True,
        text=True,
        check=True,
    )
    kept = {line[3:].partition("/")[0] for line in said.stdout.splitlines()}
    public = {".gitignore", "class.json", "handouts", "header.ipynb", "nbgrader_config.py"}
    assert kept == public | {"release"}


@pytest.mark.parametrize(
    ("parts", "there"),
    [
        (
            "quiz",
            {f"{name}/{file}" for name in ASSIGNMENTS for file in ("quiz.ipynb", "quiz.json")},
        ),
        ("lab", {f"{name}/lab.ipynb" for name in ASSIGNMENTS}),
    ],
)
def test_a_class_gets_only_the_parts_chosen(
    course: Path, tmp_path: Path, parts: str, there: set[str]
) -> None:
    room = Room(tmp_path / "class")
    assert room("new", room.root, "--name", "x", "--parts", parts).code == 0
    files = set(contents(room.root / "exercises"))
    assert {file for file in files if "/" in file} == there
    assert bool(files - there) == (parts == "quiz")


def test_an_assignment_without_the_part_is_left_out(course: Path, tmp_path: Path) -> None:
    (course / "exercises" / ONE / "lab.ipynb").unlink()
    room = Room(tmp_path / "class")
    room("new", room.root, "--name", "x", "--parts", "lab")
    assert room.folder.assignments() == list(ASSIGNMENTS[1:])


def test_a_look_writes_nothing(course: Path, tmp_path: Path) -> None:
    room = Room(tmp_path / "class")
    room.roster("id\nann\n")
    said = room("new", room.root, "--name", "x", "--students", room.list, "--dry-run")
    assert said.code == 0
    assert not room.root.exists()
    assert "Assignments that are new: 01_anatomy, 02_causes." in said
    assert "Students that are new: ann." in said
    assert "only a look" in said


def test_making_it_again_changes_nothing(room: Room) -> None:
    before = contents(room.root)
    said = room("new", room.root)
    assert said.code == 0
    assert "Nothing is new." in said
    assert contents(room.root) == before


def test_a_newer_course_adds_and_updates_but_never_overwrites(room: Room, course: Path) -> None:
    sources = course / "exercises"
    mine = room.root / "exercises" / ONE / "lab.ipynb"
    mine.write_text(mine.read_text("utf-8") + " ", "utf-8")
    for name in ("lab.ipynb", "quiz.json"):
        (sources / ONE / name).write_text((sources / ONE / name).read_text("utf-8") + "\n", "utf-8")
    new = sources / "03_new"
    new.mkdir()
    (new / "quiz.ipynb").write_bytes((sources / ONE / "quiz.ipynb").read_bytes())
    before = mine.read_bytes()

    look = room("new", room.root, "--dry-run")
    assert not (room.root / "exercises" / "03_new").exists()
    said = room("new", room.root)

    assert look.text.partition("Nothing was written")[0] == said.text.rstrip() + "\n"
    assert "Assignments that are new: 03_new." in said
    assert f"Brought up to date: exercises/{ONE}/quiz.json." in said
    assert f"Changed by you, and left as they are: exercises/{ONE}/lab.ipynb." in said
    assert mine.read_bytes() == before
    assert contents(room.root / "exercises" / ONE)["quiz.json"].endswith(b"\n\n")
    with room.folder.gradebook() as book:
        assert book.find_assignment("03_new")


def test_a_newer_version_waits_while_there_are_hand_ins(room: Room, course: Path) -> None:
    (room.root / "submitted" / "ann" / ONE).mkdir(parents=True)
    source = course / "exercises" / ONE / "quiz.json"
    source.write_text(source.read_text("utf-8") + "\n", "utf-8")
    before = contents(room.root / "exercises")
    said = room("new", room.root)
    assert f"left because there are hand-ins: exercises/{ONE}/quiz.json." in said
    assert contents(room.root / "exercises") == before


def test_what_was_taken_away_stays_away(room: Room) -> None:
    (room.root / "exercises" / ONE / "lab.ipynb").unlink()
    said = room("new", room.root)
    assert f"Taken away by you, and not brought back: exercises/{ONE}/lab.ipynb." in said
    assert not (room.root / "exercises" / ONE / "lab.ipynb").exists()


def test_a_class_whose_making_was_stopped_is_made_to_its_end(course: Path, tmp_path: Path) -> None:
    room = Room(tmp_path / "class")
    room.root.mkdir()
    held = {"format": "runners-back/class", "version": 1, "name": "x", "parts": "both"}
    (room.root / "class.json").write_text(json.dumps(held), "utf-8")
    assert room("new", room.root, "--name", "x").code == 0
    assert (room.root / "gradebook.db").is_file()
    assert room.folder.assignments() == list(ASSIGNMENTS)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--parts", "quiz"], "This class gets 'both'"),
        (["--name", "Other"], "This class is called 'Spring runners'"),
        (["--students", "nowhere.csv"], "nowhere.csv cannot be read"),
    ],
)
def test_what_contradicts_the_class_is_refused(room: Room, words: list[str], why: str) -> None:
    before = contents(room.root)
    said = room("new", room.root, *words)
    assert said.code == 1
    assert why in said
    assert contents(room.root) == before


def test_a_class_needs_a_name_and_a_place_of_its_own(course: Path, tmp_path: Path) -> None:
    room = Room(tmp_path / "class")
    assert "Say what the class is called" in room("new", room.root)
    assert "is the course itself" in room("new", course, "--name", "x")
    (tmp_path / "file").touch()
    assert "is a file" in room("new", tmp_path / "file", "--name", "x")
    assert not room.root.exists()


def test_a_new_class_lies_outside_of_the_course(room: Room, course: Path) -> None:
    """Answers and grades would lie among the files that people share."""
    for place in (course / "myclass", course / "build" / "y"):
        for words in ([], ["--dry-run"]):
            said = room("new", place, "--name", "x", *words)
            assert said.code == 1
            assert "answers and grades" in said
            assert not place.exists()
    # Who has one there already goes on with it.
    there = room.root.rename(course / "myclass")
    assert Room(there)("new", there).code == 0


def test_the_installed_course_says_that_it_has_no_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("course.content.root", lambda: tmp_path)
    said = Room(tmp_path / "class")("new", tmp_path / "class", "--name", "x")
    assert said.code == 1
    assert "made from the course's repository" in said
    assert not (tmp_path / "class").exists()


def test_outside_a_class_a_command_says_what_to_do(tmp_path: Path) -> None:
    room = Room(tmp_path)
    for command in (["status"], ["release"], ["collect", ONE], ["export", "--for", "plain"]):
        said = room(*command)
        assert said.code == 1
        assert "is no class" in said


def test_without_nbgrader_a_command_says_how_to_get_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("course.classroom.commands.find_spec", lambda _: None)
    said = room("status")
    assert said.code == 1
    assert "pip install 'runners-back[grading]'" in said


def test_the_commands_load_nothing_heavy() -> None:
    heavy = "{'nbgrader', 'nbformat', 'pandas', 'plotly', 'pydantic', 'sqlalchemy', 'traitlets'}"
    code = f"import sys, course.classroom.commands; print({heavy} & set(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=REPO, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "set()"
