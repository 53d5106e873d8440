"""A ladder from walking to easy running: a bad day moves you down a step.

The steps, and how many good days move you up, are a convention; no trial has tested them. What
stands behind them is the exercise ``run-walk-programme`` of the ledger: three sessions of 30
minutes a week, longer run parts once a session has settled within a day.

The page plays the ladder in the browser (``course/view/tools/return_to_run.js``); a test compares
the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Mark = Literal["good", "bad", "missed", "warning"]
What = Literal["stay", "up", "down", "lowest", "top", "missed", "stop"]

GOOD_DAYS_TO_CLIMB = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A session of the ladder: so many minutes of running and walking, so many times."""

    run: int
    walk: int
    times: int

    @property
    def minutes(self) -> int:
        """The whole session."""
        return (self.run + self.walk) * self.times

    @property
    def words(self) -> str:
        """The session as a sentence."""
        if not self.run:
            return f"Walk {self.walk} minutes"
        if not self.walk:
            return f"Run {self.run} minutes, easy, without a break"
        run = "1 minute" if self.run == 1 else f"{self.run} minutes"
        walk = "1 minute" if self.walk == 1 else f"{self.walk} minutes"
        return f"Run {run}, walk {walk}, {self.times} times"


STEPS = (
    Step(0, 15, 1),
    Step(0, 30, 1),
    Step(1, 4, 6),
    Step(2, 3, 6),
    Step(3, 2, 6),
    Step(4, 1, 6),
    Step(9, 1, 3),
    Step(30, 0, 1),
)


@dataclass(frozen=True, slots=True)
class State:
    """Where a runner stands after a day.

    Attributes
    ----------
    step
        Step of the next session, 1 to 8.
    good
        Good days in a row on that step.
    bad
        Bad days in a row, on whatever step.
    stopped
        Whether a warning sign has ended the ladder.
    what
        What the day did.
    """

    step: int
    good: int = 0
    bad: int = 0
    stopped: bool = False
    what: What = "stay"


def after(state: State, mark: Mark) -> State:
    """Where a training day leads.

    A good day: pain stayed at most mild and settled within a day. Two of them on a step lead up. A
    bad day leads down one step, on the lowest it stays there. A missed day changes nothing. A
    warning sign ends the ladder: nothing after it counts.
    """
    if state.stopped:
        return state
    if mark == "warning":
        return State(state.step, 0, 0, True, "stop")
    if mark == "missed":
        return State(state.step, state.good, state.bad, False, "missed")
    if mark == "bad":
        what: What = "lowest" if state.step == 1 else "down"
        return State(max(1, state.step - 1), 0, state.bad + 1, False, what)
    if state.good + 1 < GOOD_DAYS_TO_CLIMB:
        return State(state.step, state.good + 1, 0, False, "stay")
    if state.step == len(STEPS):
        return State(state.step, state.good + 1, 0, False, "top")
    return State(state.step + 1, 0, 0, False, "up")


def play(start: int, marks: Iterable[Mark]) -> list[State]:
    """The state after each of the days.

    Parameters
    ----------
    start
        Step of the first session, 1 to 8.
    marks
        The training days in order.
    """
    state = State(start)
    states = []
    for mark in marks:
        state = after(state, mark)
        states.append(state)
    return states
