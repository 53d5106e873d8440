"""GIFT: the questions of a bank as plain text, for Moodle and many other tools."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from course.exchange import reshape
from course.exchange.losses import Loss, notes, plain_rights
from course.exchange.reshape import Answer
from course.exchange.texts import (
    all_texts,
    category,
    encoded,
    has_formula,
    moodle_html,
    moodle_inline,
    number,
    sources_markdown,
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
            blocks += _WRITERS[question.type](question)
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
        told = f"#{self.text(feedback)}" if feedback else ""
        self.raw(f"{mark}{self.text(text)}{told}")

    def raw(self, line: str) -> None:
        """A line that is GIFT already."""
        self._lines.append(f"\t{line}")

    def text(self, markdown: str) -> str:
        """A text in the form of the question, or with the name of its own form."""
        form = "html" if _needs_html(markdown) else "markdown"
        text = moodle_inline(markdown) if form == "html" else markdown
        # What begins like a form or a weight is kept from being taken for one.
        named = form != self._form or text.startswith(("[", "%"))
        return (f"[{form}]" if named else "") + _escaped(text)

    def done(self, explanation: str | None = None) -> str:
        """The whole question."""
        told = self._question.explanation if explanation is None else explanation
        end = f"{told}\n\n{sources_markdown(self._question.sources)}".strip()
        return "\n".join([self._start, *self._lines, f"\t####{self.text(end)}", "}"])


def _needs_html(markdown: str) -> bool:
    return bool(_TAG.search(markdown)) or has_formula(markdown)


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
        told = block.text(near.feedback)
        block.raw(f"=%0%{number(near.value)}:{number(near.tolerance)}#{told}")
    block.raw(f"~#{block.text(question.otherwise)}")
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
    begin = block.text(left.replace("->", "-&gt;")) if left else ""
    return f"={begin} -> {_escaped(' '.join(to_plain(right).split()))}"


def _hotspot(question: Hotspot) -> list[str]:
    return []


def _case(question: Case) -> list[str]:
    path = reshape.best_path(question)
    blocks = []
    for place, node in enumerate(path, 1):
        prompt = f"{question.prompt}\n\n**{place} of {len(path)}**\n\n{node.text}"
        block = _Block(question, prompt, f"-{place}")
        _choice(block, reshape.decisions(node), single=True)
        last = node is path[-1]
        blocks.append(block.done(f"{question.end}\n\n{question.explanation}" if last else ""))
    return blocks


_WRITERS: dict[str, Callable[[Any], list[str]]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "numeric": _numeric,
    "ordering": _ordering,
    "matching": _matching,
    "hotspot": _hotspot,
    "case": _case,
}


def _losses(question: Question) -> Iterator[Loss]:
    if isinstance(question, Hotspot):
        yield Loss(question.id, "A drawing", "The question is left out: GIFT carries no picture.")
        return
    yield Loss(question.id, "Hints", "They are left out.")
    if question.points > 1:
        yield Loss(question.id, "Points", "Each question counts what the platform decides.")
    if any(has_formula(text) or _TAG.search(text) for text in all_texts(question)):
        yield Loss(
            question.id,
            "Formulas and angle brackets in Markdown",
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
    yield Loss(
        question.id,
        "A story that goes on after each decision",
        "Each scene of the best path is a question of its own. Keep them together, in order.",
    )
    if not reshape.is_straight(question):
        left = ", ".join(reshape.detours(question)) or "none"
        yield Loss(
            question.id,
            "Other ways through the story",
            f"Only the best path is told. Left out: {left}.",
        )
