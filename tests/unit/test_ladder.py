"""The ladder: good days lead up, a bad day leads down, a warning sign ends it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course import tools
from course.model.evidence import red_flags
from course.model.exercises import library
from course.model.ladder import GOOD_DAYS_TO_CLIMB, STEPS, play

MARKS = st.lists(st.sampled_from(["good", "bad", "missed", "warning"]), max_size=30)


def steps(start: int, *marks: str) -> list[int]:
    return [state.step for state in play(start, marks)]  # type: ignore[arg-type]


def test_two_good_days_lead_up_a_step() -> None:
    assert steps(3, "good", "good", "good", "good") == [3, 4, 4, 5]


def test_a_bad_day_on_step_4_leads_back_to_step_3_and_two_good_ones_up_again() -> None:
    assert steps(3, "good", "good", "bad", "good", "good") == [3, 4, 3, 3, 4]


def test_good_days_before_a_bad_one_do_not_count_after_it() -> None:
    assert steps(4, "good", "bad", "good", "good", "good") == [4, 3, 3, 4, 4]


def test_a_bad_day_on_the_lowest_step_stays_there() -> None:
    assert [state.what for state in play(1, ["bad", "bad"])] == ["lowest", "lowest"]


def test_a_missed_day_changes_nothing() -> None:
    assert steps(3, "good", "missed", "good") == [3, 3, 4]


def test_a_warning_sign_ends_the_ladder() -> None:
    states = play(3, ["good", "warning", "good", "good", "good"])
    assert all(state.stopped and state.step == 3 for state in states[1:])


def test_nobody_climbs_above_the_top() -> None:
    states = play(len(STEPS), ["good"] * 4)
    assert {state.step for state in states} == {len(STEPS)}
    assert states[-1].what == "top"


@given(st.integers(1, len(STEPS)), MARKS)
def test_steps_stay_on_the_ladder_and_rise_only_after_good_days(
    start: int, marks: list[str]
) -> None:
    before = start
    for place, (mark, state) in enumerate(zip(marks, play(start, marks), strict=True)):  # type: ignore[arg-type]
        assert 1 <= state.step <= len(STEPS)
        assert abs(state.step - before) <= 1
        if state.step > before:
            assert mark == "good"
            last = [m for m in marks[: place + 1] if m != "missed"][-GOOD_DAYS_TO_CLIMB:]
            assert last == ["good"] * GOOD_DAYS_TO_CLIMB
        before = state.step


def test_the_sessions_have_the_dose_of_the_ledger_and_more_running_step_by_step() -> None:
    [run_walk] = [one for one in library().exercises if one.id == "run-walk-programme"]
    [walking] = [one for one in library().exercises if one.id == "walking-programme"]
    assert STEPS[0].minutes == walking.starting_dose.minutes  # type: ignore[union-attr]
    assert {step.minutes for step in STEPS[1:]} == {run_walk.starting_dose.minutes}  # type: ignore[union-attr]
    running = [step.run * step.times for step in STEPS]
    assert running == sorted(running)
    assert running[-1] == 30


@pytest.mark.parametrize("shown", ["_html", "_text"])
def test_the_stand_in_has_the_emergency_signs_first(shown: str) -> None:
    text = getattr(tools.return_to_run(), shown)
    signs = [f.question[:40] for f in red_flags() if f.urgency == "emergency now"]
    assert max(text.index(sign) for sign in signs) < text.index("Walk 30 minutes")


def test_what_is_convention_and_what_is_borrowed_is_said() -> None:
    text = tools.return_to_run().data["sure"]
    for words in ("Convention, not tested", "Borrowed", "not tested for back pain", "15.3 points"):
        assert words in text
