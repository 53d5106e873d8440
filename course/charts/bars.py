"""Bars in rows: amounts from zero, or ranges between studies, each named above its bar.

Positions count in px from the top of the drawing area, as in a forest plot.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from course.charts.figure import BLUE, axis
from course.charts.forest import NAME_LINE, NAME_SIZE, name_lines, number, text_at
from course.charts.panels import Panel

GROUP, THICK, GAP = 26, 16, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row.

    Attributes
    ----------
    label
        What the row shows, in plain words.
    end
        Where the bar ends.
    start
        Where it begins: 0 for an amount, the lower end for a range.
    low, high
        Ends of the interval around `end`; None where the source gives none.
    spelled
        The numbers as they stand in the figure; by default `end`, the unit and the interval.
    note
        A second thing to say under the name.
    group
        Heading that this row stands under; rows of a group must follow each other.
    colour
        Colour of the bar. What it means must stand in words as well.
    striped
        Drawn with stripes, to tell it apart without colour.
    """

    label: str
    end: float
    start: float = 0
    low: float | None = None
    high: float | None = None
    spelled: str = ""
    note: str = ""
    group: str = ""
    colour: str = BLUE
    striped: bool = False

    @property
    def cells(self) -> tuple[str | float, ...]:
        """Label, group, value and both ends of its interval, as a row of the figure's table."""
        ends = ("not given" if end is None else end for end in (self.low, self.high))
        return (self.label, self.group, self.end, *ends)


def bars(
    rows: Sequence[Bar],
    *,
    measure: str,
    unit: str = "",
    span: tuple[float, float] | None = None,
    dtick: float | None = None,
    heading: str = "",
) -> Panel:
    """Draw rows of bars, with whiskers where there is an interval.

    Parameters
    ----------
    rows
        The bars, the first on top.
    measure
        Name of the axis with its unit.
    unit
        What follows each number in the figure, such as ``"%"`` or ``" hours"``.
    span
        Ends of the axis; by default from 0 to a little more than the largest number.
    dtick
        Step between the numbers of the axis.
    heading
        Stands above all rows, where a figure has several panels.
    """
    annotations: list[dict[str, Any]] = []
    places: list[int] = []
    top = 2
    if heading:
        annotations.append(text_at(f"<b>{escape(heading, quote=False)}</b>", top, NAME_SIZE))
        top += GROUP
    for group, members in groupby(rows, key=lambda row: row.group):
        if group:
            annotations.append(text_at(f"<b>{escape(group, quote=False)}</b>", top + 4, NAME_SIZE))
            top += GROUP
        for row in members:
            value, interval = _spelled(row, unit)
            lines = name_lines(row.label, value, interval, row.note)
            annotations.append(text_at("<br>".join(lines), top, NAME_SIZE))
            places.append(top + NAME_LINE * len(lines) + THICK // 2 + 2)
            top += NAME_LINE * len(lines) + THICK + GAP
    most = max(value for row in rows for value in (row.end, row.high) if value is not None)
    horizontal = axis(measure, range=list(span or (0, round(most * 1.05, 6))))
    if dtick is not None:
        horizontal["dtick"] = dtick
    return Panel(
        data=[_bars(rows, places, unit), *_whiskers(rows, places)],
        layout={
            "xaxis": horizontal,
            "yaxis": {"range": [top, 0], "visible": False, "fixedrange": True},
            "hovermode": "closest",
            "annotations": annotations,
        },
        plot_height=top,
        axis_height=48,
    )


def _spelled(row: Bar, unit: str) -> tuple[str, str]:
    """The number of a row, and what stands in brackets behind it."""
    if row.spelled:
        value, bracket, rest = row.spelled.partition(" (")
        return value, f"({rest}" if bracket else ""
    if row.low is None or row.high is None:
        return f"{number(row.end)}{unit}", ""
    return f"{number(row.end)}{unit}", f"({number(row.low)} to {number(row.high)})"


def _bars(rows: Sequence[Bar], places: Sequence[int], unit: str) -> dict[str, Any]:
    stripes = ["/" if row.striped else "" for row in rows]
    marker: dict[str, Any] = {"color": [row.colour for row in rows]}
    if any(stripes):
        marker["pattern"] = {
            "shape": stripes,
            "size": 7,
            "solidity": 0.7,
        }
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(places),
        "x": [round(row.end - row.start, 6) for row in rows],
        "base": [row.start for row in rows],
        "width": THICK,
        "marker": marker,
        "customdata": [_hover(row, unit) for row in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _hover(row: Bar, unit: str) -> str:
    value, interval = _spelled(row, unit)
    label = "<br>".join(escape(line, quote=False) for line in textwrap.wrap(row.label, 34))
    return f"{label}<br><b>{value}</b> {interval}".strip()


def _whiskers(rows: Sequence[Bar], places: Sequence[int]) -> list[dict[str, Any]]:
    """Intervals: dark in a light rim, so that they show on a bar and on any background."""
    known = [
        (place, row.end, row.low, row.high)
        for row, place in zip(rows, places, strict=True)
        if row.low is not None and row.high is not None
    ]
    if not known:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [end for _, end, _, _ in known],
            "y": [place for place, *_ in known],
            "marker": {"size": 1, "opacity": 0},
            "hoverinfo": "skip",
            "error_x": {
                "type": "data",
                "array": [round(high - end, 6) for _, end, _, high in known],
                "arrayminus": [round(end - low, 6) for _, end, low, _ in known],
                "color": colour,
                "thickness": thickness,
                "width": cap,
            },
        }
        for colour, thickness, cap in (("#ffffff", 4, 6), ("#333333", 2, 5))
    ]
