"""axe-core, with its trap in JupyterLab defused."""

from __future__ import annotations

from importlib.resources import files

from playwright.sync_api import Page

SCRIPT = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
RUN = """async (selector) => axe.run(selector, {runOnly: {type: 'tag', values:
  ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}})"""


def violations(page: Page, selector: str) -> list[str]:
    """What axe finds inside ``selector``, one line a rule; contrast is certain to be checked."""
    # JupyterLab's body has no height: axe takes all of it for hidden and skips contrast.
    page.add_style_tag(content="html, body { height: 100vh !important }")
    page.evaluate(SCRIPT)
    result = page.evaluate(RUN, selector)
    looked = {rule["id"] for rule in (*result["passes"], *result["violations"])}
    forced = page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert forced or "color-contrast" in looked, "axe did not check contrast"
    return [
        f"{rule['id']}: {node['html'][:120]} {node.get('failureSummary', '')}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
