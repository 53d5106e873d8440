"""A leg from in front and from behind, with the areas that nerve roots usually serve."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

from course.charts.figure import BLUE, ORANGE, PURPLE

Point = tuple[float, float]
# Height, and two places across the leg at this height.
Span = tuple[float, float, float]

# The right leg from in front, from mid-thigh to toes: height, outer edge, inner edge.
LEG: tuple[Span, ...] = (
    (0, -46, 40),
    (40, -45, 36),
    (80, -39, 31),
    (108, -32, 28),
    (128, -30, 27),
    (146, -29, 26),
    (172, -35, 32),
    (198, -33, 30),
    (238, -23, 20),
    (266, -17, 16),
)
FOOT_IN_FRONT: tuple[Span, ...] = (
    (282, -20, 18),
    (300, -33, 22),
    (318, -42, 26),
    (330, -42, 26),
    (338, -30, 20),
)
FOOT_BEHIND: tuple[Span, ...] = (
    (282, -18, 17),
    (300, -26, 19),
    (316, -33, 19),
    (328, -30, 17),
    (334, -22, 11),
)
# What each root usually serves: heights, and how far across from the outer (0) to the inner edge.
# Neighbours share a strip, as the maps do.
AREAS_IN_FRONT: Mapping[str, tuple[Span, ...]] = {
    "L4": ((8, 0.28, 0.72), (100, 0.22, 0.9), (135, 0.3, 1), (200, 0.42, 1), (276, 0.66, 1)),
    "L5": ((120, 0, 0.16), (150, 0, 0.42), (240, 0, 0.6), (276, 0.1, 0.8), (332, 0.24, 1)),
    "S1": ((282, 0, 0.08), (300, 0, 0.26), (332, 0, 0.36)),
}
AREAS_BEHIND: Mapping[str, tuple[Span, ...]] = {
    "L4": ((140, 0.88, 1), (200, 0.74, 1), (262, 0.84, 1)),
    "L5": ((130, 0, 0.12), (160, 0, 0.3), (240, 0, 0.26), (262, 0, 0.14)),
    "S1": ((8, 0.34, 0.7), (120, 0.26, 0.74), (190, 0.22, 0.8), (262, 0.1, 0.88), (330, 0, 1)),
}
# Colour and slant of the stripes of a root; its words stand in the key and in the table.
ROOTS: dict[str, tuple[str, int]] = {"L4": (BLUE, 0), "L5": (ORANGE, 55), "S1": (PURPLE, -55)}


def legs(words: Mapping[str, str]) -> str:
    """Both views, each area named beside the leg, and below them a key with these words."""
    front, back = (92.0, 44.0), (248.0, 44.0)
    inside = _leg((*LEG, *FOOT_IN_FRONT), AREAS_IN_FRONT, front, 1)
    inside += _leg((*LEG, *FOOT_BEHIND), AREAS_BEHIND, back, -1)
    inside += "".join(
        f'<text x="{x}" y="16" text-anchor="middle" font-weight="bold">{text}</text>'
        for text, x in (("Front", 92), ("Back", 248))
    )
    inside += "".join(
        f'<text x="{x}" y="37" text-anchor="middle" font-size="12">{side}</text>'
        for side, x in (("outer", 52), ("inner", 126), ("inner", 214), ("outer", 288))
    )
    inside += "".join(
        _pointer(root, start, end)
        for root, start, end in (
            ("L4", (140, 120), (104, 120)),
            ("L5", (36, 226), (70, 226)),
            ("S1", (24, 352), (58, 358)),
            ("L5", (140, 340), (104, 346)),
            ("L4", (196, 236), (224, 236)),
            ("S1", (196, 120), (244, 120)),
            ("L5", (306, 226), (274, 226)),
            ("S1", (306, 352), (268, 358)),
        )
    )
    for row, (root, (colour, slant)) in enumerate(ROOTS.items()):
        y = 398 + 26 * row
        box = [(8.0, y), (40.0, y), (40.0, y + 18.0), (8.0, y + 18.0)]
        inside += _area(box, colour, slant)
        inside += f'<text x="48" y="{y + 14}"><tspan font-weight="bold">{root}:</tspan> '
        inside += f"{escape(words[root])}</text>"
    return inside


def _leg(
    sections: Sequence[Span],
    areas: Mapping[str, tuple[Span, ...]],
    middle: Point,
    side: int,
) -> str:
    """A leg with its areas; `side` is 1 from in front, and -1 from behind, where it is mirrored."""
    outer = _rounded([(y, left) for y, left, _ in sections])
    inner = _rounded([(y, right) for y, _, right in sections])

    def at(y: float, across: float) -> Point:
        left, right = _between(outer, y), _between(inner, y)
        return (middle[0] + side * (left + across * (right - left)), middle[1] + y)

    def strip(spans: Sequence[Span]) -> list[Point]:
        heights = [*range(int(spans[0][0]), int(spans[-1][0]), 6), spans[-1][0]]
        first = [at(y, _between([(h, f) for h, f, _ in spans], y)) for y in heights]
        last = [at(y, _between([(h, t) for h, _, t in spans], y)) for y in heights]
        return first + last[::-1]

    whole = strip([(sections[0][0], 0, 1), (sections[-1][0], 0, 1)])
    drawn = f'<path d="{_path(whole)}" fill="#808080" fill-opacity="0.14" stroke="none"/>'
    drawn += "".join(_area(strip(spans), *ROOTS[root]) for root, spans in areas.items())
    return drawn + (
        f'<path d="{_path(whole)}" fill="none" stroke="#808080" stroke-width="1.6" '
        f'stroke-linejoin="round"/>'
    )


def _area(polygon: Sequence[Point], colour: str, slant: int) -> str:
    """An area in its colour, with stripes that tell it apart without colour."""
    return (
        f'<path d="{_path(polygon)}" fill="{colour}" fill-opacity="0.28" stroke="{colour}" '
        f'stroke-width="1"/><path d="{_stripes(polygon, slant, 6)}" fill="none" '
        f'stroke="{colour}" stroke-width="1.7"/>'
    )


def _stripes(polygon: Sequence[Point], slant: int, gap: float) -> str:
    """Parallel lines inside a polygon: drawn, because patterns do not survive every viewer."""
    cos, sin = math.cos(math.radians(slant)), math.sin(math.radians(slant))
    turned = [(x * cos - y * sin, x * sin + y * cos) for x, y in polygon]
    heights = [y for _, y in turned]
    text = ""
    for step in range(math.ceil(min(heights) / gap), math.floor(max(heights) / gap) + 1):
        # A hair beside each corner, so that no line meets one exactly.
        level = step * gap + 0.01
        crossed = sorted(
            ax + (level - ay) / (by - ay) * (bx - ax)
            for (ax, ay), (bx, by) in zip(turned, [*turned[1:], turned[0]], strict=True)
            if (ay > level) != (by > level)
        )
        for start, end in zip(crossed[::2], crossed[1::2], strict=True):
            back = [(x * cos + level * sin, level * cos - x * sin) for x in (start, end)]
            text += "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in back)
    return text


def _rounded(points: Sequence[Point]) -> list[Point]:
    """A line with its corners cut off twice."""
    for _ in range(2):
        cut = [points[0]]
        for (ax, ay), (bx, by) in pairwise(points):
            cut += [
                (ax + 0.25 * (bx - ax), ay + 0.25 * (by - ay)),
                (ax + 0.75 * (bx - ax), ay + 0.75 * (by - ay)),
            ]
        points = [*cut, points[-1]]
    return list(points)


def _between(line: Sequence[Point], position: float) -> float:
    """Value of a line at a position, its points sorted by position."""
    for (start, low), (end, high) in pairwise(line):
        if position <= end:
            return low + (high - low) * (position - start) / (end - start) if end > start else low
    return line[-1][1]


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def _pointer(root: str, start: Point, end: Point) -> str:
    """The name of a root beside the leg, with a line to its area."""
    anchor, shift = ("end", -3) if start[0] < end[0] else ("start", 3)
    return (
        f'<path d="M{start[0]} {start[1]}L{end[0]} {end[1]}" stroke="#808080" '
        f'stroke-width="1.2"/><circle cx="{end[0]}" cy="{end[1]}" r="2.5" fill="#808080"/>'
        f'<text x="{start[0] + shift}" y="{start[1] + 5}" text-anchor="{anchor}" '
        f'font-weight="bold">{root}</text>'
    )
