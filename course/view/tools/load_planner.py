"""Plan the next weeks, and see each run beside the longest of the 30 days before it."""

from __future__ import annotations

from dataclasses import asdict
from html import escape
from typing import Any

from course.charts.figure import Table
from course.model.bands import NAMES, bands
from course.model.plan import DAYS, PRESETS, Preset, compare
from course.model.text import to_plain
from course.view.html import bullets
from course.view.tools.tool import Tool, in_brackets, script, style

TITLE = "Load planner"
TASK = (
    "Choose a plan. Change its runs until none is more than 10% longer than the longest run of the "
    "30 days before it, and week 6 reaches its goal."
)
STUDY = "schuster_brandt_frandsen_2025"
MEANING = (
    "The bands come from one study of 5,205 runners {study}. It counted overuse injuries, not "
    "back pain alone, and it only observed. A ratio of 1.64 says that such runs went with injury "
    "1.64 times as often as runs up to 10% longer. It is not a forecast for you."
)
LIMITS = (
    "The rule looks at one run at a time. After a break it would let you start with a run as long "
    "as the longest of the last 30 days. To start shorter is plain caution; no study here has "
    "tested it."
)


class LoadPlanner(Tool):
    """The planner on the page."""

    _esm, _css = script("training", "load_planner"), style("load_planner")


def load_planner() -> LoadPlanner:
    """Plan six weeks of running, and find the runs that jump.

    Each run is held against the longest run of the 30 days before it. Nothing is stored.
    """
    return LoadPlanner(_data(), _html(), _text())


def _data() -> dict[str, Any]:
    return {
        "title": TITLE,
        "task": TASK,
        "presets": [asdict(preset) for preset in PRESETS],
        "days": {str(number): list(days) for number, days in DAYS.items()},
        "bands": [asdict(band) for band in bands()],
        "meaning": MEANING.format(study=in_brackets(STUDY)),
        "limits": LIMITS,
        "why": _why(),
    }


def _why() -> str:
    """Why neither the weekly rule nor the acute:chronic ratio is used."""
    return bullets(
        [
            "<b>“No more than 10% more each week.”</b> In a trial of 532 new runners, 20.8% were "
            "injured on a plan by that rule and 20.3% on a usual plan "
            f"{in_brackets('buist_2008')}. In the 5,205 runners, too, the change from week to week "
            f"showed no relation with injury {in_brackets(STUDY)}.",
            "<b>The acute:chronic ratio</b> divides the load of the last days by that of the last "
            "weeks. When researchers put random numbers in place of the last weeks, they found "
            f"much the same links {in_brackets('impellizzeri_2021')}. In the 5,205 runners its "
            f"link with injury even went the other way {in_brackets(STUDY)}. It should not be used "
            f"to foresee injuries {in_brackets('impellizzeri_2020', 'impellizzeri_2021')}.",
            "<b>Is the rule for single runs certain?</b> No. Sudden jumps are a fair suspect, yet "
            "a review could not tell which training errors cause injuries "
            f"{in_brackets('nielsen_2012')}. None of this measured back pain by itself.",
        ]
    )


def _band_table() -> Table:
    rows = tuple(
        (
            band.name,
            f"{band.rate:.2f}",
            f"{band.low:.2f} to {band.high:.2f}" if band.low else "compared with this",
        )
        for band in bands()
    )
    return Table(
        "Injury rate by how much longer the run was",
        ("The run was …", "Rate ratio", "95% interval"),
        rows,
    )


def _preset_table(preset: Preset) -> Table:
    jumps = {week: [] for week in range(len(preset.plan.weeks))}  # type: dict[int, list[str]]
    for run in compare(preset.plan):
        if run.band and run.longest:
            jumps[run.week].append(f"{run.km:g} km after {run.longest:g} km: {NAMES[run.band]}")
    return Table(
        preset.name,
        ("Week", "Runs in km", "Sum in km", "Jumps"),
        tuple(
            (
                f"Week {week + 1}",
                " + ".join(f"{km:g}" for km in kms),
                round(sum(kms), 1),
                "; ".join(jumps[week]) or "none",
            )
            for week, kms in enumerate(preset.plan.weeks)
        ),
    )


def _html() -> str:
    plans = "".join(
        f"<p>{escape(preset.story)}</p>{_preset_table(preset).html()}" for preset in PRESETS
    )
    return (
        f"<p><strong>{TITLE}.</strong> Your task: {TASK}</p>"
        "<p><em>This is a picture of the planner. Open the notebook in JupyterLab to use it."
        "</em></p>"
        f"{plans}{_band_table().html()}<p>{MEANING.format(study=in_brackets(STUDY))}</p><p>{LIMITS}</p>"
        f"{_why()}"
    )


def _text() -> str:
    parts = [f"{TITLE}. Your task: {TASK}"]
    parts += [f"{preset.story}\n{_preset_table(preset).text()}" for preset in PRESETS]
    parts += [
        _band_table().text(),
        to_plain(MEANING.format(study="(Schuster Brandt Frandsen 2025)")),
    ]
    return "\n\n".join(parts)
