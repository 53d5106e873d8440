"""The learner's own gain: the course test before and after, by objective."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from course.charts.words import listed
from course.content import data_path
from course.learner import responses
from course.learner.gain import ObjectiveGain
from course.learner.gain import gain as measure
from course.model.bank import load_bank
from course.view.quiz.widget import RESPONSES
from course.view.tools.tool import Tool, script, style

TITLE = "Your points, before and after"
TASK = (
    "Answer the ten questions above and press the button. Find the objective with the fewest "
    "points, and open its lesson again this week."
)


class Gain(Tool):
    """The table of points before and after; it reads the answers again when asked to."""

    _esm, _css = script("gain"), style("gain")

    def __init__(self, path: Path) -> None:
        self._path = path
        data = _data(path)
        super().__init__(data, _html(data), _text(data))
        self.on_msg(self._receive)

    def _receive(self, _: Any, message: Any, __: Any) -> None:
        if isinstance(message, dict) and message.get("kind") == "refresh":
            self.data = {**_data(self._path), "asked": message.get("asked")}


def gain() -> Gain:
    """Show what the learner gained, from her answers to the course test beside this notebook."""
    return Gain(Path(RESPONSES).resolve())


def _data(path: Path) -> dict[str, Any]:
    try:
        answers, notice = responses.load(path), ""
    except responses.UnreadableResponses as error:
        answers, notice = responses.Responses(), str(error)
    rows = measure(load_bank(data_path("questions/course_test.yaml")), answers)
    return {
        "title": TITLE,
        "task": TASK,
        "rows": [
            {"objective": r.objective, "of": r.questions, "before": r.before, "after": r.after}
            for r in rows
        ],
        "words": _in_words(rows),
        "notice": notice,
    }


def _in_words(rows: list[ObjectiveGain]) -> str:
    befores = [r.before for r in rows if r.before is not None]
    afters = [r.after for r in rows if r.after is not None]
    total = sum(r.questions for r in rows)
    if len(afters) < len(rows):
        return (
            f"{len(afters)} of {len(rows)} objectives are answered after the course so far. "
            "Answer the other questions, then press the button again."
        )
    after = f"After the course: {sum(afters):g} of {total} points at the first try."
    if not befores:
        return f"{after} No objective was finished before the course, so there is no gain to show."
    if len(befores) < len(rows):
        both = [r for r in rows if r.before is not None]
        of, then = sum(r.questions for r in both), sum(r.after or 0 for r in both)
        names = listed(f"“{r.objective}”" for r in rows if r.before is None)
        left_out = "was" if len(rows) - len(both) == 1 else "were"
        return (
            f"{after} In {len(both)} of {len(rows)} objectives both tests are answered: there "
            f"{sum(befores):g} of {of} points before, {then:g} after. "
            f"{names} {left_out} not finished before the course."
        )
    return f"Before the course: {sum(befores):g} of {total} points. {after}"


def _points(points: float | None) -> str:
    return "not yet" if points is None else f"{points:g}"


def _html(data: dict[str, Any]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(r["objective"])}</th><td>{_points(r["before"])}</td>'
        f"<td>{_points(r['after'])}</td><td>{r['of']}</td></tr>"
        for r in data["rows"]
    )
    return (
        f"<p><strong>{TITLE}.</strong> {escape(data['words'])}</p><table>"
        "<caption>Points at each objective</caption><thead><tr>"
        '<th scope="col">Objective</th><th scope="col">Before</th><th scope="col">After</th>'
        f'<th scope="col">Possible</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _text(data: dict[str, Any]) -> str:
    lines = [
        f"{r['objective']} (of {r['of']}): before: {_points(r['before'])}, "
        f"after: {_points(r['after'])}"
        for r in data["rows"]
    ]
    return "\n".join([f"{TITLE}. {data['words']}", *lines])
