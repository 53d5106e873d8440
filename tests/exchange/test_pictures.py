"""Drawings as pictures: every part has its area and its own number."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from course.exchange import reshape
from course.exchange.pictures import _inside, _shapes, contains, picture
from course.model.bank import find_question
from course.model.drawing import drawing

NAMES = ["spine", "neck", "back-muscles"]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_stands_alone(name: str) -> None:
    shown = picture(name, 'A "spine" & <more>')
    root = ET.fromstring(shown.svg)
    assert root.attrib["aria-label"] == 'A "spine" & <more>'
    assert (root.attrib["width"], root.attrib["height"]) == (str(shown.width), str(shown.height))
    assert "href" not in shown.svg
    for loops in shown.areas.values():
        for loop in loops:
            assert len(loop) >= 3
            assert all(-1 <= x <= shown.width + 1 and -1 <= y <= shown.height + 1 for x, y in loop)
    assert set(shown.areas) == {part.id for part in drawing(name).parts}


@pytest.mark.parametrize("name", NAMES)
def test_a_number_points_into_its_own_part_and_no_other(name: str) -> None:
    shapes = _shapes(name)
    for part in shapes:
        point = _inside(name, part)
        holding = [key for key, loops in shapes.items() if any(contains(o, point) for o in loops)]
        assert holding == [part]


@pytest.mark.parametrize("name", NAMES)
def test_numbers_do_not_lie_on_each_other(name: str) -> None:
    ids = [part.id for part in drawing(name).parts]
    shown = picture(name, "x", {part: place for place, part in enumerate(ids, 1)})
    texts = list(ET.fromstring(shown.svg).iter(f"{SVG}text"))
    assert [t.text for t in sorted(texts, key=lambda t: int(t.text))] == [
        str(n + 1) for n in range(len(ids))
    ]
    heights = sorted(float(t.attrib["y"]) for t in texts)
    size = float(texts[0].attrib["font-size"])
    assert all(b - a > size for a, b in pairwise(heights))
    _, top, _, height = drawing(name).viewbox
    assert top < heights[0] - size * 0.5
    assert heights[-1] < top + height


def test_the_numbers_do_not_follow_the_order_of_the_parts() -> None:
    question = find_question("anatomy-no-disc")
    numbers = reshape.numbered(question)
    order = [numbers[part.id] for part in drawing("neck").parts]
    assert sorted(order) == list(range(1, 9))
    assert order not in ([*range(1, 9)], [*range(8, 0, -1)])
    assert numbers == reshape.numbered(question)


def test_marked_parts_are_told_by_more_than_colour() -> None:
    plain = picture("neck", "x").svg
    marked = picture("neck", "x", marked=["C2"]).svg
    widths = [float(w) for w in re.findall(r'stroke-width="([\d.]+)"', marked)]
    assert max(widths) > 2 * min(widths)
    assert len(set(re.findall(r'stroke-width="([\d.]+)"', plain))) == 1
