"""What the page needs to show a question: texts as HTML, and for a lesson the key and feedback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from course.model import evidence
from course.model.drawing import drawing
from course.model.marking import Key
from course.model.questions import (
    Case,
    Hotspot,
    Matching,
    Multiple,
    Numeric,
    Option,
    Ordering,
    Question,
    Single,
    TrueFalse,
)
from course.model.text import head_and_rest, to_html, to_inline_html


def graded_payload(public: Mapping[str, Any]) -> dict[str, Any]:
    """Payload of a graded question, made from its public part alone."""
    legend, body = head_and_rest(public["prompt"])
    shown = {
        name: value if name in _VERBATIM else _html(value)
        for name, value in public.items()
        if name != "prompt"
    }
    if "drawing" in shown:
        shown["drawing"] = _drawing(public["drawing"])
    return {**shown, "mode": "graded", "legend": legend, "body": body}


def before_payload(question: Question) -> dict[str, Any]:
    """Payload of a question asked before the course: no key, and nothing explained yet."""
    return {**graded_payload(question.public()), "mode": "before"}


def lesson_payload(question: Question, *, veil: int = 0) -> dict[str, Any]:
    """Payload of a lesson question: everything, so that the page can mark and explain by itself.

    Parameters
    ----------
    question
        A question of the bank.
    veil
        How many outputs below, those of a figure, stay hidden until the first answer.
    """
    return {
        **graded_payload(question.public()),
        "mode": "lesson",
        "veil": veil,
        "predict": question.predict,
        "key": question.key(),
        "feedback": _feedback(question),
        "hints": [to_inline_html(hint) for hint in question.hints],
        "explanation": to_html(question.explanation),
        "answer": answer_html(question),
        "sources": [
            {"short": s.short, "title": s.title, "link": s.link}
            for s in (evidence.sources()[key] for key in question.sources)
        ],
    }


def answer_html(question: Question) -> str:
    """The right answer in words, as block HTML."""
    match question:
        case Single() | Multiple():
            return _list(o.text for o in question.options if o.correct)
        case TrueFalse():
            reason = next(r.text for r in question.reasons if r.correct)
            return to_html(f"{'True' if question.answer else 'False'}: {reason}")
        case Numeric():
            return to_html(f"{question.answer:g} {question.unit}")
        case Ordering():
            return _list((i.text for i in question.items), "ol")
        case Matching():
            return _list(f"{p.left}: {p.right}" for p in question.pairs)
        case Hotspot():
            labels = {p.id: p.label for p in drawing(question.drawing).parts}
            return to_html(" or ".join(labels[part] for part in question.correct))
        case Case():
            best = {n.id: next(o for o in n.options if o.best) for n in question.nodes}
            steps, here = [], question.start
            while here is not None:
                steps.append(best[here].text)
                here = best[here].next  # type: ignore[assignment]
            return _list(steps, "ol")


# Not texts of the author: ids, numbers and names that the page uses as they are.
_VERBATIM = {"id", "type", "points", "start", "drawing", "alt"}


def _html(value: Any) -> Any:
    """Texts of the public part as HTML; list entries carry theirs under ``html``."""
    if isinstance(value, str):
        return to_inline_html(value)
    if isinstance(value, list):
        return [_html(entry) for entry in value]
    entry = {k: _html(v) if k == "options" else v for k, v in value.items() if k != "text"}
    block = "options" in value  # a scene of a case may have several paragraphs
    return {**entry, "html": to_html(value["text"]) if block else to_inline_html(value["text"])}


def _drawing(name: str) -> dict[str, Any]:
    shown = drawing(name)
    return {
        "viewbox": list(shown.viewbox),
        "background": list(shown.background),
        "parts": [{"id": p.id, "d": p.path_d} for p in shown.parts],
    }


def _feedback(question: Question) -> Key:
    match question:
        case Single() | Multiple():
            return _option_feedback(question.options)
        case TrueFalse():
            verdicts = {"true": question.feedback_true, "false": question.feedback_false}
            return {k: to_inline_html(v) for k, v in verdicts.items()} | _option_feedback(
                question.reasons
            )
        case Numeric():
            near = [
                {"value": n.value, "tolerance": n.tolerance, "html": to_inline_html(n.feedback)}
                for n in question.near
            ]
            return {"near": near, "otherwise": to_inline_html(question.otherwise)}
        case Ordering():
            return {"wrong": to_inline_html(question.feedback)}
        case Matching():
            return {p.id: to_inline_html(p.feedback) for p in question.pairs}
        case Hotspot():
            return {
                "names": {p.id: p.label for p in drawing(question.drawing).parts},
                "right": to_inline_html(question.feedback_right),
                "wrong": [
                    {"parts": list(w.parts), "html": to_inline_html(w.feedback)}
                    for w in question.wrong
                ],
                "otherwise": to_inline_html(question.otherwise),
            }
        case Case():
            return {
                n.id: {o.id: to_inline_html(o.feedback) for o in n.options} for n in question.nodes
            }


def _option_feedback(options: Iterable[Option]) -> dict[str, Any]:
    return {
        o.id: {"chosen": to_inline_html(o.feedback)}
        | ({"missed": to_inline_html(o.missed)} if o.missed else {})
        for o in options
    }


def _list(texts: Iterable[str], tag: str = "ul") -> str:
    items = "".join(f"<li>{to_inline_html(text)}</li>" for text in texts)
    return f"<{tag}>{items}</{tag}>"
