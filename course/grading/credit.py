"""What the outputs of a test cell are worth, in a form that nbgrader reads without surprises.

Left alone, nbgrader 0.9.6 gives no points for any warning and full points for a result that is no
number (``np.float64(2.5)``, ``'ok'``, ``-1``), and stops at one above the maximum.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nbformat import NotebookNode

from course.grading import outputs as make
from course.grading.given import KIND

_NUMBER = re.compile(
    r"(?:(?:np|numpy)\.(?:float|int|uint)\d+\()?([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\)?",
    re.IGNORECASE | re.ASCII,
)

_LOST = (
    "did not hand over its points. Other code of this notebook changes how Python reads or runs a "
    "cell"
)


def settle(
    outputs: Sequence[NotebookNode], grade_id: str, most: float, gives: bool = False
) -> list[NotebookNode]:
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
    gives
        Whether the cell hands its value over in the end, see `course.grading.given`. What it only
        showed is no result then.
    """
    settled = [_as_text(output) for output in outputs]
    if any(output.output_type == "error" for output in settled):
        return settled
    shown = [output for output in settled if not _is_result(output)]
    if gives:
        given = [str(output.data[KIND]) for output in settled if KIND in output.get("data", {})]
        if not given:
            return [*shown, _no_points(grade_id, _LOST)]
        results = [text for text in given[-1:] if text != "None"]
    else:
        # With IPython set to show every expression there are several; the last one is the cell's.
        results = ["".join(o.data.get("text/plain", "")) for o in settled if _is_result(o)]
    if results:
        number = _number(results[-1], most)
        if number is None:
            return [*shown, _no_points(grade_id, f"gave {_short(results[-1])}. {_must(most)}")]
        return [*shown, make.number(number)]
    if any(output.output_type != "stream" for output in shown):
        did = f"showed something instead of giving a number. {_must(most)}"
        return [*shown, _no_points(grade_id, did)]
    return shown


def _is_result(output: NotebookNode) -> bool:
    return output.output_type == "execute_result" or KIND in output.get("data", {})


def _number(text: str, most: float) -> float | None:
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    number = float(match[1])
    # The allowance is for a sum such as 0.1 + 0.2 that is a hair above the maximum.
    return min(number, most) if 0 <= number <= most + 1e-9 else None


def _no_points(grade_id: str, did: str) -> NotebookNode:
    return make.error("NoPoints", f"Cell {grade_id!r} {did}, so it counts as 0.")


def _must(most: float) -> str:
    return f"Points must be a plain number from 0 to {most:g}"


def _as_text(output: NotebookNode) -> NotebookNode:
    if output.output_type == "stream" and output.name == "stderr":
        return make.text(output.text)
    return output


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:60]}…"
