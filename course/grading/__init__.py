"""Grading: what a test cell may call, and what nbgrader needs from us.

Test cells import from here and nowhere else::

    from course.grading import Points, same_number

The names below are light, because every released notebook imports them. What needs nbgrader lies
in modules of its own, which only ``nbgrader_config.py`` and ``course exercises`` load.
"""

from __future__ import annotations

from course.grading.compare import (
    are_words,
    has_names,
    is_number,
    mentions,
    number_of,
    plain_number,
    same_by_name,
    same_number,
    same_numbers,
    same_text,
    same_words,
)
from course.grading.figures import axis_titles, drawn_values, figure_title, is_figure
from course.grading.points import Points
from course.grading.quiz import quiz_points

__all__ = [
    "Points",
    "are_words",
    "axis_titles",
    "drawn_values",
    "figure_title",
    "has_names",
    "is_figure",
    "is_number",
    "mentions",
    "number_of",
    "plain_number",
    "quiz_points",
    "same_by_name",
    "same_number",
    "same_numbers",
    "same_text",
    "same_words",
]
