"""A spine built from one table of sizes and angles.

``data/anatomy/levels.csv`` says how tall, wide, deep and wedge-shaped each level is. From it come
24 vertebrae, the sacrum, the coccyx and 23 discs as solids; the 3-D chart and the flat drawings are
two views of the same solids. It is a teaching schematic of typical proportions and shows no person.

Axes in mm: x to one side, y to the front, z up.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from course.content import data_path
from course.model.solids import Point, Solid, mirrored, tube

Kind = Literal["bone", "disc"]

SIDEWAYS: Point = (1.0, 0.0, 0.0)
UPWARDS: Point = (0.0, 0.0, 1.0)
BODY_CORNERS = 20

REGION_NAMES = {
    "neck": "neck (cervical)",
    "chest": "upper back (thoracic)",
    "low back": "lower back (lumbar)",
    "sacrum": "sacrum",
    "tailbone": "tailbone (coccyx)",
}


@dataclass(frozen=True, slots=True)
class Level:
    """One row of the table: lengths in mm, angles in degrees.

    A wedge angle is positive where the front is taller than the back (an inward curve).
    ``span`` is the distance between the tips of the transverse processes, ``reach`` the distance
    from the front of the body to the tip of the spinous process, ``droop`` how far that process
    points down.
    """

    name: str
    region: str
    height: float
    half_width: float
    half_depth: float
    wedge: float
    disc: float
    disc_wedge: float
    span: float
    reach: float
    droop: float


@dataclass(frozen=True, slots=True)
class SpinePart:
    """A bone or a disc, as solids in their place in the body.

    ``marks`` are those solids whose own edge is worth a line in a flat drawing: the processes that
    point at the viewer.
    """

    id: str
    label: str
    kind: Kind
    region: str
    solids: tuple[Solid, ...]
    marks: tuple[Solid, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shape:
    """A bone around its own middle, before it is put in its place."""

    solids: tuple[Solid, ...]
    marks: tuple[Solid, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the middle of a level lies, and how far (radians) it is tipped forwards."""

    y: float
    z: float
    tilt: float

    def place(self, solids: Iterable[Solid]) -> tuple[Solid, ...]:
        """Solids given around the middle of the level, moved to where the level is."""
        cos, sin = math.cos(self.tilt), math.sin(self.tilt)

        def move(point: Point) -> Point:
            x, y, z = point
            return (x, self.y + y * cos + z * sin, self.z - y * sin + z * cos)

        return tuple(solid.moved(move) for solid in solids)


@cache
def levels() -> tuple[Level, ...]:
    """The table of sizes and angles, from C1 down to the coccyx."""
    with data_path("anatomy/levels.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Level(row.pop("level"), row.pop("region"), *(float(value) for value in row.values()))
            for row in csv.DictReader(file)
        )


@cache
def spine() -> tuple[SpinePart, ...]:
    """Bones and discs from the head down: C1, C2, disc C2/C3, C3 … L5/S1, sacrum, coccyx."""
    *vertebrae, sacrum, coccyx = levels()
    parts: list[SpinePart] = []
    frames = list(_frames(vertebrae))
    for index, (level, frame) in enumerate(zip(vertebrae, frames, strict=True)):
        shape = _vertebra(level)
        solids, marks = frame.place(shape.solids), frame.place(shape.marks)
        parts.append(SpinePart(level.name, level.name, "bone", level.region, solids, marks))
        if level.disc:
            last = index == len(vertebrae) - 1
            below = "S1" if last else vertebrae[index + 1].name
            name = f"{level.name}/{below}"
            solids = frame.place([_disc(level, sacrum if last else vertebrae[index + 1])])
            parts.append(SpinePart(name, f"Disc {name}", "disc", level.region, solids))
    top = _below(vertebrae[-1], frames[-1])
    sacral, end = _sacrum(sacrum, top)
    parts.append(SpinePart("sacrum", "Sacrum", "bone", sacrum.region, sacral))
    tail = _coccyx(coccyx, end)
    parts.append(SpinePart("coccyx", "Coccyx", "bone", coccyx.region, tail))
    return tuple(parts)


def _frames(vertebrae: Sequence[Level]) -> Iterator[Frame]:
    """Walk down the column: each wedge of bone or disc tips what is below it."""
    # Chosen so that the head stands over the sacrum.
    edge = Frame(0.0, 0.0, math.radians(-8))
    for level in vertebrae:
        tilt = edge.tilt + math.radians(level.wedge) / 2
        yield Frame(
            edge.y - math.sin(tilt) * level.height / 2,
            edge.z - math.cos(tilt) * level.height / 2,
            tilt,
        )
        edge = _below(level, _down(edge, level.height, level.wedge, half=True))


def _down(edge: Frame, height: float, wedge: float, *, half: bool = False) -> Frame:
    """The frame after going down by a wedge of that height (or to its middle)."""
    tilt = edge.tilt + math.radians(wedge) / 2
    way = height / 2 if half else height
    end = tilt if half else edge.tilt + math.radians(wedge)
    return Frame(edge.y - math.sin(tilt) * way, edge.z - math.cos(tilt) * way, end)


def _below(level: Level, middle: Frame) -> Frame:
    """Upper edge of what follows, below the vertebra and its disc."""
    foot = Frame(
        middle.y - math.sin(middle.tilt) * level.height / 2,
        middle.z - math.cos(middle.tilt) * level.height / 2,
        middle.tilt + math.radians(level.wedge) / 2,
    )
    # C1 rests on C2 without a disc: only the thickness of joint cartilage.
    return _down(foot, level.disc or 1.5, level.disc_wedge)


def _outline(half_width: float, half_depth: float, scale: float) -> list[tuple[float, float]]:
    """A body seen from above: round in front and hollow behind, like a kidney."""
    points = []
    for corner in range(BODY_CORNERS):
        angle = 2 * math.pi * corner / BODY_CORNERS
        c, s = math.cos(angle), math.sin(angle)
        x = math.copysign(abs(c) ** 0.85, c) * half_width
        y = math.copysign(abs(s) ** 0.85, s) * half_depth
        if s < 0:
            y *= 1 - 0.16 * abs(s) ** 4
        points.append((x * scale, y * scale))
    return points


def _body(level: Level) -> Solid:
    """The front block of a vertebra: a drum with a waist and rims."""
    slope = 2 * math.tan(math.radians(level.wedge) / 2)
    rings = []
    for place, scale in (
        (0.5, 0.92),
        (0.44, 1.0),
        (0.24, 0.93),
        (0.0, 0.89),
        (-0.24, 0.93),
        (-0.44, 1.0),
        (-0.5, 0.92),
    ):
        rings.append(
            tuple(
                (x, y, place * (level.height + slope * y))
                for x, y in _outline(level.half_width, level.half_depth, scale)
            )
        )
    return Solid(tuple(rings))


def _disc(above: Level, below: Level) -> Solid:
    """The disc under a vertebra, in that vertebra's frame: a wedge that bulges a little."""
    slope = math.tan(math.radians(above.wedge) / 2)
    wedge = math.tan(math.radians(above.disc_wedge))
    rings = []
    for share, scale in ((0.0, 0.93), (0.28, 1.0), (0.72, 1.0), (1.0, 0.93)):
        width = _between(above.half_width, min(below.half_width, above.half_width * 1.1), share)
        depth = _between(above.half_depth, min(below.half_depth, above.half_depth * 1.1), share)
        rings.append(
            tuple(
                (x, y, -above.height / 2 - slope * y - share * (above.disc + wedge * y))
                for x, y in _outline(width, depth, scale)
            )
        )
    return Solid(tuple(rings))


def _between(first: float, last: float, share: float) -> float:
    return first + (last - first) * share


def _vertebra(level: Level) -> _Shape:
    match level.name, level.region:
        case "C1", _:
            return _atlas(level)
        case "C2", _:
            neck = _cervical(level)
            return _Shape((*neck.solids, *_dens(level)), neck.marks)
        case _, "neck":
            return _cervical(level)
        case _, "chest":
            return _thoracic(level)
        case _:
            return _lumbar(level)


def _both(*solids: Solid) -> list[Solid]:
    return [side for solid in solids for side in (solid, mirrored(solid))]


def _bridge(start: Point, end: Point, thickness: tuple[float, float]) -> Solid:
    """A bar whose both ends are hidden in other solids: pedicles and laminae."""
    return tube([start, end], [thickness, thickness], UPWARDS, shows=(False, False))


def _spinous(
    level: Level, start: Point, half_height: float, thickness: tuple[float, float]
) -> list[Solid]:
    """The process you can feel under the skin; those of C2 to C6 end in two tips."""
    tip_y = level.half_depth - level.reach
    drop = (start[1] - tip_y) * math.tan(math.radians(level.droop))
    tip = (0.0, tip_y, start[2] - drop)
    middle = (0.0, (start[1] + tip_y) / 2, start[2] - drop * 0.46)
    root, end = thickness
    radii = [
        (root, half_height * 1.15),
        ((root + end) / 2, half_height * 0.9),
        (end, half_height),
    ]
    solids = [tube([start, middle, tip], radii, SIDEWAYS)]
    if level.name in {"C2", "C3", "C4", "C5", "C6"}:
        fork = tube(
            [(1.0, tip_y + 5, tip[2] + 1), (4.5, tip_y - 0.5, tip[2] - 1)],
            [(2.2, 2.6), (2.0, 2.2)],
            SIDEWAYS,
            sides=6,
        )
        solids += _both(fork)
    return solids


def _cervical(level: Level) -> _Shape:
    w, back, tip = level.half_width, -level.half_depth, level.span / 2
    # The body of C2 carries a peg, so its arch is no taller than that of its neighbours.
    h = min(level.height, 14.5)
    pillar = w + 6
    # Slanted joint surfaces, like roof tiles.
    joints = tube(
        [
            (pillar, back - 1, h * 0.62),
            (pillar, back - 4.5, 0.0),
            (pillar - 0.5, back - 9, -h * 0.66),
        ],
        [(4.6, 3.6), (5.2, 4.6), (4.6, 3.6)],
        SIDEWAYS,
        shows=(True, True),
    )
    # Two bars: the hole between them lets an artery pass.
    rear_bar = tube(
        [(pillar - 2, back - 1, -h * 0.1), (tip, back + 4.5, -h * 0.22)],
        [(2.6, 2.2), (3.0, 2.6)],
        UPWARDS,
        sides=6,
    )
    front_bar = tube(
        [(w * 0.8, back + 10, -h * 0.12), (tip - 1, back + 7.5, -h * 0.2)],
        [(2.4, 1.8), (2.8, 2.2)],
        UPWARDS,
        sides=6,
    )
    pedicle = _bridge((w * 0.7, back + 3, h * 0.05), (pillar, back - 3, h * 0.05), (h * 0.2, 3.2))
    lamina = _bridge((pillar - 1, back - 8, -h * 0.12), (0.5, back - 16, -h * 0.2), (h * 0.3, 2.4))
    spinous = _spinous(level, (0.0, back - 14, -h * 0.2), h * 0.25, (3.0, 3.2))
    solids = [_body(level), *_both(pedicle, joints, lamina, rear_bar, front_bar), *spinous]
    return _Shape(tuple(solids), (front_bar, rear_bar))


def _dens(level: Level) -> list[Solid]:
    """The peg of C2 that C1 turns around, and the shoulders that carry C1."""
    top = level.height / 2
    peg = tube(
        [(0, 0.5, top - 3), (0, 1.5, top + 4), (0, 1.0, top + 12)],
        [(5.2, 5.0), (4.2, 4.2), (4.4, 4.2)],
        SIDEWAYS,
        sides=10,
    )
    shoulder = tube(
        [(8.0, -2.0, top - 5), (14.5, -3.0, top - 1.0)],
        [(4.5, 6.5), (3.2, 6.8)],
        UPWARDS,
    )
    return [peg, *_both(shoulder)]


def _atlas(level: Level) -> _Shape:
    """C1, a ring without a body: the peg of C2 stands where the body would be."""
    h, tip = level.height, level.span / 2
    front, back = 8.0, level.half_depth - level.reach
    arc = [math.radians(angle) for angle in range(-180, 181, 20)]
    ring = tube(
        [
            (17 * math.sin(a), (back + front) / 2 + (front - back) / 2 * math.cos(a), 0.0)
            for a in arc
        ],
        # The front arch is taller, the rear arch a slim bar with a knob in the middle.
        [(3.0 + 1.8 * max(0.0, math.cos(a)), 2.6) for a in arc],
        UPWARDS,
        sides=7,
        shows=(False, False),
    )
    mass = tube(
        [(15, -3.5, h * 0.5), (15.5, -5, 0), (14.5, -4.5, -h * 0.5)],
        [(6.0, 7.5), (6.0, 7.0), (6.2, 7.5)],
        SIDEWAYS,
        shows=(True, True),
    )
    wing = tube(
        [(17, -6.5, 0), (tip - 8, -8, -0.5), (tip - 3, -8.5, -1.5)],
        [(3.4, 4.0), (2.8, 3.2), (3.6, 4.4)],
        UPWARDS,
    )
    knob = tube([(0, back + 3, 0), (0, back - 1.5, -0.5)], [(3.2, 4.2), (3.0, 4.0)], SIDEWAYS)
    bump = tube([(0, front, 0), (0, front + 2, -0.6)], [(3.0, 4.6), (2.4, 3.4)], SIDEWAYS)
    return _Shape((ring, *_both(mass, wing), knob, bump), (wing,))


def _thoracic(level: Level) -> _Shape:
    h, w, back, tip = level.height, level.half_width, -level.half_depth, level.span / 2
    # The lowest two have stubs that hardly point backwards.
    swept = 13 if level.name in {"T11", "T12"} else 19
    upper_joint = tube(
        [(11, back - 9, h * 0.05), (11, back - 9, h * 0.45), (10.5, back - 8, h * 0.78)],
        [(4.4, 2.8), (4.4, 2.4), (3.4, 1.7)],
        SIDEWAYS,
    )
    lower_joint = tube(
        [(10, back - 11, 0.0), (9.5, back - 12.5, -h * 0.4), (9, back - 12, -h * 0.78)],
        [(4.6, 2.8), (4.2, 2.6), (3.4, 1.9)],
        SIDEWAYS,
    )
    wing = tube(
        [
            (10, back - 9, h * 0.12),
            (_between(10, tip, 0.6), back - 9 - (swept - 9) * 0.6, h * 0.16),
            (tip - 3, back - swept, h * 0.22),
        ],
        [(h * 0.16 + 1, 3.2), (h * 0.13 + 1, 3.0), (h * 0.15 + 1.2, 4.0)],
        UPWARDS,
    )
    pedicle = _bridge((w * 0.6, back + 3, h * 0.22), (11, back - 8, h * 0.18), (h * 0.2, 3.4))
    lamina = _bridge((11, back - 10, -h * 0.02), (0.5, back - 17, -h * 0.12), (h * 0.34, 2.6))
    half_height = h * (0.2 if level.droop > 30 else 0.24)
    spinous = _spinous(level, (0.0, back - 14.5, -h * 0.1), half_height, (3.0, 2.6))
    solids = [_body(level), *_both(pedicle, upper_joint, lower_joint, lamina, wing), *spinous]
    return _Shape(tuple(solids), (wing,))


def _lumbar(level: Level) -> _Shape:
    h, w, back, tip = level.height, level.half_width, -level.half_depth, level.span / 2
    spread = 13 + (w - 21) * 0.9
    upper_joint = tube(
        [
            (spread + 1, back - 9, 0.0),
            (spread + 3, back - 11, h * 0.4),
            (spread + 3, back - 11, h * 0.72),
        ],
        [(4.6, 4.2), (4.4, 4.2), (3.4, 3.4)],
        SIDEWAYS,
    )
    lower_joint = tube(
        [
            (spread, back - 12, h * 0.05),
            (spread - 0.5, back - 15, -h * 0.4),
            (spread, back - 15, -h * 0.78),
        ],
        [(4.8, 3.8), (4.4, 3.6), (3.6, 3.2)],
        SIDEWAYS,
    )
    wing = tube(
        [
            (spread, back - 8, h * 0.16),
            (_between(spread, tip, 0.55), back - 10, h * 0.16),
            (tip - 2, back - 12, h * 0.2),
        ],
        [(4.8, 3.0), (4.0, 2.4), (4.2, 2.4)],
        UPWARDS,
    )
    pedicle = _bridge((w * 0.6, back + 4, h * 0.2), (spread, back - 8, h * 0.16), (h * 0.2, 4.4))
    lamina = _bridge((spread, back - 12, -h * 0.08), (0.5, back - 18, -h * 0.2), (h * 0.34, 3.2))
    # A broad blade, the shape of a hatchet.
    spinous = _spinous(level, (0.0, back - 15, -h * 0.2), h * 0.32, (3.2, 3.6))
    solids = [_body(level), *_both(pedicle, upper_joint, lower_joint, lamina, wing), *spinous]
    return _Shape(tuple(solids), (wing,))


def _sacrum(level: Level, top: Frame) -> tuple[tuple[Solid, ...], Frame]:
    """Five fused vertebrae: a curved wedge with a ridge of bumps behind; and where it ends."""
    steps = 12
    rings: list[tuple[Point, ...]] = []
    solids: list[Solid] = []
    # The front edge of the sacrum leans back sharply from the disc above.
    edge = Frame(top.y, top.z, top.tilt)
    turn = math.radians(14)
    frame = Frame(edge.y, edge.z, edge.tilt + turn)
    for step in range(steps + 1):
        share = step / steps
        half_width = _between(level.half_width, 11, share**0.75)
        if step == 0:
            half_width *= 0.93
        half_depth = _between(level.half_depth, 5.0, share**0.62)
        waves = 1 + 0.03 * math.cos(2 * math.pi * share * 4.6)
        flat = []
        for corner in range(28):
            angle = 2 * math.pi * corner / 28
            c, s = math.cos(angle), math.sin(angle)
            x = math.copysign(abs(c) ** 0.9, c) * half_width * waves
            # Hollow in front, ridged behind; the wings sweep back.
            y = s * half_depth * (1.0 if s > 0 else 1.05)
            y -= (abs(c) ** 2.2) * half_depth * (0.62 * (1 - share) + 0.15)
            flat.append((x, y, 0.0))
        tilt = edge.tilt if step == 0 else frame.tilt
        rings += [
            ring
            for solid in Frame(frame.y, frame.z, tilt).place([Solid((tuple(flat),))])
            for ring in solid.rings
        ]
        if step in {2, 4, 6, 8}:
            depth = -half_depth * 1.0
            crest = tube(
                [(0, depth + 2, 1.5), (0, depth - 5.5 + step * 0.35, -1.5)],
                [(2.6, 5.0), (2.2, 3.6)],
                SIDEWAYS,
            )
            solids += frame.place([crest])
        if step == 0:
            horn = tube(
                [(17, -15, -8), (19, -20, 2), (19, -20.5, 11)],
                [(5.5, 5.0), (4.6, 4.0), (3.4, 2.6)],
                SIDEWAYS,
            )
            solids += Frame(frame.y, frame.z, edge.tilt).place(_both(horn))
        if step < steps:
            # Nearly straight at the top, strongly bent at the third piece.
            bend = level.wedge * (0.25 + 1.5 * share) / steps
            frame = _down(frame, level.height / steps, bend)
    return (Solid(tuple(rings)), *solids), frame


def _coccyx(level: Level, top: Frame) -> tuple[Solid, ...]:
    """Usually four fused pieces, each smaller than the one above."""
    solids: list[Solid] = []
    frame = _down(top, 2.0, 0.0)
    for piece in range(4):
        share = piece / 4
        length = level.height * (0.34 - 0.06 * piece)
        half_width = _between(level.half_width, 2.2, share)
        half_depth = _between(level.half_depth, 1.8, share)
        rings = []
        for place, scale in ((0.0, 0.8), (0.18, 1.0), (0.55, 0.8), (0.9, 0.72), (1.0, 0.5)):
            rings.append(
                tuple(
                    (
                        math.cos(2 * math.pi * corner / 12) * half_width * scale,
                        math.sin(2 * math.pi * corner / 12) * half_depth * scale,
                        -place * length,
                    )
                    for corner in range(12)
                )
            )
        solids += frame.place([Solid(tuple(rings))])
        frame = _down(frame, length * 0.97, level.wedge / 4)
    return tuple(solids)
