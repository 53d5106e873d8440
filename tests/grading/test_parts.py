"""Partial credit by parts: right in any form, and only when right."""

from __future__ import annotations

import sys
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import plotly.io as pio
import pytest

from course.grading import (
    Points,
    are_words,
    axis_titles,
    drawn_values,
    figure_title,
    has_names,
    is_number,
    mentions,
    number_of,
    same_by_name,
    same_number,
    same_numbers,
    same_text,
    same_words,
)


class Yes:
    """Claims to be equal to everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __bool__(self) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class YesNumber(float):
    def __eq__(self, other: object) -> bool:
        return True

    def __sub__(self, other: object) -> float:  # type: ignore[override]
        return 0.0

    __rsub__ = __sub__

    def __hash__(self) -> int:
        return 0


SERIES = pd.Series({"neck": 7, "chest": 12})


@pytest.mark.parametrize(
    "value",
    [
        *(24, 24.0, 24.004, np.int64(24), np.float32(24), Decimal(24), Fraction(48, 2)),
        *([24], (24,), {24}, np.array(24), np.array([24])),
        *(pd.Series([24]), pd.DataFrame({"n": [24]})),
    ],
)
def test_a_number_is_right_in_any_form(value: object) -> None:
    assert is_number(value)
    assert same_number(value, 24)


@pytest.mark.parametrize(
    "value",
    [
        *(23.9, "24", None, True, float("nan"), float("inf"), complex(24), 10**400),
        *(Decimal("NaN"), [24, 24], [], pd.Series([24, 24]), Yes(), YesNumber(3)),
    ],
)
def test_what_is_not_the_number_is_not_right(value: object) -> None:
    assert not same_number(value, 24)


@pytest.mark.parametrize("value", [float("nan"), [float("inf")], np.nan, True, "24", [1, 2], None])
def test_what_is_no_number_is_called_so(value: object) -> None:
    assert not is_number(value)


@pytest.mark.parametrize(
    "values", [[1, 2.5], (1, 2.5), np.array([1, 2.5]), pd.Series([1, 2.5]), [np.float64(1), "2.5"]]
)
def test_numbers_are_compared_one_by_one(values: object) -> None:
    right = not (isinstance(values, list) and "2.5" in values)
    assert same_numbers(values, [1, 2.5]) is right
    assert same_numbers(values, [2.5, 1]) is False
    assert same_numbers(values, [2.5, 1], any_order=True) is right


@pytest.mark.parametrize(
    "values",
    [
        SERIES,
        SERIES.astype(float),
        SERIES.to_frame(),
        SERIES.reset_index(),
        {"Chest": 12, " neck": 7.0},
        [("chest", np.int64(12)), ["neck", 7]],
        pd.DataFrame({"region": ["neck"] * 7 + ["chest"] * 12}).value_counts(),
        pd.DataFrame({"region": ["neck"] * 7 + ["chest"] * 12}).value_counts().to_dict(),
    ],
)
def test_numbers_by_name_are_right_in_any_form(values: object) -> None:
    assert same_by_name(values, {"neck": 7, "chest": 12})
    assert has_names(values, ["chest", "neck"])
    assert number_of(values, "chest") == 12
    assert number_of(values, "tail") is None


@pytest.mark.parametrize(
    "values",
    [
        {"neck": 7},
        {"neck": 7, "chest": 12, "tail": 1},
        {"neck": 7, "chest": 11},
        [("neck", 7), ("chest", 12), ("chest", 12)],
        Yes(),
        {"neck": Yes(), "chest": Yes()},
        None,
        [7, 12],
        "neck",
    ],
)
def test_other_names_or_numbers_are_not_right(values: object) -> None:
    assert not same_by_name(values, {"neck": 7, "chest": 12})


def test_texts_allow_for_capitals_blanks_and_order() -> None:
    assert same_text(" Lower  Back. ", "lower back")
    assert same_text(["L5"], "L5")
    assert not same_text(Yes(), "L5")
    assert same_words({"b", "A "}, ["a", "b"])
    assert same_words(pd.Series(["b", "a"]), ["a", "b"])
    assert not same_words(["a", "a", "b"], ["a", "b"])
    assert not same_words([Yes(), Yes()], ["a", "b"])
    assert mentions("<b>Depth</b> in MM", "depth", "mm")
    assert not mentions("", "")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (["a", "b"], True),
        ({"a"}, True),
        (pd.Series(["a"]), True),
        (pd.DataFrame({"name": ["a", "b"]}), True),
        (np.array(["a", "b"]), True),
        ("a, b", False),
        ([], False),
        (["a", 1], False),
        ({"a": "b"}, False),
        (pd.DataFrame({"name": ["a"], "mpa": [0.1]}), False),
        ([("a", 0.1)], False),
        (pd.Series({"a": 0.1}), False),
        (Yes(), False),
        (None, False),
    ],
)
def test_words_are_texts_and_nothing_else(values: object, words: bool) -> None:
    assert are_words(values) is words


@pytest.mark.parametrize(
    "figure",
    [
        px.bar(SERIES, title="Bones", labels={"index": "Region", "value": "Number"}),
        px.bar(
            x=[7, 12], y=["neck", "chest"], labels={"x": "Number", "y": "Region"}, title="Bones"
        ),
        px.bar(
            x=["neck", "chest"],
            y=[7, 12],
            color=["neck", "chest"],
            title="Bones",
            labels={"x": "Region", "y": "Number"},
        ),
        go.Figure(
            go.Bar(x=np.array(["chest", "neck"]), y=np.array([12.0, 7.0])),
            layout={"title": "Bones", "xaxis_title": "Region", "yaxis_title": "Number"},
        ),
    ],
)
def test_a_figure_is_read_however_it_was_drawn(figure: go.Figure) -> None:
    assert same_by_name(drawn_values(figure), {"neck": 7, "chest": 12})
    assert axis_titles(figure) == ("Region", "Number")
    assert figure_title(figure) == "Bones"


def test_a_figure_that_was_json_is_read_like_any_other() -> None:
    read = pio.from_json(px.bar(x=np.array([5.0, 6.0]), y=np.array([7, 12])).to_json())
    assert drawn_values(read) == [(5.0, 7), (6.0, 12)]


def test_a_figure_without_axes_draws_no_pairs() -> None:
    assert drawn_values(px.pie(names=["neck"], values=[7])) == []


def test_parts_add_up_to_a_plain_number(capsys: pytest.CaptureFixture[str]) -> None:
    points = Points(3)
    points.part(0, lambda: True, ok="a hint", off="")
    points.part(1, lambda: True, ok="well done", off="")
    points.part(1.25, lambda: False, ok="", off="look again")
    assert points.total() == 1.0
    assert type(points.total()) is float
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["OK: a hint", "OK (1 of 1): well done", "Not yet (0 of 1.25): look again"]
    assert "(0.75)" in lines[3]


@pytest.mark.parametrize("answer", [1, "yes", [True], Yes(), YesNumber(1), None])
def test_only_true_passes(answer: object) -> None:
    points = Points(1)
    points.part(1, lambda: answer, ok="", off="")
    assert points.total() == 0.0


@pytest.mark.parametrize(
    ("test", "says"),
    [
        (lambda: bones == 24, "`bones` does not exist yet"),  # type: ignore[name-defined]  # noqa: F821
        (lambda: 1 / 0, "stopped with an error (ZeroDivisionError)"),
        (lambda: sys.exit(), "stopped with an error (SystemExit)"),
        (lambda: (_ for _ in ()).throw(NotImplementedError), "still to do"),
    ],
)
def test_an_error_in_the_work_costs_only_its_part(
    capsys: pytest.CaptureFixture[str], test, says: str
) -> None:
    points = Points(2)
    points.part(1, test, ok="", off="")
    points.part(1, lambda: True, ok="", off="")
    assert points.total() == 1.0
    assert says in capsys.readouterr().out


def test_student_code_cannot_print_or_warn_in_a_test_cell(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def loud() -> bool:
        print("I was asked for 4711")
        warnings.warn("soon", FutureWarning, stacklevel=1)
        return True

    points = Points(1)
    points.part(1, loud, ok="fine", off="")
    printed = capsys.readouterr()
    assert printed.out == "OK (1 of 1): fine\n"
    assert printed.err == ""
    assert points.total() == 1.0


# A student's notebook, in which a number is called as a function of Python, and a test cell.
NAMED = """
sum = len = 0
numbers = [1, 2]

def total():
    global asked, sum
    asked, sum = True, sum + 1
    return 3

def _helper(*, start=0):
    return start + sum(numbers) + len(_numbers())

def _numbers():
    return numbers

_points = Points(3)
_points.part(1, lambda: sum(numbers) == total() and len(numbers) == 2, ok="", off="")
_points.part(1, lambda: _helper() == 5, ok="", off="")
_points.part(1, any_of, ok="", off="")
"""


def test_a_number_called_sum_costs_nothing_and_stays_what_it_is() -> None:
    names = {"Points": Points, "any_of": [True].__len__}
    exec(NAMED, names)
    assert names["_points"].total() == 2.0
    assert (names["sum"], names["len"], names["asked"]) == (1, 0, True)


def test_parts_worth_more_than_the_cell_are_the_author_s_mistake() -> None:
    points = Points(1)
    points.part(2, lambda: True, ok="", off="")
    with pytest.raises(ValueError, match="worth 2 points, the cell only 1"):
        points.total()
