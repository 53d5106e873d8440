"""Where the course teaches each claim of the article: in which cell, card or question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from course import content
from course.model.lesson import lesson, lesson_paths

# This lesson lists every claim, so it says nothing about where one is taught; but it is the place
# for what the article says of itself.
LISTS_ALL = "07_article_checked"
OWN = {"advert-lose-weight-painless"}

Kind = Literal["text", "card", "question"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One place that handles a claim.

    Attributes
    ----------
    lesson
        Name of the lesson, such as ``"01_anatomy"``.
    kind
        ``"text"`` for a text cell that records the claim, ``"card"`` for one that shows it,
        ``"question"`` for a question on it.
    id
        Id of the cell or the question.
    """

    lesson: str
    kind: Kind
    id: str


def handled() -> Mapping[str, tuple[Place, ...]]:
    """Places that handle each claim, in the order of the course.

    Text cells say in their metadata which claims they handle, code cells show a claim with
    ``claim("…")``, and questions name theirs under ``claims``. A question counts where a lesson
    asks it, or else, when it only waits in the bank for review, for the lesson of its bank.

    Returns
    -------
    mapping
        Claim id to places; a claim that nothing handles is not in it.
    """
    found: dict[str, list[Place]] = {}
    asked: set[str] = set()
    on = _claims_of_questions()

    def note(claim: str, place: Place) -> None:
        if place.lesson != LISTS_ALL or claim in OWN:
            found.setdefault(claim, []).append(place)

    for name in (path.stem for path in lesson_paths()):
        for cell in lesson(name).cells:
            for claim in cell.claims:
                note(claim, Place(name, "text", cell.cell))
            for claim in cell.cards:
                note(claim, Place(name, "card", cell.cell))
            for question in cell.questions:
                asked.add(question)
                for claim in on[question][1] if question in on else ():
                    note(claim, Place(name, "question", question))
    for question, (name, claims) in on.items():
        for claim in claims if question not in asked else ():
            note(claim, Place(name, "question", question))
    return {claim: tuple(sorted(set(places))) for claim, places in found.items()}


def _claims_of_questions() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Lesson of the bank, and claims, of each question that names any."""
    return {
        question["id"]: (bank["lesson"], tuple(question["claims"]))
        for bank in _banks()
        for question in bank["questions"]
        if question.get("claims")
    }


def _banks() -> Iterator[Any]:
    for path in sorted((content.root() / "data" / "questions").glob("*.yaml")):
        # Parsing takes long; most of the time nothing in a file is asked for.
        if "claims:" in path.read_text("utf-8"):
            bank = content.read_yaml(f"questions/{path.name}")
            if re.match(r"\d\d_", bank.get("lesson", "")):
                yield bank
