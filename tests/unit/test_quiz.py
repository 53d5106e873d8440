"""The quiz in a notebook: what is displayed, what is stored, what stands in without a kernel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from samples import QUESTIONS, right

from course import quiz
from course.errors import CourseError
from course.learner.responses import load
from course.model.bank import find_question
from course.model.payload import answer_html, lesson_payload
from course.model.static import static_html
from course.notebooks import WIDGET_VIEW
from course.view.quiz.widget import QuizWidget

QUESTION = "anatomy-bone-count"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def shown(widget: Any) -> dict[str, Any]:
    bundle = widget._repr_mimebundle_()
    return dict(bundle[0] if isinstance(bundle, tuple) else bundle)


def send(widget: QuizWidget, response: Any, attempt: str = "a1", hints: int = 0) -> None:
    """What the page sends when an answer is checked."""
    message = {"kind": "attempt", "id": attempt, "response": response, "hints": hints}
    widget._handle_custom_msg(message, [])


def test_a_quiz_is_a_widget_with_a_readable_stand_in() -> None:
    bundle = shown(quiz(QUESTION))
    assert WIDGET_VIEW in bundle
    question = find_question(QUESTION)
    for option in question.options:  # type: ignore[union-attr]
        assert option.text in bundle["text/html"]
    assert "<script" not in bundle["text/html"]
    assert QUESTION in bundle["text/plain"]


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_every_type_has_a_stand_in_with_a_folded_answer(kind: str) -> None:
    html = static_html(lesson_payload(QUESTIONS[kind]))
    assert "Which <strong>one</strong>?" in html
    before, folded = html.split("<summary>The answer, and why</summary>")
    assert answer_html(QUESTIONS[kind]) in folded
    assert "because" not in before


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_a_stored_answer_stands_in_words_beside_the_question(kind: str) -> None:
    _assignment()
    widget = quiz(QUESTIONS[kind].id)
    assert isinstance(widget, QuizWidget)
    send(widget, right(kind))
    html = shown(quiz(QUESTIONS[kind].id))["text/html"]
    assert "The answer given:" in html
    said = html.split("The answer given:")[1]
    words = {
        "single": ["text b"],
        "multiple": ["text a", "text c"],
        "true_false": ["False, because: text r1"],
        "numeric": ["26 bones"],
        "ordering": [f"item {n}" for n in range(4)],
        "matching": [f"left {n}: right {n}" for n in range(3)],
        "hotspot": ["(L4)"],
        "case": ["A", "B"],
    }[kind]
    places = [said.index(word) for word in words]
    assert places == sorted(places)


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
@pytest.mark.parametrize("odd", [["gone"], {"gone": "<b>"}, 7, "<script>alert(1)</script>"])
def test_an_answer_that_does_not_fit_is_shown_and_not_run(kind: str, odd: Any) -> None:
    html = static_html(lesson_payload(QUESTIONS[kind]), odd)
    assert "The answer given:" in html
    assert "<script" not in html
    assert "<b>" not in html


def test_answers_are_marked_by_the_kernel_and_stored() -> None:
    widget = quiz(QUESTION)
    assert isinstance(widget, QuizWidget)
    key = find_question(QUESTION).key()
    wrong = next(
        o["id"] for o in find_question(QUESTION).public()["options"] if o["id"] != key["correct"]
    )
    send(widget, wrong, "a1")
    send(widget, key["correct"], "a2", hints=1)
    stored = load(Path("responses.json")).attempts(QUESTION)
    assert [(a.response, a.score, a.hints) for a in stored] == [
        (wrong, 0.0, 0),
        (key["correct"], 1.0, 1),
    ]
    assert [a["id"] for a in widget.record] == ["a1", "a2"]


def test_a_new_kernel_finds_the_answers() -> None:
    first = quiz(QUESTION)
    send(first, "x")  # type: ignore[arg-type]
    assert [a["response"] for a in quiz(QUESTION).record] == ["x"]  # type: ignore[union-attr]


def test_a_guess_has_no_score() -> None:
    widget = quiz("anatomy-predict-bones")
    send(widget, "24")  # type: ignore[arg-type]
    assert load(Path("responses.json")).attempts("anatomy-predict-bones")[0].score is None


def test_a_damaged_file_is_told_before_and_after_it_is_set_aside() -> None:
    Path("responses.json").write_text("{", "utf-8")
    widget = quiz(QUESTION)
    assert isinstance(widget, QuizWidget)
    assert "Nothing is lost" in widget.notice
    send(widget, "x")
    assert "kept as responses.damaged-" in widget.notice
    assert len(list(Path().glob("responses.damaged-*.json"))) == 1


def test_a_folder_that_cannot_be_written_is_told_and_the_answer_stays() -> None:
    widget = quiz(QUESTION)
    assert isinstance(widget, QuizWidget)
    Path("file").write_text("")
    widget._path = Path("file/responses.json").resolve()
    send(widget, "x")
    assert "could not be saved" in widget.notice
    assert widget.record == []


def test_foreign_messages_are_ignored() -> None:
    widget = quiz(QUESTION)
    assert isinstance(widget, QuizWidget)
    widget._handle_custom_msg({"kind": "other"}, [])
    assert not Path("responses.json").exists()


@pytest.mark.parametrize(
    "broken",
    [{"response": "x"}, {"id": 5, "response": "x", "hints": 0}, {"id": "a", "hints": 0}]
    + [{"id": "a", "response": "x", "hints": hints} for hints in (-1, "many", None)],
)
def test_a_message_that_is_not_whole_is_told_and_loses_nothing(broken: dict[str, Any]) -> None:
    widget = quiz(QUESTION)
    assert isinstance(widget, QuizWidget)
    send(widget, "x", "a1")
    widget._handle_custom_msg({"kind": "attempt"} | broken, [])
    assert "Answer again" in widget.notice
    send(widget, "y", "a2")
    assert [a["response"] for a in widget.record] == ["x", "y"]


def _assignment() -> None:
    questions = [QUESTIONS[kind].public() for kind in QUESTIONS]
    Path("quiz.json").write_text(json.dumps({"questions": questions}), "utf-8")


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_a_graded_question_never_meets_its_key(kind: str) -> None:
    _assignment()
    widget = quiz(QUESTIONS[kind].id)
    assert isinstance(widget, QuizWidget)
    state = json.dumps(widget.question) + json.dumps(shown(widget), default=str)
    for secret in ("feedback", "missed", "misconception", "because", "think", '"key"'):
        assert secret not in state.replace("Check answer", "").split("_esm")[0]
    send(widget, right(kind))
    assert load(Path("responses.json")).attempts(QUESTIONS[kind].id)[0].score is None


def test_an_unknown_graded_question_offers_the_nearest() -> None:
    _assignment()
    with pytest.raises(CourseError, match="q-single"):
        quiz("q-singel")


def test_a_damaged_assignment_says_what_to_do() -> None:
    Path("quiz.json").write_text("{", "utf-8")
    with pytest.raises(CourseError, match="Fetch the assignment again"):
        quiz("q-single")
