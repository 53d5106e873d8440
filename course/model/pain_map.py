"""Where does it hurt? Places of the body, and what pain there can and cannot tell.

The texts are in ``data/cases/pain_map.yaml``, the drawing comes from `course.model.body`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from course.content import data_path
from course.model import evidence
from course.model.body import View, regions
from course.model.casefiles import check_key, check_keys
from course.model.questions import Part, Slug, Text
from course.model.triage import LEVELS
from course.model.yamlfile import YamlFile

Side = Literal["left", "right"]


class Said(Part):
    """A text and the keys of those who say so."""

    text: Text
    sources: tuple[str, ...] = Field(min_length=1)


class Check(Said):
    """A text with the warning signs to check, the most urgent first."""

    signs: tuple[str, ...] = Field(min_length=1)


class Group(Part):
    """Places that stand together in the list."""

    id: Slug
    title: Text


class Areas(Part):
    """Names of drawn areas, without the side."""

    front: tuple[str, ...] = ()
    back: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not (self.front or self.back):
            raise ValueError("`areas` names no area, neither `front` nor `back`")
        return self


class Place(Part):
    """A place of the body.

    With ``sides`` it exists once on the left and once on the right. ``emergency`` places are
    checked for an emergency before anything is read about them. ``both`` is told when the place is
    marked on both sides and no other place with sides is; then `both_legs` does not hold.
    """

    id: Slug
    group: Slug
    name: Text
    sides: bool = False
    emergency: bool = False
    areas: Areas
    can: Said
    cannot: Said
    signs: tuple[str, ...] = Field(min_length=1)
    step: Said
    both: Said | None = None

    @model_validator(mode="after")
    def _both_sides(self) -> Self:
        if self.both and not self.sides:
            raise ValueError("`both` is for a place with `sides: true`")
        return self

    @property
    def sources(self) -> tuple[str, ...]:
        """Everything that the texts lean on, each key once."""
        said = (self.can, self.cannot, self.step, self.both)
        return tuple(dict.fromkeys(key for part in said if part for key in part.sources))


class PainMap(Part):
    """All places, and what holds for each of them."""

    always: Said
    both_legs: Check
    groups: tuple[Group, ...]
    places: tuple[Place, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_place_once_and_in_a_group(self) -> Self:
        ids = [place.id for place in self.places]
        if len(ids) != len(set(ids)):
            raise ValueError("a place id is used twice")
        groups = {group.id for group in self.groups}
        for place in self.places:
            if place.group not in groups:
                raise ValueError(f"place {place.id!r} is in no group {place.group!r}")
        return self


def both_legs(marked: Iterable[tuple[str, Side | None]]) -> bool:
    """Whether marks of places and sides ask to check both legs for an emergency first.

    They do when there is one on each side, unless every one of them is a place that says by its
    ``both`` what two of it alone mean.
    """
    sided = [(place, side) for place, side in marked if side]
    alone = {place.id for place in pain_map().places if place.both}
    return {side for _, side in sided} == {"left", "right"} and any(
        place not in alone for place, _ in sided
    )


def outlines(place: Place, view: View, side: Side | None = None) -> tuple[str, ...]:
    """Names of the drawn areas of a place, on one side or on both."""
    sides = (side,) if side else ("left", "right")
    found = []
    for area in getattr(place.areas, view):
        found += [name for name in (area, *(f"{area}-{s}" for s in sides)) if name in regions(view)]
    return tuple(found)


@cache
def pain_map() -> PainMap:
    """The places of ``data/cases/pain_map.yaml``."""
    return load_pain_map(data_path("cases/pain_map.yaml"))


def load_pain_map(path: Path) -> PainMap:
    """Read and check a file of places.

    Raises
    ------
    AuthorError
        For the first mistake, with its line: an unknown source, warning sign or drawn area, or
        signs that do not begin with the most urgent.
    """
    file = YamlFile.read(path)
    found = file.validate(PainMap)
    check_keys(file, ["always", "sources"], found.always.sources)
    check_keys(file, ["both_legs", "sources"], found.both_legs.sources)
    _check_signs(file, ["both_legs", "signs"], found.both_legs.signs)
    for index, place in enumerate(found.places):
        at: list[Any] = ["places", index]
        for part in ("can", "cannot", "step"):
            check_keys(file, [*at, part, "sources"], getattr(place, part).sources)
        if place.both:
            check_keys(file, [*at, "both", "sources"], place.both.sources)
        _check_signs(file, [*at, "signs"], place.signs)
        _check_areas(file, at, place)
    return found


def _check_signs(file: YamlFile, place: list[Any], signs: tuple[str, ...]) -> None:
    rules = {rule.id: rule for rule in evidence.red_flags()}
    before = 0
    for index, sign in enumerate(signs):
        check_key(file, [*place, index], sign, "red_flags")
        rank = LEVELS.index(rules[sign].urgency)
        if rank < before:
            raise file.mistake(
                [*place, index],
                f"`{sign}` is more urgent than the sign before it.",
                "List the most urgent signs first.",
            )
        before = rank


def _check_areas(file: YamlFile, at: list[Any], place: Place) -> None:
    views: tuple[View, ...] = ("front", "back")
    for view in views:
        for index, area in enumerate(getattr(place.areas, view)):
            names = regions(view)
            if not any(name in names for name in (area, f"{area}-left", f"{area}-right")):
                raise file.mistake(
                    [*at, "areas", view, index],
                    f"The drawing has no area `{area}` seen from the {view}.",
                    f"Its areas are: {', '.join(sorted({_base(name) for name in names}))}.",
                )


def _base(name: str) -> str:
    return name.removesuffix("-left").removesuffix("-right")
