"""Plans and bands: what counts as a jump, and when the planner's task is done."""

from __future__ import annotations

import pytest

from course import tools
from course.model.bands import ENDS, band_of, bands
from course.model.evidence import figures
from course.model.plan import DAYS, PRESETS, Plan, compare, is_reached
from course.model.training import SPIKE_SHARE


@pytest.mark.parametrize(
    ("km", "longest", "band"),
    [
        (10, 10, 0),
        (3, 10, 0),
        (11, 10, 0),
        (11.1, 10, 1),
        (13, 10, 1),
        (13.1, 10, 2),
        (20, 10, 2),
        (20.1, 10, 3),
        (3.3, 3, 0),
        (6.6, 6, 0),
        (7.7, 7, 0),
        (1.43, 1.1, 1),
        (4.73 * 1.609344, 4.3 * 1.609344, 0),
    ],
)
def test_bands_end_exactly_at_10_30_and_100_percent(km: float, longest: float, band: int) -> None:
    assert band_of(km, longest) == band


def test_the_bands_are_those_of_the_study() -> None:
    rows = figures()["single-session-spikes-and-injury"].rows
    assert [band.rate for band in bands()] == [row["hazard_rate_ratio"] for row in rows]
    assert [(b.low, b.high) for b in bands()[1:]] == [(r["ci_low"], r["ci_high"]) for r in rows[1:]]
    assert bands()[0].low is None
    assert ENDS[0] == 1 + SPIKE_SHARE


def flagged(plan: Plan) -> list[tuple[int, int]]:
    return [(run.week, run.place) for run in compare(plan) if run.band != 0]


def test_a_run_counts_for_30_days_and_no_longer() -> None:
    # Of two runs a week the first is on Wednesday, the second on Sunday.
    weeks = ((0, 10), *(((0, 5),) * 3), (10, 0), (0, 10))
    longest = {(run.week, run.place): run.longest for run in compare(Plan(weeks, 0, 1))}
    assert longest[(4, 0)] == 10, "Sunday of week 1 is 24 days before Wednesday of week 5"
    assert longest[(5, 1)] == 10
    weeks = ((0, 10), (0, 5), (0, 5), (0, 5), (0, 5), (0, 10))
    assert flagged(Plan(weeks, 0, 1)) == [(0, 1), (5, 1)], "after 35 days the 10 km are forgotten"


def test_a_run_without_any_before_it_has_nothing_to_compare() -> None:
    [first, *_] = compare(Plan(((0, 5),) * 6, 0, 1))
    assert (first.longest, first.band) == (None, None)
    assert not is_reached(Plan(((0, 5),) * 6, 0, 1), 5)


def test_the_goal_counts_only_without_a_jump() -> None:
    calm = Plan(((5, 5, 5),) * 6, 5, 1)
    assert is_reached(calm, 15)
    assert not is_reached(calm, 16)
    assert not is_reached(Plan((*calm.weeks[:5], (5, 5, 6)), 5, 1), 15)


def test_sums_of_tenths_reach_their_goal() -> None:
    assert 1.0 + 1.1 + 4.1 < 6.2, "as computers count"
    assert is_reached(Plan(((1.0, 1.1, 4.1),) * 6, 4.1, 1), 6.2)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_a_preset_leaves_something_to_do_and_can_be_done(preset: object) -> None:
    plan, goal = preset.plan, preset.goal_km  # type: ignore[attr-defined]
    assert not is_reached(plan, goal)
    # Each run is a little longer than the one before, until all are long enough.
    size, last, weeks = len(plan.weeks[0]), min(plan.longest_km, 5), []
    for _ in plan.weeks:
        week = []
        for _ in range(size):
            last = min(round(last * 1.09, 1), goal / size)
            week.append(last)
        weeks.append(tuple(week))
    assert is_reached(Plan(tuple(weeks), plan.longest_km, plan.days_before), goal)


def test_jumps_of_a_week_by_week_rise_are_found() -> None:
    [returning, steady, marathon] = [preset.plan for preset in PRESETS]
    assert flagged(returning) == [(1, 2), (2, 2), (3, 2), (4, 2)]
    assert flagged(steady) == []
    assert flagged(marathon) == [(0, 3), (2, 3), (5, 3)]


def test_every_number_of_runs_has_its_days() -> None:
    assert all(len(days) == number and days[-1] == 6 for number, days in DAYS.items())
    assert all(list(days) == sorted(set(days)) for days in DAYS.values())


def test_the_planner_says_what_the_study_is_not_and_why_not_the_other_rules() -> None:
    data = tools.load_planner().data
    for words in ("overuse injuries", "only observed", "not a forecast for you"):
        assert words in data["meaning"]
    for words in ("20.8%", "20.3%", "acute:chronic", "random numbers", "Nielsen 2012"):
        assert words in data["why"]
