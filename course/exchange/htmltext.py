"""HTML of other people's questions turned into the Markdown of ours."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from course.model.text import to_plain

# What would mean something in Markdown; a backslash before it takes the meaning away.
_SPECIAL = re.compile(r"[\\`*_\[\]$]|<(?=[A-Za-z/!?])|&(?=#?\w+;)")
_AT_START = re.compile(r"^(\s*)(#|>|[-+=]|~(?=~~)|\d+(?=[.)]))", re.MULTILINE)
_TEX = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\$\$(.+?)\$\$", re.DOTALL)
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {"p", "div", "ul", "ol", "table", "tr", "pre", *_HEADINGS}
# Their text is kept, and their form is lost.
_FLATTENED = {"table", "pre", *_HEADINGS}
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_KNOWN = {*_BLOCKS, *_MARKS, "a", "br", "code", "li", "span", "td", "th", "tbody", "thead"}
_KNOWN |= {"sub", "sup"}
_PLAIN = "0123456789+-=()n"
# Small characters above and below the line; other ones are written with a mark before them.
_SMALL = {
    "sup": ("^", str.maketrans(_PLAIN, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")),
    "sub": ("\\_", str.maketrans(_PLAIN, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ")),
}
# A list item whose text is a paragraph of its own, and a blank line between two items.
_EMPTY = re.compile(r"^(-|1\.)[ \t]*\n+(?!(?:-|1\.)(?:[ \t\n]|$))(?=\S)", re.MULTILINE)
_GAP = re.compile(r"^((?:-|1\.) .*)\n{2,}(?=(?:-|1\.) )", re.MULTILINE)
# Stands for a line that ends, until it is known what follows.
_BREAK = "\0"
_BREAKS = re.compile(r"[ \t\n]*\0[ \t\n\0]*")


def from_html(html: str) -> tuple[str, list[str]]:
    """Markdown that says the same, and the names of the tags that were left out."""
    reader = _Reader()
    reader.feed(html.replace(_BREAK, ""))
    reader.close()
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(reader.out))
    text = _BREAKS.sub(_line_end, text.strip(f" \t\n{_BREAK}"))
    text = _GAP.sub(r"\1\n", _EMPTY.sub(r"\1 ", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip(), sorted(reader.unknown)


def literal(text: str) -> str:
    """Markdown that shows exactly this text."""
    return text if to_plain(text) == text else _escaped(text)


def _escaped(text: str) -> str:
    return _AT_START.sub(_harmless, _SPECIAL.sub(lambda found: "\\" + found[0], text))


def _line_end(found: re.Match[str]) -> str:
    # Two of them, or one beside the edge of a paragraph, divide paragraphs.
    divides = found[0].count(_BREAK) > 1 or "\n\n" in found[0]
    return "\n\n" if divides else "\\\n"


def _harmless(found: re.Match[str]) -> str:
    mark = found[2]
    return f"{found[1]}{mark}\\" if mark.isdigit() else f"{found[1]}\\{mark}"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.unknown: set[str] = set()
        self._links: list[str] = []
        self._lists: list[str] = []
        self._small: list[int] = []
        self._code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _FLATTENED:
            self.unknown.add(tag)
        if tag not in _KNOWN:
            self.unknown.add(tag)
        elif tag in _MARKS:
            self.out.append(_MARKS[tag])
        elif tag == "br":
            self.out.append("\n" if self._code else _BREAK)
        elif tag in _SMALL:
            self._small.append(len(self.out))
        elif tag == "code":
            self._code = True
            self.out.append("`")
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")
            self.out.append("[")
        elif tag == "li":
            mark = "1." if self._lists and self._lists[-1] == "ol" else "-"
            self.out.append(f"\n{mark} ")
        elif tag in {"td", "th"}:
            self.out.append(" ")
        elif tag in _BLOCKS:
            if tag in {"ul", "ol"}:
                self._lists.append(tag)
            self.out.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _MARKS:
            self.out.append(_MARKS[tag])
        elif tag == "code":
            self._code = False
            self.out.append("`")
        elif tag in _SMALL and self._small:
            begin = self._small.pop()
            self.out[begin:] = [_small(tag, "".join(self.out[begin:]))]
        elif tag == "a" and self._links:
            self.out.append(f"]({self._links.pop()})")
        elif tag in _BLOCKS:
            if tag in {"ul", "ol"} and self._lists:
                self._lists.pop()
            self.out.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._code:
            self.out.append(data)
            return
        place = 0
        for found in _TEX.finditer(data):
            self.out.append(_escaped(data[place : found.start()]))
            latex = " ".join((found[1] or found[2] or found[3]).split())
            # Only a formula that our Markdown takes for one; `$5 and $6` is money.
            self.out.append(f"${latex}$" if found[1] else f"\n\n$${latex}$$\n\n")
            place = found.end()
        self.out.append(_escaped(data[place:]))


def _small(tag: str, text: str) -> str:
    mark, table = _SMALL[tag]
    # A backslash that kept a sign from meaning something at the start of a line.
    bare = text.replace("\\", "")
    return bare.translate(table) if bare and set(bare) <= set(_PLAIN) else f"{mark}({text})"
