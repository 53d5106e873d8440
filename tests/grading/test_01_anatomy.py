"""The class of assignment 01: who hands in what, and what it must earn."""

from __future__ import annotations

import nbformat
import pytest
from assignment import YES, Assignment, ClassTests, Handed, earned
from klass import Klass, Student, answers_file

SOLVED = {
    "count-answer": """
bones = len(vertebrae)
bones_by_region = vertebrae.groupby("region").size()
""",
    "depth-answer": """
mean_depth = vertebrae.groupby("region")["depth_mm"].mean()
ratio = mean_depth["lower back"] / mean_depth["neck"]
""",
    "chart-answer": """
figure = px.bar(
    x=mean_depth.index,
    y=mean_depth.values,
    title="Mean depth of the vertebrae",
    labels={"x": "Region", "y": "Mean depth (mm)"},
)
figure
""",
    "standing-answer": """
def times_standing(mpa):
    return mpa / 0.5

less_than_standing = list(pressure[pressure["mpa"] < 0.5]["activity"])
""",
    "judge-answer": "One man was measured, so others may differ, and pressure is not pain.",
}

ANATOMY = Assignment(
    "01_anatomy",
    lab={"count": 3.0, "depth": 4.0, "chart": 4.0, "standing": 5.0},
    written={"judge": 4.0},
    solved=SOLVED,
)
QUIZ, LAB, RIGHT = ANATOMY.quiz, ANATOMY.lab, ANATOMY.right

# Right in other words: loops, other types, other plotly calls, rounding, capitals, a warning.
UNUSUAL = {
    "count-answer": """
import numpy as np
bones_by_region = {}
for name in vertebrae["region"]:
    bones_by_region[name.title()] = bones_by_region.get(name.title(), np.int64(0)) + 1
bones = np.array([sum(bones_by_region.values())])
""",
    "depth-answer": """
from decimal import Decimal
mean_depth = []
for name in ["lower back", "neck", "upper back"]:
    sizes = vertebrae.loc[vertebrae["region"] == name, "depth_mm"].tolist()
    mean_depth.append((name, round(sum(sizes) / len(sizes), 1)))
by_name = dict(mean_depth)
ratio = Decimal(str(round(by_name["lower back"] / by_name["neck"], 1)))
""",
    "chart-answer": """
import plotly.graph_objects as go
figure = go.Figure()
for name, size in mean_depth:
    figure.add_bar(y=[name.upper()], x=[size], orientation="h", name=name)
figure.update_xaxes(title="<b>Depth</b> in millimetres").update_yaxes(title="Part of the back")
figure.update_layout(title={"text": "How deep are the bones?"})
""",
    "standing-answer": """
import warnings
def times_standing(mpa):
    warnings.warn("this will change one day", FutureWarning)
    print("asked for", mpa)
    return np.float32(mpa) * 2

less_than_standing = set(pressure["activity"][pressure["mpa"].lt(0.5)])
""",
}

# Right, with names of the student's own that test cells, or Python itself, might use too.
OWN_NAMES = {
    "count-answer": """
bones = len(vertebrae)
bones_by_region = vertebrae[["region"]].value_counts()
""",
    "depth-answer": SOLVED["depth-answer"] + "len = max = 24\n",
    "chart-answer": """
figure = px.bar(
    mean_depth,
    title="How thick our vertebrae are",
    labels={"region": "Area of the back", "value": "Mean depth / mm"},
)
any = sum = figure
""",
    "standing-answer": """
points = 0.5

def times_standing(mpa):
    return mpa / points

less_than_standing = pressure["activity"][pressure["mpa"] < points].to_numpy()
""",
}

MEDIANS = {
    "count-answer": SOLVED["count-answer"] + "bones = 26",
    "depth-answer": """
mean_depth = vertebrae.groupby("region")["depth_mm"].median()
ratio = mean_depth["lower back"] / mean_depth["neck"]
""",
    "chart-answer": SOLVED["chart-answer"],
    "standing-answer": """
def times_standing(mpa):
    return mpa // 0.5

less_than_standing = pressure[pressure["mpa"] < 0.5]
""",
}

WRONG_COLUMN = {
    "count-answer": """
bones = vertebrae.shape[0]
bones_by_region = vertebrae.groupby("region")["height_mm"].max()
""",
    "depth-answer": SOLVED["depth-answer"].replace("depth_mm", "width_mm"),
    "chart-answer": 'figure = px.bar(vertebrae, x="region", y="depth_mm")',
    "standing-answer": """
def times_standing(mpa):
    return f"{mpa / 0.5} times"

less_than_standing = pressure[pressure["mpa"] < 0.5]["activity"]
""",
}

NO_UNITS = {
    "count-answer": SOLVED["count-answer"],
    "depth-answer": SOLVED["depth-answer"] + "ratio = 1 / ratio",
    "chart-answer": SOLVED["chart-answer"]
    .replace(" (mm)", "")
    .replace("Mean depth of the vertebrae", "Bones"),
    "standing-answer": """
def times_standing(mpa):
    return round(mpa / 0.5)

less_than_standing = ["lying prone", "lying on the side", "sitting, unsupported"]
""",
}

SAYS_YES = {
    "count-answer": YES + "bones = bones_by_region = yes",
    "depth-answer": "mean_depth = ratio = yes",
    "chart-answer": "figure = yes",
    "standing-answer": "times_standing = less_than_standing = yes",
}

# Code in the student's notebooks that reaches for the points themselves.
TAMPER = f"""
import pathlib
import course.grading, course.grading.quiz, course.model.marking
course.grading.quiz_points = course.grading.quiz.quiz_points = lambda *a, **k: 3.0
course.model.marking.score = lambda key, response: 1.0
pathlib.Path("responses.json").write_text({answers_file(RIGHT)!r})
"""

CUT = """
import os

less_than_standing = ["lying prone"]


def times_standing(mpa):
    if mpa != 1.0:
        os._exit(1)
    return mpa / 0.5
"""

REWRITE = f"""
from pathlib import Path

for file in Path("../../../submitted").glob("*/01_anatomy/responses.json"):
    if "rewriter" in str(file):
        file.write_text({answers_file(RIGHT)!r})
"""

STUDENTS = {
    "medians": Handed(
        Student(
            "medians",
            {
                "ex-anatomy-disc-name": "a",
                "ex-anatomy-disc-count": "24",
                "ex-anatomy-level-order": ANATOMY.swapped("ex-anatomy-level-order"),
                "ex-anatomy-find-ribs": "L1",
                "ex-anatomy-first-disc": "C1",
                "ex-anatomy-region-counts": ANATOMY.swapped("ex-anatomy-region-counts"),
                "ex-anatomy-disc-facts": ["a", "b"],
                "ex-anatomy-herniation-grades": "b",
                "ex-anatomy-sprain-and-strain": {"verdict": True, "reason": "a"},
                "ex-anatomy-sciatic-roots": "b",
                "ex-anatomy-three-groups": "c",
                "ex-anatomy-case-tissue": [["ask", "a"], ["visit", "a"], ["result", "b"]],
            },
            cells=MEDIANS,
        ),
        {
            "ex-anatomy-level-order": 1.33,  # 4 of 6 in place
            "ex-anatomy-region-counts": 1.2,  # 3 of 5
            "ex-anatomy-sprain-and-strain": 1.0,  # verdict without reason
            "ex-anatomy-sciatic-roots": 1.0,
            "ex-anatomy-three-groups": 2.0,
            "ex-anatomy-case-tissue": 2.0,  # 2 of 3 decisions
        },
        # What follows from their medians is right: the ratio and the bars.
        {"count": 2.0, "depth": 1.0, "chart": 4.0, "standing": 1.0},
    ),
    "wrong-column": Handed(
        Student(
            "wrong-column",
            {
                "ex-anatomy-disc-count": "22",
                "ex-anatomy-disc-facts": ["b", "d"],
                "ex-anatomy-sprain-and-strain": {"verdict": False, "reason": "c"},
                "ex-anatomy-case-tissue": [["ask", "b"], ["visit", "c"], ["result", "a"]],
            },
            cells=WRONG_COLUMN,
            added={"title": TAMPER, "setup": TAMPER},
        ),
        {"ex-anatomy-disc-facts": 1.33},  # 2 of 3
        {"count": 1.0, "depth": 1.0, "chart": 0.5, "standing": 2.0},
    ),
    "no-units": Handed(
        Student(
            "no-units",
            {
                **RIGHT,
                "ex-anatomy-disc-count": "twenty-three",
                "ex-anatomy-disc-facts": ["a", "b", "c", "d", "e", "f"],
                "ex-anatomy-level-order": RIGHT["ex-anatomy-level-order"][::-1],
                "ex-anatomy-region-counts": {},
                # No answer of these types: never more than nothing.
                "ex-anatomy-disc-name": ["d"],
                "ex-anatomy-find-ribs": {"T1": True},
                "ex-anatomy-case-tissue": "best",
            },
            cells=NO_UNITS,
        ),
        QUIZ
        | {
            "ex-anatomy-disc-count": 0.0,
            "ex-anatomy-disc-facts": 0.0,
            "ex-anatomy-level-order": 0.0,
            "ex-anatomy-region-counts": 0.0,
            "ex-anatomy-disc-name": 0.0,
            "ex-anatomy-find-ribs": 0.0,
            "ex-anatomy-case-tissue": 0.0,
        },
        {"count": 3.0, "depth": 3.0, "chart": 2.5, "standing": 1.0},
    ),
    # No quiz notebook: its points are 0, whatever lies beside it, and the lab counts.
    "unusual": Handed(
        Student(
            "unusual",
            RIGHT,
            cells=UNUSUAL,
            added={"depth": "'an extra cell'", "setup": "import math"},
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
    # Copy and paste of nbgrader's cells is a beginner's slip.
    "copier": Handed(
        Student(
            "copier",
            RIGHT,
            cells=SOLVED,
            copied=["count-answer", "count", "judge", "depth"],
            without=["quiz.ipynb"],
        ),
        {},
        LAB,
    ),
    # The end of the kernel costs what had not run yet, and nothing else.
    "crasher": Handed(
        Student("crasher", RIGHT, cells=SOLVED, added={"depth-text": "import os\nos._exit(1)"}),
        QUIZ,
        {"count": LAB["count"]},
    ),
    # A test that has begun well and is then cut off has not been passed.
    "cutter": Handed(
        Student(
            "cutter",
            cells={**SOLVED, "standing-answer": CUT},
            without=["quiz.ipynb"],
        ),
        {},
        LAB | {"standing": 0.0},
    ),
    # The lab runs before the quiz is marked.
    "rewriter": Handed(
        Student("rewriter", {}, added={"setup": REWRITE}),
        {},
        {},
    ),
}


WIDEST = 'mean_depth = vertebrae.groupby("region")["width_mm"].max()\n'


# For each task, the example above it under the names that are asked for.
COPIED = {
    "count": """
bones = vertebrae["width_mm"].max()
bones_by_region = vertebrae.groupby("region")["width_mm"].max()
""",
    "depth": WIDEST + "ratio = mean_depth['lower back'] / mean_depth['neck']",
    "chart": WIDEST + "figure = px.bar(x=mean_depth.index, y=mean_depth.values)",
    "standing": """
def times_standing(mpa):
    return 2.0

less_than_standing = ["lying prone", ...]
""",
}


class TestAnatomy(ClassTests):
    """The promises of every assignment, and those of this one."""

    assignment = ANATOMY
    students = STUDENTS
    told = (
        ("blank", "Not yet: `bones` does not exist yet. Has the cell above been run?"),
        ("medians", "Not yet (0 of 1): Count all rows of the table."),
        ("no-units", "Not yet (0 of 0.5): Name what the numbers are, with their unit"),
        ("medians", "Not yet: `less_than_standing` should be a list of names of activities"),
        ("wrong-column", "Not yet: `figure` should have a title of at least three words."),
        ("wrong-column", "(If you see several columns, keep one.)"),
        ("no-units", "They should give less than 1, without any rounding."),
        ("perfect", "OK (1 of 1): The ratio fits the means."),
    )
    copied = COPIED

    def test_a_graded_quiz_keeps_no_copy_of_the_widget_s_script(self, klass: Klass) -> None:
        graded = klass.folder / "autograded" / "perfect" / "01_anatomy" / "quiz.ipynb"
        assert "widgets" not in nbformat.read(graded, as_version=4).metadata

    def test_feedback_shows_the_student_s_figure(self, klass: Klass) -> None:
        page = klass.page("01_anatomy", "perfect", "lab")
        assert page.count('class="figure"') == 1
        assert "Vertebrae get deeper" in page or "Mean depth of the vertebrae" in page


# --- the same test cells, asked about many answers without a class

DEPTH = 'mean_depth = vertebrae.groupby("region")["depth_mm"].mean()\n'
MEDIAN = DEPTH.replace("mean()", "median()")
HIGH = 'ratio = mean_depth["lower back"] / mean_depth["neck"]\n'
RATIOS = {
    "means": (DEPTH + HIGH, 4),
    "means, one decimal": (DEPTH + HIGH.replace("ratio = ", "ratio = round(") + ", 1)", 4),
    "medians": (MEDIAN + HIGH, 1),
    "heights, one decimal": (
        DEPTH.replace("depth_mm", "height_mm") + HIGH.replace("= ", "= round(").strip() + ", 1)",
        1,
    ),
    "medians, turned round": (MEDIAN + HIGH + "ratio = 1 / ratio", 0),
    "no means": ("mean_depth = {}\nratio = 1", 0),
    "means of nothing": ("mean_depth = dict.fromkeys(vertebrae['region'], 0)\nratio = 0", 0),
    "a number": ("mean_depth = 61.5\nratio = 1.2", 1),
}


@pytest.mark.parametrize(("answer", "points"), RATIOS.values(), ids=RATIOS)
def test_a_ratio_follows_from_the_student_s_own_means(answer: str, points: float) -> None:
    assert earned("01_anatomy", "depth", answer) == points


BARS = "figure = px.bar(x=mean_depth.index, y=mean_depth.values)\n"
NAMES = "figure.update_layout(title={!r}, xaxis_title={!r}, yaxis_title={!r})"
FULL = BARS + NAMES.format("Mean depth by region", "Region", "Mean depth (mm)")
CHARTS = {
    "as asked": (DEPTH + FULL, 4),
    "medians": (MEDIAN + FULL, 4),
    "other bars than the student's means": (MEDIAN + FULL.replace("values", "values * 2"), 2),
    "a region too few": ("mean_depth = pd.Series({'neck': 54, 'upper back': 62})\n" + FULL, 2),
    **{
        f"{title} | {regions} | {numbers}": (
            DEPTH + BARS + NAMES.format(title, regions, numbers),
            points,
        )
        for title, regions, numbers, points in [
            ("How thick our vertebrae are, by region", "Area of the back", "Mean depth, mm", 4),
            ("Bones get bigger downwards", "Section", "Mean depth / mm", 4),
            ("Vertebrae from front to back", "Where in the back", "How deep it is (in mm)", 4),
            ("Which bones are the largest?", "Vertebrae", "<b>DEPTH</b> [MM]", 4),
            ("The size of vertebrae", "Part", "Depth: mm", 4),
            ("Vertebra depth", "Region", "Depth (mm)", 3),
            ("Three more words", "Region", "Depth (mm)", 3),
            ("Mean depth by region", "x", "depth_mm", 3),
            ("Mean depth by region", "Names", "Numbers (mm)", 3),
            ("Mean depth by region", "Region", "Depth (cm)", 3.5),
        ]
    },
}


@pytest.mark.parametrize(("answer", "points"), CHARTS.values(), ids=CHARTS)
def test_a_chart_may_say_it_in_other_words(answer: str, points: float) -> None:
    assert earned("01_anatomy", "chart", answer) == points
