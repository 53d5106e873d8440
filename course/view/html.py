"""Small pieces of HTML that boxes and charts share."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from course.model.evidence import Source


class Html:
    """A piece of HTML with its plain text, shown by Jupyter as it is.

    Parameters
    ----------
    html
        Safe HTML.
    text
        The same in words, for a terminal and for outputs without HTML.
    """

    def __init__(self, html: str, text: str) -> None:
        self.html, self.text = html, text

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text


def source_link(source: Source) -> str:
    """Short name of a source, linked where a certain address is known."""
    shown = escape(source.short)
    if source.link is None:
        return shown
    return f'<a href="{escape(source.link)}" target="_blank" rel="noopener noreferrer">{shown}</a>'


def bullets(items: Iterable[str]) -> str:
    """An HTML list of pieces that are HTML already."""
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
