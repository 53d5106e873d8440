"""What a plotly figure shows, as plain values that a test cell can compare."""

from __future__ import annotations

import base64
from typing import Any


def is_figure(value: object) -> bool:
    """Whether a value is a plotly figure."""
    from plotly.basedatatypes import BaseFigure

    return isinstance(value, BaseFigure)


def drawn_values(figure: object) -> list[tuple[Any, Any]]:
    """Give the (label, number) pairs that a figure draws, of all its traces.

    Bars may stand or lie, and each may be a trace of its own, as when ``color`` is used.

    Parameters
    ----------
    figure
        A plotly figure.

    Raises
    ------
    TypeError
        If it is something else.
    """
    pairs: list[tuple[Any, Any]] = []
    for trace in _plotly(figure).data:
        # A pie, for one, has neither.
        along, up = getattr(trace, "x", None), getattr(trace, "y", None)
        labels, numbers = (up, along) if _lies(trace) else (along, up)
        if labels is not None and numbers is not None:
            pairs += zip(_plain(labels), _plain(numbers), strict=False)
    return pairs


def axis_titles(figure: object) -> tuple[str, str]:
    """Titles of the axis with the labels and of the axis with the numbers, ``""`` if none."""
    plotly = _plotly(figure)
    titles = (plotly.layout.xaxis.title.text or "", plotly.layout.yaxis.title.text or "")
    return (titles[1], titles[0]) if any(_lies(trace) for trace in plotly.data) else titles


def figure_title(figure: object) -> str:
    """Title of the figure, ``""`` if it has none."""
    return str(_plotly(figure).layout.title.text or "")


def _plotly(figure: object) -> Any:
    if not is_figure(figure):
        raise TypeError(f"This is no plotly figure but {type(figure).__name__}.")
    return figure


def _lies(trace: Any) -> bool:
    return getattr(trace, "orientation", None) == "h"


def _plain(values: Any) -> list[Any]:
    if isinstance(values, dict) and "bdata" in values:
        # So plotly writes an array into JSON, and leaves it on reading.
        import numpy as np

        values = np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"])
    return list(values.tolist() if hasattr(values, "tolist") else values)
