"""How pain goes on and comes back; shown as part of ``charts.treatment``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course.charts.bars import Bar, bars
from course.charts.figure import BLUE, LINE, ORANGE, Chart, Table, axis
from course.charts.forest import NAME_SIZE, text_at
from course.charts.panels import Panel, stacked
from course.charts.words import capital
from course.model.evidence import figures

GROUPS = {"acute": "New pain", "persistent": "Persistent pain"}
OUTCOMES = {
    "back to previous work status": "Back at work as before",
    "disability resolved": "Everyday life as before",
    "pain resolved": "Free of pain",
}
EPISODES = {
    "any new episode": "Any new episode",
    "activity-limiting episode": "An episode that limits activity",
    "episode with care seeking": "An episode with a visit for care",
}


def recovery() -> Chart:
    """Average pain in the year after it starts, in a review of 2012 and its update of 2024."""
    older, newer = figures()["recovery-course-2012"], figures()["recovery-course-2024"]
    ends = {group: (older.rows[-1][group], newer.rows[-1][group]) for group in GROUPS}
    soon = {group: (older.rows[1][group], newer.rows[1][group]) for group in GROUPS}
    first = newer.rows[1]["weeks"]
    plot = stacked([_panel(older.rows, newer.rows, group) for group in GROUPS])
    weeks = newer.rows[-1]["weeks"]
    return Chart(
        title="New pain falls fast in the first 6 weeks; persistent pain falls more slowly",
        summary="Average pain on a scale from 0 to 100. "
        + " ".join(
            f"{name}: from {older.rows[0][group]} to {soon[group][0]} in {first} weeks and "
            f"{ends[group][0]} within {weeks} in the review of {older.year}, from "
            f"{newer.rows[0][group]} to {soon[group][1]} in {first} weeks and {ends[group][1]} "
            f"within {weeks} in the update of {newer.year}."
            for group, name in GROUPS.items()
        )
        + " So the newer review is less hopeful. The shaded band is the 95% interval of "
        f"{older.year}; intervals of {newer.year} were not checked.",
        caveat=f"Averages hide slow recoveries. {older.year} counts from the start of pain, "
        f"{newer.year} from entry to a study. For persistent pain the certainty of {newer.year} "
        "is very low.",
        source_keys=(older.source, newer.source),
        table=Table(
            "Average pain, 0 to 100, by weeks",
            (
                "Weeks",
                *(f"{capital(group)} {older.year} (95% interval)" for group in GROUPS),
                f"Acute {newer.year}",
                f"Subacute {newer.year} (6 to 12 weeks of pain)",
                f"Persistent {newer.year}",
            ),
            tuple(
                (
                    old["weeks"],
                    *(
                        f"{old[group]} ({old[f'{group}_low']} to {old[f'{group}_high']})"
                        for group in GROUPS
                    ),
                    new["acute"],
                    new["subacute"],
                    new["persistent"],
                )
                for old, new in zip(older.rows, newer.rows, strict=True)
            ),
        ),
        **plot.drawing,
    )


def days_to_recovery() -> Chart:
    """How many days half of the patients needed to get back to work, life and no pain."""
    series = figures()["time-to-recovery-primary-care"]
    timed = [row for row in series.rows if "median_days" in row]
    full = next(row["percent"] for row in series.rows if "percent" in row)
    work, life, pain = (row["median_days"] for row in timed)
    return Chart(
        title=f"Half of those who had cut down on work were back in {work} days; half of all "
        f"were free of pain after {pain}",
        summary="In 973 patients with new low back pain, half of those who had cut down on work "
        f"were back as before after {work} days, half could live as before after {life} days, and "
        f"half were free of pain after {pain} days. After 12 months {full} in 100 had fully "
        f"recovered, so {100 - full} in 100 had not.",
        caveat="People who sought help in Australia with pain of under two weeks. A median: "
        "half took longer. Thin lines are 95% intervals. Other studies use looser definitions.",
        source_keys=(series.source,),
        table=Table(
            f"Days until half of the patients had recovered; {full}% had fully recovered at "
            "12 months",
            ("What came back", "Days (median)", "95% interval from", "to"),
            tuple(
                (OUTCOMES[row["outcome"]], row["median_days"], row["ci_low"], row["ci_high"])
                for row in timed
            ),
        ),
        **bars(
            [
                Bar(
                    label=OUTCOMES[row["outcome"]],
                    end=row["median_days"],
                    low=row["ci_low"],
                    high=row["ci_high"],
                )
                for row in timed
            ],
            measure="Days until half had recovered",
            unit=" days",
            span=(0, 70),
            dtick=14,
        ).drawing,
    )


def new_episodes() -> Chart:
    """How many people have a new episode within a year of recovery."""
    series = figures()["recurrence-after-recovery"]
    rows = [
        Bar(
            label=f"Within {row['months']} months",
            group=EPISODES[row["outcome"]],
            end=row["percent"],
            low=row.get("ci_low"),
            high=row.get("ci_high"),
            striped=row["confidence"] != "high",
            colour=ORANGE if row["confidence"] != "high" else BLUE,
        )
        for row in series.rows
    ]
    year = rows[2]
    limiting = rows[3]
    return Chart(
        title=f"About {year.end:g} in 100 had a new episode within a year; for {limiting.end:g} "
        "it limited what they did",
        summary=f"Among 250 people who had just recovered, {rows[0].end:g} in 100 had a new "
        f"episode within 3 months, {rows[1].end:g} in 100 within 6 and {year.end:g} in 100 "
        f"({year.low:g} to {year.high:g}) within 12 months. Within 12 months {limiting.end:g} in "
        f"100 had one that limited activity and {rows[4].end:g} in 100 went for care. So a new "
        "episode is usual.",
        caveat="People who had sought care before, so perhaps more than among all runners. "
        "Striped: from a second-hand summary, without an interval.",
        source_keys=(series.source,),
        table=Table(
            "People with a new episode after recovery, in percent",
            ("Kind of episode", "Time", "Percent", "95% interval from", "to"),
            tuple(
                (
                    row.group,
                    row.label,
                    row.end,
                    "not given" if row.low is None else row.low,
                    "not given" if row.high is None else row.high,
                )
                for row in rows
            ),
        ),
        **bars(rows, measure="People (%)", unit="%", span=(0, 100), dtick=25).drawing,
    )


def _panel(
    older: Sequence[Mapping[str, Any]], newer: Sequence[Mapping[str, Any]], group: str
) -> Panel:
    """One kind of pain: a band and a solid line for 2012, a dashed one for 2024, named directly."""
    weeks = [row["weeks"] for row in older]
    low, high = ([row[f"{group}_{end}"] for row in older] for end in ("low", "high"))
    band = {
        "type": "scatter",
        "mode": "lines",
        "x": [*weeks, *weeks[::-1]],
        "y": [*high, *low[::-1]],
        "fill": "toself",
        "fillcolor": "rgba(47,128,200,0.22)",
        "line": {"width": 0, "color": BLUE},
        "hoverinfo": "skip",
    }
    return Panel(
        data=[
            band,
            _line(older, group, "2012", BLUE, "solid", "circle"),
            _line(newer, group, "2024", ORANGE, "dash", "square"),
        ],
        layout={
            "xaxis": axis("Weeks", range=[-7, 60], tickvals=[0, 6, 26, 52], zeroline=False),
            "yaxis": {
                "range": [0, 78],
                "tickvals": [0, 20, 40, 60],
                "gridcolor": LINE,
                "zeroline": False,
                "tickfont": {"size": 12},
                "ticklabelposition": "inside top",
                "fixedrange": True,
            },
            "annotations": [
                text_at(f"<b>{GROUPS[group]}</b>, average score 0 to 100", 78, NAME_SIZE),
                _value(newer[1], group),
                _name(newer[-1], group, "2024"),
                _name(older[-1], group, "2012"),
            ],
        },
        plot_height=230,
        axis_height=46,
    )


def _line(
    rows: Sequence[Mapping[str, Any]], group: str, year: str, colour: str, dash: str, symbol: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": year,
        "x": [row["weeks"] for row in rows],
        "y": [row[group] for row in rows],
        "line": {"color": colour, "width": 3, "dash": dash},
        "marker": {"symbol": symbol, "size": 9, "color": colour},
        "hovertemplate": f"{year}, week %{{x}}: pain <b>%{{y}}</b><extra></extra>",
    }


def _value(row: Mapping[str, Any], group: str) -> dict[str, Any]:
    """The value of a point, to the right above it."""
    return {
        "text": f"<b>{row[group]}</b>",
        "font": {"size": NAME_SIZE},
        "x": row["weeks"],
        "xanchor": "left",
        "y": row[group],
        "yanchor": "bottom",
        "yshift": 3,
        "xshift": 3,
        "showarrow": False,
    }


def _name(row: Mapping[str, Any], group: str, year: str) -> dict[str, Any]:
    """The year of a line and its last value, above its end."""
    return {
        "text": f"{year}: <b>{row[group]}</b>",
        "font": {"size": NAME_SIZE},
        "x": 60,
        "xanchor": "right",
        "y": row[group],
        "yanchor": "bottom",
        "yshift": 5,
        "showarrow": False,
    }
