"""Item statistics: numbers worked out by hand, what is not defined, and what always holds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course.model.items import Reliability, Statistic, alpha, difficulty, discrimination

# Four people, three questions of 1 point. By hand:
#   sums 3, 2, 1, 0 with variance 5/3; variances of the questions 1/4, 1/3, 1/4, together 5/6
#   alpha = 3/2 · (1 - 5/6 : 5/3) = 3/4
#   question 1 against the rest 2, 1, 0, 0: 0.75 / sqrt(0.75 · 2.75)
#   question 2 against the rest 2, 1, 1, 0: 1 / sqrt(1 · 2)
LADDER = [[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]]

points = st.integers(0, 8).map(lambda n: n / 4)
tables = st.integers(2, 5).flatmap(
    lambda items: st.lists(
        st.lists(points, min_size=items, max_size=items), min_size=2, max_size=12
    )
)


def test_difficulty_by_hand() -> None:
    assert difficulty([row[0] for row in LADDER], 1) == Statistic(0.75, 4)
    assert difficulty([row[2] for row in LADDER], 1) == Statistic(0.25, 4)
    # Part points of 2: (2 + 1.5 + 0) : 3 : 2; the one who waits for marking does not count.
    assert difficulty([2, 1.5, None, 0], 2) == Statistic(pytest.approx(3.5 / 6), 3)


def test_discrimination_by_hand() -> None:
    found = [discrimination(LADDER, item) for item in range(3)]
    assert [one.value for one in found] == pytest.approx(
        [0.75 / math.sqrt(0.75 * 2.75), 1 / math.sqrt(2), 0.75 / math.sqrt(0.75 * 2.75)]
    )
    assert {one.n for one in found} == {4}


def test_alpha_by_hand() -> None:
    assert alpha(LADDER) == Reliability(pytest.approx(0.75), 4, 3)


def test_alpha_can_be_negative() -> None:
    # Variances 1/3 and 1 (both n - 1), sums 1, 2, 1, 2 with variance 1/3: 2 · (1 - 4) = -6.
    table = [[0, 1], [1, 1], [1, 0], [0, 2]]
    found = alpha(table)
    assert found.value == pytest.approx(2 * (1 - (1 / 3 + 2 / 3) / (1 / 3)))


def test_questions_that_agree_fully_give_one() -> None:
    table = [[n, n, n] for n in range(5)]
    assert alpha(table).value == pytest.approx(1)
    assert discrimination(table, 1).value == pytest.approx(1)


def test_a_question_against_the_trend_is_negative() -> None:
    assert discrimination([[n, n, 4 - n] for n in range(5)], 2).value == pytest.approx(-1)


@pytest.mark.parametrize("table", [[], [[1.0, 0.0]], [[1.0, 0.0], [None, 1.0]]])
def test_fewer_than_two_people_give_no_number(table: list[list[float | None]]) -> None:
    assert alpha(table).value is None
    assert alpha(table).n == len(table[:1])
    if table:
        assert discrimination(table, 0) == Statistic(None, 1)


def test_what_everybody_answered_alike_gives_no_number() -> None:
    constant = [[1, 0, 1], [1, 1, 0], [1, 0, 0]]
    assert discrimination(constant, 0) == Statistic(None, 3)
    # The rest of question 1 is the same sum for all.
    assert discrimination([[1, 1, 0], [0, 0, 1], [1, 0, 1]], 0) == Statistic(None, 3)
    # Without the constant question two are left.
    assert alpha(constant).items == 2
    assert alpha([[1, 0], [1, 1]]) == Reliability(None, 2, 1)
    # Sums that are all the same: 1 - something : 0.
    assert alpha([[1, 0], [0, 1]]) == Reliability(None, 2, 2)


def test_a_sum_that_only_looks_different_is_the_same() -> None:
    # 0.1 + 0.2 is not 0.3 in a computer, and its tiny variance must not become a correlation.
    table = [[1, 0.1, 0.2], [0, 0.3, 0.0], [1, 0.0, 0.3]]
    assert discrimination(table, 0).value is None


def test_no_points_or_no_people_have_no_difficulty() -> None:
    assert difficulty([], 1) == Statistic(None, 0)
    assert difficulty([None], 1) == Statistic(None, 0)
    assert difficulty([0, 0], 0).value is None


@given(tables, st.randoms())
def test_the_order_of_people_and_questions_does_not_matter(table, rng) -> None:
    before = alpha(table)
    rows = list(table)
    rng.shuffle(rows)
    columns = list(range(len(table[0])))
    rng.shuffle(columns)
    after = alpha([[row[c] for c in columns] for row in rows])
    assert (before.n, before.items) == (after.n, after.items)
    assert (before.value is None) == (after.value is None)
    if before.value is not None:
        assert after.value == pytest.approx(before.value)


@given(tables, st.floats(0.5, 4), st.floats(0, 5))
def test_points_in_another_unit_change_nothing(table, factor, more) -> None:
    other = [[factor * p + more for p in row] for row in table]
    for item in range(len(table[0])):
        one, two = discrimination(table, item), discrimination(other, item)
        if one.value is not None and two.value is not None:
            assert two.value == pytest.approx(one.value, abs=1e-6)
    one, two = alpha(table), alpha(other)
    if one.value is not None and two.value is not None:
        assert two.value == pytest.approx(one.value, abs=1e-6)


@given(tables)
def test_it_agrees_with_numpy_and_stays_in_its_range(table) -> None:
    scores = np.array(table)
    for item in range(scores.shape[1]):
        found = discrimination(table, item).value
        rest = np.delete(scores, item, axis=1).sum(axis=1)
        if found is None:
            assert np.ptp(scores[:, item]) < 1e-9 or np.ptp(rest) < 1e-9
        else:
            assert -1 <= found <= 1
            assert found == pytest.approx(np.corrcoef(scores[:, item], rest)[0, 1], abs=1e-9)
    value, k = alpha(table).value, alpha(table).items
    varied = scores[:, np.ptp(scores, axis=0) > 0]
    if value is not None:
        within, total = varied.var(axis=0, ddof=1).sum(), varied.sum(axis=1).var(ddof=1)
        assert value == pytest.approx(k / (k - 1) * (1 - within / total))
        assert value <= 1 + 1e-9
    else:
        assert varied.shape[1] < 2 or np.ptp(varied.sum(axis=1)) < 1e-9


@given(tables, st.data())
def test_who_waits_for_marking_is_left_out_as_a_whole(table, data) -> None:
    gap = data.draw(st.integers(0, len(table) - 1))
    assume(len(table) > 2)
    holes = [list(row) for row in table]
    holes[gap][0] = None
    without = [row for number, row in enumerate(table) if number != gap]
    assert alpha(holes) == alpha(without)
    assert discrimination(holes, 1) == discrimination(without, 1)


@given(st.lists(st.one_of(st.none(), points), max_size=20))
def test_difficulty_is_a_share(given_points) -> None:
    found = difficulty(given_points, 2)
    assert found.n == sum(p is not None for p in given_points)
    assert (found.value is None) == (found.n == 0)
    if found.value is not None:
        assert 0 <= found.value <= 1
