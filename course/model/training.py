"""Training load of a running log: weekly totals, and single runs that stand out.

A cohort of 5,205 runners compared each run with the longest run of the 30 days before it. Runs
more than 10% longer went with more overuse injuries, while the change from week to week showed
no relation (ledger key ``schuster_brandt_frandsen_2025``). The numbers here describe a log; they do
not predict an injury.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from course.errors import CourseError

# The window and the step of schuster_brandt_frandsen_2025.
WINDOW_DAYS = 30
SPIKE_SHARE = 0.10


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """One run.

    Attributes
    ----------
    day
        Day of the run.
    km
        Distance in km, above 0.
    """

    day: date
    km: float

    def __post_init__(self) -> None:
        # Written so that nan is refused, too.
        if not 0 < self.km < float("inf"):
            raise CourseError(
                f"The run on {self.day} has a distance of {self.km} km. Give a number above 0."
            )


@dataclass(frozen=True, slots=True)
class Spike:
    """A run that was much longer than any in the 30 days before it.

    Attributes
    ----------
    run
        The run itself.
    longest_before
        Distance in km of the longest run in the 30 days before.
    ratio
        Distance of the run over ``longest_before``: 1.25 is a quarter longer.
    """

    run: Run
    longest_before: float
    ratio: float


def weekly_totals(runs: Iterable[Run]) -> list[tuple[date, float]]:
    """Distance in km of each ISO week, from the first week with a run to the last.

    Returns
    -------
    list of (date, float)
        The Monday of each week and its sum in km; a week without a run counts 0.
    """
    totals: defaultdict[date, float] = defaultdict(float)
    for run in runs:
        totals[_monday(run.day)] += run.km
    if not totals:
        return []
    first, last = min(totals), max(totals)
    weeks = ((last - first).days // 7) + 1
    mondays = (first + timedelta(weeks=week) for week in range(weeks))
    return [(monday, totals.get(monday, 0.0)) for monday in mondays]


def longest_before(runs: Iterable[Run]) -> list[tuple[Run, float | None]]:
    """Each run, in order of day, with the longest run of the 30 days before it.

    Runs of the same day are not compared with each other: a log does not say which came first.

    Returns
    -------
    list of (Run, float or None)
        The distance in km; None where there was no run in those 30 days.
    """
    ordered = sorted(runs)
    # Runs that may still be the longest of a window: always falling from left to right.
    window: deque[Run] = deque()
    found: list[tuple[Run, float | None]] = []
    waiting = 0
    for run in ordered:
        while ordered[waiting].day < run.day:
            earlier = ordered[waiting]
            while window and window[-1].km <= earlier.km:
                window.pop()
            window.append(earlier)
            waiting += 1
        while window and (run.day - window[0].day).days > WINDOW_DAYS:
            window.popleft()
        found.append((run, window[0].km if window else None))
    return found


def spikes(runs: Iterable[Run], share: float = SPIKE_SHARE) -> list[Spike]:
    """Runs longer by more than `share` than the longest run of the 30 days before them.

    Source of window and step: ``schuster_brandt_frandsen_2025``. A run without any run in the 30
    days before it has no ratio and is never a spike.

    Parameters
    ----------
    runs
        Runs in any order.
    share
        How much longer, as a share: 0.10 for 10%.
    """
    return [
        Spike(run, longest, run.km / longest)
        for run, longest in longest_before(runs)
        # Rounded, so that 11 km after 10 km is exactly 10% and not a hair more.
        if longest is not None and round(run.km / longest, 9) > round(1 + share, 9)
    ]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
