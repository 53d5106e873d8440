"""Pages to print: a hand-out for students, and the answer key for their instructor.

What the hand-out asks is made from what `Question.public` shows and from nothing else, so no key
can get into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from course.errors import CourseError
from course.exchange import reshape
from course.exchange.losses import Loss, described, later_scenes
from course.exchange.pictures import picture
from course.exchange.texts import COURSE, encoded, number, sources_markdown
from course.model.bank import Bank
from course.model.drawing import drawing
from course.model.lesson import lesson
from course.model.questions import (
    Case,
    Hotspot,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Question,
    Single,
    TrueFalse,
)
from course.model.text import to_html, to_inline_html

_KEY = "Answer key"
_CSS = Path(__file__).with_name("pages.css")
# A page that loads nothing and runs nothing, whatever its texts say.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def handout(banks: Iterable[tuple[str, Bank]]) -> bytes:
    """Questions to hand out, without any answer."""
    parts = []
    for name, bank in banks:
        points = sum(q.points for q in bank.questions if not q.predict)
        counted = f"{_count(len(bank.questions), 'question')}, {_count(points, 'point')}"
        who = '<div class="who"><span>Name:</span><span>Date:</span></div>'
        about = f'<p class="quiet">{counted}.</p>'
        questions = "".join(
            _question(place, question, _asked(question.public()))
            for place, question in enumerate(bank.questions, 1)
        )
        parts.append((_title(name, bank), who + about + questions))
    return _page("Questions", parts)


def handout_losses(banks: Iterable[tuple[str, Bank]]) -> Iterator[Loss]:
    """What a hand-out cannot do that the course does."""
    for question in (q for _, bank in banks for q in bank.questions):
        if isinstance(question, Case):
            yield later_scenes(question, "Each scene begins on a page of its own.")
        if question.predict:
            yield Loss(
                question.id,
                "A guess before a figure: nothing is marked, and the figure follows",
                "It counts no points. The figure stays in the lesson. "
                "A later question can give the answer away.",
            )
        yield from described(question)


def key(banks: Iterable[tuple[str, Bank]]) -> bytes:
    """The same questions with answers, feedback, explanations and sources."""
    parts = []
    for name, bank in banks:
        objectives = {o.id: o.text for o in bank.objectives}
        about = '<p class="quiet">For the instructor: not for students.</p>'
        questions = "".join(
            _solved(place, question, objectives[question.objective])
            for place, question in enumerate(bank.questions, 1)
        )
        parts.append((_title(name, bank), about + questions))
    return _page(_KEY, parts)


def _title(name: str, bank: Bank) -> str:
    try:
        return lesson(bank.lesson).title if bank.lesson else name
    except CourseError:
        return name


def _page(what: str, parts: Sequence[tuple[str, str]]) -> bytes:
    title = f"{what}: {parts[0][0]}" if len(parts) == 1 else f"{what}: {COURSE}"
    sections = []
    for name, html in parts:
        # One bank is named by the page's own heading.
        heading = f"<h2>{escape(name)}</h2>" if len(parts) > 1 else ""
        sections.append(f'<section class="bank">{heading}{html}</section>')
    body = "".join(sections)
    kind = "key" if what == _KEY else "handout"
    return encoded(
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_CSS.read_text('utf-8')}</style>\n</head>\n"
        f'<body>\n<main class="{kind}">\n<p class="quiet">{escape(COURSE)}</p>\n'
        f"<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _count(number_of: int, what: str) -> str:
    return f"{number_of} {what}{'' if number_of == 1 else 's'}"


def _question(place: int, question: Question, html: str) -> str:
    worth = "A guess, no points" if question.predict else _count(question.points, "point")
    about = f'<span class="points">{worth}</span>'
    return f'<article class="question"><h3>Question {place} {about}</h3>{html}</article>'


def _letter(place: int) -> str:
    """The letter of an answer: A for the first, Z for the 26th, then AA, AB and so on."""
    before, last = divmod(place - 1, len(ascii_uppercase))
    return (_letter(before) if before else "") + ascii_uppercase[last]


# --- the hand-out


def _asked(public: Mapping[str, Any]) -> str:
    return f"{to_html(public['prompt'])}{_ASKED[public['type']](public)}"


def _ask_single(public: Mapping[str, Any]) -> str:
    return f'<p class="quiet">Choose one.</p>{_boxes(public["options"], "round")}'


def _ask_multiple(public: Mapping[str, Any]) -> str:
    # Most prompts end with it, in words that fit what they ask.
    says_so = "choose all" in public["prompt"].lower()
    how = "" if says_so else '<p class="quiet">Choose all that are right.</p>'
    return f"{how}{_boxes(public['options'])}"


def _ask_true_false(public: Mapping[str, Any]) -> str:
    verdicts = [{"text": "True"}, {"text": "False"}]
    reasons = _boxes(public["reasons"], "round")
    return f"{_boxes(verdicts, 'round', ['', ''])}<p>Because …</p>{reasons}"


def _ask_numeric(public: Mapping[str, Any]) -> str:
    return f'<p>Your answer: <span class="blank"></span> {to_inline_html(public["unit"])}</p>'


def _ask_ordering(public: Mapping[str, Any]) -> str:
    items = public["items"]
    ends = f"1 is {public['first']}, {len(items)} is {public['last']}."
    return f'<p class="quiet">Number them. {to_inline_html(ends)}</p>{_boxes(items, "wide")}'


def _ask_matching(public: Mapping[str, Any]) -> str:
    numbers = [str(place) for place in range(1, len(public["lefts"]) + 1)]
    lefts = _boxes(public["lefts"], "wide", numbers)
    rights = _lettered(to_inline_html(right["text"]) for right in public["rights"])
    return (
        '<p class="quiet">Write the letter that belongs to each number.</p>'
        f'<div class="columns">{lefts}{rights}</div>'
    )


def _ask_hotspot(public: Mapping[str, Any]) -> str:
    shown = picture(public["drawing"], public["alt"])
    return f'<p class="quiet">Mark it in the drawing with a cross.</p>{shown.svg}'


def _ask_case(public: Mapping[str, Any]) -> str:
    nodes = public["nodes"]
    places = {node["id"]: place for place, node in enumerate(nodes, 1)}
    scenes = []
    for place, node in enumerate(nodes, 1):
        goes = [places.get(option["next"]) for option in node["options"]]
        straight = all(go in {place + 1, None} for go in goes) and len(set(goes)) == 1
        options = [
            {"text": option["text"]} if straight else {"text": option["text"], "go": _go(go)}
            for option, go in zip(node["options"], goes, strict=True)
        ]
        scenes.append(
            f'<div class="scene"><h4>Scene {place}</h4>{to_html(node["text"])}'
            f"{_boxes(options, 'round')}</div>"
        )
    return "".join(scenes)


def _go(place: int | None) -> str:
    return f"Go on to scene {place}." if place else "The story ends here."


_ASKED = {
    "single": _ask_single,
    "multiple": _ask_multiple,
    "true_false": _ask_true_false,
    "numeric": _ask_numeric,
    "ordering": _ask_ordering,
    "matching": _ask_matching,
    "hotspot": _ask_hotspot,
    "case": _ask_case,
}


def _boxes(entries: Sequence[Mapping[str, str]], shape: str = "", names: Sequence[str] = ()) -> str:
    """Lines with a box to fill in, a name or letter and a text."""
    lines = []
    letters = names or [_letter(place) for place in range(1, len(entries) + 1)]
    for letter, entry in zip(letters, entries, strict=True):
        go = f'<span class="go quiet">{entry["go"]}</span>' if "go" in entry else ""
        lines.append(
            f'<li><span class="box {shape}"></span><strong>{letter}</strong>'
            f"<span>{to_inline_html(entry['text'])}{go}</span></li>"
        )
    return f'<ul class="answers">{"".join(lines)}</ul>'


def _lettered(texts: Iterable[str]) -> str:
    lines = (
        f"<li><span></span><strong>{_letter(place)}</strong><span>{html}</span></li>"
        for place, html in enumerate(texts, 1)
    )
    return f'<ul class="answers">{"".join(lines)}</ul>'


# --- the key


def _solved(place: int, question: Question, objective: str) -> str:
    hints = "".join(f"<li>{to_html(hint)}</li>" for hint in question.hints)
    html = (
        f'{to_html(question.prompt)}<p class="answer">Answer: {_answer(question)}</p>'
        f'{_details(question)}<div class="told"><p>Hints:</p><ol>{hints}</ol></div>'
        f'<div class="why">{to_html(question.explanation)}'
        f'<p class="quiet">{to_inline_html(sources_markdown(question.sources))}</p></div>'
        f'<p class="quiet">Objective: {to_inline_html(objective)} · id: {question.id}</p>'
    )
    return _question(place, question, html)


def _answer(question: Question) -> str:
    """The right answer in a line, by the letters of the hand-out."""
    match question:
        case Single() | Multiple():
            return _letters(o.correct for o in question.options)
        case TrueFalse():
            return f"{question.answer}, because {_letters(r.correct for r in question.reasons)}"
        case Numeric():
            within = f" ± {number(question.tolerance)}" if question.tolerance else ""
            return f"{number(question.answer)}{within} {to_inline_html(question.unit)}"
        case Ordering():
            shown = [item["id"] for item in question.public()["items"]]
            order = question.key()["correct"]
            return ", ".join(_letter(shown.index(handle) + 1) for handle in order)
        case Matching():
            rights = [right["id"] for right in question.public()["rights"]]
            partners = question.key()["correct"]
            return ", ".join(
                f"{place}–{_letter(rights.index(partners[pair.id]) + 1)}"
                for place, pair in enumerate(question.pairs, 1)
            )
        case Hotspot():
            names = {part.id: part.label for part in drawing(question.drawing).parts}
            return escape(" or ".join(names[part] for part in question.correct))
        case Case():
            places = {node.id: place for place, node in enumerate(question.nodes, 1)}
            return ", ".join(
                f"scene {places[node.id]}: {_letters(o.best for o in node.options)}"
                for node in reshape.best_path(question)
            )


def _letters(right: Iterable[bool]) -> str:
    return ", ".join(_letter(place) for place, is_right in enumerate(right, 1) if is_right)


def _details(question: Question) -> str:
    """What is said about each answer."""
    match question:
        case Single() | Multiple():
            return _choices((o, o.correct) for o in question.options)
        case TrueFalse():
            verdicts = [
                _line(str(verdict), verdict == question.answer, "", told)
                for verdict, told in (
                    (True, question.feedback_true),
                    (False, question.feedback_false),
                )
            ]
            reasons = _choices((r, r.correct) for r in question.reasons)
            return f'<ul class="answers">{"".join(verdicts)}</ul><p>Because …</p>{reasons}'
        case Numeric():
            near = [
                _line(
                    number(n.value) + (f" ± {number(n.tolerance)}" if n.tolerance else ""),
                    False,
                    "",
                    n.feedback,
                    n.misconception,
                )
                for n in question.near
            ]
            rest = _line("else", False, "", question.otherwise)
            return f'<ul class="answers">{"".join([*near, rest])}</ul>'
        case Ordering():
            items = [to_inline_html(item.text) for item in question.items]
            ends = f"First: {question.first}. Last: {question.last}."
            told = _line("else", False, "", question.feedback)
            return (
                f"<p>{to_inline_html(ends)}</p><ol>{''.join(f'<li>{i}</li>' for i in items)}</ol>"
                f'<ul class="answers">{told}</ul>'
            )
        case Matching():
            pairs = [
                _line(str(place), True, f"{p.left}: {p.right}", p.feedback, p.misconception)
                for place, p in enumerate(question.pairs, 1)
            ]
            extra = "; ".join(e.text for e in question.extra)
            left = f'<p class="quiet">Left over: {to_inline_html(extra)}</p>' if extra else ""
            return f'<ul class="answers">{"".join(pairs)}</ul>{left}'
        case Hotspot():
            names = {part.id: part.label for part in drawing(question.drawing).parts}
            wrong = [
                _line("", False, ", ".join(names[p] for p in w.parts), w.feedback, w.misconception)
                for w in question.wrong
            ]
            shown = picture(question.drawing, question.alt, marked=question.correct)
            answer = ", ".join(names[part] for part in question.correct)
            right = _line("", True, answer, question.feedback_right)
            rest = _line("else", False, "", question.otherwise)
            lines = "".join([right, *wrong, rest])
            return f'{shown.svg}<ul class="answers">{lines}</ul>'
        case Case():
            scenes = [
                f'<div class="scene"><h4>Scene {place}</h4>{to_html(node.text)}'
                f"{_choices((o, o.best) for o in node.options)}</div>"
                for place, node in enumerate(question.nodes, 1)
            ]
            return f"{''.join(scenes)}{to_html(question.end)}"


def _choices(options: Iterable[tuple[Any, bool]]) -> str:
    lines = (
        _line(
            _letter(place),
            right,
            option.text,
            option.feedback,
            option.misconception,
            getattr(option, "missed", None) if right else None,
        )
        for place, (option, right) in enumerate(options, 1)
    )
    return f'<ul class="answers">{"".join(lines)}</ul>'


def _line(
    name: str,
    right: bool,
    text: str,
    feedback: str,
    misconception: str | None = None,
    missed: str | None = None,
) -> str:
    """An answer with what is said about it, and what is said when it was left out."""
    sign = '<span class="sign">✓</span>' if right else '<span class="sign">✗</span>'
    idea = f"<p>Mistaken idea: {misconception.replace('-', ' ')}.</p>" if misconception else ""
    left_out = f"<p>If it was left out:</p>{to_html(missed)}" if missed else ""
    shown = to_inline_html(text) if text else ""
    return (
        f"<li>{sign}<strong>{escape(name)}</strong><div>{shown}"
        f'<div class="told">{to_html(feedback)}{idea}{left_out}</div></div></li>'
    )
