"""A line of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What was measured, the figure, what we aim at, and whether the aim was reached."""

    what: str
    figure: str
    aim: str
    reached: bool


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| what | measured | aim | reached |", "|---|---|---|---|"]
    lines += [f"| {r.what} | {r.figure} | {r.aim} | {'yes' if r.reached else 'no'} |" for r in rows]
    return "\n".join(lines)


def percentile(values: Sequence[float], share: float) -> float:
    """Value below which ``share`` (0 to 1) of the measured ones lie; nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
