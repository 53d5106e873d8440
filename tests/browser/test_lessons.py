"""Lessons in JupyterLab: answers by mouse and keyboard, and answers that are still there."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe import violations
from lab import Lab
from playwright.sync_api import Locator, expect

from course.model.bank import find_question
from course.model.lesson import lesson as read_lesson
from course.model.lesson import lesson_paths

LESSONS = [f"lessons/{path.name}" for path in lesson_paths()]
ANATOMY = "lessons/01_anatomy.ipynb"
QUESTION = find_question("anatomy-bone-count")
RIGHT = next(o for o in QUESTION.options if o.correct)  # type: ignore[union-attr]
WRONG = next(o for o in QUESTION.options if not o.correct)  # type: ignore[union-attr]
SCROLLER = "document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer')"
PAGES = (("desktop", 1280, "light"), ("dark", 1280, "dark"), ("320", 320, "light"))
TOO_WIDE = """() => [...document.querySelectorAll(
    '.jp-OutputArea-output, .jp-RenderedMarkdown, .jp-WindowedPanel-outer')]
  .filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1)
  .map(e => e.textContent.slice(0, 80) + ' ' + e.scrollWidth + '>' + e.clientWidth)"""
SHUT_DOWN = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.shutdown()"


@pytest.fixture
def anatomy(lab: Lab) -> Lab:
    """Lesson 1, open and run."""
    lab.open(ANATOMY)
    lab.until_run()
    return lab


def question(lab: Lab, question_id: str) -> Locator:
    """The quiz with that question, in the notebook in front."""
    prompt = find_question(question_id).prompt.split("\n\n")[0].strip()
    words = " ".join(prompt.replace("*", "").split())
    group = lab.page.get_by_role("group", name=words, exact=True)
    return lab.page.locator(".rb-quiz").filter(has=group).locator("visible=true")


def stored(lab: Lab, question_id: str) -> list[Any]:
    """The answers that lie in the file."""
    path = lab.course.workspace / "lessons" / "responses.json"
    if not path.exists():
        return []
    answers = json.loads(path.read_text("utf-8"))["questions"].get(question_id, {"attempts": []})
    return [attempt["response"] for attempt in answers["attempts"]]


def forget(lab: Lab) -> None:
    """Start without answers."""
    (lab.course.workspace / "lessons" / "responses.json").unlink(missing_ok=True)


def close(lab: Lab) -> None:
    """Save and close the notebook in front, and end its kernel."""
    lab.command("docmanager:save")
    lab.page.evaluate(SHUT_DOWN)
    closing = lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.path")
    # Not close(): a chart that has just drawn itself counts as a change, and a question comes.
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.dispose()")
    lab.page.wait_for_function(
        "path => ![...window.jupyterapp.shell.widgets('main')].some(w => w.context?.path === path)",
        arg=closing,
    )


def pictures(lab: Lab, name: str) -> None:
    """Screenshots of a whole lesson, one screen after the other."""
    height = lab.page.evaluate(SCROLLER + ".scrollHeight")
    shown = lab.page.evaluate(SCROLLER + ".clientHeight")
    for number, top in enumerate(range(0, height, shown)):
        lab.page.evaluate(f"{SCROLLER}.scrollTop = {top}")
        lab.page.wait_for_timeout(300)
        lab.picture(f"{name}-{number:02d}")


@pytest.mark.parametrize(
    ("lesson", "link", "leads_to"),
    [
        (LESSONS[0], "lesson 1", ANATOMY),
        (ANATOMY, "lesson 2", "lessons/02_causes.ipynb"),
        (ANATOMY, "quiz", "exercises/01_anatomy/quiz.ipynb"),
        (ANATOMY, "lab", "exercises/01_anatomy/lab.ipynb"),
    ],
)
def test_what_comes_next_is_one_click_away(lab: Lab, lesson: str, link: str, leads_to: str) -> None:
    lab.open(lesson)
    lab.until_run()
    lab.page.get_by_role("link", name=link, exact=True).locator("visible=true").click()
    lab.ready(leads_to)
    close(lab)


def test_from_a_claim_the_lesson_that_teaches_it_is_one_click_away(lab: Lab) -> None:
    lab.open("lessons/07_article_checked.ipynb")
    lab.until_run()
    tool = lab.page.locator(".rb-tool:visible")
    tool.get_by_label("Search for words").fill("slipped disc")
    tool.get_by_role("link", name="Lesson 1: What is in your back").click()
    lab.ready(ANATOMY)
    lab.until_run()
    close(lab)


def test_a_graded_quiz_is_alive_and_saves_beside_itself(lab: Lab) -> None:
    lab.open("exercises/01_anatomy/quiz.ipynb")
    lab.until_run()
    quizzes = lab.page.locator(".rb-quiz:visible")
    expect(quizzes).to_have_count(12)
    first = quizzes.filter(has=lab.page.get_by_role("radio")).first
    first.get_by_role("radio").nth(1).click()
    expect(first.locator(".rb-saving")).to_contain_text("Saved at")
    answers = lab.course.workspace / "exercises" / "01_anatomy" / "responses.json"
    assert '"score": null' in answers.read_text("utf-8")
    lab.picture("quiz-graded")
    close(lab)


def test_an_answer_by_mouse_is_explained_and_kept_over_a_reload(lab: Lab) -> None:
    forget(lab)
    lab.open(ANATOMY)
    lab.run_all()
    quiz = question(lab, QUESTION.id)
    quiz.get_by_role("radio", name=WRONG.text).click()
    quiz.get_by_role("button", name="Check answer").click()
    expect(quiz.locator(".rb-feedback")).to_contain_text("Not right yet.")
    quiz.get_by_role("radio", name=RIGHT.text).click()
    quiz.get_by_role("button", name="Check answer").click()
    expect(quiz.locator(".rb-state")).to_have_text("Solved. Tried 2 times.")
    expect(quiz.locator(".rb-saving")).to_be_empty()
    _until(lab, lambda: stored(lab, QUESTION.id) == [WRONG.id, RIGHT.id])

    lab.command("docmanager:save")
    lab.page.reload()
    lab.ready(ANATOMY)
    lab.until_run()
    expect(question(lab, QUESTION.id).locator(".rb-state")).to_have_text("Solved. Tried 2 times.")


def test_an_answer_by_keyboard_never_moves_the_notebook(anatomy: Lab) -> None:
    page, cells = anatomy.page, ".jp-Notebook-cell"
    before = page.locator(cells).count()
    quiz = question(anatomy, "anatomy-protects")
    radios = quiz.get_by_role("radio")
    radios.first.focus()
    page.keyboard.press("Space")
    for key in ("ArrowDown", "ArrowDown", "b", "d", "d", "ArrowUp"):
        page.keyboard.press(key)
    assert page.locator(cells).count() == before
    expect(radios.nth(1)).to_be_checked()
    expect(radios.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(quiz.locator(".rb-feedback")).not_to_be_empty()


def test_answers_survive_a_new_kernel_and_a_closed_notebook(lab: Lab) -> None:
    forget(lab)
    lab.open(ANATOMY)
    lab.run_all()
    quiz = question(lab, QUESTION.id)
    quiz.get_by_role("radio", name=RIGHT.text).click()
    quiz.get_by_role("button", name="Check answer").click()
    _until(lab, lambda: stored(lab, QUESTION.id) == [RIGHT.id])
    close(lab)
    lab.open(ANATOMY)
    lab.until_run()
    state = question(lab, QUESTION.id).locator(".rb-state")
    expect(state).to_have_text("Correct at the first try.")


def test_two_open_copies_keep_each_others_answers(anatomy: Lab) -> None:
    forget(anatomy)
    anatomy.run_all()
    copy = anatomy.course.workspace / "lessons" / "copy.ipynb"
    copy.write_bytes((anatomy.course.workspace / ANATOMY).read_bytes())
    first = question(anatomy, QUESTION.id)
    first.get_by_role("radio", name=RIGHT.text).click()
    first.get_by_role("button", name="Check answer").click()
    _until(anatomy, lambda: stored(anatomy, QUESTION.id) == [RIGHT.id])

    anatomy.open("lessons/copy.ipynb")
    anatomy.until_run()
    expect(question(anatomy, QUESTION.id).locator(".rb-state")).to_contain_text("Correct")
    second = question(anatomy, "anatomy-disc-job")
    second.get_by_role("radio").first.click()
    second.get_by_role("button", name="Check answer").click()
    _until(anatomy, lambda: bool(stored(anatomy, "anatomy-disc-job")))
    assert stored(anatomy, QUESTION.id) == [RIGHT.id]
    close(anatomy)
    copy.unlink()


def test_a_figure_waits_for_the_guess(lab: Lab) -> None:
    forget(lab)
    lab.open(ANATOMY)
    lab.run_all()
    quiz = question(lab, "anatomy-predict-bones")
    cell = lab.page.locator(".jp-OutputArea").filter(has=quiz)
    chart = cell.locator(".js-plotly-plot")
    expect(chart).to_be_hidden()
    quiz.get_by_role("textbox").fill("24")
    quiz.get_by_role("button", name="Save my guess").click()
    expect(chart).to_be_visible()
    expect(quiz.locator(".rb-why")).to_contain_text("26")
    drawn, room = (part.bounding_box() for part in (chart.locator(".main-svg").first, cell))
    assert drawn is not None
    assert room is not None
    assert room["width"] * 0.5 < drawn["width"] <= room["width"]


@pytest.fixture
def scheme(lab: Lab) -> Iterator[Callable[[str], None]]:
    """Sets the computer's colour scheme, which JupyterLab's theme follows."""

    def choose(name: str) -> None:
        lab.page.emulate_media(color_scheme=name)  # type: ignore[arg-type]
        light = "true" if name == "light" else "false"
        expect(lab.page.locator(f"body[data-jp-theme-light={light}]")).to_have_count(1)

    yield choose
    choose("light")


@pytest.mark.parametrize("name", ["light", "dark"])
def test_no_accessibility_violation_in_the_outputs(
    anatomy: Lab, scheme: Callable[[str], None], name: str
) -> None:
    scheme(name)
    quiz = question(anatomy, "anatomy-pressure-meaning")
    quiz.get_by_role("radio").first.click()
    quiz.get_by_role("button", name="Check answer").click()
    assert violations(anatomy.page, ".jp-OutputArea-output") == []


def test_charts_keep_their_height_when_the_theme_changes(
    anatomy: Lab, scheme: Callable[[str], None]
) -> None:
    heights = """() => [...document.querySelectorAll('.js-plotly-plot .svg-container')]
      .map(e => e.getBoundingClientRect().height)"""
    before = anatomy.page.evaluate(heights)
    assert len(before) >= 3
    assert min(before) > 200
    scheme("dark")
    anatomy.page.wait_for_timeout(1500)
    assert anatomy.page.evaluate(heights) == before


def test_charts_are_alive_after_a_reload(lab: Lab) -> None:
    lab.open(ANATOMY)
    lab.until_run()
    page, charts = lab.page, lab.page.locator(".jp-RenderedPlotly:visible")
    drawn = charts.locator(".main-svg").locator("visible=true")
    expect(drawn.first).to_be_visible()
    many = charts.count()
    # Plotly's renderer leaves a picture of each chart to be saved with the notebook.
    page.wait_for_timeout(3000)
    lab.command("docmanager:save")
    page.reload()
    lab.ready(ANATOMY)
    expect(charts).to_have_count(many)
    expect(page.locator(".jp-RenderedPlotly .plot-img:visible")).to_have_count(0)
    expect(page.locator(".jp-RenderedPlotly:visible:has(.main-svg)")).to_have_count(many)


def test_the_page_scrolls_while_the_mouse_is_on_the_spine(anatomy: Lab) -> None:
    page, spine = anatomy.page, anatomy.page.locator(".gl-container canvas:visible").first
    spine.scroll_into_view_if_needed()
    before = spine.bounding_box()
    assert before is not None
    page.mouse.move(before["x"] + before["width"] / 2, before["y"] + 100)
    page.mouse.wheel(0, 120)
    page.wait_for_timeout(500)
    after = spine.bounding_box()
    assert after is not None
    assert after["y"] < before["y"] - 50


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_comes_alive_and_fits_every_page(
    lab: Lab, scheme: Callable[[str], None], lesson: str
) -> None:
    page = lab.page
    lab.open(lesson)
    lab.until_run()
    expect(page.locator(".jp-OutputArea-output[data-mime-type$=stderr]")).to_have_count(0)
    expect(page.get_by_text("model not found")).to_have_count(0)
    shown = read_lesson(Path(lesson).stem)
    asked = sum(len(cell.questions) for cell in shown.cells)
    expect(page.locator(".rb-quiz:visible")).to_have_count(asked)
    used = sum(len(cell.tools) for cell in shown.cells)
    expect(page.locator(".rb-tool:visible")).to_have_count(used)
    show = page.get_by_role("button", name="Show the figure without a guess")
    while show.count():
        show.first.click()
    try:
        for name, width, colours in PAGES:
            scheme(colours)
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(1500)  # charts follow the new width
            assert page.evaluate(TOO_WIDE) == [], name
            if os.environ.get("PICTURES"):
                pictures(lab, f"{Path(lesson).stem}-{name}")
    finally:
        page.set_viewport_size({"width": 1280, "height": 900})
        close(lab)


def _until(lab: Lab, condition: Any) -> None:
    for _ in range(300):
        if condition():
            return
        lab.page.wait_for_timeout(100)
    assert condition(), "it did not happen within 30 s"
