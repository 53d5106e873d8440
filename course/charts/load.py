"""Training load and running injuries; shown as part of ``charts.causes``."""

from __future__ import annotations

from datetime import date
from typing import Any

from course.charts.bars import Bar, bars
from course.charts.figure import BLUE, ORANGE, Chart, Table, axis
from course.charts.forest import Row, forest
from course.charts.panels import stacked
from course.charts.words import capital, listed
from course.model.evidence import figures
from course.model.samples import running_log
from course.model.training import Spike, spikes, weekly_totals


def new_runners() -> Chart:
    """Injuries per 1,000 hours of running, in new and in recreational runners."""
    series = figures()["running-injury-incidence"]
    rows = [
        Bar(
            label=capital(row["group"].split(" (")[0])
            if "pooled" in row["group"]
            else capital(row["group"]),
            group="Studies taken together" if "pooled" in row["group"] else "Single studies",
            end=row["rate"],
            low=row.get("ci_low"),
            high=row.get("ci_high"),
        )
        for row in series.rows
    ]
    novice, recreational = rows[0], rows[1]
    return Chart(
        title=f"In 1,000 hours of running, new runners had {novice.end:.0f} injuries, "
        f"recreational runners {recreational.end:.0f}",
        summary=f"Per 1,000 hours, new runners had {novice.end} injuries ({novice.low} to "
        f"{novice.high}) and recreational runners {recreational.end} ({recreational.low} to "
        f"{recreational.high}). That is {novice.end / recreational.end:.1f} times as many, or "
        f"about {novice.end - recreational.end:.0f} more in 1,000 hours. Single "
        f"studies reach from {rows[-1].end} to {rows[-2].end}. Thin lines are 95% intervals.",
        caveat="All running injuries, mostly of the legs: the back is a small share. Studies "
        "differ in what they call an injury.",
        source_keys=(series.source,),
        table=Table(
            "Running injuries per 1,000 hours of running",
            ("Runners", "Which studies", "Injuries", "95% interval from", "To"),
            tuple(row.cells for row in rows),
        ),
        **bars(rows, measure="Injuries per 1,000 hours", span=(0, 36), dtick=10).drawing,
    )


def ten_percent_rule() -> Chart:
    """Slow and standard progression in a trial, and fast progression in a cohort."""
    series = figures()["training-progression-and-injury"]
    plans = [row for row in series.rows if "hazard ratio" not in row["item"]]
    ratio = next(row for row in series.rows if "hazard ratio" in row["item"])
    names = [capital(row["item"].split(", percent")[0]) for row in plans]
    compared, _, injuries = ratio["item"].partition(", hazard ratio for ")
    top = bars(
        [Bar(label=name, end=row["value"]) for name, row in zip(names, plans, strict=True)],
        measure="Injured runners (%)",
        unit="%",
        span=(0, 40),
        dtick=10,
        heading="A trial: who was injured?",
    )
    below = forest(
        [
            Row(
                capital(compared.removeprefix("progression ")),
                ratio["value"],
                ratio["ci_low"],
                ratio["ci_high"],
                group="Another study: fast progression",
                note=injuries,
            )
        ],
        measure="Times the injury rate (hazard ratio)",
        caption="",
        fewer="fewer injuries",
        more="more injuries",
        span=(0.5, 4),
    )
    standard, graded = plans
    return Chart(
        title="The 10% rule did not lower injuries in a trial of new runners",
        summary=f"In the trial, {graded['value']}% were injured on the graded plan and "
        f"{standard['value']}% on the standard plan. In another study, people who raised their "
        f"distance fast had {ratio['value']} times the rate of distance-related leg injuries of "
        f"those who raised it slowly, but the interval ({ratio['ci_low']} to {ratio['ci_high']}) "
        "crosses 1, so this may be chance.",
        caveat="Injuries of legs or back above, of legs and hips below; not back pain by itself. "
        "In the second study, injuries as a whole did not differ.",
        source_keys=series.sources,
        table=Table(
            "Progression and injury in new runners",
            ("What", "Value", "Unit", "95% interval from", "To"),
            (
                *(
                    (name, row["value"], "percent injured", "not given", "not given")
                    for name, row in zip(names, plans, strict=True)
                ),
                (
                    f"{capital(compared)}, {injuries}",
                    ratio["value"],
                    "hazard ratio",
                    ratio["ci_low"],
                    ratio["ci_high"],
                ),
            ),
        ),
        **stacked([top, below]).drawing,
    )


def session_spikes() -> Chart:
    """Injury rate by how much longer a run was than the longest of the last 30 days."""
    series = figures()["single-session-spikes-and-injury"]
    rows = [
        Row(
            capital(row["spike"].replace(" (reference)", "")),
            row["hazard_rate_ratio"],
            row.get("ci_low"),
            row.get("ci_high"),
            note="the others are compared with this" if "reference" in row["spike"] else "",
        )
        for row in series.rows
    ]
    plot = forest(
        rows,
        measure="Times the injury rate (hazard ratio)",
        caption="Injury rate by how much longer a run was than the longest of the last 30 days",
        fewer="fewer injuries",
        more="more injuries",
        span=(0.5, 4),
        first_column="How much longer",
    )
    return Chart(
        title="A single run much longer than any in the last 30 days went with more injuries",
        summary="In 5,205 runners, compared with runs up to 10% longer than the longest of the "
        "last 30 days, the rate of injuries was "
        + listed(f"{row.spelled} times as high ({row.label.lower()})" for row in rows[1:])
        + ". The middle step is not higher than the first: the order of the steps is not clear. "
        "Brackets hold 95% intervals.",
        caveat="Overuse injuries of any part of the body. Observed, so an association. The change "
        "from week to week showed no relation.",
        source_keys=(series.source,),
        table=plot.table,
        **plot.drawing,
    )


def real_log(year: int = 2006) -> Chart:
    """One year of a real running log: distance a week, and single runs that stand out.

    Parameters
    ----------
    year
        A year of the log, 2002 to 2006.
    """
    runs = [run for run in running_log() if run.day.year == year]
    jumps = [spike for spike in spikes(running_log()) if spike.run.day.year == year]
    weeks = [(monday, km) for monday, km in weekly_totals(runs) if km or monday.year == year]
    longest = max(jumps, key=lambda spike: spike.ratio)
    return Chart(
        title=f"In {year}, {len(jumps)} of this runner's {len(runs)} runs were over 10% longer "
        "than any of the 30 days before",
        summary=f"Bars show the distance of each week of {year}, "
        f"{min(km for _, km in weeks):.0f} to {max(km for _, km in weeks):.0f} km. "
        f"Diamonds show {len(jumps)} single runs that were more than 10% longer than the longest "
        f"run of the 30 days before. The biggest jump was {longest.run.km:.1f} km after at most "
        f"{longest.longest_before:.1f} km. Over all years of the log it was "
        f"{len(spikes(running_log()))} of {len(running_log()):,} runs "
        f"({len(spikes(running_log())) / len(running_log()):.1%}).",
        caveat="One real marathon runner. The log holds no injuries, so it cannot say whether a "
        "jump did harm.",
        source_keys=("stat2data_2019", "schuster_brandt_frandsen_2025"),
        table=Table(
            f"Runs of {year} more than 10% longer than the longest of the 30 days before",
            ("Day", "Distance (km)", "Longest before (km)", "Times as long"),
            tuple(
                (
                    str(spike.run.day),
                    round(spike.run.km, 1),
                    round(spike.longest_before, 1),
                    round(spike.ratio, 2),
                )
                for spike in jumps
            ),
        ),
        data=[_weeks(weeks), _jumps(jumps)],
        layout={
            # The numbers of the upright axis stand inside, in the room before the first week.
            "xaxis": axis(
                "",
                type="date",
                dtick="M2",
                tickformat="%b",
                range=[f"{year - 1}-11-28", f"{year}-12-31"],
                tick0=f"{year}-01-01",
                zeroline=False,
            ),
            "yaxis": axis("", rangemode="tozero", ticklabelposition="inside top", dtick=20),
            "bargap": 0.15,
            "hovermode": "closest",
            "showlegend": True,
            "legend": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": 1,
                "yanchor": "bottom",
                "font": {"size": 12},
                "itemclick": False,
                "itemdoubleclick": False,
            },
        },
        plot_height=240,
        axis_height=28,
        head_height=44,
    )


def downhill() -> Chart:
    """Ground forces on a steep slope against level running."""
    series = figures()["downhill-ground-forces"]
    rows = [
        Bar(
            label=capital(row["force"]),
            group="Downhill" if row["slope_degrees"] < 0 else "Uphill",
            end=row["percent_change"],
            spelled=f"+{row['percent_change']}%",
        )
        for row in series.rows
    ]
    impact, braking, push = series.rows
    return Chart(
        title=f"A steep downhill raised impact by {impact['percent_change']}% and braking by "
        f"{braking['percent_change']}%",
        summary=f"On a slope of {abs(impact['slope_degrees'])} degrees, compared with level "
        f"ground: downhill, the impact peak was {impact['percent_change']}% higher and the "
        f"braking peak {braking['percent_change']}% higher. Uphill, the push-off (propulsive) "
        f"peak was {push['percent_change']}% higher.",
        caveat=f"{series.population}, a steep slope. Forces under the foot: no load on the "
        "back and no pain was measured.",
        source_keys=(series.source,),
        table=Table(
            f"Ground forces on a slope of {abs(impact['slope_degrees'])} degrees; "
            "intervals not given",
            ("Force", "Slope", "Change from level ground (%)"),
            tuple((row.label, row.group, row.end) for row in rows),
        ),
        **bars(rows, measure="Change from level running (%)", span=(0, 100), dtick=25).drawing,
    )


def _weeks(weeks: list[tuple[date, float]]) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": "km of each week",
        "x": [str(monday) for monday, _ in weeks],
        "y": [round(km, 1) for _, km in weeks],
        # The bar of a week stands over its seven days.
        "offset": 0,
        "width": 6 * 24 * 60 * 60 * 1000,
        "marker": {"color": BLUE},
        "hovertemplate": "Week of %{x|%-d %b %Y}: %{y} km<extra></extra>",
    }


def _jumps(jumps: list[Spike]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "km of a run over 10% longer",
        "x": [str(spike.run.day) for spike in jumps],
        "y": [round(spike.run.km, 1) for spike in jumps],
        "marker": {
            "symbol": "diamond",
            "size": 11,
            "color": ORANGE,
            "line": {"width": 1.5, "color": "#ffffff"},
        },
        "customdata": [
            f"{spike.run.km:.1f} km, {100 * (spike.ratio - 1):.0f}% longer than "
            f"{spike.longest_before:.1f} km"
            for spike in jumps
        ],
        "hovertemplate": "%{x|%-d %b %Y}:<br>%{customdata}<extra></extra>",
    }
