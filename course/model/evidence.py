"""The evidence ledger: sources, claims, red flags and figures, as typed models."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any, Literal, TypeVar

from pydantic import ConfigDict, Field

from course import content
from course.errors import CourseError
from course.model.questions import Part

Verdict = Literal[
    "supported", "partly_supported", "outdated", "unsupported", "incorrect", "safety_critical"
]
Confidence = Literal["high", "medium", "low"]
Record = TypeVar("Record")


class Source(Part):
    """A publication that the course leans on."""

    key: str
    short_name: str | None = None
    authors: str
    year: int
    title: str
    venue: str
    kind: str
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    note: str
    verified: str

    @property
    def link(self) -> str | None:
        """Best address of the publication, if one is certain."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url

    @cached_property
    def short(self) -> str:
        """The one name by which texts, charts and lists call it, such as ``"Wilke 1999"``."""
        if self.short_name:
            return self.short_name
        # Two papers of one author and year are told apart by the letter of their keys.
        letter = self.key[-1] if re.search(r"\d{4}[a-z]$", self.key) else ""
        return f"{self._first()} {self.year}{letter}"

    def _first(self) -> str:
        """Surname of the first author, or the usual name of a house or a book."""
        if self.kind == "textbook":
            return self.title.split(":")[0]
        if initials := re.search(r"\(([A-Z]{2,6})\)", self.authors):
            return initials[1]
        return _surname(self.authors.split(" (")[0].split(" / ")[0].split(",")[0].strip())


class Claim(Part):
    """A claim of the source article, or a point it leaves out, with our verdict."""

    id: str
    section: str
    claim: str
    verdict: Verdict
    what_the_evidence_says: str
    sources: tuple[str, ...] = Field(min_length=1)
    confidence: Confidence
    checked: str
    in_article: bool


class RedFlag(Part):
    """A warning sign, with how urgent it is and what to do."""

    id: str
    group: str
    priority: int
    question: str
    finding: str
    may_indicate: str
    urgency: Literal["emergency now", "urgent within days", "routine", "self-care"]
    timeframe: str
    advice: str
    runner_note: str | None = None
    sources: tuple[str, ...] = Field(min_length=1)
    confidence: Confidence
    checked: str


class Series(Part):
    """A table of published numbers for one figure."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    id: str
    title: str
    unit: str
    population: str
    year: str
    suggested_chart: str
    rows: tuple[Mapping[str, Any], ...]
    source: str
    also_see: tuple[str, ...] = ()
    verified: str
    caveats: str

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the main source, of every row's own and of those named beside."""
        rows = (row["source_key"] for row in self.rows if "source_key" in row)
        return tuple(dict.fromkeys([self.source, *rows, *self.also_see]))


@cache
def sources() -> Mapping[str, Source]:
    """Every source of the ledger by its key."""
    records = content.read_yaml("evidence/sources.yaml")
    return {key: Source(key=key, **record) for key, record in records.items()}


@cache
def claims() -> Mapping[str, Claim]:
    """Every claim of the ledger by its id."""
    return {r["id"]: Claim(**r) for r in content.read_yaml("evidence/claims.yaml")["claims"]}


@cache
def red_flags() -> tuple[RedFlag, ...]:
    """The warning signs, most urgent first."""
    rules = (RedFlag(**r) for r in content.read_yaml("evidence/red_flags.yaml")["rules"])
    return tuple(sorted(rules, key=lambda r: r.priority))


@cache
def figures() -> Mapping[str, Series]:
    """Every table of figures by its id."""
    return {r["id"]: Series(**r) for r in content.read_yaml("evidence/figures.yaml")["figures"]}


def find(what: str, key: str, records: Mapping[str, Record]) -> Record:
    """The record with that key.

    Raises
    ------
    CourseError
        If there is none; the message names the nearest keys.
    """
    if key not in records:
        near = difflib.get_close_matches(key, list(records), n=3) or sorted(records)[:3]
        raise CourseError(f"There is no {what} {key!r}. Did you mean: {', '.join(near)}?")
    return records[key]


def _surname(author: str) -> str:
    name, _, last = author.split(";")[0].rpartition(" ")
    return name if name and last.isupper() and len(last) <= 4 else author.split(";")[0]
