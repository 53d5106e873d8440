"""Points of one quiz question, from the answers handed in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from assignment import SOURCES, Assignment
from klass import Klass, Student, answers_file, done

from course.grading import quiz_points
from course.grading.quiz import QuizCall, find_quiz_call

ANATOMY = Assignment("01_anatomy")
KEY = {"type": "multiple", "correct": ["a", "b", "c"]}


@pytest.fixture
def answered(tmp_path: Path) -> Path:
    path = tmp_path / "responses.json"
    path.write_text(answers_file({"discs": ["b", "a"]}), "utf-8")
    return path


@pytest.mark.parametrize("question", ANATOMY.bank.questions, ids=lambda q: q.id)
def test_the_right_answer_earns_all_points(tmp_path: Path, question) -> None:
    path = tmp_path / "responses.json"
    path.write_text(answers_file(ANATOMY.right), "utf-8")
    assert quiz_points(question.id, question.points, question.key(), path) == question.points


def test_part_of_an_answer_earns_part_of_the_points(answered: Path) -> None:
    earned = quiz_points("discs", 2, KEY, answered)
    assert earned == 1.33
    assert type(earned) is float


def test_the_file_is_looked_for_beside_the_notebook(
    answered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(answered.parent)
    assert quiz_points("discs", 2, KEY) == 1.33


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "No answer to this question was handed in."),
        (answers_file({}), "No answer to this question was handed in."),
        (
            answers_file({"another-question": ["a", "b", "c"]}),
            "No answer to this question was handed in.",
        ),
        (answers_file({"discs": ["a", "b", "c"]})[:-9], "No points for discs: responses.json is"),
        ('{"discs": ["a", "b", "c"]}', "No points for discs: responses.json does not hold"),
        ('{"format": "runners-back/responses", "version": 99}', "newer course (version 99)"),
        ("[" * 5000, "No points for discs: responses.json is not whole"),
        ("", "No points for discs: responses.json is not whole"),
    ],
)
def test_what_cannot_be_read_earns_nothing_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, says: str
) -> None:
    path = tmp_path / "responses.json"
    if text is not None:
        path.write_text(text, "utf-8")
    assert quiz_points("discs", 2, KEY, path) == 0.0
    printed = capsys.readouterr()
    assert says in printed.out
    assert printed.err == ""


def test_a_file_in_another_encoding_earns_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "responses.json"
    path.write_bytes(answers_file({"discs": ["a", "b", "c"]}).encode("utf-16"))
    assert quiz_points("discs", 2, KEY, path) == 0.0
    assert "responses.json is not text" in capsys.readouterr().out


def test_a_link_to_other_answers_is_not_followed(
    answered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = answered.with_name("link.json")
    link.symlink_to(answered)
    assert quiz_points("discs", 2, KEY, link) == 0.0
    assert "No points for discs: link.json is a link" in capsys.readouterr().out


def test_a_link_to_another_student_earns_and_shows_nothing(tmp_path: Path) -> None:
    klass, name = Klass(tmp_path), ANATOMY.name
    shutil.copytree(SOURCES / name, klass.folder / "exercises" / name)
    shutil.copy(SOURCES / f"{name}.yaml", klass.folder / "exercises")
    done(klass.release(name))
    klass.submit(name, Student("ann", ANATOMY.right, without=["lab.ipynb"]))
    klass.submit(name, Student("eve", without=["lab.ipynb"]))
    ann, eve = (klass.folder / "submitted" / who / name for who in ("ann", "eve"))
    (eve / "responses.json").symlink_to(ann / "responses.json")
    done(klass.grade(name))
    done(klass.feedback(name))
    assert sum(filter(None, klass.points(name, "ann").values())) == 20
    assert not any(klass.points(name, "eve").values())
    first = f"No points for {ANATOMY.bank.questions[0].id}: responses.json is a link"
    assert first in klass.page(name, "eve", "quiz")


@pytest.mark.parametrize(
    "source",
    [
        "quiz_points('discs', 2, {'type': 'numeric', 'value': 23})",
        "import course\n\ncourse.grading.quiz_points('discs', key={'type': 'numeric', "
        "'value': 23}, points=2)",
    ],
)
def test_the_call_is_read_without_being_run(source: str) -> None:
    expected = QuizCall("discs", 2.0, {"type": "numeric", "value": 23}, "responses.json")
    assert find_quiz_call(source) == expected


@pytest.mark.parametrize("source", ["1 + 1", "quiz_points(name, 2, key)", "quiz_points('a', 2, {"])
def test_other_cells_are_left_to_the_kernel(source: str) -> None:
    assert find_quiz_call(source) is None
