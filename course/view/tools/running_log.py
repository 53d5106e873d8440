"""A running log: the learner's own, or the real one of a runner, with the runs that jump."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import traitlets

from course.charts.figure import Table
from course.errors import CourseError
from course.learner import runlog
from course.model import logtext
from course.model.bands import NAMES, band_of, bands
from course.model.evidence import sources
from course.model.samples import running_log as sample_log
from course.model.training import Run, longest_before, spikes
from course.view.html import source_link
from course.view.tools.tool import Tool, in_brackets, script, style

TITLE = "Running log"
TASK = (
    "Look at the example first. How many of its runs were more than 10% longer than the longest "
    "run of the 30 days before? Then look at your own log, if you keep one."
)
YEAR = 2004
DATA = "stat2data_2019"
STUDY = "schuster_brandt_frandsen_2025"
ABOUT = (
    f"The example is the real log of one marathon runner in {YEAR} (data set Marathon, "
    "{source}). It holds no word about injuries, so it cannot tell whether a jump did any harm."
)
MEANING = (
    "In a study of 5,205 runners {study}, runs more than 10% longer went with more overuse "
    "injuries. It only observed, and it is not a forecast for you. A jump in your log "
    "does not say why your back hurts. In the first 30 days of a log, only part of the month "
    "before is known."
)
PRIVATE = (
    "Your log is read here in the browser. If you keep it, it is written to my_running_log.csv "
    "beside this notebook, and sent nowhere else."
)
MOST_RUNS = 50_000


class RunningLog(Tool):
    """The log on the page, and what the kernel keeps of it."""

    _esm, _css = script("training", "logtext", "running_log"), style("running_log")

    # What the file holds, and how the last request went.
    stored = traitlets.Dict().tag(sync=True)

    def __init__(self, path: Path) -> None:
        self._path = path
        super().__init__(_data(), _html(), _text(), stored=self._read())
        self.on_msg(self._receive)

    def _read(self) -> dict[str, Any]:
        try:
            return _state(runlog.load(self._path, date.today()))
        except CourseError as error:
            return {"runs": [], "problems": [], "version": "", "id": "", "told": str(error)}

    def _receive(self, _: Any, message: Any, __: Any) -> None:
        if not isinstance(message, dict):
            return
        answer = {"id": message.get("id"), "failed": False}
        try:
            if message.get("kind") == "keep":
                self.stored = self._keep(message) | answer
            elif message.get("kind") == "delete":
                left = runlog.delete(self._path)
                told = f"Copies that were set aside are still there: {', '.join(left)}."
                self.stored = self._read() | answer | {"told": told if left else ""}
        except CourseError as error:
            self.stored = self.stored | answer | {"failed": True, "told": str(error)}

    def _keep(self, message: dict[str, Any]) -> dict[str, Any]:
        try:
            entries = message["runs"]
            if len(entries) > MOST_RUNS:
                raise CourseError(f"A log may hold {MOST_RUNS:,} runs. Nothing was saved.")
            runs = [Run(date.fromisoformat(day), float(km)) for day, km in entries]
            seen = str(message["seen"])
        except (KeyError, TypeError, ValueError):
            raise CourseError("Your log did not arrive whole. Press Keep once more.") from None
        return _state(*runlog.save(self._path, runs, seen, date.today()))


def running_log() -> RunningLog:
    """Show a running log: weekly totals, and the runs that jump.

    The learner pastes her log or loads a file; it is read in the browser. When she asks for it, the
    kernel keeps it in ``my_running_log.csv`` beside the notebook, and it is there the next time.
    """
    return RunningLog(Path(runlog.NAME).resolve())


def _state(stored: runlog.Stored, told: str = "") -> dict[str, Any]:
    return {
        "runs": [[run.day.isoformat(), run.km] for run in stored.log.runs],
        "problems": [asdict(problem) for problem in stored.log.problems],
        "version": stored.version,
        "id": "",
        "failed": False,
        "told": told,
    }


def _example() -> list[Run]:
    # December as well: what January is compared with.
    return [run for run in sample_log() if date(YEAR - 1, 12, 1) <= run.day <= date(YEAR, 12, 31)]


def _data() -> dict[str, Any]:
    return {
        "title": TITLE,
        "task": TASK,
        "example": [[run.day.isoformat(), round(run.km, 6)] for run in _example()],
        "year": YEAR,
        "about": ABOUT.format(source=source_link(sources()[DATA])),
        "meaning": MEANING.format(study=in_brackets(STUDY)),
        "private": PRIVATE,
        "bands": [asdict(band) for band in bands()],
        "problems": logtext.PROBLEMS,
        "file": runlog.NAME,
    }


def _jumps() -> Table:
    longest = {run: most for run, most in longest_before(_example()) if most}
    rows = tuple(
        (
            f"{spike.run.day:%d %B %Y}",
            f"{spike.run.km:.1f}",
            f"{spike.longest_before:.1f}",
            NAMES[band_of(spike.run.km, longest[spike.run])],
        )
        for spike in spikes(_example())
        if spike.run.day.year == YEAR
    )
    columns = ("Day", "Run in km", "Longest of the 30 days before, in km", "Band")
    return Table(f"Runs more than 10% longer, {YEAR}", columns, rows)


def _months() -> Table:
    totals = {month: [0, 0.0] for month in range(1, 13)}
    for run in _example():
        if run.day.year == YEAR:
            totals[run.day.month][0] += 1
            totals[run.day.month][1] += run.km
    rows = tuple(
        (f"{date(YEAR, month, 1):%B}", count, f"{km:.0f}") for month, (count, km) in totals.items()
    )
    return Table(f"The example by month, {YEAR}", ("Month", "Runs", "km"), rows)


def _html() -> str:
    return (
        f"<p><strong>{TITLE}.</strong> Your task: {TASK}</p>"
        "<p><em>This is a picture of the example. Open the notebook in JupyterLab to read your own "
        f"log.</em></p><p>{ABOUT.format(source=source_link(sources()[DATA]))}</p>{_jumps().html()}{_months().html()}"
        f"<p>{MEANING.format(study=in_brackets(STUDY))}</p>"
    )


def _text() -> str:
    study = "(Schuster Brandt Frandsen 2025)"
    return "\n\n".join(
        [
            f"{TITLE}. Your task: {TASK}",
            ABOUT.format(source=sources()[DATA].short),
            _jumps().text(),
            _months().text(),
            MEANING.format(study=study),
        ]
    )
