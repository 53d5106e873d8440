"""The Runner's Back: a course on back pain in runners.

A lesson needs only these names::

    from course import charts, cite_lesson, claim, quiz, red_flags, tools

They are imported when first used, so that ``import course`` stays light.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course import charts as charts
    from course.content import data_path as data_path
    from course.view import tools as tools
    from course.view.evidence import cite as cite
    from course.view.evidence import cite_lesson as cite_lesson
    from course.view.evidence import claim as claim
    from course.view.evidence import red_flags as red_flags
    from course.view.quiz import quiz as quiz

__version__ = "0.1.0"

_HOME = {
    "data_path": "course.content",
    "cite": "course.view.evidence",
    "cite_lesson": "course.view.evidence",
    "claim": "course.view.evidence",
    "red_flags": "course.view.evidence",
    "quiz": "course.view.quiz",
}

_ROOMS = {"charts": "course.charts", "tools": "course.view.tools"}

__all__ = ["charts", "cite", "cite_lesson", "claim", "data_path", "quiz", "red_flags", "tools"]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(_ROOMS[name])
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module 'course' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
