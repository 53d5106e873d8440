"""Points for a quiz question, from the answers handed in and the key in the test cell."""

from __future__ import annotations

import ast
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course.learner.responses import Responses

# Bytes of a file of answers; a quiz that was tried a hundred times takes less than one in thirty.
LARGEST = 10 * 10**6
# Characters of a cell that shows a question; longer ones hold something else.
_LONGEST_CALL = 200


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
    earned, line = mark(QuizCall(question_id, points, key, ""), read_answers(Path(responses)))
    print(line)
    return earned


def read_answers(path: Path) -> Responses | str:
    """Read a file of answers, or say in words why it cannot be read."""
    from course.learner.responses import UnreadableResponses, load

    try:
        state = path.lstat() if os.path.lexists(path) else None
        if state and not stat.S_ISREG(state.st_mode):
            # It could lead to somebody else's answers.
            return f"{path.name} is a link or no file at all, and is not read."
        if state and state.st_size > LARGEST:
            return (
                f"{path.name} is larger than {LARGEST // 10**6} MB, "
                "far more than a learner's answers take."
            )
        return load(path)
    except (UnreadableResponses, OSError) as error:
        return str(error)


def mark(call: QuizCall, answers: Responses | str) -> tuple[float, str]:
    """Points for the last answer to a question, and a line that says so."""
    from course.model.marking import score

    name = call.question_id
    if isinstance(answers, str):
        return 0.0, f"No points for {name}: {answers}"
    answer = answers.last(name)
    if answer is None:
        return 0.0, "No answer to this question was handed in."
    try:
        share = min(1.0, max(0.0, score(call.key, answer)))
    except RecursionError:
        # Lists in lists in lists: no page of ours wrote that.
        share = 0.0
    earned = round(call.points * share, 2)
    return earned, f"{name}: {earned:g} of {call.points:g} points."


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


def find_question(source: str) -> str | None:
    """Find the id of the question that a cell shows, if ``quiz("id")`` is all it does."""
    if len(source) > _LONGEST_CALL:
        return None
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    match body:
        case [ast.Expr(ast.Call(called, [ast.Constant(str(shown))], []))]:
            return shown if _name(called) == "quiz" else None
    return None
