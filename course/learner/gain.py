"""What a learner gained: the course test before the first lesson and after the last one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from course.learner.responses import Responses
from course.model import marking
from course.model.bank import Bank
from course.model.occasions import Occasion, kept_as


@dataclass(frozen=True)
class ObjectiveGain:
    """Points at one objective of the course test.

    Attributes
    ----------
    objective
        The objective in words.
    questions
        How many questions ask for it; each gives at most 1 point.
    before, after
        Points, 0 to ``questions``; ``None`` until every question was answered on that occasion.
    """

    objective: str
    questions: int
    before: float | None
    after: float | None


def gain(bank: Bank, responses: Responses) -> list[ObjectiveGain]:
    """Points before and after, by objective.

    Before the course the last answer counts, as nothing is told about it. After the course it is
    the first one, because the feedback to it gives the answer away.

    Parameters
    ----------
    bank
        The questions of the course test.
    responses
        The learner's answers.
    """
    rows = []
    for objective in bank.objectives:
        keys = {q.id: q.key() for q in bank.questions if q.objective == objective.id}
        points: dict[Occasion, float | None] = {
            "before": _points(keys, responses, "before", -1),
            "after": _points(keys, responses, "after", 0),
        }
        rows.append(ObjectiveGain(objective.text, len(keys), points["before"], points["after"]))
    return rows


def _points(
    keys: Mapping[str, marking.Key], responses: Responses, occasion: Occasion, which: int
) -> float | None:
    shares = []
    for question_id, key in keys.items():
        attempts = responses.attempts(kept_as(question_id, occasion))
        if not attempts:
            return None
        shares.append(marking.score(key, attempts[which].response))
    return sum(shares)
