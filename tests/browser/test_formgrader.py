"""Grading by hand in nbgrader's formgrader, inside JupyterLab, on a folder of a class."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from assignment import SOURCES
from klass import Klass, Student, done
from lab import PICTURES, free_port
from playwright.sync_api import Browser, Page, expect
from test_01_anatomy import ANATOMY

TASK = "judge"


@pytest.fixture(scope="module")
def klass(tmp_path_factory: pytest.TempPathFactory) -> Klass:
    """A class in which one student handed in the lab."""
    klass = Klass(tmp_path_factory.mktemp("class"))
    shutil.copytree(SOURCES / ANATOMY.name, klass.folder / "exercises" / ANATOMY.name)
    done(klass.release(ANATOMY.name))
    klass.submit(ANATOMY.name, Student("ada", cells=ANATOMY.solved, without=["quiz.ipynb"]))
    done(klass.grade(ANATOMY.name))
    return klass


@contextlib.contextmanager
def jupyterlab(folder: Path) -> Iterator[str]:
    """JupyterLab on a folder, as an instructor starts it; gives the address."""
    port, token = free_port(), "for-the-test"
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}"]
    command += [f"--IdentityProvider.token={token}", "--LabApp.expose_app_in_browser=True"]
    if sys.platform != "win32" and os.geteuid() == 0:
        command.append("--allow-root")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, **quiet)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api?token={token}", process)
        yield f"{address}/lab?token={token}"
    finally:
        process.terminate()
        process.wait(60)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert process.poll() is None, "JupyterLab ended"
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        time.sleep(0.3)
    raise AssertionError("JupyterLab did not start")


@pytest.fixture(scope="module")
def formgrader(browser: Browser, klass: Klass) -> Iterator[Page]:
    """The page of formgrader, opened from JupyterLab's menu."""
    with jupyterlab(klass.folder) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address)
        page.wait_for_function("window.jupyterapp?.restored.then(() => true)")
        page.get_by_role("menuitem", name="Nbgrader").click()
        page.get_by_role("menuitem", name="Formgrader").click()
        frame = page.frame_locator("iframe[src*='formgrader']")
        expect(frame.get_by_role("link", name=ANATOMY.name).first).to_be_visible()
        yield page
        page.close()


def test_a_written_answer_is_graded_with_the_rubric_beside_it(
    formgrader: Page, klass: Klass
) -> None:
    here = formgrader.url.split("/lab")[0]
    formgrader.goto(f"{here}/formgrader/gradebook/{ANATOMY.name}/lab")
    formgrader.get_by_role("link", name="Submission #1").click()
    score, comment = formgrader.locator(f"#{TASK}"), formgrader.locator(f"#{TASK}-comment")
    rubric = formgrader.get_by_text("Rubric, 1 point each.")
    expect(formgrader.locator("body")).to_contain_text(ANATOMY.solved["judge-answer"])
    rubric.scroll_into_view_if_needed()
    # The rubric stands between the two fields: nobody has to look for it.
    heights = [one.bounding_box() for one in (score, rubric, comment)]
    assert [box["y"] for box in heights if box] == sorted(box["y"] for box in heights if box)
    PICTURES.mkdir(parents=True, exist_ok=True)
    formgrader.screenshot(path=PICTURES / "formgrader.png")
    for field, text in ((score, "3.5"), (comment, "Clear, and kind.")):
        field.fill(text)
        with formgrader.expect_response(lambda answer: answer.request.method == "PUT") as saved:
            field.blur()
        assert saved.value.ok
    formgrader.reload()
    expect(score).to_have_value("3.5")
    expect(comment).to_have_value("Clear, and kind.")
    with klass.gradebook() as book:
        grade = book.find_grade(TASK, "lab", ANATOMY.name, "ada")
        assert (grade.manual_score, grade.needs_manual_grade) == (3.5, False)
        assert book.find_submission(ANATOMY.name, "ada").score == sum(ANATOMY.lab.values()) + 3.5
