"""What an answer to a question says in words, and which mistaken idea may be behind it.

Marking gives a share of the points (`course.model.marking`); this gives the words: the parts of an
answer one by one, each with what the author says about it.
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from course.model.drawing import drawing
from course.model.marking import parse_number, score
from course.model.questions import (
    Case,
    Hotspot,
    Matching,
    Multiple,
    Numeric,
    Option,
    Ordering,
    Question,
    Single,
    TrueFalse,
)


@dataclass(frozen=True)
class Choice:
    """One part of an answer.

    Attributes
    ----------
    id
        Tells the choices of a question apart; the same in everybody's answer.
    text
        What was chosen, in Markdown.
    right
        Whether it is right.
    feedback
        What the author says about it, in Markdown; empty if there is nothing to say.
    misconception
        Name of the mistaken idea that it stands for, if it stands for one.
    """

    id: str
    text: str
    right: bool
    feedback: str = ""
    misconception: str | None = None


def offered(question: Question) -> list[Choice]:
    """All that could be chosen, in the author's order; numbers and orders in groups."""
    match question:
        case Single() | Multiple():
            return [_option(option) for option in question.options]
        case TrueFalse():
            verdicts = [_verdict(question, True), _verdict(question, False)]
            return [*verdicts, *(_option(reason, "because: ") for reason in question.reasons)]
        case Numeric():
            right = Choice("right", f"{question.answer:g} {question.unit}", True)
            near = [
                Choice(f"near-{n.value:g}", f"{n.value:g}", False, n.feedback, n.misconception)
                for n in question.near
            ]
            return [right, *near, Choice("other", "another number", False, question.otherwise)]
        case Ordering():
            wrong = Choice("other", "another order", False, question.feedback)
            return [Choice("right", "the right order", True), wrong]
        case Matching():
            return [choice for pair in question.pairs for choice in _matched(pair)]
        case Hotspot():
            groups = [
                Choice(f"wrong-{n}", _parts(question, w.parts), False, w.feedback, w.misconception)
                for n, w in enumerate(question.wrong, 1)
            ]
            right = Choice(
                "right", _parts(question, question.correct), True, question.feedback_right
            )
            return [right, *groups, Choice("other", "another part", False, question.otherwise)]
        case Case():
            return [
                Choice(f"{node.id}/{o.id}", o.text, o.best, o.feedback, o.misconception)
                for node in question.nodes
                for o in node.options
            ]


def chosen(question: Question, response: Any) -> list[Choice]:
    """The parts of an answer, with what was really written in place of a group's name.

    Parameters
    ----------
    question
        A question.
    response
        The stored answer. One that does not fit the question, as after the question was changed
        or the file was tampered with, gives a single choice named ``"unknown"``.
    """
    try:
        return list(_chosen(question, response))
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration, RuntimeError):
        return [Choice("unknown", _plain(response), False)]


def missed(question: Question, response: Any) -> list[Choice]:
    """Right options of a multiple choice that an answer lacks, with what the author says then."""
    if not isinstance(question, Multiple) or not isinstance(response, list):
        return []
    return [
        Choice(option.id, option.text, True, option.missed or "")
        for option in question.options
        if option.correct and option.id not in response
    ]


def _chosen(question: Question, response: Any) -> Iterator[Choice]:
    known = {choice.id: choice for choice in offered(question)}
    match question:
        case Single():
            yield known[response]
        case Multiple():
            yield from (known[one] for one in dict.fromkeys(response))
        case TrueFalse():
            yield _verdict(question, {True: True, False: False}[response["verdict"]])
            yield known[response["reason"]]
        case Numeric():
            yield _number(question, response)
        case Ordering():
            texts = {item["id"]: item["text"] for item in question.public()["items"]}
            order = " → ".join(texts[one] for one in response)
            group = known["right" if score(question.key(), response) == 1 else "other"]
            yield Choice(group.id, order, group.right, group.feedback)
        case Matching():
            texts = {right["id"]: right["text"] for right in question.public()["rights"]}
            for pair in question.pairs:
                if pair.id in response:
                    text = texts[response[pair.id]]
                    right, wrong = _matched(pair)
                    found = right if text == pair.right else wrong
                    words = f"{pair.left}: {text}"
                    yield Choice(found.id, words, found.right, found.feedback, found.misconception)
        case Hotspot():
            group = known[_group(question, response)]
            label = _parts(question, (response,))
            yield Choice(group.id, label, group.right, group.feedback, group.misconception)
        case Case():
            for node, choice in response:
                yield known[f"{node}/{choice}"]


def _option(option: Option, before: str = "") -> Choice:
    text = f"{before}{option.text}"
    return Choice(option.id, text, option.correct, option.feedback, option.misconception)


def _verdict(question: TrueFalse, verdict: bool) -> Choice:
    feedback = question.feedback_true if verdict else question.feedback_false
    word = "True" if verdict else "False"
    return Choice(f"says-{word.lower()}", word, verdict is question.answer, feedback)


def _number(question: Numeric, response: Any) -> Choice:
    value = parse_number(response)
    choices = {choice.id: choice for choice in offered(question)}
    words = f"{_plain(response)} {question.unit}"
    if score(question.key(), response) == 1:
        return Choice("right", words, True)
    for near in question.near:
        if value is not None and abs(value - near.value) <= near.tolerance + 1e-9:
            found = choices[f"near-{near.value:g}"]
            return Choice(found.id, words, False, found.feedback, found.misconception)
    return Choice("other", words, False, question.otherwise)


def _matched(pair: Any) -> tuple[Choice, Choice]:
    return (
        Choice(f"{pair.id}-right", f"{pair.left}: {pair.right}", True),
        Choice(
            f"{pair.id}-wrong",
            f"{pair.left}: another partner",
            False,
            pair.feedback,
            pair.misconception,
        ),
    )


def _group(question: Hotspot, part: str) -> str:
    if part in question.correct:
        return "right"
    for number, wrong in enumerate(question.wrong, 1):
        if part in wrong.parts:
            return f"wrong-{number}"
    return "other"


def _parts(question: Hotspot, ids: tuple[str, ...]) -> str:
    labels = {part.id: part.label for part in drawing(question.drawing).parts}
    return " or ".join(labels[part] for part in ids)


def _plain(response: Any) -> str:
    """An answer as it was typed, short, and without a sign that Markdown would take as its own."""
    # Not `str`: an answer may be crafted to be nested as deep as Python can go.
    written = response if isinstance(response, str) else reprlib.repr(response)
    text = " ".join(written.split())[:200]
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-.!|$~&" else sign for sign in text)
