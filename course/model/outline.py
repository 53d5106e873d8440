"""Flat outlines of solids: what you would see as a shadow on a wall.

The shadow is painted into rows of bits (Python's long integers), and its edge is then walked round,
smoothed and thinned out. That never fails on touching or crossing shapes, keeps holes, and needs no
library.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor

from course.model.solids import Solid

Flat = tuple[float, float]

# Pinholes with a shorter edge than this (mm) are left out.
SHORTEST_EDGE = 16
# How far (in steps) a corner may lie off the line before it counts. Curves hide less than that.
ROUGHNESS = 0.7


def outlines(solids: Iterable[Solid], plane: tuple[int, int], step: float) -> list[list[Flat]]:
    """Closed outlines of the shadow of some solids, holes included.

    Parameters
    ----------
    solids
        Solids in mm.
    plane
        Which coordinates become right and up: ``(1, 2)`` from the side, ``(0, 2)`` from the front.
    step
        Size of a bit, in mm: the detail that is kept.
    """
    right, up = plane
    hulls = [
        _hull([(p[right], p[up]) for ring in pair for p in ring])
        for solid in solids
        for pair in zip(solid.rings, solid.rings[1:], strict=False)
    ]
    left = min(x for hull in hulls for x, _ in hull) - 2 * step
    bottom = min(y for hull in hulls for _, y in hull) - 2 * step
    rows: dict[int, int] = {}
    for hull in hulls:
        _paint(rows, [((x - left) / step, (y - bottom) / step) for x, y in hull])
    return [
        [(left + x * step, bottom + y * step) for x, y in _thin(_smooth(loop), ROUGHNESS)]
        for loop in _walk(rows)
        if len(loop) * step > SHORTEST_EDGE
    ]


def path(loops: Iterable[Sequence[Flat]], digits: int = 1) -> str:
    """SVG path of closed outlines with rounded corners; up becomes down, as in SVG."""
    text = ""
    for loop in loops:
        middles = [_midway(a, b) for a, b in zip(loop, [*loop[1:], loop[0]], strict=True)]
        # Steps are counted from the rounded place before, so that rounding does not add up.
        here = _rounded(middles[-1], digits)
        text += f"M{_number(here[0])} {_number(here[1])}"
        for corner, middle in zip(loop, middles, strict=True):
            bend, end = _rounded(corner, digits), _rounded(middle, digits)
            text += "q" + " ".join(
                _number(round(value, digits))
                for value in (
                    bend[0] - here[0],
                    bend[1] - here[1],
                    end[0] - here[0],
                    end[1] - here[1],
                )
            )
            here = end
        text += "Z"
    return text.replace(" -", "-")


def _midway(a: Flat, b: Flat) -> Flat:
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)


def _rounded(point: Flat, digits: int) -> Flat:
    return (round(point[0], digits), round(-point[1], digits))


def _number(value: float) -> str:
    return f"{value + 0.0:g}".replace("0.", ".") if abs(value) < 1 else f"{value:g}"


def _hull(points: list[Flat]) -> list[Flat]:
    """Corners of the smallest convex shape round the points, anticlockwise."""
    ordered = sorted(set(points))

    def half(points: Iterable[Flat]) -> list[Flat]:
        chain: list[Flat] = []
        for x, y in points:
            while len(chain) > 1:
                (ax, ay), (bx, by) = chain[-2], chain[-1]
                if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                    break
                chain.pop()
            chain.append((x, y))
        return chain[:-1]

    return half(ordered) + half(reversed(ordered))


def _paint(rows: dict[int, int], hull: Sequence[Flat]) -> None:
    """Set the bits whose middle lies inside a convex shape."""
    spans: dict[int, tuple[float, float]] = {}
    for (ax, ay), (bx, by) in zip(hull, [*hull[1:], *hull[:1]], strict=True):
        if ay > by:
            ax, ay, bx, by = bx, by, ax, ay
        slope = (bx - ax) / (by - ay) if by > ay else 0.0
        for row in range(ceil(ay - 0.5), floor(by - 0.5) + 1):
            x = ax + (row + 0.5 - ay) * slope
            low, high = spans.get(row, (x, x))
            spans[row] = (min(low, x), max(high, x))
    for row, (low, high) in spans.items():
        first, last = ceil(low - 0.5), floor(high - 0.5)
        if last >= first:
            rows[row] = rows.get(row, 0) | ((1 << (last - first + 1)) - 1) << first


def _walk(rows: dict[int, int]) -> list[list[Flat]]:
    """Loops along the edges between set and unset bits."""
    steps: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for row, bits in rows.items():
        for edge, shift in ((bits & ~rows.get(row - 1, 0), 0), (bits & ~rows.get(row + 1, 0), 1)):
            for column in _set_bits(edge):
                a, b = (column, row + shift), (column + 1, row + shift)
                start, end = (b, a) if shift else (a, b)
                steps.setdefault(start, []).append(end)
        for column in _set_bits(bits & ~(bits << 1)):
            steps.setdefault((column, row + 1), []).append((column, row))
        for column in _set_bits(bits & ~(bits >> 1)):
            steps.setdefault((column + 1, row), []).append((column + 1, row + 1))
    loops: list[list[Flat]] = []
    while steps:
        start = next(iter(steps))
        loop: list[Flat] = []
        here = start
        while True:
            ahead = steps[here]
            there = ahead.pop()
            if not ahead:
                del steps[here]
            loop.append(here)
            here = there
            if here == start:
                break
        loops.append(loop)
    return loops


def _set_bits(bits: int) -> Iterable[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _smooth(loop: list[Flat], reach: int = 3) -> list[Flat]:
    """Each point becomes the middle of its neighbours, which irons out the stairs."""
    count, width = len(loop), 2 * reach + 1
    smoothed = []
    for index in range(count):
        near = [loop[(index + k) % count] for k in range(-reach, reach + 1)]
        smoothed.append((sum(p[0] for p in near) / width, sum(p[1] for p in near) / width))
    return smoothed


def _thin(loop: list[Flat], tolerance: float) -> list[Flat]:
    """Leave out the points that lie (almost) on the line between those that stay."""
    half = len(loop) // 2
    keep = {0, half}
    todo = [(0, half), (half, len(loop))]
    while todo:
        first, last = todo.pop()
        (ax, ay), (bx, by) = loop[first], loop[last % len(loop)]
        dx, dy = bx - ax, by - ay
        length = (dx * dx + dy * dy) ** 0.5 or 1.0
        furthest, distance = first, 0.0
        for index in range(first + 1, last):
            x, y = loop[index]
            off = abs((x - ax) * dy - (y - ay) * dx) / length
            if off > distance:
                furthest, distance = index, off
        if distance > tolerance:
            keep.add(furthest)
            todo += [(first, furthest), (furthest, last)]
    return [loop[index] for index in sorted(keep)]
