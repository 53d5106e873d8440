"""How old a reader must be to read a lesson with ease, by the formula of Flesch and Kincaid."""

from __future__ import annotations

import re
from pathlib import Path

import textstat

from course import notebooks

# School grades count from 1 at the age of 6.
AGE_BEFORE_SCHOOL = 5


def reading_age(path: Path) -> float:
    """Reading age in years of the running text of a notebook: no headings, tables or citations."""
    cells = notebooks.read(path).cells
    texts = [running_text(cell.source) for cell in cells if cell.cell_type == "markdown"]
    grade = textstat.flesch_kincaid_grade("\n".join(text for text in texts if text))
    return float(grade) + AGE_BEFORE_SCHOOL


def running_text(markdown: str) -> str:
    """The sentences of a text cell."""
    text = re.sub(r"\s*\((?:\[[^\]]*\]\(#Sources\)(?:, )?)+\)", "", markdown)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    lines = [
        re.sub(r"^\s*(?:[-*]|\d+\.)\s+|[*`]", "", line).strip()
        for line in text.splitlines()
        if not line.lstrip().startswith(("#", "|"))
    ]
    return "\n".join(line if line[-1] in ".?!:" else f"{line}." for line in lines if line)
