"""The triage exercise: say how urgent it is, then see which rule decides."""

from __future__ import annotations

from html import escape
from typing import Any

from course.model import evidence
from course.model import triage as rules
from course.model.evidence import RedFlag
from course.model.text import to_html, to_inline_html, to_plain
from course.model.triage import Case, Page
from course.view.html import bullets
from course.view.tools.tool import Tool, cited, script, source_line, style

TITLE = "How urgent is it?"
TASK = (
    "Follow an invented runner's story and say how urgent it is. Then see which rule decides. "
    "**Find out:** with which runner does one *not sure* turn a calm story into an emergency?"
)
ONE_TASK = (
    "Follow this invented runner's story and say how urgent it is. "
    "**Find out:** which rule decides, and what would the level be without it?"
)
SAFETY = (
    "This is practice with invented runners. It cannot judge your own pain. "
    "**Do you have one of the emergency signs yourself, now?** Then leave this page and get help: "
    "call your local emergency number or go to an emergency department."
)
# Ledger: henschke_2009, the series serious-pathology-primary-care.
WEAK = (
    "Most single signs are weak. In one study of 1,172 people who sought help for new low back "
    "pain, about 80 in 100 had at least one sign, and about 9 in 1,000 something serious in the "
    "spine."
)
WEAK_SOURCES = ("henschke_2009", "finucane_2020")


class Triage(Tool):
    """Stories of invented runners, and the questions to answer for one of your own."""

    _esm, _css = script("triage"), style("triage")


def triage(case_id: str | None = None) -> Triage:
    """Show the triage exercise.

    Parameters
    ----------
    case_id
        Tell only this runner's story, such as ``"hill-ache"``. Without it the learner chooses a
        runner, or answers the questions for an invented one.

    Raises
    ------
    CourseError
        If there is no such runner; the message names the nearest ids.
    """
    if case_id is None:
        cases = rules.exercise().cases
        return Triage(_data(cases, TASK), _html(cases), _text(cases))
    one = (rules.find_case(case_id),)
    return Triage(_data(one, ONE_TASK, only=True), _story_html(one), _stories_text(one))


def _data(cases: tuple[Case, ...], task: str, *, only: bool = False) -> dict[str, Any]:
    pages = rules.exercise().pages
    flags = evidence.red_flags()
    entries: list[RedFlag | Page | Case] = [*flags, *pages, *cases]
    keys = [*WEAK_SOURCES, *(key for entry in entries for key in entry.sources)]
    return {
        "title": TITLE,
        "task": to_inline_html(task),
        "safety": to_inline_html(SAFETY),
        "weak": {"text": WEAK, "sources": WEAK_SOURCES},
        "only": only,
        "levels": [{"level": n, "meaning": rules.meanings()[n]} for n in rules.LEVELS],
        "reasons": dict(rules.REASONS),
        "rules": [_rule(flag) for flag in flags],
        "pages": [
            {
                "title": page.title,
                "why": to_inline_html(page.why),
                "sources": page.sources,
                "rules": page.rules,
            }
            for page in pages
        ],
        "cases": [
            {
                "id": case.id,
                "title": case.title,
                "scenes": [to_html(scene) for scene in case.scenes],
                "answers": {told.rule: told.answer for told in case.answers},
                "because": {told.rule: to_inline_html(told.because) for told in case.answers},
                "lesson": to_inline_html(case.lesson),
                "sources": case.sources,
            }
            for case in cases
        ],
        "cited": cited(keys),
    }


def _rule(flag: RedFlag) -> dict[str, Any]:
    return {
        "id": flag.id,
        "warning": rules.is_warning(flag),
        "urgency": flag.urgency,
        "timeframe": flag.timeframe,
        "soon": rules.how_soon(flag.timeframe),
        "question": flag.question,
        "finding": flag.finding,
        "may": flag.may_indicate,
        "advice": flag.advice,
        "note": flag.runner_note,
        "sources": flag.sources,
        "texts": {answer: rules.explain(flag, answer) for answer in rules.ANSWERS},
    }


def _html(cases: tuple[Case, ...]) -> str:
    by_level = "".join(
        f"<p><strong>{level.capitalize()}.</strong> {escape(rules.meanings()[level])}</p>"
        + bullets(
            f"{escape(flag.question)} <em>({escape(flag.timeframe)}.)</em> "
            f"{source_line(flag.sources)}"
            for flag in evidence.red_flags()
            if flag.urgency == level
        )
        for level in rules.LEVELS
    )
    return (
        f"<p><strong>{TITLE}</strong></p><p>{to_inline_html(SAFETY)}</p>"
        "<p>Questions in their order. <em>Not sure</em> counts as yes for every warning sign. The "
        "first yes to an emergency sign ends the questions; otherwise the most urgent yes "
        f"decides. What matches nothing is routine.</p>{by_level}"
        f"<p>{WEAK} {source_line(WEAK_SOURCES)}</p>{_story_html(cases)}"
    )


def _story_html(cases: tuple[Case, ...]) -> str:
    """Stories to decide on, each with its folded answer."""
    findings = {flag.id: flag.finding for flag in evidence.red_flags()}
    text = "<p>Invented runners. How urgent is it? Decide, then open the answer.</p>"
    for case in cases:
        outcome = case.outcome()
        steps = [
            f"{escape(findings[step.rule])}. {escape(step.text)}"
            for step in outcome.steps
            if step.answer != "no"
        ]
        text += (
            f"<p><strong>{escape(case.title)}</strong></p>"
            f"{''.join(to_html(scene) for scene in case.scenes)}"
            f"<details><summary>How urgent is it?</summary>"
            f"<p><strong>{outcome.level.capitalize()}.</strong> "
            f"{escape(rules.meanings()[outcome.level])}</p>{bullets(steps)}"
            f"<p>{to_inline_html(case.lesson)} {source_line(case.sources)}</p></details>"
        )
    return text


def _text(cases: tuple[Case, ...]) -> str:
    lines = [TITLE, to_plain(SAFETY)]
    for level in rules.LEVELS:
        lines.append(f"{level.capitalize()}: {rules.meanings()[level]}")
        lines += [
            f"- {flag.question} ({flag.timeframe})"
            for flag in evidence.red_flags()
            if flag.urgency == level
        ]
    return "\n".join([*lines, f"{WEAK} (Henschke 2009)", _stories_text(cases)])


def _stories_text(cases: tuple[Case, ...]) -> str:
    lines = []
    for case in cases:
        scenes = " ".join(to_plain(scene) for scene in case.scenes)
        level = case.outcome().level
        lines.append(f"{case.title}. {scenes}\nHow urgent? {level}. {to_plain(case.lesson)}")
    return "\n".join(lines)
