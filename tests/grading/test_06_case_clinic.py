"""The class of assignment 06, a quiz without a lab: who answers what, and what it must earn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from assignment import SOURCES, Assignment, ClassTests, Handed
from klass import Student

CLINIC = Assignment("06_case_clinic")
QUIZ, RIGHT = CLINIC.quiz, CLINIC.right

MAREK, IRMA, MEI, JAKOB = (
    f"ex-clinic-case-{name}" for name in ("marek", "irma-bench", "mei", "jakob-race")
)

STUDENTS = {
    # Goes by how much it hurts: an emergency waits, and strong pain does not.
    "by-pain": Handed(
        Student(
            "by-pain",
            {
                MAREK: [["root", "a"], ["soles", "a"], ["drags", "b"], ["way", "c"]],
                IRMA: [["bench", "a"], ["soon", "b"], ["daughter", "b"], ["tuesday", "a"]],
                "ex-clinic-four-calls": {
                    **RIGHT["ex-clinic-four-calls"],
                    "hugo": RIGHT["ex-clinic-four-calls"]["ida"],
                },
                "ex-clinic-what-changes-it": ["a", "b", "e"],
                "ex-clinic-one-sign": {"verdict": False, "reason": "c"},
                "ex-clinic-pia-walks": "b",
            },
        ),
        {
            MAREK: 1.5,  # 2 of 4 decisions
            IRMA: 2.25,  # 3 of 4
            "ex-clinic-four-calls": 1.5,  # 3 of 4
            "ex-clinic-what-changes-it": 1.0,  # 2 right and 1 wrong, of 2
            "ex-clinic-pia-walks": 1.0,
        },
    ),
    # Rest, ice and a scan for everybody; the rest of it right.
    "rests": Handed(
        Student(
            "rests",
            {
                **RIGHT,
                IRMA: [["bench", "a"], ["soon", "c"], ["until", "a"], ["tuesday", "c"]],
                MEI: [["sofa", "a"], ["stiffer", "b"], ["scan", "a"], ["review", "b"]],
                JAKOB: [["twinge", "a"], ["nights", "c"], ["race", "b"]],
                "ex-clinic-four-steps": CLINIC.swapped("ex-clinic-four-steps"),
            },
        ),
        QUIZ | {IRMA: 1.5, MEI: 0.0, JAKOB: 0.0, "ex-clinic-four-steps": 0.5},
    ),
    # Too much too soon, and sums that count the wrong people.
    "too-soon": Handed(
        Student(
            "too-soon",
            {
                **RIGHT,
                JAKOB: [["twinge", "b"], ["nights", "b"], ["race", "a"]],
                "ex-clinic-mild-episodes": "31",
                "ex-clinic-pia-walks": "a",
                "ex-clinic-unbreakable-plan": "a",
            },
        ),
        QUIZ
        | {
            JAKOB: 1.0,  # 1 of 3
            "ex-clinic-mild-episodes": 0.0,
            "ex-clinic-pia-walks": 0.0,
            "ex-clinic-unbreakable-plan": 0.0,
        },
    ),
    # Sends everybody to hospital, and marks every box.
    "ambulance": Handed(
        Student(
            "ambulance",
            {
                MAREK: RIGHT[MAREK],
                "ex-clinic-four-calls": dict.fromkeys(
                    RIGHT["ex-clinic-four-calls"], RIGHT["ex-clinic-four-calls"]["oskar"]
                ),
                "ex-clinic-what-changes-it": ["a", "b", "c", "d", "e"],
                "ex-clinic-one-sign": {"verdict": True, "reason": "b"},
                "ex-clinic-mild-episodes": "109",
            },
        ),
        {MAREK: 3.0, "ex-clinic-four-calls": 0.5, "ex-clinic-one-sign": 0.5},
    ),
    # Stories that were broken off, or led another way than they can.
    "breaks-off": Handed(
        Student(
            "breaks-off",
            {
                **RIGHT,
                MAREK: RIGHT[MAREK][:2],
                IRMA: [["bench", "a"], ["soon", "c"], ["daughter", "b"], ["tuesday", "a"]],
                MEI: [["scan", "c"], ["review", "a"]],
                JAKOB: [*RIGHT[JAKOB], ["race", "c"]],
                "ex-clinic-four-steps": RIGHT["ex-clinic-four-steps"][:3],
            },
        ),
        QUIZ | {MAREK: 1.5, IRMA: 0.0, MEI: 0.0, JAKOB: 0.0, "ex-clinic-four-steps": 0.0},
    ),
    # Right answers as people type and click them.
    "unusual": Handed(
        Student(
            "unusual",
            {
                **dict(reversed(RIGHT.items())),
                "ex-clinic-mild-episodes": " 29,0 people",
                "ex-clinic-what-changes-it": RIGHT["ex-clinic-what-changes-it"][::-1],
                "ex-clinic-four-calls": dict(reversed(RIGHT["ex-clinic-four-calls"].items())),
            },
            added={"setup": "import math", f"{MEI}-points": "'an extra cell'"},
        ),
        QUIZ,
    ),
    # No answers of these types: never more than nothing.
    "says-yes": Handed(
        Student(
            "says-yes",
            {
                MAREK: "best",
                IRMA: {"bench": "a"},
                MEI: [["sofa", True]],
                JAKOB: True,
                "ex-clinic-four-calls": True,
                "ex-clinic-what-changes-it": {"b": True, "e": True},
                "ex-clinic-four-steps": "signs",
                "ex-clinic-one-sign": "true",
                "ex-clinic-mild-episodes": True,
                "ex-clinic-pia-walks": ["b"],
                "ex-clinic-unbreakable-plan": {"d": True},
            },
        )
    ),
}


def endings(start: str, nodes: dict) -> Iterator[list[str]]:
    """Every way through a story, as the names of its scenes."""
    for following in set(nodes[start]["next"].values()):
        for rest in endings(following, nodes) if following else [[]]:
            yield [start, *rest]


class TestCaseClinic(ClassTests):
    """The promises of every assignment, and those of this one."""

    assignment = CLINIC
    students = STUDENTS
    told = (("by-pain", "1.5 of 3 points"),)

    def test_it_has_no_lab(self) -> None:
        files = sorted(path.name for path in (SOURCES / "06_case_clinic").iterdir())
        assert files == ["quiz.ipynb", "quiz.json"]

    @pytest.mark.parametrize("story", [MAREK, IRMA, MEI, JAKOB])
    def test_no_way_through_a_story_is_longer_than_another(self, story: str) -> None:
        # Else its length would tell whether the decisions so far were good.
        key = CLINIC.bank.question(story).key()
        lengths = {len(way) for way in endings(key["start"], key["nodes"])}
        assert len(lengths) == 1
