"""A plan of runs for the next weeks, held against the longest run of the 30 days before each.

The page computes the same in the browser (``course/view/tools/training.js``); a test compares them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from course.model.bands import band_of
from course.model.training import Run, longest_before

# Any Monday: only the days between two runs matter.
START = date(2024, 1, 1)
# Days of the week (Monday is 0) by the number of runs; the last one, on Sunday, is the long run.
DAYS = {2: (2, 6), 3: (1, 3, 6), 4: (1, 3, 5, 6), 5: (0, 1, 3, 4, 6), 6: (0, 1, 2, 3, 4, 6)}


@dataclass(frozen=True, slots=True)
class Plan:
    """Runs of some weeks.

    Attributes
    ----------
    weeks
        For each week the km of its runs; 0 is a rest day. All weeks have the same number, 2 to 6.
    longest_km
        The longest run of the 30 days before the first week, in km; 0 if there was none.
    days_before
        How many days before the Monday of the first week it was, 1 to 30.
    """

    weeks: tuple[tuple[float, ...], ...]
    longest_km: float
    days_before: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A run of a plan: week and place from 0, its km, and what it is compared with.

    Attributes
    ----------
    longest
        The longest run of the 30 days before it, in km; ``None`` if there was none.
    band
        Number of its band in `course.model.bands`; ``None`` with nothing to compare.
    """

    week: int
    place: int
    km: float
    longest: float | None
    band: int | None


@dataclass(frozen=True, slots=True)
class Preset:
    """A plan to begin with.

    Attributes
    ----------
    id, name
        Short name, and the name that the learner reads.
    story
        Who has this plan: an invented runner.
    plan
        The plan, with some jumps in it.
    goal_km
        What week 6 is to reach.
    """

    id: str
    name: str
    story: str
    plan: Plan
    goal_km: float


PRESETS = (
    Preset(
        "returning",
        "Returning after 3 weeks off",
        "Ada (invented) ran about 28 km a week, then had three weeks off. Her last long run, "
        "14 km, is 21 days back. She wants to be at 24 km a week again in week 6.",
        Plan(((4, 4, 5), (4, 5, 8), (5, 6, 10), (6, 6, 12), (6, 8, 14), (7, 8, 15)), 14, 21),
        24,
    ),
    Preset(
        "steady",
        "Steady 30 km a week",
        "Ben (invented) has run 30 km a week for a long time, 12 km at most. He wants to reach "
        "36 km in week 6.",
        Plan(((6, 6, 6, 12),) * 6, 12, 1),
        36,
    ),
    Preset(
        "marathon",
        "Marathon build",
        "Cleo (invented) trains for a marathon. Yesterday she ran 18 km. She wants to run 55 km in "
        "week 6.",
        Plan(
            (
                (8, 8, 8, 20),
                (8, 10, 8, 22),
                (8, 10, 8, 26),
                (8, 8, 8, 16),
                (10, 10, 8, 28),
                (10, 12, 8, 32),
            ),
            18,
            1,
        ),
        55,
    ),
)


def compare(plan: Plan) -> list[Planned]:
    """Every run of the plan, in order of day, with its band. Rest days are left out."""
    places = {}
    runs = []
    if plan.longest_km:
        runs.append(Run(START - timedelta(days=plan.days_before), plan.longest_km))
    for week, kms in enumerate(plan.weeks):
        for place, (weekday, km) in enumerate(zip(DAYS[len(kms)], kms, strict=True)):
            if km:
                day = START + timedelta(days=7 * week + weekday)
                places[day] = (week, place)
                runs.append(Run(day, km))
    return [
        Planned(
            *places[run.day], run.km, longest, None if longest is None else band_of(run.km, longest)
        )
        for run, longest in longest_before(runs)
        if run.day in places
    ]


def is_reached(plan: Plan, goal_km: float) -> bool:
    """Whether the last week reaches the goal and no run is a jump or has nothing to compare."""
    # Rounded, so that 3.3 + 3.3 + 3.4 km are 10 km.
    return round(sum(plan.weeks[-1]), 6) >= goal_km and all(run.band == 0 for run in compare(plan))
