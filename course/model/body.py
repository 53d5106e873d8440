"""A body from the front and from behind, with the muscles of back and trunk as areas.

The areas come from ``data/anatomy/body_regions.csv`` (a drawing by others, see data/LICENSES.md);
``data/anatomy/muscles.csv`` says which of them belong to which muscle.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from course.content import data_path

View = Literal["front", "back"]
Polygon = tuple[tuple[float, float], ...]

# The part of the rear view where the muscles of the back lie: left, top, width, height.
BACK_WINDOW = (39.5, 6.0, 26.0, 62.0)
# The drawing is some 70 units wide: too coarse for SVG strokes and rounding.
ENLARGED = 10


@dataclass(frozen=True, slots=True)
class Muscle:
    """A muscle (both sides together): where it lies, and whether it is usually called core."""

    id: str
    name: str
    view: View
    where: str
    core: bool
    polygons: tuple[Polygon, ...]


@cache
def body(view: View) -> tuple[Polygon, ...]:
    """All areas of one view; together they fill the body's outline. y counts downwards."""
    return tuple(
        polygon
        for (side, _), polygons in _regions().items()
        if side == view.upper()
        for polygon in polygons
    )


@cache
def muscles(view: View) -> tuple[Muscle, ...]:
    """Muscles to be seen from the front or from behind, from the head down."""
    with data_path("anatomy/muscles.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["view"] == view]
    return tuple(
        Muscle(
            row["muscle"],
            row["name"],
            view,
            row["where"],
            row["core"] == "yes",
            tuple(
                polygon
                for region in row["regions"].split()
                for polygon in _regions()[view.upper(), region]
            ),
        )
        for row in rows
    )


def regions(view: View) -> dict[str, tuple[Polygon, ...]]:
    """The areas of one view by their names in the table, such as ``"hip-flexor-left"``."""
    return {name: shape for (side, name), shape in _regions().items() if side == view.upper()}


def outline(polygons: Iterable[Polygon]) -> str:
    """SVG path of some areas, enlarged so that a unit is about a tenth of a finger's width."""
    text = ""
    for polygon in polygons:
        corners = [f"{x * ENLARGED:.0f} {y * ENLARGED:.0f}" for x, y in polygon]
        text += "M" + "L".join(corners) + "Z"
    return text


@cache
def _regions() -> dict[tuple[str, str], tuple[Polygon, ...]]:
    """Polygons of each area by view and area; an area may have several."""
    found: dict[tuple[str, str], dict[str, list[tuple[float, float]]]] = {}
    with data_path("anatomy/body_regions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pieces = found.setdefault((row["view"], row["id"]), {})
            pieces.setdefault(row["sub"], []).append((float(row["x"]), float(row["y"])))
    return {key: tuple(tuple(p) for p in pieces.values()) for key, pieces in found.items()}
