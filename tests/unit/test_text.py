"""Authors' Markdown becomes HTML that is safe to show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.model.text import head_and_rest, to_html, to_inline_html, to_line, to_plain


@pytest.mark.parametrize(
    "attack",
    [
        r"$\text{<img/src=x/onerror=alert(1)>}$",
        r"$\href{javascript:alert(1)}{x}$",
        "![x](http://elsewhere.example/a.png)",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "$<b>$",
    ],
)
def test_html_in_the_source_is_shown_and_not_run(attack: str) -> None:
    html = to_html(attack)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert "<b>" not in html


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_no_text_makes_a_tag_that_markdown_has_not(text: str) -> None:
    html = to_inline_html(text)
    assert "<script" not in html.lower()
    assert "onerror" not in html.lower() or "onerror" in text.lower()


def test_formulas_become_mathml() -> None:
    assert "<msup>" in to_inline_html("area $x^2$ m")


def test_money_is_not_a_formula() -> None:
    assert "math" not in to_inline_html("It cost $50 then and $135 billion now.")


def test_the_first_paragraph_is_the_legend() -> None:
    head, rest = head_and_rest("One\n*line*.\n\nTwo.\n\n- three")
    assert head == "One <em>line</em>."
    assert rest.startswith("<p>Two.</p>")
    assert "<li>three</li>" in rest


def test_plain_text_has_no_marks() -> None:
    assert to_plain("**One** [two](http://a.b)") == "One two"


def test_in_one_line_the_items_of_a_list_do_not_run_together() -> None:
    log = "Her log\nbefore **today**:\n\n- 40 days ago: 16 km\n- 21 days ago: 10 km\n\nHow far?"
    assert to_line(log) == "Her log before today: 40 days ago: 16 km; 21 days ago: 10 km; How far?"
    assert to_line("One.\n\nTwo?\n\n*“Three.”*\n\nFour") == "One. Two? “Three.” Four"
    assert to_line("") == ""
