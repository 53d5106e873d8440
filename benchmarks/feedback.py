"""Milliseconds from the click on "Check answer" to feedback on the page, in a real JupyterLab."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.report import Row, percentile

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))

from conftest import FLAGS, chromium
from lab import Lab, course, free_port
from playwright.sync_api import sync_playwright

CLICKS = 100
AIM_MS = 50
LESSON = "lessons/01_anatomy.ipynb"

# Up to the frame in which the feedback has been painted.
CLICK = """async (quiz) => {
  const radios = [...quiz.querySelectorAll('input[type=radio]')];
  const next = radios[(radios.findIndex((radio) => radio.checked) + 1) % radios.length];
  next.click();
  const started = performance.now();
  quiz.querySelector('button[type=submit]').click();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  if (!quiz.querySelector('.rb-feedback').textContent) throw new Error('no feedback');
  return performance.now() - started;
}"""


def measure() -> list[Row]:
    """The median and the 95th percentile, in ms."""
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        course(Path(folder) / "workspace", "--port", str(free_port())) as running,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=[*FLAGS, "--no-sandbox"]
        )
        lab = Lab(running, browser.new_context())
        lab.enter()
        lab.open(LESSON)
        lab.until_run()
        quiz = lab.page.locator(".rb-quiz:has(input[type=radio]):visible").nth(1).element_handle()
        times = [lab.page.evaluate(CLICK, quiz) for _ in range(CLICKS)]
        browser.close()
    late = percentile(times, 0.95)
    figure = f"median {percentile(times, 0.5):.0f} ms, 95th percentile {late:.0f} ms"
    return [Row(f"click to feedback ({CLICKS} clicks)", figure, f"{AIM_MS} ms", late < AIM_MS)]
