"""What the outputs of a test cell are worth, in a form that nbgrader reads without surprises.

Left alone, nbgrader 0.9.6 gives no points for any warning and full points for a result that is no
number (``np.float64(2.5)``, ``'ok'``, ``-1``), and stops at one above the maximum.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode

from course.grading import outputs as make

_NUMBER = re.compile(
    r"(?:(?:np|numpy)\.(?:float|int|uint)\d+\()?([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\)?",
    re.IGNORECASE | re.ASCII,
)


def settle(outputs: Sequence[NotebookNode], grade_id: str, most: float) -> list[NotebookNode]:
    """Give outputs of a test cell that nbgrader turns into the right points.

    An error stays an error. A result must be a plain number from 0 to ``most``; anything else
    becomes an error that says so. Warnings become ordinary text. A cell that gives no result and
    shows nothing but text keeps nbgrader's rule: all points.

    Parameters
    ----------
    outputs
        Outputs of the executed cell.
    grade_id
        Name of the cell, for the message.
    most
        Points of the cell.
    """
    settled = [_as_text(output) for output in outputs]
    if any(output.output_type == "error" for output in settled):
        return settled
    results = [output for output in settled if output.output_type == "execute_result"]
    shown = [output for output in settled if output.output_type != "execute_result"]
    if results:
        # With IPython set to show every expression there are several; the last one is the cell's.
        text = results[-1].data.get("text/plain", "")
        number = _number("".join(text), most)
        if number is None:
            return [*shown, _no_points(grade_id, most, f"gave {_short(text)}")]
        return [*shown, make.number(number)]
    if any(output.output_type != "stream" for output in shown):
        return [*shown, _no_points(grade_id, most, "showed something instead of giving a number")]
    return shown


def _number(text: str, most: float) -> float | None:
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    number = float(match[1])
    # The allowance is for a sum such as 0.1 + 0.2 that is a hair above the maximum.
    return min(number, most) if 0 <= number <= most + 1e-9 else None


def _no_points(grade_id: str, most: float, did: str) -> NotebookNode:
    reason = (
        f"Cell {grade_id!r} {did}. Points must be a plain number from 0 to {most:g}, "
        "so it counts as 0."
    )
    return make.error("NoPoints", reason)


def _as_text(output: NotebookNode) -> NotebookNode:
    if output.output_type == "stream" and output.name == "stderr":
        return make.text(output.text)
    return output


def _short(text: Any) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= 60 else f"{line[:60]}…"
