"""The tool that shares the course test, on the page: two buttons that say what they did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from blankpage import LOOKS, check_looks, new_page
from playwright.sync_api import Browser, Page, expect
from toolpage import mount, tool

from course.view.tools.share import NOTHING, share_gain


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def page(browser: Browser) -> Any:
    page = new_page(browser)
    yield page
    page.close()


def answer(page: Page, **state: Any) -> None:
    """What the kernel says to the last message."""
    page.evaluate("(state) => model.set('sharing', {...state, id: window.sent.at(-1).id})", state)


@pytest.mark.parametrize("look", LOOKS)
def test_accessible_in_every_look(browser: Browser, look: str) -> None:
    page = new_page(browser, look)
    mount(page, share_gain())
    check_looks(page)
    page.close()


def test_nothing_is_asked_of_the_kernel_before_a_click(page: Page) -> None:
    mount(page, share_gain())
    expect(page.get_by_role("status")).to_have_text(NOTHING)
    assert page.evaluate("window.sent") == []
    back = page.get_by_role("button", name="Take them back")
    expect(back).to_have_attribute("aria-disabled", "true")
    back.press("Enter")
    assert page.evaluate("window.sent") == []


def test_share_and_take_back_by_keyboard(page: Page) -> None:
    mount(page, share_gain())
    page.get_by_role("button", name="Share my test answers").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("window.sent.at(-1).kind") == "share"
    answer(page, shared=True, told="Shared now.")
    expect(page.get_by_role("status")).to_have_text("Shared now.")
    page.get_by_role("button", name="Take them back").focus()
    page.keyboard.press("Space")
    assert page.evaluate("window.sent.at(-1).kind") == "take back"
    answer(page, shared=False, told=NOTHING)
    expect(page.get_by_role("status")).to_have_text(NOTHING)
    expect(page.get_by_role("button", name="Take them back")).to_have_attribute(
        "aria-disabled", "true"
    )


def test_a_kernel_that_does_not_answer_is_told(page: Page) -> None:
    mount(page, share_gain())
    page.get_by_role("button", name="Share my test answers").click()
    expect(page.get_by_role("status")).to_contain_text("does not answer", timeout=8000)


def test_it_tells_what_is_shared_before_it_is(page: Page) -> None:
    mount(page, share_gain())
    expect(tool(page)).to_contain_text("course_test.json")
    expect(tool(page)).to_contain_text("Your task:")
