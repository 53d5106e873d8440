"""The quiz on the page: every type by keyboard and by mouse, every state in words."""

from __future__ import annotations

from typing import Any

import pytest
from blankpage import LOOKS, check_looks, new_page
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect
from quizpage import lesson, mount, quiz, silent
from samples import QUESTIONS, responses, right

from course.model.marking import score

KINDS = sorted(QUESTIONS)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Any:
    page = new_page(browser)
    yield page
    page.close()


def answer_by_keyboard(page: Page, kind: str, response: Any) -> None:
    """Give a response with keys alone, starting from the quiz's first control."""
    form = quiz(page)
    if kind == "single":
        form.get_by_role("radio").first.focus()
        page.keyboard.press("Space")
        for _ in range([o.id for o in QUESTIONS[kind].options].index(response)):
            page.keyboard.press("ArrowDown")
    elif kind == "multiple":
        for option in QUESTIONS[kind].options:
            if option.id in response:
                form.get_by_role("checkbox", name=option.text).focus()
                page.keyboard.press("Space")
    elif kind == "true_false":
        form.get_by_role("radio", name=str(response["verdict"]), exact=True).focus()
        page.keyboard.press("Space")
        reason = next(r for r in QUESTIONS[kind].reasons if r.id == response["reason"])
        form.get_by_role("radio", name=reason.text).focus()
        page.keyboard.press("Space")
    elif kind == "numeric":
        form.get_by_role("textbox").focus()
        page.keyboard.press("Control+a")
        page.keyboard.type(response)
    elif kind == "ordering":
        _sort_by_keyboard(page, response)
    elif kind == "matching":
        rights = {r["id"]: i for i, r in enumerate(QUESTIONS[kind].public()["rights"])}
        for left in QUESTIONS[kind].public()["lefts"]:
            box = form.get_by_role("combobox", name=left["text"])
            box.focus()
            page.keyboard.press("Home")
            for _ in range(rights[response[left["id"]]] + 1):
                page.keyboard.press("ArrowDown")
            expect(box).to_have_value(response[left["id"]])
    elif kind == "hotspot":
        form.get_by_role("radio").first.focus()
        page.keyboard.press("Space")
        parts = [
            p["id"] for p in form.evaluate("() => window.models[0].get('question').drawing.parts")
        ]
        for _ in range(parts.index(response)):
            page.keyboard.press("ArrowDown")
    else:
        _decide(page, response)


def _sort_by_keyboard(page: Page, wanted: list[str]) -> None:
    rows = quiz(page).locator(".rb-order li")
    for place, item in enumerate(wanted):
        order = rows.evaluate_all("rows => rows.map(r => r.dataset.id)")
        rows.nth(order.index(item)).get_by_role("button").first.focus()
        for _ in range(order.index(item) - place):
            page.keyboard.press("Enter")


def _decide(page: Page, path: list[list[str]]) -> None:
    for node, choice in path:
        options = next(n for n in QUESTIONS["case"].nodes if n.id == node).options
        quiz(page).get_by_role("radio").first.focus()
        page.keyboard.press("Space")
        for _ in range([o.id for o in options].index(choice)):
            page.keyboard.press("ArrowDown")
        quiz(page).get_by_role("button", name="Decide").focus()
        page.keyboard.press("Enter")


def check(page: Page) -> None:
    button = quiz(page).get_by_role("button", name="Check answer")
    if button.is_visible():
        button.focus()
        page.keyboard.press("Enter")


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_can_be_answered_by_keyboard_alone(page: Page, kind: str) -> None:
    mount(page, lesson(kind))
    answer_by_keyboard(page, kind, right(kind))
    check(page)
    expect(quiz(page).locator(".rb-feedback")).to_contain_text("Correct.")
    expect(quiz(page).locator(".rb-state")).to_have_text("Correct at the first try.")
    expect(quiz(page).locator(".rb-why")).to_contain_text("because")
    assert page.evaluate("window.sent[0].response") == right(kind)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(data=st.data())
def test_browser_and_kernel_mark_alike(marker: Page, kind: str, data: st.DataObject) -> None:
    response = data.draw(responses(kind))
    key = QUESTIONS[kind].key()
    assert marker.evaluate("([key, response]) => score(key, response)", [key, response]) == score(
        key, response
    )


@pytest.fixture(scope="module")
def marker(browser: Browser) -> Any:
    """A page that knows the marking script alone."""
    from pathlib import Path

    import course.view.quiz.widget as widget

    page = browser.new_page()
    page.add_script_tag(path=Path(widget.__file__).with_name("marking.js"))
    yield page
    page.close()


# Any order is an answer, and a case is checked when its story ends.
@pytest.mark.parametrize("kind", [k for k in KINDS if k not in {"case", "ordering"}])
def test_an_incomplete_answer_is_asked_for_and_not_counted(page: Page, kind: str) -> None:
    mount(page, lesson(kind))
    check(page)
    expect(quiz(page).locator(".rb-feedback")).to_contain_text("first")
    expect(quiz(page).locator(".rb-state")).to_have_text("Not attempted yet.")
    assert page.evaluate("window.sent.length") == 0


def test_a_wrong_answer_is_explained_and_can_be_changed(page: Page) -> None:
    mount(page, lesson("single"))
    answer_by_keyboard(page, "single", "a")
    check(page)
    feedback = quiz(page).locator(".rb-feedback")
    expect(feedback).to_contain_text("Not right yet.")
    expect(feedback).to_contain_text("feedback a")
    expect(quiz(page).locator(".rb-state")).to_have_text("Tried once, not right yet.")
    expect(quiz(page).locator(".rb-why")).to_be_empty()
    answer_by_keyboard(page, "single", "b")
    expect(feedback).to_be_empty()
    check(page)
    expect(quiz(page).locator(".rb-state")).to_have_text("Solved. Tried 2 times.")


def test_every_chosen_and_every_missed_option_is_explained(page: Page) -> None:
    mount(page, lesson("multiple"))
    answer_by_keyboard(page, "multiple", ["a", "b"])
    check(page)
    feedback = quiz(page).locator(".rb-feedback")
    for words in (
        "Right: text a. feedback a",
        "Not right: text b. feedback b",
        "Missed: text c. missed c",
    ):
        expect(feedback).to_contain_text(words)
    expect(feedback).not_to_contain_text("text d")
    # The question itself says to choose all; a second line would say it twice.
    expect(quiz(page)).not_to_contain_text("Tick all")


@pytest.mark.parametrize("mode", ["graded", "before"])
def test_half_an_answer_without_a_button_tells_what_is_missing(page: Page, mode: str) -> None:
    mount(page, silent("true_false", mode))
    quiz(page).get_by_role("radio", name="False", exact=True).focus()
    page.keyboard.press("Space")
    saving = quiz(page).locator(".rb-saving")
    expect(saving).to_have_text("Choose a reason too.")
    assert page.evaluate("window.sent.length") == 0
    quiz(page).locator(".rb-inner").get_by_role("radio").first.check()
    expect(saving).to_contain_text("Saved at")
    mount(page, silent("true_false", mode))
    quiz(page).locator(".rb-inner").get_by_role("radio").first.check()
    expect(saving).to_have_text("Choose true or false too.")


def test_a_storys_end_tells_how_well_it_was_decided(page: Page) -> None:
    wording = "Here is how it goes when it goes well:"
    mount(page, lesson("case"))
    answer_by_keyboard(page, "case", right("case"))
    story = quiz(page).locator(".rb-story")
    expect(story).to_contain_text("Best decisions: 2 of 2.")
    expect(story).not_to_contain_text(wording)
    mount(page, lesson("case"))
    answer_by_keyboard(page, "case", _half_right("case"))
    expect(story).to_contain_text("Best decisions: 2 of 3.")
    expect(story).to_contain_text(wording)
    expect(quiz(page).locator(".rb-feedback")).to_contain_text("Start the story again")
    # The end comes last, and the button stands apart from what follows it.
    assert story.inner_text().index(wording) < story.inner_text().index("The end.")
    button = story.get_by_role("button").bounding_box()
    said = quiz(page).get_by_text("The story has ended.").bounding_box()
    assert button
    assert said
    assert said["y"] - button["y"] - button["height"] >= 6


def test_a_silent_story_does_not_tell_how_well_it_was_decided(page: Page) -> None:
    mount(page, silent("case"))
    answer_by_keyboard(page, "case", _half_right("case"))
    story = quiz(page).locator(".rb-story")
    expect(story).to_contain_text("The end.")
    for words in ("Best decisions", "goes well"):
        expect(story).not_to_contain_text(words)


# Luminance of a computed colour by WCAG; mixed colours come as "color(srgb r g b)".
LIGHT = """(node, name) => {
  const canvas = document.createElement('canvas').getContext('2d');
  canvas.fillStyle = getComputedStyle(node)[name];
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((byte) => {
    const c = byte / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}"""


def contrast(one: float, other: float) -> float:
    """Contrast ratio of two luminances."""
    low, high = sorted((one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_signs_and_drawings_fit_the_theme(browser: Browser, look: str) -> None:
    page = new_page(browser, look)
    mount(page, lesson("multiple"))
    answer_by_keyboard(page, "multiple", ["a", "b"])
    check(page)
    ground = page.locator("body").evaluate(LIGHT, "backgroundColor")
    assert (ground < 0.1) == (look == "dark")
    for sign in (".rb-right .rb-sign", ".rb-wrong .rb-sign"):
        colour = page.locator(sign).first.evaluate(LIGHT, "color")
        assert contrast(colour, ground) >= 4.5, sign
    mount(page, lesson("hotspot"))
    paper = page.locator(".rb-drawing svg").evaluate(LIGHT, "backgroundColor")
    assert contrast(paper, ground) < 1.5
    parts = page.locator(".rb-part")
    parts.nth(3).evaluate("part => part.classList.add('rb-chosen')")
    parts.nth(5).evaluate("part => part.classList.add('rb-focus')")
    for place in (1, 3, 5):
        edge = parts.nth(place).evaluate(LIGHT, "stroke")
        assert contrast(edge, paper) >= 3, place
    page.close()


def test_matching_tells_right_pairs_from_wrong_ones(page: Page) -> None:
    mount(page, lesson("matching"))
    answer_by_keyboard(page, "matching", _half_right("matching"))
    check(page)
    feedback = quiz(page).locator(".rb-feedback")
    expect(feedback).to_contain_text("Not right: left 0. not this")
    expect(feedback).to_contain_text("Right: left 2.")


def test_hints_come_one_by_one(page: Page) -> None:
    state = lesson("single")
    state["question"]["hints"] = ["look", "closer"]
    mount(page, state)
    quiz(page).get_by_role("button", name="Hint").click()
    expect(quiz(page).get_by_role("list", name="Hints").get_by_role("listitem")).to_have_count(1)
    quiz(page).get_by_role("button", name="Next hint (1 left)").click()
    expect(quiz(page).get_by_role("list", name="Hints")).to_contain_text("Hint 2. closer")
    expect(quiz(page).get_by_role("button", name="hint")).to_have_count(0)


def test_the_answer_can_be_asked_for_after_two_tries(page: Page) -> None:
    mount(page, lesson("single"))
    show = quiz(page).get_by_role("button", name="Show the answer and why")
    for wrong in ("a", "c"):
        expect(show).to_be_hidden()
        answer_by_keyboard(page, "single", wrong)
        check(page)
    show.click()
    expect(quiz(page).locator(".rb-why")).to_contain_text("text b")
    expect(quiz(page).locator(".rb-state")).to_contain_text("not right yet")


def test_sources_are_named_after_the_answer(page: Page) -> None:
    mount(page, lesson("single"))
    answer_by_keyboard(page, "single", "b")
    check(page)
    quiz(page).get_by_text("Sources").click()
    expect(quiz(page).locator(".rb-why")).to_contain_text("Gray's Anatomy 2020")


@pytest.mark.parametrize("kind", KINDS)
def test_a_stored_answer_is_shown_again(page: Page, kind: str) -> None:
    stored = {
        "id": "x",
        "at": "2026-01-02T10:00:00+00:00",
        "response": right(kind),
        "score": 1,
        "hints": 1,
    }
    mount(page, lesson(kind, stored))
    expect(quiz(page).locator(".rb-state")).to_have_text("Correct at the first try.")
    expect(quiz(page).locator(".rb-feedback")).to_contain_text("Correct.")
    expect(quiz(page).locator(".rb-hints")).to_contain_text("think")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stale", ["gone", ["gone"], {"gone": "x"}, None, 7])
def test_an_answer_to_an_older_wording_does_no_harm(page: Page, kind: str, stale: Any) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    stored = {
        "id": "x",
        "at": "2026-01-02T10:00:00+00:00",
        "response": stale,
        "score": 0,
        "hints": 0,
    }
    mount(page, lesson(kind, stored))
    expect(quiz(page).locator(".rb-state")).to_have_text("Tried once, not right yet.")
    assert not errors


def test_an_answer_from_another_copy_appears(page: Page) -> None:
    mount(page, lesson("single"))
    page.evaluate(
        """window.models[0].set('record',
          [{id: 'y', at: '2026-01-02T10:00:00+00:00', response: 'b', score: 1, hints: 0}])"""
    )
    expect(quiz(page).get_by_role("radio", name="text b")).to_be_checked()
    expect(quiz(page).locator(".rb-state")).to_have_text("Correct at the first try.")


def test_without_a_kernel_feedback_still_comes_and_the_loss_is_told(page: Page) -> None:
    mount(page, lesson("single"))
    page.evaluate("window.kernel = 'dead'")
    answer_by_keyboard(page, "single", "b")
    check(page)
    expect(quiz(page).locator(".rb-feedback")).to_contain_text("Correct.")
    expect(quiz(page).locator(".rb-saving")).to_contain_text("Not saved yet", timeout=10_000)


def test_a_kernel_that_is_not_heard_has_saved_all_the_same(page: Page) -> None:
    mount(page, silent("single"))
    page.evaluate("window.kernel = 'unheard'")
    answer_by_keyboard(page, "single", "b")
    expect(quiz(page).locator(".rb-saving")).to_contain_text("Saved at")
    expect(quiz(page).locator(".rb-state")).to_contain_text("Answered.")


@pytest.mark.parametrize("mode", ["graded", "before"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_silent_question_saves_and_tells_nothing(page: Page, kind: str, mode: str) -> None:
    mount(page, silent(kind, mode))
    answer_by_keyboard(page, kind, right(kind))
    expect(quiz(page).locator(".rb-saving")).to_contain_text("Saved at")
    expect(quiz(page).locator(".rb-state")).to_contain_text("Answered.")
    page.wait_for_function(
        "want => JSON.stringify(window.sent.at(-1).response) === JSON.stringify(want)",
        arg=right(kind),
    )
    for word in ("Correct", "Not right", "feedback", "because"):
        expect(quiz(page)).not_to_contain_text(word)
    assert quiz(page).get_by_role("button", name="Check answer").count() == 0


def test_keys_do_not_reach_the_notebook(page: Page) -> None:
    mount(page, lesson("single"))
    page.evaluate("document.addEventListener('keydown', (e) => (window.leaked = e.key))")
    quiz(page).get_by_role("radio").first.focus()
    for key in ("b", "d", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("window.leaked") is None
    assert quiz(page).locator("..").get_attribute("data-lm-suppress-shortcuts") == "true"


def test_a_click_beside_a_small_bone_still_chooses_it(page: Page) -> None:
    mount(page, lesson("hotspot"))
    shape = quiz(page).locator(".rb-part").first.bounding_box()
    assert shape is not None
    page.mouse.click(shape["x"] + shape["width"] / 2, shape["y"] - 4)
    expect(quiz(page)).to_contain_text("Chosen: part 1 of 26")


def test_the_drawings_parts_are_named_neutrally(page: Page) -> None:
    mount(page, lesson("hotspot"))
    for name in (
        quiz(page)
        .get_by_role("radio")
        .evaluate_all("radios => radios.map(r => r.closest('label').textContent)")
    ):
        assert name.startswith("Part ")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("look", LOOKS)
def test_no_accessibility_violation_and_nothing_cut(browser: Browser, kind: str, look: str) -> None:
    page = new_page(browser, look)
    mount(page, lesson(kind))
    answer_by_keyboard(page, kind, _half_right(kind))
    if kind != "single":
        quiz(page).get_by_role("button", name="Hint").click()
    check(page)
    check_looks(page)
    group = quiz(page).get_by_role("group", name="Which one?")
    expect(group).to_have_count(1)
    expect(quiz(page).locator(".rb-feedback[role=status][aria-live=polite]")).to_have_count(1)
    page.close()


def _half_right(kind: str) -> Any:
    partly = {
        "single": "a",
        "multiple": ["a", "b"],
        "true_false": {"verdict": False, "reason": "r2"},
        "numeric": "24",
        "hotspot": "T1",
        "case": [["one", "b"], ["two", "a"], ["three", "b"]],
    }
    if kind == "ordering":
        return [*right(kind)[1::-1], *right(kind)[2:]]
    if kind == "matching":
        correct = right(kind)
        return dict(correct) | {"p0": correct["p1"]}
    return partly[kind]
