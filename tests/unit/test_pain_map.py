"""The pain map: every place can be drawn and read, and nothing in it is left to chance."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.content import data_path
from course.errors import AuthorError
from course.model import body, evidence, pain_map
from course.view.tools.pain_map import WINDOWS
from course.view.tools.pain_map import pain_map as show

PLACES = pain_map.pain_map().places
ORIGINAL = data_path("cases/pain_map.yaml").read_text("utf-8")


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.id)
def test_a_place_is_drawn_on_each_side_it_has(place: pain_map.Place) -> None:
    for side in ("left", "right") if place.sides else (None,):
        drawn = [name for view in WINDOWS for name in pain_map.outlines(place, view, side)]
        assert drawn
        if side:
            other = "right" if side == "left" else "left"
            assert not [name for name in drawn if name.endswith(other)]


def test_no_area_belongs_to_two_places() -> None:
    drawn = [(v, name) for v in WINDOWS for p in PLACES for name in pain_map.outlines(p, v)]
    assert len(drawn) == len(set(drawn))


def test_left_and_right_are_the_persons_own() -> None:
    def middle(view: body.View, side: str) -> float:
        areas = [a for n, a in body.regions(view).items() if n.endswith(side)]
        xs = [x for area in areas for polygon in area for x, _ in polygon]
        return sum(xs) / len(xs)

    assert middle("front", "left") > middle("front", "right")
    assert middle("back", "left") < middle("back", "right")


def test_the_places_that_need_it_check_for_an_emergency_first() -> None:
    assert {place.id for place in PLACES if place.emergency} == {"chest", "saddle"}
    assert "both-legs-neuro" in pain_map.pain_map().both_legs.signs
    # Whoever marks one leg is asked about both.
    for place in PLACES:
        if place.sides:
            assert "both-legs-neuro" in place.signs


def test_both_legs_are_checked_first_unless_only_the_knees_are_marked() -> None:
    sided = [place.id for place in PLACES if place.sides]
    for one in sided:
        for other in sided:
            asked = pain_map.both_legs([(one, "left"), (other, "right"), ("low-back", None)])
            assert asked == ((one, other) != ("knee", "knee"))
        assert not pain_map.both_legs([(one, "left"), ("neck", None)])
    assert pain_map.both_legs([("knee", "left"), ("knee", "right"), ("thigh-back", "right")])
    # Sore knees alone are told what would make it an emergency.
    (knee,) = [place for place in PLACES if place.both]
    assert knee.both
    assert "not sure" in knee.both.text
    assert knee.signs[0] == "both-legs-neuro"


def test_each_place_begins_with_an_emergency_sign() -> None:
    rules = {rule.id: rule for rule in evidence.red_flags()}
    for place in PLACES:
        assert rules[place.signs[0]].urgency == "emergency now", place.id


def test_the_window_holds_the_whole_body() -> None:
    for view, (left, top, width, height) in WINDOWS.items():
        for polygon in body.body(view):
            for x, y in polygon:
                assert left <= x * body.ENLARGED <= left + width
                assert top <= y * body.ENLARGED <= top + height


def test_the_stand_in_has_every_place_with_its_texts() -> None:
    html = show()._repr_mimebundle_()[0]["text/html"]
    for place in PLACES:
        assert place.step.text.split(".")[0] in html


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("sources: [mpft_neck]", "sources: [mpf_neck]", r"\[neck\] `mpf_neck` is not .*mpft_neck"),
        ("[major-trauma, rapid-leg", "[mayor-trauma, rapid-leg", "`mayor-trauma`"),
        ("signs: [major-trauma,", "signs: [fever-unwell, major-trauma,", "more urgent than"),
        ("[nape, traps-upper]", "[nape, trap-upper]", "no area `trap-upper` seen from the back"),
        ("  areas: {front: [adductors]}", "  areas: {}", r"\[saddle\] `areas` names no area"),
        ("group: front\n    name: Chest", "group: fron\n    name: Chest", "in no group 'fron'"),
        ("id: tummy", "id: chest", "used twice"),
    ],
)
def test_an_authors_mistake_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in ORIGINAL
    path = tmp_path / "pain_map.yaml"
    path.write_text(ORIGINAL.replace(old, new, 1), "utf-8")
    with pytest.raises(AuthorError, match=message):
        pain_map.load_pain_map(path)
