"""What is drawn of each exercise: two poses, the view, the props and arrows.

The drawings are data, in ``data/exercises/poses.yaml``; `course.model.picture` draws them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from course import content
from course.model.pose import SIDES, Direction, Point, Pose
from course.model.questions import Part, Slug, Text

Panel = Literal["start", "end"]
# A point, or the name of a joint; `hands` is the middle between the two of them.
Place = str | Point


class _Prop(Part):
    panel: Panel | Literal["both"] = "both"
    # Parts are drawn from the back to the front; this overrules their depth.
    layer: Literal["back", "front"] | None = None


class Mat(_Prop):
    """A mat on the floor."""

    kind: Literal["mat"]
    x: tuple[float, float]


class Cord(_Prop):
    """A band, strap or stick through several places."""

    kind: Literal["band", "strap", "stick"]
    through: tuple[Place, ...] = Field(min_length=2)


class Bar(_Prop):
    """A bar from side to side; with plates of that radius it is a barbell."""

    kind: Literal["bar"]
    at: Place
    half: float
    plates: float | None = None


class Dumbbell(_Prop):
    """A dumbbell in a hand."""

    kind: Literal["dumbbell"]
    at: Place
    axis: Direction


class Kettlebell(_Prop):
    """A kettlebell that hangs from a place."""

    kind: Literal["kettlebell"]
    at: Place
    hangs: Direction


class Plate(_Prop):
    """A weight plate."""

    kind: Literal["plate"]
    at: Place
    faces: Direction


class Box(_Prop):
    """A box: a step, a bench, the top of a desk."""

    kind: Literal["box"]
    x: tuple[float, float]
    y: tuple[float, float]
    z: tuple[float, float]


class Chair(_Prop):
    """A chair; ``x`` is the front edge of its seat, and its back lies to the left."""

    kind: Literal["chair"]
    x: float


class Roller(_Prop):
    """A foam roller that lies across."""

    kind: Literal["roller"]
    at: tuple[float, float]


class Post(_Prop):
    """A post that stands on the floor; a band may be tied to it at ``ring``."""

    kind: Literal["post"]
    x: float
    height: float
    z: float = 0
    ring: float | None = None


Prop = Annotated[
    Mat | Cord | Bar | Dumbbell | Kettlebell | Plate | Box | Chair | Roller | Post,
    Field(discriminator="kind"),
]


class Arrow(Part):
    """A movement: from a place in the start pose to a place in the end pose.

    ``bow`` bends it to its left, in cm.
    """

    start: Place
    end: Place
    bow: float = 0
    panel: Panel | Literal["both"] = "end"


class Sketch(Part):
    """What is drawn of one exercise.

    ``view`` is how far the onlooker has gone round to the figure's front, and how high up, in
    degrees. ``frame`` cuts out a part of the picture: left, top, right and bottom. ``touches``
    names the joints that rest on the floor in each pose.
    """

    id: Slug
    alt: Text
    view: tuple[float, float]
    captions: tuple[Text, Text] = ("Start", "Finish")
    frame: tuple[float, float, float, float] | None = None
    props: tuple[Prop, ...] = ()
    arrows: tuple[Arrow, ...] = Field(min_length=1)
    touches: Mapping[Panel, tuple[str, ...]]
    start: Pose
    end: Pose

    @model_validator(mode="before")
    @classmethod
    def _end_begins_as_start(cls, data: Any) -> Any:
        start = _both_sides(data["start"])
        return {**data, "start": start, "end": {**start, **_both_sides(data["end"])}}


@cache
def sketches() -> Mapping[str, Sketch]:
    """What is drawn of each exercise, by the exercise's id."""
    return {r["id"]: Sketch(**r) for r in content.read_yaml("exercises/poses.yaml")["sketches"]}


def _both_sides(pose: Mapping[str, Any]) -> dict[str, Any]:
    """``arms`` and ``legs`` stand for both sides; a side of its own goes first."""
    one = {key: value for key, value in pose.items() if key not in {"arms", "legs"}}
    for pair, limb in (("arms", "arm"), ("legs", "leg")):
        for side in SIDES:
            if pair in pose:
                one.setdefault(f"{side}_{limb}", pose[pair])
    if len(one.get("hip", ())) == 2:
        one["hip"] = (*one["hip"], 0)
    return one
