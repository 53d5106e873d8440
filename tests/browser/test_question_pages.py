"""The pages in a browser: readable in every look, usable, and whole on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe import violations
from playwright.sync_api import Browser

from course.exchange.pages import handout, key
from course.lint.questions import files
from course.model.bank import load_bank

LOOKS = {
    "light": {"viewport": {"width": 900, "height": 900}},
    "dark": {"viewport": {"width": 900, "height": 900}, "color_scheme": "dark"},
    "320px": {"viewport": {"width": 320, "height": 900}},
    "high-contrast": {"viewport": {"width": 900, "height": 900}, "forced_colors": "active"},
}
# Pixels of an A4 page between its margins, at 96 to the inch.
PAGE = 1123 - 68 * 2


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pages")
    banks = [load_bank(path) for path in files()]
    # All eight types, and a story with more than one way through it.
    graded = next(bank for bank in banks if bank.assignment == "01_anatomy")
    clinic = next(bank for bank in banks if bank.lesson == "06_case_clinic")
    story = [question for question in clinic.questions if question.id == "clinic-tom"]
    shown = [("Quiz", graded), ("Clinic", clinic.model_copy(update={"questions": tuple(story)}))]
    assert len({question.type for question in graded.questions}) == 8
    made = []
    for write in (handout, key):
        path = folder / f"{write.__name__}.html"
        path.write_bytes(write(shown))
        made.append(path)
    return made


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_are_readable(browser: Browser, pages: list[Path], look: str) -> None:
    for path in pages:
        page = browser.new_page(**LOOKS[look])
        page.goto(path.as_uri())
        assert violations(page, "main") == []
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(over) <= 0
        page.screenshot(path=str(path.with_suffix(f".{look}.png")))
        page.close()


def test_on_paper_a_question_is_not_split(browser: Browser, pages: list[Path]) -> None:
    for path in pages:
        page = browser.new_page(viewport={"width": 680, "height": 900})
        page.goto(path.as_uri())
        page.emulate_media(media="print")
        rules = page.evaluate(
            """() => [...document.querySelectorAll('.question, .scene, svg')].map((element) => [
              getComputedStyle(element).breakInside, element.getBoundingClientRect().height])"""
        )
        assert {rule for rule, _ in rules} == {"avoid"}
        # A drawing alone always fits on a page, with room for its question.
        tall = page.evaluate(
            "Math.max(...[...document.querySelectorAll('svg')].map((e) => e.clientHeight))"
        )
        assert 0 < tall < PAGE * 0.75
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
        assert page.pdf(format="A4")[:5] == b"%PDF-"
        page.close()
