"""What went wrong with a submission, in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Trouble:
    """Something that could not be graded as it was handed in.

    Attributes
    ----------
    notebook
        Name of the notebook, empty if it is about the whole submission.
    what
        What is wrong and what follows from it.
    """

    notebook: str
    what: str
