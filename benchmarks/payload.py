"""Kilobytes that the figures add to a notebook, and the time it takes to make them."""

from __future__ import annotations

import time

from benchmarks.report import Row
from course import charts

AIM_KB = 30
# Solids cannot be had for less.
HEAVY = {"spine_3d": 400}


def measure() -> list[Row]:
    """One row a topic, with its largest figure, and one for each figure with an aim of its own."""
    rows = []
    for topic in charts.TOPICS:
        measured = {name: _made(topic, name) for name in getattr(charts, topic).__all__}
        usual = {name: made for name, made in measured.items() if name not in HEAVY}
        largest = max(usual, key=lambda name: usual[name][0])
        slowest = max(usual, key=lambda name: usual[name][1])
        rows.append(
            Row(
                f"{len(usual)} figures of `charts.{topic}`",
                f"largest {usual[largest][0]:.1f} kB (`{largest}`), "
                f"slowest made in {usual[slowest][1]:.0f} ms (`{slowest}`)",
                f"{AIM_KB} kB",
                usual[largest][0] <= AIM_KB,
            )
        )
        for name in measured.keys() & HEAVY.keys():
            size, milliseconds = measured[name]
            figure = f"{size:.1f} kB, made in {milliseconds:.0f} ms"
            rows.append(Row(f"figure `{name}`", figure, f"{HEAVY[name]} kB", size <= HEAVY[name]))
    return rows


def _made(topic: str, name: str) -> tuple[float, float]:
    """Kilobytes of a figure, and milliseconds from the first call on."""
    started = time.perf_counter()
    size = getattr(getattr(charts, topic), name)().payload() / 1000
    return size, (time.perf_counter() - started) * 1000
