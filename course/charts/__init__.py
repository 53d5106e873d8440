"""Charts of the course, one module a topic: ``charts.anatomy.spine_3d()``."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.charts import anatomy as anatomy

TOPICS = ("anatomy",)

__all__ = ["TOPICS", "anatomy"]


def __getattr__(name: str) -> ModuleType:
    if name in TOPICS:
        return importlib.import_module(f"course.charts.{name}")
    raise AttributeError(f"There are no charts on {name!r}. There are: {', '.join(TOPICS)}.")


def __dir__() -> list[str]:
    return list(__all__)
