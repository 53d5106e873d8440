"""How much longer a run is than the longest of the 30 days before it: bands of a large cohort.

Ledger series ``single-session-spikes-and-injury``: 5,205 runners, overuse injuries,
observational. The rates compare groups of runs; they do not forecast anybody's injury.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from course.model.evidence import figures
from course.model.training import SPIKE_SHARE

SERIES = "single-session-spikes-and-injury"
# Upper ends of the bands, as the run over the longest before it; the last band has none.
ENDS = (1 + SPIKE_SHARE, 1.3, 2.0)
NAMES = (
    "up to 10% longer",
    "over 10% and up to 30% longer",
    "over 30% longer and up to double",
    "more than double",
)


@dataclass(frozen=True, slots=True)
class Band:
    """One band: its name, and its injury rate compared with the first band.

    Attributes
    ----------
    name
        In words.
    rate, low, high
        Hazard rate ratio with its 95% interval; the first band is the 1 that others are compared
        with, and has no interval.
    """

    name: str
    rate: float
    low: float | None
    high: float | None


@cache
def bands() -> tuple[Band, ...]:
    """The four bands, shortest runs first."""
    rows = figures()[SERIES].rows
    return tuple(
        Band(name, float(row["hazard_rate_ratio"]), row.get("ci_low"), row.get("ci_high"))
        for name, row in zip(NAMES, rows, strict=True)
    )


def band_of(km: float, longest: float) -> int:
    """Number of the band, 0 to 3, of a run after a longest run; both in km."""
    # Rounded as in course.model.training: 11 km after 10 km is exactly 10% longer.
    ratio = round(km / longest, 9)
    return sum(ratio > end for end in ENDS)
