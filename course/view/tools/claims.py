"""Every claim of the article in one table: verdict, reason, sources, and where it is taught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any

from course.charts.article import SECTIONS
from course.model import evidence
from course.model.coverage import Place, handled
from course.model.evidence import Claim
from course.model.lesson import lesson
from course.model.text import to_inline_html
from course.view.evidence import VERDICTS
from course.view.html import bullets
from course.view.tools.tool import Tool, cited, script, source_line, style

TITLE = "The article, claim by claim"
TASK = (
    "Three claims are plain incorrect. Find them with the filter, and read why. Then look up "
    "a claim that you believed yourself."
)
_KINDS = {"text": "in the text", "card": "on a card", "question": "in a question"}
_ONLY_HERE = "In this lesson only"


class ArticleChecked(Tool):
    """A table of claims, with filters."""

    _esm, _css = script("listing", "claims"), style("claims")


def article_checked() -> ArticleChecked:
    """Show every claim of the article, to filter and search."""
    claims = _in_article()
    return ArticleChecked(_data(claims), _html(claims), _text(claims))


def _in_article() -> tuple[Claim, ...]:
    order = list(SECTIONS)
    found = [claim for claim in evidence.claims().values() if claim.in_article]
    return tuple(sorted(found, key=lambda claim: order.index(claim.section)))


def _data(claims: Sequence[Claim]) -> dict[str, Any]:
    places = handled()
    counts = Counter[str](claim.verdict for claim in claims)
    return {
        "title": TITLE,
        "task": to_inline_html(TASK),
        "sections": SECTIONS,
        "verdicts": {name: VERDICTS[name] for name in VERDICTS if counts[name]},
        "claims": [
            {
                "id": claim.id,
                "section": claim.section,
                "claim": claim.claim,
                "verdict": claim.verdict,
                "confidence": claim.confidence,
                "why": claim.what_the_evidence_says,
                "sources": claim.sources,
                "taught": _lessons(places.get(claim.id, ())),
            }
            for claim in claims
        ],
        "cited": cited(key for claim in claims for key in claim.sources),
    }


def _lessons(places: Sequence[Place]) -> list[dict[str, str]]:
    """Lessons with their notebooks, and how each handles the claim."""
    if not places:
        return [{"title": _ONLY_HERE, "how": "", "file": ""}]
    lessons: dict[str, set[str]] = {}
    for place in places:
        lessons.setdefault(place.lesson, set()).add(place.kind)
    return [
        {
            "title": lesson(name).title,
            "how": ", ".join(_KINDS[kind] for kind in _KINDS if kind in kinds),
            "file": f"{name}.ipynb",
        }
        for name, kinds in lessons.items()
    ]


def _taught(places: Sequence[Place]) -> list[str]:
    """The same in words."""
    return [
        f"{one['title']} ({one['how']})" if one["how"] else one["title"] for one in _lessons(places)
    ]


# --- where no kernel runs


def _html(claims: Sequence[Claim]) -> str:
    places = handled()
    parts = [f"<p><strong>{TITLE}</strong>: {len(claims)} claims.</p>"]
    for section, name in SECTIONS.items():
        here = [claim for claim in claims if claim.section == section]
        cards = (
            f"<b>{escape(claim.claim)}</b><br>{_verdict(claim)}. "
            f"{escape(claim.what_the_evidence_says)} {source_line(claim.sources)} "
            f"Where the course teaches it: {escape('; '.join(_taught(places.get(claim.id, ()))))}."
            for claim in here
        )
        parts.append(
            f"<details><summary>{name}: {len(here)} claims</summary>{bullets(cards)}</details>"
        )
    return "".join(parts)


def _verdict(claim: Claim) -> str:
    return f"{VERDICTS[claim.verdict]} (our confidence: {claim.confidence})"


def _text(claims: Sequence[Claim]) -> str:
    lines = [f"{TITLE}: {len(claims)} claims."]
    for claim in claims:
        lines.append(
            f"- [{SECTIONS[claim.section]}] {claim.claim} -> {_verdict(claim)}. "
            f"{claim.what_the_evidence_says}"
        )
    return "\n".join(lines)
