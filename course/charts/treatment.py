"""Charts of lesson 4: how back pain goes on, what scans show, and what helps."""

from __future__ import annotations

from course.charts.course_of_pain import days_to_recovery, new_episodes, recovery
from course.charts.helps import run_walk, what_helps
from course.charts.scans import discs_shrink, scans_with_pain, scans_without_pain

__all__ = [
    "days_to_recovery",
    "discs_shrink",
    "new_episodes",
    "recovery",
    "run_walk",
    "scans_with_pain",
    "scans_without_pain",
    "what_helps",
]
