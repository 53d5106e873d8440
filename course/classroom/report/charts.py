"""Charts of the report, as plotly's JSON. Each stands beside a table with the same numbers."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from html import escape
from typing import Any

from course.classroom.report.findings import GainFinding, PartFinding

# Told apart with any common kind of colour blindness, and at least 3:1 on white and near-black.
BLUE, ORANGE = "#2f80c8", "#c9720f"
_LINE = "rgba(128,128,128,0.4)"
_BINS = 10
_PERCENT = {"range": [0, 100], "tickvals": [0, 25, 50, 75, 100]}


def shares(part: PartFinding) -> dict[str, Any]:
    """How many people reached which share of the points."""
    bar = {
        "type": "bar",
        "x": [f"{10 * n}–{10 * n + 10}" for n in range(_BINS)],
        "y": counts(part),
        "marker": {"color": BLUE},
    }
    return {"data": [bar], "layout": _layout("% of the points", "people", height=260)}


def counts(part: PartFinding) -> list[int]:
    """People in each tenth of the points; full points belong to the last one."""
    bins = [0] * _BINS
    for share in part.shares:
        bins[max(0, min(_BINS - 1, int(share * _BINS + 1e-9)))] += 1
    return bins


def difficulty(part: PartFinding) -> dict[str, Any]:
    """Mean share of the points of each question or task, the first one on top."""
    known = [item for item in part.items if item.difficulty.value is not None]
    bar = {
        "type": "bar",
        "orientation": "h",
        "y": [str(item.number) for item in known],
        "x": [round(100 * (item.difficulty.value or 0), 1) for item in known],
        "marker": {"color": BLUE},
    }
    layout = _layout("mean % of the points", part.kind, height=90 + 22 * len(known))
    layout["xaxis"] |= _PERCENT
    layout["yaxis"] |= {"type": "category", "autorange": "reversed", "dtick": 1}
    return {"data": [bar], "layout": layout}


def gains(found: Sequence[GainFinding]) -> dict[str, Any]:
    """Mean points before and after, in % of the points, an objective a row."""
    known = [row for row in found if row.before is not None and row.after is not None]
    # Names above the bars: beside them they would take half of a phone's width.
    names = ["<br>".join(escape(line) for line in textwrap.wrap(r.objective, 38)) for r in known]
    bars = [
        {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "y": list(range(len(known))),
            "x": [round(100 * p / r.questions, 1) for p, r in zip(points, known, strict=True)],
            "marker": {"color": color},
            "width": 0.18,
            "offset": offset,
        }
        for name, color, offset, points in (
            ("before", ORANGE, -0.02, [row.before or 0 for row in known]),
            ("after", BLUE, 0.17, [row.after or 0 for row in known]),
        )
    ]
    layout = _layout("mean % of the points", "", height=110 + 120 * len(known))
    layout["xaxis"] |= _PERCENT
    layout["yaxis"] |= {
        "showticklabels": False,
        "range": [len(known) - 0.5, -0.75],
        "showgrid": False,
        "zeroline": False,
    }
    layout |= {"showlegend": True, "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"}}
    layout["annotations"] = [
        {
            "text": name,
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "align": "left",
            "y": row - 0.05,
            "yanchor": "bottom",
            "showarrow": False,
        }
        for row, name in enumerate(names)
    ]
    return {"data": bars, "layout": layout}


def _layout(across: str, up: str, height: int) -> dict[str, Any]:
    axis = {"gridcolor": _LINE, "zerolinecolor": _LINE, "automargin": True, "fixedrange": True}
    return {
        "height": height,
        "margin": {"l": 40, "r": 20, "t": 10, "b": 44},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        # The colour of letters comes from the page, which may be light or dark.
        "font": {"size": 13},
        "showlegend": False,
        "xaxis": {**axis, "title": {"text": across}},
        "yaxis": {**axis, "title": {"text": up}},
    }
