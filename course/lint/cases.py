"""Checks of the stories and places that the tools show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from course.content import data_path
from course.errors import AuthorError
from course.lint.problem import Problem
from course.model.pain_map import load_pain_map
from course.model.risk import load_examples
from course.model.triage import load_exercise

_FILES: dict[str, Callable[[Path], Any]] = {
    "triage": load_exercise,
    "pain_map": load_pain_map,
    "risk": load_examples,
}


def check() -> Iterator[Problem]:
    """Check the files of ``data/cases``."""
    for name, load in _FILES.items():
        try:
            load(data_path(f"cases/{name}.yaml"))
        except AuthorError as error:
            yield Problem.of(error)
