"""Moodle XML: the questions of a bank as a file for Moodle's question bank."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import Any
from xml.etree import ElementTree as ET

from course.exchange import reshape
from course.exchange.losses import Loss, later_scenes, notes, plain_rights, too_many_right
from course.exchange.pictures import picture
from course.exchange.reshape import Answer
from course.exchange.texts import (
    category,
    encoded,
    explained,
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

# The shares of the points, in percent, that Moodle takes for an answer; each may be negative too.
GRADES = (
    *(100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667),
    *(14.28571, 12.5, 11.11111, 10, 5, 0),
)
# Behind the letter z Moodle's own numbering has no more letters.
LETTERS = 26
# The longest unit that Moodle's database takes.
LONGEST_UNIT = 50
# What would end an answer, its feedback or the whole list inside a cloze question.
_CLOZE_MARKS = re.compile(r"[~#{}=%\\]")


def write(banks: Iterable[tuple[str, Bank]]) -> tuple[bytes, list[Loss]]:
    """One file for Moodle, a category for each bank.

    Parameters
    ----------
    banks
        Pairs of a category's name and its questions.

    Returns
    -------
    tuple
        The file, and what it cannot carry.
    """
    quiz = ET.Element("quiz")
    losses: list[Loss] = []
    for name, bank in banks:
        _category(quiz, name, bank)
        for question in bank.questions:
            left_out = too_many_right(question)
            if left_out:
                losses.append(left_out)
                continue
            _WRITERS[question.type](quiz, reshape.discreet(question))
            losses += notes(question, _guess(question))
            losses += _losses(question)
    ET.indent(quiz)
    text = ET.tostring(quiz, encoding="unicode")
    return encoded(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'), losses


def _category(quiz: ET.Element, name: str, bank: Bank) -> None:
    entry = ET.SubElement(quiz, "question", type="category")
    _text(ET.SubElement(entry, "category"), category(name))
    objectives = "".join(
        f"<li>{escape(o.id)}: {moodle_inline(o.text)}</li>" for o in bank.objectives
    )
    told = f"<p>Objectives, by the tags of the questions:</p><ul>{objectives}</ul>"
    _html(entry, "info", told if objectives else "")
    ET.SubElement(entry, "idnumber")


def _head(quiz: ET.Element, kind: str, question: Question, html: str | None = None) -> ET.Element:
    """What every type of question begins with."""
    entry = ET.SubElement(quiz, "question", type=kind)
    _text(ET.SubElement(entry, "name"), question.id)
    _html(entry, "questiontext", moodle_html(question.prompt) if html is None else html)
    _html(entry, "generalfeedback", "\n".join(_explained(question)))
    if kind != "cloze":
        points = 0 if question.predict else question.points
        ET.SubElement(entry, "defaultgrade").text = number(points)
    # Neither hints nor another try cost points.
    ET.SubElement(entry, "penalty").text = "0"
    ET.SubElement(entry, "hidden").text = "0"
    ET.SubElement(entry, "idnumber").text = question.id
    return entry


def _explained(question: Question) -> Iterator[str]:
    told = [moodle_html(part) for part in explained(question)]
    # The sources come last.
    yield from told[:-1]
    if isinstance(question, Multiple):
        missed = [(o.text, o.missed) for o in question.options if o.correct and o.missed]
        if missed:
            yield f"<p>Did you leave out a right answer?</p>\n{_list(missed)}"
    yield from told[-1:]


def _list(told: Iterable[tuple[str, str]]) -> str:
    """A list of answers, with what is said about each."""
    lines = (
        f"<li><strong>{moodle_inline(text)}</strong>\n{moodle_html(feedback)}</li>"
        for text, feedback in told
        if feedback
    )
    items = "\n".join(lines)
    return f"<ul>\n{items}\n</ul>" if items else ""


def _tail(entry: ET.Element, question: Question) -> None:
    """What every type of question ends with."""
    for hint in question.hints:
        _html(entry, "hint", moodle_html(hint))
    tag = ET.SubElement(ET.SubElement(entry, "tags"), "tag")
    _text(tag, question.objective)


def _choice(
    quiz: ET.Element,
    question: Question,
    answers: Sequence[Answer],
    *,
    single: bool = True,
    html: str | None = None,
    numbering: str = "abc",
) -> ET.Element:
    entry = _head(quiz, "multichoice", question, html)
    ET.SubElement(entry, "single").text = str(single).lower()
    ET.SubElement(entry, "shuffleanswers").text = "false"
    style = numbering if len(answers) <= LETTERS else "123"
    ET.SubElement(entry, "answernumbering").text = style
    ET.SubElement(entry, "showstandardinstruction").text = "1"
    _combined(entry)
    for answer in answers:
        _answer(entry, answer.share, moodle_inline(answer.text), answer.feedback)
    _tail(entry, question)
    return entry


def _single(quiz: ET.Element, question: Single) -> None:
    _choice(quiz, question, reshape.options(question.options))


def _multiple(quiz: ET.Element, question: Multiple) -> None:
    _choice(quiz, question, reshape.weighted(question), single=False)


def _true_false(quiz: ET.Element, question: TrueFalse) -> None:
    _choice(quiz, question, reshape.verdicts(question))


def _hotspot(quiz: ET.Element, question: Hotspot) -> None:
    numbers = reshape.numbered(question)
    parts = sorted(numbers, key=lambda part: numbers[part])
    answers = [
        Answer(str(numbers[part]), told.share, told.feedback)
        for part, told in ((part, reshape.pointed(question, part)) for part in parts)
    ]
    shown = picture(question.drawing, question.alt, numbers)
    name = f"{question.id}.svg"
    html = (
        f"{moodle_html(question.prompt)}\n<p>Choose its number.</p>\n"
        f'<p><img src="@@PLUGINFILE@@/{name}" alt="{escape(question.alt)}" '
        f'width="{shown.width}" height="{shown.height}" style="max-width:100%;height:auto"/></p>'
    )
    entry = _choice(quiz, question, answers, html=html, numbering="none")
    text = entry.find("questiontext")
    assert text is not None
    file = ET.SubElement(text, "file", name=name, path="/", encoding="base64")
    file.text = base64.b64encode(encoded(shown.svg)).decode()


def _numeric(quiz: ET.Element, question: Numeric) -> None:
    unit = moodle_inline(question.unit)
    html = f"{moodle_html(question.prompt)}\n<p>Your answer in: <strong>{unit}</strong></p>"
    entry = _head(quiz, "numerical", question, html)
    # The first that fits counts, so the right answer stands first and the rest last.
    values = [(question.answer, question.tolerance, 1.0, "")]
    values += [(n.value, n.tolerance, 0.0, n.feedback) for n in question.near]
    for value, tolerance, share, feedback in values:
        answer = _answer(entry, share, number(value), feedback, plain=True)
        ET.SubElement(answer, "tolerance").text = number(tolerance)
    rest = _answer(entry, 0, "*", question.otherwise, plain=True)
    ET.SubElement(rest, "tolerance").text = "0"
    plain = to_plain(question.unit)
    if len(plain) <= LONGEST_UNIT:
        known = ET.SubElement(ET.SubElement(entry, "units"), "unit")
        ET.SubElement(known, "multiplier").text = "1"
        ET.SubElement(known, "unit_name").text = plain
    # A unit may be typed behind the number and is not marked.
    for name in ("unitgradingtype", "unitpenalty", "showunits", "unitsleft"):
        ET.SubElement(entry, name).text = "0"
    _tail(entry, question)


def _ordering(quiz: ET.Element, question: Ordering) -> None:
    ends = f"<p>First: {moodle_inline(question.first)}. Last: {moodle_inline(question.last)}.</p>"
    entry = _head(quiz, "ordering", question, f"{moodle_html(question.prompt)}\n{ends}")
    for name, value in (
        ("layouttype", "VERTICAL"),
        ("selecttype", "ALL"),
        ("selectcount", str(len(question.items))),
        ("gradingtype", "ABSOLUTE_POSITION"),
        ("showgrading", "SHOW"),
        ("numberingstyle", "none"),
    ):
        ET.SubElement(entry, name).text = value
    _combined(entry, moodle_html(question.feedback))
    for place, item in enumerate(question.items, 1):
        # Here the fraction is the place in the order.
        answer = ET.SubElement(entry, "answer", fraction=str(place), format="html")
        _text(answer, moodle_inline(item.text))
    _tail(entry, question)


def _matching(quiz: ET.Element, question: Matching) -> None:
    entry = _head(quiz, "matching", question)
    ET.SubElement(entry, "shuffleanswers").text = "true"
    _combined(entry, _list((p.left, p.feedback) for p in question.pairs))
    texts = [(p.left, p.right) for p in question.pairs]
    texts += [("", extra.text) for extra in question.extra]
    for left, right in texts:
        pair = _html(entry, "subquestion", moodle_inline(left))
        _text(ET.SubElement(pair, "answer"), " ".join(to_plain(right).split()))
    _tail(entry, question)


def _case(quiz: ET.Element, question: Case) -> None:
    path = reshape.best_path(question)
    html = [moodle_html(question.prompt)]
    for place, node in enumerate(path, 1):
        options = "~".join(
            f"{'=' if answer.share else ''}{_cloze(answer.text)}#{_cloze(answer.feedback)}"
            for answer in reshape.decisions(node)
        )
        html += [f"<h4>{place} of {len(path)}</h4>", moodle_html(node.text)]
        html.append(f"<p>{{{_weight(question, len(path))}:MULTICHOICE_V:{options}}}</p>")
    entry = _head(quiz, "cloze", question, "\n".join(html))
    _tail(entry, question)


def _weight(question: Case, scenes: int) -> int:
    """Marks of a scene; Moodle takes whole ones only."""
    return question.points // scenes if question.points % scenes == 0 else 1


def _cloze(markdown: str) -> str:
    """HTML inside a cloze question, where Moodle takes entities apart once before it reads it."""
    html = " ".join(moodle_inline(markdown).split())
    doubled = html.replace("&", "&amp;")
    return _CLOZE_MARKS.sub(lambda found: f"&#{ord(found[0])};", doubled)


def _answer(
    entry: ET.Element, share: float, text: str, feedback: str, *, plain: bool = False
) -> ET.Element:
    form = "moodle_auto_format" if plain else "html"
    answer = ET.SubElement(entry, "answer", fraction=_percent(share), format=form)
    _text(answer, text)
    _html(answer, "feedback", moodle_html(feedback) if feedback else "")
    return answer


def _percent(share: float) -> str:
    """The grade on Moodle's list that is nearest to a share."""
    grade = min(GRADES, key=lambda grade: abs(grade - abs(100 * share)))
    return number(grade if share >= 0 else -grade)


def _combined(entry: ET.Element, wrong: str = "") -> None:
    """Feedback for the answer as a whole: HTML for one that is not all right."""
    _html(entry, "correctfeedback", "")
    _html(entry, "partiallycorrectfeedback", wrong)
    _html(entry, "incorrectfeedback", wrong)


def _html(parent: ET.Element, tag: str, html: str) -> ET.Element:
    element = ET.SubElement(parent, tag, format="html")
    _text(element, html)
    return element


def _text(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "text").text = text


_WRITERS: dict[str, Callable[[ET.Element, Any], None]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "numeric": _numeric,
    "ordering": _ordering,
    "matching": _matching,
    "hotspot": _hotspot,
    "case": _case,
}


def _guess(question: Question) -> str:
    """What becomes of the points of a question that asks for a guess."""
    if isinstance(question, Case):
        return "Moodle gives marks for it all the same: set them to 0 in the quiz."
    return "It counts no points."


def _losses(question: Question) -> Iterator[Loss]:
    match question:
        case Multiple() if not question.reused:
            yield Loss(
                question.id,
                "Feedback for a right answer that was left out",
                "It stands in the general feedback, which everybody gets.",
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
                "A question type that Moodle has from version 4.4 on",
                "An older Moodle needs the plug-in qtype_ordering.",
            )
        case Matching():
            if not question.reused:
                yield Loss(
                    question.id,
                    "Feedback for each pair",
                    "It is told together as soon as one pair is wrong.",
                )
            yield from plain_rights(question)
        case Numeric() if len(to_plain(question.unit)) > LONGEST_UNIT:
            yield Loss(
                question.id,
                f"A unit of more than {LONGEST_UNIT} characters",
                "It stands in the question and cannot be typed behind the number.",
            )
        case Hotspot():
            yield Loss(
                question.id,
                "Pointing at a structure in a drawing",
                "Its number in the drawing is chosen from a list.",
            )
        case Case():
            yield from _case_losses(question)


def _case_losses(question: Case) -> Iterator[Loss]:
    path = reshape.best_path(question)
    marks = _weight(question, len(path)) * len(path)
    worth = "" if marks == question.points else f" It counts {marks} marks, one for each scene."
    yield Loss(
        question.id,
        "A story that goes on after each decision",
        f"All scenes of the best path stand below each other in one cloze question.{worth}",
    )
    yield later_scenes(question, "All can be read at once.")
    if not reshape.is_straight(question):
        left = ", ".join(reshape.detours(question)) or "none"
        yield Loss(
            question.id,
            "Other ways through the story",
            f"Only the best path is told. Left out: {left}. Points differ on a detour.",
        )
