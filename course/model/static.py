"""The question as a readable page where no kernel runs: nbviewer, an HTML export, a print-out."""

from __future__ import annotations

from html import escape
from typing import Any

from course.model.text import to_plain

# Characters of a text, or entries of a list. No answer to a question is longer.
_LONGEST = 200
_ADVICE = "This is a picture of the question. Open the notebook in JupyterLab to answer it."


def static_html(payload: dict[str, Any], response: Any | None = None) -> str:
    """HTML without scripts: the question, its answers, and for a lesson the folded explanation.

    Parameters
    ----------
    payload
        What the page would show.
    response
        The stored answer, if there is one; it is told in words.
    """
    parts = [
        f"<p><strong>Question.</strong> {payload['legend']}</p>",
        payload["body"],
        "<p><em>A guess: nothing is marked wrong.</em></p>" if payload.get("predict") else "",
        _answers(payload),
        f"<p><em>{_ADVICE}</em></p>"
        if response is None
        else f"<div><strong>The answer given:</strong> {in_words(payload, response)}</div>",
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


def in_words(payload: dict[str, Any], response: Any) -> str:
    """A stored answer as HTML; one that does not fit the question is shown as it is stored."""
    try:
        if len(response) <= _LONGEST:
            return _encodable(_in_words(payload, response))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, StopIteration):
        pass
    return f"<code>{escape(_encodable(_as_stored(response)))}</code>"


def _as_stored(response: Any) -> str:
    try:
        return str(response)[:_LONGEST]
    except (RecursionError, ValueError):
        return "an answer that cannot be shown"


def _encodable(text: str) -> str:
    # JSON may hold half a character, which no file and no page takes.
    return text.encode("utf-8", "replace").decode("utf-8")


def _in_words(payload: dict[str, Any], response: Any) -> str:
    def named(entries: list[dict[str, Any]], entry_id: str) -> dict[str, Any]:
        return next(e for e in entries if e["id"] == entry_id)

    match payload["type"]:
        case "single":
            return str(named(payload["options"], response)["html"])
        case "multiple":
            return _list([named(payload["options"], one) for one in response])
        case "true_false":
            verdict = {True: "True", False: "False"}[response["verdict"]]
            return f"{verdict}, because: {named(payload['reasons'], response['reason'])['html']}"
        case "numeric":
            return f"{escape(response)} {payload['unit']}"
        case "ordering":
            return _list([named(payload["items"], one) for one in response], "ol")
        case "matching":
            pairs = [
                f"{named(payload['lefts'], left)['html']}: "
                f"{named(payload['rights'], right)['html']}"
                for left, right in response.items()
            ]
            return _list([{"html": pair} for pair in pairs])
        case "hotspot":
            ids = [part["id"] for part in payload["drawing"]["parts"]]
            return (
                f"part {ids.index(response) + 1} of {len(ids)}, counted from the top ({response})"
            )
        case "case":
            nodes = payload["nodes"]
            taken = [named(named(nodes, node)["options"], choice) for node, choice in response]
            return _list(taken, "ol")
    raise ValueError(payload["type"])


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


def _list(entries: list[dict[str, Any]], tag: str = "ul") -> str:
    items = "".join(f"<li>{entry['html']}</li>" for entry in entries)
    return f"<{tag}>{items}</{tag}>"


def _folded(title: str, html: str) -> str:
    return f"<details><summary>{title}</summary>{html}</details>"
