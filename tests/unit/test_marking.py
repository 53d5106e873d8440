"""Marking turns any response into a share of the points, and never fails on a bad one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import QUESTIONS, responses, right

from course.model.marking import parse_number, score

KINDS = sorted(QUESTIONS)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_right_answer_earns_everything(kind: str) -> None:
    assert score(QUESTIONS[kind].key(), right(kind)) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_no_answer_earns_nothing(kind: str) -> None:
    assert score(QUESTIONS[kind].key(), None) == 0


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_every_possible_response_earns_a_share(kind: str, data: st.DataObject) -> None:
    share = score(QUESTIONS[kind].key(), data.draw(responses(kind)))
    assert 0 <= share <= 1
    assert type(share) is float


@pytest.mark.parametrize("kind", KINDS)
@given(response=ANYTHING)
def test_nonsense_never_raises_and_never_earns_everything(kind: str, response: object) -> None:
    share = score(QUESTIONS[kind].key(), response)
    assert 0 <= share <= 1
    if share == 1:
        # Drawn by chance, then: exactly what a right answer looks like.
        assert kind in {"numeric", "single", "multiple", "hotspot"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_survives_being_stored_as_json(kind: str) -> None:
    key = QUESTIONS[kind].key()
    assert score(json.loads(json.dumps(key)), right(kind)) == 1


@pytest.mark.parametrize(
    ("ticked", "share"),
    [(["a"], 0.5), (["a", "b"], 0), (["a", "c", "b"], 0.5), (["a", "b", "c", "d"], 0), (["b"], 0)],
)
def test_multiple_choice_subtracts_wrong_ticks(ticked: list[str], share: float) -> None:
    assert score(QUESTIONS["multiple"].key(), ticked) == share


def test_ticking_one_option_twice_counts_once() -> None:
    assert score(QUESTIONS["multiple"].key(), ["a", "a", "a"]) == 0.5


def test_a_right_verdict_with_a_wrong_reason_earns_half() -> None:
    key = QUESTIONS["true_false"].key()
    assert score(key, {"verdict": False, "reason": "r2"}) == 0.5
    assert score(key, {"verdict": True, "reason": "r1"}) == 0


def test_ordering_counts_the_items_in_their_place() -> None:
    key = QUESTIONS["ordering"].key()
    a, b, c, d = key["correct"]
    assert score(key, [b, a, c, d]) == 0.5
    assert score(key, [a, a, a, a]) == 0
    assert score(key, [a, b, c]) == 0


def test_matching_counts_each_pair() -> None:
    correct = QUESTIONS["matching"].key()["correct"]
    response = dict(correct) | {"p0": correct["p1"]}
    assert score(QUESTIONS["matching"].key(), response) == pytest.approx(2 / 3)


def test_a_case_counts_best_decisions_along_the_way_taken() -> None:
    key = QUESTIONS["case"].key()
    assert score(key, [["one", "b"], ["two", "a"], ["three", "b"]]) == pytest.approx(2 / 3)
    assert score(key, [["one", "a"]]) == 0.5
    assert score(key, [["three", "b"]]) == 0
    assert score(key, [["one", "z"]]) == 0


@pytest.mark.parametrize(
    ("typed", "value"),
    [("26", 26), ("0,5", 0.5), (" 1 200 ", 1200), ("-3.2 mm", -3.2), ("30%", 30), ("+4", 4)],
)
def test_numbers_are_read_as_people_type_them(typed: str, value: float) -> None:
    assert parse_number(typed) == value


@pytest.mark.parametrize("typed", ["", "many", "1.2.3", "1e400", "2 to 3", "NaN", "inf", "٣", None])
def test_what_is_no_number_is_not_read_as_one(typed: object) -> None:
    assert parse_number(typed) is None
