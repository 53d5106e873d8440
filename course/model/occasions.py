"""When a question is asked again, and under which id those answers are kept."""

from __future__ import annotations

from typing import Literal

Occasion = Literal["before", "after", "recall"]
"""Before or after the course (its test), or in the warm-up of a later lesson."""


def kept_as(question_id: str, occasion: Occasion | None) -> str:
    """Under which id the answers to a question are kept: its own, but for an occasion."""
    return f"{question_id}-{occasion}" if occasion else question_id
