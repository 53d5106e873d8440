"""Odds ratios of two-by-two tables, alone or pooled over groups.

An odds ratio of 1 says that the odds are alike with and without the exposure. It describes an
association and never proves a cause.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from course.errors import CourseError

# Two-sided 95% point of the normal distribution.
Z = 1.959964


@dataclass(frozen=True, slots=True)
class TwoByTwo:
    """People counted by exposure and outcome.

    Attributes
    ----------
    exposed_with, exposed_without
        Exposed people with and without the outcome.
    unexposed_with, unexposed_without
        The same for people without the exposure.
    """

    exposed_with: int
    exposed_without: int
    unexposed_with: int
    unexposed_without: int

    @property
    def cells(self) -> tuple[int, int, int, int]:
        """a, b, c, d of the textbooks: the exposed first, those with the outcome first."""
        return (
            self.exposed_with,
            self.exposed_without,
            self.unexposed_with,
            self.unexposed_without,
        )

    @property
    def total(self) -> int:
        """Everybody in the table."""
        return sum(self.cells)

    @property
    def exposed(self) -> int:
        """Everybody with the exposure."""
        return self.exposed_with + self.exposed_without

    @property
    def unexposed(self) -> int:
        """Everybody without the exposure."""
        return self.unexposed_with + self.unexposed_without


@dataclass(frozen=True, slots=True)
class OddsRatio:
    """An odds ratio with its 95% confidence interval.

    Attributes
    ----------
    ratio, low, high
        The odds ratio and the ends of its interval.
    corrected
        Whether half a person was added to every cell because one was empty.
    """

    ratio: float
    low: float
    high: float
    corrected: bool = False


def odds_ratio(table: TwoByTwo) -> OddsRatio:
    """Odds ratio of one table, ``ad / bc``, with Woolf's interval.

    Woolf (1955): the standard error of the logarithm is ``sqrt(1/a + 1/b + 1/c + 1/d)``. Where a
    cell is 0, half a person is added to every cell first (Haldane 1956, Anscombe 1956).

    Raises
    ------
    CourseError
        If nobody is exposed, nobody unexposed, or all people have the same outcome.
    """
    a, b, c, d = (float(cell) for cell in table.cells)
    if 0 in (a + b, c + d, a + c, b + d):
        raise CourseError(
            f"No odds ratio from {table.cells}: each row and each column needs at least one person."
        )
    corrected = 0 in (a, b, c, d)
    if corrected:
        a, b, c, d = a + 0.5, b + 0.5, c + 0.5, d + 0.5
    return _with_interval(a * d / (b * c), math.sqrt(1 / a + 1 / b + 1 / c + 1 / d), corrected)


def mantel_haenszel(tables: Iterable[TwoByTwo]) -> OddsRatio:
    """One odds ratio out of several groups, each compared only within itself.

    Mantel and Haenszel (1959): ``sum(ad / n) / sum(bc / n)``. The interval is that of Robins,
    Breslow and Greenland (1986): with ``P = (a + d) / n``, ``Q = (b + c) / n``, ``R = ad / n`` and
    ``S = bc / n`` of each group, the variance of the logarithm is
    ``sum(PR) / 2 sum(R)^2 + sum(PS + QR) / 2 sum(R) sum(S) + sum(QS) / 2 sum(S)^2``.

    The one ratio makes sense only where the groups' own ratios do not differ by more than chance.

    Parameters
    ----------
    tables
        One table a group, for example women and men. Empty groups are passed over.

    Raises
    ------
    CourseError
        If the groups hold too little to compare.
    """
    terms = []
    for table in tables:
        a, b, c, d = table.cells
        n = table.total
        if n:
            terms.append(((a + d) / n, (b + c) / n, a * d / n, b * c / n))
    r, s = sum(t[2] for t in terms), sum(t[3] for t in terms)
    if not r or not s:
        raise CourseError("No pooled odds ratio: no group has people in both diagonals.")
    variance = (
        sum(p * r_i for p, _, r_i, _ in terms) / (2 * r * r)
        + sum(p * s_i + q * r_i for p, q, r_i, s_i in terms) / (2 * r * s)
        + sum(q * s_i for _, q, _, s_i in terms) / (2 * s * s)
    )
    return _with_interval(r / s, math.sqrt(variance))


def _with_interval(ratio: float, error: float, corrected: bool = False) -> OddsRatio:
    """The ratio with its interval, which is even on a logarithmic scale."""
    reach = math.exp(Z * error)
    return OddsRatio(ratio, ratio / reach, ratio * reach, corrected)
