"""Tools to try things out with: ``tools.triage()``. Each has a task and words for what it shows."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

_HOME = {
    "article_checked": "claims",
    "confounder": "confounder",
    "exercise_library": "exercises",
    "gain": "gain",
    "load_planner": "load_planner",
    "pain_map": "pain_map",
    "return_to_run": "return_to_run",
    "risk_explorer": "risk",
    "running_log": "running_log",
    "triage": "triage",
}

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f"course.view.tools.{_HOME[name]}"), name)
    raise AttributeError(f"There is no tool {name!r}. There are: {', '.join(sorted(_HOME))}.")


def __dir__() -> list[str]:
    return sorted(_HOME)


class _Tools(ModuleType):
    """Keeps ``tools.triage`` the tool when Python binds the module of the same name."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Tools
