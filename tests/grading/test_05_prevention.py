"""The class of assignment 05: who hands in what, and what it must earn."""

from __future__ import annotations

import re

import nbformat
import pytest
from assignment import SOURCES, YES, Assignment, ClassTests, Handed, earned
from klass import Student

SOLVED = {
    "longest-answer": """
def longest_before(runs, day):
    longest = 0
    for run_day, km in runs.items():
        if day - 30 <= run_day < day:
            longest = max(longest, km)
    return longest
""",
    "jumps-answer": """
def jumps(past, planned):
    both = past | planned
    return [day for day, km in planned.items() if km > 1.1 * longest_before(both, day)]
""",
    "week-answer": "week = [0, 6, 0, 6, 4, 0, 9.5]",
    "pairs-answer": """
only_case = pairs.loc[["D-", "DS"], ["--", "-S"]].sum().sum()
only_control = pairs.loc[["--", "-S"], ["D-", "DS"]].sum().sum()
matched_or = only_case / only_control
reach = math.exp(1.96 * math.sqrt(1 / only_case + 1 / only_control))
low, high = matched_or / reach, matched_or * reach
cases = pairs.loc[["D-", "DS"]].sum().sum()
controls = pairs[["D-", "DS"]].sum().sum()
unmatched_or = (cases / (217 - cases)) / (controls / (217 - controls))
""",
    "sitting-answer": """
real = minutes[minutes <= 1440]
left_out = len(minutes) - len(real)
median_min = real.median()
mean_min = real.mean()
over_8h = (real > 480).mean() * 100
""",
    "plan-answer": "Numb between the legs: emergency care. Small steps. Squats. No promise.",
}

PREVENTION = Assignment(
    "05_prevention",
    lab={"longest": 2.0, "jumps": 4.0, "week": 3.0, "pairs": 4.0, "sitting": 3.0},
    written={"plan": 4.0},
    solved=SOLVED,
)
QUIZ, LAB, RIGHT = PREVENTION.quiz, PREVENTION.lab, PREVENTION.right

# Right in other words: tables and arrays, other types, typed numbers, rounding, a warning.
UNUSUAL = {
    "longest-answer": """
import warnings
from decimal import Decimal

def longest_before(runs, day):
    warnings.warn("this will change one day", FutureWarning)
    print("asked for day", day)
    table = pd.Series(runs, dtype=float)
    window = table[(table.index >= day - 30) & (table.index < day)]
    return Decimal(str(window.max()))
""",
    "jumps-answer": """
import numpy as np

def jumps(past, planned):
    log = dict(past)
    found = set()
    for day in sorted(planned):
        most = max(log[d] for d in log if 1 <= day - d <= 30)
        if round(planned[day] / most - 1, 6) > 0.1:
            found.add(np.int64(day))
        log[day] = planned[day]
    return found
""",
    # A long run on Wednesday, when the 12 km still count, makes room for the weekend.
    "week-answer": """
week = pd.Series(0.0, index=["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
week["Mon"], week["Wed"], week["Sun"] = 3, 10.5, 11
week = week.to_numpy()
""",
    "pairs-answer": """
only_case = np.array([14 + 1 + 22 + 4])
only_control = float(10 + 7 + 1 + 1)
matched_or = round(41 / 19, 1)
se = np.sqrt(1 / 41 + 1 / 19)
low, high = np.exp(np.log(41 / 19) + np.array([-1, 1]) * 1.96 * se)
unmatched_or = pd.Series([185 * 54 / (32 * 163)])
""",
    "sitting-answer": """
known = [m for m in minutes if not math.isnan(m) and m != 9999]
left_out = Decimal(len(minutes) - len(known))
median_min = sorted(known)[len(known) // 2]
mean_min = round(sum(known) / len(known))
over_8h = round(100 * sum(m / 60 > 8 for m in known) / len(known))
""",
}

# Right, with names of the student's own that test cells, or Python itself, might use too.
OWN_NAMES = {
    "longest-answer": """
points = 30

def longest_before(runs, day):
    return max(km for other, km in runs.items() if day - points <= other < day)
""",
    "jumps-answer": SOLVED["jumps-answer"] + "LOG = 1440\nkms, has_a_jump = 8 * 60, 1.96\n",
    "week-answer": """
week = [0, 6, 0, 6, 4, 0, 9.5]
sum = 0
for km in week:
    sum = sum + km
len = min = float = sum
""",
    "pairs-answer": SOLVED["pairs-answer"].replace("1.96", "has_a_jump"),
    "sitting-answer": SOLVED["sitting-answer"]
    .replace("1440", "LOG")
    .replace("480", "kms")
    .replace("len(minutes) - len(real)", "minutes.size - real.size"),
}

# Compares with the best run ever, counts the code as an answer, and turns pairs upside down.
BEST_EVER = {
    "longest-answer": """
def longest_before(runs, day):
    return max(runs.values())
""",
    "jumps-answer": """
def jumps(past, planned):
    return [day for day, km in planned.items() if km > 1.1 * max(past.values())]
""",
    "week-answer": "week = [0, 5, 0, 5, 0, 0, 14]",
    "pairs-answer": """
only_case = pairs.loc[["--", "-S"], ["D-", "DS"]].sum().sum()
only_control = pairs.loc[["D-", "DS"], ["--", "-S"]].sum().sum()
matched_or = only_case / only_control
reach = math.exp(1.96 * math.sqrt(1 / only_case + 1 / only_control))
low, high = matched_or / reach, matched_or * reach
unmatched_or = (163 / 54) / (185 / 32)
""",
    "sitting-answer": """
real = minutes.dropna()
left_out = len(minutes) - len(real)
median_min = real.median()
mean_min = real.mean()
over_8h = (real > 480).mean() * 100
""",
}

# Compares with the run before, forgets the pairs, and divides by all rows.
RUN_BEFORE = {
    "longest-answer": """
def longest_before(runs, day):
    days = [d for d in runs if d < day]
    return runs[max(days)]
""",
    "jumps-answer": SOLVED["jumps-answer"],
    "week-answer": "week = [5, 5, 5, 5, 0, 0, 9]",
    "pairs-answer": """
only_case = pairs.loc[["D-", "DS"]].sum().sum()
only_control = pairs[["D-", "DS"]].sum().sum()
unmatched_or = (only_case / (217 - only_case)) / (only_control / (217 - only_control))
matched_or = unmatched_or
low, high = suburb_ratio / reach, suburb_ratio * reach
""",
    "sitting-answer": """
real = minutes[minutes < 9999]
left_out = (minutes == 9999).sum()
median_min = real.median() / 60
mean_min = real.mean() / 60
over_8h = (minutes[minutes < 9999] > 480).sum() / len(minutes) * 100
""",
}

# The window is fixed and one day short, planned runs are forgotten, 8 hours count as more.
SHORT_WINDOW = {
    "longest-answer": """
def longest_before(runs, day):
    return max(km for d, km in runs.items() if day - 30 < d < day)
""",
    "jumps-answer": """
def jumps(past, planned):
    longest = max(km for d, km in past.items() if d > -30)
    return [day for day, km in planned.items() if km > longest * 1.1]
""",
    "week-answer": "week = [0, 6, 0, 5, 0, 9.5, 2]",
    "pairs-answer": SOLVED["pairs-answer"]
    + """
matched_or = (144 + 41) / (144 + 19)
unmatched_or = (cases / 217) / (controls / 217)
""",
    "sitting-answer": SOLVED["sitting-answer"] + "over_8h = (real >= 480).mean()",
}

# Adds 10 km instead of 10%, prints instead of giving back, drops the real zeros too.
TEN_KM = {
    "longest-answer": SOLVED["longest-answer"].replace("return longest", "print(longest)"),
    "jumps-answer": """
def jumps(past, planned):
    return {day: km for day, km in planned.items() if km > 10 + max(past.values())}
""",
    "week-answer": "week = [0, 6, 0, 6, 4, 9.5]",
    "pairs-answer": SOLVED["pairs-answer"]
    + "low, high = matched_or - 1.96 * 0.2775, matched_or + 1.96 * 0.2775",
    "sitting-answer": """
real = minutes[(minutes > 0.5) & (minutes < 1440)]
left_out = len(minutes) - len(real)
median_min = mean_min = real.mean()
over_8h = (real > 480).mean() * 100
""",
}

# Seven days of it.
SEVEN = """
Yes.__len__ = lambda self: 7
"""
SAYS_YES = {
    "longest-answer": YES + SEVEN + "longest_before = yes",
    "jumps-answer": "jumps = yes",
    "week-answer": "week = yes",
    "pairs-answer": "only_case = only_control = matched_or = low = high = unmatched_or = yes",
    "sitting-answer": "left_out = median_min = mean_min = over_8h = yes",
}

STUDENTS = {
    "best-ever": Handed(
        Student(
            "best-ever",
            {
                "ex-prevention-open-results": ["a", "b", "c", "d", "e"],
                "ex-prevention-half-walkers": {"verdict": False, "reason": "d"},
                "ex-prevention-compared-with": PREVENTION.swapped("ex-prevention-compared-with"),
                "ex-prevention-swing-muscle": "trapezius",
                "ex-prevention-third-less": "12",
                "ex-prevention-stop-order": PREVENTION.swapped("ex-prevention-stop-order"),
                "ex-prevention-weaker-thighs": "a",
                "ex-prevention-desk-for-whom": "d",
                "ex-prevention-evening-stretch": {"verdict": False, "reason": "d"},
                "ex-prevention-heavy-or-light": "b",
                "ex-prevention-old-long-run": "19,8 km",
                "ex-prevention-four-sundays": "c",
                # Planks alone, and the rest of the story right.
                "ex-prevention-case-jonas-app": [
                    ["app", "b"],
                    ["stiff", "a"],
                    ["legs", "a"],
                    ["foot", "b"],
                ],
            },
            cells=BEST_EVER,
        ),
        {
            "ex-prevention-half-walkers": 1.0,  # verdict without reason
            "ex-prevention-compared-with": 1.0,  # 2 of 4
            "ex-prevention-stop-order": 1.0,  # 2 of 4 in place
            "ex-prevention-desk-for-whom": 1.0,
            "ex-prevention-case-jonas-app": 2.25,  # 3 of 4 decisions
        },
        # Of the pairs, ratio and interval follow from the counts.
        {"longest": 0.5, "jumps": 2.0, "week": 2.0, "pairs": 2.0, "sitting": 0.5},
    ),
    "run-before": Handed(
        Student(
            "run-before",
            {
                "ex-prevention-open-results": ["b", "c"],
                "ex-prevention-third-less": "8",
                "ex-prevention-old-long-run": "11",
                "ex-prevention-four-sundays": "d",
                "ex-prevention-case-jonas-app": [
                    ["app", "a"],
                    ["stiff", "b"],
                    ["legs", "c"],
                    ["foot", "a"],
                ],
            },
            cells=RUN_BEFORE,
        ),
        {"ex-prevention-case-jonas-app": 0.75},  # 1 of 4
        {"longest": 1.0, "jumps": 3.0, "week": 2.0, "pairs": 1.0},
    ),
    "short-window": Handed(
        Student(
            "short-window",
            {
                **RIGHT,
                "ex-prevention-open-results": ["b"],
                "ex-prevention-swing-muscle": "quadratus-lumborum",
                "ex-prevention-old-long-run": "12",
                "ex-prevention-stop-order": RIGHT["ex-prevention-stop-order"][::-1],
                # A scene that this way does not lead to: no decision of it counts.
                "ex-prevention-case-jonas-app": [["app", "b"], ["legs", "c"]],
            },
            cells=SHORT_WINDOW,
        ),
        QUIZ
        | {
            "ex-prevention-open-results": 1.0,
            "ex-prevention-swing-muscle": 0.0,
            "ex-prevention-old-long-run": 0.0,
            "ex-prevention-stop-order": 0.0,
            "ex-prevention-case-jonas-app": 0.0,
        },
        {"longest": 1.5, "jumps": 2.0, "week": 2.5, "pairs": 2.0, "sitting": 2.0},
    ),
    "ten-km": Handed(
        Student(
            "ten-km",
            {
                **RIGHT,
                "ex-prevention-third-less": "22",
                "ex-prevention-old-long-run": "13,2 km",
                # No answer of these types: never more than nothing.
                "ex-prevention-open-results": "b",
                "ex-prevention-half-walkers": "false",
                "ex-prevention-compared-with": ["No programme"],
                "ex-prevention-swing-muscle": {"gluteus-maximus": True},
                "ex-prevention-case-jonas-app": "best",
            },
            cells=TEN_KM,
        ),
        QUIZ
        | {
            "ex-prevention-open-results": 0.0,
            "ex-prevention-half-walkers": 0.0,
            "ex-prevention-compared-with": 0.0,
            "ex-prevention-swing-muscle": 0.0,
            "ex-prevention-case-jonas-app": 0.0,
        },
        {"pairs": 3.0, "sitting": 1.5},
    ),
    # No lab: the quiz counts alone. Every answer is the first one on the page.
    "first-option": Handed(
        Student(
            "first-option",
            {
                "ex-prevention-open-results": ["a"],
                "ex-prevention-half-walkers": {"verdict": True, "reason": "a"},
                "ex-prevention-weaker-thighs": "a",
                "ex-prevention-desk-for-whom": "a",
                "ex-prevention-evening-stretch": {"verdict": True, "reason": "a"},
                "ex-prevention-heavy-or-light": "a",
                "ex-prevention-four-sundays": "a",
                "ex-prevention-case-jonas-app": [
                    ["app", "a"],
                    ["stiff", "a"],
                    ["legs", "a"],
                    ["foot", "a"],
                ],
            },
            without=["lab.ipynb"],
        ),
        {
            "ex-prevention-evening-stretch": 2.0,
            "ex-prevention-heavy-or-light": 1.0,
            "ex-prevention-case-jonas-app": 0.75,
        },
    ),
    "unusual": Handed(
        Student(
            "unusual",
            RIGHT,
            cells=UNUSUAL,
            added={"jumps": "'an extra cell'", "setup": "import random"},
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
    "says-yes": Handed(Student("says-yes", cells=SAYS_YES, without=["quiz.ipynb"])),
}

# Weeks that keep Vera's limits, and for each limit some that do not, with their points.
WEEKS = {
    "[0, 6, 0, 6, 4, 0, 9.5]": 3.0,
    "(4, 0, 4, 0, 0, 9.9, 4.1)": 3.0,
    "{'Mon': 3, 'Tue': 0, 'Wed': 10, 'Thu': 0, 'Fri': 0, 'Sat': 0, 'Sun': 11}": 3.0,
    "[0, 0, 13.2, 0, 3, 0, 9.8]": 2.0,  # the longest run is on Wednesday
    "[0, 5, 0, 5, 3, 0, 9]": 3.0,  # 22 km, and a longest run of 9 km: just enough
    "[0, 5, 0, 5, 2.9, 0, 9.1]": 2.5,  # a run that is too short
    "[0, 4, 4, 4, 4, 0, 9]": 2.5,  # five runs
    "[0, 0, 0, 13, 0, 0, 13]": 1.5,  # two runs, of which one is a jump
    "[0, 4, 0, 4, 4, 0, 9.5]": 2.5,  # too few km
    "[0, 8, 0, 8, 0, 0, 11]": 1.5,  # too many km, and a jump
    "[0, 7, 0, 6, 0, 3, 9.5]": 2.0,  # a run on the day before the longest
    "[0, 7, 0, 8, 0, 0, 8]": 2.0,  # a longest run that is too short
    "[0, 6, 0, 6, 0, 0, 12]": 2.0,  # what was no jump on Monday is one on Sunday
    "[0, 0, 0, 0, 0, 0, 0]": 0.0,
    "[0, -6, 0, 6, 12, 0, 12]": 0.0,
    "[9, 6, 9]": 0.0,
    "None": 0.0,
}

TEXTS = {
    cell.id: cell.source
    for cell in nbformat.read(SOURCES / "05_prevention" / "lab.ipynb", as_version=4).cells
    if cell.cell_type == "markdown"
}
# The week that the task shows.
[EXAMPLE_WEEK] = re.findall(r"`(\[[\d, ]+\])`", TEXTS["week-text"])


# For each task, the example above it under the names that are asked for.
COPIED = {
    "longest": "longest_before = km_before",
    "jumps": "def jumps(past, planned):\n    return [2]",
    "week": "week = " + EXAMPLE_WEEK,
    "pairs": """
only_case, only_control = only_case_suburb, only_control_suburb
matched_or = unmatched_or = suburb_ratio
low, high = suburb_ratio / reach, suburb_ratio * reach
""",
    "sitting": """
left_out = len(ages) - len(known)
median_min = mean_min = known.mean()
over_8h = (known > 65).mean() * 100
""",
}


class TestPrevention(ClassTests):
    """The promises of every assignment, and those of this one."""

    assignment = PREVENTION
    students = STUDENTS
    told = (
        ("blank", "Not yet: `week` does not exist yet. Has the cell above been run?"),
        ("blank", "Not yet: `jumps` should give back a list with the days of the jumps"),
        (
            "best-ever",
            "Not yet (0 of 1): At least one run is a jump, or there are too few runs.",
        ),
        (
            "best-ever",
            "Not yet (0 of 0.5): The mean is off. Is the code still among the answers?",
        ),
        ("short-window", "Not yet: `over_8h` should be one number between 1 and 100: percent"),
        ("best-ever", "OK (1 of 1): The interval fits the pairs and their ratio."),
        ("perfect", "OK (1 of 1): The matched odds ratio fits the pairs."),
    )
    copied = COPIED

    def test_a_hint_taken_at_its_word_keeps_every_real_answer(self) -> None:
        for condition in re.findall(r"`(minutes <[^`]*)`", TEXTS["sitting-text"]):
            answer = SOLVED["sitting-answer"].replace("minutes <= 1440", condition)
            assert earned("05_prevention", "sitting", answer) == 3

    @pytest.mark.parametrize(("week", "points"), WEEKS.items())
    def test_every_week_within_the_limits_is_right(self, week: str, points: float) -> None:
        assert earned("05_prevention", "week", f"week = {week}") == points


# --- the same test cells, asked about many answers without a class

PAIRS = SOLVED["pairs-answer"]
FOLLOWS = {
    "a row of the cases missing": (PAIRS.replace('["D-", "DS"], [', '["D-"], [', 1), 3.5),
    "both counted without the suburb": (
        PAIRS.replace('["D-", "DS"], ["--", "-S"]', '["D-"], ["--"]').replace(
            '["--", "-S"], ["D-", "DS"]', '["--"], ["D-"]'
        ),
        3,
    ),
    "only_case and only_control exchanged": (
        PAIRS.replace("only_case = ", "x = ")
        .replace("only_control = ", "only_case = ")
        .replace("x = ", "only_control = "),
        3,
    ),
    "the ratio turned round": (PAIRS.replace("only_case / only_control", "19 / 41"), 3),
    "rounded on the way": (
        "only_case, only_control, matched_or, low, high = 19, 41, 0.46, 0.27, 0.8\n"
        "unmatched_or = 1.91",
        3,
    ),
    "an interval of the example": (
        "example = reach\n" + PAIRS + "low, high = matched_or / example, matched_or * example",
        3,
    ),
    "the example's pairs turned round": (
        "only_case, only_control = only_control_suburb, only_case_suburb\n"
        "matched_or, unmatched_or = 1 / suburb_ratio, 1\n"
        "low, high = matched_or / reach, matched_or * reach",
        0,
    ),
    "no pairs": ("only_case = only_control = matched_or = low = high = unmatched_or = 0", 0),
}


@pytest.mark.parametrize(("answer", "points"), FOLLOWS.values(), ids=FOLLOWS)
def test_a_wrong_count_of_pairs_is_paid_for_once(answer: str, points: float) -> None:
    assert earned("05_prevention", "pairs", answer) == points
