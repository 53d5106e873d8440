"""What lowers pain, and by how much; shown as part of ``charts.treatment``."""

from __future__ import annotations

from course.charts.figure import Chart
from course.charts.forest import Row, forest
from course.charts.words import capital, listed
from course.model.evidence import figures

LASTING = {"acute": "New pain (acute)", "chronic": "Pain for over 3 months (chronic)"}
OUTCOMES = {
    "average pain": "Average pain",
    "current pain": "Pain now",
    "disability (Oswestry)": "Limits in daily life (Oswestry)",
}


def what_helps() -> Chart:
    """Difference in pain that treatments made in trials, and against what."""
    series = figures()["treatment-effects"]
    rows = [
        Row(
            label=capital(row["treatment"]),
            # Points out of 100: a hundredth of a point would claim a precision that no pain has.
            estimate=round(row["difference"], 1),
            low=round(row["ci_low"], 1),
            high=round(row["ci_high"], 1),
            group=LASTING[row["pain"]],
            note=f"against {row['against']}, {row['time']}, {row['people']} people",
        )
        for row in series.rows
    ]
    plot = forest(
        rows,
        measure="Difference in pain (points out of 100)",
        caption="Difference in pain, in points out of 100, with 95% intervals",
        fewer="less pain",
        more="more pain",
        log=False,
        first_column="Treatment",
        note_column="Against what, when, how many people",
    )
    found = {row["treatment"]: drawn for row, drawn in zip(series.rows, rows, strict=True)}
    exercise = found["exercise programmes of many kinds"]
    paracetamol = found["paracetamol"]
    tablets, opioid = found["anti-inflammatory tablets"], found["opioid tablets with usual care"]
    nothing = [row.label.lower() for row in rows if row.high is not None and row.high >= 0]
    return Chart(
        title=f"{tablets.label} eased new pain a little, {paracetamol.label.lower()} and an "
        f"{opioid.label.split()[0].lower()} did not; exercise eased lasting pain by about "
        f"{-exercise.estimate:.0f} points",
        summary="Each row is the difference in pain between a treatment and what it was compared "
        "with, in points out of 100. Less than 0 means less pain. Dummy tablets look the same but "
        "hold no medicine (placebo). "
        + " ".join(f"{row.label} ({row.note}): {row.spelled}." for row in rows)
        + f" For {listed(nothing)} the trials showed no less pain.",
        caveat="These rows cannot be ranked: each was compared with something else, at another "
        "time, in other people. Against a waiting list an effect looks larger than against dummy "
        "tablets. The blanket: one small trial, asked on arrival only. Opioids: neck pain "
        "included.",
        source_keys=series.sources,
        table=plot.table,
        **plot.drawing,
    )


def run_walk() -> Chart:
    """What 12 weeks of run-walk intervals did for 40 adults with long-lasting back pain."""
    series = figures()["run-walk-trial-asteroid"]
    rows = [
        Row(OUTCOMES[row["outcome"]], row["difference"], row["ci_low"], row["ci_high"])
        for row in series.rows
    ]
    plot = forest(
        rows,
        measure="Difference from a waiting list (points of 100)",
        caption="Difference after 12 weeks against a waiting list, in points out of 100",
        fewer="better with run-walk",
        more="worse",
        log=False,
        first_column="What was measured",
    )
    average = rows[0]
    return Chart(
        title=f"Run-walk intervals: about {-average.estimate:.0f} points less pain than on a "
        "waiting list, in a small trial",
        summary="40 adults with long-lasting back pain ran and walked in turns for 12 weeks, or "
        "waited. "
        + " ".join(f"{row.label}: {row.spelled} points compared with waiting." for row in rows)
        + " Less than 0 means better. Nine complaints came up, none serious; seven were leg pain.",
        caveat="Small trial against a waiting list, wide intervals, ages 18 to 45. The change in "
        "daily limits may be too small to notice.",
        source_keys=(series.source,),
        table=plot.table,
        **plot.drawing,
    )
