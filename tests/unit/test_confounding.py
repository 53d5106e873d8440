"""The students and the invented runners: counts, and what changes when groups are kept apart."""

from __future__ import annotations

import pytest

from course import tools
from course.model.confounding import Groups, backpacks, invented_belts, share_tables
from course.model.odds import mantel_haenszel, odds_ratio
from course.model.samples import students

ALL = {**backpacks(), "off": invented_belts(mixed=False), "on": invented_belts(mixed=True)}


@pytest.mark.parametrize("name", ALL)
def test_the_groups_add_up_to_everybody(name: str) -> None:
    groups = ALL[name]
    cells = [table.cells for table in groups.apart.values()]
    assert tuple(map(sum, zip(*cells, strict=True))) == groups.together.cells
    assert groups.together.total == (100 if name in backpacks() else 200)


def test_the_share_splits_the_students_at_their_middle() -> None:
    found = share_tables()
    shares = sorted(s.pack_kg / s.body_kg for s in students())
    assert found.cut == pytest.approx((shares[49] + shares[50]) / 2)
    # Two bags are exactly at the cut: they are not above it.
    assert found.everyone.cells == (20, 29, 12, 39)


def ratios(groups: Groups) -> tuple[float, float]:
    return odds_ratio(groups.together).ratio, mantel_haenszel(groups.apart.values()).ratio


def test_sex_hides_a_part_of_the_link_with_the_weight_of_the_bag() -> None:
    together, apart = ratios(backpacks()["weight"])
    assert (round(together, 1), round(apart, 1)) == (2.0, 3.0)


def test_sex_adds_a_little_to_the_link_with_the_share_of_the_body_weight() -> None:
    together, apart = ratios(backpacks()["share"])
    assert (round(together, 1), round(apart, 1)) == (2.2, 2.0)


def test_the_invented_belt_does_nothing_and_seems_to_only_when_mixed() -> None:
    assert ratios(invented_belts(mixed=False)) == (1, 1)
    together, apart = ratios(invented_belts(mixed=True))
    assert together > 2
    assert apart == pytest.approx(1)


def test_the_words_tell_the_change_and_its_reason() -> None:
    weight, share = tools.confounder().data["measures"]
    assert "2.0; with women and men compared apart it is 3.0" in weight["why"]
    assert "23 of 55 women and 28 of 45 men carry a heavy bag" in weight["why"]
    assert "24 of 55 women and 8 of 45 men report back problems" in weight["why"]
    assert "hides" in weight["why"]
    assert "30 of 55 women and 19 of 45 men" in share["why"]


def test_what_is_invented_is_called_so_and_no_cause_is_claimed() -> None:
    tool = tools.confounder()
    assert tool.data["invented"].startswith("Invented numbers")
    for shown in (tool._html, tool._text):
        assert shown.index("200 runners who do not exist") < shown.index("with belt")
        assert "never a cause" in shown
