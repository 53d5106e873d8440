"""The exercises of the ledger: what each trains, where it starts, and when to stop."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from course import content
from course.model import evidence
from course.model.questions import Part, Slug, Text

Level = Literal["beginner", "intermediate", "advanced"]

# Which part of the body the ledger's muscle names belong to.
_AREAS: Mapping[str, tuple[str, ...]] = {
    "neck and shoulders": ("neck", "upper trapezius", "levator", "deltoid", "shoulder"),
    "upper back": ("latissimus", "middle trapezius", "lower trapezius", "rhomboid"),
    "chest and side ribs": ("pectoralis", "serratus"),
    "arms": ("biceps", "triceps", "grip"),
    "belly and sides": ("abdominis", "oblique", "trunk muscle", "quadratus", "spinal flexor"),
    "low back": ("erector", "multifidus", "quadratus", "extensor"),
    "hips": ("gluteus", "glute", "hip"),
    "legs": ("hamstring", "quadriceps", "calf", "gastrocnemius", "soleus", "foot", "leg"),
    "whole body": ("whole body", "rolled area"),
}

# What is needed, by the words of the ledger. An exercise that can be done without says "none".
_KIT: Mapping[str, tuple[str, ...]] = {
    "nothing": ("none", "shoes"),
    "mat": ("mat",),
    "band": ("band",),
    "weights": ("dumbbell", "barbell", "kettlebell", "weight"),
    "pull-up bar": ("bar",),
    "step or bench": ("step", "bench"),
    "stick, strap or roller": ("stick", "strap", "towel", "roller"),
}

# What the article claims of the exercises that it lists for a region.
_REGION_CLAIMS: Mapping[str, str] = {
    "upper back": "pullup-extension-superman",
    "side of back and ribs": "serratus-exercises",
    "lower back": "deadlift-swing-bridge",
    "core": "core-exercise-list",
    "flexibility": "stretch-regularly",
    "desk break": "neck-rolls-shrugs",
}


class _Dose(Part):
    sessions_per_week: int | None = None
    sessions_per_day: int | None = None
    rest_seconds: int = 0
    per_side: bool = False


class Reps(_Dose):
    """Sets of repetitions."""

    type: Literal["reps"]
    sets: int
    reps: str


class Hold(_Dose):
    """Sets of short holds."""

    type: Literal["hold"]
    sets: int
    reps: int
    hold_seconds: int


class Time(_Dose):
    """Minutes at a stretch."""

    type: Literal["time"]
    minutes: int


Dose = Annotated[Reps | Hold | Time, Field(discriminator="type")]


class Exercise(Part):
    """One exercise: a starting point for healthy adults without warning signs, no prescription."""

    id: Slug
    name: Text
    in_article: bool
    pain_region_per_article: str
    target_muscles: tuple[str, ...] = Field(min_length=1)
    movement_pattern: Text
    equipment: Text
    level: Level
    starting_dose: Dose
    progression: Text
    regression: Text
    cautions: Text
    stop_if: tuple[Text, ...] = Field(min_length=1)
    evidence_note: Text
    sources: tuple[str, ...] = Field(min_length=1)
    confidence: evidence.Confidence
    checked: Text

    @property
    def region(self) -> str | None:
        """The region of pain that the article lists it for, if the article has it at all."""
        return self.pain_region_per_article if self.in_article else None

    @property
    def article_claim(self) -> evidence.Claim | None:
        """What the article claims of the exercises that it lists for this region."""
        if self.region is None:
            return None
        key = self.id if self.id in evidence.claims() else _REGION_CLAIMS[self.region]
        return evidence.claims()[key]

    @property
    def areas(self) -> tuple[str, ...]:
        """Parts of the body that it trains, by its muscles."""
        return _named(_AREAS, self.target_muscles)

    @property
    def kit(self) -> tuple[str, ...]:
        """What is needed: one of these is enough where the ledger says "or"."""
        return _named(_KIT, [self.equipment])


class Exercises(Part):
    """All exercises, and what holds for every one of them."""

    purpose: Text
    before_starting: Text
    common_stop_rules: tuple[Text, ...] = Field(min_length=1)
    dose_basis: Text
    key_message: Text
    dose_fields: Text
    exercises: tuple[Exercise, ...] = Field(min_length=1)


@cache
def library() -> Exercises:
    """Every exercise of the ledger, and the rules that stand before them.

    Raises
    ------
    CourseError
        If an exercise names a source that the ledger does not have.
    """
    found = Exercises(**content.read_yaml("evidence/exercises.yaml"))
    for exercise in found.exercises:
        for key in exercise.sources:
            evidence.find(f"source (exercise {exercise.id})", key, evidence.sources())
    return found


def dose_in_words(exercise: Exercise) -> str:
    """The starting dose as a sentence without its full stop.

    Returns
    -------
    str
        Such as ``"2 sets of 6 holds of 3 seconds, twice a week"``.
    """
    dose = exercise.starting_dose
    side = " on each side" if dose.per_side else ""
    several = not isinstance(dose, Time) and dose.sets > 1 and dose.rest_seconds > 0
    rest = f", with {_rest(dose.rest_seconds)} of rest between sets" if several else ""
    return f"{_amount(dose)}{side}, {_how_often(dose)}{rest}"


def _amount(dose: Dose) -> str:
    match dose:
        case Time():
            return f"{dose.minutes} minutes"
        case Reps():
            return f"{_sets(dose.sets)} of {dose.reps.replace('-', ' to ')} repetitions"
        case Hold(sets=1, reps=1):
            return f"{dose.hold_seconds} seconds"
        case Hold(reps=1):
            return f"{dose.sets} holds of {dose.hold_seconds} seconds"
    return f"{_sets(dose.sets)} of {dose.reps} holds of {dose.hold_seconds} seconds"


def _sets(number: int) -> str:
    return f"{number} set{'s' if number > 1 else ''}"


def _how_often(dose: _Dose) -> str:
    if dose.sessions_per_day:
        return f"{_times(dose.sessions_per_day)} a day"
    if dose.sessions_per_week == 7:
        return "every day"
    return f"{_times(dose.sessions_per_week)} a week"


def _times(number: int | None) -> str:
    return {1: "once", 2: "twice"}.get(number or 0, f"{number} times")


def _rest(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} seconds"
    minutes = f"{seconds / 60:g}"
    return "1 minute" if minutes == "1" else f"{minutes} minutes"


def _named(groups: Mapping[str, tuple[str, ...]], words: Iterable[str]) -> tuple[str, ...]:
    text = "; ".join(words)
    return tuple(
        name
        for name, members in groups.items()
        if any(re.search(rf"\b{word}s?\b", text) for word in members)
    )
