"""What an answer says in words, for every type of question and for answers that fit none."""

from __future__ import annotations

from typing import Any

import pytest
from samples import QUESTIONS

from course.model.answers import chosen, missed, offered

KINDS = sorted(QUESTIONS)


def right(kind: str) -> Any:
    key = QUESTIONS[kind].key()
    match kind:
        case "true_false":
            return {"verdict": key["verdict"], "reason": key["reason"]}
        case "numeric":
            return f"{key['value']:g}"
        case "hotspot":
            return key["correct"][0]
        case "case":
            steps, here = [], key["start"]
            while here is not None:
                best = key["nodes"][here]["best"]
                steps.append([here, best])
                here = key["nodes"][here]["next"][best]
            return steps
    return key["correct"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_answer_is_right_in_all_its_parts(kind: str) -> None:
    parts = chosen(QUESTIONS[kind], right(kind))
    assert parts
    assert all(part.right for part in parts)
    assert all(part.text for part in parts)
    assert not missed(QUESTIONS[kind], right(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_each_part_is_one_of_those_offered(kind: str) -> None:
    known = {choice.id for choice in offered(QUESTIONS[kind])}
    assert len(known) == len(offered(QUESTIONS[kind]))
    assert {part.id for part in chosen(QUESTIONS[kind], right(kind))} <= known


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "response",
    [
        7,
        "",
        "nonsense",
        [],
        {},
        ["a", "a"],
        [["x", "y"]],
        {"verdict": "yes"},
        [[[[[[[[]]]]]]]],
        True,
    ],
)
def test_an_answer_that_fits_nothing_is_told_as_it_is(kind: str, response: Any) -> None:
    known = {choice.id for choice in offered(QUESTIONS[kind])} | {"unknown"}
    assert {part.id for part in chosen(QUESTIONS[kind], response)} <= known


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_as_deep_as_python_goes_stops_nothing(kind: str) -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert len(chosen(QUESTIONS[kind], deep)) <= 1
    while deep:  # Python would take it apart from the inside, and stop.
        deep = deep.pop()


def test_what_was_typed_is_no_markdown() -> None:
    (part,) = chosen(QUESTIONS["numeric"], "![x](http://example.org) <b>24</b>")
    assert "\\!\\[x\\]" in part.text
    assert "\\<b\\>" in part.text


def test_wrong_options_bring_their_feedback_and_misconception() -> None:
    question = QUESTIONS["single"]
    option = next(o for o in question.options if not o.correct)
    (part,) = chosen(question, option.id)
    assert (part.right, part.feedback) == (False, option.feedback)
    assert part.misconception == option.misconception


def test_right_options_left_out_are_named() -> None:
    question = QUESTIONS["multiple"]
    rights = [o for o in question.options if o.correct]
    assert [part.id for part in missed(question, [])] == [o.id for o in rights]
    assert [part.feedback for part in missed(question, [])] == [o.missed for o in rights]


def test_a_near_number_is_told_from_any_other() -> None:
    question = QUESTIONS["numeric"]
    near = question.near[0]
    (part,) = chosen(question, f"{near.value:g}")
    assert (part.id, part.feedback) == (f"near-{near.value:g}", near.feedback)
    (part,) = chosen(question, "-4711")
    assert (part.id, part.feedback, part.misconception) == ("other", question.otherwise, None)


def test_a_wrong_pair_is_told_with_the_partner_that_was_chosen() -> None:
    question = QUESTIONS["matching"]
    key = question.key()["correct"]
    (one, a), (two, b), *rest = key.items()
    parts = {part.id: part for part in chosen(question, {one: b, two: a, **dict(rest)})}
    text = {right["id"]: right["text"] for right in question.public()["rights"]}
    assert parts[f"{one}-wrong"].text.endswith(text[b])
    assert parts[f"{one}-wrong"].feedback
