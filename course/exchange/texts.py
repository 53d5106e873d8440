"""Texts of the bank as other systems read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from course.model import evidence
from course.model.evidence import Source
from course.model.questions import Case, Part, Question

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# Characters that no XML file may hold, and halves of characters that no file can.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SOURCES = "Sources: "
COURSE = "The Runner's Back"


def encoded(text: str) -> bytes:
    """The text as UTF-8; a character that XML does not allow becomes a replacement mark."""
    return _FORBIDDEN.sub("\ufffd", text).encode()


def moodle_html(markdown: str) -> str:
    r"""Block-level HTML for Moodle, whose filter draws formulas written as ``\(x^2\)``."""
    return str(_parser().render(markdown)).strip()


def moodle_inline(markdown: str) -> str:
    """The same for one line, without a paragraph around it."""
    return str(_parser().renderInline(markdown)).strip()


def has_formula(markdown: str) -> bool:
    """Whether there is a formula in the text."""
    tokens = _parser().parse(markdown)
    return any(
        part.type.startswith("math")
        for token in tokens
        for part in (token, *(token.children or []))
    )


def category(name: str) -> str:
    """Path of a category of Moodle's question bank, below the course's own."""
    # A slash divides categories from each other; two of them are one in a name.
    return "/".join(["$course$", "top", *(part.replace("/", "//") for part in (COURSE, name))])


def number(value: float) -> str:
    """A number as every system reads it: no thousands, no needless digits."""
    return f"{value:.10g}"


def sources_of(keys: Iterable[str]) -> list[Source]:
    """The sources with those keys."""
    return [evidence.sources()[key] for key in keys]


def sources_markdown(keys: Iterable[str]) -> str:
    """A line that names sources, linked where an address is certain."""
    return SOURCES + "; ".join(_named(source) for source in sources_of(keys))


def explained(question: Question) -> list[str]:
    """What everybody is told after the answer, in Markdown; nothing if it is asked again later."""
    if question.reused:
        return []
    end = [question.end] if isinstance(question, Case) else []
    return [*end, question.explanation, sources_markdown(question.sources)]


def keys_in(line: str) -> tuple[list[str], list[str]]:
    """Keys of the sources that such a line names, and what nobody knows.

    Parameters
    ----------
    line
        What `sources_markdown` gave.
    """
    named = {_named(source): key for key, source in evidence.sources().items()}
    found = [part.strip() for part in line.removeprefix(SOURCES).split(";") if part.strip()]
    return [named[n] for n in found if n in named], [n for n in found if n not in named]


def all_texts(part: Part) -> list[str]:
    """Every text of a question that a reader meets or an author wrote."""
    return list(_strings(part.model_dump()))


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, Sequence):
        for part in value:
            yield from _strings(part)


def _named(source: Source) -> str:
    # A bracket, or a semicolon in a name, would end it too early.
    name = re.sub(r"[\[\];]", "", source.short)
    link = source.link and quote(source.link, safe="/:?&=#%,.~+@")
    return f"[{name}]({link})" if link else name


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    # The same reading as `course.model.text`; only formulas and links are written otherwise.
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    return parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, renderer=_tex)


def _tex(latex: str, options: dict[str, Any]) -> str:
    begin, end = (r"\[", r"\]") if options.get("display_mode") else (r"\(", r"\)")
    return f"{begin}{escape(latex, quote=False)}{end}"
