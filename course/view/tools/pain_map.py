"""The pain map: mark a place on a drawn body and read what pain there can and cannot tell."""

from __future__ import annotations

from html import escape
from typing import Any

from course.model import body, evidence
from course.model import pain_map as places
from course.model.pain_map import Place, Side
from course.model.text import to_inline_html, to_plain
from course.model.triage import LEVELS
from course.view.html import bullets
from course.view.tools.tool import Tool, cited, script, source_line, style

TITLE = "Where does it hurt?"
TASK = (
    "Mark one or more places, your own or an invented runner's. Click the drawing, or tick the "
    "list. **Find out:** which two places bring the line *First: check for an emergency* only when "
    "both are marked?"
)
SAFETY = (
    "This map does not say what is wrong with you. **Do you have an emergency sign, now?** For "
    "instance numbness between the legs, new trouble with bladder or bowel, chest pain, or new "
    "weakness in both legs. Then leave this page: call your local emergency number or go to an "
    "emergency department."
)
# What to do if a sign is there, by how urgent it is.
ASK = {
    "emergency now": "Get emergency help now if one of these is a yes, or if you are not sure",
    "urgent within days": "Speak to a doctor if one of these is a yes, or if you are not sure",
    "routine": "Book an ordinary appointment if one of these is a yes",
    "self-care": "No warning sign of the back",
}
PARTS = {
    "can": "What this place can tell",
    "cannot": "What it cannot tell",
    "step": "The step to take, if none of the signs is there",
}
EMERGENCY_STEP = "The step to take"
SIDES: tuple[Side, ...] = ("left", "right")
# Left, top, width and height of each view in the units of `body.outline`.
WINDOWS: dict[body.View, tuple[int, int, int, int]] = {
    "front": (-8, -8, 331, 944),
    "back": (357, -8, 337, 944),
}


class PainMap(Tool):
    """Two drawn bodies, the same places as a list, and what there is to read about them."""

    _esm, _css = script("pain_map"), style("pain_map")


def pain_map() -> PainMap:
    """Show the pain map."""
    return PainMap(_data(), _html(), _text())


def _data() -> dict[str, Any]:
    found = places.pain_map()
    flags = evidence.red_flags()
    entries: list[Any] = [found.always, found.both_legs, *flags, *found.places]
    keys = [key for entry in entries for key in entry.sources]
    marks = [mark for place in found.places for mark in _marks(place)]
    return {
        "title": TITLE,
        "task": to_inline_html(TASK),
        "safety": to_inline_html(SAFETY),
        "always": _said(found.always),
        "both_legs": {**_said(found.both_legs), "signs": found.both_legs.signs},
        "parts": PARTS,
        "emergency_step": EMERGENCY_STEP,
        "ask": [{"urgency": level, "text": ASK[level]} for level in LEVELS],
        "rules": {
            flag.id: {
                "question": flag.question,
                "urgency": flag.urgency,
                "timeframe": flag.timeframe,
                "sources": flag.sources,
            }
            for flag in flags
        },
        "groups": [
            {"title": title, "marks": [mark["id"] for mark in marks if mark["group"] == title]}
            for title in dict.fromkeys(mark["group"] for mark in marks)
        ],
        "marks": marks,
        "places": {place.id: _place(place) for place in found.places},
        "views": [_view(view, found.places) for view in WINDOWS],
        "cited": cited(keys),
    }


def _said(said: places.Said) -> dict[str, Any]:
    return {"html": to_inline_html(said.text), "sources": said.sources}


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "emergency": place.emergency,
        "signs": place.signs,
        "sources": place.sources,
        "both": to_inline_html(place.both.text) if place.both else None,
        **{part: to_inline_html(getattr(place, part).text) for part in PARTS},
    }


def _marks(place: Place) -> list[dict[str, Any]]:
    """What can be marked: a place, or one for each side of it."""
    title = {group.id: group.title for group in places.pain_map().groups}[place.group]
    if not place.sides:
        return [{"id": place.id, "place": place.id, "side": None, "group": title}]
    return [
        {
            "id": f"{place.id}-{side}",
            "place": place.id,
            "side": side,
            "group": f"{side.capitalize()} {title}",
        }
        for side in SIDES
    ]


def _view(view: body.View, found: tuple[Place, ...]) -> dict[str, Any]:
    shapes = {}
    for place in found:
        for mark in _marks(place):
            names = places.outlines(place, view, mark["side"])
            polygons = [p for name in names for p in body.regions(view)[name]]
            if polygons:
                shapes[mark["id"]] = body.outline(polygons)
    return {
        "title": {"front": "From the front", "back": "From behind"}[view],
        "viewbox": WINDOWS[view],
        "body": body.outline(body.body(view)),
        "shapes": shapes,
    }


def _html() -> str:
    found = places.pain_map()
    return (
        f"<p><strong>{TITLE}</strong></p><p>{to_inline_html(SAFETY)}</p>"
        f"<p>{to_inline_html(found.always.text)} {source_line(found.always.sources)}</p>"
        f"<p><strong>Both legs.</strong> {to_inline_html(found.both_legs.text)} "
        f"{source_line(found.both_legs.sources)}</p>{_signs_html(found.both_legs.signs)}"
        + "".join(_place_html(place) for place in found.places)
    )


def _place_html(place: Place) -> str:
    parts = "".join(
        f"<p><strong>{EMERGENCY_STEP if place.emergency and part == 'step' else title}:</strong> "
        f"{to_inline_html(getattr(place, part).text)}</p>"
        for part, title in PARTS.items()
    )
    if place.both:
        parts = f"<p><strong>On both sides:</strong> {to_inline_html(place.both.text)}</p>{parts}"
    return (
        f"<details><summary>{escape(place.name)}</summary>{_signs_html(place.signs)}{parts}"
        f"<p>{source_line(place.sources)}</p></details>"
    )


def _signs_html(signs: tuple[str, ...]) -> str:
    rules = {flag.id: flag for flag in evidence.red_flags()}
    text = ""
    for level in LEVELS:
        asked = [rules[sign] for sign in signs if rules[sign].urgency == level]
        if asked:
            text += f"<p>{ASK[level]}:</p>"
            text += bullets(f"{escape(f.question)} <em>({escape(f.timeframe)})</em>" for f in asked)
    return text


def _text() -> str:
    found = places.pain_map()
    rules = {flag.id: flag for flag in evidence.red_flags()}
    lines = [TITLE, to_plain(SAFETY), to_plain(found.always.text), to_plain(found.both_legs.text)]
    for place in found.places:
        lines.append(f"{place.name}. Check first:")
        lines += [f"- {rules[sign].question} ({rules[sign].urgency})" for sign in place.signs]
        if place.both:
            lines.append(f"On both sides: {to_plain(place.both.text)}")
        lines += [f"{title}: {to_plain(getattr(place, p).text)}" for p, title in PARTS.items()]
    return "\n".join(lines)
