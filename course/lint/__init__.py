"""What a machine can check of the course's content, so that an author cannot break it unnoticed."""

from __future__ import annotations

from collections.abc import Iterator

from course import content
from course.lint import cases, labs, ledger, lessons, questions
from course.lint.problem import Problem

__all__ = ["Problem", "check"]


def check() -> list[Problem]:
    """Check evidence, questions, lessons and exercises.

    Returns
    -------
    list of Problem
        Empty if all is well.
    """
    problems = list(ledger.check())
    if problems:
        return problems  # nothing else can be checked against a ledger that has mistakes
    banks, unreadable = questions.load()
    problems += unreadable
    problems += questions.check(banks)
    problems += cases.check()
    problems += lessons.check(banks)
    problems += labs.check()
    if not unreadable:
        problems += _exercises()
    return problems


def _exercises() -> Iterator[Problem]:
    if not (content.root() / "exercises").is_dir():
        return
    from course.grading.build import check as check_exercises

    for stale in check_exercises():
        yield Problem(
            stale, "The file is not what its question file says.", "Run `make exercises`."
        )
