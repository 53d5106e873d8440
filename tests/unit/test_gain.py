"""The course test: asked before without an answer shown, asked after with it, compared fairly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from course import quiz, tools
from course.content import data_path
from course.learner.gain import gain
from course.learner.responses import load, new_attempt, record
from course.model.bank import load_bank
from course.model.lesson import lesson
from course.model.occasions import kept_as
from course.view.quiz.widget import RESPONSES, QuizWidget

BANK = load_bank(data_path("questions/course_test.yaml"))
QUESTIONS = {q.id: q for q in BANK.questions}
RIGHT: dict[str, Any] = {
    "test-bulge": "common",
    "test-source": {"verdict": False, "reason": "groups"},
    "test-rare": "9",
}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def send(widget: Any, response: Any, attempt: str) -> None:
    message = {"kind": "attempt", "id": attempt, "response": response, "hints": 0}
    widget._handle_custom_msg(message, [])


def answer(question_id: str, occasion: Any, *responses: Any) -> None:
    for number, response in enumerate(responses):
        attempt = new_attempt(response, None, 0, f"{question_id}-{occasion}-{number}")
        record(Path(RESPONSES), kept_as(question_id, occasion), attempt)


def test_each_objective_of_the_test_has_two_questions() -> None:
    assert len(QUESTIONS) == 10
    for objective in BANK.objectives:
        assert sum(q.objective == objective.id for q in BANK.questions) == 2


def _test_questions(name: str) -> list[str]:
    """Ids of the course test's questions that a lesson asks, in its order."""
    asked = (question for cell in lesson(name).cells for question in cell.questions)
    return [question for question in asked if question.startswith("test-")]


def test_lesson_0_and_lesson_6_ask_the_same_ten_questions() -> None:
    before = _test_questions("00_start_here")
    after = _test_questions("06_case_clinic")
    assert before == after
    assert sorted(before) == sorted(QUESTIONS)


@pytest.mark.parametrize("question_id", sorted(QUESTIONS))
def test_before_the_course_nothing_on_the_page_tells_the_answer(question_id: str) -> None:
    widget = quiz(question_id, occasion="before")
    assert isinstance(widget, QuizWidget)
    bundle = widget._repr_mimebundle_()
    page = json.dumps([widget.get_state(), bundle], default=str)
    question = QUESTIONS[question_id]
    assert question.explanation.split(".")[0] not in page
    assert "misconception" not in page
    assert not {"key", "feedback", "hints", "answer"} & set(widget.question)


def test_the_two_answers_are_kept_apart_and_marked_by_the_kernel() -> None:
    send(quiz("test-bulge", occasion="before"), "slipped", "a1")
    send(quiz("test-bulge", occasion="after"), "common", "a2")
    kept = load(Path(RESPONSES))
    assert [a.score for a in kept.attempts("test-bulge-before")] == [0]
    assert [a.score for a in kept.attempts("test-bulge-after")] == [1]
    assert not kept.attempts("test-bulge")


def test_the_last_answer_counts_before_and_the_first_one_after() -> None:
    answer("test-bulge", "before", "slipped", "common")
    answer("test-source", "before", RIGHT["test-source"])
    answer("test-bulge", "after", "slipped", "common")
    answer("test-source", "after", RIGHT["test-source"])
    anatomy = gain(BANK, load(Path(RESPONSES)))[0]
    assert (anatomy.before, anatomy.after, anatomy.questions) == (2, 1, 2)


def test_an_objective_answered_by_half_has_no_points_yet() -> None:
    answer("test-bulge", "before", "common")
    rows = gain(BANK, load(Path(RESPONSES)))
    assert [row.before for row in rows] == [None] * 5


def test_the_tool_reads_the_answers_again_when_asked() -> None:
    widget = tools.gain()
    assert "0 of 5 objectives" in widget.data["words"]
    for question in BANK.questions:
        answer(question.id, "before", RIGHT.get(question.id, "nonsense"))
        answer(question.id, "after", RIGHT.get(question.id, "nonsense"))
    widget._handle_custom_msg({"kind": "refresh", "asked": 1}, [])
    assert widget.data["asked"] == 1
    assert "Before the course: 3 of 10 points" in widget.data["words"]
    assert "After the course: 3 of 10 points" in widget.data["words"]


def test_a_first_test_that_was_half_done_is_compared_where_it_was_finished() -> None:
    for question in BANK.questions:
        answer(question.id, "after", RIGHT.get(question.id, "nonsense"))
        if question.id != "test-bulge":
            answer(question.id, "before", RIGHT.get(question.id, "nonsense"))
    left_out = BANK.objectives[0].text
    assert tools.gain().data["words"] == (
        "After the course: 3 of 10 points at the first try. In 4 of 5 objectives both tests are "
        f"answered: there 1 of 8 points before, 1 after. “{left_out}” was not finished before the "
        "course."
    )


def test_a_skipped_first_test_is_told_and_a_damaged_file_too() -> None:
    for question in BANK.questions:
        answer(question.id, "after", RIGHT.get(question.id, "nonsense"))
    assert "No objective was finished before the course" in tools.gain().data["words"]
    Path(RESPONSES).write_text("{", "utf-8")
    assert "is not whole" in tools.gain().data["notice"]
