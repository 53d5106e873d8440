"""Groups that are mixed, and what changes when they are compared apart.

The real data are 100 students with their backpacks. The other example is made up, and says so: in
it a drink belt does nothing, and whether it seems to depends only on who wears it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from course.model.odds import TwoByTwo
from course.model.samples import Sex, Student, pack_tables, students


@dataclass(frozen=True, slots=True)
class Groups:
    """People counted by exposure and outcome, all together and group by group."""

    together: TwoByTwo
    apart: Mapping[str, TwoByTwo]


@dataclass(frozen=True, slots=True)
class ShareTables:
    """Students counted by how heavy the backpack is for their own weight.

    Attributes
    ----------
    cut
        A backpack of more than this share of the body weight counts as heavy: the median.
    everyone, by_sex
        As in `course.model.samples.PackTables`.
    """

    cut: float
    everyone: TwoByTwo
    by_sex: Mapping[Sex, TwoByTwo]


def share_tables() -> ShareTables:
    """The students split at the median share of their body weight."""
    cut = median(_share(student) for student in students())
    return ShareTables(
        cut,
        _counted(students(), cut),
        {
            "Female": _counted((s for s in students() if s.sex == "Female"), cut),
            "Male": _counted((s for s in students() if s.sex == "Male"), cut),
        },
    )


def backpacks() -> Mapping[str, Groups]:
    """The students by two measures of a heavy backpack: its weight, and its share of the body's."""
    packs, shares = pack_tables(), share_tables()
    return {
        "weight": Groups(packs.everyone, _named(packs.by_sex)),
        "share": Groups(shares.everyone, _named(shares.by_sex)),
    }


def invented_belts(*, mixed: bool) -> Groups:
    """200 made-up runners with and without a drink belt that changes nothing.

    Of those who run far 40 in 100 have back pain, of those who run short 10 in 100, with a belt
    or without.

    Parameters
    ----------
    mixed
        Whether those who run far wear belts more often (80 against 20 of 100) or alike (50 of 100).
    """
    belts = {"Long-distance runners": (80, 40), "Short-distance runners": (20, 10)}
    apart = {}
    for name, (share, pain) in belts.items():
        worn = share if mixed else 50
        apart[name] = TwoByTwo(
            worn * pain // 100,
            worn * (100 - pain) // 100,
            (100 - worn) * pain // 100,
            (100 - worn) * (100 - pain) // 100,
        )
    cells = zip(*(table.cells for table in apart.values()), strict=True)
    return Groups(TwoByTwo(*map(sum, cells)), apart)


def _share(student: Student) -> float:
    # Rounded, so that 9 of 126 pounds and 10 of 140 pounds are the same share.
    return round(student.pack_kg / student.body_kg, 9)


def _counted(people: Iterable[Student], cut: float) -> TwoByTwo:
    cells = {(heavy, ill): 0 for heavy in (True, False) for ill in (True, False)}
    for student in people:
        cells[_share(student) > cut, student.back_problems] += 1
    return TwoByTwo(*cells.values())


def _named(by_sex: Mapping[Sex, TwoByTwo]) -> dict[str, TwoByTwo]:
    return {"Women": by_sex["Female"], "Men": by_sex["Male"]}
