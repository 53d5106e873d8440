"""How long a learner needs for a lesson, estimated from what it asks her to read and to do.

The figures are a convention of this course: they were set so that the estimates fit the times that
readers took who walked through the lessons. They are no norm from the literature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from course.model.bank import find_question
from course.model.lesson import Lesson
from course.model.questions import Question

WORDS_A_MINUTE = 200
PER_QUESTION = 20 / 60
PER_DECISION = 30 / 60
PER_CHART = 20 / 60
PER_CARD = 20 / 60
PER_TOOL = 3


def needed(lesson: Lesson) -> float:
    """Minutes for reading, looking, thinking and answering.

    Parameters
    ----------
    lesson
        A lesson whose questions are all known.
    """
    shown = [find_question(name) for cell in lesson.cells for name in cell.questions]
    read = sum(words(cell.text) for cell in lesson.cells) + sum(map(_words, shown))
    return (
        read / WORDS_A_MINUTE
        + sum(map(_thinking, shown))
        + sum(PER_CHART * len(cell.charts) for cell in lesson.cells)
        + sum(PER_CARD * len(cell.cards) for cell in lesson.cells)
        + sum(PER_TOOL * len(cell.tools) for cell in lesson.cells)
    )


def words(markdown: str) -> int:
    """Number of words that a reader reads: addresses of links do not count."""
    without_links = re.sub(r"\]\([^)]*\)", "]", markdown)
    return len(re.findall(r"[A-Za-z0-9][\w'’-]*", without_links))


def _words(question: Question) -> int:
    """Words of a question, its answers and what is said after it."""
    return sum(map(words, _texts(question.public()))) + words(question.explanation)


def _thinking(question: Question) -> float:
    return PER_DECISION * len(question.nodes) if question.type == "case" else PER_QUESTION


def _texts(shown: Any, name: str = "") -> Iterator[str]:
    if isinstance(shown, dict):
        for key, value in shown.items():
            yield from _texts(value, key)
    elif isinstance(shown, list | tuple):
        for value in shown:
            yield from _texts(value, name)
    elif isinstance(shown, str) and name not in ("id", "type", "next"):
        yield shown
