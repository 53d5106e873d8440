"""Run every benchmark and print the table that README.md shows."""

from __future__ import annotations

import os
import platform

from benchmarks import feedback, grading, imports, lessons, payload
from benchmarks.report import table

rows = [row for part in (imports, lessons, payload, feedback, grading) for row in part.measure()]
print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores\n")
print(table(rows))
print()
print(lessons.described())
print()
print(grading.described())
