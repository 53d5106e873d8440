"""Charts of lesson 5: what keeps back pain and running injuries away."""

from __future__ import annotations

from course.charts.bars import Bar, bars
from course.charts.figure import BLUE, GREY, Chart, Table
from course.charts.forest import Row, forest
from course.charts.words import capital
from course.model.evidence import figures

OUTCOMES = {
    "episode of low back pain": "A new episode of low back pain",
    "sick leave for low back pain": "Sick leave for low back pain",
}
TRAININGS = {
    "stretching": "Stretching",
    "several components": "Several kinds together",
    "balance (proprioception)": "Balance training",
    "strength training": "Strength training",
}
GROUPS = {
    "walking and education": "Walking plus education",
    "no treatment": "No treatment",
    "specific exercise": "Training of the deep back muscles",
    "medical care only": "Medical care only",
}


def what_prevents() -> Chart:
    """What lowers the risk of a new episode, and of sick leave, in randomised trials."""
    series = figures()["prevention-risk-ratios"]
    rows = [
        Row(
            capital(row["intervention"]),
            row["rr"],
            row["ci_low"],
            row["ci_high"],
            group=OUTCOMES[row["outcome"]],
        )
        for row in sorted(series.rows, key=lambda row: list(OUTCOMES).index(row["outcome"]))
    ]
    plot = forest(
        rows,
        measure="Risk ratio against no such programme",
        caption="Risk of low back pain with a programme against without, in trials",
        fewer="lower risk",
        more="higher risk",
        first_column="Programme",
    )
    both, alone = rows[0], rows[1]
    return Chart(
        title="In trials, exercise with education lowered the risk of new back pain; exercise "
        "alone may too; insoles stay open",
        summary="A risk ratio below 1 means fewer people with the problem than without the "
        "programme. "
        + " ".join(f"{row.group}, {row.label.lower()}: {row.spelled}." for row in rows)
        + f" Put in people: of every 100 who would have had a new episode, about "
        f"{both.estimate * 100:.0f} had one with exercise plus education and about "
        f"{alone.estimate * 100:.0f} with exercise alone. Where a line crosses 1, the trials "
        "leave open whether it helps.",
        caveat="Mostly within one year; the effect shrinks later, and for exercise alone the "
        "evidence is weak. Education alone, back belts and changes at the workplace did not "
        "prevent episodes; their numbers are not shown.",
        source_keys=series.sources,
        table=plot.table,
        **plot.drawing,
    )


def training_types() -> Chart:
    """Which kinds of training went with fewer sports injuries in trials."""
    series = figures()["exercise-type-and-sports-injury"]
    rows = [
        Row(TRAININGS[row["training"]], row["rr"], row["ci_low"], row["ci_high"])
        for row in sorted(series.rows, key=lambda row: row["rr"])
    ]
    plot = forest(
        rows,
        measure="Risk ratio against no such training",
        caption="Risk of a sports injury with a kind of training against without it",
        fewer="fewer injuries",
        more="more injuries",
        first_column="Kind of training",
    )
    strength, stretching = rows[0], rows[-1]
    return Chart(
        title="Strength and balance training lowered sports injuries in trials; stretching did "
        "not clearly",
        summary="A risk ratio below 1 means fewer injured people than without that training. "
        + " ".join(f"{row.label}: {row.spelled}." for row in rows)
        + " Put in people: of every 100 who would have been injured, about "
        f"{strength.estimate * 100:.0f} were with strength training and about "
        f"{stretching.estimate * 100:.0f} with stretching.",
        caveat="Mostly team sports and army recruits, mostly leg injuries, few trials of strength "
        "training. Not back pain in runners.",
        source_keys=(series.source,),
        table=plot.table,
        **plot.drawing,
    )


def walking() -> Chart:
    """How long people stayed free of a disabling episode, with walking and without."""
    series = figures()["walkback-days-to-recurrence"]
    rows = [
        Bar(
            label=GROUPS[row["group"]],
            note=f"{row['n']} people",
            end=row["median_days"],
            low=row["ci_low"],
            high=row["ci_high"],
            striped=row["group"] == "no treatment",
            colour=GREY if row["group"] == "no treatment" else BLUE,
        )
        for row in series.rows
    ]
    walked, waited = rows
    return Chart(
        title="With a walking programme, half stayed free of a limiting episode for "
        f"{walked.end:g} days, without it for {waited.end:g}",
        summary="Adults who had just recovered got a walking programme with education, or no "
        "treatment. "
        + " ".join(
            f"{row.label}: {row.end:g} days ({row.low:g} to {row.high:g}) until half had a new "
            "episode that limited them."
            for row in rows
        )
        + " The programme was six sessions with a physiotherapist over six months; the goal was "
        "30 minutes of walking, five times a week.",
        caveat="One trial, mean age 54, 81% women, not runners. Leg complaints were more common "
        "with walking. A median: half had a limiting episode sooner. Thin lines: 95% intervals.",
        source_keys=(series.source,),
        table=Table(
            "Days until half of the people had a new episode that limited them",
            ("Group", "People", "Days (median)", "95% interval from", "to"),
            tuple(
                (GROUPS[row["group"]], row["n"], row["median_days"], row["ci_low"], row["ci_high"])
                for row in series.rows
            ),
        ),
        **bars(
            rows,
            measure="Days until half had a limiting episode",
            unit=" days",
            span=(0, 310),
            dtick=100,
        ).drawing,
    )


def early_trial() -> Chart:
    """An early small trial of training the deep back muscles, with a striking result."""
    series = figures()["specific-exercise-recurrence-2001"]
    rows = [
        Bar(
            label=GROUPS[row["group"]],
            group=f"Within {row['period']}".replace("Within 2-3 years", "After 2 to 3 years"),
            end=row["percent"],
            striped=row["group"] == "medical care only",
            colour=GREY if row["group"] == "medical care only" else BLUE,
        )
        for row in series.rows
    ]
    trained, cared = rows[0], rows[1]
    return Chart(
        title=f"A tiny trial of 2001: new episodes in {trained.end:g}% with training, "
        f"{cared.end:g}% without; later reviews found a modest effect",
        summary="39 people with a first episode got training of the deep back muscles with "
        "medical care, or medical care only. "
        + " ".join(
            f"{row.group}, {row.label.lower()}: {row.end:g} in 100 had pain again." for row in rows
        )
        + " Later reviews of many trials found such training about as good as other exercise. An "
        "early striking result often shrinks.",
        caveat="Very small, asked by telephone, and people knew their group. No intervals were "
        "given. Shown as an example of an early result that larger reviews made modest.",
        source_keys=series.sources,
        table=Table(
            "People with pain again, in percent; the source gives no intervals",
            ("Group", "When", "Percent"),
            tuple((row.label, row.group, row.end) for row in rows),
        ),
        **bars(
            rows, measure="People with pain again (%)", unit="%", span=(0, 100), dtick=25
        ).drawing,
    )


__all__ = ["early_trial", "training_types", "walking", "what_prevents"]
