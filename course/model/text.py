"""Authors' Markdown and LaTeX turned into HTML that is safe to show.

HTML in the source is escaped, links open in a new tab, and formulas become MathML, which browsers
draw and screen readers speak without a script.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


_RISKY = {"class", "href", "style"}
# The sign at the end of a sentence, perhaps with the mark that closes a quotation after it.
_ENDED = re.compile(r"[.,:;!?…][\"'”’)]*$")


def to_html(markdown: str) -> str:
    """Block-level HTML of a text in Markdown."""
    return str(_parser().render(markdown)).strip()


def to_inline_html(markdown: str) -> str:
    """HTML of one line of Markdown, without a paragraph around it."""
    return str(_parser().renderInline(markdown)).strip()


def head_and_rest(markdown: str) -> tuple[str, str]:
    """First paragraph as inline HTML, and everything after it as block HTML.

    A question's first paragraph becomes the legend of its answers; a legend may hold no blocks.
    """
    head, _, rest = markdown.strip().partition("\n\n")
    return to_inline_html(" ".join(head.split())), to_html(rest) if rest.strip() else ""


def to_plain(markdown: str) -> str:
    """The text alone, as a terminal or a plain output shows it."""
    tokens = _parser().parse(markdown)
    lines = [_plain(t.children or []) for t in tokens if t.type == "inline"]
    return "\n".join(lines)


def to_line(markdown: str) -> str:
    """The text alone in one line; an item of a list that ends without a sign gets a semicolon."""
    blocks = [_plain(t.children or []) for t in _parser().parse(markdown) if t.type == "inline"]
    words = [" ".join(block.split()) for block in blocks]
    ended = [text if _ENDED.search(text) else f"{text};" for text in words[:-1]]
    return " ".join([*ended, *words[-1:]])


def _plain(tokens: list[Any]) -> str:
    return "".join("\n" if t.type in {"softbreak", "hardbreak"} else t.content for t in tokens)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    # No pictures: they would be fetched from elsewhere.
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    # "$50 and $60" is money and not a formula: no blank inside the dollars, no digit after them.
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, renderer=_mathml)
    parser.add_render_rule("link_open", _link_open)
    return parser


def _mathml(latex: str, options: dict[str, Any]) -> str:
    from xml.etree.ElementTree import tostring

    from latex2mathml.converter import convert_to_element

    display = "block" if options.get("display_mode") else "inline"
    try:
        tree = convert_to_element(latex, display=display)
        for node in tree.iter():
            # The library passes texts on as ready HTML, and lets links and styles through.
            node.text = node.text and unescape(node.text)
            node.tail = node.tail and unescape(node.tail)
            for name in [n for n in node.attrib if n in _RISKY or n.startswith("on")]:
                del node.attrib[name]
        return tostring(tree, encoding="unicode")
    except Exception:
        # The library raises many kinds of error; the source is still readable.
        return f"<code>{escape(latex)}</code>"


def _link_open(self: Any, tokens: list[Any], index: int, options: Any, env: Any) -> str:
    tokens[index].attrSet("target", "_blank")
    tokens[index].attrSet("rel", "noopener noreferrer")
    return str(self.renderToken(tokens, index, options, env))
