"""Weekly totals and spikes of a running log."""

import random
from datetime import date, timedelta

import pytest

from course.errors import CourseError
from course.model.training import Run, Spike, longest_before, spikes, weekly_totals

START = date(2024, 1, 1)  # a Monday


def log(*pairs: tuple[int, float]) -> list[Run]:
    return [Run(START + timedelta(days=day), km) for day, km in pairs]


def test_week_runs_from_monday_to_sunday():
    assert weekly_totals(log((0, 5), (6, 10), (7, 3))) == [
        (START, 15.0),
        (START + timedelta(days=7), 3.0),
    ]


def test_weeks_without_a_run_count_zero():
    totals = weekly_totals(log((2, 5), (30, 8)))
    assert [km for _, km in totals] == [5.0, 0.0, 0.0, 0.0, 8.0]
    assert {monday.weekday() for monday, _ in totals} == {0}


def test_weeks_go_on_over_the_turn_of_the_year():
    totals = weekly_totals([Run(date(2020, 12, 30), 4), Run(date(2021, 1, 2), 6)])
    assert totals == [(date(2020, 12, 28), 10.0)]


def test_no_runs_have_no_weeks_and_no_spikes():
    assert weekly_totals([]) == []
    assert spikes([]) == []


def test_run_more_than_a_tenth_longer_is_a_spike():
    runs = log((0, 8), (3, 10), (6, 12.5))
    assert spikes(runs) == [Spike(runs[1], 8, 1.25), Spike(runs[2], 10, 1.25)]


def test_exactly_a_tenth_longer_is_no_spike():
    assert spikes(log((0, 10), (3, 11))) == []
    miles = 1.609344
    assert spikes(log((0, 5 * miles), (3, 5.5 * miles))) == []
    assert len(spikes(log((0, 10), (3, 11.01)))) == 1


def test_step_can_be_chosen():
    runs = log((0, 10), (3, 12.5))
    assert spikes(runs, share=0.30) == []
    assert len(spikes(runs, share=0.20)) == 1


def test_window_holds_the_thirtieth_day_and_not_the_next():
    assert [longest for _, longest in longest_before(log((0, 10), (30, 20)))] == [None, 10]
    assert [longest for _, longest in longest_before(log((0, 10), (31, 20)))] == [None, None]
    assert spikes(log((0, 10), (31, 20))) == []


def test_longest_counts_even_if_it_was_not_the_last():
    assert spikes(log((0, 20), (5, 6), (10, 15))) == []


def test_first_run_has_nothing_to_be_compared_with():
    assert longest_before(log((0, 10))) == [(Run(START, 10), None)]


def test_runs_of_one_day_are_not_compared_with_each_other():
    runs = log((0, 5), (4, 5), (4, 10))
    assert [longest for _, longest in longest_before(runs)] == [None, 5, 5]


def test_order_of_the_log_does_not_matter():
    runs = log((0, 5), (3, 9), (8, 7), (20, 12))
    assert spikes(reversed(runs)) == spikes(runs)
    assert weekly_totals(reversed(runs)) == weekly_totals(runs)


def test_window_agrees_with_a_plain_search():
    dice = random.Random(7)
    runs = [
        Run(START + timedelta(days=dice.randrange(400)), dice.randrange(1, 60) / 2)
        for _ in range(300)
    ]
    for run, longest in longest_before(runs):
        before = [r.km for r in runs if 0 < (run.day - r.day).days <= 30]
        assert longest == max(before, default=None)


@pytest.mark.parametrize("km", [0, -3, float("nan"), float("inf")])
def test_impossible_distance_is_refused_with_its_day(km):
    with pytest.raises(CourseError, match="2024-01-01"):
        Run(START, km)
