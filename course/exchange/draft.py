"""GIFT turned into a question file of the course: a draft with its gaps named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from course.exchange.gift import UNIT
from course.exchange.giftread import Answer, GiftQuestion, Read, Written
from course.exchange.htmltext import from_html, literal
from course.exchange.texts import SOURCES, keys_in
from course.model.yamlfile import YamlFile

Place = tuple[int | str, ...]

# What an HTML reader would not show as it stands, formulas included.
_HTML = re.compile(r"<[A-Za-z/!]|&#?\w+;|\\[(\[]|\$\$")
_SLUG = re.compile(r"[^a-z0-9]+")
_IS_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NEEDED = {
    "prompt": "what is asked",
    "objective": "the objective that it asks",
    "hints": "hints in steps",
    "sources": "keys of data/evidence/sources.yaml",
    "confidence": "`high` or `medium`, as the ledger says",
    "explanation": "why the right answer is right",
    "feedback": "what to say to somebody who chose this",
    "missed": "what to say when this right answer was left out",
    "misconception": "the mistaken idea that this wrong answer stands for",
    "unit": "the unit of the number",
    "otherwise": "what to say about any other answer",
    "text": "the answer, pair or item in words",
    "left": "the text that a partner is sought for",
    "right": "the partner of the text on the left",
    "first": "what the first place stands for, such as `the top`",
    "last": "what the last place stands for, such as `the bottom`",
}


@dataclass(frozen=True)
class Gap:
    """Something that an author has to write.

    Attributes
    ----------
    line
        Line of the draft, counted from 1.
    item
        Id of the question or objective.
    needed
        What to write there.
    """

    line: int
    item: str
    needed: str


@dataclass(frozen=True)
class Draft:
    """A question file that is not finished.

    Attributes
    ----------
    text
        YAML.
    questions, lost
        How many questions it has, and how many of the GIFT file it has not.
    gaps
        What is missing in it, from top to bottom.
    notes
        What of the GIFT file is not in it: its line, and why.
    """

    text: str
    questions: int
    lost: int
    gaps: tuple[Gap, ...]
    notes: tuple[tuple[int, str], ...]


def draft(read: Read, name: str) -> Draft:
    """Make a question file of what was read.

    Parameters
    ----------
    read
        What `course.exchange.giftread.read` gave.
    name
        Name of the GIFT file, for the comments.
    """
    made: list[_Made] = []
    notes = [*read.unread, *_merged(read.categories)]
    used: set[str] = set()
    for place, question in enumerate(read.questions, 1):
        converted = _Made(question, _id(question, place, used))
        notes += converted.notes
        if converted.fields:
            made.append(converted)
    objectives = list(dict.fromkeys(m.fields["objective"] for m in made if "objective" in m.fields))
    lines = [
        f"# Made from {name}. A draft: fill in what is missing, and move the questions into a file",
        "# of data/questions/ or exercises/. There `course lint` finds and checks them.",
    ]
    if objectives:
        lines += ["objectives:", _dump([{"id": objective} for objective in objectives])]
    lines.append("questions:")
    for one in made:
        lines += [f"  # {name}, line {one.line}", _dump([one.fields])]
    text = "\n".join(lines) + "\n"
    lost = len(read.unread) + len(read.questions) - len(made)
    return Draft(text, len(made), lost, _gaps(text, objectives, made), tuple(sorted(notes)))


def report(made: Draft, gift: Path, out: Path) -> Iterator[str]:
    """What was left out, and what an author has to write where, as lines for a person.

    Parameters
    ----------
    made
        The draft.
    gift, out
        The file that it was made from, and the one that it is in.
    """
    for line, note in made.notes:
        yield f"{gift}:{line}: {note}."
    if not made.questions:
        return
    lost = f" Left out: {made.lost}." if made.lost else ""
    yield f"Questions in the draft: {made.questions}.{lost} Gaps to fill: {len(made.gaps)}."
    for places, needed in _together(made.gaps).items():
        lines = list(dict.fromkeys(line for line, _ in places))
        items = list(dict.fromkeys(item for _, item in places))
        who = f"all {made.questions} questions" if len(items) == made.questions > 1 else ""
        where = f"{'lines' if lines[1:] else 'line'} {', '.join(map(str, lines))}"
        yield f"{out}, {where} ({who or ', '.join(items)}):"
        yield from (f"  {each}" for each in needed)


def _together(gaps: Iterable[Gap]) -> dict[tuple[tuple[int, str], ...], list[str]]:
    """By lines and ids: what is needed at all of these places, the first places first."""
    places: dict[str, list[tuple[int, str]]] = {}
    for gap in gaps:
        places.setdefault(gap.needed, []).append((gap.line, gap.item))
    needed: dict[tuple[tuple[int, str], ...], list[str]] = {}
    for what, where in places.items():
        needed.setdefault(tuple(where), []).append(what)
    return needed


def _merged(categories: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """A note if the questions of several categories come into one file."""
    names = list(dict.fromkeys(name for _, name in categories))
    if len(names) > 1:
        yield (
            categories[0][0],
            f"{len(names)} categories are put into one draft, and their names are left out: "
            f"{', '.join(names)}",
        )


def _gaps(text: str, objectives: Sequence[str], made: Sequence[_Made]) -> tuple[Gap, ...]:
    file = YamlFile(Path(), None, yaml.compose(text) or yaml.ScalarNode("", ""))
    places: list[tuple[Place, str, str]] = [
        (("objectives", i), key, "`text:` what a learner can do")
        for i, key in enumerate(objectives)
    ]
    if any("objective" not in one.fields for one in made):
        places.append((("questions",), "file", "`objectives:` above, with id and text of each"))
    for index, one in enumerate(made):
        item = one.fields["id"]
        places += [(("questions", index, *place), item, needed) for place, needed in one.gaps]
    gaps = [Gap(file.line(place), item, needed) for place, item, needed in places]
    return tuple(sorted(gaps, key=lambda gap: gap.line))


def _needs(name: str) -> str:
    return f"`{name}:` {_NEEDED[name]}"


@dataclass
class _Made:
    """One question as fields of our YAML, with what is missing and what was left out."""

    question: GiftQuestion
    id: str
    fields: dict[str, Any] = field(default_factory=dict)
    gaps: list[tuple[Place, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        make = {
            "choice": self._choice,
            "number": self._number,
            "match": self._match,
            "order": self._order,
            "verdict": self._verdict,
        }.get(self.question.kind)
        if make is None:
            what = {
                "words": "an answer in words",
                "essay": "an essay",
                "text": "a text without a question",
            }
            self._note(f"{what[self.question.kind]} has no type here; it is left out")
            return
        self.fields["id"] = self.id
        # The first tag that can be a name: what our own export writes there.
        given = next((tag for tag in self.question.tags if _IS_SLUG.fullmatch(tag)), None)
        if given:
            self.fields["objective"] = given
        else:
            self._gap("objective")
        left = [tag for tag in self.question.tags if tag != given]
        if left:
            self._note(f"the tags {', '.join(left)} are left out")
        self.fields["type"] = ""
        self._text(self.fields, "prompt", self.question.text)
        make()
        self._gap("hints")
        self._explain()
        self._gap("confidence")

    @property
    def line(self) -> int:
        """Line of the GIFT file."""
        return self.question.line

    def _note(self, what: str) -> None:
        self.notes.append((self.line, what))

    def _gap(self, name: str, *place: int | str) -> None:
        self.gaps.append((place, _needs(name)))

    def _markdown(self, written: Written) -> str:
        """A text in Markdown, whatever form it had."""
        if written.form == "markdown":
            return written.text
        if written.form == "plain" or not _HTML.search(written.text):
            return literal(written.text)
        text, unknown = from_html(written.text)
        if unknown:
            self._note(f"the HTML tags {', '.join(unknown)} are left out")
        return text

    def _text(self, into: dict[str, Any], name: str, written: Written, *place: int | str) -> None:
        """Put a text into a field, or say that it is missing."""
        text = self._markdown(written)
        if text:
            into[name] = text
        else:
            self._gap(name, *place)

    def _explain(self) -> None:
        text, _, last = self._markdown(self.question.explanation).rpartition("\n\n")
        keys: list[str] = []
        if last.startswith(SOURCES):
            keys, unknown = keys_in(last)
            if unknown:
                self._note(f"no key is known for the source {'; '.join(unknown)}")
        else:
            text = f"{text}\n\n{last}".strip()
        if text:
            self.fields["explanation"] = text
        else:
            self._gap("explanation")
        if keys:
            self.fields["sources"] = keys
        else:
            self._gap("sources")

    def _choice(self) -> None:
        answers = self.question.answers
        single = self.question.one
        right = [answer.weight == 100 if single else answer.weight > 0 for answer in answers]
        self.fields["type"] = "single" if single else "multiple"
        self.fields["options"] = self._options(answers, right, "options")
        least, wrong = (3 if single else 4), right.count(False)
        if len(answers) < least:
            self.gaps.append((("options",), f"at least {least} options"))
        if single and right.count(True) != 1:
            self.gaps.append((("options",), "one right option; here it is none, or several"))
        if not single and (wrong < 2 or not any(right)):
            self.gaps.append((("options",), "a right option and two wrong ones"))
        share = 100 if single else 100 / max(1, right.count(True))
        odd = [
            f"{a.weight:g}"
            for a, is_right in zip(answers, right, strict=True)
            if abs(a.weight - (share if is_right else 0 if single else -share)) > 0.01
        ]
        # Without any weight nothing of the file is lost: no option is marked as right.
        if odd and any(answer.weight for answer in answers):
            self._note(f"the weights {', '.join(odd)} are left out: the type has its own points")

    def _options(
        self, answers: Iterable[Answer], right: Iterable[bool], name: str
    ) -> list[dict[str, Any]]:
        options = []
        for place, (answer, is_right) in enumerate(zip(answers, right, strict=True)):
            option: dict[str, Any] = {"id": f"o{place + 1}"}
            self._text(option, "text", answer.text, name, place)
            option["correct"] = is_right
            self._text(option, "feedback", answer.feedback, name, place)
            if not is_right:
                self._gap("misconception", name, place)
            elif self.fields["type"] == "multiple":
                self._gap("missed", name, place)
            options.append(option)
        return options

    def _number(self) -> None:
        self.fields["type"] = "numeric"
        prompt, _, last = str(self.fields.get("prompt", "")).rpartition("\n\n")
        unit = last.removeprefix(UNIT).strip() if last.startswith(UNIT) else ""
        if unit and prompt:
            self.fields["prompt"] = prompt
        values = [a for a in self.question.answers if a.value is not None]
        right = max(values, key=lambda answer: answer.weight)
        self.fields["answer"] = _plain(right.value)
        self.fields["tolerance"] = _plain(right.tolerance)
        if unit and prompt:
            self.fields["unit"] = unit
        else:
            self._gap("unit")
        if right.weight != 100:
            self._note(f"{right.value:g} earned {right.weight:g} in 100; here it earns all")
        near: list[dict[str, Any]] = []
        for answer in values:
            if answer is right:
                continue
            if abs((answer.value or 0) - (right.value or 0)) <= right.tolerance:
                self._note(
                    f"the answer {answer.value:g} ± {answer.tolerance:g} with {answer.weight:g} in "
                    "100 lies within the right one; it is left out"
                )
                continue
            if answer.weight:
                self._note(f"{answer.value:g} earned {answer.weight:g} in 100; here it earns none")
            entry = {"value": _plain(answer.value), "tolerance": _plain(answer.tolerance)}
            self._text(entry, "feedback", answer.feedback, "near", len(near))
            self._gap("misconception", "near", len(near))
            near.append(entry)
        if near:
            self.fields["near"] = near
        rest = [a for a in self.question.answers if a.value is None]
        if any(answer.weight for answer in rest):
            self._note("points for any other answer are left out; here it earns none")
        if rest[1:]:
            self._note("a second feedback for any other answer is left out")
        told = rest[0].feedback if rest else Written("", "markdown")
        self._text(self.fields, "otherwise", told)
        if right.feedback.text:
            self._note("the feedback for the right number is left out; see the explanation")

    def _match(self) -> None:
        self.fields["type"] = "matching"
        pairs: list[dict[str, Any]] = []
        extra: list[dict[str, Any]] = []
        for answer in self.question.answers:
            if not answer.text.text:
                extra.append({"id": f"x{len(extra) + 1}", "text": literal(answer.partner)})
                continue
            place = ("pairs", len(pairs))
            pair = {"id": f"p{len(pairs) + 1}"}
            self._text(pair, "left", answer.text, *place)
            self._text(pair, "right", Written(answer.partner, "plain"), *place)
            self._gap("feedback", *place)
            pairs.append(pair)
        # What is the partner of a pair is offered already.
        offered = {"", *(pair.get("right") for pair in pairs)}
        unknown = {entry["text"]: entry for entry in extra if entry["text"] not in offered}
        if len(unknown) < len(extra):
            self._note("a text without a partner that is empty or offered twice is left out")
        self.fields["pairs"] = pairs
        if unknown:
            self.fields["extra"] = list(unknown.values())
        if len(pairs) < 3:
            self.gaps.append((("pairs",), "at least 3 pairs"))
        self._differ("pairs", "left", pairs)

    def _differ(self, name: str, key: str, entries: Sequence[dict[str, Any]]) -> None:
        """Ask for other texts where two are the same."""
        texts = [entry[key] for entry in entries if key in entry]
        if len(set(texts)) < len(texts):
            self.gaps.append(((name,), f"`{key}:` that differ; two are the same"))

    def _order(self) -> None:
        self.fields["type"] = "ordering"
        items: list[dict[str, Any]] = []
        for place, answer in enumerate(self.question.answers):
            item = {"id": f"i{place + 1}"}
            self._text(item, "text", answer.text, "items", place)
            items.append(item)
        self.fields["items"] = items
        if len(items) < 3:
            self.gaps.append((("items",), "at least 3 items"))
        self._differ("items", "text", items)
        self._gap("first")
        self._gap("last")
        self.gaps.append(((), "`feedback:` what to say about a wrong order"))
        settings = set(self.question.settings)
        if not settings & {"ALL", "EXACT"}:
            self._note("only some of the items were shown; here all are")
        if not settings & {"ABSOLUTE_POSITION", "ABSOLUTE", "ABS"}:
            self._note("the way of marking is left out; here each item in its place earns its part")

    def _verdict(self) -> None:
        self.fields["type"] = "true_false"
        self.fields["answer"] = self.question.verdict
        wrong, right = (answer.feedback for answer in self.question.answers)
        told = (right, wrong) if self.question.verdict else (wrong, right)
        for name, feedback in zip(("feedback_true", "feedback_false"), told, strict=True):
            text = self._markdown(feedback)
            if text:
                self.fields[name] = text
            else:
                self.gaps.append(((), f"`{name}:` {_NEEDED['feedback']}"))
        self.gaps.append(((), "`reasons:` one right and two wrong reasons to choose from"))


def _id(question: GiftQuestion, place: int, used: set[str]) -> str:
    """The id in the file, or one made of the question's name, that no other question has."""
    slug = _SLUG.sub("-", (question.id or question.name).lower()).strip("-")[:60].strip("-")
    slug = slug or f"question-{place}"
    names = (slug, *(f"{slug}-{again}" for again in range(2, len(used) + 3)))
    name = next(name for name in names if name not in used)
    used.add(name)
    return name


def _plain(value: float | None) -> float | int:
    number = float(f"{value or 0.0:.10g}")
    return int(number) if number == int(number) else number


class _Dumper(yaml.SafeDumper):
    """Lists stand two blanks in, as in the files that people wrote."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    if re.search("[\x85\u2028\u2029]", text):
        # Line ends of Unicode, which other styles would take for blanks.
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _string)


def _dump(entries: list[dict[str, Any]]) -> str:
    text = yaml.dump({"x": entries}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text.split("\n", 1)[1].rstrip("\n")
