"""The eight types of question, as typed models.

A question has three faces: the model itself (everything an author wrote), ``public()`` (what a
learner may see before answering) and ``key()`` (what marking needs). A graded question is shown
from ``public()`` alone.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Number = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Part(BaseModel):
    """Base of every model that comes from an author's file: strict about unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Option(Part):
    """One answer to choose.

    ``feedback`` is shown when it was chosen, ``missed`` when it is right and was not chosen;
    ``misconception`` names the mistaken idea that a wrong option stands for.
    """

    id: Slug
    text: Text
    correct: bool
    feedback: Text
    missed: Text | None = None
    misconception: Slug | None = None

    @model_validator(mode="after")
    def _wrong_options_name_a_misconception(self) -> Self:
        if not self.correct and self.misconception is None:
            raise ValueError(f"wrong option {self.id!r} names no `misconception`")
        return self


class Near(Part):
    """A typical wrong number and what to say about it."""

    value: Number
    tolerance: Share = 0
    feedback: Text
    misconception: Slug


class Item(Part):
    """One thing to put in order."""

    id: Slug
    text: Text


class Pair(Part):
    """A left-hand text and the right-hand text that belongs to it."""

    id: Slug
    left: Text
    right: Text
    feedback: Text
    misconception: Slug | None = None


class WrongParts(Part):
    """Parts of a drawing that are chosen by the same mistake."""

    parts: tuple[str, ...] = Field(min_length=1)
    feedback: Text
    misconception: Slug


class CaseOption(Part):
    """One decision in a story, with what follows from it."""

    id: Slug
    text: Text
    best: bool
    feedback: Text
    misconception: Slug | None = None
    next: Slug | None = None


class CaseNode(Part):
    """One scene of a story and its decision."""

    id: Slug
    text: Text
    options: tuple[CaseOption, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _one_best(self) -> Self:
        if sum(o.best for o in self.options) != 1:
            raise ValueError(f"scene {self.id!r} needs exactly one option with `best: true`")
        _unique("option", self.options)
        return self


class _Question(Part):
    id: Slug
    objective: Slug
    prompt: Text
    hints: tuple[Text, ...] = Field(min_length=1)
    explanation: Text
    sources: tuple[str, ...] = Field(min_length=1)
    claims: tuple[str, ...] = ()
    confidence: Literal["high", "medium"]
    alt: Text | None = None
    predict: bool = False
    # Asked again in a later class: its feedback page gives neither key nor explanation.
    reused: bool = False
    points: Annotated[int, Field(ge=1)] = 1

    def key(self) -> dict[str, Any]:
        """What `course.model.marking.score` needs to mark a response."""
        raise NotImplementedError

    def _shown(self) -> dict[str, Any]:
        """The answers to choose from, without a sign of which is right."""
        raise NotImplementedError

    def _secret(self) -> str:
        # A shuffle from the public id alone could be undone, and would give the order away.
        return f"{self.id} {self.explanation}"

    def public(self) -> dict[str, Any]:
        """What a learner may see before answering: texts in Markdown, no key, no feedback."""
        head = {"id": self.id, "type": self.type, "prompt": self.prompt, "points": self.points}  # type: ignore[attr-defined]
        return {**head, **self._shown()} | ({"alt": self.alt} if self.alt else {})


class Single(_Question):
    """Choose one."""

    type: Literal["single"]
    options: tuple[Option, ...] = Field(min_length=3)

    @model_validator(mode="after")
    def _check(self) -> Self:
        _unique("option", self.options)
        if sum(o.correct for o in self.options) != 1:
            raise ValueError("a single-choice question needs exactly one option `correct: true`")
        return self

    def key(self) -> dict[str, Any]:
        """The id of the right option."""
        return {"type": self.type, "correct": next(o.id for o in self.options if o.correct)}

    def _shown(self) -> dict[str, Any]:
        return {"options": _texts(self.options)}


class Multiple(_Question):
    """Choose all that are right; part of the points for part of the answer."""

    type: Literal["multiple"]
    options: tuple[Option, ...] = Field(min_length=4)

    @model_validator(mode="after")
    def _check(self) -> Self:
        _unique("option", self.options)
        right = sum(o.correct for o in self.options)
        if right < 1 or len(self.options) - right < 2:
            raise ValueError("a multiple-choice question needs a right and two wrong options")
        for option in self.options:
            if option.correct and option.missed is None:
                raise ValueError(f"right option {option.id!r} has no `missed` feedback")
        return self

    def key(self) -> dict[str, Any]:
        """The ids of the right options."""
        return {"type": self.type, "correct": [o.id for o in self.options if o.correct]}

    def _shown(self) -> dict[str, Any]:
        return {"options": _texts(self.options)}


class TrueFalse(_Question):
    """Judge a statement, then choose the reason."""

    type: Literal["true_false"]
    answer: bool
    feedback_true: Text
    feedback_false: Text
    reasons: tuple[Option, ...] = Field(min_length=3)

    @model_validator(mode="after")
    def _check(self) -> Self:
        _unique("reason", self.reasons)
        if sum(r.correct for r in self.reasons) != 1:
            raise ValueError("`reasons` needs exactly one reason with `correct: true`")
        return self

    def key(self) -> dict[str, Any]:
        """The right verdict and the id of its reason."""
        reason = next(r.id for r in self.reasons if r.correct)
        return {"type": self.type, "verdict": self.answer, "reason": reason}

    def _shown(self) -> dict[str, Any]:
        return {"reasons": _texts(self.reasons)}


class Numeric(_Question):
    """Type a number, in a given unit."""

    type: Literal["numeric"]
    answer: Number
    tolerance: Share
    unit: Text
    near: tuple[Near, ...] = ()
    otherwise: Text

    @model_validator(mode="after")
    def _check(self) -> Self:
        for near in self.near:
            if abs(near.value - self.answer) <= self.tolerance:
                raise ValueError(f"`near` value {near.value:g} counts as right")
        return self

    def key(self) -> dict[str, Any]:
        """The right number and how far off an answer may be, in the question's unit."""
        return {"type": self.type, "value": self.answer, "tolerance": self.tolerance}

    def _shown(self) -> dict[str, Any]:
        return {"unit": self.unit}


class Ordering(_Question):
    """Put things in order; authors write them in the right one."""

    type: Literal["ordering"]
    items: tuple[Item, ...] = Field(min_length=3)
    first: Text
    last: Text
    feedback: Text

    @model_validator(mode="after")
    def _check(self) -> Self:
        _unique("item", self.items)
        _differ("items", [i.text for i in self.items])
        return self

    def key(self) -> dict[str, Any]:
        """The handles of the items in the right order."""
        return {"type": self.type, "correct": [_handle(i.text) for i in self.items]}

    def _shown(self) -> dict[str, Any]:
        items = [{"id": _handle(i.text), "text": i.text} for i in self.items]
        return {"items": _shuffled(items, self._secret()), "first": self.first, "last": self.last}


class Matching(_Question):
    """Give each text on the left its partner on the right."""

    type: Literal["matching"]
    pairs: tuple[Pair, ...] = Field(min_length=3)
    extra: tuple[Item, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        _unique("pair", self.pairs)
        _differ("left-hand texts", [p.left for p in self.pairs])
        used = {p.right for p in self.pairs}
        _differ("right-hand texts", [*used, *(e.text for e in self.extra)])
        return self

    def key(self) -> dict[str, Any]:
        """The handle of the right-hand text for each pair id."""
        return {"type": self.type, "correct": {p.id: _handle(p.right) for p in self.pairs}}

    def _shown(self) -> dict[str, Any]:
        # Two left-hand texts may share one partner: it is offered once.
        texts = list(dict.fromkeys([*(p.right for p in self.pairs), *(e.text for e in self.extra)]))
        rights = [{"id": _handle(text), "text": text} for text in texts]
        lefts = [{"id": p.id, "text": p.left} for p in self.pairs]
        return {"lefts": lefts, "rights": _shuffled(rights, self._secret())}


class Hotspot(_Question):
    """Choose a structure in a drawing."""

    type: Literal["hotspot"]
    alt: Text
    drawing: Literal["spine", "neck", "back-muscles"]
    correct: tuple[str, ...] = Field(min_length=1)
    feedback_right: Text
    wrong: tuple[WrongParts, ...] = ()
    otherwise: Text

    @model_validator(mode="after")
    def _check(self) -> Self:
        _differ("parts", [*self.correct, *(p for w in self.wrong for p in w.parts)])
        return self

    def key(self) -> dict[str, Any]:
        """The ids of the parts that count as right."""
        return {"type": self.type, "correct": list(self.correct)}

    def _shown(self) -> dict[str, Any]:
        return {"drawing": self.drawing}


class Case(_Question):
    """A story with decisions; what you decide leads on."""

    type: Literal["case"]
    start: Slug
    nodes: tuple[CaseNode, ...] = Field(min_length=2)
    end: Text

    @model_validator(mode="after")
    def _check(self) -> Self:
        _unique("scene", self.nodes)
        order = [node.id for node in self.nodes]
        if self.start != order[0]:
            raise ValueError(f"`start` must be the first scene, {order[0]!r}")
        for place, node in enumerate(self.nodes):
            for option in node.options:
                # Only forwards: a story that can turn in a circle has no end and no score.
                if option.next is not None and option.next not in order[place + 1 :]:
                    raise ValueError(f"`next: {option.next}` in {node.id!r} is no later scene")
        return self

    def key(self) -> dict[str, Any]:
        """The best decision and the way on from each scene."""
        nodes = {
            node.id: {
                "best": next(o.id for o in node.options if o.best),
                "next": {o.id: o.next for o in node.options},
            }
            for node in self.nodes
        }
        return {"type": self.type, "start": self.start, "nodes": nodes}

    def _shown(self) -> dict[str, Any]:
        nodes = [
            {
                "id": node.id,
                "text": node.text,
                "options": [{"id": o.id, "text": o.text, "next": o.next} for o in node.options],
            }
            for node in self.nodes
        ]
        return {"start": self.start, "nodes": nodes, "end": self.end}


Question = Annotated[
    Single | Multiple | TrueFalse | Numeric | Ordering | Matching | Hotspot | Case,
    Field(discriminator="type"),
]


def _texts(options: Sequence[Option]) -> list[dict[str, str]]:
    return [{"id": o.id, "text": o.text} for o in options]


def _handle(text: str) -> str:
    # Made from the text alone, so that it tells nothing about the order or the partner.
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _shuffled(items: list[dict[str, str]], seed: str) -> list[dict[str, str]]:
    """The same shuffle every time, with nothing left in its place: no point comes for free."""
    shuffled, rng = list(items), random.Random(seed)
    while any(new is old for new, old in zip(shuffled, items, strict=True)):
        rng.shuffle(shuffled)
    return shuffled


def _unique(what: str, parts: Sequence[Any]) -> None:
    _differ(f"{what} ids", [p.id for p in parts])


def _differ(what: str, names: Sequence[str]) -> None:
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise ValueError(f"the {what} must differ, but this is used twice: {', '.join(twice)}")
