"""The report as one HTML page that works from a disk and fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from markupsafe import Markup

from course.classroom.report import charts
from course.classroom.report.data import Gap
from course.classroom.report.findings import (
    FEW,
    HALF,
    ChoiceCount,
    Findings,
    ItemFinding,
    PartFinding,
)
from course.classroom.report.times import PAUSE
from course.grading import pages, safe
from course.model.text import to_html, to_line, to_plain

_LONG = 90
_LEFT_OUT: Mapping[Gap, str] = {
    "no_notebook": "without this notebook",
    "unreadable_notebook": "whose notebook cannot be read",
    "no_answers": "without any answers",
    "unreadable_answers": "whose file of answers cannot be read",
}


def html(findings: Findings, made: date) -> str:
    """The whole page.

    Parameters
    ----------
    findings
        What it says.
    made
        Day that stands on it.
    """
    environment = pages.environment(Path(__file__).parent)
    environment.filters |= {
        "percent": lambda value: "" if value is None else f"{round(100 * value)}%",
        "decimals": decimals,
        "plain": lambda markdown: safe.plain(to_plain(markdown)),
        "html": lambda markdown: Markup(to_html(markdown)),
        "named": name_of,
        "idea": lambda name: name.replace("-", " "),
        "most_wrong": most_wrong,
        "left_out": left_out,
    }
    environment.tests["few"] = lambda statistic: statistic.n < FEW
    figures = pages.Figures()
    page = environment.get_template("report.html.j2").render(
        found=findings,
        made=made.isoformat(),
        # Drawn before the page is: its head says what may run in it.
        drawn={
            (assignment.name, part.notebook): _drawn(part, figures)
            for assignment in findings.graded
            for part in assignment.parts
        },
        gain=_gain(findings, figures),
        figures=figures,
        counts=charts.counts,
        few=FEW,
        half=HALF,
        pause=int(PAUSE.total_seconds() // 60),
    )
    return safe.encodable(page)


@dataclass(frozen=True)
class Drawn:
    """The charts of a notebook; empty while nobody is marked to the end."""

    shares: Markup
    difficulty: Markup


def _drawn(part: PartFinding, figures: pages.Figures) -> Drawn:
    if not part.shares:
        return Drawn(Markup(), Markup())
    counted = charts.counts(part)
    best = max(range(len(counted)), key=counted.__getitem__)
    words = (
        f"Bar chart: most people, {counted[best]} of {len(part.shares)}, reached {10 * best} to "
        f"{10 * best + 10}% of the points. The table below has the numbers."
    )
    means = (
        f"Bar chart: mean share of the points of each item of the {part.notebook}. "
        "The table below has the numbers."
    )
    return Drawn(
        figures.add(charts.shares(part), words), figures.add(charts.difficulty(part), means)
    )


def _gain(findings: Findings, figures: pages.Figures) -> Markup:
    if not any(row.n for row in findings.gains):
        return Markup()
    words = (
        "Bar chart: mean share of the points before and after the course, by objective. "
        "The table below has the numbers."
    )
    return figures.add(charts.gains(findings.gains), words)


def name_of(item: ItemFinding) -> str:
    """A question by its number and prompt, a task by its heading, with a number if it has none."""
    if item.item.question:
        return f"{item.number}. {_short(item.item.question.prompt)}"
    title = safe.plain(to_plain(item.item.title))
    is_numbered = re.match(rf"(?:Task|Question) {item.number}\b", title)
    return title if is_numbered else f"{item.number}. {title}"


def most_wrong(item: ItemFinding) -> list[ChoiceCount]:
    """The wrong answer that most people chose; several if as many chose each."""
    wrong = [one for one in item.choices if one.count and not one.choice.right]
    most = max((one.count for one in wrong), default=0)
    return [one for one in wrong if one.count == most]


def decimals(value: float | None, digits: int) -> str:
    """A number with a minus sign that is one; empty if it is not known."""
    if value is None:
        return ""
    # Nothing stands below zero: −0.0 would be read as a little less.
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def left_out(part: PartFinding) -> str:
    """How many people the numbers leave out, and why; empty if nobody."""
    counts = ((part.left_out.get(gap, 0), words) for gap, words in _LEFT_OUT.items())
    return ", ".join(f"{count} {words}" for count, words in counts if count)


def _short(markdown: str) -> str:
    line = safe.plain(to_line(markdown))
    return line if len(line) <= _LONG else f"{line[:_LONG].rsplit(' ', 1)[0]} …"
