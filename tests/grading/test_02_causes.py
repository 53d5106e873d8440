"""The class of assignment 02: who hands in what, and what it must earn."""

from __future__ import annotations

import pytest
from assignment import YES, Assignment, ClassTests, Handed, earned
from klass import Student

SOLVED = {
    "weeks-answer": """
log["km"] = log["distance_miles"] * 1.609
weekly = log["km"].resample("W").sum()
empty_weeks = (weekly == 0).sum()
mean_week = weekly.mean()
most_km = weekly.max()
""",
    "jumps-answer": """
longest = log["km"].rolling("30D", closed="left").max()
times = log["km"] / longest
no_run_before = longest.isna().sum()
jumps = (times > 1.10).sum()
biggest = times.max()
""",
    "rate-answer": """
def published_ratio(times):
    if times <= 1.1:
        return 1.0
    if times <= 1.3:
        return 1.64
    if times <= 2:
        return 1.52
    return 2.28
""",
    "thousand-answer": """
usual = 1820 / 588071 * 1000
after_jump = usual * 1.52
more = after_jump - usual
percent_more = (1.52 - 1) * 100
""",
    "packs-answer": """
ratio_all = (20 / 31) / (12 / 37)
ratio_women = (13 / 10) / (11 / 21)
ratio_men = (7 / 21) / (1 / 16)
ratio_pooled = (13 * 21 / 55 + 7 * 16 / 45) / (10 * 11 / 55 + 21 * 1 / 45)
""",
    "judge-answer": "The two go together. Men carry more and report less. Nobody knows the order.",
}

CAUSES = Assignment(
    "02_causes",
    lab={"weeks": 3.0, "jumps": 4.0, "rate": 3.0, "thousand": 3.0, "packs": 4.0},
    written={"judge": 3.0},
    solved=SOLVED,
)
QUIZ, LAB, RIGHT = CAUSES.quiz, CAUSES.lab, CAUSES.right

# Right in other words: loops over dates, other types, rounding, a warning, counting by hand.
UNUSUAL = {
    "weeks-answer": """
import datetime as dt
from decimal import Decimal
import numpy as np
runs = [(day.date(), miles * 1.6) for day, miles in log["distance_miles"].items()]
monday = runs[0][0] - dt.timedelta(days=runs[0][0].weekday())
weekly = {}
while monday <= runs[-1][0]:
    week = [km for day, km in runs if 0 <= (day - monday).days < 7]
    weekly[monday] = round(sum(week))
    monday += dt.timedelta(days=7)
empty_weeks = np.array([list(weekly.values()).count(0)])
mean_week = Decimal(round(sum(weekly.values()) / len(weekly)))
most_km = [max(weekly.values())]
""",
    "jumps-answer": """
import warnings
no_run_before, found = 0, []
for day, km in runs:
    window = [other for when, other in runs if 1 <= (day - when).days <= 30]
    if not window:
        no_run_before += 1
    elif km - max(window) > 0.1 * max(window) + 0.001:
        found.append(km / max(window))
jumps = float(len(found))
biggest = f = np.float32(round(max(found), 1))
warnings.warn("old news", FutureWarning)
""",
    "rate-answer": """
def published_ratio(times):
    print("asked for", times)
    warnings.warn("slow", FutureWarning)
    longer = round((times - 1) * 100, 6)
    ratios = published["hazard_rate_ratio"].tolist()
    return np.array(ratios[sum(longer > end for end in (10, 30, 100))])
""",
    "thousand-answer": """
from fractions import Fraction
usual = round(1820 / (588_071 / 1000), 1)
after_jump = Fraction(152, 100) * Fraction(1820, 588071) * 1000
more = pd.Series([round(float(after_jump), 1) - usual])
percent_more = "52"
percent_more = int(percent_more)
""",
    "packs-answer": """
def odds(group, heavy):
    hit = [row for _, row in group.iterrows() if (row["backpack_lb"] > 10.5) == heavy]
    ill = sum(row["back_problems"] for row in hit)
    return Fraction(int(ill), int(len(hit) - ill))

by_sex = {}
for sex, group in students.groupby("sex"):
    by_sex[sex] = odds(group, True) / odds(group, False)
ratio_all = Decimal(str(round(float(odds(students, True) / odds(students, False)), 1)))
ratio_women, ratio_men = by_sex["Female"], round(float(by_sex["Male"]), 2)
ratio_pooled = np.round((13 * 21 / 55 + 7 * 16 / 45) / (10 * 11 / 55 + 21 / 45), 1)
""",
}

# Right, with names of the student's own that test cells, or Python itself, might use too.
OWN_NAMES = SOLVED | {
    "weeks-answer": SOLVED["weeks-answer"] + "len = max = empty_weeks\n",
    "rate-answer": """
points = [1.0, 1.64, 1.52, 2.28]

def published_ratio(times):
    return points[(times > 1.1) + (times > 1.3) + (times > 2)]
""",
}

# Miles for km; the ratio where the difference was asked; the lighter pack on top.
MILES = {
    "weeks-answer": SOLVED["weeks-answer"].replace(" * 1.609", ""),
    "jumps-answer": SOLVED["jumps-answer"],
    "rate-answer": SOLVED["rate-answer"],
    "thousand-answer": SOLVED["thousand-answer"] + "more = percent_more\n",
    "packs-answer": """
ratio_all = (12 / 37) / (20 / 31)
ratio_women = (11 / 21) / (13 / 10)
ratio_men = (1 / 16) / (7 / 21)
ratio_pooled = (10 * 11 / 55 + 21 / 45) / (13 * 21 / 55 + 7 * 16 / 45)
""",
}

# Weeks without a run dropped; each run compared with itself; percent taken for times; runs
# divided by injuries; shares taken for odds.
RUNNING_WEEKS = {
    "weeks-answer": """
weekly = (log["distance_miles"] * 1.609).groupby(log.index.to_period("W")).sum()
empty_weeks = (weekly == 0).sum()
mean_week = weekly.mean()
most_km = weekly.max()
""",
    "jumps-answer": SOLVED["weeks-answer"] + SOLVED["jumps-answer"].replace(', closed="left"', ""),
    "rate-answer": SOLVED["rate-answer"]
    .replace("1.1:", "10:")
    .replace("1.3:", "30:")
    .replace("<= 2:", "<= 100:"),
    "thousand-answer": SOLVED["thousand-answer"].replace("1820 / 588071", "588071 / 1820"),
    "packs-answer": """
ratio_all = (20 / 51) / (12 / 49)
ratio_women = (13 / 23) / (11 / 32)
ratio_men = (7 / 28) / (1 / 17)
ratio_pooled = (13 * 21 / 55 + 7 * 16 / 45) / (10 * 11 / 55 + 21 / 45)
""",
}

# Weeks from Sunday and their median; the last 30 runs for 30 days; borders in the longer band;
# the total for the difference, and whole numbers; another cut for a heavy pack.
THIRTY_RUNS = {
    "weeks-answer": """
log["km"] = log["distance_miles"] * 1.609
weekly = log["km"].resample("W-SAT").sum()
empty_weeks = (weekly == 0).sum()
mean_week = weekly.median()
most_km = weekly.max()
""",
    "jumps-answer": SOLVED["jumps-answer"].replace(
        'rolling("30D", closed="left")', "shift().rolling(30, min_periods=1)"
    ),
    "rate-answer": SOLVED["rate-answer"].replace("<=", "<"),
    "thousand-answer": """
usual = round(1820 / 588071 * 1000)
after_jump = 1820 / 588071 * 1000 * 1.52
more = after_jump
percent_more = 0.52
""",
    "packs-answer": """
ratio_all = (17 / 26) / (15 / 42)
ratio_women = (13 / 10) / (11 / 21)
ratio_men = (4 / 16) / (4 / 21)
ratio_pooled = (13 * 21 / 55 + 4 * 21 / 45) / (10 * 11 / 55 + 16 * 4 / 45)
""",
}

# The mean of weeks with a run only; a run after an empty window taken for a jump; no band for
# runs at most 10% longer; the pooled ratio as the mean of two.
BLANKS = {
    "weeks-answer": SOLVED["weeks-answer"] + "mean_week = weekly[weekly > 0].mean()\n",
    "jumps-answer": """
longest = log["distance_miles"].rolling("30D", closed="left").max()
no_run_before = longest.isna().sum()
times = log["distance_miles"] / longest.fillna(0)
jumps = (times > 1.10).sum()
biggest = times.max()
""",
    "rate-answer": """
def published_ratio(times):
    if times <= 1.3:
        return 1.64
    if times <= 2:
        return 1.52
    return 2.28
""",
    "thousand-answer": SOLVED["thousand-answer"],
    "packs-answer": SOLVED["packs-answer"] + "ratio_pooled = (ratio_women + ratio_men) / 2\n",
}

# Text and tables where numbers were asked; each run against the one before it; 1 for every run;
# the ratio for the difference; the pooled ratio of all without its groups.
LAST_RUN = {
    "weeks-answer": SOLVED["weeks-answer"] + 'mean_week = f"{mean_week} km"\n',
    "jumps-answer": """
times = log["distance_miles"] / log["distance_miles"].shift()
no_run_before = times.isna().sum()
jumps = log[times > 1.10]
biggest = times.max()
""",
    "rate-answer": "def published_ratio(times):\n    return 1.0\n",
    "thousand-answer": SOLVED["thousand-answer"] + "more = 1.52\npercent_more = 152\n",
    "packs-answer": SOLVED["packs-answer"] + "ratio_pooled = ratio_all\n",
}

SAYS_YES = {
    "weeks-answer": YES + "weekly = empty_weeks = mean_week = most_km = yes",
    "jumps-answer": "no_run_before = jumps = biggest = yes",
    "rate-answer": "published_ratio = yes",
    "thousand-answer": "usual = after_jump = more = percent_more = yes",
    "packs-answer": "ratio_all = ratio_women = ratio_men = ratio_pooled = yes",
}

STUDENTS = {
    "miles": Handed(
        Student(
            "miles",
            {
                "ex-causes-time-window": CAUSES.swapped("ex-causes-time-window"),
                "ex-causes-women-men": "9",  # relative for absolute
                "ex-causes-odds-or-share": {"verdict": True, "reason": "c"},
                "ex-causes-longest-before": "20 %",
                "ex-causes-watch-table": ["b", "d", "a"],
                "ex-causes-fast-progress": "b",
                "ex-causes-followed": "d",
                "ex-causes-designs": CAUSES.swapped("ex-causes-designs"),
                "ex-causes-back-belt": ["a", "d"],
                "ex-causes-age-cases": "b",
                "ex-causes-four-suspects": CAUSES.swapped("ex-causes-four-suspects"),
                "ex-causes-case-newsletter": [["survey", "c"], ["ratio", "b"], ["tip", "b"]],
            },
            cells=MILES,
        ),
        {
            "ex-causes-time-window": 0.5,  # 2 of 4 in place
            "ex-causes-odds-or-share": 1.0,  # verdict without reason
            "ex-causes-longest-before": 2.0,
            "ex-causes-watch-table": 0.67,  # 2 right, 1 wrong, of 3
            "ex-causes-followed": 1.0,
            "ex-causes-designs": 1.0,
            "ex-causes-back-belt": 1.33,
            "ex-causes-four-suspects": 1.0,
            "ex-causes-case-newsletter": 2.0,
        },
        {"weeks": 1.0, "jumps": 4.0, "rate": 3.0, "thousand": 2.0, "packs": 0.0},
    ),
    "running-weeks": Handed(
        Student(
            "running-weeks",
            {
                "ex-causes-women-men": "3.4",  # of 100 for of 1,000
                "ex-causes-longest-before": "100",  # against the last run
                "ex-causes-watch-table": ["a", "c", "e"],
                "ex-causes-back-belt": ["a", "b", "c", "d", "e", "f"],
                "ex-causes-followed": "a",
                "ex-causes-age-cases": "a",
                "ex-causes-case-newsletter": [["survey", "a"], ["ratio", "c"], ["tip", "b"]],
            },
            cells=RUNNING_WEEKS,
        ),
        {"ex-causes-age-cases": 1.0, "ex-causes-case-newsletter": 1.0},
        {"weeks": 1.0, "jumps": 0.0, "rate": 0.0, "thousand": 2.0, "packs": 1.0},
    ),
    "thirty-runs": Handed(
        Student(
            "thirty-runs",
            {
                **RIGHT,
                "ex-causes-time-window": RIGHT["ex-causes-time-window"][::-1],
                "ex-causes-longest-before": "-25",  # a run of 40 days ago
                "ex-causes-odds-or-share": {"verdict": False, "reason": "b"},
                "ex-causes-fast-progress": ["c"],
                "ex-causes-designs": {},
                "ex-causes-case-newsletter": [["tip", "b"]],
            },
            cells=THIRTY_RUNS,
        ),
        QUIZ
        | {
            "ex-causes-time-window": 0.0,
            "ex-causes-longest-before": 0.0,
            "ex-causes-odds-or-share": 0.0,
            "ex-causes-fast-progress": 0.0,
            "ex-causes-designs": 0.0,
            "ex-causes-case-newsletter": 0.0,
        },
        {"weeks": 0.5, "jumps": 1.0, "rate": 2.0, "thousand": 0.5, "packs": 1.0},
    ),
    "blanks": Handed(
        Student("blanks", cells=BLANKS, without=["quiz.ipynb"]),
        {},
        {"weeks": 2.0, "jumps": 1.0, "rate": 1.0, "thousand": 3.0, "packs": 3.0},
    ),
    "last-run": Handed(
        Student("last-run", cells=LAST_RUN, without=["quiz.ipynb"]),
        {},
        {"weeks": 2.0, "jumps": 0.0, "rate": 0.0, "thousand": 1.5, "packs": 3.0},
    ),
    "unusual": Handed(
        Student(
            "unusual",
            {**RIGHT, "ex-causes-women-men": " 34,0 women", "ex-causes-longest-before": "20.4%"},
            cells=UNUSUAL,
            added={"weeks": "'an extra cell'", "rates-table": "import math"},
        ),
        QUIZ,
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
    "weeks": """
weekly = log["hours"].resample("MS").sum()
empty_weeks = (weekly < 10).sum()
mean_week = weekly.mean()
most_km = weekly.max()
""",
    "jumps": """
no_run_before = before.isna().sum()
jumps = (times_as_long >= 1.5).sum()
biggest = times_as_long.max()
""",
    "rate": "def published_ratio(times):\n    return 1.64",
    "thousand": """
usual = usual_rides
after_jump = gravel_rides
more = gravel_rides - usual_rides
percent_more = (3 - 1) * 100
""",
    "packs": "ratio_all = ratio_women = ratio_men = ratio_pooled = odds_women / odds_men",
}


class TestCauses(ClassTests):
    """The promises of every assignment, and those of this one."""

    assignment = CAUSES
    students = STUDENTS
    told = (
        ("blank", "Not yet: `weekly` does not exist yet. Has the cell above been run?"),
        ("blank", "Not yet: `published_ratio` should give back one number."),
        ("miles", "Not yet (0 of 1): The mean is off. Is it in km"),
        ("miles", "Not yet (0 of 1): Absolute means a difference"),
        ("running-weeks", "Are those without a run still in?"),
        ("running-weeks", "OK (1 of 1): The absolute difference fits the two numbers."),
        ("last-run", "Not yet: `no_run_before` and `jumps` should each be one number"),
        ("perfect", "OK (2 of 2): The runs that stand out are counted right."),
    )
    copied = COPIED


# --- the same test cells, asked about many answers without a class

THOUSAND = SOLVED["thousand-answer"]
FOLLOWS = {
    "of 100": (THOUSAND.replace("* 1000", "* 100"), 2),
    "of 100, two decimals": ("usual, after_jump, more, percent_more = 0.31, 0.47, 0.16, 52", 2),
    "of one": (THOUSAND.replace("* 1000", ""), 2),
    "turned round": (THOUSAND.replace("1820 / 588071", "588071 / 1820"), 2),
    "another ratio": (THOUSAND.replace("usual * 1.52", "usual * 1.64"), 2.5),
    "the total": (THOUSAND + "more = after_jump", 2),
    "of 100, and the total": (THOUSAND.replace("* 1000", "* 100") + "more = after_jump", 1),
    "no rates at all": ("usual, after_jump, more, percent_more = 1000, 2000, 1000, 52", 0.5),
    "nothing": ("usual = after_jump = more = 0\npercent_more = 52", 0.5),
    "below nothing": ("usual, after_jump, more, percent_more = -1, -1.52, -0.52, 52", 0.5),
    "a list": (THOUSAND.replace("* 1000", "* 100") + "usual, more = [usual], [more]", 2),
}


@pytest.mark.parametrize(("answer", "points"), FOLLOWS.values(), ids=FOLLOWS)
def test_a_wrong_rate_is_paid_for_once(answer: str, points: float) -> None:
    assert earned("02_causes", "thousand", answer) == points
