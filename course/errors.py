"""Errors written for the person who meets them: what is wrong, where, and what to do."""

from __future__ import annotations

from pathlib import Path


class CourseError(Exception):
    """Base of every error the course raises on purpose.

    The command line prints it as one message; a notebook shows it without a traceback,
    because its text already says what to do.
    """

    def _render_traceback_(self) -> list[str]:
        # IPython's hook: a learner reads one message instead of a stack of frames.
        return [str(self)]


class AuthorError(CourseError):
    """A mistake in a content file, with its place and its mend.

    Parameters
    ----------
    path
        The file that holds the mistake.
    line
        Line number, counted from 1.
    item
        Id of the question, claim or figure concerned, if one is known.
    problem, mend
        What is wrong, and what to write instead.
    """

    def __init__(
        self, path: Path, line: int, problem: str, mend: str, item: str | None = None
    ) -> None:
        self.path, self.line, self.problem, self.mend, self.item = path, line, problem, mend, item
        about = f" [{item}]" if item else ""
        super().__init__(f"{path}:{line}:{about} {problem} Mend: {mend}")
