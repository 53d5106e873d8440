"""Points for a quiz question, from the answers handed in and the key in the test cell."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class QuizCall:
    """The ``quiz_points`` call of a test cell, read without running it."""

    question_id: str
    points: float
    key: Mapping[str, Any]
    responses: str


def quiz_points(
    question_id: str,
    points: float,
    key: Mapping[str, Any],
    responses: str | Path = "responses.json",
) -> float:
    """Points for the last answer to a question.

    Parameters
    ----------
    question_id
        Id of the question.
    points
        Points of the question.
    key
        What ``question.key()`` gave when the notebook was built.
    responses
        The learner's file of answers.

    Returns
    -------
    float
        Between 0 and ``points``, two decimals. A question without an answer, a missing file and a
        file that cannot be read give 0; a printed line says which.
    """
    from course.learner.responses import UnreadableResponses, load
    from course.model.marking import score

    try:
        answer = load(Path(responses)).last(question_id)
    except UnreadableResponses as error:
        print(f"No points for {question_id}: {error}")
        return 0.0
    if answer is None:
        print(f"No answer to {question_id} was handed in.")
        return 0.0
    share = min(1.0, max(0.0, score(key, answer)))
    earned = round(points * share, 2)
    print(f"{question_id}: {earned:g} of {points:g} points.")
    return earned


def find_quiz_call(source: str) -> QuizCall | None:
    """Find the ``quiz_points`` call with literal arguments in a cell, if there is one."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "quiz_points":
            try:
                values = [ast.literal_eval(argument) for argument in node.args]
                named = {k.arg: ast.literal_eval(k.value) for k in node.keywords if k.arg}
            except ValueError:
                return None
            return _call(*values, **named)
    return None


def _call(
    question_id: str, points: float, key: Mapping[str, Any], responses: str = "responses.json"
) -> QuizCall:
    return QuizCall(question_id, float(points), key, responses)


def _name(function: ast.expr) -> str | None:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else None
