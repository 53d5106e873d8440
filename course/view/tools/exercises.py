"""The exercise library: drawings, starting doses, easier and harder versions, when to stop."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any, get_args

from course.model.exercises import Exercise, Level, dose_in_words, library
from course.model.picture import Picture, pictures
from course.model.sketch import sketches
from course.model.text import to_inline_html
from course.view.evidence import VERDICTS
from course.view.html import bullets
from course.view.tools.tool import Tool, cited, script, source_line, style

TITLE = "Exercise library"
TASK = (
    "Find the three exercises for the hips that need nothing. For each, read what to do when it is "
    "too hard, and when to stop."
)
# A drawing wider than this (width by height) has its panels one above the other.
WIDE = 1.2
_DRAWING_STYLE = (Path(__file__).parent / "exercises.css").read_text("utf-8")


class ExerciseLibrary(Tool):
    """Cards of exercises, with filters."""

    _esm, _css = script("listing", "exercises"), style("exercises")


def exercise_library() -> ExerciseLibrary:
    """Show the exercise library: to filter, search and read, with a drawing of each exercise."""
    return ExerciseLibrary(_data(), _html(), _text())


def _data() -> dict[str, Any]:
    found = library()
    keys = [key for exercise in found.exercises for key in exercise.sources]
    claims = {e.article_claim.id: e.article_claim for e in found.exercises if e.article_claim}
    for claim in claims.values():
        keys += claim.sources
    return {
        "title": TITLE,
        "task": to_inline_html(TASK),
        "before": found.before_starting,
        "rules": found.common_stop_rules,
        "message": found.key_message,
        "basis": found.dose_basis,
        "areas": _in_order(area for e in found.exercises for area in e.areas),
        "kits": _in_order(kit for e in found.exercises for kit in e.kit),
        "regions": _in_order(e.region for e in found.exercises if e.region),
        "levels": get_args(Level),
        "claims": {
            claim.id: {
                "verdict": VERDICTS[claim.verdict],
                "confidence": claim.confidence,
                "why": claim.what_the_evidence_says,
                "sources": claim.sources,
            }
            for claim in claims.values()
        },
        # Who has just been sore sees first what is easy to begin with.
        "exercises": [
            _exercise(exercise)
            for exercise in sorted(found.exercises, key=lambda e: get_args(Level).index(e.level))
        ],
        "cited": cited(keys),
    }


def _exercise(exercise: Exercise) -> dict[str, Any]:
    start, end = pictures(exercise.id)
    return {
        "id": exercise.id,
        "name": exercise.name,
        "moves": sketches()[exercise.id].alt,
        "wide": _is_wide(start),
        "drawing": _svg(start) + _svg(end),
        "areas": exercise.areas,
        "muscles": ", ".join(exercise.target_muscles),
        "kits": exercise.kit,
        "equipment": exercise.equipment,
        "level": exercise.level,
        "region": exercise.region,
        "claim": exercise.article_claim.id if exercise.article_claim else None,
        "dose": dose_in_words(exercise),
        "easier": exercise.regression,
        "harder": exercise.progression,
        "care": exercise.cautions,
        "stop": exercise.stop_if,
        "note": exercise.evidence_note,
        "confidence": exercise.confidence,
        "sources": exercise.sources,
    }


def _is_wide(picture: Picture) -> bool:
    _, _, width, height = picture.viewbox
    return width / height > WIDE


def _svg(picture: Picture) -> str:
    """One panel with its caption; the words beside the drawing say what moves."""
    x, y, width, height = picture.viewbox
    paths = "".join(f'<path class="{shape.look}" d="{shape.d}"/>' for shape in picture.shapes)
    return (
        f'<div class="rb-panel"><svg viewBox="{x} {y} {width} {height}" aria-hidden="true" '
        f'focusable="false">{paths}</svg><span>{escape(picture.caption)}</span></div>'
    )


def _in_order(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


# --- where no kernel runs


def _html() -> str:
    found = library()
    cards = "".join(_card(exercise) for exercise in found.exercises)
    return (
        f"<style>{_DRAWING_STYLE}</style><p><strong>{TITLE}</strong></p>"
        f"<p><strong>Before you start.</strong> {escape(found.before_starting)}</p>"
        f"{bullets(escape(rule) for rule in found.common_stop_rules)}"
        f"<p>{escape(found.key_message)}</p><p>{escape(found.dose_basis)}</p>{cards}"
    )


def _card(exercise: Exercise) -> str:
    start, end = pictures(exercise.id)
    wide = " rb-wide" if _is_wide(start) else ""
    moves = sketches()[exercise.id].alt
    lines = [f"<b>{name}:</b> {escape(text)}" for name, text in _lines(exercise)]
    keys = [*exercise.sources, *(exercise.article_claim.sources if exercise.article_claim else ())]
    return (
        f"<details><summary>{escape(exercise.name)}</summary>"
        f'<div class="rb-posed{wide}" role="img" aria-label="{escape(moves)}">'
        f"{_svg(start)}{_svg(end)}</div>{bullets(lines)}<p>{source_line(keys)}</p></details>"
    )


def _lines(exercise: Exercise) -> list[tuple[str, str]]:
    return [
        ("How", sketches()[exercise.id].alt),
        ("Trains", f"{', '.join(exercise.areas)} ({', '.join(exercise.target_muscles)})"),
        ("Needs", f"{exercise.equipment}; level: {exercise.level}"),
        ("Start with", dose_in_words(exercise)),
        ("Too hard", exercise.regression),
        ("Too easy", exercise.progression),
        ("Take care", exercise.cautions),
        ("Stop if", "; ".join(exercise.stop_if)),
        ("Where it comes from", _origin(exercise)),
        ("Evidence", f"{exercise.evidence_note} (our confidence: {exercise.confidence})"),
    ]


def _origin(exercise: Exercise) -> str:
    claim = exercise.article_claim
    if claim is None:
        return "This course added it; it is not in the article."
    return (
        f"The article lists it for: {exercise.region}. What we found on that list: "
        f"{VERDICTS[claim.verdict].lower()}. {claim.what_the_evidence_says} "
        f"(our confidence: {claim.confidence})"
    )


def _text() -> str:
    found = library()
    lines = [TITLE, f"Before you start. {found.before_starting}", *found.common_stop_rules]
    for exercise in found.exercises:
        lines += ["", exercise.name, *(f"- {name}: {text}" for name, text in _lines(exercise))]
    return "\n".join(lines)
