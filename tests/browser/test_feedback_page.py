"""Graded work in a browser: readable in every look, and no script of a student's ever runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hostile
import nbgrader
import pytest
from axe import violations
from blankpage import LOOKS, check_looks, new_page
from madeclass import LAB, START, MadeClass, answers_file, checked_cell, right, task_cell
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode, v4
from playwright.sync_api import Browser, Page, expect

from course.classroom.feedback import Work, give
from course.grading.clean import CleanWork

NAME = "01_anatomy"
FORMGRADER = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"


def hostile_cells() -> list[Any]:
    """A lab whose student wants to run a script in somebody's browser, and a plain figure."""
    figure = {"data": [{"type": "bar", "x": ["neck"], "y": [7]}], "layout": {"title": "My bones"}}
    plain = v4.new_code_cell("figure")
    plain.outputs = [v4.new_output("display_data", {"application/vnd.plotly.v1+json": figure})]
    judge = task_cell("judge", 4, "## Task 5: tell a friend (4 points)")
    return [
        v4.new_markdown_cell("# Lab: measure"),
        plain,
        hostile.cell(),
        *(checked_cell(name, most, "", hostile.HTML[0]) for name, most in LAB.items()),
        judge,
        v4.new_markdown_cell(hostile.TEXT, attachments={"a'.png": {"text/html": hostile.HTML[0]}}),
        v4.new_raw_cell(hostile.HTML[0], metadata={"raw_mimetype": "text/html"}),
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeClass:
    """Eve hands in a hostile lab, hostile answers, and has a hostile name."""
    made = MadeClass(tmp_path_factory.mktemp("class"))
    made.assignment(NAME)
    made.student("eve", hostile.HTML[0], hostile.HTML[1])
    questions = made.banks[NAME].questions
    kinds = [hostile.HTML[0], [hostile.HTML[1]], {"verdict": hostile.HTML[2]}]
    answers = {
        question.id: [(START, right(question) if number % 2 else kinds[number % 3])]
        for number, question in enumerate(questions)
    }
    points = {q.id: 0.5 for q in questions} | LAB | {"judge": 2.0}
    made.grade(NAME, {"eve": points}, {"eve": answers_file(answers)})
    made.graded(NAME, "eve", "quiz", made.said(NAME, "eve"))
    made.graded(NAME, "eve", "lab", hostile_cells())
    with made.folder.gradebook() as book:
        book.find_comment("judge", "lab", NAME, "eve").manual_comment = hostile.TEXT
        book.db.commit()
    assert not give(made.folder, [], tell=lambda _: None).failed
    return made


class Opened:
    """A page in the browser, and what happened on it."""

    def __init__(self, browser: Browser, look: str = "light") -> None:
        self.page: Page = new_page(browser, look)
        self.asked: list[str] = []
        self.dialogs: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("dialog", lambda dialog: (self.dialogs.append("one"), dialog.dismiss()))

    def open(self, path: Path) -> Page:
        """Open a file and wait until its figures are drawn."""
        self.page.goto(path.as_uri())
        if self.page.locator("#plotly").count():
            self.page.wait_for_selector("html[data-drawn]", state="attached")
        return self.page

    def ran(self) -> bool:
        """Whether any script of the student's has run, also after everything was pressed."""
        self.page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        for link in self.page.locator("a", has_text="bait").all():
            link.dispatch_event("click")
        self.page.wait_for_timeout(300)
        return bool(self.page.evaluate("window.hacked ?? false")) or bool(self.dialogs)


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    opened = Opened(browser)
    yield opened
    opened.page.close()


def path(made: MadeClass, notebook: str) -> Path:
    return made.folder.root / Work(NAME, "eve", notebook).page


@pytest.mark.parametrize("notebook", ["quiz", "lab"])
@pytest.mark.parametrize("look", LOOKS)
def test_a_page_is_accessible_and_fits_in_every_look(
    browser: Browser, made: MadeClass, notebook: str, look: str
) -> None:
    opened = Opened(browser, look)
    page = opened.open(path(made, notebook))
    check_looks(page)
    assert violations(page, "body") == []
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("main")).to_have_count(1)
    page.close()


@pytest.mark.parametrize("notebook", ["quiz", "lab"])
def test_nothing_of_a_student_runs_and_nothing_is_fetched(
    made: MadeClass, opened: Opened, notebook: str
) -> None:
    page = opened.open(path(made, notebook))
    assert not opened.ran()
    assert not [url for url in opened.asked if not url.startswith(("file:", "data:", "blob:"))]
    assert page.title().startswith("Feedback")
    expect(page.locator("body")).to_be_visible()


def test_what_is_harmless_stays(made: MadeClass, opened: Opened) -> None:
    page = opened.open(path(made, "lab"))
    expect(page.locator("td", has_text="kept").first).to_be_visible()
    expect(page.get_by_text("1 < 2", exact=False).first).to_be_visible()
    expect(page.get_by_role("img", name="My bones")).to_have_count(1)
    assert page.locator(".figure svg.main-svg").count() >= 2
    assert page.locator("img[src^='data:image/svg']").count() >= 1


def test_the_page_itself_refuses_a_script_that_is_not_its_own(
    made: MadeClass, opened: Opened, tmp_path: Path
) -> None:
    # As if the cleaning had missed one: the policy is a second wall.
    whole = path(made, "lab").read_text("utf-8")
    broken = tmp_path / "broken.html"
    broken.write_text(whole.replace("</main>", "".join(hostile.HTML[:3]) + "</main>"), "utf-8")
    page = opened.open(broken)
    assert not opened.ran()
    assert page.locator("main > script").count() == 1
    assert page.locator(".figure svg.main-svg").count() >= 2


def test_each_task_leads_back_to_the_table(made: MadeClass, opened: Opened) -> None:
    page = opened.open(path(made, "quiz"))
    page.get_by_role("link", name="Question 3").click()
    expect(page.locator("#task-3")).to_be_in_viewport()
    page.locator("#task-3").get_by_role("link", name="Back to your points").click()
    expect(page.get_by_role("heading", name="Your points")).to_be_in_viewport()


def test_printed_it_is_black_on_white(made: MadeClass, browser: Browser) -> None:
    opened = Opened(browser, "dark")
    opened.page.emulate_media(media="print")
    page = opened.open(path(made, "lab"))
    colours = "(n) => [getComputedStyle(n).color, getComputedStyle(n).backgroundColor]"
    assert page.locator("body").evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    page.close()


# --- formgrader


def formgraded(notebook: NotebookNode, folder: Path) -> Path:
    """A graded notebook as formgrader shows it; its own scripts are left out."""
    exporter = HTMLExporter(template_name="formgrade", extra_template_basedirs=[str(FORMGRADER)])
    resources = {"base_url": "", "notebook_id": "lab", "assignment_id": NAME, "submission_id": "1"}
    resources |= {"index": 0, "total": 1, "student": "eve", "notebook_path": "lab.ipynb"}
    resources |= {"first_name": "", "last_name": ""}
    html, _ = exporter.from_notebook_node(notebook, resources=resources)
    shown = folder / "formgrader.html"
    shown.write_text(html, "utf-8", errors="replace")
    return shown


def cleaned(notebook: NotebookNode) -> NotebookNode:
    return CleanWork().preprocess(notebook, {})[0]


@pytest.mark.parametrize("markup", hostile.HTML[:3])
def test_formgrader_alone_would_run_it(opened: Opened, tmp_path: Path, markup: str) -> None:
    cell = v4.new_markdown_cell(markup)
    opened.page.goto(formgraded(v4.new_notebook(cells=[cell]), tmp_path).as_uri())
    assert opened.ran()


def test_in_formgrader_nothing_of_a_student_runs(opened: Opened, tmp_path: Path) -> None:
    page = opened.page
    page.goto(formgraded(cleaned(v4.new_notebook(cells=hostile_cells())), tmp_path).as_uri())
    assert not opened.ran()
    assert not [url for url in opened.asked if hostile.AWAY in url]
    assert page.locator("iframe, object, embed, form, video, audio, base, #bait").count() == 0


def test_in_formgrader_a_picture_that_was_left_out_is_a_text(
    opened: Opened, tmp_path: Path
) -> None:
    source = f"![p](attachment:p.svg) ![q](attachment:q.png) !!![r]({hostile.AWAY}/r.png)"
    pictures = {"p.svg": {"image/svg+xml": "PHN2Zz4="}, "q.png": {"image/png": hostile.PNG}}
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell(source, attachments=pictures)])
    page = opened.page
    page.goto(formgraded(cleaned(notebook), tmp_path).as_uri())
    expect(page.get_by_text("[picture: p]")).to_be_visible()
    expect(page.get_by_role("img", name="q")).to_have_attribute(
        "src", re.compile("^data:image/png")
    )
    assert not [url for url in opened.asked if hostile.AWAY in url]


def test_in_formgrader_answers_tables_and_pictures_stay(opened: Opened, tmp_path: Path) -> None:
    page = opened.page
    page.goto(formgraded(cleaned(v4.new_notebook(cells=hostile_cells())), tmp_path).as_uri())
    expect(page.locator("em", has_text="kept").first).to_be_visible()
    expect(page.locator("td", has_text="kept").first).to_be_visible()
    expect(page.get_by_text("A figure (bar); title: My bones.")).to_be_visible()
    assert page.locator("img[src^='data:image/png']").count() >= 1
