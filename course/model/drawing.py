"""Flat drawings whose parts can be chosen: spine, neck close up, muscles of the back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from course.model import body
from course.model.outline import outlines, path
from course.model.spine import SpinePart, levels, spine

FROM_THE_SIDE = (1, 2)
_NO_DRAWING = "There is no drawing {!r}. There are: spine, neck, back-muscles."
NECK = ("C1", "C2", "C3", "C4", "C5", "C6", "C7", "T1")


@dataclass(frozen=True, slots=True)
class Part:
    """Something that can be chosen in a drawing: its name and its outline as an SVG path."""

    id: str
    label: str
    path_d: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Outlines in one coordinate system.

    ``viewbox`` is SVG's left, top, width and height; ``background`` holds paths that only help to
    find one's way; ``parts`` are in their natural order, from the head down.
    """

    viewbox: tuple[float, float, float, float]
    background: tuple[str, ...]
    parts: tuple[Part, ...]


def part_ids(name: str) -> tuple[str, ...]:
    """Ids of the parts that can be chosen in a drawing, without the work of drawing it.

    Raises
    ------
    KeyError
        If there is no drawing of that name.
    """
    match name:
        case "spine":
            return tuple(level.name for level in levels())
        case "neck":
            return NECK
        case "back-muscles":
            return tuple(muscle.id for muscle in body.muscles("back"))
    raise KeyError(_NO_DRAWING.format(name))


@cache
def drawing(name: str) -> Drawing:
    """A drawing by name.

    Parameters
    ----------
    name
        ``"spine"``: 26 bones from the side, discs behind; ``"neck"``: C1 to T1 close up, without
        discs; ``"back-muscles"``: muscles of the back on the outline of a body.

    Raises
    ------
    KeyError
        If there is no drawing of that name.
    """
    match name:
        case "spine":
            return _side_view(spine(), step=0.7, margin=8)
        case "neck":
            # Without the discs: their places are what is asked.
            wanted = [part for part in spine() if part.id in NECK]
            return _side_view(wanted, step=0.25, margin=4)
        case "back-muscles":
            left, top, width, height = (side * body.ENLARGED for side in body.BACK_WINDOW)
            return Drawing(
                (left, top, width, height),
                (body.outline(body.body("back")),),
                tuple(
                    Part(muscle.id, muscle.name, body.outline(muscle.polygons))
                    for muscle in body.muscles("back")
                ),
            )
    raise KeyError(_NO_DRAWING.format(name))


def _side_view(parts: Sequence[SpinePart], step: float, margin: float) -> Drawing:
    """Side view, the front of the body on the right."""
    digits = 1 if step > 0.3 else 2
    shapes = {part.id: outlines(part.solids, FROM_THE_SIDE, step) for part in parts}
    marks = {part.id: outlines(part.marks, FROM_THE_SIDE, step) for part in parts if part.marks}
    corners = [corner for loops in shapes.values() for loop in loops for corner in loop]
    left, right = min(x for x, _ in corners) - margin, max(x for x, _ in corners) + margin
    low, high = min(y for _, y in corners) - margin, max(y for _, y in corners) + margin
    return Drawing(
        (round(left), round(-high), round(right - left), round(high - low)),
        tuple(path(shapes[part.id], digits) for part in parts if part.kind == "disc"),
        tuple(
            Part(part.id, part.label, path(shapes[part.id] + marks.get(part.id, []), digits))
            for part in parts
            if part.kind == "bone"
        ),
    )
