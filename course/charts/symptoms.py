"""Charts of lesson 3: warning signs in numbers, and what nerve roots serve."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from course.charts.bars import Bar, bars
from course.charts.figure import (
    BLUE,
    GREY,
    RED,
    Chart,
    Illustration,
    Table,
)
from course.charts.forest import NAME_SIZE, text_at
from course.charts.legs import legs
from course.charts.words import capital
from course.model.evidence import claims, figures

PEOPLE, IN_A_ROW = 1000, 40
# Rows that a heading takes up, above each field of people.
HEADING_ROWS = 6
ROW_HEIGHT = 7.4

FLAGS = {
    "older age": "Older age",
    "severe trauma": "A hard fall or accident",
    "prolonged corticosteroid use": "Cortisone-like medicine taken for a long time",
    "contusion or abrasion": "A bruise or graze on the back",
    "several flags together": "Several signs together",
}
PLACES = {
    "L4": "front of the thigh, inner shin",
    "L5": "outer shin, top of the foot, big toe",
    "S1": "back of the leg, heel, outer foot, sole",
}
MOVEMENTS = {
    "L4": "straightening the knee",
    "L5": "lifting the foot and the toes",
    "S1": "pushing up onto the toes",
}


def warning_signs_in_1000() -> Chart:
    """Of 1,000 people with new back pain: how many have a red flag, how many a serious cause."""
    series = figures()["serious-pathology-primary-care"]
    shares = {row["measure"]: row["percent"] for row in series.rows}
    flagged = round(shares["at least one red flag"] * PEOPLE / 100)
    serious = round(shares["any serious spinal pathology"] * PEOPLE / 100)
    fractures = round(shares["of which spinal fracture"] * PEOPLE / 100)
    rows = PEOPLE // IN_A_ROW
    second = rows + HEADING_ROWS
    bottom = second + rows
    blank = {"visible": False, "fixedrange": True, "constrain": "domain"}
    return Chart(
        title=f"About {flagged} in 1,000 people with new back pain have a red flag; "
        f"about {serious} have something serious",
        summary="Each field shows the same 1,000 people who sought help for new low back pain. "
        f"Above, {flagged} filled dots have at least one red flag and {PEOPLE - flagged} rings "
        f"have none. Below, {serious} diamonds have a serious cause, {fractures} of them a broken "
        "vertebra. So one weak flag alone is no reason for alarm. Signs of pressure on the nerves "
        "of bladder, bowel and saddle area (cauda equina) are different: they always need "
        "emergency care.",
        caveat=f"Rounded from 1172 Australian patients. How many of the {serious} are among the "
        f"{flagged} is not known. A numb saddle area, or new trouble with bladder or bowel, is "
        "always an emergency.",
        source_keys=(series.source, "finucane_2020", "nhs_back_pain"),
        table=Table(
            "Of 1,000 people with new low back pain in ordinary practice",
            ("What was counted", "People in 1,000", "Drawn as"),
            (
                ("At least one red flag", flagged, "filled dots, upper field"),
                ("No red flag", PEOPLE - flagged, "rings, upper field"),
                ("A serious cause", serious, "diamonds, lower field"),
                ("Of these, a broken vertebra", fractures, "not drawn apart"),
                ("No serious cause", PEOPLE - serious, "small dots, lower field"),
            ),
        ),
        data=[
            _people("At least one red flag", range(flagged), 0, "circle", BLUE, 5.5),
            _people("No red flag", range(flagged, PEOPLE), 0, "circle-open", GREY, 5),
            _people("Something serious", range(serious), second, "diamond", RED, 7.5),
            _people("Nothing serious", range(serious, PEOPLE), second, "circle", GREY, 2.5),
        ],
        layout={
            "xaxis": {**blank, "range": [-0.7, IN_A_ROW - 0.3], "constraintoward": "left"},
            "yaxis": {
                **blank,
                "range": [bottom, 1 - HEADING_ROWS],
                "scaleanchor": "x",
                "constraintoward": "top",
            },
            "hovermode": "closest",
            "annotations": [
                text_at(text, row, NAME_SIZE) | {"yanchor": "bottom"}
                for text, row in (
                    (
                        f"<b>Red flag: {flagged} filled dots</b><br>No red flag: "
                        f"{PEOPLE - flagged} rings",
                        -1,
                    ),
                    (
                        f"<b>Something serious: {serious} diamonds</b><br>"
                        "The same 1,000 people, counted again",
                        second - 1,
                    ),
                )
            ],
        },
        plot_height=round((bottom + HEADING_ROWS - 1) * ROW_HEIGHT),
    )


def fracture_signs() -> Chart:
    """How often people with a given warning sign did have a spinal fracture."""
    series = figures()["red-flag-yield"]
    rows = [
        Bar(label=FLAGS[row["flag"]], end=row["percent"], low=row["ci_low"], high=row["ci_high"])
        for row in series.rows
    ]
    age, several = rows[0], rows[-1]
    return Chart(
        title=f"Spinal fracture: about {age.end:g} in 100 with older age as a sign, "
        f"about {several.end:g} with several signs",
        summary="Among people with low back pain in 14 studies, each bar is the share of those "
        "with that sign who had a spinal fracture, with its 95% interval. "
        + " ".join(
            f"{row.label}: {row.end:g} in 100 ({row.low:g} to {row.high:g})." for row in rows
        )
        + " Even with older age most people had no fracture. Several signs together say much more.",
        caveat="Some studies come from emergency or specialist care, where fractures are more "
        "common. For a healthy runner these shares are too high. The paper has a published "
        "correction.",
        source_keys=(series.source,),
        table=Table(
            "People with the sign who had a spinal fracture, in percent",
            ("Sign", "With a fracture (%)", "95% interval from", "to"),
            tuple(
                (row["flag"], row["percent"], row["ci_low"], row["ci_high"]) for row in series.rows
            ),
        ),
        **bars(
            rows,
            measure="People with a fracture (%)",
            unit="%",
            span=(0, 103),
            dtick=25,
        ).drawing,
    )


def nerve_areas() -> Illustration:
    """What of the leg the roots L4, L5 and S1 usually serve, from in front and from behind."""
    usual, varied = claims()["nerve-root-areas"], claims()["root-areas-usual"]
    spelled = "; ".join(f"{root}: {place}" for root, place in PLACES.items())
    svg = (
        '<svg viewBox="0 0 340 476" width="380" role="img" '
        f'aria-label="{escape(f"Right leg from in front and from behind. {spelled}.")}" '
        f'font-family="sans-serif" font-size="14">{legs(PLACES)}</svg>'
    )
    return Illustration(
        title="L4 usually serves the front and inside of the leg, L5 the outside, S1 the back",
        summary="A right leg from in front and from behind, with the areas that three nerve "
        "roots of the lower back usually serve. "
        + " ".join(
            f"{root} ({stripes}): {PLACES[root]}; it is also needed for {MOVEMENTS[root]}."
            for root, stripes in (
                ("L4", "blue, level stripes"),
                ("L5", "orange, rising stripes"),
                ("S1", "purple, falling stripes"),
            )
        )
        + " Where stripes cross, neighbours share the skin. The left leg is the mirror image.",
        caveat="Maps overlap and differ between books and between people. The place of pain alone "
        "does not show which nerve it is. New weakness in a leg: a doctor within days, and "
        "emergency care if it grows quickly.",
        source_keys=tuple(dict.fromkeys((*usual.sources, *varied.sources))),
        table=Table(
            "Nerve roots of the lower back and the leg",
            ("Root", "Usually serves", "Needed for"),
            tuple((root, capital(PLACES[root]), capital(MOVEMENTS[root])) for root in PLACES),
        ),
        svg=svg,
    )


def _people(
    name: str, numbers: Iterable[int], top: int, symbol: str, colour: str, size: float
) -> dict[str, Any]:
    """One mark a person, in rows from the top left."""
    places = [divmod(number, IN_A_ROW) for number in numbers]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [column for _, column in places],
        "y": [top + row for row, _ in places],
        "marker": {"symbol": symbol, "size": size, "color": colour},
        "cliponaxis": False,
        "hovertemplate": f"{name}: {len(places)} of 1,000<extra></extra>",
    }


__all__ = ["fracture_signs", "nerve_areas", "warning_signs_in_1000"]
