"""Charts of lesson 7: how the claims of the article fared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import Any

from course.charts.figure import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, Chart, Table, axis
from course.charts.forest import NAME_LINE, NAME_SIZE, text_at
from course.charts.words import listed
from course.model.evidence import claims
from course.view.evidence import VERDICTS

SECTIONS = {
    "burden": "How common back pain is",
    "anatomy": "The spine",
    "causes": "Causes",
    "symptoms": "Symptoms",
    "red_flags": "Warning signs",
    "diagnosis": "Diagnosis",
    "treatment": "Treatment",
    "prevention": "Prevention",
    "ergonomics": "Sitting and standing",
}
# Colour, stripes and letter of each verdict, best first; the letter stands on the bar.
LOOKS = {
    "supported": (BLUE, "", "S"),
    "partly_supported": (GREEN, "/", "P"),
    "outdated": (GREY, ".", "O"),
    "unsupported": (ORANGE, "x", "N"),
    "incorrect": (RED, "-", "I"),
    "safety_critical": (PURPLE, "|", "!"),
}
THICK, GAP = 18, 10
# Length of the bars in the key, and the shortest bar that has room for its letter, in claims.
KEY, ROOM = 3, 2
SOURCES_NAMED = 5


def verdicts() -> Chart:
    """How many claims of the article are supported by the evidence, section by section."""
    checked = [claim for claim in claims().values() if claim.in_article]
    counts: Counter[tuple[str, str]] = Counter((c.section, c.verdict) for c in checked)
    totals = Counter(claim.section for claim in checked)
    found: Counter[str] = Counter(claim.verdict for claim in checked)
    most = max(totals.values())
    sections = [section for section in SECTIONS if totals[section]]
    annotations: list[dict[str, Any]] = []
    keys: dict[str, int] = {}
    places: dict[str, int] = {}
    top = 0
    for verdict in LOOKS:
        keys[verdict] = top + THICK // 2
        annotations.append(
            text_at(f"{VERDICTS[verdict]}: <b>{found[verdict]}</b>", top, NAME_SIZE)
            | {"xref": "x", "x": KEY + 0.5}
        )
        top += THICK + 4
    top += GAP
    for section in sections:
        name = escape(SECTIONS[section], quote=False)
        annotations.append(text_at(f"{name}: <b>{totals[section]}</b>", top, NAME_SIZE))
        places[section] = top + NAME_LINE + THICK // 2 + 2
        top += NAME_LINE + THICK + GAP
    rows: list[tuple[str | int, ...]] = [
        (SECTIONS[section], *(counts[section, verdict] for verdict in LOOKS), totals[section])
        for section in sections
    ]
    well = found["supported"] + found["partly_supported"]
    return Chart(
        title=f"Of {len(checked)} claims of the article {found['supported']} hold as they stand, "
        f"{found['partly_supported']} in part",
        summary=f"We checked {len(checked)} claims. The verdicts: "
        + listed(f"{found[verdict]} {VERDICTS[verdict].lower()}" for verdict in LOOKS)
        + f". So {well} hold at least in part. Section by section: "
        + "; ".join(
            f"{SECTIONS[section]}: "
            + listed(
                f"{counts[section, verdict]} {VERDICTS[verdict].lower()}"
                for verdict in LOOKS
                if counts[section, verdict]
            )
            for section in sections
        )
        + ".",
        caveat="The verdicts are ours. Each claim names its own sources; below stand the five that "
        "are used most. Other readers may judge a claim differently.",
        source_keys=_most_used(),
        table=Table(
            "Claims of the article by section and verdict",
            ("Section", *(VERDICTS[verdict] for verdict in LOOKS), "All"),
            (*rows, ("All sections", *(found[verdict] for verdict in LOOKS), len(checked))),
        ),
        data=[
            *(_bar(verdict, keys[verdict], places, counts) for verdict in LOOKS),
            _letters(keys, places, counts),
        ],
        layout={
            "barmode": "stack",
            "xaxis": axis("Number of claims", range=[0, most + 1], dtick=10, showgrid=False),
            "yaxis": {"range": [top, 0], "visible": False, "fixedrange": True},
            "hovermode": "closest",
            "annotations": annotations,
        },
        plot_height=top,
        axis_height=48,
    )


def _bar(
    verdict: str, key: int, places: Mapping[str, int], counts: Mapping[tuple[str, str], int]
) -> dict[str, Any]:
    """One verdict: its bar in the key, and its part of the bar of each section."""
    colour, shape, _ = LOOKS[verdict]
    name = VERDICTS[verdict]
    parts = [(section, counts[section, verdict]) for section in places]
    parts = [(section, count) for section, count in parts if count]
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": [key, *(places[section] for section, _ in parts)],
        "x": [KEY, *(count for _, count in parts)],
        "width": THICK,
        "marker": {
            "color": colour,
            "line": {"width": 1, "color": "#ffffff"},
            "pattern": {
                "shape": shape,
                "fgcolor": "#ffffff",
                "size": 7,
                "solidity": 0.25,
                "fillmode": "overlay",
            },
        },
        "customdata": [
            f"{name}: {sum(count for _, count in parts)} claims",
            *(f"{SECTIONS[section]}<br>{name}: <b>{count}</b>" for section, count in parts),
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _letters(
    keys: Mapping[str, int], places: Mapping[str, int], counts: Mapping[tuple[str, str], int]
) -> dict[str, Any]:
    """The letter of each verdict on its bars, on a light dot that keeps it readable."""
    spots = [(KEY / 2, place, LOOKS[verdict][2]) for verdict, place in keys.items()]
    for section, place in places.items():
        start = 0
        for verdict, (_, _, letter) in LOOKS.items():
            count = counts[section, verdict]
            if count >= ROOM:
                spots.append((start + count / 2, place, letter))
            start += count
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [x for x, _, _ in spots],
        "y": [y for _, y, _ in spots],
        "text": [f"<b>{letter}</b>" for _, _, letter in spots],
        "textfont": {"size": 11, "color": "#000000"},
        "marker": {"size": 15, "color": "#ffffff", "opacity": 1},
        "hoverinfo": "skip",
    }


def _most_used() -> tuple[str, ...]:
    """Keys of the sources that most claims of the article lean on."""
    used = Counter(key for claim in claims().values() if claim.in_article for key in claim.sources)
    return tuple(key for key, _ in used.most_common(SOURCES_NAMED))


__all__ = ["verdicts"]
