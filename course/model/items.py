"""Item analysis: how hard a question is, how well it tells people apart, how reliable a test is.

Pure functions of points. What cannot be computed is ``None`` and never a number: the correlation
with a question that everybody answered alike, or the reliability of a test taken by one person.

Sources of the formulas: L. Crocker and J. Algina, *Introduction to Classical and Modern Test
Theory* (1986), for difficulty and discrimination; L. J. Cronbach, "Coefficient alpha and the
internal structure of tests", *Psychometrika* 16 (1951), 297-334, for reliability.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Row = Sequence[float | None]


@dataclass(frozen=True)
class Statistic:
    """A number and what it rests on.

    Attributes
    ----------
    value
        ``None`` if it is not defined.
    n
        How many people it rests on.
    """

    value: float | None
    n: int


@dataclass(frozen=True)
class Reliability(Statistic):
    """Reliability of a test.

    Attributes
    ----------
    items
        How many questions it was computed from: those that not everybody answered alike.
    """

    items: int


def difficulty(points: Iterable[float | None], most: float) -> Statistic:
    """Mean share of the points: 1 if everybody has all of them, 0 if nobody has any.

    For questions marked right or wrong this is the item difficulty *p* of classical test theory;
    with part points it is the mean divided by the most that can be had (Crocker & Algina 1986).

    Parameters
    ----------
    points
        Points of each person; ``None`` if not known yet, and then not counted.
    most
        Most points of the question.
    """
    known = [p for p in points if p is not None]
    defined = bool(known) and most > 0
    return Statistic(math.fsum(known) / len(known) / most if defined else None, len(known))


def discrimination(table: Sequence[Row], item: int) -> Statistic:
    """Corrected item-rest correlation of one question.

    It is Pearson's correlation of the points of the question with the sum of the points of all
    *other* questions. Leaving the question itself out of the sum corrects the item-total
    correlation, which a short test would flatter (Crocker & Algina 1986).

    Parameters
    ----------
    table
        A row for each person, with the points of each question. A row that lacks any is left out.
    item
        Column of the question.
    """
    rows = _complete(table)
    own = [row[item] for row in rows]
    rest = [math.fsum(p for column, p in enumerate(row) if column != item) for row in rows]
    if _constant(own) or _constant(rest):
        return Statistic(None, len(rows))
    return Statistic(max(-1.0, min(1.0, statistics.correlation(own, rest))), len(rows))


def alpha(table: Sequence[Row]) -> Reliability:
    """Cronbach's alpha (Cronbach 1951).

    With *k* questions it is k / (k - 1) · (1 - sum of the questions' variances / variance of the
    sums). It may be negative. A question that everybody answered alike says nothing about people
    and is left out, as statistics programs do.

    Parameters
    ----------
    table
        A row for each person, with the points of each question. A row that lacks any is left out.
    """
    rows = _complete(table)
    columns = [column for column in zip(*rows, strict=True) if not _constant(column)]
    k, n = len(columns), len(rows)
    sums = [math.fsum(row) for row in zip(*columns, strict=True)]
    if k < 2 or _constant(sums):
        return Reliability(None, n, k)
    within = math.fsum(statistics.variance(column) for column in columns)
    return Reliability(k / (k - 1) * (1 - within / statistics.variance(sums)), n, k)


def _complete(table: Sequence[Row]) -> list[list[float]]:
    whole = ([p for p in row if p is not None] for row in table)
    return [row for row, given in zip(whole, table, strict=True) if len(row) == len(given)]


def _constant(values: Sequence[float]) -> bool:
    # Rounded, because sums of part points such as 0.1 + 0.2 differ in the last digit.
    return len({round(value, 9) for value in values}) < 2
