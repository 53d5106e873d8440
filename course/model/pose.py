"""A jointed figure in space: angles and segment lengths in, joints out.

Directions are given as seen from the right side of somebody who looks to the right: 0 is forwards
(to the right of the picture), 90 up, 180 backwards, -90 down. A second number turns a direction out
of that plane: for a limb towards its own side of the body, for trunk and head towards the right.
Lengths are in cm. x runs forwards, y up and z to the figure's right, towards the onlooker.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from course.model.questions import Part

Point = tuple[float, float, float]
Side = Literal["right", "left"]
SIDES: tuple[Side, ...] = ("right", "left")

# Segment lengths of somebody 170 cm tall, and how thick the body is at each joint.
LOWER_TRUNK, UPPER_TRUNK, NECK = 24.0, 25.0, 19.0
UPPER_ARM, FOREARM, HAND = 28.0, 25.0, 8.0
THIGH, SHIN, HEEL, FOOT, SOLE = 42.0, 40.0, 4.0, 15.0, 4.5
HIP_HALF, SHOULDER_HALF = 8.5, 15.0
RADII: Mapping[str, float] = {
    "hips": 9.5,
    "waist": 8.5,
    "chest": 10.0,
    "neck": 5.0,
    "head": 10.5,
    "shoulder": 5.5,
    "elbow": 4.2,
    "wrist": 3.2,
    "hand": 3.2,
    "hip": 9.0,
    "knee": 6.0,
    "ankle": 4.0,
    "heel": 3.5,
    "toe": 2.8,
}


def _pair(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else (value, 0)


Direction = Annotated[tuple[float, float], BeforeValidator(_pair)]


class Limb(Part):
    """An arm or a leg.

    Either ``upper`` and ``lower`` give the directions of its two long segments, or ``to`` names the
    place of the wrist or ankle (x, y and how far out to the side), and elbow or knee bend towards
    ``bend``. ``end`` is the direction of hand or foot.
    """

    upper: Direction | None = None
    lower: Direction | None = None
    to: Point | None = None
    bend: Direction | None = None
    end: Direction | None = None


class Pose(Part):
    """A posture of the whole body.

    ``hip`` is the place of the middle between the hips; ``trunk`` the directions of its lower and
    upper half; ``across`` the direction from the left side to the right; ``turn`` twists hips and
    shoulders to the left, in degrees; ``shrug`` and ``reach`` lift the shoulders or push them
    forwards, in cm; ``look`` turns the face to the left.
    """

    hip: Point
    trunk: tuple[Direction, Direction]
    head: Direction | None = None
    look: float = 0
    across: Direction = (0, 90)
    turn: tuple[float, float] = (0, 0)
    shrug: float = 0
    reach: float = 0
    right_arm: Limb
    left_arm: Limb
    right_leg: Limb
    left_leg: Limb


Joints = Mapping[str, Point]


def joints(pose: Pose) -> Joints:
    """Places of all joints of a figure.

    Returns
    -------
    mapping
        ``hips``, ``waist``, ``chest``, ``neck``, ``head``, ``face`` (the direction the face looks
        in) and, for each side, ``right_shoulder`` … ``right_hand``, ``right_hip`` … ``right_toe``.
        The names of `RADII` say how far the skin lies from them.
    """
    low, high = (direction(*part) for part in pose.trunk)
    up = direction(*(pose.head or pose.trunk[1]))
    hips = pose.hip
    waist = add(hips, low, LOWER_TRUNK)
    chest = add(waist, high, UPPER_TRUNK * 0.55)
    neck = add(waist, high, UPPER_TRUNK)
    across = direction(*pose.across)
    hip_line = turned(_square(across, low), low, pose.turn[0])
    shoulder_line = turned(_square(across, high), high, pose.turn[1])
    found: dict[str, Point] = {
        "hips": hips,
        "waist": waist,
        "chest": chest,
        "neck": neck,
        "head": add(neck, up, NECK),
        "face": unit(cross(up, turned(shoulder_line, up, pose.look))),
        "hip_line": hip_line,
        "shoulder_line": shoulder_line,
    }
    forwards = unit(cross(high, shoulder_line))
    girdle = add(add(add(neck, high, -3), high, pose.shrug), forwards, pose.reach)
    for side, sign in (("right", 1.0), ("left", -1.0)):
        shoulder = add(girdle, shoulder_line, sign * SHOULDER_HALF)
        arm = pose.right_arm if side == "right" else pose.left_arm
        elbow, wrist = _limb(arm, shoulder, (UPPER_ARM, FOREARM), sign, (-150, 20))
        hand = direction(*arm.end, sign) if arm.end else unit(sub(wrist, elbow))
        hip = add(hips, hip_line, sign * HIP_HALF)
        leg = pose.right_leg if side == "right" else pose.left_leg
        knee, ankle = _limb(leg, hip, (THIGH, SHIN), sign, (0, 0))
        shin = unit(sub(ankle, knee))
        foot = direction(*leg.end, sign) if leg.end else unit(cross(hip_line, shin))
        sole = _square(shin, foot)
        found |= {
            f"{side}_shoulder": shoulder,
            f"{side}_elbow": elbow,
            f"{side}_wrist": wrist,
            f"{side}_hand": add(wrist, hand, HAND),
            f"{side}_hip": hip,
            f"{side}_knee": knee,
            f"{side}_ankle": ankle,
            f"{side}_heel": add(add(ankle, foot, -HEEL), sole, SOLE),
            f"{side}_toe": add(add(ankle, foot, FOOT), sole, SOLE + 0.7),
        }
    return found


def radius(joint: str) -> float:
    """How far the skin lies from a joint, in cm."""
    return RADII[joint.rpartition("_")[2]]


def direction(angle: float, out: float = 0, sign: float = 1) -> Point:
    """Unit vector of a direction; ``sign`` is -1 where "out" means the left side."""
    a, o = math.radians(angle), math.radians(out)
    return (math.cos(a) * math.cos(o), math.sin(a) * math.cos(o), sign * math.sin(o))


def _limb(
    limb: Limb, start: Point, lengths: tuple[float, float], sign: float, bend: Direction
) -> tuple[Point, Point]:
    """Middle joint and end of an arm or a leg."""
    first, second = lengths
    if limb.to is None:
        upper: Direction = limb.upper or (-90.0, 0.0)
        lower: Direction = limb.lower or upper
        middle = add(start, direction(*upper, sign), first)
        return middle, add(middle, direction(*lower, sign), second)
    target = (limb.to[0], limb.to[1], sign * limb.to[2])
    line = sub(target, start)
    # An end out of reach is reached for with the limb straight; a test finds such a pose.
    far = min(max(length(line), abs(first - second) + 0.01), first + second - 0.01)
    way = unit(line)
    along = (first**2 - second**2 + far**2) / (2 * far)
    aside = _square(direction(*(limb.bend or bend), sign), way)
    middle = add(add(start, way, along), aside, math.sqrt(max(0.0, first**2 - along**2)))
    return middle, add(start, way, far)


def _square(vector: Point, to: Point) -> Point:
    """The part of ``vector`` at a right angle to a unit vector, as a unit vector."""
    return unit(add(vector, to, -dot(vector, to)))


def add(point: Point, way: Point, far: float = 1) -> Point:
    """The point ``far`` along ``way``."""
    return (point[0] + way[0] * far, point[1] + way[1] * far, point[2] + way[2] * far)


def sub(one: Point, other: Point) -> Point:
    """The way from ``other`` to ``one``."""
    return add(one, other, -1)


def dot(one: Point, other: Point) -> float:
    """Scalar product."""
    return sum(a * b for a, b in zip(one, other, strict=True))


def cross(one: Point, other: Point) -> Point:
    """Vector product."""
    (a, b, c), (d, e, f) = one, other
    return (b * f - c * e, c * d - a * f, a * e - b * d)


def length(vector: Point) -> float:
    """Length of a vector."""
    return math.sqrt(dot(vector, vector))


def unit(vector: Point) -> Point:
    """The same direction, one long."""
    size = length(vector) or 1.0
    return (vector[0] / size, vector[1] / size, vector[2] / size)


def turned(vector: Point, axis: Point, degrees: float) -> Point:
    """A vector turned about an axis, anticlockwise when the axis points at the onlooker."""
    angle = math.radians(degrees)
    c, s = math.cos(angle), math.sin(angle)
    kept = dot(vector, axis) * (1 - c)
    return add(add(add((0, 0, 0), vector, c), cross(axis, vector), s), axis, kept)
