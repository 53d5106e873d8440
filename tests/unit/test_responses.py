"""Answers survive: atomic, merged between open copies, never silently lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course.content import root
from course.errors import CourseError
from course.learner import responses
from course.learner.responses import DamagedResponses, load, new_attempt, record


def test_an_answer_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "responses.json"
    record(path, "q", new_attempt("b", 1.0, hints=2))
    attempt = load(path).attempts("q")[0]
    assert (attempt.response, attempt.score, attempt.hints) == ("b", 1.0, 2)
    assert attempt.at.tzinfo is not None
    assert load(path).last("q") == "b"
    assert load(path).last("other") is None


def test_the_file_is_readable_and_versioned(tmp_path: Path) -> None:
    path = tmp_path / "responses.json"
    record(path, "q", new_attempt({"verdict": True, "reason": "räson"}, None))
    text = path.read_text("utf-8")
    assert "räson" in text
    assert json.loads(text)["format"] == responses.FORMAT
    assert json.loads(text)["version"] == responses.VERSION


def test_attempts_are_added_and_none_is_stored_twice(tmp_path: Path) -> None:
    path = tmp_path / "responses.json"
    first = new_attempt("a", 0.0)
    record(path, "q", first)
    record(path, "q", new_attempt("b", 1.0))
    record(path, "q", first)
    assert [a.response for a in load(path).attempts("q")] == ["a", "b"]


ANSWER_MANY = """
import sys
from pathlib import Path
from course.learner.responses import new_attempt, record
for number in range(20):
    record(Path(sys.argv[1]), f"{sys.argv[2]}-{number}", new_attempt(number, 1.0))
"""


def test_two_open_copies_keep_each_others_answers(tmp_path: Path) -> None:
    path = tmp_path / "responses.json"
    copies = [
        subprocess.Popen([sys.executable, "-c", ANSWER_MANY, str(path), name], cwd=root())
        for name in "ab"
    ]
    assert [copy.wait(60) for copy in copies] == [0, 0]
    assert len(load(path).questions) == 40


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        '{"format": "other"}',
        "\x00",
    ],
)
def test_a_damaged_file_is_set_aside_with_a_message(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "responses.json"
    path.write_text(damage, "utf-8")
    with pytest.raises(DamagedResponses):
        load(path)
    assert path.read_text("utf-8") == damage, "reading changes nothing"
    attempts, notice = record(path, "q", new_attempt("a", 1.0))
    assert len(attempts) == 1
    kept = next(tmp_path.glob("responses.damaged-*.json"))
    assert kept.read_text("utf-8") == damage
    assert kept.name in str(notice)


def test_a_damaged_answer_does_not_pass_as_a_good_one(tmp_path: Path) -> None:
    path = tmp_path / "responses.json"
    attempt = {"id": "x", "at": "yesterday", "response": "a"}
    questions = {"q": {"attempts": [attempt]}}
    path.write_text(
        json.dumps({"format": responses.FORMAT, "version": 1, "questions": questions}), "utf-8"
    )
    with pytest.raises(DamagedResponses, match="cannot be read"):
        load(path)


def test_two_damaged_files_in_one_second_are_both_kept(tmp_path: Path) -> None:
    path = tmp_path / "responses.json"
    for text in ("first", "second"):
        path.write_text(text, "utf-8")
        record(path, "q", new_attempt("a", 1.0))
    kept = {p.read_text("utf-8") for p in tmp_path.glob("responses.damaged-*.json")}
    assert kept == {"first", "second"}


def test_a_failed_write_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "responses.json"
    record(path, "q", new_attempt("a", 1.0))
    before = path.read_bytes()

    def full_disk(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(CourseError, match="could not be saved"):
        record(path, "q", new_attempt("b", 0.0))
    assert path.read_bytes() == before
    assert not list(tmp_path.glob(".*part"))


def test_a_file_of_a_newer_course_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "responses.json"
    newer = json.dumps({"format": responses.FORMAT, "version": 99, "questions": {}})
    path.write_text(newer, "utf-8")
    with pytest.raises(CourseError, match="Update the course"):
        record(path, "q", new_attempt("a", 1.0))
    assert [p.read_text("utf-8") for p in tmp_path.glob("*.json")] == [newer]


def test_a_file_that_cannot_be_opened_just_now_is_not_taken_for_a_damaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "responses.json"
    record(path, "q", new_attempt("a", 1.0))

    def busy(*_: object, **__: object) -> str:
        raise OSError(24, "Too many open files")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_text", busy)
        with pytest.raises(CourseError, match="Too many open files"):
            record(path, "q", new_attempt("b", 0.0))
    assert [a.response for a in load(path).attempts("q")] == ["a"]
    assert not list(tmp_path.glob("*damaged*"))


def test_a_file_that_an_editor_on_windows_saved_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "responses.json"
    record(path, "q", new_attempt("a", 1.0))
    path.write_text(path.read_text("utf-8"), "utf-8-sig")
    assert load(path).last("q") == "a"


def test_fields_that_we_do_not_know_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "responses.json"
    record(path, "q", new_attempt("a", 1.0))
    data = json.loads(path.read_text("utf-8"))
    data["note"] = data["questions"]["q"]["mark"] = "hello"
    path.write_text(json.dumps(data), "utf-8")
    record(path, "q", new_attempt("b", 0.0))
    data = json.loads(path.read_text("utf-8"))
    assert (data["note"], data["questions"]["q"]["mark"]) == ("hello", "hello")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "responses.json"
    link.symlink_to(real)
    record(link, "q", new_attempt("a", 1.0))
    record(link, "q", new_attempt("b", 1.0))
    assert link.is_symlink()
    assert len(load(real).attempts("q")) == 2


@pytest.mark.parametrize("odd", ["\ud800", [[[]]]])
def test_an_answer_that_cannot_be_stored_does_not_block_the_next(
    odd: object, tmp_path: Path
) -> None:
    path = tmp_path / "responses.json"
    for _ in range(400):
        odd = [odd]
    with pytest.raises(CourseError, match="could not be saved"):
        record(path, "q", new_attempt(odd, 0.0))
    attempts, _ = record(path, "q", new_attempt("a", 1.0))
    assert [a.response for a in attempts] == ["a"]
