"""Sharing the own course test: only by a click, only the test, and back again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from course.learner.responses import load, new_attempt, record
from course.model.occasions import kept_as
from course.view.tools.share import FILE, ShareGain, share_gain

ROOT = Path(__file__).parents[2]
HERE = "workspace/exercises/06_case_clinic"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the assignment, in a workspace with lessons beside it."""
    here = tmp_path / HERE
    here.mkdir(parents=True)
    (tmp_path / "workspace" / "lessons").mkdir()
    monkeypatch.chdir(here)
    return here


def answer(folder: Path, name: str, response: Any) -> None:
    record(folder.parents[1] / "lessons" / "responses.json", name, new_attempt(response, None))


def press(tool: ShareGain, kind: str) -> dict[str, Any]:
    tool._handle_custom_msg({"kind": kind, "id": "click"}, [])
    assert tool.sharing["id"] == "click"
    return dict(tool.sharing)


def test_nothing_is_written_without_a_click(folder: Path) -> None:
    answer(folder, kept_as("test-bulge", "before"), "common")
    tool = share_gain()
    assert not tool.sharing["shared"]
    tool._handle_custom_msg({"kind": "refresh"}, [])
    tool._handle_custom_msg("share", [])
    assert list(folder.iterdir()) == []


def test_a_click_writes_the_answers_to_the_course_test_and_no_other(folder: Path) -> None:
    answer(folder, kept_as("test-bulge", "before"), "slipped")
    answer(folder, kept_as("test-bulge", "after"), "common")
    answer(folder, "symptoms-leg-urgency", "my own back")
    answer(folder, "test-bulge", "asked in no test")
    answer(folder, "test-of-mine-before", "private")
    assert press(share_gain(), "share")["shared"]
    shared = load(folder / FILE)
    assert sorted(shared.questions) == ["test-bulge-after", "test-bulge-before"]
    assert shared.last("test-bulge-before") == "slipped"
    text = (folder / FILE).read_text("utf-8")
    assert "private" not in text
    assert "my own back" not in text


def test_a_second_click_brings_newer_answers(folder: Path) -> None:
    answer(folder, kept_as("test-bulge", "before"), "slipped")
    press(share_gain(), "share")
    answer(folder, kept_as("test-bulge", "after"), "common")
    press(share_gain(), "share")
    assert load(folder / FILE).last("test-bulge-after") == "common"


def test_it_can_be_taken_back(folder: Path) -> None:
    answer(folder, kept_as("test-bulge", "before"), "common")
    press(share_gain(), "share")
    again = share_gain()
    assert again.sharing["shared"]
    assert not press(again, "take back")["shared"]
    assert list(folder.iterdir()) == []
    assert not press(again, "take back")["shared"]


def test_without_answers_it_says_where_they_would_be(folder: Path) -> None:
    state = press(share_gain(), "share")
    assert "folder lessons" in state["told"]
    answer(folder, "symptoms-leg-urgency", "numb")
    assert not press(share_gain(), "share")["shared"]
    assert list(folder.iterdir()) == []


def test_a_damaged_file_of_answers_is_told_and_nothing_is_written(folder: Path) -> None:
    (folder.parents[1] / "lessons" / "responses.json").write_text("{", "utf-8")
    assert "is not whole" in press(share_gain(), "share")["told"]
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(folder, kept_as("test-bulge", "before"), "common")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("course.learner.files.replace", full)
    state = press(share_gain(), "share")
    assert not state["shared"]
    assert "No space left" in state["told"]


def test_the_page_gets_no_answer(folder: Path) -> None:
    answer(folder, kept_as("test-bulge", "before"), "slipped")
    tool = share_gain()
    sent = json.dumps({name: tool.get_state()[name] for name in ("data", "sharing")})
    assert "slipped" not in sent
    assert "slipped" not in json.dumps(tool._repr_mimebundle_(), default=str)


def test_the_last_assignment_offers_it(folder: Path) -> None:
    quiz = json.loads((ROOT / "release/06_case_clinic/quiz.ipynb").read_text("utf-8"))
    code = next("".join(cell["source"]) for cell in quiz["cells"] if cell["id"] == "share-show")
    setup, _, shown = code.rpartition("\n")
    names: dict[str, Any] = {}
    exec(setup, names)
    assert isinstance(eval(shown, names), ShareGain)
