"""A learner's answers: one readable ``responses.json`` beside the notebook.

The file is the only truth about answers: a quiz reads it when it is shown and the autograder reads
it when the work is graded. Attempts are only ever added, each with an id of its own, and every
write reads the file again under a lock first, so that two open copies of a lesson keep each
other's answers. A write replaces the file in one step: there is never half a file.
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from course.errors import CourseError
from course.learner import files

FORMAT = "runners-back/responses"
VERSION = 1


class UnreadableResponses(CourseError):
    """A ``responses.json`` that cannot be read; the file itself is left as it is."""


class DamagedResponses(UnreadableResponses):
    """One whose content is not what it should be: it can be set aside without a loss."""


class Attempt(BaseModel):
    """One answer: when it was given (UTC), what it was, its share of the points, hints seen."""

    model_config = ConfigDict(extra="allow", frozen=True)

    id: str
    at: datetime
    response: Any
    score: float | None = None
    hints: int = Field(0, ge=0)


class Answers(BaseModel):
    """All attempts at one question, oldest first."""

    model_config = ConfigDict(extra="allow")

    attempts: list[Attempt] = []


class Responses(BaseModel):
    """Content of a ``responses.json``."""

    # Fields that we do not know, say of a later version, are kept when the file is written.
    model_config = ConfigDict(extra="allow")

    format: str = FORMAT
    version: int = VERSION
    questions: dict[str, Answers] = {}

    def attempts(self, question_id: str) -> list[Attempt]:
        """Every attempt at a question, oldest first; empty if there is none."""
        answers = self.questions.get(question_id)
        return list(answers.attempts) if answers else []

    def last(self, question_id: str) -> Any | None:
        """The latest response to a question, or ``None`` if it was not answered."""
        attempts = self.attempts(question_id)
        return attempts[-1].response if attempts else None


def new_attempt(
    response: Any, score: float | None, hints: int = 0, attempt_id: str | None = None
) -> Attempt:
    """An attempt made now.

    Parameters
    ----------
    response
        The answer, in the form of its question type.
    score
        Share of the points, 0 to 1; ``None`` while a graded question waits for marking.
    hints
        Number of hints that were open.
    attempt_id
        Id given by the page, so that an answer sent twice is stored once; made here if missing.
    """
    return Attempt(
        id=attempt_id or uuid.uuid4().hex,
        at=datetime.now(UTC).replace(microsecond=0),
        response=response,
        score=score,
        hints=hints,
    )


def load(path: Path) -> Responses:
    """Read a file of answers.

    Returns
    -------
    Responses
        Empty if there is no such file.

    Raises
    ------
    DamagedResponses
        If the file is not JSON of this format.
    UnreadableResponses
        If the file cannot be opened just now, or is of a newer version than this course knows.
    """
    try:
        # Editors on Windows put a mark before the text.
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return Responses()
    except UnicodeDecodeError as error:
        raise DamagedResponses(f"{path.name} is not text: {error.reason}.") from None
    except (OSError, RuntimeError) as error:
        raise UnreadableResponses(f"{path.name} cannot be read: {files.reason(error)}.") from None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DamagedResponses(f"{path.name} is not whole: {error}.") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise DamagedResponses(f"{path.name} does not hold answers of this course.")
    version = data.get("version")
    if not isinstance(version, int):
        raise DamagedResponses(f"{path.name} does not say its version.")
    if version > VERSION:
        raise UnreadableResponses(
            f"{path.name} was written by a newer course (version {version}). "
            "Update the course to read it, and to save new answers."
        )
    try:
        return Responses.model_validate(data)
    except ValidationError as error:
        raise DamagedResponses(
            f"{path.name} has an answer that cannot be read: {error.errors()[0]['msg']}."
        ) from None


def record(path: Path, question_id: str, attempt: Attempt) -> tuple[list[Attempt], str | None]:
    """Add an attempt to the file and give back all attempts at that question.

    A damaged file is set aside under a new name, never overwritten.

    Returns
    -------
    attempts
        All attempts at the question, oldest first, the new one included.
    notice
        What to tell the learner about a file that was set aside; usually ``None``.

    Raises
    ------
    CourseError
        If the folder cannot be written to.
    """
    from filelock import FileLock

    try:
        with FileLock(str(path.with_name(f".{path.name}.lock")), timeout=10):
            responses, notice = _load_or_set_aside(path)
            answers = responses.questions.setdefault(question_id, Answers())
            if all(a.id != attempt.id for a in answers.attempts):
                answers.attempts.append(attempt)
                _replace(path, responses)
            return list(answers.attempts), notice
    except UnreadableResponses as error:
        raise CourseError(f"{error} Your answer is not saved; it stays on this page.") from None
    except (OSError, RuntimeError, ValueError) as error:
        # RuntimeError: a folder without file locks; ValueError: an answer that is no JSON.
        raise CourseError(
            f"Your answer could not be saved to {path.name} ({files.reason(error)}). "
            "It stays on this page. Check that the folder can be written to, then answer once more."
        ) from None


def _load_or_set_aside(path: Path) -> tuple[Responses, str | None]:
    try:
        return load(path), None
    except DamagedResponses as error:
        aside = files.free_name(path, "damaged")
        path.rename(aside)
        return Responses(), (
            f"{error} It was kept as {aside.name}, and a new {path.name} was begun."
        )


def _replace(path: Path, responses: Responses) -> None:
    text = json.dumps(responses.model_dump(mode="json"), ensure_ascii=False, indent=1)
    files.replace(path, f"{text}\n".encode())
