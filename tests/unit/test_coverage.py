"""Where the course teaches a claim: found in texts, cards and questions, not in the table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from course import content
from course.model import evidence, lesson
from course.model.coverage import Place, handled


def notebook(*cells: tuple[str, str, str, list[str]]) -> str:
    """A notebook of cells (kind, id, source, claims recorded)."""
    return json.dumps(
        {
            "metadata": {"runners_back": {"minutes": 1, "objectives": []}},
            "cells": [
                {
                    "cell_type": kind,
                    "id": name,
                    "source": source.splitlines(keepends=True),
                    "metadata": {"runners_back": {"claims": claims}} if claims else {},
                }
                for kind, name, source, claims in cells
            ],
        }
    )


BANK = """
lesson: {lesson}
questions:
  - id: {question}
    claims: [{claims}]
  - id: {question}-other
"""


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An empty course; call it with files to put into it."""
    (tmp_path / "lessons").mkdir()
    (tmp_path / "data" / "questions").mkdir(parents=True)
    monkeypatch.setattr(content, "root", lambda: tmp_path)

    def clear() -> None:
        for cached in (lesson.lesson, content.read_yaml):
            cached.cache_clear()

    def write(**files: str) -> None:
        for name, text in files.items():
            folder = "lessons" if text.startswith("{") else "data/questions"
            ending = "ipynb" if text.startswith("{") else "yaml"
            (tmp_path / folder / f"{name.lstrip('_')}.{ending}").write_text(text, "utf-8")

    clear()
    yield write
    clear()


def test_texts_cards_and_questions_count(course: Any) -> None:
    course(
        _02_causes=notebook(
            ("markdown", "idea", "Text.", ["one"]),
            ("code", "cards", 'display(claim("two"))\ndisplay(claim("three"))', []),
            ("code", "ask", 'quiz("causes-q", reveal=charts.causes.downhill())', []),
        ),
        __02_causes=BANK.format(lesson="02_causes", question="causes-q", claims="four, one"),
    )
    assert handled() == {
        "one": (Place("02_causes", "question", "causes-q"), Place("02_causes", "text", "idea")),
        "two": (Place("02_causes", "card", "cards"),),
        "three": (Place("02_causes", "card", "cards"),),
        "four": (Place("02_causes", "question", "causes-q"),),
    }


def test_a_question_that_only_waits_in_the_bank_counts_for_its_lesson(course: Any) -> None:
    course(_05_prevention=BANK.format(lesson="05_prevention", question="p-q", claims="one"))
    assert handled() == {"one": (Place("05_prevention", "question", "p-q"),)}


def test_a_question_counts_where_it_is_asked(course: Any) -> None:
    course(
        _03_symptoms=notebook(("code", "recall", 'display(quiz("causes-q"))', [])),
        __02_causes=BANK.format(lesson="02_causes", question="causes-q", claims="one"),
    )
    assert handled() == {"one": (Place("03_symptoms", "question", "causes-q"),)}


def test_the_lesson_that_lists_all_claims_teaches_none_but_its_own(course: Any) -> None:
    own = "advert-lose-weight-painless"
    course(
        _07_article_checked=notebook(
            ("markdown", "text", "Text.", ["one", own]),
            ("code", "cards", 'claim("two")\ntools.article_checked()\nquiz("a-q")', []),
        ),
        __07_article_checked=BANK.format(
            lesson="07_article_checked", question="a-q", claims=f"three, {own}"
        ),
    )
    assert handled() == {
        own: (
            Place("07_article_checked", "question", "a-q"),
            Place("07_article_checked", "text", "text"),
        )
    }


def test_a_course_without_lessons_handles_nothing(course: Any) -> None:
    assert handled() == {}


def test_code_that_does_not_parse_and_other_calls_are_passed_over(course: Any) -> None:
    course(
        _01_x=notebook(
            ("code", "broken", 'claim("one"', []),
            ("code", "other", 'cite("two")\nmine.claim("three")', []),
        )
    )
    assert handled() == {}


def test_a_lesson_is_called_by_its_heading(course: Any) -> None:
    course(_01_x=notebook(("markdown", "top", "Before\n# Lesson 1: Bones\n# More", [])))
    assert lesson.lesson("01_x").title == "Lesson 1: Bones"


def test_the_real_course_finds_lesson_one() -> None:
    places = handled()["spine-24-bones"]
    assert "01_anatomy" in {place.lesson for place in places}
    assert lesson.lesson("01_anatomy").title == "Lesson 1: What is in your back"


def test_every_claim_of_the_article_has_a_place_before_the_list_of_all() -> None:
    places = handled()
    in_article = [claim for claim in evidence.claims().values() if claim.in_article]
    forgotten = [claim.id for claim in in_article if not places.get(claim.id)]
    assert not forgotten
    assert {place.lesson for claim in in_article for place in places[claim.id]} >= {
        "01_anatomy",
        "02_causes",
        "03_symptoms",
        "04_treatment",
        "05_prevention",
    }
