"""The question as a readable page where no kernel runs: nbviewer, an HTML export, a print-out."""

from __future__ import annotations

from html import escape
from typing import Any

from course.model.text import to_plain

_ADVICE = "This is a picture of the question. Run the lesson in JupyterLab to answer it."


def static_html(payload: dict[str, Any]) -> str:
    """HTML without scripts: the question, its answers, and for a lesson the folded explanation."""
    parts = [
        f"<p><strong>Question.</strong> {payload['legend']}</p>",
        payload["body"],
        _answers(payload),
        f"<p><em>{_ADVICE}</em></p>",
    ]
    if payload["mode"] == "lesson":
        for number, hint in enumerate(payload["hints"], 1):
            parts.append(_folded(f"Hint {number}", f"<p>{hint}</p>"))
        sources = ", ".join(
            f'<a href="{escape(s["link"])}">{escape(s["short"])}</a>'
            if s["link"]
            else escape(s["short"])
            for s in payload["sources"]
        )
        answer = f"{payload['answer']}{payload['explanation']}<p>Sources: {sources}</p>"
        parts.append(_folded("The answer, and why", answer))
    return f'<div class="rb-static">{"".join(parts)}</div>'


def static_text(payload: dict[str, Any], prompt: str) -> str:
    """The question as plain text."""
    return f"Question {payload['id']}: {to_plain(prompt)}\n{_ADVICE}"


def _answers(payload: dict[str, Any]) -> str:
    match payload["type"]:
        case "single" | "multiple":
            return _list(payload["options"])
        case "true_false":
            return f"<p>True or false? Because …</p>{_list(payload['reasons'])}"
        case "numeric":
            return f"<p>Your number: ______ {payload['unit']}</p>"
        case "ordering":
            ends = f"<p>First: {payload['first']}. Last: {payload['last']}.</p>"
            return f"<p>Put in order:</p>{_list(payload['items'])}{ends}"
        case "matching":
            return f"{_list(payload['lefts'])}<p>Choose from:</p>{_list(payload['rights'])}"
        case "hotspot":
            return f"{_picture(payload['drawing'], payload['alt'])}"
        case "case":
            return "".join(f"{n['html']}{_list(n['options'])}" for n in payload["nodes"])
    return ""


def _picture(drawing: dict[str, Any], alt: str) -> str:
    x, y, width, height = drawing["viewbox"]
    paths = [f'<path d="{d}" fill="#9db4c0" opacity=".5"/>' for d in drawing["background"]]
    paths += [
        f'<path d="{p["d"]}" fill="#ead9bd" stroke="#5d4a2b" stroke-width="{height / 400:.2f}"/>'
        for p in drawing["parts"]
    ]
    return (
        f'<svg role="img" aria-label="{escape(alt)}" viewBox="{x} {y} {width} {height}" '
        f'style="max-height:24rem;max-width:100%">{"".join(paths)}</svg>'
    )


def _list(entries: list[dict[str, Any]]) -> str:
    items = "".join(f"<li>{entry['html']}</li>" for entry in entries)
    return f"<ul>{items}</ul>"


def _folded(title: str, html: str) -> str:
    return f"<details><summary>{title}</summary>{html}</details>"
