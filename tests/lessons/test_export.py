"""A lesson as a page without a kernel: nothing is lost that can be read."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from nbconvert import HTMLExporter

from course import notebooks
from course.model.bank import load_bank
from course.model.lesson import lesson_paths
from course.model.text import head_and_rest


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda p: p.stem)
def test_every_question_of_a_lesson_stands_in_its_html_export(path: Path) -> None:
    exported, _ = HTMLExporter().from_notebook_node(notebooks.read(path))
    page = unescape(exported)
    shown = path.read_text("utf-8")
    banks = (path.parents[1] / "data" / "questions").glob("*.yaml")
    questions = [q for bank in banks for q in load_bank(bank).questions]
    here = [q for q in questions if f'quiz(\\"{q.id}\\"' in shown]
    assert here
    for question in here:
        assert unescape(head_and_rest(question.prompt)[0]) in page
    # Before the course nothing is told.
    silent = shown.count('occasion=\\"before\\"')
    assert page.count("The answer, and why") == len(here) - silent
    assert "Error displaying widget" not in page
