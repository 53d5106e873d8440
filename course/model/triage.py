"""How urgent is it? The rules of the triage exercise, and invented runners to practise with.

The rules are those of ``data/evidence/red_flags.yaml``; pages and runners are in
``data/cases/triage.yaml``. It is a teaching exercise and no medical device.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from course import content
from course.content import data_path
from course.errors import CourseError
from course.model import evidence
from course.model.casefiles import check_keys
from course.model.evidence import RedFlag
from course.model.questions import Part, Slug, Text
from course.model.yamlfile import YamlFile

Level = Literal["emergency now", "urgent within days", "routine", "self-care"]
# From the most urgent down.
LEVELS: tuple[Level, ...] = ("emergency now", "urgent within days", "routine", "self-care")
ANSWERS = ("yes", "no", "unsure")

# YAML reads a bare yes or no as true or false; an author means the word.
Answer = Annotated[
    Literal["yes", "no", "unsure"],
    BeforeValidator(lambda said: {True: "yes", False: "no"}.get(said, said)),
]

# How soon, from the soonest: what the ledger's timeframes begin with.
SOON = (
    "immediately",
    "same day",
    # After "same day": what goes on with "otherwise within days" must not soften a sure sign.
    "emergency if",
    "within days",
    "within 1-2 weeks",
    "within 2 weeks",
    "within 2-4 weeks",
    "within weeks",
    "at the next review",
    "manage at home",
    "routine if it persists",
)

Reason = Literal["emergency", "signs", "simple", "doubt", "nothing", "open"]
REASONS: Mapping[Reason, str] = {
    "emergency": "One emergency sign is enough. No further question is needed.",
    "signs": "The most urgent sign decides.",
    "simple": "Every warning sign was answered no, and it fits an everyday ache.",
    "doubt": "It is not certain that this is a simple ache. In doubt we go one level up.",
    "nothing": "No sign matches, and it is no simple ache after a run either. Pain that fits "
    "nothing here is looked at in an ordinary appointment.",
    "open": "Self-care is only given when every warning sign was asked about. Some were not.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One answer in the order of the rules, and what follows from it."""

    rule: str
    answer: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How urgent it is, and why.

    Attributes
    ----------
    level
        One of `LEVELS`.
    timeframe
        How soon: the soonest of the rules that led there; empty if none did.
    reason
        Which kind of reasoning gave the level; `REASONS` has it in words.
    rules
        Ids of the rules that led there, in the order of the ledger. Empty if none matched.
    steps
        Every answer that was looked at, in the order of the rules.
    """

    level: Level
    timeframe: str
    reason: Reason
    rules: tuple[str, ...]
    steps: tuple[Step, ...]


def assess(answers: Mapping[str, str]) -> Outcome:
    """How urgent the answers make it.

    The rules are asked by priority. The first yes to an emergency sign ends the questions;
    otherwise the most urgent yes decides. "Unsure" counts as yes for every warning sign. Self-care
    needs a no to every warning sign, a yes to an everyday ache and no doubt about it; whatever else
    matches nothing is routine.

    Parameters
    ----------
    answers
        ``"yes"``, ``"no"`` or ``"unsure"`` by the id of a rule. Rules that were not asked are left
        out; they raise nothing, but self-care is not given without them.

    Raises
    ------
    CourseError
        If a rule or an answer is unknown.
    """
    _refuse_unknown(answers)
    steps: list[Step] = []
    matched: list[RedFlag] = []
    for rule in evidence.red_flags():
        if rule.id not in answers:
            continue
        answer = answers[rule.id]
        steps.append(Step(rule.id, answer, explain(rule, answer)))
        if is_warning(rule) and answer != "no":
            matched.append(rule)
            if rule.urgency == "emergency now":
                return _outcome("emergency", [rule], steps)
    if matched:
        top = min(LEVELS.index(rule.urgency) for rule in matched)
        return _outcome("signs", [r for r in matched if r.urgency == LEVELS[top]], steps)
    everyday = [rule for rule in evidence.red_flags() if not is_warning(rule)]
    yes = [rule for rule in everyday if answers.get(rule.id) == "yes"]
    if any(answers.get(rule.id) == "unsure" for rule in everyday):
        return _outcome("doubt", [], steps)
    if not yes:
        return _outcome("nothing", [], steps)
    if any(is_warning(rule) and rule.id not in answers for rule in evidence.red_flags()):
        return _outcome("open", [], steps)
    return _outcome("simple", yes, steps)


def is_warning(rule: RedFlag) -> bool:
    """Whether a yes asks for help; the other rules describe an everyday ache."""
    return rule.urgency != "self-care"


def explain(rule: RedFlag, answer: str) -> str:
    """What an answer to a rule does, in a sentence."""
    if not is_warning(rule):
        return {
            "yes": "Yes: this fits an everyday ache, and counts if every warning sign is a no.",
            "no": "No: this does not describe it.",
            "unsure": "Not sure: in doubt it is no simple ache, so an ordinary appointment.",
        }[answer]
    stop = " Stop here." if rule.urgency == "emergency now" else ""
    what = f"{rule.urgency} ({rule.timeframe}).{stop}"
    return {
        "yes": f"Yes: {what}",
        "no": "No: this sign does not raise the level.",
        "unsure": f"Not sure counts as yes for a warning sign: {what}",
    }[answer]


def what_if(answers: Mapping[str, str]) -> tuple[tuple[str, Outcome], ...]:
    """How the outcome would change without each of the rules that led to it.

    Returns
    -------
    tuple of (str, Outcome)
        The rule whose answer becomes no, and the outcome then.
    """
    changed = []
    for rule in assess(answers).rules:
        changed.append((rule, assess({**answers, rule: "no"})))
    return tuple(changed)


@cache
def meanings() -> Mapping[str, str]:
    """What to do at each level, in the words of the ledger."""
    levels = content.read_yaml("evidence/red_flags.yaml")["urgency_levels"]
    return {entry["level"]: entry["meaning"] for entry in levels}


def _outcome(reason: Reason, rules: list[RedFlag], steps: list[Step]) -> Outcome:
    level: Level = rules[0].urgency if rules else "routine"
    soonest = min((r.timeframe for r in rules), key=how_soon, default="")
    return Outcome(level, soonest, reason, tuple(r.id for r in rules), tuple(steps))


def how_soon(timeframe: str) -> int:
    """Rank of a timeframe of the ledger, the soonest first."""
    for rank, start in enumerate(SOON):
        if timeframe.startswith(start):
            return rank
    raise CourseError(f"No rank for the timeframe {timeframe!r}; add it to SOON in triage.py.")


def _refuse_unknown(answers: Mapping[str, str]) -> None:
    known = [rule.id for rule in evidence.red_flags()]
    for rule, answer in answers.items():
        if rule not in known:
            near = difflib.get_close_matches(rule, known, n=3) or known[:3]
            raise CourseError(f"There is no rule {rule!r}. Did you mean: {', '.join(near)}?")
        if answer not in ANSWERS:
            raise CourseError(
                f"{answer!r} is no answer to {rule!r}. Answer with one of: {', '.join(ANSWERS)}."
            )


class Page(Part):
    """A few questions that belong together."""

    title: Text
    why: Text
    sources: tuple[str, ...] = Field(min_length=1)
    rules: tuple[str, ...] = Field(min_length=1)


class Told(Part):
    """What a story answers to one rule, and where it says so."""

    rule: str
    answer: Answer
    because: Text


class Case(Part):
    """An invented runner, told scene by scene.

    ``answers`` holds what the story tells; every other sign is answered no.
    """

    id: Slug
    title: Text
    scenes: tuple[Text, ...] = Field(min_length=2)
    answers: tuple[Told, ...] = Field(min_length=1)
    level: Level
    lesson: Text
    sources: tuple[str, ...] = Field(min_length=1)

    def complete(self) -> dict[str, str]:
        """An answer to every rule."""
        silent = {rule.id: "no" for rule in evidence.red_flags()}
        return silent | {told.rule: told.answer for told in self.answers}

    def outcome(self) -> Outcome:
        """How urgent it is by the rules."""
        return assess(self.complete())


class Exercise(Part):
    """The pages of questions and the runners."""

    pages: tuple[Page, ...]
    cases: tuple[Case, ...]

    @model_validator(mode="after")
    def _each_case_once(self) -> Self:
        ids = [case.id for case in self.cases]
        if len(ids) != len(set(ids)):
            raise ValueError("a case id is used twice")
        return self


@cache
def exercise() -> Exercise:
    """Pages and runners of ``data/cases/triage.yaml``."""
    return load_exercise(data_path("cases/triage.yaml"))


def load_exercise(path: Path) -> Exercise:
    """Read and check a file of pages and runners.

    Raises
    ------
    AuthorError
        For the first mistake, with its line: an unknown rule or source, a rule on no page or on
        two, an emergency after other signs, or a level that the rules do not give.
    """
    file = YamlFile.read(path)
    found = file.validate(Exercise)
    for index, page in enumerate(found.pages):
        check_keys(file, ["pages", index, "sources"], page.sources)
        check_keys(file, ["pages", index, "rules"], page.rules, "red_flags")
    _check_order(file, found)
    for index, case in enumerate(found.cases):
        at: list[Any] = ["cases", index]
        check_keys(file, [*at, "sources"], case.sources)
        check_keys(file, [*at, "answers"], [told.rule for told in case.answers], "red_flags")
        if case.outcome().level != case.level:
            raise file.mistake(
                [*at, "level"],
                f"By the rules this is {case.outcome().level!r}, not {case.level!r}.",
                "Correct the level, or what the story answers.",
            )
    return found


def find_case(case_id: str) -> Case:
    """The runner with that id.

    Raises
    ------
    CourseError
        If there is none; the message names the nearest ids.
    """
    return evidence.find("case", case_id, {case.id: case for case in exercise().cases})


def _check_order(file: YamlFile, found: Exercise) -> None:
    asked = [rule for page in found.pages for rule in page.rules]
    rules = {rule.id: rule for rule in evidence.red_flags()}
    missing = [rule for rule in rules if rule not in asked]
    if missing or len(asked) != len(rules):
        twice = [rule for rule in rules if asked.count(rule) > 1]
        raise file.mistake(
            ["pages"],
            f"Every rule stands on one page; missing: {', '.join(missing) or 'none'}; "
            f"on two pages: {', '.join(twice) or 'none'}.",
            "List each rule of red_flags.yaml once.",
        )
    # The page stops at the first emergency, as `assess` does: both must meet them in one order.
    emergencies = [rule for rule in rules if rules[rule].urgency == "emergency now"]
    if asked[: len(emergencies)] != emergencies:
        raise file.mistake(
            ["pages"],
            "The emergency signs must come first, in the order of red_flags.yaml.",
            f"Begin with: {', '.join(emergencies)}.",
        )
