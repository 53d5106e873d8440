"""What grading and the commands of a class both ask about an nbgrader course directory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SOURCE = "exercises"


def assignments_in(course: Path) -> list[str]:
    """Names of the assignments whose sources lie in a course folder, sorted."""
    # Jupyter and Python put folders of their own beside them.
    return sorted(path.name for path in (course / SOURCE).glob("[!._]*") if path.is_dir())


def reason(result: dict[str, Any]) -> str:
    """Why a step of nbgrader failed: the error itself, without the traceback around it."""
    lines = [line for line in result.get("log", "").splitlines() if "Error: " in line]
    return lines[-1].strip() if lines else str(result.get("error") or "").strip()
