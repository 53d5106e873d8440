"""Files of answers among what was handed in: known by their content, compared by their attempts."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from course.classroom.archive import Found
from course.classroom.names import is_copy
from course.grading.quiz import LARGEST
from course.learner import responses

ANSWERS = "responses.json"
_ASK = "Ask for it again"


@dataclass(frozen=True)
class AnswerFile:
    """A file of answers.

    Attributes
    ----------
    file
        The file.
    fits
        Whether it answers a question of the quiz, as far as it can be read.
    attempts
        What was answered to each question of the quiz, oldest first, as texts to be compared.
    problem, mend
        Why it cannot be marked, and what helps; empty if it is whole.
    """

    file: Found
    fits: bool
    attempts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    problem: str = ""
    mend: str = ""

    @property
    def path(self) -> PurePosixPath:
        """Where it lay."""
        return self.file.path

    @property
    def counts(self) -> bool:
        """Whether it can be marked and answers something."""
        return self.fits and not self.problem

    @property
    def size(self) -> int:
        """Number of attempts."""
        return sum(map(len, self.attempts.values()))

    def holds(self, other: AnswerFile) -> bool:
        """Whether every attempt of another file is in this one, too, in the same order.

        A file of answers only ever grows, so the other one is then an earlier state of this one.
        """
        return all(
            _in_order(attempts, self.attempts.get(question, ()))
            for question, attempts in other.attempts.items()
        )


def read(file: Found, questions: Collection[str]) -> AnswerFile | None:
    """Read a file if it is one of answers, whatever it is called.

    Parameters
    ----------
    file
        Any file.
    questions
        Names of the questions of the quiz.

    Raises
    ------
    OSError
        If it cannot be read at all.
    """
    name = file.path.name.lower()
    # A notebook may quote anything.
    if ".ipynb" in name:
        return None
    # Also responses.json.txt: some platforms and systems add to a name.
    called_so = is_copy(name.partition(".")[0], PurePosixPath(ANSWERS).stem)
    if file.data.stat().st_size > LARGEST:
        too_large = f"is larger than {LARGEST // 10**6} MB"
        return AnswerFile(file, False, problem=too_large, mend=_ASK) if called_so else None
    data = file.data.read_bytes()
    ours = responses.FORMAT.encode() in data
    if not (ours or called_so or name.endswith(".json")):
        return None
    try:
        held = json.loads(data)
    except (ValueError, RecursionError, MemoryError):
        fits = any(f'"{question}"'.encode() in data for question in questions)
        damaged = AnswerFile(file, fits, problem="is damaged", mend=_ASK)
        return damaged if ours or called_so else None
    if isinstance(held, dict) and held.get("format") == responses.FORMAT:
        there = held.get("questions")
        return _read(file, set(questions) & set(there if isinstance(there, dict) else ()))
    return AnswerFile(file, False) if called_so else None


def fullest(files: Sequence[AnswerFile]) -> AnswerFile | None:
    """The file that holds all attempts of the others, if there is one; by its name, of equals."""
    full = [file for file in files if all(file.holds(other) for other in files)]
    return min(full, key=lambda file: file.path.name != ANSWERS, default=None)


def _read(file: Found, answered: AbstractSet[str]) -> AnswerFile:
    """Read a file of our format as the grading does."""
    try:
        held = responses.load(file.data)
        attempts = {name: [_text(a) for a in held.attempts(name)] for name in answered}
    except (responses.DamagedResponses, RecursionError):
        return AnswerFile(file, bool(answered), problem="is damaged", mend=_ASK)
    except responses.UnreadableResponses:
        newer, mend = "was written by a newer course", "Bring this one up to date before you grade"
        return AnswerFile(file, bool(answered), problem=newer, mend=mend)
    return AnswerFile(file, bool(answered), attempts)


def _text(attempt: responses.Attempt) -> str:
    # The answer, too: two that share an id and say different things are two.
    return json.dumps([attempt.id, attempt.response], sort_keys=True)


def _in_order(some: Sequence[Any], among: Sequence[Any]) -> bool:
    rest = iter(among)
    return all(one in rest for one in some)
