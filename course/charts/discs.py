"""Discs of people who run and people who do not; shown as part of ``charts.causes``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.charts.bars import Bar, bars
from course.charts.figure import BLUE, GREY, Chart, Table
from course.charts.panels import stacked
from course.charts.words import capital
from course.model.evidence import figures


def runner_discs() -> Chart:
    """Disc height, volume and grade of young runners and of people without sport."""
    series = figures()["runner-disc-measures"]
    none, *runners = series.rows
    heights = ", ".join(f"{row['disc_height_mm']} mm ({row['group']})" for row in series.rows)
    volumes = ", ".join(f"{row['disc_volume_cm3']} cm³" for row in series.rows)
    grades = ", ".join(str(row["pfirrmann_grade"]) for row in series.rows)
    return Chart(
        title="Runners' discs were not thinner than those of people who do no sport",
        summary=f"{series.population}, scanned once. Average disc height: {heights}. "
        f"Average volume: {volumes}. Average grade on the scan "
        f"(Pfirrmann, 1 to 5), where lower is healthier: {grades}. The thin lines overlap widely.",
        caveat="Measured once: an association. The groups overlap widely and also differ in "
        "sitting time. Thin lines: how people differ (one standard deviation, SD, either side).",
        source_keys=(series.source,),
        table=Table(
            f"Lumbar discs of {sum(row['n'] for row in series.rows)} adults",
            (
                "Group",
                "People",
                "Height (mm)",
                "SD",
                "Volume (cm³)",
                "SD",
                "Grade on the scan (Pfirrmann)",
                "Weekday sitting (h)",
            ),
            tuple(
                (
                    capital(row["group"]),
                    row["n"],
                    row["disc_height_mm"],
                    row["disc_height_sd"],
                    row["disc_volume_cm3"],
                    row["disc_volume_sd"],
                    row["pfirrmann_grade"],
                    row["weekday_sitting_h"],
                )
                for row in (none, *runners)
            ),
        ),
        **stacked(
            [
                bars(
                    [_group(row, "disc_height_mm", "disc_height_sd") for row in series.rows],
                    heading="Height (mm)",
                    measure="Average disc height (mm)",
                    span=(0, 10),
                    dtick=2,
                ),
                bars(
                    [_group(row, "disc_volume_cm3", "disc_volume_sd") for row in series.rows],
                    heading="Volume (cm³)",
                    measure="Average disc volume (cm³)",
                    span=(0, 15),
                    dtick=5,
                ),
                bars(
                    [_group(row, "pfirrmann_grade", None) for row in series.rows],
                    heading="Grade: lower is healthier",
                    measure="Disc grade on the scan (1 to 5)",
                    span=(0, 5),
                    dtick=1,
                ),
            ]
        ).drawing,
    )


def older_runner_discs() -> Chart:
    """Disc grade and water (T2 time) of long-term runners and inactive men in midlife."""
    series = figures()["runner-disc-measures-midlife"]
    grades = [row for row in series.rows if "grade" in row["measure"]]
    water = next(row for row in series.rows if "T2" in row["measure"])
    return Chart(
        title="Midlife runners' discs looked healthier in one very small study",
        summary="Grade on the scan (Pfirrmann, 1 to 5), where lower is healthier: "
        + "; ".join(
            f"{_level(row)} {row['runners']} in runners, {row['controls']} in inactive men"
            for row in grades
        )
        + f". T2 time, where higher means more water: {water['runners']} ms in runners, "
        f"{water['controls']} ms in inactive men, a difference that may be chance.",
        caveat=f"{series.population}, measured once: an association. The T2 difference may be "
        "chance. Thin lines: how people differ (one standard deviation, SD, either side).",
        source_keys=(series.source,),
        table=Table(
            f"Lumbar discs of {series.population}",
            ("Measure", "Runners", "SD", "Inactive men", "SD", "p value"),
            tuple(
                (
                    row["measure"],
                    row["runners"],
                    row["runners_sd"],
                    row["controls"],
                    row["controls_sd"],
                    row["p"],
                )
                for row in series.rows
            ),
        ),
        **stacked(
            [
                *(
                    bars(
                        _pair(row),
                        heading=f"Grade, {_level(row)}: lower is healthier",
                        measure="Disc grade on the scan (1 to 5)",
                        span=(0, 5),
                        dtick=1,
                    )
                    for row in grades
                ),
                bars(
                    _pair(water),
                    heading="Water in the disc: higher means more",
                    measure="Water in the disc (T2, ms)",
                    span=(0, 125),
                    dtick=25,
                ),
            ]
        ).drawing,
    )


def _group(row: Mapping[str, Any], value: str, spread: str | None) -> Bar:
    colour = BLUE if row["running_km_per_week"] else GREY
    return _average(capital(row["group"]), row[value], row[spread] if spread else None, colour)


def _pair(row: Mapping[str, Any]) -> list[Bar]:
    return [
        _average("Runners", row["runners"], row["runners_sd"], BLUE),
        _average("Inactive men", row["controls"], row["controls_sd"], GREY),
    ]


def _average(label: str, mean: float, spread: float | None, colour: str) -> Bar:
    """An average with one standard deviation (SD) on both sides, if there is one."""
    if spread is None:
        return Bar(label=label, end=mean, colour=colour)
    low, high = round(mean - spread, 2), round(mean + spread, 2)
    spelled = f"{mean} (SD {spread})"
    return Bar(label=label, end=mean, low=low, high=high, spelled=spelled, colour=colour)


def _level(row: Mapping[str, Any]) -> str:
    return "all levels" if "all" in row["measure"] else "L5-S1"
