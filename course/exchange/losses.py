"""What a format cannot carry, and what happened instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from course.model.questions import Case, Hotspot, Matching, Multiple, Question
from course.model.text import to_plain

# With more right answers than this, Moodle knows no share of the points for one of them.
MOST_RIGHT = 10


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
    left_out
        Whether the file does not have the question at all.
    """

    question: str
    what: str
    instead: str
    left_out: bool = False


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
    if question.reused:
        yield Loss(
            question.id,
            "A question that is asked again later, so its key must not get around",
            "Feedback and explanation are left out. Let the platform not show the right answer.",
        )
    yield from described(question)


def described(question: Question) -> Iterator[Loss]:
    """The description of a picture that the question does not bring with it."""
    if question.alt and not isinstance(question, Hotspot):
        yield Loss(question.id, "The description of a picture (`alt`)", "It is left out.")


def too_many_right(question: Question) -> Loss | None:
    """A question whose right answers have no share of the points that Moodle takes."""
    if not isinstance(question, Multiple):
        return None
    if sum(option.correct for option in question.options) <= MOST_RIGHT:
        return None
    return Loss(
        question.id,
        f"More than {MOST_RIGHT} right answers, so a share that Moodle does not know",
        "The question is left out.",
        left_out=True,
    )


def later_scenes(question: Case, instead: str) -> Loss:
    """What a story gives away once all of its scenes can be read.

    Parameters
    ----------
    question
        A story that is exported.
    instead
        How its scenes stand in the file.
    """
    return Loss(
        question.id,
        "A scene that is hidden until the decision before it is made",
        f"{instead} A later scene can show which earlier decision was best.",
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
    gone = {loss.question for loss in losses if loss.left_out}
    for (what, instead), ids in together.items():
        who = ", ".join(ids)
        if len(ids) == questions > 1:
            who = f"all {questions} questions"
        elif len(ids) == questions - len(gone) > 1 and not gone & set(ids):
            who = f"all {len(ids)} that are in the file"
        yield f"- {what}. {instead}\n  ({who})"
