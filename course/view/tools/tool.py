"""What all tools have in common: one script and style sheet, and words where no page runs them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from course.model import evidence
from course.view.html import source_link

_HERE = Path(__file__).parent
_VIEW = _HERE.parent


def script(*names: str) -> str:
    """The page script of a tool: the shared helpers, then its own files in that order."""
    own = (_HERE / f"{name}.js" for name in names)
    files = (_VIEW / "dom.js", _HERE / "tool.js", *own)
    return "\n".join(path.read_text("utf-8") for path in files)


def style(name: str) -> str:
    """The style sheet of a tool: the shared one, then the tool's own, if it has one."""
    files = (_VIEW / "widget.css", _HERE / "tool.css", _HERE / f"{name}.css")
    return "\n".join(path.read_text("utf-8") for path in files if path.exists())


def cited(keys: Iterable[str]) -> dict[str, dict[str, str | None]]:
    """Short name and link of each source by its key; the page's ``sourceLine`` wants it."""
    found = {key: evidence.sources()[key] for key in sorted(set(keys))}
    return {key: {"short": source.short, "link": source.link} for key, source in found.items()}


def source_line(keys: Iterable[str]) -> str:
    """Sources in a row as HTML, each with its link, for a static stand-in."""
    found = [evidence.sources()[key] for key in dict.fromkeys(keys)]
    links = [source_link(source) for source in found]
    return f"{'Source' if len(links) == 1 else 'Sources'}: {', '.join(links)}."


def in_brackets(*keys: str) -> str:
    """Sources in brackets, each with its link, to stand behind a sentence as HTML."""
    return f"({', '.join(source_link(evidence.sources()[key]) for key in keys)})"


class Tool(anywidget.AnyWidget):
    """A tool on the page. It works by itself in the browser, from ``data`` alone.

    Parameters
    ----------
    data
        What the page needs, as plain JSON.
    html
        What a page without a kernel shows instead: the same content as words and tables.
    text
        The same for a screen without HTML.
    """

    data = traitlets.Dict().tag(sync=True)

    def __init__(self, data: dict[str, Any], html: str, text: str, **state: Any) -> None:
        self._html, self._text = html, text
        super().__init__(data=data, **state)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        live = super()._repr_mimebundle_(**kwargs)
        bundle, metadata = live if isinstance(live, tuple) else (live, {})
        static = {"text/html": self._html, "text/plain": self._text}
        return {**(bundle or {}), **static}, metadata
