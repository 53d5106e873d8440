"""Absolute and relative risk in natural frequencies: so many of 1,000, without and with.

The worked examples are in ``data/cases/risk.yaml``; their numbers stay in the ledger.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from course.content import data_path
from course.errors import CourseError
from course.model import evidence
from course.model.casefiles import check_key, check_keys
from course.model.questions import Number, Part, Slug, Text
from course.model.yamlfile import YamlFile

Kind = Literal["risk ratio", "odds ratio", "rate ratio", "two groups"]
RATIOS: tuple[Kind, ...] = ("risk ratio", "odds ratio", "rate ratio")


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many of 1,000 have the outcome, without and with.

    Attributes
    ----------
    without, with_
        Out of 1,000, not rounded.
    low, high
        The ends of the 95% interval for ``with_``, if there is one.
    """

    without: float
    with_: float
    low: float | None = None
    high: float | None = None

    @property
    def difference(self) -> int:
        """How many more of 1,000 with it (negative: fewer), from the counts as they are shown."""
        return count(self.with_) - count(self.without)

    @property
    def needed(self) -> int | None:
        """How many people make a difference of one, or ``None`` without a difference.

        The number needed to treat is 1 / (absolute risk difference), rounded up: Cochrane Handbook
        5.1, section 12.5.4 (source ``cochrane_handbook_2011``).
        """
        apart = abs(self.with_ - self.without)
        # A hair's breadth off, because 0.1 + 0.2 is not 0.3 for a computer.
        return math.ceil(1000 / apart - 1e-9) if apart > 1e-9 else None

    @property
    def unsure(self) -> bool:
        """Whether the interval holds both fewer and more."""
        if self.low is None or self.high is None:
            return False
        return self.low < self.without < self.high


def compare(
    kind: Kind, without: float, ratio: float, low: float | None = None, high: float | None = None
) -> Comparison:
    """Counts out of 1,000 from a baseline and a ratio.

    Parameters
    ----------
    kind
        What the ratio is; ``"two groups"`` takes ``ratio`` as the other group's count in 1,000.
    without
        The baseline, in 1,000.
    ratio, low, high
        The ratio and the ends of its 95% interval.

    Raises
    ------
    CourseError
        If the baseline is not between 0 and 1,000, or a ratio is not above 0.
    """
    if not 0 < without < 1000:
        raise CourseError(f"The baseline must lie between 0 and 1,000, and is {without:g}.")

    def turn(value: float | None) -> float | None:
        return None if value is None else with_ratio(kind, without, value)

    return Comparison(without, with_ratio(kind, without, ratio), turn(low), turn(high))


def with_ratio(kind: Kind, without: float, ratio: float) -> float:
    """How many of 1,000 with the exposure, from how many without it.

    A risk ratio multiplies the risk; a rate ratio does so too where the outcome is rare. An odds
    ratio multiplies the odds: with the baseline risk p0 the risk is OR * p0 / (1 - p0 + OR * p0)
    (sources ``zhang_yu_1998`` and ``cochrane_handbook_2011``). No risk goes beyond 1,000 in 1,000.

    Raises
    ------
    CourseError
        If the ratio is not above 0.
    """
    if not ratio > 0:
        raise CourseError(f"A ratio must be above 0, and is {ratio:g}.")
    if kind == "two groups":
        return ratio
    if kind == "odds ratio":
        return 1000 * ratio * without / (1000 - without + ratio * without)
    return min(1000.0, without * ratio)


def fits(kind: Kind, without: float, ratio: float) -> bool:
    """Whether the ratio leaves at most 1,000 of 1,000; an odds ratio always does."""
    if kind == "two groups":
        return ratio <= 1000
    return kind == "odds ratio" or without * ratio <= 1000 + 1e-9


def count(in_1000: float) -> int:
    """A whole number of people; a half is rounded up, as the page does."""
    return math.floor(in_1000 + 0.5)


class Cell(Part):
    """One number of a table in the ledger."""

    figure: str
    where: Mapping[str, Any] = Field(min_length=1)
    column: str

    def row(self) -> Mapping[str, Any]:
        """The one row in which every column of ``where`` has that value.

        Raises
        ------
        CourseError
            If no row or several rows fit, or the row lacks the column.
        """
        rows = [
            row
            for row in evidence.figures()[self.figure].rows
            if all(str(row.get(name)) == str(value) for name, value in self.where.items())
        ]
        if len(rows) != 1:
            raise CourseError(f"{len(rows)} rows of {self.figure!r} fit {dict(self.where)}.")
        if self.column not in rows[0]:
            raise CourseError(f"That row of {self.figure!r} has no column {self.column!r}.")
        return rows[0]

    @property
    def value(self) -> float:
        """The number itself."""
        return float(self.row()[self.column])

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% interval beside it, if the row has one."""
        row = self.row()
        return (float(row["ci_low"]), float(row["ci_high"])) if "ci_low" in row else None


class Baseline(Part):
    """How many of 1,000 without it: a percentage of the ledger, or a number we chose or counted."""

    cell: Cell | None = None
    in_1000: Number | None = None
    text: Text
    sources: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_number(self) -> Self:
        if (self.cell is None) == (self.in_1000 is None):
            raise ValueError("a baseline needs either `cell` or `in_1000`")
        return self

    @property
    def count(self) -> float:
        """Out of 1,000."""
        if self.cell is not None:
            return round(self.cell.value * 10, 6)
        assert self.in_1000 is not None
        return self.in_1000


class Example(Part):
    """A comparison that somebody has studied."""

    id: Slug
    title: Text
    of: Literal["people", "runs"]
    outcome: Text
    without: Text
    with_: Text = Field(alias="with")
    trial: bool
    kind: Kind
    effect: Cell
    baseline: Baseline
    caveat: Text
    sources: tuple[str, ...] = Field(min_length=1)

    @property
    def ratio(self) -> float:
        """The ratio; for two groups the other group's count in 1,000."""
        return self._scaled(self.effect.value)

    @property
    def interval(self) -> tuple[float, float] | None:
        """The ends of the interval of `ratio`."""
        if self.effect.interval is None:
            return None
        low, high = self.effect.interval
        return self._scaled(low), self._scaled(high)

    def comparison(self) -> Comparison:
        """The counts out of 1,000."""
        return compare(self.kind, self.baseline.count, self.ratio, *(self.interval or ()))

    def _scaled(self, value: float) -> float:
        return round(value * 10, 6) if self.kind == "two groups" else value


class Examples(Part):
    """All worked examples."""

    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        ids = [example.id for example in self.examples]
        if len(ids) != len(set(ids)):
            raise ValueError("an example id is used twice")
        return self


@cache
def examples() -> tuple[Example, ...]:
    """The worked examples of ``data/cases/risk.yaml``."""
    return load_examples(data_path("cases/risk.yaml")).examples


def load_examples(path: Path) -> Examples:
    """Read and check a file of worked examples.

    Raises
    ------
    AuthorError
        For the first mistake, with its line: an unknown source or figure, or a cell that the
        figure does not have.
    """
    file = YamlFile.read(path)
    found = file.validate(Examples)
    for index, example in enumerate(found.examples):
        at: list[Any] = ["examples", index]
        check_keys(file, [*at, "sources"], example.sources)
        check_keys(file, [*at, "baseline", "sources"], example.baseline.sources)
        _check_cell(file, [*at, "effect"], example.effect)
        if example.baseline.cell is not None:
            _check_cell(file, [*at, "baseline", "cell"], example.baseline.cell)
    return found


def _check_cell(file: YamlFile, place: list[Any], cell: Cell) -> None:
    check_key(file, [*place, "figure"], cell.figure, "figures")
    try:
        cell.row()
    except CourseError as error:
        raise file.mistake(
            place, str(error), "Correct `where` or `column` after figures.yaml."
        ) from None
