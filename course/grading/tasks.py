"""What the tasks of a notebook are called, and in which order its author asks them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HEADING = re.compile(r"^#{1,6}[ \t]+(\S.*)$", re.MULTILINE)
_MARK_SCHEME = "### BEGIN MARK SCHEME"
_WORTH = re.compile(r"\s*\([^()]*\bpoints?\b[^()]*\)\s*$")


@dataclass(frozen=True)
class Outline:
    """A notebook as its author sees it.

    Attributes
    ----------
    title
        The first heading, empty if there is none.
    tasks
        Heading of each cell that gives points, without the points, by its name in nbgrader and in
        the order of the notebook.
    """

    title: str
    tasks: dict[str, str]


def outline(path: Path) -> Outline:
    """Read the headings of a source notebook.

    A task is called by the heading in its own cell, or else by the nearest one above.

    Parameters
    ----------
    path
        The notebook as its author wrote it. One that a student handed in may say anything.

    Returns
    -------
    Outline
        Empty if there is no such notebook.
    """
    if not path.is_file():
        return Outline("", {})
    title = nearest = ""
    tasks = {}
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            nearest = _heading("".join(cell["source"])) or nearest
            title = title or nearest
        mark: dict[str, Any] = cell["metadata"].get("nbgrader", {})
        if mark.get("grade") or mark.get("task"):
            tasks[mark["grade_id"]] = nearest or mark["grade_id"]
    return Outline(title, tasks)


def _heading(text: str) -> str:
    found = _HEADING.search(text.partition(_MARK_SCHEME)[0])
    return _WORTH.sub("", found[1]) if found else ""
