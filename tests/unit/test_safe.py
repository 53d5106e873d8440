"""What students made is written anew from harmless parts, whatever they hand in."""

from __future__ import annotations

import base64
import html
import json
import time
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.grading import safe
from course.grading.clean import CleanWork
from course.grading.reading import read_notebook

HARMLESS = set(safe._KEPT)
ATTRIBUTES = {"href", "src", "alt", "title", "colspan", "rowspan", "scope", "start", "open"}
OURS = {"target", "rel"}
# Pieces that break out of something, in the hands of hypothesis.
PIECES = [
    *("<script>", "</script>", "<style>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "<svg>", "<p>"),
    *("</svg>", "<math>", "<table>", "<tr>", "<td>", "</table>", "<select>", "<textarea>", "&lt;"),
    *("<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>", '"', "'", ">", "<", "/"),
    *(
        "<iframe srcdoc=",
        "<base href=//e.example>",
        "onload=alert(1)",
        "<noscript>",
        "\x00",
        "\ud800",
    ),
    *(
        "<title>",
        "</title>",
        "<template>",
        "=",
        " ",
        "alert(1)",
        "<details open ontoggle=alert(1)>",
    ),
    *("<form>", "<input autofocus onfocus=alert(1)>", "<embed src=x>", "<frameset>", "<xmp>", "a"),
    *("<meta http-equiv=refresh content=0>", "<link rel=stylesheet href=//e.example>", "&#106;"),
]
markup = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=30).map("".join))


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"br", "hr", "img", "col"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    handle_decl = handle_pi = unknown_decl = handle_comment


@given(markup)
def test_only_harmless_parts_are_written(text: str) -> None:
    page = Tags(safe.clean_html(text))
    assert page.open == []
    for tag, attributes in page.tags:
        assert tag in HARMLESS
        assert attributes.keys() <= ATTRIBUTES | OURS
        assert (attributes.get("href") or "http").lower().startswith(("http", "mailto:"))
        assert (attributes.get("src") or "data:image/").startswith("data:image/")


@given(markup)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = safe.clean_html(text)
    # A drawing is a picture after the first time, and from elsewhere after the second.
    if "data:image/svg+xml" not in once:
        assert safe.clean_html(once) == once


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_a_text_stays_that_text(text: str) -> None:
    assert html.unescape(safe.clean_html(html.escape(text))) == text


def test_a_table_keeps_its_shape() -> None:
    table = (
        '<div><style scoped>.dataframe td { color: red }</style><table border="1" class="x">'
        '<thead><tr style="text-align: right"><th></th><th colspan="2">a</th></tr></thead>'
        "<tbody><tr><th>0</th><td>1 &lt; 2</td></tr></tbody></table></div>"
    )
    assert safe.clean_html(table) == (
        '<div><table><thead><tr><td></td><th colspan="2">a</th></tr></thead>'
        "<tbody><tr><th>0</th><td>1 &lt; 2</td></tr></tbody></table></div>"
    )


def test_pictures_stay_and_drawings_become_pictures() -> None:
    dot = "data:image/png;base64,iVBORw0KGgo="
    assert safe.clean_html(f'<img src="{dot}" alt="dot" width=1>') == f'<img src="{dot}" alt="dot">'
    shown = safe.clean_html('<svg aria-label="A &amp; B"><script>alert(1)</script></svg> after')
    assert shown.startswith('<img alt="A &amp; B" src="data:image/svg+xml;base64,')
    assert shown.endswith(" after")
    packed = shown.split("base64,")[1].split('"')[0]
    assert "http://www.w3.org/2000/svg" in base64.b64decode(packed).decode()


@pytest.mark.parametrize(
    "piece",
    [
        *("<!--", "<![CDATA[", "<a ", "<b>", "<", "<a href='", "</a ", "<!x", "<?", "&#", "<svg>"),
        *("<a='", "</script", "<script>", "<a a=b ", '="', "<table>", "<textarea>", "</b>"),
    ],
)
def test_a_page_made_to_keep_us_busy_does_not(piece: str) -> None:
    begin = time.process_time()
    safe.clean_html(piece * (safe.LONGEST // len(piece)))
    assert time.process_time() - begin < 3


@given(markup)
def test_markdown_holds_no_tag(text: str) -> None:
    cleaned = safe.clean_markdown(text)
    assert Tags(cleaned).tags == []


FIGURE: dict[str, Any] = {
    "data": [{"type": "bar", "x": ["a<br>b"], "y": [1], "name": "<img src=x onerror=alert(1)>"}],
    "layout": {
        "title": {"text": "<b>T</b> <a href='javascript:alert(1)'>x</a>"},
        "images": [{"source": "http://e.example/x.png"}],
        "template": {"layout": {"images": [{"source": "http://e.example/x.png"}]}},
        "height": 10**9,
        "width": 10**9,
    },
}


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", " JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)"),
        *(
            "javascript\\:alert(1)",
            "<javascript:alert(1)>",
            "\tjavascript:alert(1)",
            "data:text/html,x",
        ),
        *("vbscript:x", "java\nscript:alert(1)", "\x01javascript:alert(1)", "javascript&colon;x"),
    ],
)
def test_a_link_of_nbconvert_leads_to_a_page_only(address: str) -> None:
    from nbconvert.filters.markdown import markdown2html

    for text in (f"[bait]({address})", f"![bait]({address})", f"[bait]\n\n[bait]: {address}"):
        page = Tags(markdown2html(safe.clean_markdown(text)))
        for _, attributes in page.tags:
            assert not attributes.get("href")
            assert not attributes.get("src")


AWAY = "http://e.example/x.png"


@pytest.mark.parametrize(
    "text",
    [
        *(f"![x]({AWAY})", f"!!![x]({AWAY})", f"\\![x]({AWAY})", f"!\\[x]({AWAY})", f"![]({AWAY})"),
        *(f"![x][r]\n\n[r]: {AWAY}", f"![r]\n\n[r]: {AWAY}", f"!![r][]\n\n[r]: {AWAY}"),
        *(f"<img src={AWAY}>", f"<!![x](y)><img src='{AWAY}'>", f"![x](<{AWAY}>)"),
        *(f"![a [b](attachment:a) ]({AWAY})", f"![a ![b](attachment:a)]({AWAY})"),
        *(f"![b](attachment:a)![x]({AWAY})", f"![b](attachment:a]({AWAY})", f"![x\n]({AWAY})"),
        *(f"![`](attachment:a) ![x]({AWAY}) `", f"![b\\](attachment:a) ]({AWAY})"),
        *("![x](attachment:gone)", "![x][r]\n\n[r]: attachment:gone", "![x](attachment:)"),
        *("![ü](attachment:gone.svg 'x')", "![x](<attachment:gone>)", "![x](attachment:a(b)c)"),
    ],
)
def test_no_picture_of_nbconvert_is_fetched_or_missed(text: str) -> None:
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    cleaned = safe.clean_markdown(text, {"a": "picture-1"})
    kept = {"picture-1": {"image/png": "iVBORw0KGgo="}}
    # As in a page of nbconvert; it stops at a picture that is not there, and with it the page.
    renderer = IPythonRenderer(escape=False, attachments=kept)
    page = Tags(MarkdownWithMath(renderer=renderer).render(cleaned))
    sources = [attributes["src"] or "" for tag, attributes in page.tags if tag == "img"]
    assert all(source.startswith("data:image/png;") for source in sources)


@pytest.mark.parametrize(
    "name", ["x.png", "My%20back.png", "R%C3%BCcken.png", "Rücken.png", "shot(1).png"]
)
def test_a_picture_in_the_notebook_stays(name: str) -> None:
    pictures = {name: "picture-1"} | {unquote(name): "picture-1"}
    cleaned = safe.clean_markdown(f"see !![it](attachment:{name}).", pictures)
    assert cleaned == "see ![it](attachment:picture-1)."


@pytest.mark.parametrize("sign", ["!", "![", "![a](attachment:", "![x](attachment:a(", "](", "]:"])
def test_a_text_made_to_keep_us_busy_does_not(sign: str) -> None:
    begin = time.process_time()
    safe.clean_markdown(sign * (safe.LONGEST // len(sign)))
    assert time.process_time() - begin < 3


PNG, WEBP = "iVBORw0KGgo=", "UklGRhIAAABXRUJQVlA4TAYAAAAvQWxvAGs="


def test_of_the_pictures_in_a_cell_the_safe_ones_are_kept() -> None:
    names = ("my%20a.png", "b.svg", "c", "d", "e")
    held = {
        "nbformat": 4,
        "cells": [
            {
                "cell_type": "markdown",
                "source": " ".join(f"![{name}](attachment:{name})" for name in names),
                "attachments": {
                    "my a.png": {"image/png": [PNG[:4], PNG[4:]]},
                    "b.svg": {"image/svg+xml": "PHN2Zz4="},
                    "c": {"image/webp": WEBP},
                    "d": {"image/png": "A" * 2 * safe.HEAVIEST},
                    "e": "out of shape",
                },
            }
        ],
    }
    notebook = read_notebook(json.dumps(held).encode())
    cleaned = CleanWork().preprocess(notebook, {})[0].cells[0]
    assert cleaned.source == (
        "![my%20a.png](attachment:picture-1) [picture: b.svg] ![c](attachment:picture-2) "
        "[picture: d] [picture: e]"
    )
    assert cleaned.attachments == {
        "picture-1": {"image/png": PNG},
        "picture-2": {"image/webp": WEBP},
    }
    again = CleanWork().preprocess(notebook, {})[0].cells[0]
    assert (again.source, again.attachments) == (cleaned.source, cleaned.attachments)


@pytest.mark.parametrize(
    "address", ["https://a.example/x", "mailto:a@b.example", "#x", "lab.ipynb"]
)
def test_a_link_to_a_page_stays_one(address: str) -> None:
    assert safe.clean_markdown(f"see [it]({address})") == f"see [it]({address})"


def test_a_figure_keeps_its_data_and_loses_what_is_from_elsewhere() -> None:
    cleaned = safe.figure(FIGURE)
    assert cleaned is not None
    text = json.dumps(cleaned)
    for gone in ("images", "http", "<img", "<a", "width"):
        assert gone not in text
    assert cleaned["data"][0]["x"] == ["a<br>b"]
    assert cleaned["data"][0]["y"] == [1]
    assert cleaned["layout"]["height"] <= safe.TALLEST
    assert FIGURE["layout"]["height"] == 10**9


@pytest.mark.parametrize(
    "figure",
    [
        *(
            None,
            "x",
            7,
            [],
            {},
            {"data": 7},
            {"data": []},
            {"data": ["x"]},
            {"data": [{"type": []}]},
        ),
        {"data": [{"type": "choroplethmap"}]},
        {"data": [{"type": "image", "source": "http://e.example/x.png"}]},
        {"data": [{"type": "bar"}], "layout": "x"},
        {"data": [{"type": "bar", "y": "9" * (safe.HEAVIEST + 1)}]},
    ],
)
def test_what_is_no_figure_of_ours_is_not_drawn(figure: Any) -> None:
    assert safe.figure(figure) is None


def test_many_points_are_drawn_without_the_graphics_card() -> None:
    cleaned = safe.figure({"data": [{"type": "scattergl", "y": [1]}]})
    assert cleaned is not None
    assert cleaned["data"][0]["type"] == "scatter"


def test_a_figure_in_words() -> None:
    layout = {"title": {"text": "Bones<br>of the back"}, "xaxis": {"title": "Region"}}
    words = safe.in_words({"data": [{"type": "bar"}], "layout": layout})
    assert words == "A figure (bar); title: Bones of the back; across: Region."


def test_only_real_pictures_pass() -> None:
    assert safe.picture("image/png", "iVBO\nRw0KGgo=") == "iVBORw0KGgo="
    for kind, data in (("image/png", '"><script>'), ("image/png", ""), ("text/html", "aGk=")):
        assert safe.picture(kind, data) is None
    assert safe.drawing("no drawing") is None
