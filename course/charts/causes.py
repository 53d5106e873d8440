"""Charts of lesson 2: how common back pain is, and what goes with it."""

from __future__ import annotations

from course.charts.burden import (
    cost_claims,
    how_common,
    pain_by_age,
    runners_pain,
    us_spending,
    who_paid,
    world_cases,
)
from course.charts.daily import backpacks, body_weight, sitting_sample, sitting_surveys
from course.charts.discs import older_runner_discs, runner_discs
from course.charts.load import downhill, new_runners, real_log, session_spikes, ten_percent_rule

__all__ = [
    "backpacks",
    "body_weight",
    "cost_claims",
    "downhill",
    "how_common",
    "new_runners",
    "older_runner_discs",
    "pain_by_age",
    "real_log",
    "runner_discs",
    "runners_pain",
    "session_spikes",
    "sitting_sample",
    "sitting_surveys",
    "ten_percent_rule",
    "us_spending",
    "who_paid",
    "world_cases",
]
