"""Time on task, as far as the times of the answers tell it.

A file of answers says when each answer was given, never when a question was opened. So the time
for an answer is the time since the answer before it, to whichever question that was. Nothing is
known about the first answer, and nothing is made up for it. A gap longer than `PAUSE` counts as a
pause: nobody knows what was done in it, so that answer's time is not known either.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from course.learner.responses import Responses

PAUSE = timedelta(minutes=10)
"""A convention of this report: a question of these quizzes takes a minute or two."""


def minutes(answers: Responses, questions: Iterable[str]) -> dict[str, float]:
    """Minutes that a learner spent on each question, where they are known.

    Parameters
    ----------
    answers
        The learner's file of answers.
    questions
        Ids of the questions that stand in one notebook.
    """
    given = sorted(
        (_with_zone(attempt.at), question)
        for question in questions
        for attempt in answers.attempts(question)
    )
    known: dict[str, timedelta] = defaultdict(timedelta)
    for (before, _), (now, question) in itertools.pairwise(given):
        if now - before <= PAUSE:
            known[question] += now - before
    return {question: spent.total_seconds() / 60 for question, spent in known.items()}


def _with_zone(time: datetime) -> datetime:
    # A time without a zone is what a person wrote into the file; it can only be taken as it is.
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)
