"""What scans show in people with and without pain; shown as part of ``charts.treatment``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course.charts.bars import Bar, bars
from course.charts.figure import BLUE, GREEN, ORANGE, PURPLE, RED, Chart, Table, axis
from course.charts.forest import Row, forest
from course.charts.words import listed
from course.model.evidence import Series, figures

# Findings that are drawn: heading, colour, and the words at the end of the line. The table has all.
DRAWN: Mapping[str, tuple[str, str]] = {
    "disc_degeneration": ("Disc changes", BLUE),
    "disc_bulge": ("Disc bulge", ORANGE),
    "spondylolisthesis": ("Slipped vertebra", PURPLE),
    "disc_protrusion": ("Disc protrusion", GREEN),
    "annular_fissure": ("Fissure in the ring", RED),
}
NAMES: Mapping[str, str] = {
    "disc_degeneration": "Disc changes (degeneration)",
    "disc_signal_loss": "Darker disc (signal loss)",
    "disc_height_loss": "Lower disc (height loss)",
    "disc_bulge": "Disc bulge",
    "disc_protrusion": "Disc protrusion",
    "annular_fissure": "Fissure in the ring of a disc",
    "facet_degeneration": "Changes of the small joints",
    "spondylolisthesis": "Slipped vertebra",
}
# The caveats of the series say which cells of a partly checked row were checked ...
CHECKED: Mapping[int, frozenset[str]] = {
    60: frozenset({"disc_signal_loss", "spondylolisthesis"}),
    80: frozenset({"disc_degeneration", "disc_bulge", "disc_protrusion", "annular_fissure"}),
}
# ... and which cells the model fills in although nobody of that age was measured.
UNMEASURED: Mapping[int, frozenset[str]] = {
    20: frozenset({"facet_degeneration", "spondylolisthesis"}),
    30: frozenset({"facet_degeneration", "spondylolisthesis"}),
}
# Names of the lines, clear of the other lines on a phone: name, age, its side, percent. A square
# in the line's colour says whose name it is.
LABELS: Mapping[str, tuple[str, int, str, int]] = {
    "disc_degeneration": ("Disc changes", 82, "right", 101),
    "disc_bulge": ("Disc bulge", 82, "right", 65),
    "spondylolisthesis": ("Slipped vertebra", 82, "right", 56),
    "disc_protrusion": ("Disc protrusion", 26, "left", 26),
    "annular_fissure": ("Ring fissure", 82, "right", 17),
}
FINDINGS = {
    "disc bulge": "Disc bulge",
    "spondylolysis": "Crack in a vertebral arch (spondylolysis)",
    "disc extrusion": "Disc extrusion",
    "Modic 1 change": "Change in the bone beside a disc (Modic 1)",
    "disc protrusion": "Disc protrusion",
    "disc degeneration": "Disc changes (degeneration)",
}
SHRINKING = {
    "all (2020 review, 2219 people)": "Any kind, review of 2020",
    "all (2023 review, 2233 people)": "Any kind, review of 2023",
    "sequestration": "A piece came off (sequestration)",
    "extrusion": "Wider than its base (extrusion)",
    "protrusion": "Widest at its base (protrusion)",
    "bulge": "Bulge of the whole edge",
}


def scans_without_pain() -> Chart:
    """How often scans of people without back pain show changes, by age."""
    series = figures()["disc-findings-by-age-asymptomatic"]
    found = {row["age_years"]: row for row in series.rows}
    young, old = min(found), max(found)
    changes = "disc_degeneration"
    return Chart(
        title=f"Scans without pain: {found[young][changes]}% show disc changes at age {young}, "
        f"{found[old][changes]}% at {old}",
        summary=f"All these people had no back pain. From age {young} to {old} the share with a "
        "finding rises: "
        + listed(
            f"{name.lower()} from {found[young][key]}% to {found[old][key]}%"
            for key, (name, _) in DRAWN.items()
        )
        + ". Filled dots on a solid line were checked. Open dots on a dotted line were not "
        "re-checked, or no people of that age were measured.",
        caveat="Model estimates, some from few people, not counts. Open dots: not re-checked, or "
        "nobody of that age measured. Common does not mean it never matters.",
        source_keys=(series.source, "brinjikji_2015b"),
        table=_findings(series),
        data=[
            trace
            for key, (name, colour) in DRAWN.items()
            for trace in _course(series.rows, key, name, colour)
        ],
        layout={
            "xaxis": axis(
                "Age (years)",
                range=[young - 11, old + 3],
                tickvals=list(found),
                zeroline=False,
            ),
            "yaxis": {
                "range": [0, 106],
                "tickvals": [0, 25, 50, 75, 100],
                "ticktext": ["0", "25", "50", "75", "100%"],
                "ticklabelposition": "inside top",
                "tickfont": {"size": 12},
                "gridcolor": "rgba(128,128,128,0.25)",
                "zeroline": False,
                "fixedrange": True,
            },
            "hovermode": "closest",
            "annotations": [
                {
                    "text": f'<span style="color:{DRAWN[key][1]}">■</span> {name}',
                    "font": {"size": 12},
                    "showarrow": False,
                    "x": age,
                    "xanchor": side,
                    "y": share,
                    "yanchor": "middle",
                }
                for key, (name, age, side, share) in LABELS.items()
            ],
        },
        plot_height=400,
        axis_height=46,
    )


def scans_with_pain() -> Chart:
    """Which findings of a scan are commoner in adults up to 50 with back pain."""
    series = figures()["mri-findings-odds-with-pain"]
    rows = [
        Row(FINDINGS[row["finding"]], row["odds_ratio"], row["ci_low"], row["ci_high"])
        for row in series.rows
    ]
    plot = forest(
        rows,
        measure="Odds ratio against people without pain",
        caption="Odds of a finding in adults up to 50 with low back pain against those without",
        fewer="less common",
        more="more common with pain",
        first_column="Finding on the scan",
    )
    return Chart(
        title="Up to age 50, some scan findings are more common with back pain; "
        "how much is uncertain",
        summary="Adults up to 50 with low back pain were compared with adults without. An odds "
        "ratio above 1 means that the finding is more common with pain: "
        + listed(f"{row.label[0].lower()}{row.label[1:]} {row.spelled}" for row in rows)
        + ". The numbers in brackets are 95% intervals. The wider the line, the less we know.",
        caveat="A link, not a cause. Wide intervals, above all for disc bulge. An odds ratio does "
        "not say how many times the chance is, when a finding is common.",
        source_keys=(series.source,),
        table=plot.table,
        **plot.drawing,
    )


def discs_shrink() -> Chart:
    """How many herniated discs shrank without surgery, by kind."""
    series = figures()["disc-herniation-regression"]
    rows = [
        Bar(
            label=SHRINKING[row["kind"]],
            group="All kinds together" if row["kind"].startswith("all") else "By kind, 2023",
            end=row["percent"],
            spelled="" if "ci_low" in row else f"{row['percent']:.0f}%",
            low=row.get("ci_low"),
            high=row.get("ci_high"),
        )
        for row in series.rows
    ]
    first, second, *kinds = rows
    most, least = kinds[0], kinds[-1]
    return Chart(
        title=f"Without surgery, about {first.end:.0f} to {second.end:.0f} in 100 herniated "
        "discs shrink",
        summary=f"In two reviews {first.end:.0f} in 100 ({first.low} to {first.high}) and "
        f"{second.end:.0f} in 100 herniated discs had shrunk when they were scanned again. "
        f"What looks worst shrank most often: {most.end:.0f} in 100 where a piece had come off, "
        f"{least.end:.0f} in 100 bulges.",
        caveat="Symptoms often improve whether or not the disc shrinks. People who get a second "
        "scan are not a fair sample. Interval shown where the review gave one.",
        source_keys=series.sources,
        table=Table(
            "Disc findings that shrank without surgery, in percent",
            ("Kind of finding", "Shrank (%)", "95% interval from", "to"),
            tuple(
                (
                    row.label,
                    round(row.end),
                    "not given" if row.low is None else row.low,
                    "not given" if row.high is None else row.high,
                )
                for row in rows
            ),
        ),
        **bars(rows, measure="Discs that shrank (%)", unit="%", span=(0, 100), dtick=25).drawing,
    )


def _sure(row: Mapping[str, Any], key: str) -> bool:
    """Whether a cell was measured and checked; the model fills in the others, or we recall them."""
    age = row["age_years"]
    checked = row["verified"] == "search-verified" or key in CHECKED.get(age, ())
    return checked and key not in UNMEASURED.get(age, ())


def _course(
    rows: Sequence[Mapping[str, Any]], key: str, name: str, colour: str
) -> list[dict[str, Any]]:
    """One finding by age: its line, dotted beside open dots, and its dots."""
    sure = [_sure(row, key) for row in rows]
    ages, shares = [row["age_years"] for row in rows], [row[key] for row in rows]
    lines: dict[str, tuple[list[float | None], list[float | None]]] = {
        "solid": ([], []),
        "dot": ([], []),
    }
    for n in range(len(rows) - 1):
        x, y = lines["solid" if sure[n] and sure[n + 1] else "dot"]
        x += [ages[n], ages[n + 1], None]
        y += [shares[n], shares[n + 1], None]
    drawn: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": x[:-1],
            "y": y[:-1],
            "line": {"color": colour, "width": 2.5, "dash": dash},
            "hoverinfo": "skip",
        }
        for dash, (x, y) in lines.items()
        if x
    ]
    return [
        *drawn,
        {
            "type": "scatter",
            "mode": "markers",
            "name": name,
            "x": ages,
            "y": shares,
            "marker": {
                "symbol": ["circle" if known else "circle-open" for known in sure],
                "size": 9,
                "color": colour,
                "line": {"width": 2, "color": colour},
            },
            "customdata": ["" if known else ", not checked" for known in sure],
            "hovertemplate": f"{name}<br>age %{{x}}: <b>%{{y}}%</b>%{{customdata}}<extra></extra>",
        },
    ]


def _findings(series: Series) -> Table:
    """All findings by age; a star marks what was not checked."""
    return Table(
        "Findings in people without back pain, in percent; * not re-checked, or nobody of that "
        "age measured",
        ("Finding", *(f"Age {row['age_years']}" for row in series.rows)),
        tuple(
            (
                name,
                *(row[key] if _sure(row, key) else f"{row[key]} *" for row in series.rows),
            )
            for key, name in NAMES.items()
        ),
    )
