"""The risk explorer: what a ratio means for 1,000 people."""

from __future__ import annotations

from html import escape
from typing import Any

from course.model import risk
from course.model.risk import Comparison, Example
from course.model.text import to_inline_html, to_plain
from course.view.tools.tool import Tool, cited, script, source_line, style

TITLE = "How big is it really?"
TASK = (
    "Choose an example. Compare the relative words with the absolute ones: which sound bigger? "
    "**Find out:** with exercise and education, set the baseline from 690 to 100. The ratio stays "
    "the same. How many people must now do it, so that one more stays well?"
)
METHOD = ("zhang_yu_1998", "cochrane_handbook_2011")
FORMULA = (
    "Odds are those with it against those without it. Risk is those with it among all. The two are "
    "close only when few people have it. Then: risk with = OR × risk ÷ (1 − risk + OR × risk)."
)


class RiskExplorer(Tool):
    """Two arrays of 1,000 icons, their sentence and the ratio behind them."""

    _esm, _css = script("risk"), style("risk")


def risk_explorer() -> RiskExplorer:
    """Show the risk explorer."""
    return RiskExplorer(_data(), _html(), _text())


def _answer() -> str:
    """What there is to find out, worked out from the first example."""
    first = risk.examples()[0]
    now, rare = first.comparison(), risk.compare(first.kind, 100, first.ratio)
    return (
        f"The ratio stays {first.ratio:g}. With {now.without:g} in 1,000, {-now.difference} fewer "
        f"have it, and {now.needed} people must do it, so that one more stays well. With 100 in "
        f"1,000 only {-rare.difference} fewer have it, and {rare.needed} people must do it. The "
        "rarer something is, the less the same ratio changes."
    )


def _data() -> dict[str, Any]:
    keys = [*METHOD]
    for example in risk.examples():
        keys += [*example.sources, *example.baseline.sources]
    return {
        "title": TITLE,
        "task": to_inline_html(TASK),
        "answer": _answer(),
        "kinds": risk.RATIOS,
        "formula": FORMULA,
        "method": METHOD,
        "examples": [_example(example) for example in risk.examples()],
        "cited": cited(keys),
    }


def _example(example: Example) -> dict[str, Any]:
    return {
        "id": example.id,
        "title": example.title,
        "of": example.of,
        "outcome": example.outcome,
        "without": example.without,
        "with": example.with_,
        "trial": example.trial,
        "kind": example.kind,
        "ratio": example.ratio,
        "interval": example.interval,
        "baseline": example.baseline.count,
        "baseline_text": to_inline_html(example.baseline.text),
        "baseline_sources": example.baseline.sources,
        "caveat": to_inline_html(example.caveat),
        "sources": example.sources,
    }


HEAD = ("Example", "Ratio (95% interval)", "Without, in 1,000", "With, in 1,000 (range)", "Change")


def _cells(example: Example) -> tuple[str, ...]:
    compared = example.comparison()
    ratio = "two groups"
    if example.kind != "two groups":
        ratio = f"{example.kind} {example.ratio:g}"
        if example.interval:
            ratio += f" ({example.interval[0]:g} to {example.interval[1]:g})"
    return (
        f"{example.title}: {example.of} who {example.outcome}"
        if example.of == "people"
        else f"{example.title}: {example.of} that {example.outcome}",
        ratio,
        f"{risk.count(compared.without)}",
        _range(compared),
        in_words(compared),
    )


def _range(compared: Comparison) -> str:
    middle = f"{risk.count(compared.with_)}"
    if compared.low is None or compared.high is None:
        return middle
    return f"{middle} ({risk.count(compared.low)} to {risk.count(compared.high)})"


def in_words(compared: Comparison) -> str:
    """The change in 1,000, such as ``"310 fewer"``."""
    if compared.difference == 0:
        return "no change"
    change = f"{abs(compared.difference)} {'fewer' if compared.difference < 0 else 'more'}"
    return f"{change}, but perhaps the other way round" if compared.unsure else change


def _html() -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in HEAD)
    rows = ""
    for example in risk.examples():
        first, *others = _cells(example)
        sources = source_line([*example.sources, *example.baseline.sources])
        rows += (
            f'<tr><th scope="row">{escape(first)}</th>'
            f"{''.join(f'<td>{cell}</td>' for cell in others)}"
            f"<td>{to_inline_html(example.caveat)} Baseline: "
            f"{to_inline_html(example.baseline.text)}. {sources}</td></tr>"
        )
    return (
        f"<p><strong>{TITLE}</strong></p><p>{to_inline_html(TASK)}</p><table>"
        f"<caption>Ratios as counts of 1,000</caption><thead><tr>{head}"
        f'<th scope="col">Mind</th></tr></thead><tbody>{rows}</tbody></table>'
        f"<details><summary>What you can find out</summary><p>{_answer()}</p></details>"
        f"<p>{FORMULA} {source_line(METHOD)}</p>"
    )


def _text() -> str:
    lines = [f"{TITLE} {to_plain(TASK)}"]
    for example in risk.examples():
        lines.append("; ".join(_cells(example)) + f". {to_plain(example.caveat)}")
    return "\n".join([*lines, _answer(), FORMULA])
