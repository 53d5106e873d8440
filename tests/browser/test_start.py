"""What a learner meets after ``make start``: the lesson, open and alive, and nothing else."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from lab import Lab, course
from playwright.sync_api import expect

FIRST = "lessons/00_start_here.ipynb"
# Each run adds a line to a file; the button counts its clicks in the kernel.
BUTTON = """import anywidget, traitlets
class Button(anywidget.AnyWidget):
    _esm = '''export default {render({model, el}) {
      const button = document.createElement("button");
      const show = () => button.textContent = "clicked " + model.get("clicks");
      button.onclick = () => {
        model.set("clicks", model.get("clicks") + 1); model.save_changes();
      };
      model.on("change:clicks", show); show(); el.append(button);
    }}'''
    clicks = traitlets.Int(0).tag(sync=True)
Button()"""


def notebook(*sources: str, run_on_open: bool) -> str:
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for number, source in enumerate(sources)
    ]
    return json.dumps(
        {
            "cells": cells,
            "metadata": {
                "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
                "runners_back": {"run_on_open": run_on_open},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def fingerprints(folder: Path) -> dict[str, str]:
    """Digest of every file a learner sees."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts)
    }


def test_the_first_lesson_is_open_and_nothing_stands_in_the_way(lab: Lab) -> None:
    lab.enter()
    lab.until_run()
    page = lab.page
    front = page.evaluate("() => window.jupyterapp.shell.currentWidget.context.path")
    assert front == FIRST
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    for obstacle in ("dialog", "alertdialog"):
        expect(page.get_by_role(obstacle)).to_have_count(0)  # type: ignore[arg-type]
    expect(page.locator(".Toastify__toast")).to_have_count(0)
    expect(page.locator(".jp-OutputArea-output[data-mime-type$=stderr]")).to_have_count(0)
    lab.picture("start-desktop")


def test_on_a_telephone_the_lesson_has_the_width(lab: Lab) -> None:
    page = lab.page
    page.set_viewport_size({"width": 320, "height": 640})
    try:
        lab.enter()
        lab.until_run()
        # The side bars leave while the lesson is already running.
        page.wait_for_function(
            "() => document.querySelector('.jp-OutputArea-output').clientWidth >= 290"
        )
        lab.picture("start-320")
    finally:
        page.set_viewport_size({"width": 1280, "height": 900})
        lab.enter()


def test_a_lesson_runs_itself_once_for_each_kernel(lab: Lab) -> None:
    (lab.course.workspace / "alive.ipynb").write_text(
        notebook("open('ran', 'a').write('x')", BUTTON, run_on_open=True)
    )
    ran = lab.course.workspace / "ran"
    lab.open("alive.ipynb")
    lab.until_run()
    button = lab.page.get_by_role("button", name="clicked")
    button.click()
    expect(button).to_have_text("clicked 1")
    lab.command("docmanager:save")
    assert ran.read_text() == "x"

    lab.page.reload()
    lab.ready("alive.ipynb")
    expect(button).to_have_text("clicked 1")
    button.click()
    expect(button).to_have_text("clicked 2")
    assert ran.read_text() == "x"

    lab.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.shutdown()"
    )
    lab.page.reload()
    lab.ready("alive.ipynb")
    expect(button).to_have_text("clicked 0")
    assert ran.read_text() == "xx"


def test_a_notebook_that_does_not_ask_for_it_stays_as_it_is(lab: Lab) -> None:
    (lab.course.workspace / "still.ipynb").write_text(
        notebook("open('ran still', 'w')", run_on_open=False)
    )
    lab.open("still.ipynb")
    # The one that asks is opened later and has run; by then this one would have, too.
    (lab.course.workspace / "later.ipynb").write_text(notebook("1 + 1", run_on_open=True))
    lab.open("later.ipynb")
    lab.until_run()
    assert not (lab.course.workspace / "ran still").exists()


def test_a_second_start_takes_the_next_port_and_changes_nothing(lab: Lab) -> None:
    # A page that is open saves by itself.
    lab.command("docmanager:save-all")
    lab.command("application:close-all")
    workspace = lab.course.workspace
    mine = workspace / FIRST
    mine.write_text(mine.read_text("utf-8").replace("Start here", "My own words"), "utf-8")
    before = fingerprints(workspace)
    taken = urlsplit(lab.course.address).port
    with course(workspace, "--port", str(taken)) as second:
        assert urlsplit(second.address).port == taken + 1
        assert fingerprints(workspace) == before
        token = second.address.rpartition("=")[2]
        lines = [" ".join(each.info["cmdline"] or []) for each in psutil.process_iter(["cmdline"])]
        assert any("jupyterlab" in line for line in lines)
        assert not any(token in line for line in lines)
        # Pressed once, asked nothing.
        assert second.interrupt() == 0
    assert "Stopped." in second.text
    assert str(workspace) in second.text


def test_it_listens_on_this_computer_only(lab: Lab) -> None:
    port = urlsplit(lab.course.address).port
    open_at = {
        each.laddr.ip
        for each in psutil.net_connections("tcp")
        if each.status == psutil.CONN_LISTEN and each.laddr.port == port
    }
    assert open_at == {"127.0.0.1"}
