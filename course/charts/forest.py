"""Forest plots: estimates with their intervals, row under row, beside the line of no difference.

Positions count in px from the top of the drawing area, so that a name of two lines gets the room
of two lines on any screen.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from course.charts.figure import BLUE, GREY, LINE, Table, axis
from course.charts.panels import Panel

# Width at which the name of a row still fits a phone 320 px wide, at the size of its letters.
NAME_CHARACTERS = 37
NAME_SIZE, NAME_LINE, SIDE_SIZE = 13, 17, 12
HEAD, GROUP, INTERVAL, GAP = 40, 26, 18, 10
MOST_TICKS = 7
LOG_TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
FINE_TICKS = (0.5, 0.6, 0.8, 1, 1.25, 1.5, 2)
STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Row:
    """One estimate.

    Attributes
    ----------
    label
        What was compared, or measured, in plain words.
    estimate
        The estimate itself.
    low, high
        Ends of its 95% interval; None where the ledger has none.
    group
        Heading that this row stands under; rows of a group must follow each other.
    note
        A second thing to say under the name, such as what it was compared with.
    """

    label: str
    estimate: float
    low: float | None = None
    high: float | None = None
    group: str = ""
    note: str = ""

    @property
    def spelled(self) -> str:
        """Estimate and interval as a text says them: ``"0.55 (0.41 to 0.74)"``."""
        if self.low is None or self.high is None:
            return number(self.estimate)
        return f"{number(self.estimate)} ({number(self.low)} to {number(self.high)})"


@dataclass(frozen=True, slots=True)
class Forest(Panel):
    """A forest plot and the numbers in it: ``Chart(..., table=plot.table, **plot.drawing)``."""

    table: Table


def forest(
    rows: Sequence[Row],
    *,
    measure: str,
    caption: str,
    fewer: str,
    more: str,
    log: bool = True,
    none: str = "no difference",
    span: tuple[float, float] | None = None,
    first_column: str = "What was compared",
    note_column: str = "Note",
) -> Forest:
    """Draw estimates and intervals beside a line at 1 (log axis) or 0 (linear axis).

    Parameters
    ----------
    rows
        The estimates, the first on top.
    measure
        Name of the axis with its unit, such as ``"Risk ratio"``; heads a column of the table too.
    caption
        Caption of the table.
    fewer, more
        What lies left and right of the line, such as ``"fewer injuries"``.
    log
        True for ratios (line at 1), False for differences (line at 0).
    none
        What the line stands for.
    span
        Ends of the axis. Intervals beyond are cut and end in an arrow. By default all fit.
    first_column, note_column
        Headings of the table over the names of the rows, and over their notes.

    Raises
    ------
    ValueError
        If the line or an estimate lies outside `span`.
    """
    line = 1.0 if log else 0.0
    start, end = span or _span(rows, line, log)
    if not all(start <= value <= end for value in (line, *(row.estimate for row in rows))):
        raise ValueError(f"the axis from {start} to {end} leaves out the line or an estimate")

    annotations = _head(_fraction(line, start, end, log), f"{line:g} = {none}", fewer, more)
    places: list[int] = []
    top = HEAD
    for group, members in groupby(rows, key=lambda row: row.group):
        if group:
            annotations.append(text_at(f"<b>{escape(group, quote=False)}</b>", top + 4, NAME_SIZE))
            top += GROUP
        for row in members:
            value, _, interval = row.spelled.partition(" ")
            lines = name_lines(row.label, value, interval, row.note)
            annotations.append(text_at("<br>".join(lines), top, NAME_SIZE))
            places.append(top + NAME_LINE * len(lines) + INTERVAL // 2 + 3)
            top += NAME_LINE * len(lines) + INTERVAL + GAP
    ticks = _ticks(start, end, log)
    left, right = (math.log10(start), math.log10(end)) if log else (start, end)
    # Plotly leaves out a mark that lies beyond the axis by as much as an error of rounding.
    air = (right - left) / 200
    horizontal = axis(
        measure,
        type="log" if log else "linear",
        range=[round(left - air, 4), round(right + air, 4)],
        tickvals=ticks,
        ticktext=[number(tick) for tick in ticks],
        showgrid=False,
        zeroline=False,
    )
    return Forest(
        data=[
            _rulers([tick for tick in ticks if tick != line], places, LINE, 1),
            _rulers([line], places, GREY, 2),
            _intervals(rows, places, start, end),
            *_arrows(rows, places, start, end),
            _points(rows, places),
        ],
        layout={
            "xaxis": horizontal,
            "yaxis": {"range": [top, 0], "visible": False, "fixedrange": True},
            "hovermode": "closest",
            "hoverdistance": 30,
            "annotations": annotations,
        },
        plot_height=top,
        axis_height=48,
        table=_table(rows, caption, first_column, measure, note_column),
    )


def number(value: float) -> str:
    """A number as a chart shows it, with a minus sign that cannot be taken for a hyphen."""
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def _span(rows: Sequence[Row], line: float, log: bool) -> tuple[float, float]:
    """Ends of an axis that holds every interval, with some air on both sides of the line."""
    values = [v for row in rows for v in (row.low, row.estimate, row.high) if v is not None]
    low, high = min(*values, line), max(*values, line)
    if log:
        # The emptier side still needs room for its words.
        low, high = min(low, high**-0.3), max(high, low**-0.3)
        air = (high / low) ** 0.06
        return low / air, high * air
    low, high = min(low, -0.3 * high), max(high, -0.3 * low)
    air = (high - low) * 0.06
    return low - air, high + air


def _fraction(value: float, start: float, end: float, log: bool) -> float:
    """Where a value lies on the axis: 0 at its left end, 1 at its right end."""
    if log:
        value, start, end = math.log(value), math.log(start), math.log(end)
    return round((value - start) / (end - start), 4)


def name_lines(label: str, value: str, interval: str = "", note: str = "") -> list[str]:
    """Lines above a row: name, note and numbers, in as few lines as they fit on a phone."""
    plain = [*textwrap.wrap(label, NAME_CHARACTERS), *textwrap.wrap(note, NAME_CHARACTERS)]
    lines = [escape(text, quote=False) for text in plain]
    spelled = f"<b>{escape(value, quote=False)}</b> {interval}".strip()
    # Bold figures are wider than letters: two characters are kept free for them.
    if len(plain[-1]) + 2 + len(f"{value} {interval}".strip()) <= NAME_CHARACTERS - 2:
        lines[-1] += f": {spelled}"
    else:
        lines.append(spelled)
    return lines


def text_at(text: str, top: int, size: int) -> dict[str, Any]:
    """A line of text at the left edge, `top` px below the upper end of the drawing area."""
    return {
        "text": text,
        "font": {"size": size},
        "align": "left",
        "showarrow": False,
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "yref": "y",
        "y": top,
        "yanchor": "top",
        "borderpad": 0,
    }


def _head(place: float, none: str, fewer: str, more: str) -> list[dict[str, Any]]:
    """The name of the line above it, and what its two sides mean at both ends of the axis."""
    anchor = "left" if place < 0.25 else "right" if place > 0.75 else "center"
    return [
        text_at(none, 0, SIDE_SIZE) | {"x": place, "xanchor": anchor},
        text_at(f"\N{LEFTWARDS ARROW} {fewer}", SIDE_SIZE + 6, SIDE_SIZE),
        text_at(f"{more} \N{RIGHTWARDS ARROW}", SIDE_SIZE + 6, SIDE_SIZE)
        | {"x": 1, "xanchor": "right"},
    ]


def _ticks(start: float, end: float, log: bool) -> list[float]:
    if log:
        ticks = [tick for tick in LOG_TICKS if start <= tick <= end]
        return ticks if len(ticks) > 2 else [tick for tick in FINE_TICKS if start <= tick <= end]
    step = next(step for step in STEPS if (end - start) / step <= MOST_TICKS)
    return [n * step for n in range(math.ceil(start / step), math.floor(end / step) + 1)]


def _rulers(
    values: Sequence[float], places: Sequence[int], colour: str, width: int
) -> dict[str, Any]:
    """Upright lines behind the intervals; a line through the names would make them hard to read."""
    half = INTERVAL // 2 + 2
    x = [v for value in values for _ in places for v in (value, value, None)]
    y = [v for _ in values for place in places for v in (place - half, place + half, None)]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x[:-1],
        "y": y[:-1],
        "line": {"color": colour, "width": width},
        "hoverinfo": "skip",
    }


def _intervals(
    rows: Sequence[Row], places: Sequence[int], start: float, end: float
) -> dict[str, Any]:
    x: list[float | None] = []
    y: list[float | None] = []
    for row, place in zip(rows, places, strict=True):
        if row.low is not None and row.high is not None:
            x += [max(row.low, start), min(row.high, end), None]
            y += [place, place, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x[:-1],
        "y": y[:-1],
        "line": {"color": BLUE, "width": 3},
        "hoverinfo": "skip",
    }


def _arrows(
    rows: Sequence[Row], places: Sequence[int], start: float, end: float
) -> list[dict[str, Any]]:
    """Heads at the ends of intervals that go on beyond the axis."""
    cut = [
        (edge, place, symbol)
        for row, place in zip(rows, places, strict=True)
        for edge, beyond, symbol in (
            (start, row.low is not None and row.low < start, "triangle-left"),
            (end, row.high is not None and row.high > end, "triangle-right"),
        )
        if beyond
    ]
    if not cut:
        return []
    x, y, symbols = zip(*cut, strict=True)
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": list(x),
            "y": list(y),
            "marker": {"symbol": list(symbols), "size": 11, "color": BLUE},
            "cliponaxis": False,
            "hoverinfo": "skip",
        }
    ]


def _points(rows: Sequence[Row], places: Sequence[int]) -> dict[str, Any]:
    """The estimates: squares, or open circles where there is no interval."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row.estimate for row in rows],
        "y": list(places),
        "marker": {
            "symbol": ["circle-open" if row.low is None else "square" for row in rows],
            "size": 12,
            "color": BLUE,
            "line": {"width": 2, "color": BLUE},
        },
        "cliponaxis": False,
        "customdata": [_hover(row) for row in rows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _hover(row: Row) -> str:
    lines = textwrap.wrap(f"{row.group}: {row.label}" if row.group else row.label, 34)
    lines = [escape(text, quote=False) for text in lines]
    lines.append(f"<b>{number(row.estimate)}</b>")
    if row.low is None or row.high is None:
        lines.append("no interval given")
    else:
        lines.append(f"95% interval {number(row.low)} to {number(row.high)}")
    return "<br>".join(lines)


def _table(
    rows: Sequence[Row], caption: str, first_column: str, measure: str, note_column: str
) -> Table:
    grouped, noted = any(row.group for row in rows), any(row.note for row in rows)
    return Table(
        caption,
        (
            first_column,
            *(["Group"] if grouped else []),
            *([note_column] if noted else []),
            measure,
            "95% interval from",
            "to",
        ),
        tuple(
            (
                row.label,
                *([row.group] if grouped else []),
                *([row.note] if noted else []),
                row.estimate,
                "not given" if row.low is None else row.low,
                "not given" if row.high is None else row.high,
            )
            for row in rows
        ),
    )
