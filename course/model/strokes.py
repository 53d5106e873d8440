"""Shapes on paper as SVG paths: tapering limbs, discs, polygons, arrows.

Lengths are in cm; paths are written in whole halves of a centimetre, which is fine enough and
short. All shapes are walked round in the same sense, so that shapes in one path add up.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from course.model.outline import Flat

STEPS = 2

# A path, and points that it must not lose to the edge of the picture.
Drawn = tuple[str, tuple[Flat, ...]]


def taper(a: Flat, r: float, b: Flat, s: float, *, cut: bool = False) -> Drawn:
    """A limb segment: round at both ends, or cut off straight at the second."""
    far = math.hypot(b[0] - a[0], b[1] - a[1])
    if far <= abs(r - s) + 0.3:
        return circle(a, r) if r >= s else circle(b, s)
    way = math.atan2(b[1] - a[1], b[0] - a[0])
    off = math.acos((r - s) / far)
    p, q, u, v = (
        _steps((c[0] + size * math.cos(way + turn), c[1] + size * math.sin(way + turn)))
        for c, size, turn in ((a, r, off), (a, r, -off), (b, s, -off), (b, s, off))
    )
    wide, narrow = (1, 0) if off < math.pi / 2 else (0, 1)
    end = f"l{_to(u, v)}" if cut else f"a{_r(s)} {_r(s)} 0 {narrow} 1 {_to(u, v)}"
    d = f"M{p[0]} {p[1]}a{_r(r)} {_r(r)} 0 {wide} 1 {_to(p, q)}l{_to(q, u)}{end}z"
    return _short(d), (*_box(a, r), *_box(b, s))


def circle(middle: Flat, r: float) -> Drawn:
    """A disc."""
    x, y = _steps(middle)
    size = _r(r)
    d = f"M{x - size} {y}a{size} {size} 0 1 1 {2 * size} 0a{size} {size} 0 1 1 {-2 * size} 0z"
    return _short(d), _box(middle, r)


def segment(middle: Flat, r: float, way: Flat, share: float) -> Drawn:
    """The part of a disc further than ``share`` of its radius in the direction ``way``."""
    off, base = math.acos(share), math.atan2(way[1], way[0])
    p, q = (
        _steps((middle[0] + r * math.cos(base + turn), middle[1] + r * math.sin(base + turn)))
        for turn in (-off, off)
    )
    large = 1 if off > math.pi / 2 else 0
    return _short(f"M{p[0]} {p[1]}a{_r(r)} {_r(r)} 0 {large} 1 {_to(p, q)}z"), ()


def polygon(corners: Sequence[Flat]) -> Drawn:
    """A polygon through these corners."""
    points = [_steps(corner) for corner in corners]
    sides = " ".join(_to(a, b) for a, b in pairwise(points))
    return _short(f"M{points[0][0]} {points[0][1]}l{sides}z"), tuple(corners)


def line(corners: Sequence[Flat]) -> Drawn:
    """A line through these points."""
    return _short(f"M{'L'.join(_n(corner) for corner in corners)}"), tuple(corners)


def arrow(start: Flat, bend: Flat, end: Flat) -> tuple[Drawn, Drawn]:
    """The curved shaft of an arrow, and its tip."""
    size = math.hypot(end[0] - bend[0], end[1] - bend[1]) or 1.0
    ux, uy = (end[0] - bend[0]) / size, (end[1] - bend[1]) / size
    neck = (end[0] - ux * 7, end[1] - uy * 7)
    barbs = [(neck[0] - uy * 4.5, neck[1] + ux * 4.5), (neck[0] + uy * 4.5, neck[1] - ux * 4.5)]
    middle = ((start[0] + 2 * bend[0] + end[0]) / 4, (start[1] + 2 * bend[1] + end[1]) / 4)
    shaft = _short(f"M{_n(start)}Q{_n(bend)} {_n(neck)}")
    return (shaft, (start, middle, end)), polygon([end, *barbs])


def round_hull(discs: Iterable[tuple[Flat, float]]) -> list[Flat]:
    """Outline of what is stretched over some discs."""
    turns = [math.tau * i / 14 for i in range(14)]
    return hull(
        [(x + r * math.cos(turn), y + r * math.sin(turn)) for (x, y), r in discs for turn in turns]
    )


def hull(corners: Iterable[Flat]) -> list[Flat]:
    """Convex hull."""
    points = sorted(set(corners))
    return _half(points)[:-1] + _half(reversed(points))[:-1]


def _half(points: Iterable[Flat]) -> list[Flat]:
    kept: list[Flat] = []
    for x, y in points:
        while len(kept) > 1:
            (ax, ay), (bx, by) = kept[-2:]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                break
            kept.pop()
        kept.append((x, y))
    return kept


def _box(middle: Flat, r: float) -> tuple[Flat, Flat]:
    return (middle[0] - r, middle[1] - r), (middle[0] + r, middle[1] + r)


def _steps(point: Flat) -> tuple[int, int]:
    return round(point[0] * STEPS), round(point[1] * STEPS)


def _r(r: float) -> int:
    return max(1, round(r * STEPS))


def _n(point: Flat) -> str:
    return "{} {}".format(*_steps(point))


def _to(one: tuple[int, int], other: tuple[int, int]) -> str:
    return f"{other[0] - one[0]} {other[1] - one[1]}"


def _short(d: str) -> str:
    # A minus sign parts two numbers as well as a blank does.
    return d.replace(" -", "-")
