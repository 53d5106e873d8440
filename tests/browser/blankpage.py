"""A blank page for one widget, in each of the looks that a reader may have."""

from __future__ import annotations

from typing import Any

from axe import violations
from playwright.sync_api import Browser, Page

WIDE = {"width": 1000, "height": 900}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": WIDE},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "320px": {"viewport": {"width": 320, "height": 900}},
    "high-contrast": {"viewport": WIDE, "forced_colors": "active"},
}
PAGE = """<!doctype html><html lang="en"><meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width"><title>Widget</title>
<style>body { margin: 8px; background: Canvas; color: CanvasText }</style>
<body><main><h1>Widget</h1></main></body></html>"""


def new_page(browser: Browser, look: str = "light") -> Page:
    """An empty page in one of the `LOOKS`."""
    return browser.new_page(**LOOKS[look])


def check_looks(page: Page) -> None:
    """Nothing inaccessible and nothing cut; folded parts are content too."""
    _check(page)
    if page.locator("details:not([open])").count():
        page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        _check(page)


def _check(page: Page) -> None:
    assert violations(page, "main") == []
    page_width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(page_width) <= 0, "the page is wider than the screen"
