"""Sitting, body weight and backpacks; shown as part of ``charts.causes``."""

from __future__ import annotations

from collections import Counter
from functools import cache
from statistics import median
from typing import Any

from course.charts.bars import Bar, bars
from course.charts.figure import BLUE, GREY, ORANGE, Chart, Table, axis
from course.charts.forest import Row, forest
from course.charts.words import capital
from course.model.evidence import figures
from course.model.odds import OddsRatio, TwoByTwo, mantel_haenszel, odds_ratio
from course.model.samples import pack_tables, sitting_times

# "About nine hours a day" is what the article says of sitting before a screen.
MANY_HOURS = 9
NERVE_PAIN = ("lumbar radicular pain", "leg nerve pain (radicular)")
DESIGNS = {
    "cross-sectional": "Asked once",
    "cohort": "Followed over time",
    "mixed": "Both kinds of study",
}


def sitting_sample() -> Chart:
    """Hours of sitting a day in a real sample of US adults, in bins of one hour.

    Source: NHANES 2017-2018, without survey weights. Codes such as 9999 ("don't know") and empty
    answers are left out and counted.
    """
    counts, middle, many, people, left_out = _sitting()
    hours = sorted(counts)
    return Chart(
        title=f"Half of this sample sit {middle:g} hours a day or less; "
        f"{many / people:.0%} sit {MANY_HOURS} hours or more",
        summary=f"Answers of {people:,} US adults, in steps of one hour. The middle answer is "
        f"{middle:g} hours a day. {many:,} people ({many / people:.1%}, about 1 in "
        f"{people / many:.0f}) sit {MANY_HOURS} hours or more: striped bars. Many answers lie at "
        "full hours, because people round.",
        caveat="US adults, own answers, unweighted: not the shares of the whole country. "
        f"{left_out} people without a known time are left out.",
        source_keys=("nhanes_2017_2018",),
        table=Table(
            f"Hours of sitting a day, {people:,} US adults",
            ("Hours from", "To less than", "People", "Percent"),
            tuple((h, h + 1, counts[h], round(100 * counts[h] / people, 1)) for h in hours),
        ),
        data=[
            {
                "type": "bar",
                "x": [hour + 0.5 for hour in hours],
                "y": [counts[hour] for hour in hours],
                "width": 0.9,
                "marker": {
                    "color": [ORANGE if hour >= MANY_HOURS else BLUE for hour in hours],
                    "pattern": {
                        "shape": ["/" if hour >= MANY_HOURS else "" for hour in hours],
                        "fgcolor": "#ffffff",
                        "size": 7,
                        "solidity": 0.25,
                        "fillmode": "overlay",
                    },
                },
                "customdata": [f"{hour} to less than {hour + 1} hours" for hour in hours],
                "hovertemplate": "%{customdata}: %{y} people<extra></extra>",
            }
        ],
        layout={
            # The numbers of the upright axis stand inside, in the room before the first bar.
            "xaxis": axis(
                "Hours of sitting a day",
                range=[-2.6, max(hours) + 1],
                tickvals=list(range(0, max(hours) + 1, 3)),
                zeroline=False,
            ),
            "yaxis": axis("", rangemode="tozero", ticklabelposition="inside top", dtick=200),
            "hovermode": "closest",
            "shapes": [
                {
                    "type": "line",
                    "x0": middle,
                    "x1": middle,
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "line": {"color": GREY, "width": 1.5, "dash": "dash"},
                }
            ],
            "annotations": [
                _over("People", -2.6, 1.0, 0) | {"yanchor": "bottom"},
                _over(f"middle: {middle:g} h", middle, 1.0, 4),
                _over(f"{MANY_HOURS} h or more: {many / people:.0%}", MANY_HOURS + 0.1, 0.72, 0),
            ],
        },
        plot_height=250,
        axis_height=48,
        head_height=20,
    )


def sitting_surveys() -> Chart:
    """Sitting time in US surveys that ask in two different ways."""
    series = figures()["sitting-time-us"]
    rows = []
    for row in series.rows:
        who, when, how = row["group"].split(", ")
        recalled = "recall" in how
        rows.append(
            Bar(
                label=f"{capital(who)}, {when}",
                group="Recall of the day before" if recalled else "One question on sitting",
                end=row["hours"],
                low=row.get("ci_low"),
                high=row.get("ci_high"),
                colour=ORANGE if recalled else BLUE,
                striped=recalled,
            )
        )
    asked = [row for row in rows if not row.striped and row.label.startswith("Adults")][-1]
    recall = rows[-1]
    return Chart(
        title=f"Two ways to ask, two answers: US adults sit {asked.end:g} or {recall.end:g} "
        "hours a day",
        summary="Asked one question, adults reported "
        + " and ".join(f"{r.end:g} hours ({r.label.split(', ')[1]})" for r in rows[:2])
        + " and adolescents "
        + " and ".join(f"{r.end:g} hours ({r.label.split(', ')[1]})" for r in rows[2:4])
        + f". Asked to recall the day before, adults came to {recall.end:g} hours ({recall.low} "
        f"to {recall.high}) in {recall.label.split(', ')[1]}; this bar is striped.",
        caveat="People's own reports. Recalling the day before gives higher numbers, so most of "
        "the jump is the way of asking.",
        source_keys=series.sources,
        table=Table(
            "Hours of sitting a day in US surveys",
            ("Who and when", "How it was asked", "Hours a day", "95% interval from", "To"),
            tuple(row.cells for row in rows),
        ),
        **bars(rows, measure="Hours a day", unit=" h", span=(0, 12), dtick=2).drawing,
    )


def body_weight() -> Chart:
    """Odds ratios of back pain with overweight and obesity, from pooled studies."""
    series = figures()["weight-and-back-pain-odds"]
    ordered = sorted(series.rows, key=lambda row: list(DESIGNS).index(row["design"]))
    rows = [
        Row(
            f"{capital(row['outcome'].replace(*NERVE_PAIN))}, {row['group']}",
            row["odds_ratio"],
            row["ci_low"],
            row["ci_high"],
            group=DESIGNS[row["design"]],
        )
        for row in ordered
    ]
    plot = forest(
        rows,
        measure="Odds ratio against normal weight",
        caption="Body weight and back pain, against people of normal weight",
        fewer="less often",
        more="more often",
        span=(0.8, 2),
        first_column="Outcome and weight group",
    )
    least, most = min(r.estimate for r in rows), max(r.estimate for r in rows)
    return Chart(
        title="Back pain is a little more common in people who weigh more",
        summary=f"The odds ratios reach from {least} to {most}, compared with people of normal "
        f"weight; {sum(row.low > 1 for row in rows if row.low)} of {len(rows)} intervals lie "
        "wholly above 1. Where both were studied side by side, obesity goes with a higher ratio "
        "than overweight. Brackets hold 95% intervals.",
        caveat="Associations: they do not prove a cause. An odds ratio overstates how many times "
        "more people are affected when pain is common.",
        source_keys=series.sources,
        table=plot.table,
        **plot.drawing,
    )


def backpacks() -> Chart:
    """Heavy backpacks and back problems of 100 students, mixed, and women and men apart.

    A backpack of the median weight or more counts as heavy. Each ratio is ``ad / bc`` with Woolf's
    interval, from the standard error ``sqrt(1/a + 1/b + 1/c + 1/d)`` of its logarithm (half a
    person is added to every cell if one is empty: Haldane and Anscombe). The last row pools women
    and men by Mantel and Haenszel, ``sum(ad / n) / sum(bc / n)``, with the interval of Robins,
    Breslow and Greenland (see :mod:`course.model.odds`).
    """
    packs = pack_tables()
    women, men = packs.by_sex["Female"], packs.by_sex["Male"]
    crude = odds_ratio(packs.everyone)
    pooled = mantel_haenszel([women, men])
    rows = [
        _ratio("All students together", crude),
        _ratio("Women", odds_ratio(women), "Women and men apart"),
        _ratio("Men", odds_ratio(men), "Women and men apart"),
        _ratio("Women and men, then put together", pooled, "Women and men apart"),
    ]
    plot = forest(
        rows,
        measure="Odds ratio: heavy against lighter backpack",
        caption="Back problems with a heavy against a lighter backpack",
        fewer="fewer problems",
        more="more problems",
        first_column="Students",
    )
    return Chart(
        title=f"Heavy backpacks and back problems: odds ratio {crude.ratio:.1f}, or "
        f"{pooled.ratio:.1f} with women and men compared apart",
        summary=f"For all students together, the odds ratio is {rows[0].spelled}. Compared among "
        f"women and among men and then put together, it is {rows[-1].spelled}. Women carry a heavy "
        f"backpack less often ({_of(women, 'heavy')}, men {_of(men, 'heavy')}) but report back "
        f"problems more often ({_of(women, 'ill')}, men {_of(men, 'ill')}). Mixing the two hides "
        "a part of the link here. Back problems with a heavy and with a lighter backpack: "
        + "; ".join(
            f"{name}, {t.exposed_with} of {t.exposed} and {t.unexposed_with} of {t.unexposed}"
            for name, t in (("all", packs.everyone), ("women", women), ("men", men))
        )
        + ".",
        caveat=f"{packs.everyone.total} students asked once: an association, with wide intervals. "
        f"Heavy is {packs.cut_kg:.0f} kg or more, the median; other cuts give other ratios.",
        source_keys=("stat2data_2019",),
        table=plot.table,
        **plot.drawing,
    )


@cache
def _sitting() -> tuple[dict[int, int], float, int, int, int]:
    """People by whole hours, the median, those at many hours, all, and those left out."""
    times = sitting_times()
    hours = [minutes / 60 for minutes in times.minutes]
    counts = Counter(int(hour) for hour in hours)
    many = sum(hour >= MANY_HOURS for hour in hours)
    every = {hour: counts[hour] for hour in range(max(counts) + 1)}
    return every, median(hours), many, len(hours), times.left_out


def _ratio(label: str, found: OddsRatio, group: str = "") -> Row:
    ratio, low, high = (round(value, 1) for value in (found.ratio, found.low, found.high))
    return Row(label, ratio, low, high, group=group)


def _of(table: TwoByTwo, what: str) -> str:
    count = table.exposed if what == "heavy" else table.exposed_with + table.unexposed_with
    return f"{count} of {table.total}"


def _over(text: str, x: float, y: float, shift: int) -> dict[str, Any]:
    return {
        "text": text,
        "font": {"size": 12},
        "showarrow": False,
        "x": x,
        "xanchor": "left",
        "xshift": shift,
        "y": y,
        "yref": "paper",
        "yanchor": "top",
    }
