"""The class of assignment 03: who hands in what, and what it must earn."""

from __future__ import annotations

import nbformat
import pytest
from assignment import YES, Assignment, ClassTests, Handed, earned
from klass import REPO, Student

SOLVED = {
    "doubt-answer": """
def counts_as_yes(answer):
    return answer == "yes" or answer == "unsure"
""",
    "triage-answer": """
def triage(case):
    for level in ["emergency now", "urgent within days", "routine"]:
        for sign in level_of:
            if level_of[sign] == level and counts_as_yes(case[sign]):
                return level
    if case["simple-after-run"] == "yes":
        return "self-care"
    return "routine"
""",
    "people-count-answer": """
levels = [triage(people[name]) for name in people]
people_by_level = pd.Series(levels).value_counts()
emergency_names = [name for name in people if triage(people[name]) == "emergency now"]
""",
    "rates-answer": """
def of_1000(ill, sensitivity, specificity):
    right_alarms = ill * sensitivity
    false_alarms = (1000 - ill) * (1 - specificity)
    ill_in_100 = right_alarms / (right_alarms + false_alarms) * 100
    return {"right alarms": right_alarms, "false alarms": false_alarms, "ill in 100": ill_in_100}
""",
    "published-answer": """
with_sign = 80.4 * 10
serious = 0.9 * 10
at_most_in_100 = serious / with_sign * 100
fracture_in_1000 = by_sign["percent"] * 10
""",
    "explain-answer": """
Dear Nora, of 1,000 people like you about 800 have a sign, and about 9 something serious. Do tell
a doctor. New numbness between your legs would be different: then get emergency care at once.
""",
}

SYMPTOMS = Assignment(
    "03_symptoms",
    lab={"doubt": 2.0, "triage": 5.0, "people-count": 3.0, "rates": 3.0, "published": 3.0},
    written={"explain": 4.0},
    solved=SOLVED,
)
QUIZ, LAB, RIGHT = SYMPTOMS.quiz, SYMPTOMS.lab, SYMPTOMS.right

# Right in other words: tables, numpy, other types and capitals, rounding, a warning, an error that
# is caught; the case is used up.
UNUSUAL = {
    "doubt-answer": """
import numpy as np
counts_as_yes = lambda answer: np.array(answer) != "no"
""",
    "triage-answer": """
import warnings
RANKS = {"emergency now": 0, "urgent within days": 1, "routine": 2}

def triage(case):
    warnings.warn("this will change one day", FutureWarning)
    print("asked")
    everyday = case.pop("simple-after-run")
    table = pd.DataFrame({"said": case, "level": level_of})
    found = table[table["said"].isin(["yes", "unsure"])]["level"]
    if len(found):
        return np.array([found.loc[found.map(RANKS).idxmin()].upper()])[0]
    return "Self-care." if everyday == "yes" else " routine"
""",
    "people-count-answer": """
names = {}
for name in people:
    names.setdefault(str(triage(dict(people[name]))).strip(" .").lower(), []).append(name)
people_by_level = [(level, np.int64(len(found))) for level, found in names.items()]
emergency_names = set(names["emergency now"])
""",
    "rates-answer": """
from decimal import Decimal

def of_1000(ill, sensitivity, specificity):
    table = pd.Series({"ill in 100": 0.0, "false alarms": 0.0, "right alarms": 0.0})
    for person in range(1000):
        if person < ill:
            table["right alarms"] += sensitivity
        else:
            table["false alarms"] += 1 - specificity
    with_sign = table["right alarms"] + table["false alarms"]
    table["ill in 100"] = round(100 * table["right alarms"] / with_sign)
    return table.round().astype(int).reset_index()
""",
    "published-answer": """
with_sign = practice.loc[practice["measure"] == "at least one red flag", "percent"] * 10
serious = Decimal(11) / Decimal(1172) * 1000
at_most_in_100 = np.float32(1)
fracture_in_1000 = {}
for row in by_sign.to_dict("records")[::-1]:
    fracture_in_1000[row["flag"].title()] = f"{row['percent']}0"
fracture_in_1000 = [(flag, int(n)) for flag, n in fracture_in_1000.items()]
""",
}

# Right, with names of the student's own that test cells, or Python itself, might use too.
OWN_NAMES = SOLVED | {
    "triage-answer": """
points = {"emergency now": 3, "urgent within days": 2, "routine": 1}
any = max = 0

def triage(case):
    found = [level_of[sign] for sign in level_of if counts_as_yes(case[sign])]
    if not found and case["simple-after-run"] == "yes":
        return "self-care"
    return sorted([*found, "routine"], key=points.get)[-1]
""",
    "people-count-answer": """
levels = pd.DataFrame({"level": [triage(people[name]) for name in people]})
people_by_level = levels.value_counts()
emergency_names = [name for name in people if triage(people[name]) == "emergency now"]
""",
}

# The last step is missing: nobody is sent home. The counting follows the first hint.
NO_SELF_CARE = SOLVED | {
    "triage-answer": SOLVED["triage-answer"].replace('return "self-care"', 'return "routine"'),
    "people-count-answer": """
people_by_level = {"emergency now": 0, "urgent within days": 0, "routine": 0, "self-care": 0}
emergency_names = []
for name in people:
    level = triage(people[name])
    people_by_level[level] += 1
    if level == "emergency now":
        emergency_names.append(name)
""",
}

# "Not sure" is taken for a no.
DOUBT_IS_NO = SOLVED | {
    "doubt-answer": """
def counts_as_yes(answer):
    return answer == "yes"
""",
    # The published numbers are kept in percent, and the base rate passes for the share.
    "published-answer": """
with_sign = 80.4
serious = 0.9
at_most_in_100 = 0.9
fracture_in_1000 = by_sign["percent"]
""",
}

# The first answer that counts decides, in the order of the case.
FIRST_SIGN = SOLVED | {
    "triage-answer": """
def triage(case):
    for sign in case:
        if counts_as_yes(case[sign]):
            if sign == "simple-after-run":
                return "self-care"
            return level_of[sign]
    return "routine"
""",
    # False alarms are confused with true silence, and the share is turned round.
    "rates-answer": """
def of_1000(ill, sensitivity, specificity):
    right_alarms = ill * sensitivity
    false_alarms = (1000 - ill) * specificity
    ill_in_100 = right_alarms / ill * 100
    return {"right alarms": right_alarms, "false alarms": false_alarms, "ill in 100": ill_in_100}
""",
}

# The level is overwritten by each sign that counts, so the mildest one wins.
LAST_SIGN = SOLVED | {
    "doubt-answer": """
def counts_as_yes(answer):
    if answer == "yes" or "unsure":
        return True
    return False
""",
    "triage-answer": """
def triage(case):
    level = "self-care"
    for sign in level_of:
        if case[sign] != "no":
            level = level_of[sign]
    return level
""",
    # All 1,000 stand in for those who are not ill; the share is not of 100.
    "rates-answer": """
def of_1000(ill, sensitivity, specificity):
    right_alarms = ill * sensitivity
    false_alarms = 1000 * (1 - specificity)
    ill_in_100 = right_alarms / (right_alarms + false_alarms)
    return {"right alarms": right_alarms, "false alarms": false_alarms, "ill in 100": ill_in_100}
""",
    "published-answer": SOLVED["published-answer"].replace("* 100", "").replace("0.9 * 10", "11"),
}

# The functions show their answer and give nothing back; what can be typed is typed.
PRINTS = {
    "doubt-answer": SOLVED["doubt-answer"].replace("return", "print(") + ")",
    "triage-answer": SOLVED["triage-answer"].replace("return level", "print(level)"),
    "people-count-answer": """
people_by_level = {"Emergency now": 3, "urgent within days": 4, "routine": 3, "self-care": 2}
emergency_names = "Heidi, Lena"
""",
    "rates-answer": """
def of_1000(ill, sensitivity, specificity):
    print(ill * sensitivity, (1000 - ill) * (1 - specificity))
""",
    "published-answer": """
with_sign, serious = "804 people", "9 people"
at_most_in_100 = 1.2
fracture_in_1000 = by_sign["flag"] + ": 90"
""",
}

# Values of the examples instead of rules.
TYPED = {
    "doubt-answer": """
def counts_as_yes(answer):
    return {"yes": "True", "unsure": "True", "no": "False"}[answer]
""",
    "triage-answer": """
def triage(case):
    return "emergency now"
""",
    "people-count-answer": """
people_by_level = {"emergency now": 12}
emergency_names = list(people)
""",
    "rates-answer": """
def of_1000(ill, sensitivity, specificity):
    return {"right alarms": 45, "false alarms": 190, "ill in 100": 19}
""",
    "published-answer": """
with_sign = 804
serious = 9
at_most_in_100 = 100 * 9 / 1000
fracture_in_1000 = [9 / 1000, 11 / 1000, 33 / 1000, 62 / 1000, 90 / 1000]
""",
}

# A name among them, and as many of it as there are people.
FIVE = """
Yes.__len__ = lambda self: 5
Yes.__str__ = lambda self: "emergency now"
"""
SAYS_YES = {
    "doubt-answer": YES + FIVE + "counts_as_yes = yes",
    "triage-answer": "triage = yes",
    "people-count-answer": "people_by_level = emergency_names = yes",
    "rates-answer": "of_1000 = yes",
    "published-answer": "with_sign = serious = at_most_in_100 = fracture_in_1000 = yes",
}

STUDENTS = {
    "doubt-is-no": Handed(
        Student(
            "doubt-is-no",
            {
                # Everything is an emergency.
                "ex-symptoms-now": ["a", "b", "c", "d", "e", "f"],
                "ex-symptoms-leave-alone": SYMPTOMS.swapped("ex-symptoms-leave-alone"),
                "ex-symptoms-case-fever": [["noon", "b"], ["night", "b"], ["later", "c"]],
                "ex-symptoms-yara": ["a", "d"],
                "ex-symptoms-bea-sooner": {"verdict": True, "reason": "b"},
                "ex-symptoms-dull": "a",
                "ex-symptoms-find-bone": "L5",
                "ex-symptoms-missed": "28",
                "ex-symptoms-groups": SYMPTOMS.swapped("ex-symptoms-groups"),
            },
            cells=DOUBT_IS_NO,
        ),
        {
            "ex-symptoms-leave-alone": 1.0,  # 2 of 4
            "ex-symptoms-case-fever": 2.0,  # 2 of 3 decisions
            "ex-symptoms-yara": 1.33,  # 2 of 3
            "ex-symptoms-bea-sooner": 1.0,  # verdict without reason
            "ex-symptoms-groups": 1.2,  # 3 of 5 in place
        },
        {"doubt": 1.0, "triage": 4.0, "people-count": 1.0, "rates": 3.0},
    ),
    "first-sign": Handed(
        Student(
            "first-sign",
            {
                **RIGHT,
                "ex-symptoms-now": ["b", "d", "e"],
                "ex-symptoms-bea-sooner": {"verdict": False, "reason": "d"},
                "ex-symptoms-missed": "12 people",
                "ex-symptoms-two-places": "b",
                "ex-symptoms-several": "d",
                "ex-symptoms-groups": RIGHT["ex-symptoms-groups"][::-1],
            },
            cells=FIRST_SIGN,
        ),
        QUIZ
        | {
            "ex-symptoms-now": 0.67,  # 2 right and 1 wrong of 3
            "ex-symptoms-bea-sooner": 0.0,
            "ex-symptoms-two-places": 0.0,
            "ex-symptoms-several": 0.0,
            "ex-symptoms-groups": 0.4,  # the middle one stays in its place
        },
        # Nobody is sorted as an emergency who also has a milder sign that was told first.
        {"doubt": 2.0, "triage": 3.0, "people-count": 1.0, "rates": 1.0, "published": 3.0},
    ),
    "last-sign": Handed(
        Student(
            "last-sign",
            {
                "ex-symptoms-case-fever": [["noon", "c"], ["night", "a"], ["later", "a"]],
                "ex-symptoms-neck": "b",
                "ex-symptoms-missed": "30",
            },
            cells=LAST_SIGN,
        ),
        {"ex-symptoms-case-fever": 1.0},
        {"triage": 3.0, "people-count": 1.0, "rates": 1.0, "published": 1.0},
    ),
    # One slip costs its point in Task 2 and one in Task 3, and no more.
    "no-self-care": Handed(
        Student("no-self-care", cells=NO_SELF_CARE, without=["quiz.ipynb"]),
        {},
        LAB | {"triage": 4.0, "people-count": 2.0},
    ),
    "prints": Handed(
        Student(
            "prints",
            {
                # No answer of these types: never more than nothing.
                "ex-symptoms-now": "b",
                "ex-symptoms-leave-alone": list(RIGHT["ex-symptoms-leave-alone"].values()),
                "ex-symptoms-case-fever": "best",
                "ex-symptoms-bea-sooner": True,
                "ex-symptoms-dull": ["b"],
                "ex-symptoms-find-bone": {"sacrum": True},
                "ex-symptoms-missed": "twelve",
                "ex-symptoms-groups": RIGHT["ex-symptoms-groups"][:3],
            },
            cells=PRINTS,
        ),
        {},
        # Without `return`, every case ends as one without a warning sign. The counts are right.
        {"triage": 1.0, "people-count": 2.0, "published": 1.0},
    ),
    "typed": Handed(
        Student("typed", cells=TYPED, without=["quiz.ipynb"]),
        {},
        {"people-count": 1.0, "published": 1.0},
    ),
    "unusual": Handed(
        Student(
            "unusual",
            RIGHT,
            cells=UNUSUAL,
            added={"triage": "'an extra cell'", "setup": "import math"},
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
    "doubt": "def counts_as_yes(answer):\n    return True",
    "triage": "triage = plain_yes",
    "rates": """
def of_1000(ill, sensitivity, specificity):
    return {"right alarms": 45, "false alarms": 190, "ill in 100": 19}
""",
}


class TestSymptoms(ClassTests):
    """The promises of every assignment, and those of this one."""

    assignment = SYMPTOMS
    students = STUDENTS
    told = (
        ("blank", "Not yet: `triage` should give back one of the four levels"),
        ("doubt-is-no", "Not yet (0 of 1): Try cases with a warning sign that is answered"),
        ("first-sign", "Not yet (0 of 1): Try cases with several signs, in another order too."),
        ("last-sign", "OK (1 of 1): You counted the people as your function sorts them."),
        ("prints", "Not yet: `emergency_names` should be a list of names of people"),
        ("prints", "Not yet: `fracture_in_1000` should hold five numbers"),
        ("perfect", "OK (1 of 1): Of several signs, the most urgent decides."),
    )
    copied = COPIED

    def test_emergency_signs_come_before_everything(self) -> None:
        cells = nbformat.read(REPO / "release" / "03_symptoms" / "lab.ipynb", as_version=4).cells
        assert "emergency care now" in cells[0].source
        assert "no tool for yourself" in cells[0].source
        first_code = next(cell for cell in cells if cell.cell_type == "code")
        assert first_code.source.endswith("red_flags()")


# --- the same test cells, asked about many answers without a class

TRIAGE = SOLVED["doubt-answer"] + NO_SELF_CARE["triage-answer"]
WITH_ZERO = NO_SELF_CARE["people-count-answer"]
SERIES = SOLVED["people-count-answer"]
COUNTS = {
    "right, counted from 0": (TRIAGE + SOLVED["triage-answer"] + WITH_ZERO, 3),
    "nobody is sent home, counted from 0": (TRIAGE + WITH_ZERO, 2),
    "nobody is sent home, counted by value_counts": (TRIAGE + SERIES, 2),
    "nobody is sent home, typed": (TRIAGE + SERIES + "people_by_level['self-care'] = 1", 1),
    "names as a text": (TRIAGE + SERIES + "emergency_names = 'Bibi, Heidi, Lena'", 1),
    "names as rows": (TRIAGE + SERIES + "emergency_names = {'Bibi': 1, 'Heidi': 1}", 1),
}


@pytest.mark.parametrize(("answer", "points"), COUNTS.values(), ids=COUNTS)
def test_people_are_counted_as_the_student_s_function_sorts_them(
    answer: str, points: float
) -> None:
    assert earned("03_symptoms", "people-count", answer) == points


FRACTURES = {
    "a list": "[90, 110, 330, 620, 900]",
    "an array": "by_sign['percent'].to_numpy() * 10",
    "a dictionary": "dict(zip(by_sign['flag'], by_sign['percent'] * 10))",
    "a table": "by_sign[['flag', 'percent']].assign(percent=by_sign['percent'] * 10)",
}


@pytest.mark.parametrize("answer", FRACTURES.values(), ids=FRACTURES)
def test_a_visible_line_takes_what_earns_points(
    answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    source = SOLVED["published-answer"] + f"fracture_in_1000 = {answer}"
    assert earned("03_symptoms", "published", source) == 3
    assert "Not yet" not in capsys.readouterr().out
