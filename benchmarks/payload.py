"""Kilobytes that each figure adds to a notebook, and the time it takes to make it."""

from __future__ import annotations

import time

from benchmarks.report import Row
from course.charts import anatomy

AIMS = {"spine_3d": 400}
USUAL_AIM = 30


def measure() -> list[Row]:
    """One row a figure, in kB."""
    rows = []
    for name in anatomy.__all__:
        started = time.perf_counter()
        size = getattr(anatomy, name)().payload() / 1000
        seconds = time.perf_counter() - started
        aim = AIMS.get(name, USUAL_AIM)
        rows.append(
            Row(
                f"figure `{name}`",
                f"{size:.1f} kB, made in {seconds * 1000:.0f} ms",
                f"{aim} kB",
                size <= aim,
            )
        )
    return rows
