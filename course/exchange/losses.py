"""What a format cannot carry, and what happened instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from course.model.questions import Matching, Question
from course.model.text import to_plain


@dataclass(frozen=True)
class Loss:
    """Something of a question that a format cannot carry.

    Attributes
    ----------
    question
        Id of the question.
    what
        What is not carried as it is.
    instead
        What the file has instead.
    """

    question: str
    what: str
    instead: str


def notes(question: Question, guess: str) -> Iterator[Loss]:
    """What no learning platform has a place for.

    Parameters
    ----------
    question
        A question that is exported.
    guess
        What becomes of a question that asks for a guess before a figure.
    """
    yield Loss(
        question.id,
        "Author's notes (misconceptions, claims, confidence)",
        "They stay in the course, and so do reports by misconception.",
    )
    if question.predict:
        yield Loss(
            question.id,
            "A guess before a figure: nothing is marked, and the figure follows",
            f"{guess} The figure stays in the lesson.",
        )


def plain_rights(question: Matching) -> Iterator[Loss]:
    """The texts that are chosen from a list, where the list has no forms."""
    rights = [*(p.right for p in question.pairs), *(e.text for e in question.extra)]
    if any(to_plain(text) != text for text in rights):
        yield Loss(
            question.id,
            "Bold, formulas and other forms in the texts to choose from",
            "They are plain text.",
        )


def summary(losses: Sequence[Loss], questions: int) -> Iterator[str]:
    """The losses as lines for a person, equal ones together.

    Parameters
    ----------
    losses
        What an export told.
    questions
        How many questions there were.
    """
    together: dict[tuple[str, str], list[str]] = {}
    for loss in losses:
        ids = together.setdefault((loss.what, loss.instead), [])
        if loss.question not in ids:
            ids.append(loss.question)
    for (what, instead), ids in together.items():
        everybody = f"all {questions} questions"
        who = everybody if len(ids) == questions > 1 else ", ".join(ids)
        yield f"- {what}. {instead}\n  ({who})"
