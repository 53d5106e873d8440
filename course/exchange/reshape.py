"""Questions whose type a platform does not have, in the shape of one that it has."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from course.model.drawing import drawing
from course.model.questions import (
    Case,
    CaseNode,
    Hotspot,
    Multiple,
    Option,
    Part,
    Question,
    TrueFalse,
)

# What a learner is told after the answer. The explanation stays: shuffles are made from it.
_TOLD = {"feedback", "feedback_right", "feedback_true", "feedback_false", "otherwise", "missed"}


_Part = TypeVar("_Part", bound=Part)


@dataclass(frozen=True)
class Answer:
    """One answer to choose: text and feedback in Markdown, and its share of the points."""

    text: str
    share: float
    feedback: str


def discreet(question: Question) -> Question:
    """The question without its feedback, if it is asked again in a later class."""
    return _silent(question) if question.reused else question


def _silent(part: _Part) -> _Part:
    changes: dict[str, object] = {}
    for name in type(part).model_fields:
        value = getattr(part, name)
        if name in _TOLD:
            changes[name] = ""
        elif isinstance(value, tuple):
            changes[name] = tuple(_silent(v) if isinstance(v, Part) else v for v in value)
    return part.model_copy(update=changes)


def options(chosen: Sequence[Option]) -> list[Answer]:
    """Answers of which one is right."""
    return [Answer(o.text, float(o.correct), o.feedback) for o in chosen]


def weighted(question: Multiple) -> list[Answer]:
    """Answers of which several are right; a wrong one takes away what a right one gives."""
    part = 1 / sum(o.correct for o in question.options)
    return [Answer(o.text, part if o.correct else -part, o.feedback) for o in question.options]


def verdicts(question: TrueFalse) -> list[Answer]:
    """Each verdict with each reason, as one choice that gives the same points.

    The right verdict earns half, and all with its reason; the wrong one nothing.
    """
    answers = []
    for verdict in (True, False):
        told = question.feedback_true if verdict else question.feedback_false
        for reason in question.reasons:
            share = (0.5 + 0.5 * reason.correct) * (verdict == question.answer)
            text = f"**{verdict}.** {reason.text}"
            # Why a reason is right is no help to somebody whose verdict is wrong.
            tell = told if reason.correct and not share else f"{told} {reason.feedback}"
            answers.append(Answer(text, share, tell.strip()))
    return answers


def best_path(question: Case) -> list[CaseNode]:
    """The scenes that somebody passes who always decides best."""
    nodes = {node.id: node for node in question.nodes}
    path, here = [], question.start
    while here is not None:
        path.append(nodes[here])
        here = next(o.next for o in nodes[here].options if o.best)  # type: ignore[assignment]
    return path


def detours(question: Case) -> list[str]:
    """Ids of the scenes that only a worse decision leads to."""
    path = {node.id for node in best_path(question)}
    return [node.id for node in question.nodes if node.id not in path]


def is_straight(question: Case) -> bool:
    """Whether every decision leads to the same next scene, so that all points stay within reach."""
    return all(len({o.next for o in node.options}) == 1 for node in best_path(question))


def decisions(node: CaseNode) -> list[Answer]:
    """The answers of a scene."""
    return [Answer(o.text, float(o.best), o.feedback) for o in node.options]


def numbered(question: Hotspot) -> dict[str, int]:
    """A number for each part of the drawing, mixed so that it does not tell the part's name."""
    ids = [part.id for part in drawing(question.drawing).parts]
    # The text of the explanation keeps the order from being worked out before the answer is known.
    random.Random(f"{question.id} {question.explanation}").shuffle(ids)
    return {part: place for place, part in enumerate(ids, 1)}


def pointed(question: Hotspot, part: str) -> Answer:
    """What choosing a part of the drawing is worth, and what is said about it."""
    if part in question.correct:
        return Answer("", 1.0, question.feedback_right)
    for wrong in question.wrong:
        if part in wrong.parts:
            return Answer("", 0.0, wrong.feedback)
    return Answer("", 0.0, question.otherwise)
