"""The class report in a browser: every look, charts with tables, hostile names and answers."""

from __future__ import annotations

import os
import random
from datetime import timedelta
from pathlib import Path

import hostile
import pytest
from axe import violations
from blankpage import LOOKS, check_looks, new_page
from lab import PICTURES
from madeclass import START, answers_file, course_test, generated
from playwright.sync_api import Browser, Page, expect

from course.classroom.folder import ClassFolder
from course.classroom.report import write

NAME = "01_anatomy"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Report of a class with hostile names, answers and a hostile class name."""
    made = generated(tmp_path_factory.mktemp("class"), [NAME], 12)
    rng = random.Random(1)
    for number, markup in enumerate(hostile.HTML[:8]):
        made.student(f"s{number:03}", markup, hostile.HTML[1])
        file = {
            question.id: [(START + timedelta(minutes=2 * place), markup)]
            for place, question in enumerate(made.banks[NAME].questions)
        }
        place = made.submitted(NAME, f"s{number:03}")
        (place / "responses.json").write_text(answers_file(file), "utf-8")
    made.student("nobody", hostile.HTML[0])
    made.grade(NAME, {"empty": {}, "torn": {}}, {"torn": "{ torn"}, without=["lab"])
    (made.submitted(NAME, "s011") / "timestamp.txt").write_text("2026-03-05 10:00:00 UTC")
    for number in range(10):
        place = made.submitted(NAME, f"s{number:03}")
        (place / "course_test.json").write_text(course_test(0.4, 0.8, rng), "utf-8")
    ClassFolder(made.folder.root, hostile.HTML[0]).write()
    return write(ClassFolder.open(made.folder.root))[0]


def opened(browser: Browser, report: Path, look: str = "light") -> Page:
    page = new_page(browser, look)
    page.goto(report.as_uri())
    page.wait_for_selector("html[data-drawn]", state="attached")
    return page


@pytest.mark.parametrize("look", LOOKS)
def test_it_is_accessible_and_fits_in_every_look(browser: Browser, report: Path, look: str) -> None:
    page = opened(browser, report, look)
    if os.environ.get("PICTURES"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"report-{look}.png", full_page=True)
    check_looks(page)
    assert violations(page, "body") == []
    page.close()


def test_no_name_and_no_answer_runs_and_nothing_is_fetched(browser: Browser, report: Path) -> None:
    page, asked, said = new_page(browser), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(report.as_uri())
    page.wait_for_selector("html[data-drawn]", state="attached")
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked ?? false") is False
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
    assert said == []
    expect(page.get_by_text("<script>window.hacked = true</script>").first).to_be_visible()
    assert page.title() == "Class report: <script>window.hacked = true</script>"
    page.close()


def test_each_chart_is_drawn_has_words_and_a_table(browser: Browser, report: Path) -> None:
    page = opened(browser, report)
    charts = page.locator("main .figure")
    assert charts.count() == 5  # quiz and lab: points and means; the gain
    for chart in charts.all():
        expect(chart).to_have_attribute("role", "img")
        expect(chart.locator("svg.main-svg").first).to_be_visible()
        assert "table below" in (chart.get_attribute("aria-label") or "")
    page.close()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_letters_in_charts_have_the_colour_of_the_page(
    browser: Browser, report: Path, look: str
) -> None:
    page = opened(browser, report, look)
    fill = page.locator(".figure svg text").first.evaluate("(n) => getComputedStyle(n).fill")
    assert fill == page.locator("body").evaluate("(n) => getComputedStyle(n).color")
    page.close()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_numbers_from_few_people_are_in_another_colour(
    browser: Browser, report: Path, look: str
) -> None:
    page = opened(browser, report, look)
    few = page.locator("main td.number.quiet:visible")
    assert few.count() > 60
    text = page.locator("body").evaluate("(n) => getComputedStyle(n).color")
    colours = few.evaluate_all("(cells) => cells.map((n) => getComputedStyle(n).color)")
    assert len(set(colours)) == 1
    assert colours[0] != text
    expect(page.get_by_text("Left out, because").first).to_be_visible()
    expect(page.get_by_text("1 hand-in waits to be graded").first).to_be_visible()
    page.close()


def test_charts_and_tables_fit_a_phone(browser: Browser, report: Path) -> None:
    page = opened(browser, report, "320px")
    for box in page.locator("main .figure svg.main-svg").all():
        size = box.bounding_box()
        assert size is not None
        assert size["x"] >= 0
        assert size["x"] + size["width"] <= 320
    for frame in page.locator("main .scroll:visible").all():
        assert frame.evaluate("(n) => n.getBoundingClientRect().right") <= 320
    page.close()


def test_headings_and_links_lead_through_the_page(browser: Browser, report: Path) -> None:
    page = opened(browser, report)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    links = page.get_by_role("navigation").get_by_role("link")
    assert links.count() == 5
    for link in links.all():
        target = page.locator(link.get_attribute("href") or "none")
        expect(target).to_have_count(1)
        assert target.evaluate("(n) => n.tagName") == "H2"
    page.close()


def test_printed_it_is_black_on_white(browser: Browser, report: Path) -> None:
    page = new_page(browser, "dark")
    page.emulate_media(media="print")
    page.goto(report.as_uri())
    colours = "(n) => [getComputedStyle(n).color, getComputedStyle(n).backgroundColor]"
    assert page.locator("body").evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    page.close()
