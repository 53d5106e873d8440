"""The ledger loads, and a learner sees verdicts and sources in words."""

from __future__ import annotations

import pytest

from course import cite, claim, red_flags
from course.errors import CourseError
from course.model import evidence


def test_the_whole_ledger_loads() -> None:
    in_article = [c for c in evidence.claims().values() if c.in_article]
    assert len(in_article) == 103
    assert len(evidence.sources()) >= 112
    assert len(evidence.red_flags()) == 32
    assert len(evidence.figures()) == 37


@pytest.mark.parametrize(
    ("key", "short"),
    [
        ("wilke_1999", "Wilke 1999"),
        ("brinjikji_2015b", "Brinjikji 2015b"),
        ("grays_anatomy", "Gray's Anatomy 2020"),
        ("nice_ng59", "NICE 2020"),
        ("nhs_back_pain", "NHS back pain 2024"),
        ("cai_kong_2015", "Cai 2015"),
        ("walker_2000", "Walker 2000"),
        ("van_der_worp_2015", "van der Worp 2015"),
    ],
)
def test_a_source_has_a_short_name(key: str, short: str) -> None:
    assert evidence.sources()[key].short == short


def test_no_two_sources_share_a_short_name() -> None:
    names = [source.short for source in evidence.sources().values()]
    assert len(set(names)) == len(names)


def test_no_short_name_tells_of_our_bookkeeping() -> None:
    assert not [s.short for s in evidence.sources().values() if "not recorded" in s.short]


def test_a_claim_card_shows_claim_verdict_evidence_and_sources() -> None:
    card = claim("spine-24-bones")
    found = evidence.claims()["spine-24-bones"]
    for piece in (
        found.claim,
        "Partly supported",
        found.what_the_evidence_says,
        "Ucar 2013",
    ):
        assert piece in card.html
        assert piece in card.text


def test_a_point_that_the_article_leaves_out_is_not_called_its_claim() -> None:
    assert "What the article says" not in claim("belief-running-ruins-discs").text


def test_a_citation_links_to_the_publication() -> None:
    assert 'href="https://doi.org/10.1155/2013/461425"' in cite("ucar_2013").html
    assert "study at one point in time" in cite("ucar_2013").text


@pytest.mark.parametrize("call", [lambda: cite("grays_anatomi"), lambda: claim("spine-24")])
def test_a_wrong_key_offers_the_nearest(call: object) -> None:
    with pytest.raises(CourseError, match=r"Did you mean: .*(grays_anatomy|spine-24-bones)"):
        call()  # type: ignore[operator]


def test_the_red_flag_box_puts_every_emergency_first() -> None:
    box = red_flags().text
    now, soon = box.split("Speak to a doctor")
    for flag in evidence.red_flags():
        if flag.urgency == "emergency now":
            assert flag.question in now
        elif flag.urgency == "urgent within days":
            assert flag.question in soon
        else:
            assert flag.question not in box


def test_the_red_flag_box_puts_what_needs_the_same_day_before_the_rest() -> None:
    for shown in (red_flags().text, red_flags().html):
        same_day, later = shown.split("Within days, or as the brackets say.")
        for flag in evidence.red_flags():
            if flag.urgency == "urgent within days":
                place = same_day if "same day" in flag.timeframe else later
                assert flag.timeframe in place


def test_pain_on_breathing_names_the_emergency_first_as_lesson_5_does() -> None:
    [rule] = [flag for flag in evidence.red_flags() if flag.id == "rib-pain-breathing"]
    urgent, same_day, otherwise = rule.timeframe.split("; ")
    assert urgent.startswith("emergency if breathless")
    assert "feverish or coughing blood" in same_day
    assert otherwise == "otherwise within days"


def test_the_red_flag_box_names_no_countrys_number() -> None:
    for number in ("911", "112", "999", "111"):
        assert number not in red_flags().text


def test_the_red_flag_boxes_first_line_stands_apart() -> None:
    # In JupyterLab a paragraph has no room of its own above it.
    for begin in ("<strong>Get emergency help now", "Not sure?"):
        before = red_flags().html.split(begin)[0]
        assert before.endswith("<p style='margin:.9rem 0 0'>"), begin
