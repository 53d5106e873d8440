"""A log as people keep it is read: many dates, units and tables; a bad line is named, not lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.model.logtext import PROBLEMS, Layout, Log, guess_layout, read_log

TODAY = date(2026, 11, 23)
MARCH_12 = date(2026, 3, 12)


def read(text: str, **changes: object) -> Log:
    guess = guess_layout(text)
    known = {name: getattr(guess.layout, name) for name in Layout.__dataclass_fields__}
    return read_log(text, Layout(**(known | changes)), TODAY)  # type: ignore[arg-type]


def runs(text: str, **changes: object) -> list[tuple[str, float]]:
    return [(str(run.day), round(run.km, 3)) for run in read(text, **changes).runs]


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-12",
        "2026/3/12",
        "20260312",
        "12.03.2026",
        "12.3.26",
        "12/03/2026",
        "12-3-2026",
        "12 Mar 2026",
        "12th March, 2026",
        "Mar 12, 2026",
        "march 12 2026",
        "Thu, 12 Mar 2026",
        "Thursday 12 March 2026",
        "2026-03-12T07:30:00Z",
        "2026-03-12 07:30",
        "Mar 12, 2026, 7:30:00 AM",
    ],
)
def test_dates_are_read_as_people_write_them(written: str) -> None:
    assert runs(f"{written} 8.5") == [("2026-03-12", 8.5)]


@pytest.mark.parametrize(
    ("written", "km"),
    [
        ("8.5", 8.5),
        ("8,5", 8.5),
        ("8,5 km", 8.5),
        ("8.5km easy, felt good", 8.5),
        ("10k", 10.0),
        ("5 mi", 8.047),
        ("5 miles", 8.047),
        ("8500 m", 8.5),
        ("8,500 m", 8.5),
        ("8.500 metres", 8.5),
        ("- 12", 12.0),
        (": 12 km", 12.0),
        ("45 min 8.5 km", 8.5),
        ("42:10 8.5", 8.5),
        ("1:02:10, 8.5", 8.5),
        (".5", 0.5),
    ],
)
def test_distances_are_read_with_point_or_comma_and_their_unit(written: str, km: float) -> None:
    assert runs(f"2026-03-12 {written}") == [("2026-03-12", km)]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("hello 5", "no-date"),
        ("12 Mar 10 km", "no-date"),
        ("31.02.2026 5 km", "no-such-day"),
        ("2026-13-01 5 km", "no-such-day"),
        ("1026-03-12 5 km", "no-such-day"),
        ("2026-11-24 5 km", "future"),
        ("2026-03-12", "no-distance"),
        ("2026-03-12 45 min", "no-distance"),
        ("2026-03-12 1:02:10", "no-distance"),
        ("2026-03-12 5000", "too-far"),
        ("2026-03-12 -3 km", "below-zero"),
        ("5 km 2026-03-12", "date-late"),
        ("run 2: 5 km on 12 Mar 2026", "date-late"),
    ],
)
def test_a_bad_line_is_named_and_the_others_count(line: str, what: str) -> None:
    log = read(f"2026-03-01 5\n{line}\n\n2026-03-03 6\n")
    assert [run.km for run in log.runs] == [5, 6]
    assert [(p.line, p.text, p.what) for p in log.problems] == [(2, line, what)]
    assert PROBLEMS[what].endswith(".")


def test_every_problem_says_what_to_do() -> None:
    assert all(len(text.split(". ")) > 1 for text in PROBLEMS.values())


def test_a_line_with_a_swapped_day_tells_to_choose_the_other_order() -> None:
    text = "3/4/2026 5\n3/25/2026 6\n"
    assert runs(text) == [("2026-03-04", 5), ("2026-03-25", 6)]
    log = read(text, day_first=True)
    assert [(p.line, p.what) for p in log.problems] == [(2, "swapped")]


def test_an_unclear_order_of_day_and_month_is_asked_for() -> None:
    assert guess_layout("3/4/2026 5\n").order_unclear
    for clear in ("3.4.2026 5\n", "25/4/2026 5\n", "2026-03-04 5\n"):
        assert not guess_layout(clear).order_unclear


def test_headings_remarks_and_empty_lines_are_passed_over() -> None:
    text = "My runs\nDate Distance (miles)\n# shoes\n\n2026-03-12 5\n"
    assert runs(text, unit="km") == [("2026-03-12", 5)]
    assert read(text).problems == ()


def test_rest_days_are_left_out_and_counted() -> None:
    assert read("2026-03-12 0\n2026-03-13 0,0 km\n2026-03-14 5").left_out == 2


def test_a_plain_table_is_read() -> None:
    assert runs("date,distance,minutes\n2026-03-12,8,42\n") == [("2026-03-12", 8)]
    assert runs("Day;Distance (km);Time\n12.03.2026;8,5;0:45\n") == [("2026-03-12", 8.5)]
    assert runs("date\tdistance (mi)\n3/14/2026\t5\n") == [("2026-03-14", 8.047)]


def test_a_comma_after_the_date_and_a_decimal_comma_are_told_apart() -> None:
    assert runs("12 Mar 2026, 8,5 km\n") == [("2026-03-12", 8.5)]
    assert runs("2026-03-12, 8,5\n2026-03-13, 9,5\n") == [("2026-03-12", 8.5), ("2026-03-13", 9.5)]


@pytest.mark.parametrize(
    ("line", "km"),
    [
        ("2026-10-04, 6,2 km 38:10", 6.2),
        ("2026-10-04, 6.2 km 38:10", 6.2),
        ("2026-10-04, 10 km in 1:02:00", 10),
        ("2026-10-04, easy 6 km", 6),
        ("2026-10-04, run 3: 6 km.", 6),
        ("2026-10-04, 45 min 5 mi, windy", 8.047),
    ],
)
def test_words_after_a_comma_may_stand_around_the_distance(line: str, km: float) -> None:
    assert runs(line) == [("2026-10-04", km)]
    assert runs(f"{line}\n{line}\n") == [("2026-10-04", km)] * 2


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("2026-10-04, 38:10", "no-distance"),
        ("2026-10-04, 45 min", "no-distance"),
        ("2026-10-04, ten km", "no-distance"),
        ("2026-10-04, -3 km", "below-zero"),
        ("2026-10-04, -", "no-distance"),
    ],
)
def test_a_cell_without_a_distance_is_told(line: str, what: str) -> None:
    assert [problem.what for problem in read(line).problems] == [what]


WATCH = """Activity Type,Date,Favorite,Title,Distance,Calories,Time
Running,2026-03-12 07:30:00,false,"Park, ""easy""
second line",8.52,500,00:45:00
Cycling,2026-03-13 07:30:00,false,Ride,30.1,500,01:45:00
Trail Running,2026-03-14 07:30:00,false,Hills,"12,5",900,01:30:00
"""
PHONE = """Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Distance
1,"Mar 12, 2026, 7:30:00 AM",Lunch Run,Run,3000,8.52,8520.0
2,"Mar 14, 2026, 7:30:00 AM",Lunch Ride,Ride,3000,20,20000.0
"""


def test_a_watchs_export_is_read_and_other_sports_are_left_out() -> None:
    guess = guess_layout(WATCH)
    assert guess.columns[:2] == ("Activity Type", "Date")
    assert (guess.layout.day, guess.layout.distance, guess.layout.kind) == (1, 4, 0)
    assert runs(WATCH) == [("2026-03-12", 8.52), ("2026-03-14", 12.5)]
    assert read(WATCH).left_out == 1
    assert runs(PHONE) == [("2026-03-12", 8.52)]


def test_the_learner_may_choose_other_columns_and_units() -> None:
    assert runs(PHONE, distance=6, unit="m", kind=-1) == [("2026-03-12", 8.52), ("2026-03-14", 20)]


def test_a_bad_line_of_a_table_is_told_with_the_number_of_its_first_line() -> None:
    log = read(WATCH.replace("2026-03-14", "2026-02-30"))
    assert [(p.line, p.what) for p in log.problems] == [(5, "no-such-day")]


def test_a_typed_line_below_a_table_counts_too() -> None:
    assert runs("date,distance_km\n2026-03-12,8\n2026-03-13 9 km\n")[1] == ("2026-03-13", 9)


def test_an_open_quotation_mark_does_not_swallow_the_rest() -> None:
    text = 'date,title,distance\n2026-03-12,"lost,8\n' + "2026-03-13,x,9\n" * 30
    assert len(read(text).runs) == 31


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_files_of_other_systems_are_read(ending: str) -> None:
    assert runs(f"\ufeffdate;km{ending}12.03.2026;8,5{ending}") == [("2026-03-12", 8.5)]
    assert runs(f"\ufeff2026-03-12 8,5{ending}") == [("2026-03-12", 8.5)]
    assert runs("2026-03-11 9\n2026-03-12\u00a05\u202fmi")[1] == ("2026-03-12", 8.047)


@given(st.text(alphabet="0123456789-/.,;: \t\n\"kmMarirun'é\u00a0", max_size=200))
def test_any_text_is_read_or_named(text: str) -> None:
    log = read(text)
    assert all(0 < run.km <= 300 and run.day <= TODAY for run in log.runs)
    assert all(problem.what in PROBLEMS for problem in log.problems)
    lines = [line for line in text.split("\n") if line.strip(" \t\u00a0")]
    assert len(log.runs) + len(log.problems) + log.left_out <= len(lines)
