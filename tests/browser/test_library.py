"""The exercise library and the table of claims: filters combine, counts are told, keys suffice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

import pytest
from blankpage import new_page
from playwright.sync_api import Browser, Locator, Page, expect
from toolpage import mount, tool

from course import tools
from course.model import evidence
from course.model.exercises import Level, library
from course.view.quiz.widget import QuizWidget

# As the page lists them: what beginners can do first.
EXERCISES = sorted(library().exercises, key=lambda e: get_args(Level).index(e.level))
CLAIMS = [claim for claim in evidence.claims().values() if claim.in_article]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = new_page(browser)
    yield page
    page.close()


@pytest.fixture
def exercises(page: Page) -> Page:
    mount(page, tools.exercise_library())
    return page


@pytest.fixture
def claims(page: Page) -> Page:
    mount(page, tools.article_checked())
    return page


def status(page: Page) -> Locator:
    return tool(page).get_by_role("status")


def choose(page: Page, label: str, option: str) -> None:
    tool(page).get_by_label(label).select_option(label=option)


def names(page: Page) -> list[str]:
    while (more := tool(page).get_by_role("button", name="more")).is_visible():
        more.click()
    return tool(page).locator(".rb-card-name").all_inner_texts()


# --- the library


def test_the_rules_before_starting_stand_first_and_unfolded(exercises: Page) -> None:
    rules = tool(exercises).locator(".rb-safety")
    expect(rules).to_be_visible()
    expect(rules).to_contain_text(library().before_starting)
    for rule in library().common_stop_rules:
        expect(rules).to_contain_text(rule)
    first = tool(exercises).get_by_label("Part of the body it trains")
    assert rules.bounding_box()["y"] < first.bounding_box()["y"]  # type: ignore[index]


def test_the_task_can_be_done(exercises: Page) -> None:
    choose(exercises, "Part of the body it trains", "Hips")
    choose(exercises, "What you need", "Nothing at all")
    wanted = [e for e in EXERCISES if "hips" in e.areas and "nothing" in e.kit]
    assert [e.level for e in wanted] == ["beginner", "intermediate", "advanced"]
    expect(status(exercises)).to_have_text(f"{len(wanted)} exercises found.")
    assert names(exercises) == [e.name for e in wanted]
    card = tool(exercises).get_by_role("listitem").filter(has_text="Single-leg deadlift")
    expect(card).to_contain_text(
        "If it is too hard: Touch a wall for balance or use a staggered stance."
    )
    expect(card).to_contain_text("2 sets of 6 to 8 repetitions on each side, twice a week")
    expect(card).to_contain_text("Stop if you notice: pain, tingling or numbness")


def test_all_filters_combine(exercises: Page) -> None:
    choose(exercises, "Region the article lists it for", "Core")
    choose(exercises, "Level", "Advanced")
    choose(exercises, "What you need", "A mat at most")
    tool(exercises).get_by_label("Search for words").fill("SHOULDER hips")
    assert names(exercises) == ["T-push-up"]
    expect(status(exercises)).to_have_text("1 exercise found.")


def test_who_has_a_mat_is_shown_what_needs_nothing_too(exercises: Page) -> None:
    choose(exercises, "What you need", "A mat at most")
    assert {"Bridge (two legs)", "Single-leg deadlift"} <= set(names(exercises))
    choose(exercises, "What you need", "Nothing at all")
    assert "Bridge (two legs)" not in names(exercises)


def test_what_the_article_lacks_is_told_apart(exercises: Page) -> None:
    choose(exercises, "Where it comes from", "Added by this course")
    assert names(exercises) == [e.name for e in EXERCISES if not e.in_article]
    expect(tool(exercises).locator(".rb-card").first).to_contain_text(
        "In the article: no. This course added it."
    )
    choose(exercises, "Where it comes from", "In the article")
    assert len(names(exercises)) == 22
    expect(tool(exercises).locator(".rb-card").first).to_contain_text(
        "listed for upper back. Our verdict on that list: partly supported."
    )


def test_nothing_found_is_told_with_a_way_back(exercises: Page) -> None:
    clear = tool(exercises).get_by_role("button", name="Clear all filters")
    expect(clear).to_be_hidden()
    choose(exercises, "Level", "Advanced")
    tool(exercises).get_by_label("Search for words").fill("walking boots")
    expect(status(exercises)).to_contain_text("No exercise fits all of this.")
    expect(tool(exercises).locator(".rb-card")).to_have_count(0)
    clear.click()
    expect(status(exercises)).to_have_text("35 exercises found. The first 6 are shown.")
    expect(tool(exercises).get_by_label("Level")).to_have_value("any")
    expect(tool(exercises).get_by_label("Search for words")).to_have_value("")
    expect(tool(exercises).get_by_label("Part of the body it trains")).to_be_focused()


def test_more_cards_come_by_keyboard_and_take_the_focus(exercises: Page) -> None:
    tool(exercises).get_by_role("button", name="Show 6 more").focus()
    exercises.keyboard.press("Enter")
    expect(status(exercises)).to_have_text("35 exercises found. The first 12 are shown.")
    expect(tool(exercises).locator(".rb-card-name").nth(6)).to_be_focused()
    exercises.keyboard.press("Tab")
    expect(tool(exercises).locator(".rb-card").nth(6).locator("summary")).to_be_focused()
    exercises.keyboard.press("Enter")
    expect(tool(exercises).locator(".rb-card").nth(6)).to_contain_text("About this exercise:")
    for _ in range(4):
        if (more := tool(exercises).get_by_role("button", name="more")).is_visible():
            more.click()
    expect(tool(exercises).locator(".rb-card")).to_have_count(35)
    expect(tool(exercises).get_by_role("button", name="more")).to_have_count(0)


def test_filters_work_by_keyboard(exercises: Page) -> None:
    tool(exercises).get_by_label("Part of the body it trains").focus()
    exercises.keyboard.press("End")
    expect(status(exercises)).not_to_contain_text("35 exercises")
    for _ in range(5):
        exercises.keyboard.press("Tab")
    exercises.keyboard.type("walk")
    assert "Progressive walking programme" in names(exercises)


def test_every_drawing_has_words_and_two_panels(exercises: Page) -> None:
    names(exercises)
    drawings = tool(exercises).get_by_role("img")
    expect(drawings).to_have_count(35)
    for exercise in EXERCISES:
        picture = tool(exercises).get_by_role("img", name=f"Drawing of {exercise.name}:")
        expect(picture).to_have_count(1)
        assert picture.locator("svg").count() == 2


def test_a_quiz_in_the_same_notebook_does_not_colour_the_drawings(exercises: Page) -> None:
    exercises.add_style_tag(content=QuizWidget._css)
    picture = tool(exercises).locator(".rb-panel svg").first
    expect(picture).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_each_card_names_its_sources(exercises: Page) -> None:
    card = tool(exercises).get_by_role("listitem").filter(has_text="Superman (prone")
    names(exercises)
    card.locator("summary").click()
    expect(card.get_by_role("link").first).to_have_attribute("target", "_blank")
    expect(card).to_contain_text("McGill 1998")


# --- the table of claims


def test_all_claims_are_counted_and_paged(claims: Page) -> None:
    expect(status(claims)).to_have_text("103 claims found. The first 10 are shown.")
    expect(tool(claims).get_by_role("row")).to_have_count(11)
    tool(claims).get_by_role("button", name="Show 10 more").focus()
    claims.keyboard.press("Enter")
    expect(tool(claims).get_by_role("row")).to_have_count(21)
    expect(tool(claims).get_by_role("rowheader").nth(10)).to_be_focused()


def test_the_three_incorrect_claims_are_found(claims: Page) -> None:
    choose(claims, "Our verdict", "Incorrect")
    expect(status(claims)).to_have_text("3 claims found.")
    for claim in CLAIMS:
        row = tool(claims).get_by_role("row").filter(has_text=claim.claim)
        expect(row).to_have_count(int(claim.verdict == "incorrect"))
    row = tool(claims).get_by_role("row").filter(has_text="A disc herniates when it bulges")
    expect(row).to_contain_text("Discs are firmly attached and do not slip")
    expect(row.get_by_role("link", name="Lesson 1: What is in your back")).to_have_attribute(
        "href", "01_anatomy.ipynb"
    )
    expect(row.get_by_role("link", name="Brinjikji 2015a")).to_have_count(1)


def test_claim_filters_combine_and_nothing_found_has_a_way_back(claims: Page) -> None:
    choose(claims, "Section of the article", "Prevention")
    choose(claims, "How sure we are", "Low")
    expect(status(claims)).to_have_text("1 claim found.")
    choose(claims, "Our verdict", "Incorrect")
    expect(status(claims)).to_contain_text("No claim fits all of this.")
    expect(tool(claims).get_by_role("table")).to_be_hidden()
    tool(claims).get_by_role("button", name="Clear all filters").click()
    expect(status(claims)).to_have_text("103 claims found. The first 10 are shown.")
    tool(claims).get_by_label("Search for words").fill("hamstrings pressure")
    expect(status(claims)).to_have_text("1 claim found.")


def test_words_are_searched_from_their_beginning_and_without_their_ending(claims: Page) -> None:
    asked = tool(claims).get_by_label("Search for words")
    for words, first in {"ice": "ice", "slipped discs": "slip", "RICE": "rice"}.items():
        asked.fill(words)
        expect(tool(claims).get_by_role("rowheader").first).to_contain_text(
            re.compile(first, re.IGNORECASE)
        )
    asked.fill("ice")
    for row in tool(claims).get_by_role("row").all()[1:]:
        assert re.search(r"\bice", row.inner_text(), re.IGNORECASE)


def test_step_up_finds_the_step_up_first(exercises: Page) -> None:
    tool(exercises).get_by_label("Search for words").fill("step ups")
    expect(tool(exercises).locator(".rb-card-name").first).to_contain_text("step-up")


def test_a_click_on_a_lesson_opens_it_in_jupyterlab(browser: Browser) -> None:
    page = new_page(browser)
    page.route(
        "http://lab.invalid/**", lambda route: route.fulfill(body="", content_type="text/html")
    )
    page.goto("http://lab.invalid/lab/tree/my%20course/07_article_checked.ipynb")
    mount(page, tools.article_checked())
    page.evaluate("document.body.addEventListener('click', (event) => event.preventDefault())")
    link = tool(page).get_by_role("link", name="Lesson ").first
    link.click()
    expect(link).to_have_attribute("data-commandlinker-command", "docmanager:open")
    expect(link).to_have_attribute(
        "data-commandlinker-args", re.compile(r'^{"path":"my course/0\d_\w+\.ipynb"}$')
    )
    page.close()


def test_a_narrow_page_shows_the_same_table_as_cards(browser: Browser) -> None:
    page = new_page(browser, "320px")
    mount(page, tools.article_checked())
    row = tool(page).get_by_role("row").nth(1)
    cells = [row.get_by_role("rowheader"), *row.get_by_role("cell").all()]
    boxes = [cell.bounding_box() for cell in cells]
    assert len(boxes) == 4
    tops = [box["y"] for box in boxes]  # type: ignore[index]
    assert tops == sorted(set(tops)), "the cells should stand one below the other"
    assert all(box["width"] > 230 for box in boxes)  # type: ignore[index]
    expect(row).to_contain_text("Our verdict: ")
    page.close()


# --- both
