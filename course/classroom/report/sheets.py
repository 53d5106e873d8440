"""The numbers of the report as CSV files, one line a thing, empty where nothing is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from course.classroom.report.data import GAPS
from course.classroom.report.findings import Findings
from course.model.text import to_plain

Sheet = tuple[Sequence[str], list[Sequence[object]]]


def sheets(found: Findings) -> dict[str, Sheet]:
    """Headings and rows of each file, by its name."""
    return {
        "assignments.csv": (
            (
                *("assignment", "part", "points", "to_grade", "counted", "still_to_read"),
                *(f"left_out_{gap}" for gap in GAPS),
                *("mean_share", "n", "alpha", "alpha_n", "alpha_items"),
                *("minutes_per_question", "minutes_n"),
            ),
            list(_assignments(found)),
        ),
        "objectives.csv": (
            (
                *("assignment", "part", "objective", "questions", "mean_share", "n"),
                *("discrimination", "discrimination_n", "alpha", "alpha_n", "alpha_items"),
                *("minutes_per_question", "minutes_n"),
            ),
            list(_objectives(found)),
        ),
        "questions.csv": (
            (
                *("assignment", "part", "number", "id", "objective", "points", "answered"),
                *("mean_share", "n", "discrimination", "discrimination_n", "minutes", "minutes_n"),
            ),
            list(_questions(found)),
        ),
        "answers.csv": (
            (
                *("assignment", "question", "answer_id", "answer", "right", "chosen", "answered"),
                "misconception",
            ),
            list(_answers(found)),
        ),
        "gain.csv": (
            ("objective", "points", "before", "after", "gain", "n"),
            [
                (row.objective, row.questions, _n(row.before), _n(row.after), _n(row.gain), row.n)
                for row in found.gains
            ],
        ),
        "may_need_help.csv": (
            ("student", "name", "reason"),
            [(one.student, one.name, reason) for one in found.help for reason in one.reasons],
        ),
    }


def _assignments(found: Findings) -> Iterator[Sequence[object]]:
    for assignment in found.assignments:
        for part in assignment.parts:
            yield (
                *(assignment.name, part.notebook, part.most),
                *(assignment.to_grade, part.counted, part.waiting),
                *(part.left_out.get(gap, 0) for gap in GAPS),
                *(_n(part.difficulty.value), part.difficulty.n),
                *(_n(part.reliability.value), part.reliability.n, part.reliability.items),
                *(_n(part.minutes.value), part.minutes.n),
            )


def _objectives(found: Findings) -> Iterator[Sequence[object]]:
    for assignment in found.graded:
        for part in assignment.parts:
            for one in part.objectives:
                yield (
                    *(assignment.name, part.notebook, one.text, one.items),
                    *(_n(one.difficulty.value), one.difficulty.n),
                    *(_n(one.discrimination.value), one.discrimination.n),
                    *(_n(one.reliability.value), one.reliability.n, one.reliability.items),
                    *(_n(one.minutes.value), one.minutes.n),
                )


def _questions(found: Findings) -> Iterator[Sequence[object]]:
    for assignment in found.graded:
        for part in assignment.parts:
            for one in part.items:
                question = one.item.question
                yield (
                    *(assignment.name, part.notebook, one.number, one.item.name),
                    *(question.objective if question else "", one.item.most, one.answered),
                    *(_n(one.difficulty.value), one.difficulty.n),
                    *(_n(one.discrimination.value), one.discrimination.n),
                    *(_n(one.minutes.value), one.minutes.n),
                )


def _answers(found: Findings) -> Iterator[Sequence[object]]:
    for assignment in found.graded:
        for part in assignment.parts:
            for one in part.items:
                for count in one.choices:
                    choice = count.choice
                    yield (
                        *(assignment.name, one.item.name, choice.id, to_plain(choice.text)),
                        *("yes" if choice.right else "no", count.count, count.answered),
                        choice.misconception or "",
                    )


def _n(value: float | None) -> float | None:
    """Enough digits to compute with, few enough to read."""
    return None if value is None else round(value, 4)
