"""Small solids made of rings: the clay that the bones are modelled from.

A solid is a list of closed rings, joined from one to the next and capped at both ends. Keeping the
rings (and not only the triangles) lets one shape give both a 3-D mesh and a flat outline.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

Point = tuple[float, float, float]
Triangle = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Solid:
    """Rings of equally many points, in order along the solid.

    ``capped`` says whether the first and the last ring are closed; an end that lies hidden inside
    another solid need not be.
    """

    rings: tuple[tuple[Point, ...], ...]
    capped: tuple[bool, bool] = (True, True)

    def moved(self, move: Callable[[Point], Point]) -> Solid:
        """The same solid with each point moved (without turning it inside out)."""
        return replace(self, rings=tuple(tuple(map(move, ring)) for ring in self.rings))


@dataclass(frozen=True, slots=True)
class Mesh:
    """Corners and the triangles between them, facing outwards."""

    vertices: tuple[Point, ...]
    triangles: tuple[Triangle, ...]


def mesh(solids: Sequence[Solid]) -> Mesh:
    """One mesh of several solids, with caps on the ends that show."""
    vertices: list[Point] = []
    triangles: list[Triangle] = []
    for solid in solids:
        start, sides = len(vertices), len(solid.rings[0])
        for ring in solid.rings:
            vertices.extend(ring)
        for row in range(len(solid.rings) - 1):
            for column in range(sides):
                a = start + row * sides + column
                b = start + row * sides + (column + 1) % sides
                triangles += [(a, a + sides, b), (b, a + sides, b + sides)]
        ends = ((0, False), (len(solid.rings) - 1, True))
        for (row, turned), capped in zip(ends, solid.capped, strict=True):
            if not capped:
                continue
            centre, first = len(vertices), start + row * sides
            vertices.append(_middle(solid.rings[row]))
            for column in range(sides):
                a, b = first + column, first + (column + 1) % sides
                triangles.append((centre, b, a) if turned else (centre, a, b))
    return Mesh(tuple(vertices), tuple(triangles))


def tube(
    path: Sequence[Point],
    radii: Sequence[tuple[float, float]],
    across: Point,
    *,
    sides: int = 8,
    shows: tuple[bool, bool] = (False, True),
) -> Solid:
    """A rounded bar along a path.

    Parameters
    ----------
    path
        Points of its middle line, in mm.
    radii
        For each point the half thickness along `across` and the half thickness square to it, in mm.
    across
        Direction (need not be square to the path) that the first half thickness belongs to.
    sides
        Corners of each ring.
    shows
        Whether the start and the end can be seen; those ends are rounded.
    """
    rings: list[tuple[Point, ...]] = []
    for index, (point, (r_across, r_other)) in enumerate(zip(path, radii, strict=True)):
        along = _unit(_sub(path[min(index + 1, len(path) - 1)], path[max(index - 1, 0)]))
        u = _unit(_sub(across, _scaled(along, _dot(across, along))))
        v = _cross(along, u)
        smaller = min(r_across, r_other)
        ends: list[tuple[float, float]] = [(0.0, 1.0)]
        if index == len(path) - 1 and shows[1]:
            ends = [(0.0, 1.0), (smaller * 0.6, 0.66)]
        elif index == 0 and shows[0]:
            ends = [(-smaller * 0.6, 0.66), (0.0, 1.0)]
        for offset, scale in ends:
            centre = _add(point, _scaled(along, offset))
            ring = []
            for corner in range(sides):
                angle = -2 * math.pi * (corner + 0.5) / sides
                shift = _add(
                    _scaled(u, math.cos(angle) * r_across * scale),
                    _scaled(v, math.sin(angle) * r_other * scale),
                )
                ring.append(_add(centre, shift))
            rings.append(tuple(ring))
    return Solid(tuple(rings), capped=shows)


def mirrored(solid: Solid) -> Solid:
    """The same solid on the other side of the body, still facing outwards."""
    return replace(
        solid,
        rings=tuple(tuple((-x, y, z) for x, y, z in reversed(ring)) for ring in solid.rings),
    )


def _add(a: Point, b: Point) -> Point:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def _sub(a: Point, b: Point) -> Point:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def _scaled(a: Point, factor: float) -> Point:
    return (a[0] * factor, a[1] * factor, a[2] * factor)


def _dot(a: Point, b: Point) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _cross(a: Point, b: Point) -> Point:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def _unit(a: Point) -> Point:
    return _scaled(a, 1 / math.sqrt(_dot(a, a)))


def _middle(ring: Sequence[Point]) -> Point:
    count = len(ring)
    return (
        sum(p[0] for p in ring) / count,
        sum(p[1] for p in ring) / count,
        sum(p[2] for p in ring) / count,
    )
