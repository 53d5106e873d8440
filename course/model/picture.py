"""Pictures of exercises: posed figures and their props, seen from an angle, as SVG paths."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from course.model.outline import Flat
from course.model.pose import RADII, SIDES, Joints, Point, add, cross, direction, joints, unit
from course.model.sketch import (
    Arrow,
    Bar,
    Box,
    Chair,
    Cord,
    Dumbbell,
    Kettlebell,
    Mat,
    Place,
    Plate,
    Post,
    Prop,
    Roller,
    Sketch,
    sketches,
)
from course.model.strokes import (
    STEPS,
    Drawn,
    arrow,
    circle,
    hull,
    line,
    polygon,
    round_hull,
    segment,
    taper,
)

MARGIN = 4.0
# From higher up the floor has no edge to draw.
LOW = 12
LEFT_TO_RIGHT: Point = (0, 0, 1)


@dataclass(frozen=True, slots=True)
class Shape:
    """One path of a picture; ``look`` is what it shows, such as ``near``, ``body`` or ``prop``."""

    look: str
    d: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One panel: its caption, SVG's viewBox, and its shapes from the back to the front."""

    caption: str
    viewbox: tuple[int, int, int, int]
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Camera:
    """An onlooker far away: round to the figure's front by ``yaw``, and up by ``pitch`` degrees."""

    yaw: float
    pitch: float

    def see(self, point: Point) -> Point:
        """Right, down, and towards the onlooker."""
        (x, y, z), yaw, pitch = point, math.radians(self.yaw), math.radians(self.pitch)
        right = x * math.cos(yaw) - z * math.sin(yaw)
        near = x * math.sin(yaw) + z * math.cos(yaw)
        up = y * math.cos(pitch) - near * math.sin(pitch)
        return right, -up, near * math.cos(pitch) + y * math.sin(pitch)

    def flat(self, point: Point) -> Flat:
        """Right and down."""
        right, down, _ = self.see(point)
        return right, down

    def depth(self, points: Sequence[Point]) -> float:
        """How near some points are, on average."""
        return sum(self.see(point)[2] for point in points) / len(points)


@dataclass(frozen=True, slots=True)
class _Layer:
    look: str
    depth: float
    drawn: tuple[Drawn, ...]

    @property
    def d(self) -> str:
        return "".join(d for d, _ in self.drawn)


@cache
def pictures(exercise_id: str) -> tuple[Picture, Picture]:
    """The two panels of an exercise, start and end, in one scale.

    Raises
    ------
    KeyError
        If no exercise with that id is drawn.
    """
    sketch = sketches()[exercise_id]
    camera = Camera(*sketch.view)
    poses = (joints(sketch.start), joints(sketch.end))
    panels: list[list[_Layer]] = []
    for panel, found in zip(("start", "end"), poses, strict=True):
        layers = [*_figure(found, camera), *_props(sketch, panel, found, camera)]
        shown = [a for a in sketch.arrows if a.panel in {"both", panel}]
        panels.append(layers + [part for a in shown for part in _arrow(a, poses, camera)])
    left, top, right, bottom = _edges(sketch, [layer for panel in panels for layer in panel])
    floor = [_Layer("floor", -1e9, ((f"M{left} 0H{right}", ()),))] if camera.pitch <= LOW else []
    start, end = (
        Picture(
            caption,
            (left, top, right - left, bottom - top),
            tuple(Shape(part.look, part.d) for part in sorted([*floor, *layers], key=_by_depth)),
        )
        for caption, layers in zip(sketch.captions, panels, strict=True)
    )
    return start, end


def _by_depth(layer: _Layer) -> float:
    return layer.depth


def _edges(sketch: Sketch, layers: Iterable[_Layer]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the picture, in steps of a path."""
    corners = [corner for layer in layers for _, corners in layer.drawn for corner in corners]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    left, top, right, bottom = sketch.frame or (
        min(xs) - MARGIN,
        min(ys) - MARGIN,
        max(xs) + MARGIN,
        max(ys) + MARGIN,
    )
    return (
        math.floor(left * STEPS),
        math.floor(top * STEPS),
        math.ceil(right * STEPS),
        math.ceil(bottom * STEPS),
    )


# --- the figure


def _figure(found: Joints, camera: Camera) -> list[_Layer]:
    depth = camera.depth([found["hips"], found["chest"]])
    layers = [_Layer("body", depth, tuple(_trunk(found, camera))), *_head(found, camera, depth)]
    for side in SIDES:
        # The side that lies further away is drawn lighter.
        away = camera.see(found[f"{side}_hip"])[2] < camera.see(found["hips"])[2] - 2
        look = "far" if away else "near"
        for names in (("shoulder", "elbow", "wrist", "hand"), ("hip", "knee", "ankle")):
            chain = [f"{side}_{name}" for name in names]
            # A limb beside the trunk lies in front of it or behind it by its side, not by a hair.
            at = camera.depth([found[name] for name in chain]) + (-6 if away else 6)
            layers.append(
                _Layer(look, at, tuple(_bone(camera, found, a, b) for a, b in pairwise(chain)))
            )
            if names[0] == "hip":
                layers += _clothes(found, camera, side, at)
    return layers


def _trunk(found: Joints, camera: Camera) -> list[Drawn]:
    hip_line, shoulder_line = found["hip_line"], found["shoulder_line"]
    rows = [
        (found["hips"], hip_line, 7.0, RADII["hips"]),
        (found["waist"], unit(add(hip_line, shoulder_line)), 6.0, RADII["waist"]),
        (found["chest"], shoulder_line, 8.0, RADII["chest"]),
    ]
    balls = [
        [(camera.flat(add(middle, across, way)), r) for way in (half, -half)]
        for middle, across, half, r in rows
    ]
    balls.append([(camera.flat(found[f"{s}_shoulder"]), RADII["shoulder"] + 0.5) for s in SIDES])
    return [polygon(round_hull([*one, *other])) for one, other in pairwise(balls)]


def _head(found: Joints, camera: Camera, depth: float) -> list[_Layer]:
    r, face = RADII["head"], found["face"]
    x, y = camera.flat(found["head"])
    fx, fy, towards = camera.see(face)
    skin = [taper(camera.flat(found["neck"]), 5, (x, y), 6), circle((x, y), r)]
    if math.hypot(fx, fy) > 0.35:
        skin.append(circle((x + fx * (r + 0.4), y + fy * (r + 0.4)), 2.2))
    up = unit(add(found["head"], found["neck"], -1))
    hx, hy, _ = camera.see(add(add((0, 0, 0), up, 0.75), face, -1))
    size = math.hypot(hx, hy) or 1.0
    # Seen from behind, hair covers nearly all of the head.
    share = max(-0.75, min(0.6, 0.2 + 0.5 * towards))
    hair = segment((x, y), r, (hx / size, hy / size), share)
    aside = cross(up, face)
    eyes = [
        circle(camera.flat(add(add(found["head"], face, r * 0.9), aside, way)), 1.1)
        for way in (-3.6, 3.6)
        if towards > 0.6
    ]
    at = depth + 4.5
    return [
        _Layer("near", at, tuple(skin)),
        _Layer("hair", at + 0.1, (hair,)),
        *([_Layer("eyes", at + 0.2, tuple(eyes))] if eyes else []),
    ]


def _clothes(found: Joints, camera: Camera, side: str, depth: float) -> list[_Layer]:
    hip, knee = found[f"{side}_hip"], found[f"{side}_knee"]
    half = add(add((0, 0, 0), hip, 0.5), knee, 0.5)
    leg = taper(camera.flat(hip), RADII["hip"], camera.flat(half), 7.5, cut=True)
    balls = [
        (camera.flat(found[f"{side}_{name}"]), RADII[name]) for name in ("ankle", "heel", "toe")
    ]
    shoe = polygon(round_hull(balls))
    return [_Layer("shorts", depth + 0.05, (leg,)), _Layer("shoe", depth + 0.1, (shoe,))]


def _bone(camera: Camera, found: Joints, one: str, other: str) -> Drawn:
    r, s = (RADII[name.rpartition("_")[2]] for name in (one, other))
    return taper(camera.flat(found[one]), r, camera.flat(found[other]), s)


# --- props and arrows


def _props(sketch: Sketch, panel: str, found: Joints, camera: Camera) -> list[_Layer]:
    layers = []
    for prop in sketch.props:
        if prop.panel in {"both", panel}:
            shift = {"front": 1e6, "back": -1e6, None: 0}[prop.layer]
            layers += [replace(p, depth=p.depth + shift) for p in _prop(prop, found, camera)]
    return layers


def _prop(prop: Prop, found: Joints, camera: Camera) -> list[_Layer]:
    match prop:
        case Mat():
            a, b = prop.x
            corners: list[Point] = [(a, 0, -30), (b, 0, -30), (b, 0, 32), (a, 0, 32)]
            return [_Layer("mat", -1e8, (polygon([camera.flat(c) for c in corners]),))]
        case Cord():
            return [_line(prop.kind, [_place(p, found) for p in prop.through], camera)]
        case Bar():
            return _bar(prop, _place(prop.at, found), camera)
        case Dumbbell():
            return [_dumbbell(_place(prop.at, found), direction(*prop.axis), camera)]
        case Kettlebell():
            return [_kettlebell(_place(prop.at, found), direction(*prop.hangs), camera)]
        case Plate():
            return _plate(_place(prop.at, found), direction(*prop.faces), 13, camera)
        case Box():
            return _box(prop.x, prop.y, prop.z, camera)
        case Chair():
            return _chair(prop.x, camera)
        case Roller():
            x, y = prop.at
            depth = camera.depth([(x, y, 0)])
            end = polygon(_ring(camera, (x, y, 22), LEFT_TO_RIGHT, 7.5))
            tube = _tube(camera, (x, y, -22), (x, y, 22), 7.5)
            return [_Layer("prop", depth, (tube,)), _Layer("prop", depth + 0.1, (end,))]
        case Post():
            post = _line("post", [(prop.x, 0, prop.z), (prop.x, prop.height, prop.z)], camera)
            if prop.ring is None:
                return [post]
            ring = circle(camera.flat((prop.x, prop.ring, prop.z)), 3)
            return [post, _Layer("prop", post.depth + 1, (ring,))]


def _dumbbell(grip: Point, axis: Point, camera: Camera) -> _Layer:
    a, b, c, d = (add(grip, axis, far) for far in (-8.5, -5, 5, 8.5))
    pieces = ((b, c, 1.5), (a, b, 4.2), (c, d, 4.2))
    tubes = tuple(_tube(camera, *piece) for piece in pieces)
    return _Layer("prop", camera.depth([grip]) + 14, tubes)


def _kettlebell(grip: Point, hangs: Point, camera: Camera) -> _Layer:
    ball = add(grip, hangs, 17)
    ends = [(add(grip, LEFT_TO_RIGHT, z), add(ball, LEFT_TO_RIGHT, z)) for z in (-6, 6)]
    handle = [*ends, (ends[0][0], ends[1][0])]
    tubes = [_tube(camera, one, other, 1.6) for one, other in handle]
    drawn = (*tubes, circle(camera.flat(ball), 9.5))
    return _Layer("prop", camera.depth([grip]) + 14, drawn)


def _bar(prop: Bar, middle: Point, camera: Camera) -> list[_Layer]:
    far, near = (add(middle, LEFT_TO_RIGHT, way) for way in (-prop.half, prop.half))
    rod = _Layer("prop", camera.depth([middle]) + 2, (_tube(camera, far, near, 1.5),))
    if prop.plates is None:
        return [rod]
    places = [add(middle, LEFT_TO_RIGHT, way) for way in (8 - prop.half, prop.half - 8)]
    plates = [_plate(place, LEFT_TO_RIGHT, prop.plates, camera) for place in places]
    return [rod, *plates[0], *plates[1]]


def _plate(middle: Point, facing: Point, size: float, camera: Camera) -> list[_Layer]:
    depth = camera.depth([middle]) + 14
    rims = [_ring(camera, add(middle, facing, far), facing, size) for far in (-1.5, 1.5)]
    hole = _ring(camera, add(middle, facing, 1.5), facing, size * 0.2)
    return [
        _Layer("prop", depth, (polygon(hull([*rims[0], *rims[1]])),)),
        _Layer("prop", depth + 0.1, (polygon(hole),)),
    ]


def _chair(x: float, camera: Camera) -> list[_Layer]:
    feet = [(at, z) for at in (x - 3, x - 43) for z in (-19, 19)]
    legs = [_line("post", [(at, 41, z), (at, 0, z)], camera) for at, z in feet]
    back = _box((x - 46, x - 42), (41, 92), (-22, 22), camera)
    return [*legs, *back, *_box((x - 42, x), (41, 46), (-22, 22), camera)]


def _box(
    x: tuple[float, float], y: tuple[float, float], z: tuple[float, float], camera: Camera
) -> list[_Layer]:
    (x0, x1), (y0, y1), (z0, z1) = x, y, z
    faces: list[list[Point]] = [
        [(x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1)],
        [(x1, y0, z0), (x1, y0, z1), (x1, y1, z1), (x1, y1, z0)],
        [(x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)],
    ]
    depth = camera.depth([corner for face in faces for corner in face]) - 5
    shown = tuple(polygon([camera.flat(c) for c in face]) for face in faces)
    return [_Layer("box", depth + i / 10, (face,)) for i, face in enumerate(shown)]


def _line(look: str, places: Sequence[Point], camera: Camera) -> _Layer:
    return _Layer(look, camera.depth(places), (line([camera.flat(p) for p in places]),))


def _tube(camera: Camera, one: Point, other: Point, r: float) -> Drawn:
    return taper(camera.flat(one), r, camera.flat(other), r)


def _ring(camera: Camera, middle: Point, facing: Point, r: float) -> list[Flat]:
    """A circle in space."""
    x, y, z = facing
    aside = unit((y, -x, 0) if abs(z) < 0.9 else (z, 0, -x))
    other = cross(facing, aside)
    turns = [math.tau * i / 20 for i in range(20)]
    points = [add(add(middle, aside, r * math.cos(t)), other, r * math.sin(t)) for t in turns]
    return hull([camera.flat(point) for point in points])


def _arrow(shown: Arrow, poses: tuple[Joints, Joints], camera: Camera) -> list[_Layer]:
    (ax, ay), (bx, by) = (
        camera.flat(_place(place, found))
        for place, found in zip((shown.start, shown.end), poses, strict=True)
    )
    far = math.hypot(bx - ax, by - ay) or 1.0
    bend = (
        (ax + bx) / 2 + (by - ay) / far * shown.bow * 2,
        (ay + by) / 2 - (bx - ax) / far * shown.bow * 2,
    )
    shaft, tip = arrow((ax, ay), bend, (bx, by))
    return [_Layer("arrow", 1e7, (shaft,)), _Layer("tip", 1e7 + 1, (tip,))]


def _place(place: Place, found: Joints) -> Point:
    if not isinstance(place, str):
        return place
    if place == "hands":
        return add(add((0, 0, 0), found["right_hand"], 0.5), found["left_hand"], 0.5)
    if place in {"stick_top", "stick_low"}:
        # A stick along the back touches the back of the head and the sacrum.
        up = unit(add(found["head"], found["neck"], -1))
        joint, way = ("head", 14) if place == "stick_top" else ("hips", -14)
        return add(add(found[joint], found["face"], -12), up, way)
    return found[place]
