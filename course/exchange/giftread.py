"""Reading GIFT: plain text in, questions and what could not be read out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

Form = Literal["moodle", "html", "plain", "markdown"]
Kind = Literal["choice", "number", "match", "verdict", "words", "essay", "text"]

_ESCAPED = re.compile(r"\\([\\~=#{}:n])")
_WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%")
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
    """A question as GIFT has it."""

    line: int
    kind: Kind
    name: str
    text: Written
    explanation: Written
    answers: tuple[Answer, ...] = ()
    verdict: bool = False
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
        Line and reason for each of the others.
    """

    questions: list[GiftQuestion] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)


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
        if not body or body.startswith("$CATEGORY:"):
            continue
        notes = "\n".join(comments)
        named = _ID.search(notes)
        try:
            question = _question(line, body)
        except _Unreadable as error:
            found.unread.append((line, str(error)))
            continue
        tags = tuple(_TAG.findall(notes))
        found.questions.append(replace(question, id=named[1] if named else None, tags=tags))
    return found


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows between blank rows, with the number of the first one that is no comment."""
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    block: list[str] = []
    start = 0
    for number, row in enumerate([*rows, ""], 1):
        if row.strip(_BLANK):
            if not start and not row.lstrip(_BLANK).startswith("//"):
                start = number
            block.append(row)
        elif block:
            # A category needs no blank row behind it.
            while block and block[0].startswith("$CATEGORY:"):
                block, start = block[1:], start + 1
            if block:
                yield start or number - len(block), block
            block, start = [], 0


def _question(line: int, body: str) -> GiftQuestion:
    name = ""
    if body.startswith("::"):
        end = _find(body, "::", 2)
        if end >= 0:
            name, body = _decoded(body[2:end]), body[end + 2 :].strip(_BLANK)
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

    def made(
        kind: Kind, answers: list[Answer] | None = None, verdict: bool = False
    ) -> GiftQuestion:
        return GiftQuestion(line, kind, name, text, explanation, tuple(answers or ()), verdict)

    if not inside:
        return made("essay")
    if inside.startswith("#"):
        return made("number", _numbers(inside[1:], text.form))
    if _find(inside, "~") >= 0:
        return made("choice", _choices(inside, text.form))
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
        return made("verdict", answers, _VERDICTS[said.strip(_BLANK)])
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
        low, is_range, high = typed.partition("..")
        middle, _, tolerance = typed.partition(":")
        try:
            if is_range:
                value = (float(low) + float(high)) / 2
                off = abs(float(high) - value)
            else:
                value, off = float(middle), float(tolerance or 0)
        except ValueError:
            raise _Unreadable(f"{_short(typed)} is no number, range or number:tolerance") from None
        answers.append(Answer(text, weight, feedback, value, abs(off)))
    if not any(answer.value is not None for answer in answers):
        raise _Unreadable("there is no number to compare an answer with")
    return answers


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
