"""Drawings as pictures that stand alone: SVG with a size, numbers at the parts, parts marked."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape

from course.model.drawing import drawing

Point = tuple[float, float]
Loop = tuple[Point, ...]

# Longest side of a picture in pixels, and the room beside it for numbers.
LONGEST = 1200
MARGIN = 0.28
# How many places across and down are tried for the end of a number's line.
GRID = 12
_STEP = re.compile(r"([MLqZ])([^MLqZ]*)")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


@dataclass(frozen=True)
class Picture:
    """An SVG file, and where its parts are.

    Attributes
    ----------
    svg
        The file.
    width, height
        Its size in pixels.
    areas
        For each part the corners of its outlines, in pixels from the top left.
    """

    svg: str
    width: int
    height: int
    areas: Mapping[str, tuple[Loop, ...]]


def picture(
    name: str, alt: str, numbers: Mapping[str, int] | None = None, marked: Collection[str] = ()
) -> Picture:
    """A drawing as a picture.

    Parameters
    ----------
    name
        Name of the drawing.
    alt
        What is to be seen, for those who cannot see it.
    numbers
        A number to write beside each part; none are written if it is empty.
    marked
        Parts to mark.
    """
    shown = drawing(name)
    left, top, width, height = shown.viewbox
    room = width + (MARGIN * max(width, height / 2) if numbers else 0)
    scale = LONGEST / max(room, height)
    size = (round(room * scale), round(height * scale))
    pen = max(width, height) / 450
    box = f"{left:g} {top:g} {width:g} {height:g}"
    # In a frame of its own, so that what lies outside stays outside when there is a margin.
    body = [
        f'<svg x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" viewBox="{box}">',
        *(f'<path d="{d}" fill="#b9cbd4" stroke="none"/>' for d in shown.background),
    ]
    for part in shown.parts:
        fill = "#7fb2e5" if part.id in marked else "#ead9bd"
        thick = pen * 2.5 if part.id in marked else pen
        body.append(
            f'<path d="{part.path_d}" fill="{fill}" stroke="#3d3120" stroke-width="{thick:.2f}" '
            'stroke-linejoin="round"/>'
        )
    body.append("</svg>")
    if numbers:
        body += _labels(name, numbers, left + width, pen)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(alt)}" '
        f'width="{size[0]}" height="{size[1]}" viewBox="{left:g} {top:g} {room:g} {height:g}">'
        f'<rect x="{left:g}" y="{top:g}" width="{room:g}" height="{height:g}" fill="#fff"/>'
        f"{''.join(body)}</svg>"
    )
    areas = {
        part: tuple(tuple(((x - left) * scale, (y - top) * scale) for x, y in o) for o in outlines)
        for part, outlines in _shapes(name).items()
    }
    return Picture(svg, *size, areas)


def _labels(name: str, numbers: Mapping[str, int], edge: float, pen: float) -> list[str]:
    """Numbers in a column beside the drawing, each with a line to its part."""
    shown = drawing(name)
    _, top, width, height = shown.viewbox
    size = min(height / len(numbers) * 0.72, height / 28)
    anchors = sorted(((_inside(name, part), part) for part in numbers), key=lambda a: a[0][1])
    places: list[float] = []
    gap = size * 1.25
    for (_, y), _ in anchors:
        places.append(max(y, places[-1] + gap if places else top + size))
    # If the column ran out at the bottom, move its end up again.
    floor = top + height - size * 0.6
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], floor)
        floor = places[index] - gap
    drawn = []
    for ((x, y), part), place in zip(anchors, places, strict=True):
        start = edge + width * 0.05
        drawn.append(
            f'<path d="M{x:.1f} {y:.1f}L{start:.1f} {place:.1f}" fill="none" stroke="#b00068" '
            f'stroke-width="{pen:.2f}"/><circle cx="{x:.1f}" cy="{y:.1f}" r="{pen * 2:.2f}" '
            f'fill="#b00068"/><text x="{start + size * 0.3:.1f}" y="{place + size * 0.35:.1f}" '
            f'font-family="sans-serif" font-size="{size:.1f}" fill="#000">{numbers[part]}</text>'
        )
    return drawn


@cache
def _shapes(name: str) -> dict[str, tuple[Loop, ...]]:
    """The outlines of each part, without those that lie inside another."""
    found = {}
    for part in drawing(name).parts:
        loops = _loops(part.path_d)
        found[part.id] = tuple(
            loop
            for loop in loops
            if not any(other is not loop and _holds(other, loop) for other in loops)
        )
    return found


def _loops(path: str) -> list[Loop]:
    """Corners of each closed outline of an SVG path made of M, L, relative q and Z."""
    loops: list[Loop] = []
    loop: list[Point] = []
    for letter, rest in _STEP.findall(path):
        numbers = [float(n) for n in _NUMBER.findall(rest)]
        if letter == "M":
            loop = [(numbers[0], numbers[1])]
        elif letter == "L":
            loop.append((numbers[0], numbers[1]))
        elif letter == "q":
            x, y = loop[-1]
            bend, end = (x + numbers[0], y + numbers[1]), (x + numbers[2], y + numbers[3])
            # The middle of the curve, then its end: enough for an area to click.
            loop.append(((x + 2 * bend[0] + end[0]) / 4, (y + 2 * bend[1] + end[1]) / 4))
            loop.append(end)
        else:
            loops.append(tuple(loop))
    return loops


@cache
def _inside(name: str, part: str) -> Point:
    """The point of a part that is furthest from every edge; of two sides, on the right one."""
    shapes = _shapes(name)
    loop = max(shapes[part], key=lambda loop: max(x for x, _ in loop))
    left, top, right, bottom = _bounds(loop)
    near = [
        other
        for key, loops in shapes.items()
        for other in loops
        if key != part and _touch(_bounds(other), (left, top, right, bottom))
    ]
    edges = [edge for outline in (loop, *near) for edge in _edges(outline)]
    best: tuple[float, Point] = (-1.0, loop[0])
    for row in range(1, GRID):
        for column in range(1, GRID):
            point = (left + (right - left) * column / GRID, top + (bottom - top) * row / GRID)
            if contains(loop, point) and not any(contains(other, point) for other in near):
                best = max(best, (min(_distance(point, *edge) for edge in edges), point))
    return best[1]


def contains(loop: Loop, point: Point) -> bool:
    """Whether a point lies inside an outline."""
    x, y = point
    within = False
    for (ax, ay), (bx, by) in _edges(loop):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            within = not within
    return within


def _bounds(loop: Loop) -> tuple[float, float, float, float]:
    across, down = [x for x, _ in loop], [y for _, y in loop]
    return min(across), min(down), max(across), max(down)


def _touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _edges(loop: Loop) -> Iterator[tuple[Point, Point]]:
    return zip(loop, (*loop[1:], loop[0]), strict=True)


def _distance(point: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    px, py = point[0] - start[0], point[1] - start[1]
    along = max(0.0, min(1.0, (px * dx + py * dy) / ((dx * dx + dy * dy) or 1.0)))
    return math.hypot(px - along * dx, py - along * dy)


def _holds(outer: Loop, inner: Loop) -> bool:
    return all(contains(outer, corner) for corner in inner[::3])
