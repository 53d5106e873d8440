"""The class of assignment 04: who hands in what, and what it must earn."""

from __future__ import annotations

import pytest
from assignment import YES, Assignment, ClassTests, Handed, earned
from klass import Student

SOLVED = {
    "scans-answer": """
at_40 = scans.loc[40]
rise = scans.loc[50] - scans.loc[20]
rises_most = rise.idxmax()
half_age = {"disc_degeneration": 30, "disc_signal_loss": 40}
half_age |= {"disc_height_loss": 50, "disc_bulge": 50}
""",
    "recovery-answer": """
share_2024 = (56 - 26) / (56 - 21)
share_2012 = (52 - 23) / (52 - 6)


def pain_at(week):
    pain = np.interp(week, recovery["weeks"], recovery["pain_2024"])
    return ("published" if week in [0, 6, 26, 52] else "interpolated"), pain
""",
    "chart-answer": """
figure = px.line(
    recovery,
    x="weeks",
    y=["pain_2012", "pain_2024"],
    title="Back pain in the year after it starts",
    labels={"weeks": "Weeks", "value": "Average pain (points out of 100)"},
)
figure
""",
    "needed-answer": """
def needed(baseline, ratio):
    if ratio >= 1:
        return None
    return math.ceil(1 / (baseline * (1 - ratio)))


def needed_range(baseline, low, high):
    if high < 1 or low > 1:
        return needed(baseline, low), needed(baseline, high)
""",
    "report-answer": "Of 100 people of 50 without pain, 80 have such discs. Keep moving, Ben.",
}

TREATMENT = Assignment(
    "04_treatment",
    lab={"scans": 4.0, "recovery": 4.0, "chart": 4.0, "needed": 4.0},
    written={"report": 4.0},
    solved=SOLVED,
)
QUIZ, LAB, RIGHT = TREATMENT.quiz, TREATMENT.lab, TREATMENT.right

# Right in other words: loops, other types, other plotly calls, no rounding, capitals, a warning.
UNUSUAL = {
    "scans-answer": """
at_40 = scans.T[[40]]
rise = [(name.title(), float(scans[name].max() - scans[name].min())) for name in findings]
rises_most = [name for name, points in rise if points == max(p for _, p in rise)]
half_age = pd.Series(dtype=float)
for name in findings:
    half_age[name] = np.nan
    for age in [50, 40, 30, 20]:
        if scans.loc[age, name] > 50:
            half_age[name] = age
""",
    "recovery-answer": """
import warnings
from decimal import Decimal
from fractions import Fraction
share_2024 = Decimal("0.86")
share_2012 = pd.Series([29]) / 46

def pain_at(week):
    warnings.warn("this will change one day", FutureWarning)
    print("asked for", week)
    weeks, pains = recovery["weeks"].tolist(), recovery["pain_2024"].tolist()
    for start, end, high, low in zip(weeks, weeks[1:], pains, pains[1:]):
        if week in (start, end):
            return ["PUBLISHED", high if week == start else low]
        if start < week < end:
            slope = Fraction(low - high, end - start)
            return ["Interpolated", high + slope * Fraction(week - start)]
""",
    "chart-answer": """
import plotly.graph_objects as go
figure = go.Figure()
for column in ["pain_2024", "pain_2012"]:
    weeks, pain = recovery["weeks"][::-1], recovery[column][::-1]
    figure.add_scatter(x=weeks.astype(float), y=pain, mode="lines", showlegend=False)
    figure.add_scatter(x=weeks, y=pain, mode="markers", name=f"<b>{column[-4:]}</b>")
figure.update_xaxes(title="<i>Time</i> in weeks", range=[0, 55])
figure.update_layout(title_text="How fast does new<br>back pain get better?")
figure.layout.yaxis.title.text = "PAIN, 0 to 100"
""",
    "needed-answer": """
needed = lambda baseline, ratio: 1 / baseline / (1 - ratio) if ratio < 1 else None

def needed_range(baseline, low, high):
    try:
        return {np.float64(-(-needed(baseline, end) // 1)) for end in (high, low)}
    except TypeError:
        return
""",
}

# Right, with names of the student's own that test cells, or Python itself, might use too.
OWN_NAMES = {
    "scans-answer": SOLVED["scans-answer"] + "six = len(findings)\nany = dict = zip = None\n",
    "recovery-answer": """
points, either = [56, 26, 22, 21], [0, 6, 26, 52]
share_2024 = (points[0] - points[1]) / (points[0] - points[3])
share_2012 = (52 - 23) / (52 - 6)


def pain_at(week):
    pain = np.interp(week, either, points)
    return ("published" if week in either else "interpolated"), pain
""",
    "chart-answer": SOLVED["chart-answer"].replace("Back pain in", "The usual course in")
    + "COURSES = figure\n",
    "needed-answer": SOLVED["needed-answer"],
}

AT_LEAST = {
    "scans-answer": """
at_40 = scans.loc[40]
rise = scans.loc[50] - scans.loc[20]
rises_most = rise.max()
half_age = (scans >= 50).idxmax()
""",
    "recovery-answer": """
share_2024 = 26 / 56
share_2012 = 23 / 52

def pain_at(week):
    kind = "published" if week in recovery["weeks"] else "interpolated"
    return kind, np.interp(week, recovery["weeks"], recovery["pain_2024"])
""",
    "chart-answer": 'figure = px.line(recovery, x="weeks", y=["pain_2012", "pain_2024"])',
    "needed-answer": """
def needed(baseline, ratio):
    return math.ceil(1 / (1 - ratio))

def needed_range(baseline, low, high):
    return needed(baseline, low), needed(baseline, high)
""",
}

RELATIVE = {
    "scans-answer": """
at_40 = scans.loc[40] / 100
rise = scans.loc[50] / scans.loc[20]
rises_most = rise.idxmax()
half_age = {name: scans.index[scans[name] > 50].tolist()[:1] for name in findings}
""",
    "recovery-answer": """
share_2024 = 100 * (56 - 26) / (56 - 21)
share_2012 = 100 * (52 - 23) / (52 - 6)

def pain_at(week):
    pain = np.interp(week, recovery["weeks"], recovery["pain_2024"])
    return pain, ("published" if week in [0, 6, 26, 52] else "interpolated")
""",
    "chart-answer": """
figure = px.line(
    recovery.rename(columns={"pain_2012": "2024", "pain_2024": "2012"}),
    x="weeks",
    y=["2012", "2024"],
    title="Average back pain by week",
    labels={"weeks": "Time in weeks", "value": "Pain"},
)
""",
    "needed-answer": """
def needed(baseline, ratio):
    if ratio >= 1:
        return None
    return math.ceil(100 / (baseline - baseline * ratio))

def needed_range(baseline, low, high):
    if low <= 1 <= high:
        return None
    return needed(baseline, low), needed(baseline, high)
""",
}

LATE_AGES = {
    "scans-answer": """
table = published.set_index("age_years")[findings]
at_40 = table.loc[40]
rise = table.loc[80] - table.loc[20]
rises_most = rise.idxmax()
half_age = {n: table.index[table[n] > 50][0] for n in findings if table[n].max() > 50}
""",
    "recovery-answer": """
share_2012 = (56 - 26) / (56 - 21)
share_2024 = (52 - 23) / (52 - 6)

def pain_at(week):
    pain = np.interp(week, recovery["weeks"], recovery["pain_2012"])
    return ("published" if week in [0, 6, 26, 52] else "interpolated"), pain
""",
    "chart-answer": """
figure = px.line(
    recovery,
    x="weeks",
    y="pain_2024",
    title="Back pain gets better",
    labels={"weeks": "Weeks", "pain_2024": "Pain (0-100)"},
)
""",
    "needed-answer": SOLVED["needed-answer"].replace("math.ceil", "round"),
}

ONE_LINE = {
    "scans-answer": """
at_40 = scans["disc_bulge"]
rise = scans.max() - scans.min()
rises_most = "Disc signal loss"
half_age = {30: "disc_degeneration", 40: "disc_signal_loss", 50: "disc_bulge"}
""",
    "recovery-answer": """
share_2024 = (56 - 26) / (56 - 22)
share_2012 = (52 - 23) / (52 - 12)

def pain_at(week):
    near = min([0, 6, 26, 52], key=lambda known: abs(known - week))
    return "published", dict(zip(recovery["weeks"], recovery["pain_2024"]))[near]
""",
    "chart-answer": """
figure = px.line(
    recovery.melt(id_vars="weeks"),
    x="weeks",
    y="value",
    title="Back pain over time",
    labels={"weeks": "Weeks", "value": "Pain (points)"},
)
""",
    "needed-answer": SOLVED["needed-answer"].replace("math.ceil", "int"),
}

WORDS = {
    "scans-answer": SOLVED["scans-answer"].replace("idxmax", "idxmin"),
    "recovery-answer": SOLVED["recovery-answer"].replace(
        "week in [0, 6, 26, 52]", "week == int(week)"
    ),
    "chart-answer": """
figure = px.bar(
    recovery,
    x=["week 0", "week 6", "week 26", "week 52"],
    y=["pain_2012", "pain_2024"],
    barmode="group",
    title="Back pain in two reviews",
    labels={"x": "Time (weeks)", "value": "Pain (points)"},
)
""",
    "needed-answer": """
def needed(baseline, ratio):
    return f"{math.ceil(1 / (baseline - baseline * ratio))} people"

def needed_range(baseline, low, high):
    if low <= 1 <= high:
        return None, None
    return f"{needed(baseline, low)} to {needed(baseline, high)}"
""",
}

SAYS_YES = {
    "scans-answer": YES + "at_40 = rise = rises_most = half_age = yes",
    "recovery-answer": "share_2024 = share_2012 = pain_at = yes",
    "chart-answer": "figure = yes",
    "needed-answer": "needed = needed_range = yes",
}

STUDENTS = {
    "at-least": Handed(
        Student(
            "at-least",
            {
                "ex-treatment-who-soonest": TREATMENT.swapped("ex-treatment-who-soonest"),
                "ex-treatment-sciatica-bed": {"verdict": True, "reason": "a"},
                "ex-treatment-slow-course": "a",
                "ex-treatment-two-effects": "a",
                "ex-treatment-zero-inside": "c",
                "ex-treatment-heat-scale": "1",
                "ex-treatment-compared-with": TREATMENT.swapped("ex-treatment-compared-with"),
                "ex-treatment-visit-order": RIGHT["ex-treatment-visit-order"][::-1],
                "ex-treatment-walking-group": "60",
                "ex-treatment-case-report": [["call", "a"], ["run", "c"], ["neighbour", "a"]],
                "ex-treatment-stress-test": "a",
                "ex-treatment-fair-sentences": ["a", "c"],
                "ex-treatment-start-with-pain": {"verdict": False, "reason": "b"},
            },
            cells=AT_LEAST,
        ),
        {
            "ex-treatment-who-soonest": 1.0,  # 2 of 4 in place
            "ex-treatment-compared-with": 1.2,  # 3 of 5
            "ex-treatment-case-report": 2.0,  # 2 of 3 decisions
            "ex-treatment-start-with-pain": 0.5,  # verdict without reason
        },
        {"scans": 2.5, "recovery": 1.0, "chart": 3.0, "needed": 0.0},
    ),
    "relative": Handed(
        Student(
            "relative",
            {
                "ex-treatment-slow-course": "c",
                "ex-treatment-two-effects": "b",
                "ex-treatment-heat-scale": "0.05",
                "ex-treatment-walking-group": "18 people",
                "ex-treatment-case-report": [["call", "c"], ["run", "b"], ["neighbour", "b"]],
                "ex-treatment-stress-test": "d",
                "ex-treatment-fair-sentences": ["c"],
            },
            cells=RELATIVE,
        ),
        {
            "ex-treatment-slow-course": 1.0,
            "ex-treatment-walking-group": 1.0,
            "ex-treatment-fair-sentences": 1.0,  # 1 of 2
        },
        {"scans": 2.5, "recovery": 0.0, "chart": 3.0, "needed": 0.5},
    ),
    "late-ages": Handed(
        Student(
            "late-ages",
            {
                **RIGHT,
                "ex-treatment-heat-scale": "about twenty",
                "ex-treatment-fair-sentences": ["a", "b", "c", "d", "e"],
                "ex-treatment-compared-with": {},
                # No answer of these types: never more than nothing.
                "ex-treatment-slow-course": ["c"],
                "ex-treatment-stress-test": {"c": True},
                "ex-treatment-case-report": "best",
            },
            cells=LATE_AGES,
        ),
        QUIZ
        | {
            "ex-treatment-heat-scale": 0.0,
            "ex-treatment-fair-sentences": 0.0,
            "ex-treatment-compared-with": 0.0,
            "ex-treatment-slow-course": 0.0,
            "ex-treatment-stress-test": 0.0,
            "ex-treatment-case-report": 0.0,
        },
        {"scans": 3.5, "recovery": 1.0, "chart": 2.5, "needed": 3.5},
    ),
    "one-line": Handed(
        Student(
            "one-line",
            {
                "ex-treatment-heat-scale": "21,2",
                "ex-treatment-walking-group": "12",
                "ex-treatment-zero-inside": "b",
                "ex-treatment-sciatica-bed": {"verdict": False, "reason": "c"},
            },
            cells=ONE_LINE,
        ),
        {
            "ex-treatment-heat-scale": 2.0,
            "ex-treatment-zero-inside": 1.0,
            "ex-treatment-sciatica-bed": 0.5,
        },
        {"scans": 1.0, "recovery": 0.5, "chart": 1.5, "needed": 3.5},
    ),
    "words": Handed(
        Student("words", cells=WORDS, without=["quiz.ipynb"]),
        {},
        {"scans": 3.5, "recovery": 3.0, "chart": 1.5, "needed": 0.0},
    ),
    # No quiz notebook: its points are 0, whatever lies beside it, and the lab counts.
    "unusual": Handed(
        Student(
            "unusual",
            RIGHT,
            cells=UNUSUAL,
            added={"chart": "'an extra cell'", "setup": "import math"},
            without=["quiz.ipynb"],
        ),
        {},
        LAB,
    ),
    "own-names": Handed(
        Student("own-names", cells=OWN_NAMES, without=["quiz.ipynb"]),
        {},
        LAB,
    ),
    "says-yes": Handed(
        Student("says-yes", cells=SAYS_YES, without=["quiz.ipynb"]),
        {},
        {},
    ),
}


# For each task, the example above it under the names that are asked for.
COPIED = {
    "scans": """
at_40 = rise = scans.loc[30]
rises_most = "disc_bulge"
half_age = {"disc_bulge": ..., "disc_degeneration": ...}
""",
    "recovery": """
share_2024 = share_2012 = np.interp(3, [0, 6], [52, 23])

def pain_at(week):
    return "published", 26
""",
    "needed": "needed = lambda *n: 5\nneeded_range = lambda *n: (3, 4)",
}


class TestTreatment(ClassTests):
    """The promises of every assignment, and those of this one."""

    assignment = TREATMENT
    students = STUDENTS
    told = (
        ("blank", 'Not yet: `pain_at(6)` should give back `"published"` and then 26.'),
        ("at-least", "Not yet: `rises_most` should be the name of one finding"),
        ("at-least", "Not yet: `figure` should have a title of at least three words."),
        ("at-least", "Not yet (0 of 0.5): Look at the bulge once more, and at what the task"),
        ("relative", "Not yet (0 of 0.5): Name each line, so that a stranger knows which"),
        ("late-ages", "Not yet (0 of 0.5): If a number of people is rounded, it is always"),
        ("words", "Not yet: The weeks should be numbers on their axis, so that long times"),
        ("perfect", "OK (0.5 of 0.5): An interval that holds 1 has no number."),
    )
    copied = COPIED


# --- the same test cells, asked about many answers without a class

TITLES = """
figure.update_layout(
    title="Pain after new back pain", xaxis_title="Weeks", yaxis_title="Pain (points of 100)"
)
"""
GO = """
import plotly.graph_objects as go
weeks, a, b = (recovery[name].tolist() for name in recovery)
"""
RIGHT_CHARTS = {
    "colours": """
long = recovery.melt(id_vars="weeks", var_name="review", value_name="pain")
figure = px.line(long, x="weeks", y="pain", color="review")
""",
    "points": """
figure = px.scatter(recovery, x="weeks", y=["pain_2012", "pain_2024"])
""",
    "facets": """
long = recovery.melt(id_vars="weeks", var_name="review", value_name="pain")
figure = px.line(long, x="weeks", y="pain", facet_col="review")
""",
    "bars on a number axis": """
figure = px.bar(recovery, x="weeks", y=["pain_2012", "pain_2024"], barmode="group")
""",
    "dictionaries": GO
    + """
figure = go.Figure(data=[
    {"type": "scatter", "x": weeks, "y": a, "name": "Menezes Costa 2012"},
    {"type": "scatter", "x": weeks, "y": b, "name": "Wallwork 2024"},
])
""",
    "weeks as text of numbers": GO
    + """
figure = px.line(x=["0", "6", "26", "52"], y=[a, b])
for trace, year in zip(figure.data, [2012, 2024]):
    trace.name = year
""",
    "names at the lines": GO
    + """
figure = go.Figure(layout={"showlegend": False})
for year, pains in (("2012", a), ("2024", b)):
    figure.add_scatter(x=weeks, y=pains, mode="lines+text", text=["", "", "", year])
""",
    "notes beside the lines": GO
    + """
figure = go.Figure([go.Scatter(x=weeks, y=a), go.Scatter(x=weeks, y=b)])
figure.add_annotation(x=52, y=6, text="Review of 2012")
figure.add_annotation(x=52, y=21, text="Review of 2024")
""",
    "a third line, a mark and a gap": GO
    + """
figure = go.Figure()
figure.add_scatter(x=np.array(weeks), y=np.array(a), name="2012")
figure.add_scatter(x=weeks + [60], y=b + [None], name="2024")
figure.add_scatter(x=[3], y=[41], name="interpolated")
figure.add_hline(y=50)
""",
    "stacked plots": GO
    + """
from plotly.subplots import make_subplots
figure = make_subplots(rows=1, cols=2, subplot_titles=["Review of 2012", "Review of 2024"])
figure.add_trace(go.Scatter(x=weeks, y=a), row=1, col=1)
figure.add_trace(go.Scatter(x=weeks, y=b), row=1, col=2)
""",
}


@pytest.mark.parametrize("chart", RIGHT_CHARTS.values(), ids=RIGHT_CHARTS)
def test_a_right_chart_earns_all_points_however_it_was_drawn(chart: str) -> None:
    assert earned("04_treatment", "chart", chart + TITLES) == 4


WRONG_CHARTS = {
    "no figure": ("figure = recovery.describe()", 0),
    "an empty figure": (GO + "figure = go.Figure()" + TITLES, 1.5),
    "a pie": ('figure = px.pie(recovery, values="pain_2012", names="weeks")' + TITLES, 1.5),
    "weeks and pain exchanged": (
        'figure = px.line(recovery, x=["pain_2012", "pain_2024"], y="weeks")' + TITLES,
        1.5,
    ),
    "weeks counted from 0 to 3": (
        'figure = px.line(recovery, y=["pain_2012", "pain_2024"])' + TITLES,
        1.5,
    ),
    "every week, read off the straight lines": (
        "every = list(range(53))\n"
        'read = {n: np.interp(every, recovery["weeks"], recovery[n]) for n in recovery}\n'
        'figure = px.line(x=every, y=[read["pain_2012"], read["pain_2024"]])' + TITLES,
        1.5,
    ),
    "lines without names": (
        GO + "figure = go.Figure([go.Scatter(x=weeks, y=a), go.Scatter(x=weeks, y=b)])" + TITLES,
        3.5,
    ),
    "pain without a unit": (
        SOLVED["chart-answer"].replace(" (points out of 100)", ""),
        3.5,
    ),
    "an axis of unknown time": (
        SOLVED["chart-answer"].replace('"weeks": "Weeks"', '"weeks": "Time"'),
        3.5,
    ),
}


@pytest.mark.parametrize(("chart", "points"), WRONG_CHARTS.values(), ids=WRONG_CHARTS)
def test_a_wrong_chart_loses_only_what_is_wrong(chart: str, points: float) -> None:
    assert earned("04_treatment", "chart", chart) == points


CHART_TITLES = {
    "How fast back ache eases": 4,
    "A year of back trouble": 4,
    "The course of two reviews": 4,
    "How long does it hurt?": 4,
    "Most improvement comes early": 4,
    "Back pain": 3.5,
    "Two reviews compared": 3.5,
}


@pytest.mark.parametrize(("title", "points"), CHART_TITLES.items())
def test_a_title_may_say_it_in_other_words(title: str, points: float) -> None:
    chart = RIGHT_CHARTS["points"] + TITLES.replace("Pain after new back pain", title)
    assert earned("04_treatment", "chart", chart) == points


RISES = {
    "rise.idxmax()": True,
    "[rise.idxmax()]": True,
    "rise.nlargest(1).index": True,
    "'Disc signal loss'": True,
    "rise.nlargest(1)": False,
    "rise.max()": False,
    "{'disc_signal_loss': 56}": False,
}


@pytest.mark.parametrize(("name", "right"), RISES.items())
def test_a_visible_line_takes_the_names_that_earn_points(
    name: str, right: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = SOLVED["scans-answer"] + f"rises_most = {name}"
    assert earned("04_treatment", "scans", answer) == (4 if right else 3.5)
    assert ("OK: `rises_most` is a name." in capsys.readouterr().out) is right


RIGHT_NUMBERS = {
    "not rounded, the larger first": """
def needed(baseline, ratio):
    return None if ratio >= 1 else 1 / (baseline * (1 - ratio))

def needed_range(baseline, low, high):
    return None if low <= 1 <= high else [needed(baseline, high), needed(baseline, low)]
""",
    "arrays, out of 1,000": """
def needed(baseline, ratio):
    spared = 1000 * baseline - 1000 * baseline * ratio
    return np.ceil(1000 / spared) if spared > 0 else None

def needed_range(baseline, low, high):
    ends = [needed(baseline, low), needed(baseline, high)]
    return None if None in ends else np.array(ends)
""",
}


@pytest.mark.parametrize("answer", RIGHT_NUMBERS.values(), ids=RIGHT_NUMBERS)
def test_a_right_number_needed_earns_all_points_in_any_form(answer: str) -> None:
    assert earned("04_treatment", "needed", answer) == 4


NEEDED = SOLVED["needed-answer"]
SLIPS = {
    "always None": ("needed = needed_range = lambda *numbers: None", 0),
    "no None for an interval": (NEEDED.replace("high < 1 or low > 1", "True"), 3.5),
    "an end at 1": (NEEDED.replace("high < 1", "high <= 1"), 3.5),
    "below zero": (NEEDED.replace("ratio >= 1", "False"), 3.5),
    "those who are not spared": (NEEDED.replace("(1 - ratio)", "ratio"), 1.0),
}


@pytest.mark.parametrize(("answer", "points"), SLIPS.values(), ids=SLIPS)
def test_each_slip_in_a_number_needed_costs_its_part(answer: str, points: float) -> None:
    assert earned("04_treatment", "needed", answer) == points
