"""What students made, turned into what may be shown in somebody else's browser.

A notebook can carry anything: scripts, frames, pictures that are fetched from elsewhere. Nothing
is searched for and cut out here. What is shown is written anew, from a short list of harmless
parts; text stays text.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any
from urllib.parse import unquote

PLOTLY = "application/vnd.plotly.v1+json"
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
SVG = "image/svg+xml"

LONGEST = 200_000
"""Characters of HTML or text that are shown; the rest is cut."""
HEAVIEST = 5_000_000
"""Bytes of a picture or figure; a heavier one is not shown."""

TALLEST = 2000
"""Pixels of a figure."""

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
# What a browser would take for the begin of a tag.
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
# The begin of a picture, and all of one that lies in the notebook. One sign left of several would
# begin a picture again.
_PICTURE = re.compile(
    r"(?<!!)!++\[(?:([^\[\]\\`\n]*)\]\(attachment:((?:[^\s()<>\\]|\([^\s()<>\\]*\))+)\))?"
)
# A link that leads to no page.
_LINK = re.compile(
    r"\](?=\((?!\s*(?:https?://|mailto:|attachment:|#|[\w./-]+\s*\)))|:(?!\s*(?:https?://|mailto:)))",
    re.IGNORECASE,
)
# Signs that no page can show, and halves of signs that no file can hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_KEPT = _words("""
    a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption
    figure hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table
    tbody td tfoot th thead tr u ul var
""")
# A student's heading would stand in the page's own outline.
_RENAMED = {f"h{level}": "p" for level in range(1, 7)} | {"section": "div", "article": "div"}
_DROPPED = _words("""
    script style template noscript noembed noframes iframe object applet title textarea select
    xmp plaintext audio video
""")
_DEEPEST = 50
_EMPTY = frozenset({"br", "hr", "img", "col"})
_ATTRIBUTES = {
    "a": ("href", "title"),
    "img": ("src", "alt", "title"),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan", "scope"),
    "ol": ("start",),
    "details": ("open",),
}
_VALUES = {
    "href": re.compile(r"https?://[^\s\"'<>\\]+|mailto:[^\s\"'<>\\]+", re.IGNORECASE),
    "src": re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+"),
    "colspan": re.compile(r"[1-9]\d{0,2}"),
    "rowspan": re.compile(r"[1-9]\d{0,2}"),
    "scope": re.compile(r"row|col|rowgroup|colgroup"),
    "start": re.compile(r"\d{1,6}"),
}
_NAME = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
_ATTRIBUTE = re.compile(
    r"""[\s/]*([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)))?"""
)
_NO_CELL_TEXT = re.compile(r"<th(?: [^>]*)?></th>")


def clean_html(markup: str) -> str:
    """HTML that runs nothing, fetches nothing and covers nothing, whatever was given.

    Only the tags and attributes on the list above are written, every text and value escaped; so
    the result cannot hold a script however a browser reads it. A drawing in SVG becomes a picture,
    in which browsers run no scripts. Classes, ids and styles are left out: they could take the
    place of the page's own.
    """
    # A heading cell without a text is none (pandas makes one in the corner of each table).
    return _NO_CELL_TEXT.sub("<td></td>", _Writer().read(markup[:LONGEST]))


def plain(text: object) -> str:
    """Text without the signs that colour it in a terminal, cut if it is very long."""
    words = "".join(text) if isinstance(text, list) else str(text)
    short = words if len(words) <= LONGEST else f"{words[:LONGEST]}\n[The rest is not shown.]"
    return _CONTROL.sub("", _ANSI.sub("", short))


def encodable(text: str) -> str:
    """Text without halves of signs, which an answer may hold and no file can."""
    return text.encode("utf-8", "replace").decode()


def clean_markdown(source: str, pictures: Mapping[str, str] | None = None) -> str:
    """Markdown without HTML, without pictures from elsewhere and with links to pages only.

    It is for pages that let all of these through. A blank makes a text of what would be a tag or a
    link, also inside code.

    Parameters
    ----------
    source
        The text.
    pictures
        New names of the pictures in the notebook, by the old ones. Any other becomes a text.
    """
    known = pictures or {}

    def shown(found: re.Match[str]) -> str:
        alt, name = found.groups()
        if name is None:
            return "["
        new = known.get(name) or known.get(unquote(name))
        return f"![{alt}](attachment:{new})" if new else f"[picture: {alt or 'not shown'}]"

    return _LINK.sub("] ", _PICTURE.sub(shown, _TAG.sub("< ", source)))


def picture(kind: str, data: object) -> str | None:
    """A picture as base64 without blanks, or ``None`` if it is none or too heavy."""
    text = re.sub(r"\s", "", "".join(data) if isinstance(data, list) else str(data))
    with contextlib.suppress(binascii.Error, ValueError):
        if kind in PICTURES and 0 < len(base64.b64decode(text, validate=True)) <= HEAVIEST:
            return text
    return None


def drawing(data: object) -> str | None:
    """An SVG drawing as base64, to be shown as a picture only."""
    text = "".join(data) if isinstance(data, list) else str(data)
    if "<svg" not in text or len(text) > HEAVIEST:
        return None
    return base64.b64encode(text.encode("utf-8", "replace")).decode()


# Drawn as SVG by plotly, without a worker, a graphics card or something from elsewhere.
_TRACES = _words("""
    bar barpolar box candlestick carpet contour contourcarpet funnel funnelarea heatmap
    histogram histogram2d histogram2dcontour icicle indicator ohlc parcats pie sankey scatter
    scattercarpet scatterpolar scattersmith scatterternary sunburst table treemap violin
    waterfall
""")


def figure(data: object) -> dict[str, Any] | None:
    """A plotly figure with the parts that a page can draw by itself, or ``None`` if there are none.

    Pictures inside the figure and maps would be fetched from elsewhere. Plotly reads a few tags in
    a figure's texts; no text can hold another one.
    """
    try:
        # As JSON and back: nothing but plain values is left.
        copy = json.loads(json.dumps(data))
        traces = [_trace(trace) for trace in copy["data"]]
        layout = copy.get("layout") or {}
        drawn = [trace for trace in traces if trace is not None]
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return None
    if not drawn or not isinstance(layout, dict) or len(json.dumps(copy)) > HEAVIEST:
        return None
    height = layout.get("height")
    layout["height"] = height if isinstance(height, int | float) and 0 < height <= TALLEST else 420
    for name in ("images", "width", "updatemenus", "sliders", "map", "mapbox", "geo"):
        layout.pop(name, None)
    template = layout.get("template")
    if isinstance(template, dict) and isinstance(template.get("layout"), dict):
        template["layout"].pop("images", None)
    return {"data": _texts(drawn), "layout": _texts(layout)}


def _trace(trace: dict[str, Any]) -> dict[str, Any] | None:
    kind = trace.get("type", "scatter")
    # Plotly Express takes the graphics card for many points; drawn as SVG they look the same.
    kind = {"scattergl": "scatter", "scatterpolargl": "scatterpolar"}.get(kind, kind)
    return {**trace, "type": kind} if kind in _TRACES else None


_FIGURE_TAG = re.compile(r"</?(?:b|i|br|sub|sup|em|s|u)\s*/?>", re.IGNORECASE)


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {plain(name): _texts(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_texts(entry) for entry in value]
    if (
        isinstance(value, str)
        and "<" in value
        and value.count("<") != len(_FIGURE_TAG.findall(value))
    ):
        return _FIGURE_TAG.sub(" ", value).replace("<", "‹").replace(">", "›")
    return value


def in_words(data: Mapping[str, Any]) -> str:
    """What a figure is, for pages that cannot draw it."""
    layout = data.get("layout", {})
    kinds = sorted({str(trace.get("type", "scatter")) for trace in data["data"]})
    parts = [f"A figure ({', '.join(kinds)})"]
    for name, place in (("title", layout), ("across", "xaxis"), ("up", "yaxis")):
        axis = layout.get(place, {}) if isinstance(place, str) else place
        title = axis.get("title", "") if isinstance(axis, dict) else ""
        text = title.get("text") if isinstance(title, dict) else title
        if isinstance(text, str) and text:
            parts.append(f"{name}: {_FIGURE_TAG.sub(' ', text)[:200]}")
    return f"{'; '.join(parts)}."


class _Writer:
    """Reads any HTML from front to end, once, and writes the harmless parts anew.

    Not `html.parser`: crafted pages of 200 kB keep that one busy for minutes.
    """

    def __init__(self) -> None:
        self._out: list[str] = []
        self._open: list[str] = []

    def read(self, markup: str) -> str:
        """What may be shown of a page, every open tag closed."""
        at = 0
        while at < len(markup):
            start = markup.find("<", at)
            if start != at:
                self._text(markup[at : start if start >= 0 else None])
            at = len(markup) if start < 0 else self._behind(markup, start)
        return "".join(self._out) + "".join(f"</{tag}>" for tag in reversed(self._open))

    def _behind(self, markup: str, start: int) -> int:
        """Deal with what begins at a "<"; gives the place behind it."""
        if markup.startswith("<!--", start):
            return _after(markup, "-->", start + 4)
        if markup.startswith(("<!", "<?"), start):
            return _after(markup, ">", start)
        name = _NAME.match(markup, start)
        if name is None:
            self._text("<")
            return start + 1
        tag, end = name[2].lower(), name.end()
        attributes: dict[str, str] = {}
        while (found := _ATTRIBUTE.match(markup, end)) is not None:
            value = next((v for v in found.groups()[1:] if v is not None), "")
            attributes.setdefault(found[1].lower(), unescape(value))
            end = found.end()
        end = _after(markup, ">", end)
        if name[1]:
            self._close(_RENAMED.get(tag, tag))
        elif tag == "svg" or tag in _DROPPED:
            close = re.compile(f"</{tag}", re.IGNORECASE).search(markup, end)
            end = _after(markup, ">", close.end()) if close else len(markup)
            if tag == "svg":
                self._out.append(_as_picture(markup[start:end]))
        else:
            self._begin(_RENAMED.get(tag, tag), attributes)
        return end

    def _text(self, text: str) -> None:
        self._out.append(escape(_CONTROL.sub("", unescape(text))))

    def _begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag not in _KEPT or len(self._open) > _DEEPEST:
            return
        kept = {name: value for name, value in attributes.items() if _may(tag, name, value)}
        if tag == "img" and "src" not in kept:
            self._text(f"[picture: {attributes.get('alt') or 'not shown'}]")
            return
        if tag == "img":
            kept.setdefault("alt", "Picture without a description")
        if "href" in kept:
            kept |= {"target": "_blank", "rel": "noopener noreferrer"}
        written = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
        self._out.append(f"<{tag}{written}>")
        if tag not in _EMPTY:
            self._open.append(tag)

    def _close(self, tag: str) -> None:
        if tag in self._open:
            while True:
                last = self._open.pop()
                self._out.append(f"</{last}>")
                if last == tag:
                    return


def _after(markup: str, sign: str, start: int) -> int:
    place = markup.find(sign, start)
    return len(markup) if place < 0 else place + len(sign)


def _may(tag: str, name: str, value: str) -> bool:
    if name not in _ATTRIBUTES.get(tag, ()):
        return False
    pattern = _VALUES.get(name)
    return pattern is None or pattern.fullmatch(value.strip()) is not None


def _as_picture(svg: str) -> str:
    if "xmlns" not in svg[:1000]:
        svg = f'<svg xmlns="http://www.w3.org/2000/svg"{svg[len("<svg") :]}'
    label = re.search(r"aria-label=\"([^\"]*)\"", svg)
    alt = escape(unescape(label[1]) if label else "Drawing")
    packed = base64.b64encode(svg.encode("utf-8", "replace")).decode()
    return f'<img alt="{alt}" src="data:image/svg+xml;base64,{packed}">'
