"""Tools to try things out with: ``tools.triage()``. Each has a task and words for what it shows."""

from typing import Any

from course.view.tools.claims import article_checked
from course.view.tools.confounder import confounder
from course.view.tools.exercises import exercise_library
from course.view.tools.gain import gain
from course.view.tools.load_planner import load_planner
from course.view.tools.pain_map import pain_map
from course.view.tools.return_to_run import return_to_run
from course.view.tools.risk import risk_explorer
from course.view.tools.running_log import running_log
from course.view.tools.share import share_gain
from course.view.tools.triage import triage

__all__ = [
    "article_checked",
    "confounder",
    "exercise_library",
    "gain",
    "load_planner",
    "pain_map",
    "return_to_run",
    "risk_explorer",
    "running_log",
    "share_gain",
    "triage",
]


def __getattr__(name: str) -> Any:
    raise AttributeError(f"There is no tool {name!r}. There are: {', '.join(__all__)}.")
