"""Seconds that `import course` takes over a bare Python: whole processes, several times."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from benchmarks.report import Row

RUNS = 11
AIM_MS = 100


def measure() -> list[Row]:
    """The median difference, in ms; the two kinds of run take turns."""
    differences = []
    for _ in range(RUNS):
        bare, with_course = _milliseconds("pass"), _milliseconds("import course")
        differences.append(with_course - bare)
    cost = statistics.median(differences)
    return [
        Row("`import course` over bare Python", f"{cost:.0f} ms", f"{AIM_MS} ms", cost < AIM_MS)
    ]


def _milliseconds(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return (time.perf_counter() - started) * 1000
