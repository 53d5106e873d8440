"""One thing to mend, and where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course import content
from course.errors import AuthorError, CourseError


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it is, what is wrong and what to do."""

    where: str
    problem: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem} Mend: {self.mend}"

    @classmethod
    def of(cls, error: AuthorError) -> Problem:
        """An author's mistake that a reader of files has found."""
        item = f" [{error.item}]" if error.item else ""
        return cls(f"{short(error.path)}:{error.line}{item}", error.problem, error.mend)


def short(path: Path) -> str:
    """The path below the course's folder."""
    return path.relative_to(content.root()).as_posix()


def known(where: str, find: Callable[..., Any], *what: Any) -> Iterator[Problem]:
    """A problem if ``find(*what)`` knows no such thing."""
    try:
        find(*what)
    except CourseError as error:
        yield Problem(where, str(error), "Correct the name.")
