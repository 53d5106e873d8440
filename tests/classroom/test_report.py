"""The class report: numbers of a small class worked out by hand, gaps, and hostile input."""

from __future__ import annotations

import csv
import html
import json
import os
import random
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from madeclass import (
    LAB,
    START,
    MadeClass,
    answers_file,
    course_test,
    generated,
    right,
    wrong,
)
from smallclass import NAME as SMALL
from smallclass import SmallClass

from course.classroom.folder import ClassFolder
from course.classroom.report import charts, write
from course.classroom.report.data import Item, gather
from course.classroom.report.findings import AssignmentFinding, Findings, ItemFinding, find
from course.classroom.report.page import decimals, name_of
from course.classroom.report.times import minutes
from course.errors import CourseError
from course.learner.responses import Responses, load
from course.model.items import Statistic
from course.model.text import to_html

NAME = "01_anatomy"
ONE = "ex-anatomy-disc-name"  # single, 1 point, right: d
TWO = "ex-anatomy-disc-count"  # a number, 2 points, right: 23
NOTHING = Statistic(None, 0)
HOSTILE = "=1+1<script>alert(1)</script>\"'&"


def at(minute: float) -> Any:
    return START + timedelta(minutes=minute)


def answers(one: Any, two: Any, first: float = 0, second: float = 2) -> str:
    return answers_file({ONE: [(at(first), one)], TWO: [(at(second), two)]})


@pytest.fixture
def made(tmp_path: Path) -> MadeClass:
    """Four people whose answers can be read, and Ed, whose answers cannot."""
    made = MadeClass(tmp_path / "class")
    made.assignment(NAME, lab=False)
    points = {
        "ada": {ONE: 1.0, TWO: 2.0},
        "bo": {ONE: 1.0, TWO: 0.0},
        "cy": {ONE: 0.0, TWO: 0.0},
        "di": {ONE: 0.0, TWO: 0.0},
        "ed": {ONE: 0.0, TWO: 0.0},
    }
    third = made.banks[NAME].questions[2]
    files = {
        "ada": answers("d", "23", 0, 2),
        "bo": answers("d", "24", 0, 4),
        "cy": answers("b", "24", 0, 30),
        "di": answers_file({third.id: [(at(0), wrong(third, random.Random(1)))]}),
        "ed": "{ torn",
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
    asked = {q.objective: q.id for q in made.banks[NAME].questions}
    for student, objective in (("ada", "jobs"), ("bo", "jobs"), ("cy", "words")):
        made.change(NAME, student, f"quiz/{asked[f'anatomy-{objective}']}", auto_score=1.0)
    (part,) = only(made).parts
    regions, other = part.objectives[:2]
    most = sum(i.item.most for i in part.items if i.item.question.objective == "anatomy-regions")
    assert regions.difficulty.value == pytest.approx((3 + 1 + 0 + 0) / 4 / most)
    # Sums 3, 1, 0, 0 against those of all other objectives, 1, 1, 1, 0: 1 / sqrt(6 · 3/4).
    assert regions.discrimination.value == pytest.approx(1 / 4.5**0.5)
    # 1, 1, 0, 0 against 3, 1, 1, 0: 3/2 / sqrt(1 · 19/4).
    assert other.discrimination.value == pytest.approx(1.5 / 4.75**0.5)
    assert regions.discrimination.n == 4
    # Two of its six questions tell people apart, with the points of the quiz above.
    assert regions.reliability.value == pytest.approx(2 / 3)
    assert (regions.items, regions.reliability.items, regions.reliability.n) == (6, 2, 4)
    assert (other.reliability.value, other.reliability.items, other.items) == (None, 1, 2)
    assert sum(objective.items for objective in part.objectives) == len(part.items)


def test_minutes_of_a_notebook_do_not_depend_on_how_many_are_known(made: MadeClass) -> None:
    questions = made.banks[NAME].questions
    file = answers_file({q.id: [(at(3 * n), "x")] for n, q in enumerate(questions)})
    (made.submitted(NAME, "ada") / "responses.json").write_text(file, "utf-8")
    # Ada: 11 times of 3 minutes; Bo: one of 4. Their sums, 33 and 4, could not be compared.
    (part,) = only(made).parts
    assert (part.minutes.value, part.minutes.n) == (3.5, 2)
    regions = part.objectives[0]
    assert (regions.minutes.value, regions.minutes.n) == (3.5, 2)
    assert (part.objectives[1].minutes.value, part.objectives[1].minutes.n) == (3, 1)


def test_a_task_that_waits_for_reading_keeps_nobody_from_the_rest(tmp_path: Path) -> None:
    made = MadeClass(tmp_path / "class")
    made.assignment(NAME)
    full, half = dict(LAB), {name: most / 2 for name, most in LAB.items()}
    made.grade(NAME, {"ada": {**full, "judge": None}, "bo": {**half, "judge": None}})
    lab = only(made).parts[1]
    assert (lab.counted, lab.waiting) == (2, 2)
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
    assert (lab.counted, lab.left_out) == (1, {"no_notebook": 1})
    assert any("the lab is missing" in r for one in found(made).help for r in one.reasons)


def test_a_cell_is_known_by_its_notebook_too(tmp_path: Path) -> None:
    made = MadeClass(tmp_path / "class")
    made.assignment(NAME)
    with made.folder.gradebook() as book:
        book.add_grade_cell(ONE, "lab", NAME, max_score=4.0, cell_type="code")
    made.grade(NAME, {"ada": {**LAB, ONE: 1.0}, "bo": {**LAB, ONE: 1.0}})
    made.change(NAME, "bo", f"lab/{ONE}", auto_score=3.0)
    quiz, lab = only(made).parts
    (twin,) = (one for one in lab.items if one.item.name == ONE)
    assert quiz.items[0].difficulty.value == 1
    assert (twin.difficulty.value, twin.item.question, twin.answered) == (0.5, None, None)


# --- names


def test_the_page_calls_an_assignment_by_number_and_title(made: MadeClass) -> None:
    name = "01 The parts of the back"
    page = write(made.folder)[0].read_text("utf-8")
    assert re.search(rf'<li><a href="#a-1">{name}</a></li>', page)
    assert re.search(rf'<th scope="row"><a href="#a-1">{name}</a></th>', page)
    assert f'<h2 id="a-1">{name}</h2>' in page
    assert page.count("The parts of the back") == page.count(name)


def test_an_assignment_without_its_questions_is_called_by_its_name(made: MadeClass) -> None:
    (made.folder.root / "exercises" / f"{NAME}.yaml").unlink()
    assert only(made).title == NAME


def test_tasks_of_a_lab_have_their_headings_and_no_empty_columns(tmp_path: Path) -> None:
    made = MadeClass(tmp_path / "class")
    made.assignment(NAME)
    made.grade(NAME, {"ada": {**LAB, "judge": 4.0}}, {"ada": answers("d", "23")})
    # The gradebook keeps cells in the order in which they came, not as the notebook has them.
    assert [one.item.name for one in only(made).parts[1].items] == [*LAB, "judge"]
    page = write(made.folder)[0].read_text("utf-8")
    lab = page[page.index("By task") : page.index('id="gain"')]
    assert re.findall(r'<th scope="row">(.*?)</th>', lab) == [
        "Task 1: count the bones",
        "Task 2: how deep is a bone?",
        "Task 3: a chart for a stranger",
        "Task 4: more or less than standing?",
        "Task 5: what does it tell us?",
    ]
    heads = re.findall(r'<th scope="col">(.*?)</th>', lab)
    assert heads == ["Task", "Points", "Mean of the points", "Discrimination"]
    assert "n = 0" not in page[page.index('id="overview"') : page.index('id="help"')]
    axes = [charts.difficulty(part)["layout"]["yaxis"] for part in only(made).parts]
    assert [axis["title"]["text"] for axis in axes] == ["question", "task"]


def test_a_task_without_a_number_gets_one() -> None:
    def called(title: str) -> str:
        item = Item("own", 2.0, title=title)
        return name_of(ItemFinding(3, item, NOTHING, NOTHING, None, NOTHING, ()))

    assert called("Task 3: plan a week") == "Task 3: plan a week"
    assert called("Question 3") == "Question 3"
    assert called("Plan a week") == "3. Plan a week"
    assert called("Task 31: plan a week") == "3. Task 31: plan a week"


def test_all_wrong_answers_that_most_chose_are_named(made: MadeClass) -> None:
    (made.submitted(NAME, "bo") / "responses.json").write_text(answers("a", "24"), "utf-8")
    page = page_of(made)
    # One each chose a and b; two of three wrote 24.
    a, b = made.banks[NAME].questions[0].options[:2]
    told = [f"“{o.text}”: {o.misconception.replace('-', ' ')}." for o in (a, b)]
    assert f"Question 1: 1 of 3 chose each of these: {told[0]} {told[1]} Question 2: " in page
    assert "Question 2: 2 of 3 chose “24”: " in page


def test_a_prompt_with_a_list_is_told_apart_and_whole_where_there_is_room(tmp_path: Path) -> None:
    made = MadeClass(tmp_path / "class")
    made.assignment("02_causes", lab=False)
    made.grade("02_causes", {"ada": {}}, {"ada": answers_file({})}, without=["lab"])
    question = next(q for q in made.banks["02_causes"].questions if "\n- " in q.prompt)
    page = write(made.folder)[0].read_text("utf-8")
    short, whole = page.split("All answers, question by question")
    first, second = re.findall(r"^- (.*)$", question.prompt, re.M)[:2]
    assert html.escape(f"{first}; {second}") in short
    assert to_html(question.prompt) in whole


# --- what does not count


def csv_line(made: MadeClass, name: str = "assignments.csv") -> dict[str, str]:
    return rows(write(made.folder)[0].with_name(name))[0]


def page_of(made: MadeClass) -> str:
    """The words of the page."""
    page = write(made.folder)[0].read_text("utf-8")
    page = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_what_was_handed_in_anew_waits_and_counts_nowhere(made: MadeClass) -> None:
    (made.submitted(NAME, "cy") / "timestamp.txt").write_text("2026-03-05 10:00:00 UTC")
    answer = answers("a", "23")
    (made.submitted(NAME, "cy") / "responses.json").write_text(answer, "utf-8")
    assignment = only(made)
    assert (assignment.graded, assignment.to_grade) == (4, 1)
    one = assignment.parts[0].items[0]
    assert (one.difficulty.n, one.answered, assignment.parts[0].counted) == (3, 2, 3)
    assert {c.choice.id: c.count for c in one.choices} == {"a": 0, "b": 0, "c": 0, "d": 2}
    # That it waits is nothing to ask Cy about.
    assert "cy" not in {one.student for one in found(made).help}
    assert "01 The parts of the back: 1 hand-in waits to be graded." in page_of(made)
    assert csv_line(made)["to_grade"] == "1"


def test_what_was_handed_in_first_waits_too(made: MadeClass) -> None:
    made.submitted(NAME, "fay")
    assignment = only(made)
    assert (assignment.graded, assignment.to_grade) == (5, 1)
    assert assignment.parts[0].waiting == 0
    assert item(made, ONE).difficulty.n == 4
    assert "01 The parts of the back: 1 hand-in waits to be graded." in page_of(made)


def test_a_task_of_a_later_release_makes_all_wait(made: MadeClass) -> None:
    with made.folder.gradebook() as book:
        book.add_grade_cell("new", "quiz", NAME, max_score=1, cell_type="code")
    report = found(made)
    assert (report.graded, [a.to_grade for a in report.assignments]) == ((), [5])
    words = page_of(made)
    assert "Nothing is graded yet" in words
    assert "5 hand-ins wait to be graded" in words
    line = csv_line(made)
    assert (line["to_grade"], line["counted"], line["mean_share"]) == ("5", "0", "")


def test_what_somebody_has_to_read_again_is_not_known(tmp_path: Path) -> None:
    made = MadeClass(tmp_path / "class")
    made.assignment(NAME)
    made.grade(NAME, {"ada": {**LAB, "judge": None}})
    made.change(NAME, "ada", "lab/judge", manual_score=4.0, needs_manual_grade=True)
    lab = only(made).parts[1]
    assert (lab.waiting, lab.difficulty.n) == (1, 0)


def test_zeros_of_what_cannot_be_read_count_in_no_number(made: MadeClass) -> None:
    """Ed's answers are torn, Fay's are left behind, Gus's only notebook is broken."""
    before = only(made).parts[0]
    made.grade(NAME, {"fay": {}, "gus": {}, "hal": {}}, without=["lab"])
    (made.shown(NAME, "gus") / "quiz.ipynb").unlink()
    for place in (made.submitted(NAME, "hal"), made.shown(NAME, "hal")):
        (place / "quiz.ipynb").unlink()
    part = only(made).parts[0]
    gaps = ("no_notebook", "unreadable_notebook", "no_answers", "unreadable_answers")
    assert part.left_out == dict.fromkeys(gaps, 1)
    assert part.counted == 4
    assert part.items == before.items
    assert part.objectives == before.objectives
    assert (part.reliability, part.difficulty) == (before.reliability, before.difficulty)
    line = csv_line(made)
    assert [line[f"left_out_{gap}"] for gap in gaps] == ["1"] * 4
    assert (line["counted"], line["alpha_n"]) == ("4", "4")
    assert (
        "Left out, because zeros would say nothing about the questions: 1 without this notebook, "
        "1 whose notebook cannot be read, 1 without any answers, "
        "1 whose file of answers cannot be read."
    ) in page_of(made)
    people = {one.student: one.reasons for one in found(made).help}
    about = "01 The parts of the back: "
    assert people["ed"] == (
        f"{about}the file with the answers cannot be read, so they earned nothing.",
    )
    assert people["fay"] == (
        f"{about}no answers were in the folder. Was responses.json left behind?",
    )
    assert people["gus"] == (
        f"{about}the quiz was handed in, but cannot be read, so it earned nothing.",
    )
    assert people["hal"] == (f"{about}the quiz is missing.",)


def test_what_grading_leaves_of_broken_notebooks_counts_in_no_number(tmp_path: Path) -> None:
    klass = SmallClass(tmp_path)
    place = klass.hand_in("eve")
    for name in ("quiz", "lab"):
        (place / f"{name}.ipynb").write_text("{ torn", "utf-8")
    assert klass.run("eve").graded == [(SMALL, "eve")]
    report = find(gather(klass.course))
    (assignment,) = report.graded
    # The notebook of a quiz holds nothing of hers: with her answers it is graded all the same.
    assert [part.left_out for part in assignment.parts] == [{}, {"unreadable_notebook": 1}]
    assert [part.counted for part in assignment.parts] == [1, 0]
    (eve,) = report.help
    assert [reason.split(": ")[1].split(",")[0] for reason in eve.reasons] == [
        "the lab was handed in"
    ]
    assert report.unread == (("eve", f"{SMALL}: lab.ipynb cannot be read as a notebook."),)
    (place / "responses.json").write_text(answers("d", "23"), "utf-8")
    (again,) = find(gather(klass.course)).assignments
    assert (again.graded, again.to_grade) == (0, 1)


def test_points_given_by_hand_count_without_answers(made: MadeClass) -> None:
    made.change(NAME, "ed", f"quiz/{ONE}", manual_score=1.0)
    assert item(made, ONE).difficulty.value == (1 + 1 + 0 + 0 + 1) / 5
    reasons = {one.student: one.reasons for one in found(made).help}["ed"]
    assert ": 1 of 20 points." in reasons[0]


def test_zeros_are_left_out_without_the_question_file_too(made: MadeClass) -> None:
    (made.folder.root / "exercises" / f"{NAME}.yaml").unlink()
    assert only(made).parts[0].left_out == {"unreadable_answers": 1}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets few people make links")
def test_no_link_is_followed(made: MadeClass, tmp_path: Path) -> None:
    for student, name, content in (
        ("ada", "responses.json", answers("b", "24")),
        ("bo", "course_test.json", course_test(0, 1, random.Random(1))),
    ):
        (tmp_path / name).write_text(content, "utf-8")
        place = made.submitted(NAME, student) / name
        place.unlink(missing_ok=True)
        place.symlink_to(tmp_path / name)
    report = found(made)
    assert item(made, ONE).answered == 2
    assert report.gains == ()
    assert [(name, why) for name, why in report.unread if "plain" in why] == [
        ("Ada", "01 The parts of the back: responses.json is no plain file."),
        ("Bo", "course_test.json is no plain file."),
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_nothing_waits_for_a_pipe(made: MadeClass) -> None:
    place = made.submitted(NAME, "ada") / "responses.json"
    place.unlink()
    os.mkfifo(place)
    line = "01 The parts of the back: responses.json is no plain file."
    assert ("Ada", line) in found(made).unread


# --- help, kindly


def test_who_may_need_help_and_why(made: MadeClass) -> None:
    made.student("eve", "Eve")
    people = {one.name: one.reasons for one in found(made).help}
    assert list(people) == sorted(people)
    assert "cannot be read" in people["Ed"][0]
    assert re.search(r": 1 of 20 points\. Most to gain: ", people["Bo"][0])
    assert "nothing is handed in" in people["Eve"][0]


def test_answers_left_behind_are_not_taken_for_ignorance(made: MadeClass) -> None:
    (made.submitted(NAME, "cy") / "responses.json").unlink()
    people = {one.name: one.reasons for one in found(made).help}
    assert people["Cy"] == (
        "01 The parts of the back: no answers were in the folder. Was responses.json left behind?",
    )


def test_a_low_result_says_which_notebook_it_is_of(tmp_path: Path) -> None:
    """Somebody who left everything blank, and left the answers behind."""
    made = MadeClass(tmp_path / "class")
    made.assignment(NAME)
    made.grade(NAME, {"fay": {}, "gus": {ONE: 1.0}})
    reasons = {one.student: one.reasons for one in found(made).help}
    assert reasons["fay"][1] == "01 The parts of the back, lab only: 0 of 20 points."
    assert reasons["gus"][0].startswith("01 The parts of the back: 1 of 40 points.")


def test_every_file_that_could_not_be_read_is_listed(made: MadeClass) -> None:
    (made.shown(NAME, "bo") / "quiz.ipynb").unlink()
    title = "01 The parts of the back: "
    assert [(name, why.partition(" is")[0]) for name, why in found(made).unread] == [
        ("Bo", f"{title}quiz.ipynb cannot be read as a notebook."),
        ("Ed", f"{title}responses.json"),
    ]


def test_nobody_who_reached_half_is_named(made: MadeClass) -> None:
    questions = {q.id: float(q.points) for q in made.banks[NAME].questions}
    made.grade(NAME, {"zoe": questions}, {"zoe": answers("d", "23")}, without=["lab"])
    with made.folder.gradebook() as book:
        for submission in book.assignment_submissions(NAME):
            for grade in (g for n in submission.notebooks for g in n.grades):
                grade.auto_score = questions[grade.name] / 2
        book.db.commit()
    report = found(made)
    assert report.help == ()
    # Somebody gave Ed points by hand, and that his file cannot be read is still told.
    assert [name for name, _ in report.unread] == ["Ed"]


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


def numbers(page: str) -> list[tuple[bool, str]]:
    """Cells with a number of people in them: whether they are grey, and what they say."""
    found = re.findall(r'<td class="number( quiet)?">([^<]*n = \d+[^<]*)</td>', page)
    return [(bool(grey), words) for grey, words in found if not words.startswith("unknown")]


def with_gains(made: MadeClass, people: int) -> MadeClass:
    rng = random.Random(1)
    for number in range(people):
        place = made.submitted(NAME, f"s{number:03}") / "course_test.json"
        place.write_text(course_test(0.3, 0.8, rng), "utf-8")
    return made


MEAN, MINUTES, RELATED = r"\d+%", r"\d+\.\d", r"−?\d\.\d\d"
# What relates few people's points is known to one place at best.
ROUGH = r"−?\d\.\d"
PEOPLE = r"n = \d+(?:; \d+ of \d+)?"


def test_every_number_from_few_people_is_grey_and_in_brackets(tmp_path: Path) -> None:
    made = with_gains(generated(tmp_path / "class", [NAME], 6), 6)
    page = write(made.folder)[0].read_text("utf-8")
    every = numbers(page)
    for kind in (MEAN, MINUTES, ROUGH):
        assert [words for _, words in every if re.fullmatch(rf"\({kind}, {PEOPLE}\)", words)]
    for grey, words in every:
        assert grey, words
        assert re.fullmatch(rf"\((?:{MEAN}|{MINUTES}|{ROUGH}), {PEOPLE}\)", words), words
    gains = page[page.index("Mean points at each objective") : page.index('id="how"')]
    assert len(re.findall(r'<td class="number quiet">\(−?\d\.\d\d\)</td>', gains)) == 3 * 5
    assert not re.search(r'<td class="number">−?\d\.', gains)


def test_numbers_from_many_people_are_neither(tmp_path: Path) -> None:
    made = with_gains(generated(tmp_path / "class", [NAME], 32), 32)
    page = write(made.folder)[0].read_text("utf-8")
    many = [(grey, words) for grey, words in numbers(page) if "n = 32" in words]
    for kind in (MEAN, MINUTES, RELATED):
        people = PEOPLE.replace(r"n = \d+", "n = 32")
        assert [words for _, words in many if re.fullmatch(rf"{kind} \({people}\)", words)]
    for grey, words in many:
        assert not grey, words
        assert words[0] != "(", words
    gains = page[page.index("Mean points at each objective") : page.index('id="how"')]
    assert len(re.findall(r'<td class="number">−?\d\.\d\d</td>', gains)) == 3 * 5
    assert "quiet" not in gains


def test_alpha_tells_how_many_questions_went_into_it(made: MadeClass) -> None:
    words = page_of(made)
    assert "(0.7, n = 4; 2 of 12)" in words
    assert "(0.7, n = 4; 2 of 6)" in words
    line = csv_line(made, "objectives.csv")
    assert (line["alpha"], line["alpha_items"], line["questions"]) == ("0.6667", "2", "6")


def test_a_number_is_never_a_little_less_than_nothing() -> None:
    assert [decimals(value, 1) for value in (-0.04, 0.04, -0.06, 0.96, None)] == [
        *("0.0", "0.0", "−0.1", "1.0", "")
    ]


def test_the_legend_tells_of_all_that_is_shown(made: MadeClass) -> None:
    legend = page_of(made).split("How to read the numbers")[-1]
    for words in (
        "Of an objective: the same, with the points of its questions together",
        "“8 of 10” says that 8 of 10 went into it",
        "each person’s mean over the questions with a known time comes first",
        "every mean, discrimination, reliability, gain and number of minutes from fewer than 30",
    ):
        assert words in legend


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
