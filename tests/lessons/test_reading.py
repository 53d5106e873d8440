"""A reader of about 14 gets through every lesson."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import reading_age, running_text

from course.model.lesson import lesson_paths

OLDEST = 14.0


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.stem)
def test_a_reader_of_fourteen_gets_through_the_lesson(path: Path) -> None:
    assert reading_age(path) <= OLDEST


def test_headings_tables_and_citations_are_no_running_text() -> None:
    cited = "([Hartvigsen 2018](#Sources), [Maher 2017](#Sources))"
    text = f"# Title\n\nBacks are strong {cited}.\n\n| a | b |\n"
    assert running_text(text) == "Backs are strong."


def test_long_words_in_long_sentences_read_older(tmp_path: Path) -> None:
    import nbformat

    hard = "Multidisciplinary rehabilitation necessitates interprofessional coordination."
    ages = []
    for name, text in (("easy", "You run. Your back is sore. You rest a day."), ("hard", hard)):
        cell = nbformat.v4.new_markdown_cell(text)
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
        ages.append(reading_age(path))
    assert ages[0] < OLDEST < ages[1]
