"""What may be released: no key, no solution, no hidden test; and always the same bytes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from klass import REPO, Klass
from sources import answer_cell, checked, hidden, write_source

from course.errors import CourseError
from course.grading import build
from course.grading.settings import assignments_in

SECRET = "assert bones_of_the_spine == 26"
GOOD = [
    answer_cell("answer", "### BEGIN SOLUTION\nbones = 26\n### END SOLUTION"),
    checked("test", hidden(SECRET)),
]


@pytest.fixture(scope="module")
def klass(tmp_path_factory: pytest.TempPathFactory) -> Klass:
    return Klass(tmp_path_factory.mktemp("release"))


def refusal(klass: Klass, cells: list, extra: dict[str, str] | None = None) -> str:
    folder = write_source(klass.folder, "00_leak", {"lab": cells})
    for name, text in (extra or {}).items():
        (folder / name).write_text(text, "utf-8")
    result = klass.release("00_leak")
    shutil.rmtree(folder)
    assert (klass.folder / "release" / "00_leak").exists() is result["success"]
    return "" if result["success"] else result["log"]


def test_a_clean_assignment_is_released(klass: Klass) -> None:
    assert refusal(klass, GOOD, {"data.json": '{"questions": [{"id": "a"}]}'}) == ""


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (checked("open", "quiz_points('a', 1, {})"), "'open' still holds an answer key"),
        (checked("typo", "### BEGIN HIDDEN TEST\nassert True"), "'typo' still has the marker"),
        (checked("case", "### begin hidden tests\nassert True"), "'case' still has the marker"),
        (
            checked("slip", "### BEGIN SOLUTON\nbones = 26\n### END SOLUTION"),
            "'slip' has a begin or an end of SOLUTION without its partner",
        ),
    ],
)
def test_a_cell_that_tells_an_answer_is_refused(klass: Klass, cell, says: str) -> None:
    log = refusal(klass, [*GOOD, cell])
    assert f"LeakError: lab.ipynb is not released. Cell {says}" in log


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("questions.yaml", "questions: []", "questions.yaml would be copied to learners"),
        (
            "quiz.json",
            '{"questions": [{"options": [{"correct": true}]}]}',
            "quiz.json holds correct",
        ),
        ("responses.json", "{}", "responses.json in the source folder"),
    ],
)
def test_a_file_that_tells_an_answer_is_refused(
    klass: Klass, name: str, text: str, says: str
) -> None:
    assert says in refusal(klass, GOOD, {name: text})


def test_a_hidden_test_that_nbgrader_leaves_in_is_refused(
    klass: Klass, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nbgrader.preprocessors import ClearHiddenTests

    def only_markers(self, cell) -> bool:
        lines = cell.source.split("\n")
        cell.source = "\n".join(line for line in lines if "HIDDEN" not in line)
        return len(lines) > len(cell.source.split("\n"))

    monkeypatch.setattr(ClearHiddenTests, "_remove_hidden_test_region", only_markers)
    assert f"shows a line of a hidden test or mark scheme: '{SECRET}'" in refusal(klass, GOOD)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the assignment, built anew."""
    course = tmp_path_factory.mktemp("course")
    shutil.copytree(REPO / "exercises", course / "exercises")
    build.build(course)
    return course


def test_what_is_committed_is_what_the_sources_give(course: Path) -> None:
    for folder in ("exercises", "release"):
        for path in sorted((course / folder).rglob("*.*")):
            assert path.read_bytes() == (REPO / path.relative_to(course)).read_bytes(), path


@pytest.mark.parametrize("name", [".ipynb_checkpoints", "__pycache__"])
def test_a_folder_that_a_program_made_is_no_assignment(course: Path, name: str) -> None:
    made = course / "exercises" / name
    made.mkdir()
    try:
        assert build.check(course) == []
        assert name not in assignments_in(course)
    finally:
        made.rmdir()


def test_an_outdated_file_is_reported(course: Path) -> None:
    assert build.check(course) == []
    changed = course / "release" / "01_anatomy" / "quiz.json"
    text = changed.read_text("utf-8")
    changed.write_text(text.replace("disc", "disk"), "utf-8")
    try:
        assert build.check(course) == [
            "release/01_anatomy/quiz.json is out of date. "
            "Run `course exercises` and keep what it writes."
        ]
    finally:
        changed.write_text(text, "utf-8")


def test_the_reason_of_a_refusal_reaches_the_author(course: Path) -> None:
    stray = course / "exercises" / "01_anatomy" / "responses.json"
    stray.write_text("{}", "utf-8")
    try:
        with pytest.raises(CourseError, match=r"holds someone's answers\. Delete it"):
            build.build(course)
    finally:
        stray.unlink()


def test_the_quiz_needs_no_code(course: Path) -> None:
    quiz = json.loads((course / "release" / "01_anatomy" / "quiz.ipynb").read_text("utf-8"))
    code = [cell for cell in quiz["cells"] if cell["cell_type"] == "code"]
    assert all(cell["metadata"]["jupyter"]["source_hidden"] for cell in code)
    shown = json.loads((course / "release" / "01_anatomy" / "quiz.json").read_text("utf-8"))
    assert len(shown["questions"]) >= 8
    assert len({q["type"] for q in shown["questions"]}) >= 5
