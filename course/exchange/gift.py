"""GIFT: the questions of a bank as plain text, for Moodle and many other tools."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from course.exchange import reshape
from course.exchange.losses import Loss, later_scenes, notes, plain_rights, too_many_right
from course.exchange.reshape import Answer
from course.exchange.texts import (
    all_texts,
    category,
    encoded,
    explained,
    has_formula,
    moodle_html,
    moodle_inline,
    number,
)
from course.model.bank import Bank
from course.model.questions import (
    Case,
    Hotspot,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Question,
    Single,
    TrueFalse,
)
from course.model.text import to_plain

# What means something in GIFT, and what would end a line.
_MARKS = re.compile(r"[\\~=#{}:]")
# What another reader of Markdown would take for HTML.
_TAG = re.compile(r"<[A-Za-z/!?]")
# A backslash and what it stands before; two of them are one that is a text.
_BACKSLASHED = re.compile(r"\\([!-/:-@\[-`{-~]|\n(?!\s*\n))")
# Before these marks, Moodle's reader of Markdown knows a backslash too.
_KNOWN = set("\\`*_{}[]()>#+-.!:|")
# The paragraph that tells the unit of a number, and is read back.
UNIT = "Unit: "


def write(banks: Iterable[tuple[str, Bank]]) -> tuple[bytes, list[Loss]]:
    """One GIFT file, a category for each bank.

    Parameters
    ----------
    banks
        Pairs of a category's name and its questions.

    Returns
    -------
    tuple
        The file, and what it cannot carry.
    """
    blocks, losses = [], []
    for name, bank in banks:
        blocks.append(f"$CATEGORY: {category(name)}")
        for question in bank.questions:
            left_out = _left_out(question)
            if left_out:
                losses.append(left_out)
                continue
            blocks += _WRITERS[question.type](reshape.discreet(question))
            losses += [*notes(question, "It is a question like any other."), *_losses(question)]
    return encoded("\n\n".join(blocks) + "\n"), losses


class _Block:
    """One question under construction; its first text decides the form of the others."""

    def __init__(self, question: Question, prompt: str, part: str = "") -> None:
        self._question = question
        html = _needs_html(prompt)
        self._form = "html" if html else "markdown"
        name = f"{question.id}{part}"
        text = _escaped(moodle_html(prompt) if html else prompt)
        self._start = (
            f"// [id:{name}] [tag:{question.objective}]\n::{name}::[{self._form}]{text} {{"
        )
        self._lines: list[str] = []

    def line(self, mark: str, text: str, feedback: str = "") -> None:
        """An answer; both texts are Markdown."""
        self.raw(f"{mark}{self.inline(text)}{self.told(feedback)}")

    def raw(self, line: str) -> None:
        """A line that is GIFT already."""
        self._lines.append(f"\t{line}")

    def inline(self, markdown: str) -> str:
        """The text of an answer, which stands inside a line."""
        return self._formed(markdown, moodle_inline)

    def told(self, feedback: str) -> str:
        """Feedback behind an answer, if there is any."""
        return f"#{self._formed(feedback, moodle_html)}" if feedback else ""

    def done(self, *told: str) -> str:
        """The whole question, with what everybody is told after it."""
        end = "\n\n".join(told or explained(self._question))
        general = [f"\t####{self._formed(end, moodle_html)}"] if end else []
        return "\n".join([self._start, *self._lines, *general, "}"])

    def _formed(self, markdown: str, as_html: Callable[[str], str]) -> str:
        """A text in the form of the question, or with the name of its own form."""
        form = "html" if _needs_html(markdown) else "markdown"
        text = as_html(markdown) if form == "html" else markdown
        # What begins like a form or a weight is kept from being taken for one.
        named = form != self._form or text.startswith(("[", "%"))
        return (f"[{form}]" if named else "") + _escaped(text)


def _needs_html(markdown: str) -> bool:
    unknown = any(found[1] not in _KNOWN for found in _BACKSLASHED.finditer(markdown))
    return unknown or bool(_TAG.search(markdown)) or has_formula(markdown)


def _escaped(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _MARKS.sub(lambda found: "\\" + found[0], lines).replace("\n", "\\n")


def _choice(block: _Block, answers: Sequence[Answer], *, single: bool) -> None:
    for answer in answers:
        if answer.share == 1 and single:
            mark = "="
        elif answer.share == 0:
            mark = "~"
        else:
            mark = f"~%{number(round(100 * answer.share, 5))}%"
        block.line(mark, answer.text, answer.feedback)


def _single(question: Single) -> list[str]:
    block = _Block(question, question.prompt)
    _choice(block, reshape.options(question.options), single=True)
    return [block.done()]


def _multiple(question: Multiple) -> list[str]:
    block = _Block(question, question.prompt)
    _choice(block, reshape.weighted(question), single=False)
    return [block.done()]


def _true_false(question: TrueFalse) -> list[str]:
    block = _Block(question, question.prompt)
    _choice(block, reshape.verdicts(question), single=True)
    return [block.done()]


def _numeric(question: Numeric) -> list[str]:
    block = _Block(question, f"{question.prompt}\n\n{UNIT}{question.unit}")
    block.raw("#")
    block.raw(f"={number(question.answer)}:{number(question.tolerance)}")
    for near in question.near:
        told = block.told(near.feedback)
        block.raw(f"=%0%{number(near.value)}:{number(near.tolerance)}{told}")
    if question.otherwise:
        block.raw(f"~{block.told(question.otherwise)}")
    return [block.done()]


def _matching(question: Matching) -> list[str]:
    block = _Block(question, question.prompt)
    for pair in question.pairs:
        block.raw(_pair(block, pair.left, pair.right))
    for extra in question.extra:
        block.raw(_pair(block, "", extra.text))
    return [block.done()]


def _ordering(question: Ordering) -> list[str]:
    ends = f"1: {question.first}. {len(question.items)}: {question.last}."
    block = _Block(question, f"{question.prompt}\n\n{ends}")
    for place, item in enumerate(question.items, 1):
        block.raw(_pair(block, item.text, str(place)))
    return [block.done()]


def _pair(block: _Block, left: str, right: str) -> str:
    # The arrow has no escape; the text on the right has no form.
    begin = block.inline(left.replace("->", "-&gt;")) if left else ""
    return f"={begin} -> {_escaped(' '.join(to_plain(right).split()))}"


def _case(question: Case) -> list[str]:
    path = reshape.best_path(question)
    blocks = []
    for place, node in enumerate(path, 1):
        prompt = f"{question.prompt}\n\n**{place} of {len(path)}**\n\n{node.text}"
        block = _Block(question, prompt, f"-{place}")
        _choice(block, reshape.decisions(node), single=True)
        told = explained(question)
        # The end of the story and the explanation wait for its last scene.
        blocks.append(block.done(*(told if node is path[-1] else told[-1:])))
    return blocks


_WRITERS: dict[str, Callable[[Any], list[str]]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "numeric": _numeric,
    "ordering": _ordering,
    "matching": _matching,
    "case": _case,
}


def _left_out(question: Question) -> Loss | None:
    """Why a question is not in the file, if it is not."""
    if isinstance(question, Hotspot):
        why = "The question is left out: GIFT carries no picture."
        return Loss(question.id, "A drawing", why, left_out=True)
    return too_many_right(question)


def _losses(question: Question) -> Iterator[Loss]:
    yield Loss(question.id, "Hints", "They are left out.")
    if question.points > 1:
        yield Loss(question.id, "Points", "Each question counts what the platform decides.")
    if any(_needs_html(text) for text in all_texts(question)):
        yield Loss(
            question.id,
            "Formulas, angle brackets and some backslashes in Markdown",
            "These texts are written as HTML.",
        )
    match question:
        case Multiple():
            yield Loss(
                question.id, "Feedback for a right answer that was left out", "It is left out."
            )
        case TrueFalse():
            yield Loss(
                question.id,
                "True or false, then the reason",
                "One choice among all pairs of a verdict and a reason; the points stay the same.",
            )
        case Numeric():
            yield Loss(
                question.id,
                "The unit typed behind the number",
                "Moodle takes the number alone; the question names the unit.",
            )
        case Ordering():
            yield Loss(
                question.id,
                "Putting in order",
                "Each text is matched with its place; the points stay the same. "
                "The feedback for a wrong order is left out.",
            )
        case Matching():
            yield Loss(question.id, "Feedback for each pair", "It is left out.")
            yield from plain_rights(question)
        case Case():
            yield from _case_losses(question)


def _case_losses(question: Case) -> Iterator[Loss]:
    scenes = len(reshape.best_path(question))
    worth = f" They count as {scenes} questions." if scenes != question.points else ""
    yield Loss(
        question.id,
        "A story that goes on after each decision",
        f"Each scene of the best path is a question of its own.{worth} Keep them in order.",
    )
    yield later_scenes(question, "Show one question a page, and no way back.")
    if not reshape.is_straight(question):
        left = ", ".join(reshape.detours(question)) or "none"
        yield Loss(
            question.id,
            "Other ways through the story",
            f"Only the best path is told. Left out: {left}.",
        )
