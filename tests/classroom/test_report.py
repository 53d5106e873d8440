"""The class report: numbers of a small class worked out by hand, gaps, and hostile input."""

from __future__ import annotations

import csv
import html
import json
import random
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from madeclass import LAB, START, MadeClass, answers_file, course_test, generated, right

from course.classroom.folder import ClassFolder
from course.classroom.report import write
from course.classroom.report.data import gather
from course.classroom.report.findings import AssignmentFinding, Findings, ItemFinding, find
from course.classroom.report.times import minutes
from course.errors import CourseError
from course.learner.responses import Responses, load

NAME = "01_anatomy"
ONE = "ex-anatomy-disc-name"  # single, 1 point, right: d
TWO = "ex-anatomy-disc-count"  # a number, 2 points, right: 23
HOSTILE = "=1+1<script>alert(1)</script>\"'&"


def at(minute: float) -> Any:
    return START + timedelta(minutes=minute)


def answers(one: Any, two: Any, first: float = 0, second: float = 2) -> str:
    return answers_file({ONE: [(at(first), one)], TWO: [(at(second), two)]})


@pytest.fixture
def made(tmp_path: Path) -> MadeClass:
    """Four people, of whom the fourth handed in nothing readable."""
    made = MadeClass(tmp_path / "class")
    made.assignment(NAME, lab=False)
    points = {
        "ada": {ONE: 1.0, TWO: 2.0},
        "bo": {ONE: 1.0, TWO: 0.0},
        "cy": {ONE: 0.0, TWO: 0.0},
        "di": {ONE: 0.0, TWO: 0.0},
    }
    files = {
        "ada": answers("d", "23", 0, 2),
        "bo": answers("d", "24", 0, 4),
        "cy": answers("b", "24", 0, 30),
        "di": "{ torn",
    }
    for student in points:
        made.student(student, student.capitalize())
    made.grade(NAME, points, files, without=["lab"])
    return made


def found(made: MadeClass) -> Findings:
    return find(gather(made.folder))


def only(made: MadeClass) -> AssignmentFinding:
    (assignment,) = found(made).assignments
    return assignment


def item(made: MadeClass, name: str) -> ItemFinding:
    (part,) = only(made).parts
    return next(one for one in part.items if one.item.name == name)


# --- by hand


def test_difficulty_and_discrimination_of_a_question(made: MadeClass) -> None:
    one = item(made, ONE)
    assert (one.number, one.answered) == (1, 3)
    assert (one.difficulty.value, one.difficulty.n) == (0.5, 4)
    # Points 1, 1, 0, 0 against the rest 2, 0, 0, 0: 1 / sqrt(1 · 3).
    assert one.discrimination.value == pytest.approx(1 / 3**0.5)
    assert item(made, TWO).difficulty.value == 0.25
    # Nobody has a point of the third question: nothing can be said.
    third = only(made).parts[0].items[2]
    assert (third.difficulty.value, third.discrimination.value) == (0, None)


def test_each_answer_is_counted_with_its_misconception(made: MadeClass) -> None:
    counts = {one.choice.id: one for one in item(made, ONE).choices}
    assert [counts[name].count for name in "abcd"] == [0, 1, 0, 2]
    assert counts["b"].choice.misconception == "letter-counts-ribs"
    assert {one.answered for one in counts.values()} == {3}
    numbers = {one.choice.id: one.count for one in item(made, TWO).choices}
    assert numbers == {
        "right": 1,
        "near-24": 2,
        "near-22": 0,
        "near-25": 0,
        "near-26": 0,
        "other": 0,
    }


def test_time_is_told_where_it_is_known(made: MadeClass) -> None:
    # The first answer has no time; Cy's second one came after a pause.
    assert item(made, ONE).minutes.value is None
    assert (item(made, TWO).minutes.value, item(made, TWO).minutes.n) == (3, 2)
    (part,) = only(made).parts
    assert (part.minutes.value, part.minutes.n) == (3, 2)


def test_reliability_leaves_out_what_all_answered_alike(made: MadeClass) -> None:
    (part,) = only(made).parts
    # Variances 1/3 and 1, sums 3, 1, 0, 0 with variance 2: 2 · (1 - 4/3 : 2) = 2/3.
    assert part.reliability.value == pytest.approx(2 / 3)
    assert (part.reliability.n, part.reliability.items) == (4, 2)


def test_an_objective_is_its_questions_together(made: MadeClass) -> None:
    (part,) = only(made).parts
    regions = part.objectives[0]
    most = sum(i.item.most for i in part.items if i.item.question.objective == "anatomy-regions")
    assert regions.difficulty.value == pytest.approx((3 + 1 + 0 + 0) / 4 / most)
    assert sum(objective.items for objective in part.objectives) == len(part.items)


def test_a_task_that_waits_for_reading_keeps_nobody_from_the_rest(tmp_path: Path) -> None:
    made = MadeClass(tmp_path / "class")
    made.assignment(NAME)
    full, half = dict(LAB), {name: most / 2 for name, most in LAB.items()}
    made.grade(NAME, {"ada": {**full, "judge": None}, "bo": {**half, "judge": None}})
    lab = only(made).parts[1]
    assert (lab.handed_in, lab.waiting) == (2, 2)
    assert lab.items[0].difficulty.value == 0.75
    assert lab.items[0].discrimination.value == pytest.approx(1)
    judge = next(one for one in lab.items if one.item.name == "judge")
    assert (judge.difficulty.value, judge.difficulty.n) == (None, 0)
    assert lab.reliability.items == len(LAB)
    assert lab.difficulty.value is None


def test_a_notebook_that_was_not_handed_in_counts_for_nobody(tmp_path: Path) -> None:
    made = MadeClass(tmp_path / "class")
    made.assignment(NAME)
    made.grade(NAME, {"ada": {**LAB, ONE: 1.0, "judge": 4.0}})
    made.grade(NAME, {"bo": {ONE: 1.0}}, without=["lab"])
    with made.folder.gradebook() as book:  # as grading leaves it: 0 points, not waiting
        for grade in book.find_submission_notebook("lab", NAME, "bo").grades:
            assert grade.auto_score == 0
    lab = only(made).parts[1]
    assert lab.handed_in == 1
    assert any("the lab is missing" in r for one in found(made).help for r in one.reasons)


# --- help, kindly


def test_who_may_need_help_and_why(made: MadeClass) -> None:
    made.student("eve", "Eve")
    people = {one.name: one.reasons for one in found(made).help}
    assert list(people) == sorted(people)
    assert "cannot be read" in people["Di"][0]
    assert re.search(r": 1 of 20 points\. Most to gain: ", people["Bo"][0])
    assert "nothing is graded yet" in people["Eve"][0]


def test_answers_left_behind_are_not_taken_for_ignorance(made: MadeClass) -> None:
    (made.submitted(NAME, "cy") / "responses.json").unlink()
    people = {one.name: one.reasons for one in found(made).help}
    assert people["Cy"] == (
        "The parts of the back: no answers were in the folder. Was responses.json left behind?",
    )


def test_nobody_who_reached_half_is_named(made: MadeClass) -> None:
    questions = {q.id: float(q.points) for q in made.banks[NAME].questions}
    made.grade(NAME, {"zoe": questions}, {"zoe": answers("d", "23")}, without=["lab"])
    with made.folder.gradebook() as book:
        for submission in book.assignment_submissions(NAME):
            for grade in (g for n in submission.notebooks for g in n.grades):
                grade.auto_score = questions[grade.name] / 2
        book.db.commit()
    names = {one.student for one in found(made).help}
    assert names == {"di"}  # whose file cannot be read, whatever the points


# --- gain


def test_gain_counts_those_who_answered_twice(made: MadeClass) -> None:
    rng = random.Random(1)
    for student, before, after in (("ada", 0, 1), ("bo", 1, 1)):
        path = made.submitted(NAME, student) / "course_test.json"
        path.write_text(course_test(before, after, rng), "utf-8")
    kept = load(made.submitted(NAME, "ada") / "course_test.json")
    only_after = {n: a for n, a in kept.questions.items() if n.endswith("-after")}
    (made.submitted(NAME, "cy") / "course_test.json").write_text(
        Responses(questions=only_after).model_dump_json(), "utf-8"
    )
    (made.submitted(NAME, "di") / "course_test.json").write_text("[", "utf-8")
    rows = found(made).gains
    assert len(rows) == 5
    for row in rows:
        assert (row.n, row.questions, row.after) == (2, 2, 2)
        assert row.before is not None
        assert row.gain == pytest.approx(2 - row.before)
    assert sum(row.before or 0 for row in rows) >= 5
    assert any(name == "Di" and "is not whole" in why for name, why in found(made).unread)


def test_of_several_shared_tests_of_one_person_the_fullest_counts(made: MadeClass) -> None:
    rng = random.Random(1)
    (made.submitted(NAME, "ada") / "course_test.json").write_text(course_test(0, 1, rng), "utf-8")
    other = made.submitted("06_case_clinic", "ada") / "course_test.json"
    other.write_text(answers_file({}), "utf-8")
    assert [row.n for row in found(made).gains] == [1] * 5


# --- times


def test_minutes_come_from_neighbouring_answers() -> None:
    def times(*given: tuple[str, float]) -> dict[str, float]:
        questions: dict[str, list[Any]] = {}
        for name, minute in given:
            questions.setdefault(name, []).append((at(minute), "x"))
        return minutes(Responses.model_validate(json.loads(answers_file(questions))), questions)

    assert times() == {}
    assert times(("a", 0)) == {}
    assert times(("a", 0), ("b", 2), ("a", 3)) == {"b": 2, "a": 1}
    # In the order of time, whatever the order of questions; ten minutes still count.
    assert times(("b", 10), ("a", 0), ("c", 21)) == {"b": 10}


def test_a_time_without_a_zone_stops_nothing() -> None:
    attempts = [
        {"id": "1", "at": "2026-03-01T09:00:00", "response": "x"},
        {"id": "2", "at": "2026-03-01T09:01:00Z", "response": "x"},
        {"id": "3", "at": "0001-01-01T00:00:00+14:00", "response": "x"},
    ]
    kept = Responses.model_validate({"questions": {"a": {"attempts": attempts}}})
    assert minutes(kept, ["a"]) == {"a": 1}


# --- the files


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_page_and_tables_are_written_twice_alike(made: MadeClass) -> None:
    book = made.folder.root / "gradebook.db"
    before = book.read_bytes()
    paths = write(made.folder)
    contents = [path.read_bytes() for path in paths]
    assert paths[0].name == "report.html"
    assert all(path.parent == made.folder.root / "report" for path in paths)
    assert [path.read_bytes() for path in write(made.folder)] == contents
    assert book.read_bytes() == before
    (line,) = [r for r in rows(paths[0].with_name("questions.csv")) if r["id"] == ONE]
    assert (line["mean_share"], line["n"], line["answered"]) == ("0.5", "4", "3")
    assert line["discrimination"] == "0.5774"
    assert line["minutes"] == ""


def test_a_dry_run_names_the_files_and_writes_none(made: MadeClass, tmp_path: Path) -> None:
    paths = write(made.folder, tmp_path / "elsewhere", dry_run=True)
    assert {path.parent for path in paths} == {tmp_path / "elsewhere"}
    assert not (tmp_path / "elsewhere").exists()
    assert write(made.folder, tmp_path / "elsewhere") == paths
    assert all(path.stat().st_size for path in paths)


def test_names_and_answers_are_text_and_nothing_else(made: MadeClass) -> None:
    made.student("eve", HOSTILE)
    ClassFolder(made.folder.root, HOSTILE).write()
    file = answers_file({ONE: [(at(0), HOSTILE)], TWO: [(at(1), "\ud83d")]})
    (made.submitted(NAME, "cy") / "responses.json").write_text(file, "utf-8")
    paths = write(ClassFolder.open(made.folder.root))
    page = paths[0].read_text("utf-8")
    assert "<script>alert" not in page
    assert html.escape("<script>alert(1)</script>") in page
    assert "does not fit the question" in page
    (line,) = [r for r in rows(paths[0].with_name("may_need_help.csv")) if r["student"] == "eve"]
    assert line["name"].startswith("'=")


def test_without_the_question_file_points_are_still_told(made: MadeClass) -> None:
    (made.folder.root / "exercises" / f"{NAME}.yaml").unlink()
    assignment = only(made)
    assert not assignment.explained
    (part,) = assignment.parts
    assert part.objectives == ()
    assert {one.answered for one in part.items} == {None}
    assert next(i for i in part.items if i.item.name == ONE).difficulty.value == 0.5
    page = write(made.folder)[0].read_text("utf-8")
    assert f"exercises/{NAME}.yaml" in page


def test_a_class_in_which_nothing_is_graded(tmp_path: Path) -> None:
    made = MadeClass(tmp_path / "class")
    made.assignment(NAME)
    made.student("ada")
    page = write(made.folder)[0].read_text("utf-8")
    assert "Nothing is graded yet" in page
    assert 'id="plotly"' not in page


def test_without_a_gradebook_it_says_what_to_do(tmp_path: Path) -> None:
    made = MadeClass(tmp_path / "class")
    (made.folder.root / "gradebook.db").unlink()
    with pytest.raises(CourseError, match="course class grade"):
        write(made.folder)
    assert not (made.folder.root / "gradebook.db").exists()


def test_few_people_are_shown_in_brackets_and_many_are_not(tmp_path: Path) -> None:
    few = write(generated(tmp_path / "few", [NAME], 6, lab=False).folder)[0].read_text("utf-8")
    many = write(generated(tmp_path / "many", [NAME], 32, lab=False).folder)[0].read_text("utf-8")
    assert re.search(r'<td class="number quiet">\(−?0\.\d\d, n = 6\)</td>', few)
    assert not re.search(r'<td class="number">−?0\.\d\d \(n = 6\)</td>', few)
    assert re.search(r'<td class="number">−?0\.\d\d \(n = 32\)</td>', many)


def test_the_page_fetches_nothing(made: MadeClass) -> None:
    page = re.sub(r"<script.*?</script>", "", write(made.folder)[0].read_text("utf-8"), flags=re.S)
    assert not re.search(r"<link|<img|src=|@import|url\(", page)


def test_a_right_answer_is_right_in_the_counts(tmp_path: Path) -> None:
    made = MadeClass(tmp_path / "class")
    made.assignment(NAME, lab=False)
    questions = made.banks[NAME].questions
    file = answers_file({q.id: [(START, right(q))] for q in questions})
    made.grade(NAME, {"ada": {q.id: float(q.points) for q in questions}}, {"ada": file}, ["lab"])
    for one in only(made).parts[0].items:
        assert [c.choice.id for c in one.choices if c.count and not c.choice.right] == []
        assert any(c.count for c in one.choices)
