"""A drawing for a chart, and several of them with their own axes, one above the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Px between the axis of one panel and the top of the next.
SPACE = 22


@dataclass(frozen=True, slots=True)
class Panel:
    """Traces and layout of one drawing, with the room that it takes.

    Attributes
    ----------
    data, layout
        As plotly's JSON.
    plot_height
        Height of the drawing area in px.
    axis_height
        Room below it for the ticks and the title of the horizontal axis, in px.
    """

    data: list[dict[str, Any]]
    layout: dict[str, Any]
    plot_height: int
    axis_height: int

    @property
    def drawing(self) -> dict[str, Any]:
        """What a :class:`~course.charts.figure.Chart` takes: ``Chart(..., **panel.drawing)``."""
        return {
            "data": self.data,
            "layout": self.layout,
            "plot_height": self.plot_height,
            "axis_height": self.axis_height,
        }


def stacked(panels: Sequence[Panel]) -> Panel:
    """One drawing out of several, the first on top, each with an axis of its own."""
    below = [panel.axis_height + SPACE for panel in panels[:-1]] + [0]
    height = sum(panel.plot_height for panel in panels) + sum(below)
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": [], "shapes": [], "hovermode": "closest"}
    top = 0
    for position, (panel, space) in enumerate(zip(panels, below, strict=True), start=1):
        number = "" if position == 1 else str(position)
        x, y = f"x{number}", f"y{number}"
        bottom = top + panel.plot_height
        domain = [round(1 - bottom / height, 6), round(1 - top / height, 6)]
        layout[f"xaxis{number}"] = {**panel.layout["xaxis"], "anchor": y}
        layout[f"yaxis{number}"] = {**panel.layout["yaxis"], "anchor": x, "domain": domain}
        for kind in ("annotations", "shapes"):
            layout[kind] += [_moved(part, x, y) for part in panel.layout.get(kind, ())]
        data += [{**trace, "xaxis": x, "yaxis": y} for trace in panel.data]
        top = bottom + space
    return Panel(data, layout, height, panels[-1].axis_height)


def _moved(part: Mapping[str, Any], x: str, y: str) -> dict[str, Any]:
    """An annotation or a shape, tied to the axes of its panel instead of the first ones."""
    refs = {"xref": (part.get("xref", "x"), x), "yref": (part.get("yref", "y"), y)}
    return {**part, **{key: new if old in "xy" else old for key, (old, new) in refs.items()}}
