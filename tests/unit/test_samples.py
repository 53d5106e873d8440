"""The real data sets are read as they stand, codes apart."""

import csv

import pytest

from course.content import data_path
from course.model.odds import TwoByTwo
from course.model.samples import pack_tables, running_log, sitting_times, students


def test_log_holds_every_run_in_km():
    runs = running_log()
    assert len(runs) == 1127
    assert runs[0].km == pytest.approx(5 * 1.609344)
    assert runs[0].day.isoformat() == "2002-01-01"
    assert runs[-1].day.isoformat() == "2006-12-30"


def test_students_are_those_of_the_file():
    assert len(students()) == 100
    women = [s for s in students() if s.sex == "Female"]
    assert (sum(s.back_problems for s in women), len(women)) == (24, 55)
    men = [s for s in students() if s.sex == "Male"]
    assert (sum(s.back_problems for s in men), len(men)) == (8, 45)
    assert students()[0].pack_kg == pytest.approx(4.08, abs=0.01)


def test_backpacks_are_split_at_the_median():
    packs = pack_tables()
    assert packs.cut_kg == pytest.approx(11 * 0.4536, abs=0.001)
    assert packs.everyone == TwoByTwo(20, 31, 12, 37)
    assert packs.by_sex == {"Female": TwoByTwo(13, 10, 11, 21), "Male": TwoByTwo(7, 21, 1, 16)}


def test_codes_and_empty_answers_are_left_out_and_counted():
    times = sitting_times()
    assert len(times.minutes) == 5491
    assert (times.not_known, times.empty, times.left_out) == (32, 10, 42)
    assert max(times.minutes) <= 24 * 60


def test_driving_pairs_are_those_of_the_study():
    with data_path("samples/disc_driving_pairs.csv").open(encoding="utf-8", newline="") as file:
        table = {
            row.pop("case"): {k: int(v) for k, v in row.items()} for row in csv.DictReader(file)
        }

    def pairs(case: str, control: str) -> int:
        return sum(
            count
            for who, row in table.items()
            for whom, count in row.items()
            if who.startswith(case) and whom.startswith(control)
        )

    assert [pairs(*who) for who in ("DD", "D-", "-D", "--")] == [144, 41, 19, 13]
