"""Real data sets of other people's records, and the counts that charts and tools draw from them.

Each file is described in ``data/datapackage.json``. Nothing here is weighted or made up.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from statistics import median
from typing import Literal

from course.content import data_path
from course.model.odds import TwoByTwo
from course.model.training import Run

KM_PER_MILE = 1.609344
KG_PER_POUND = 0.45359237
MINUTES_OF_A_DAY = 24 * 60

Sex = Literal["Female", "Male"]


@dataclass(frozen=True, slots=True)
class Student:
    """A student of ``samples/backpack.csv``.

    Attributes
    ----------
    pack_kg, body_kg
        Weight of the backpack and of the student, in kg.
    back_problems
        Whether the student reports back problems.
    sex
        As recorded in the data.
    """

    pack_kg: float
    body_kg: float
    back_problems: bool
    sex: Sex


@dataclass(frozen=True, slots=True)
class PackTables:
    """Students counted by the weight of their backpack and by back problems.

    Attributes
    ----------
    cut_kg
        A backpack of this weight or more counts as heavy: the median of all backpacks.
    everyone
        All students in one table; a heavy backpack is the exposure.
    by_sex
        The same for women and for men.
    """

    cut_kg: float
    everyone: TwoByTwo
    by_sex: Mapping[Sex, TwoByTwo]


@dataclass(frozen=True, slots=True)
class SittingTimes:
    """Answers of ``samples/nhanes_2017_2018_adults.csv`` on time spent sitting.

    Attributes
    ----------
    minutes
        Minutes a day, one answer a person, in the order of the file.
    not_known
        People whose answer is a code, such as 9999 for "don't know".
    empty
        People without an answer.
    """

    minutes: tuple[float, ...]
    not_known: int
    empty: int

    @property
    def left_out(self) -> int:
        """People whose time is not known."""
        return self.not_known + self.empty


@cache
def running_log() -> tuple[Run, ...]:
    """The real log of one marathon runner, 2002 to 2006, in the order of the file."""
    return tuple(
        Run(date.fromisoformat(row["date"]), float(row["distance_miles"]) * KM_PER_MILE)
        for row in _rows("samples/running_log.csv")
    )


@cache
def students() -> tuple[Student, ...]:
    """100 college students with their backpacks."""
    return tuple(
        Student(
            float(row["backpack_lb"]) * KG_PER_POUND,
            float(row["body_lb"]) * KG_PER_POUND,
            row["back_problems"] == "1",
            "Female" if row["sex"] == "Female" else "Male",
        )
        for row in _rows("samples/backpack.csv")
    )


@cache
def pack_tables() -> PackTables:
    """Students with heavy and lighter backpacks, split at the median, together and by sex."""
    cut = median(student.pack_kg for student in students())
    return PackTables(
        cut,
        _counted(students(), cut),
        {
            "Female": _counted((s for s in students() if s.sex == "Female"), cut),
            "Male": _counted((s for s in students() if s.sex == "Male"), cut),
        },
    )


@cache
def sitting_times() -> SittingTimes:
    """Sitting time of US adults; answers longer than a day are codes and are left out."""
    answers = [row["sedentary_min_per_day"] for row in _rows("samples/nhanes_2017_2018_adults.csv")]
    numbers = [float(answer) for answer in answers if answer]
    minutes = tuple(number for number in numbers if number <= MINUTES_OF_A_DAY)
    return SittingTimes(minutes, len(numbers) - len(minutes), len(answers) - len(numbers))


def _counted(people: Iterable[Student], cut: float) -> TwoByTwo:
    cells = {(heavy, ill): 0 for heavy in (True, False) for ill in (True, False)}
    for student in people:
        cells[student.pack_kg >= cut, student.back_problems] += 1
    return TwoByTwo(*cells.values())


def _rows(path: str) -> Iterator[dict[str, str]]:
    with data_path(path).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
