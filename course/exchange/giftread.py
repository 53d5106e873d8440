"""Reading GIFT: plain text in, questions and what could not be read out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

Form = Literal["moodle", "html", "plain", "markdown"]
Kind = Literal["choice", "number", "match", "order", "verdict", "words", "essay", "text"]

_ESCAPED = re.compile(r"\\([\\~=#{}:n])")
_WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]+)?)%")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_CATEGORY = "$CATEGORY:"
# How an ordering question is shown and marked, as Moodle's plug-in writes it.
_SETTING = re.compile(r"[0-9]+|[A-Z]+(?:_[A-Z]+)*|none|abc|iii")
_FORM = re.compile(r"\[(moodle|html|plain|markdown)\]")
_ID = re.compile(r"\[id:([^\]]+)\]")
_TAG = re.compile(r"\[tag:([^\]]+)\]")
_VERDICTS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
# What GIFT counts as blank; other blanks of Unicode belong to a text.
_BLANK = " \t\r\n"


@dataclass(frozen=True)
class Written:
    """A text and the form that it is written in."""

    text: str
    form: Form


@dataclass(frozen=True)
class Answer:
    """One answer: what to choose, or a number, or a left-hand text with its partner.

    ``weight`` is in percent; an answer that stands for all others has no text.
    """

    text: Written
    weight: float
    feedback: Written
    value: float | None = None
    tolerance: float = 0.0
    partner: str = ""


@dataclass(frozen=True)
class GiftQuestion:
    """A question as GIFT has it.

    ``one`` tells that one answer is to be chosen; ``settings`` are the words of an ordering
    question that say how it is shown and marked.
    """

    line: int
    kind: Kind
    name: str
    text: Written
    explanation: Written
    answers: tuple[Answer, ...] = ()
    one: bool = True
    verdict: bool = False
    settings: tuple[str, ...] = ()
    id: str | None = None
    tags: tuple[str, ...] = ()


@dataclass
class Read:
    """What a file holds.

    Attributes
    ----------
    questions
        The questions that could be read.
    unread
        For each of the others its line, and in words what is lost and why.
    categories
        Line and name of each category.
    """

    questions: list[GiftQuestion] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)
    categories: list[tuple[int, str]] = field(default_factory=list)


class _Unreadable(Exception):
    """Why a question cannot be read."""


def read(text: str) -> Read:
    """Read GIFT; a question that cannot be read does not stop the others.

    Parameters
    ----------
    text
        Content of a GIFT file.
    """
    found = Read()
    for line, block in _blocks(text):
        comments = [row for row in block if row.lstrip(_BLANK).startswith("//")]
        rows = [row for row in block if row not in comments]
        body = "\n".join(rows).strip(_BLANK)
        if body.startswith(_CATEGORY):
            found.categories.append((line, body.removeprefix(_CATEGORY).strip(_BLANK)))
            continue
        if not body:
            continue
        notes = "\n".join(comments)
        named = _ID.search(notes)
        name, body = _named(body)
        try:
            question = _question(line, name, body)
        except _Unreadable as error:
            which = _short(name or body)
            found.unread.append((line, f"the question {which} is left out: {error}"))
            continue
        tags = tuple(_TAG.findall(notes))
        found.questions.append(replace(question, id=named[1] if named else None, tags=tags))
    return found


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows between blank rows, with the number of the first one that is no comment.

    A category is a block of its own, with the comments before it; it needs no blank row behind it.
    """
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    block: list[str] = []
    start = 0
    for number, row in enumerate([*rows, ""], 1):
        bare = row.strip(_BLANK)
        is_category = bare.startswith(_CATEGORY) and not start
        if bare:
            if not start and not bare.startswith("//"):
                start = number
            block.append(row)
        if block and (is_category or not bare):
            yield start or number - len(block), block
            block, start = [], 0


def _named(body: str) -> tuple[str, str]:
    """The name of a question, empty if it has none, and what follows it."""
    end = _find(body, "::", 2) if body.startswith("::") else -1
    if end < 0:
        return "", body
    return _decoded(body[2:end]), body[end + 2 :].strip(_BLANK)


def _question(line: int, name: str, body: str) -> GiftQuestion:
    opening, closing = _find(body, "{"), _find(body, "}")
    if (opening < 0) != (closing < 0) or closing < opening:
        raise _Unreadable("a brace { or } has no partner; one that is text is written \\{ or \\}")
    if opening < 0:
        text = _written(body, "moodle")
        return GiftQuestion(line, "text", name, text, Written("", text.form))
    inside = body[opening + 1 : closing].strip(_BLANK)
    behind = body[closing + 1 :]
    if _find(behind, "{") >= 0:
        raise _Unreadable("a second { follows; put a blank line between two questions")
    blank = "_____" if behind.strip(_BLANK) else ""
    text = _written(f"{body[:opening]}{blank}{behind}", "moodle")
    told = _last(inside, "####")
    explanation = _written(inside[told + 4 :], text.form) if told >= 0 else Written("", text.form)
    inside = inside[:told].strip(_BLANK) if told >= 0 else inside

    def made(kind: Kind, answers: Iterable[Answer] = ()) -> GiftQuestion:
        return GiftQuestion(line, kind, name, text, explanation, tuple(answers))

    if not inside:
        return made("essay")
    if inside.startswith("#"):
        return made("number", _numbers(inside[1:], text.form))
    if inside.startswith(">"):
        settings, items = _items(inside[1:])
        return replace(made("order", items), settings=settings)
    if _find(inside, "~") >= 0:
        # As Moodle decides it: a right answer of its own, or shares of the points alone.
        one = _find(inside, "=") >= 0
        return replace(made("choice", _choices(inside, text.form)), one=one)
    if _find(inside, "=") >= 0 and _find(inside, "->") >= 0:
        return made("match", _pairs(inside, text.form))
    said, *told_of = _split(inside, "#", most=2)
    if said.strip(_BLANK) in _VERDICTS:
        feedback = [_written(part, text.form) for part in told_of] + [Written("", text.form)] * 2
        answers = [
            # GIFT has the feedback for the wrong verdict first.
            Answer(Written("", text.form), weight, told_text)
            for weight, told_text in zip((0.0, 100.0), feedback, strict=False)
        ]
        return replace(made("verdict", answers), verdict=_VERDICTS[said.strip(_BLANK)])
    return made("words", _choices(inside, text.form))


def _choices(inside: str, form: Form) -> list[Answer]:
    answers = []
    for mark, part in _marked(inside, "~="):
        weight, rest = (100.0, part) if mark == "=" else _weighed(part, 0.0)
        text, feedback = _with_feedback(rest, form)
        answers.append(Answer(text, weight, feedback))
    return answers


def _pairs(inside: str, form: Form) -> list[Answer]:
    answers = []
    for _, part in _marked(inside, "="):
        arrow = _find(part, "->")
        if arrow < 0:
            raise _Unreadable(f"the pair {_short(part)} has no arrow ->")
        left = _written(part[:arrow], form)
        right = _decoded(part[arrow + 2 :]).strip(_BLANK)
        answers.append(Answer(left, 100.0, Written("", form), partner=right))
    return answers


def _numbers(inside: str, form: Form) -> list[Answer]:
    answers = []
    for mark, part in _marked(inside, "~="):
        weight, rest = _weighed(part, 0.0 if mark == "~" else 100.0)
        text, feedback = _with_feedback(rest, form)
        typed = text.text
        if typed in {"", "*"}:
            answers.append(Answer(text, weight, feedback))
            continue
        value, off = _span(typed)
        answers.append(Answer(text, weight, feedback, value, off))
    if not any(answer.value is not None for answer in answers):
        raise _Unreadable("there is no number to compare an answer with")
    return answers


def _span(typed: str) -> tuple[float, float]:
    """The number that is right, and how far off an answer may be."""
    low, is_range, high = typed.partition("..")
    middle, has_tolerance, tolerance = typed.partition(":")
    parts = [low, high] if is_range else [middle, tolerance] if has_tolerance else [middle, "0"]
    if all(_NUMBER.fullmatch(part.strip(_BLANK)) for part in parts):
        first, second = map(float, parts)
        value = (first + second) / 2 if is_range else first
        off = abs(second - value if is_range else second)
        if math.isfinite(value) and math.isfinite(off):
            return value, off
    raise _Unreadable(f"{_short(typed)} is no number, range or number:tolerance")


def _items(inside: str) -> tuple[tuple[str, ...], list[Answer]]:
    """How to show and mark a question of ordering, and the texts in their right order."""
    head, *rows = inside.split("\n")
    settings = tuple(head.split())
    if not all(_SETTING.fullmatch(setting) for setting in settings):
        raise _Unreadable(f"{_short(head)} is no setting of an ordering question")
    texts = [_written(row, "moodle") for row in rows if row.strip(_BLANK)]
    return settings, [Answer(text, 100.0, Written("", "moodle")) for text in texts]


def _marked(inside: str, marks: str) -> Iterator[tuple[str, str]]:
    """Pieces of the text with the mark that stands before each."""
    begin, mark = 0, "="
    while True:
        ends = [place for place in (_find(inside, m, begin) for m in marks) if place >= 0]
        end = min(ends, default=len(inside))
        piece = inside[begin:end]
        # Before the first mark there is nothing, or one answer without a mark.
        if begin or piece.strip(_BLANK):
            yield mark, piece.strip(_BLANK)
        if end == len(inside):
            return
        mark, begin = inside[end], end + 1


def _weighed(part: str, otherwise: float) -> tuple[float, str]:
    found = _WEIGHT.match(part)
    return (float(found[1]), part[found.end() :]) if found else (otherwise, part)


def _with_feedback(part: str, form: Form) -> tuple[Written, Written]:
    text, *feedback = _split(part, "#", most=1)
    return _written(text, form), _written(feedback[0] if feedback else "", form)


def _written(raw: str, form: Form) -> Written:
    raw = raw.strip(_BLANK)
    found = _FORM.match(raw)
    if found:
        form, raw = found[1], raw[found.end() :]  # type: ignore[assignment]
    return Written(_decoded(raw).strip(_BLANK), form)


def _decoded(raw: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], raw)


def _find(text: str, what: str, start: int = 0) -> int:
    """Where ``what`` stands without a backslash before it, or -1."""
    place = start
    while place < len(text):
        if text[place] == "\\":
            place += 2
        elif text.startswith(what, place):
            return place
        else:
            place += 1
    return -1


def _last(text: str, what: str) -> int:
    found, place = -1, _find(text, what)
    while place >= 0:
        found, place = place, _find(text, what, place + 1)
    return found


def _split(text: str, what: str, most: int) -> list[str]:
    parts: list[str] = []
    while len(parts) < most and (place := _find(text, what)) >= 0:
        parts.append(text[:place])
        text = text[place + len(what) :]
    return [*parts, text]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= 40 else f"{line[:40]}…")
