"""A ladder back to running: good days lead up, a bad day leads down a step."""

from __future__ import annotations

from html import escape
from typing import Any

from course.charts.figure import Table
from course.errors import CourseError
from course.model.evidence import figures, red_flags
from course.model.exercises import library
from course.model.ladder import GOOD_DAYS_TO_CLIMB, STEPS, Mark, play
from course.view.evidence import SAME_DAY, WITHIN_DAYS, soon_signs
from course.view.html import bullets
from course.view.tools.tool import Tool, in_brackets, script, style

TITLE = "Return to running, step by step"
# By the invented runner who plays. All begin on `START`.
TASKS = {
    "Dana": "Play two weeks for Dana, an invented runner who begins on step 3. Let her have a bad "
    "day on step 4. What happens then?",
    "Maja": "Let Maja begin on step 3, give her one bad day, then good ones. Where does she stand "
    "a week later?",
}
# Example days of each, for a page that cannot be played.
EXAMPLES: dict[str, tuple[Mark, ...]] = {
    "Dana": ("good", "good", "bad", "good", "good", "good"),
    "Maja": ("bad", "good", "good"),
}
START = 3
GOOD = "Pain stayed at most mild (up to about 3 to 4 of 10) and settled within a day."
BAD = "Pain went above 4 of 10, or was still raised the next morning."
BEFORE = (
    "With an emergency sign, get emergency help now. With another warning sign, pain at one bony "
    "point that rises with every step, or leg pain that is getting worse, this is not for you now: "
    "speak to a doctor first {sources}."
)


class ReturnToRun(Tool):
    """The ladder on the page."""

    _esm, _css = script("return_to_run"), style("return_to_run")


def return_to_run(runner: str = "Dana") -> ReturnToRun:
    """Show the ladder from walking to easy running, to be played day by day. Nothing is stored.

    Parameters
    ----------
    runner
        The invented runner of the task: ``"Dana"`` or ``"Maja"``.

    Raises
    ------
    CourseError
        If there is no task about this runner.
    """
    if runner not in TASKS:
        raise CourseError(f"The ladder has no task about {runner!r}, only: {', '.join(TASKS)}.")
    return ReturnToRun(_data(runner), _html(runner), _text(runner))


def _data(runner: str) -> dict[str, Any]:
    same_day, later = soon_signs()
    return {
        "title": TITLE,
        "task": TASKS[runner],
        "runner": runner,
        "start": START,
        "climb": GOOD_DAYS_TO_CLIMB,
        "steps": [{"words": step.words, "minutes": step.minutes} for step in STEPS],
        "good": GOOD,
        "bad": BAD,
        "before": _before(),
        "now": _emergencies(),
        "soon": [[SAME_DAY, same_day], [WITHIN_DAYS, later]],
        "stop": _stop_rules(),
        "sure": _sure(),
    }


def _before() -> str:
    return BEFORE.format(sources=in_brackets("nhs_back_pain", "sacral_bsi_2019"))


def _emergencies() -> list[str]:
    return [f.question for f in red_flags() if f.urgency == "emergency now"]


def _stop_rules() -> list[str]:
    """When to stop a session: the two rules of all exercises, and bone pain from this one."""
    emergency, spreading, *_ = library().common_stop_rules
    [run_walk] = [one for one in library().exercises if one.id == "run-walk-programme"]
    bone = run_walk.stop_if[-1]
    return [emergency, spreading, f"Stop running, and speak to a doctor within days: {bone}."]


def _sure() -> str:
    """What was tested, and what is only a convention."""
    rows = figures()["run-walk-trial-asteroid"].rows
    pain = next(row for row in rows if row["outcome"] == "average pain")
    trial, walking = in_brackets("neason_2024"), in_brackets("pocovi_2024")
    return bullets(
        [
            "<b>Tested in one small trial:</b> three run-walk sessions of 30 minutes a week, for "
            "12 weeks. In 40 adults with long-lasting low back pain, average pain fell by "
            f"{-pain['difference']:g} points of 100 more than in those who waited (95% interval "
            f"{-pain['ci_high']:g} to {-pain['ci_low']:g}) {trial}. Nine non-serious events were "
            "noted; seven of them were leg pain.",
            "<b>Tested in a larger trial:</b> walking, built up toward 30 minutes five times a "
            "week, with education, for people who had just got over an episode. The next episode "
            "that limited daily life came later: half of them had it by day 208, against day 112 "
            f"without {walking}.",
            "<b>Convention, not tested:</b> these eight steps, two good days to go up, one bad day "
            "to go down. Another ladder may do as well.",
            "<b>Borrowed:</b> the limit of 3 to 4 of 10. The idea of such a limit comes from "
            f"training with a sore Achilles tendon {in_brackets('silbernagel_2007')}. It was not "
            "tested for back pain.",
            "Hurt does not always mean harm. But sharp pain, rising pain, or pain that spreads "
            f"into a leg is a reason to stop {in_brackets('neason_2024', 'foster_2018')}.",
        ]
    )


def _steps_table() -> Table:
    rows = tuple((f"Step {n}", step.words, step.minutes) for n, step in enumerate(STEPS, 1))
    return Table("The ladder", ("Step", "One session", "Minutes"), rows)


def _example_table(runner: str) -> Table:
    """Days of the invented runner, as a picture of what the page plays."""
    marks = EXAMPLES[runner]
    days = [f"Week {week}, {day}" for week in (1, 2) for day in ("Mon", "Wed", "Fri")]
    states = play(START, marks)
    before = [START, *(state.step for state in states)]
    rows = tuple(
        (day, f"Step {step}", mark, f"Step {state.step}")
        for day, step, mark, state in zip(days, before, marks, states, strict=False)
    )
    columns = ("Day", "Session", "How it was", "Next session")
    weeks = "Two weeks" if len(marks) > 3 else "One week"
    return Table(f"{weeks} of {runner} (invented)", columns, rows)


def _html(runner: str) -> str:
    same_day, later = soon_signs()
    return (
        f"<p><strong>{TITLE}.</strong> Your task: {TASKS[runner]}</p>"
        "<p><em>This is a picture of the ladder. Open the notebook in JupyterLab to play it."
        "</em></p>"
        f"<p><strong>Get emergency help now for:</strong></p>"
        f"{bullets(map(escape, _emergencies()))}<p><strong>Speak to a doctor for:</strong></p>"
        f"<p>{SAME_DAY}</p>{bullets(map(escape, same_day))}"
        f"<p>{WITHIN_DAYS}</p>{bullets(map(escape, later))}"
        f"<p>{_before()}</p>{bullets(map(escape, _stop_rules()))}{_steps_table().html()}"
        f"<p>Good day: {GOOD} Bad day: {BAD}</p>"
        f"{_example_table(runner).html()}{_sure()}"
    )


def _text(runner: str) -> str:
    same_day, later = soon_signs()
    return "\n".join(
        [
            f"{TITLE}. Your task: {TASKS[runner]}",
            "Get emergency help now for:",
            *(f"- {sign}" for sign in _emergencies()),
            "Speak to a doctor for:",
            SAME_DAY,
            *(f"- {sign}" for sign in same_day),
            WITHIN_DAYS,
            *(f"- {sign}" for sign in later),
            BEFORE.format(sources="(NHS back pain 2024)"),
            *(f"- {rule}" for rule in _stop_rules()),
            _steps_table().text(),
            f"Good day: {GOOD} Bad day: {BAD}",
            _example_table(runner).text(),
        ]
    )
