"""Checks of question files: each objective asked, each id once, no answer given away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from course import content
from course.errors import AuthorError
from course.lint.problem import Problem, short
from course.model.bank import Bank, load_bank
from course.model.questions import Case, Multiple, Question, Single, TrueFalse

QUESTIONS_PER_OBJECTIVE = 2


def files() -> list[Path]:
    """Every question file: the lessons', and in a checkout the assignments' too."""
    root = content.root()
    return [
        *sorted((root / "data" / "questions").glob("*.yaml")),
        *sorted((root / "exercises").glob("*.yaml")),
    ]


def load() -> tuple[dict[Path, Bank], list[Problem]]:
    """The question files that can be read, and what is wrong with the others."""
    banks, problems = {}, []
    for path in files():
        try:
            banks[path] = load_bank(path)
        except AuthorError as error:
            problems.append(Problem.of(error))
    return banks, problems


def check(banks: Mapping[Path, Bank]) -> Iterator[Problem]:
    """Check the question files, one by one and against each other."""
    yield from _across(banks)
    for path, bank in banks.items():
        yield from _objectives(path, bank)
        yield from _give_away(path, bank)
        if bank.assignment:
            yield from _graded(path, bank)


def _across(banks: Mapping[Path, Bank]) -> Iterator[Problem]:
    home: dict[str, Path] = {}
    for path, bank in banks.items():
        for question in bank.questions:
            if question.id in home:
                yield Problem(
                    f"{short(path)} [{question.id}]",
                    f"The id is used in {short(home[question.id])} too.",
                    "Give one of the two another id.",
                )
            home.setdefault(question.id, path)


def _objectives(path: Path, bank: Bank) -> Iterator[Problem]:
    asked = Counter(q.objective for q in bank.questions)
    least = QUESTIONS_PER_OBJECTIVE if bank.lesson else 1
    for objective in bank.objectives:
        if asked[objective.id] < least:
            yield Problem(
                f"{short(path)} [{objective.id}]",
                f"This objective is asked by {asked[objective.id]} of at least {least} questions.",
                "Write a question for it, or drop the objective.",
            )


def _give_away(path: Path, bank: Bank) -> Iterator[Problem]:
    """A right answer must not be found by its length or by its place."""
    choices = [_choices(q) for q in bank.questions if isinstance(q, Single | Multiple | TrueFalse)]
    single = [c for c in choices if sum(right for _, right in c) == 1]
    if len(single) < 4:
        return
    longest = sum(max(c, key=lambda option: len(option[0]))[1] for c in single)
    if longest > len(single) / 3:
        yield Problem(
            short(path),
            f"In {longest} of {len(single)} questions the right answer is the longest.",
            "Shorten right answers or lengthen wrong ones until it is a third at most.",
        )
    places = Counter(next(i for i, (_, right) in enumerate(c) if right) for c in single)
    place, often = places.most_common(1)[0]
    if often > max(2, len(single) / 2):
        yield Problem(
            short(path),
            f"In {often} of {len(single)} questions the right answer is number {place + 1}.",
            "Move right answers to other places.",
        )


def _graded(path: Path, bank: Bank) -> Iterator[Problem]:
    """Points need a key that is sure, and a story must not tell on the way which turn was best."""
    for question in bank.questions:
        where = f"{short(path)} [{question.id}]"
        if question.confidence != "high":
            yield Problem(
                where,
                "Points hang on a key of medium confidence.",
                "Ask for what the ledger is sure of, or leave the question to a lesson.",
            )
        for scene in question.nodes if isinstance(question, Case) else ():
            best = next(option.next for option in scene.options if option.best)
            led = [option.next for option in scene.options]
            # The page knows where each decision leads, and a story may be started again.
            if led.count(best) == 1 < len(set(led)):
                yield Problem(
                    where,
                    f"In scene `{scene.id}` only the best decision leads where it leads.",
                    "Let one of the others lead there too, or all of them to the same scene.",
                )


def _choices(question: Question) -> list[tuple[str, bool]]:
    options = question.reasons if isinstance(question, TrueFalse) else question.options  # type: ignore[union-attr]
    return [(o.text, o.correct) for o in options]
