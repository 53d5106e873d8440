"""Charts of the course, one module a topic: ``charts.anatomy.spine_3d()``."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.charts import anatomy as anatomy
    from course.charts import article as article
    from course.charts import causes as causes
    from course.charts import prevention as prevention
    from course.charts import symptoms as symptoms
    from course.charts import treatment as treatment

TOPICS = ("anatomy", "causes", "symptoms", "treatment", "prevention", "article")

__all__ = ["TOPICS", "anatomy", "article", "causes", "prevention", "symptoms", "treatment"]


def __getattr__(name: str) -> ModuleType:
    if name in TOPICS:
        return importlib.import_module(f"course.charts.{name}")
    raise AttributeError(f"There are no charts on {name!r}. There are: {', '.join(TOPICS)}.")


def __dir__() -> list[str]:
    return list(__all__)
