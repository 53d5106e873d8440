"""The marked regions of nbgrader's source cells, and what lies in them."""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN_TESTS = "HIDDEN TESTS"
MARK_SCHEME = "MARK SCHEME"
SOLUTION = "SOLUTION"

# What a slip of the pen leaves behind: nbgrader would take these for plain text.
ANY_MARKER = re.compile(
    r"\b(BEGIN|END)[ _-]*(HIDDEN|MARK(?:ING)?[ _-]*SCHEME|SOLUTION)", re.IGNORECASE
)


def split(source: str, *regions: str) -> tuple[str, list[str]]:
    """Separate the text outside the regions from the lines inside them.

    Parameters
    ----------
    source
        Source of a cell.
    regions
        Which regions: ``HIDDEN_TESTS``, ``MARK_SCHEME``, ``SOLUTION``. One without an end goes on
        to the end of the cell.
    """
    outside: list[str] = []
    inside: list[str] = []
    within = False
    for line in source.split("\n"):
        if any(f"BEGIN {region}" in line for region in regions):
            within = True
        elif any(f"END {region}" in line for region in regions):
            within = False
        else:
            (inside if within else outside).append(line)
    return "\n".join(outside), inside


def secret_lines(sources: Iterable[str], least: int) -> set[str]:
    """Collect the lines that stand inside hidden tests and mark schemes only.

    Parameters
    ----------
    sources
        Sources of all cells of a notebook.
    least
        Shortest line to collect, in characters: a closing bracket stands everywhere.
    """
    parts = [split(source, HIDDEN_TESTS, MARK_SCHEME) for source in sources]
    inside = {line.strip() for _, hidden in parts for line in hidden}
    outside = {line.strip() for shown, _ in parts for line in shown.split("\n")}
    return {line for line in inside - outside if len(line) >= least}
