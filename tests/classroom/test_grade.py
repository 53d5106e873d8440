"""``class grade``: what is new is graded, what a person gave is kept, and it may be stopped."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from klass import done
from smallclass import ALL, NAME, SmallClass
from smallpaper import RIGHT, again, graded_and_read, handed_in, written

from course.classroom.grade import grade
from course.classroom.onlyone import only_one
from course.errors import CourseError
from course.grading.save import SaveGrades


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> SmallClass:
    return handed_in(tmp_path_factory.mktemp("fresh"))


@pytest.fixture(scope="module")
def read(fresh: SmallClass, tmp_path_factory: pytest.TempPathFactory) -> SmallClass:
    return graded_and_read(fresh, tmp_path_factory.mktemp("read") / "class")


@pytest.fixture
def klass(read: SmallClass, tmp_path: Path) -> SmallClass:
    """A class that is graded and read, to be changed."""
    return read.copy(tmp_path / "class")


def who(pairs: list[tuple[str, str]]) -> list[str]:
    return [student for _, student in pairs]


# --- what is graded


def test_a_second_run_grades_nothing(klass: SmallClass) -> None:
    summary = klass.run()
    assert who(summary.graded) == []
    assert who(summary.unchanged) == ["ann", "bo", "cy"]
    assert summary.waiting == 1


def test_a_newer_submission_is_graded_and_the_others_are_left_alone(klass: SmallClass) -> None:
    again(klass, "bo", answers={"q-bones": "24", "q-discs": "7"})
    assert who(klass.run().graded) == ["bo"]
    assert klass.points(NAME, "bo") == {**RIGHT, "q-discs": 0.0}
    assert klass.points(NAME, "ann") == RIGHT


def test_points_of_a_person_stay_while_the_text_is_the_same(klass: SmallClass) -> None:
    again(klass, "ann", answers={"q-bones": "7"})
    klass.run()
    assert written(klass, "ann") == (3, False)


def test_points_for_a_text_that_changed_stay_and_wait_for_another_look(klass: SmallClass) -> None:
    again(klass, "ann", cells={"why-answer": "Or perhaps not."})
    assert klass.run().waiting == 2
    assert written(klass, "ann") == (3, True)


def test_a_text_that_was_missing_is_read_once_it_is_there(klass: SmallClass) -> None:
    again(klass, "cy", without=["paper.ipynb"])
    klass.run()
    assert klass.points(NAME, "cy") == {**RIGHT, "q-discs": 0.0, "why": 0.0}
    assert written(klass, "cy") == (None, False)
    again(klass, "cy")
    klass.run()
    assert klass.points(NAME, "cy") == RIGHT
    assert written(klass, "cy") == (None, True)


def test_points_that_a_person_set_in_place_of_a_test_stay(klass: SmallClass) -> None:
    with klass.gradebook() as book:
        given = book.find_grade("q-discs", "paper", NAME, "bo")
        given.manual_score, given.needs_manual_grade = 1.5, False
        book.db.commit()
    again(klass, "bo", answers={"q-bones": "7", "q-discs": "23"})
    klass.run()
    with klass.gradebook() as book:
        given = book.find_grade("q-discs", "paper", NAME, "bo")
        assert (given.score, given.needs_manual_grade) == (1.5, False)


def other_points(klass: SmallClass) -> None:
    with klass.gradebook() as book:
        book.find_grade("q-discs", "paper", NAME, "ann").auto_score = 99
        book.db.commit()


@pytest.mark.parametrize(
    "change",
    [
        lambda klass: shutil.rmtree(klass.folder / "autograded" / "ann"),
        lambda klass: (klass.folder / ".course" / "graded" / NAME / "ann.json").write_text("{"),
        other_points,
    ],
    ids=["no graded notebook", "a damaged note", "other points in the gradebook"],
)
def test_what_is_not_whole_is_graded_again(
    klass: SmallClass, change: Callable[[SmallClass], object]
) -> None:
    change(klass)
    assert who(klass.run().graded) == ["ann"]
    assert klass.points(NAME, "ann") == RIGHT
    assert who(klass.run().graded) == []


def test_a_corrected_test_is_released_and_everybody_is_graded_again(klass: SmallClass) -> None:
    source = klass.folder / "exercises" / NAME / "quiz.ipynb"
    source.write_text(source.read_text("utf-8").replace("'value': 24", "'value': 26"), "utf-8")
    done(klass.release(NAME))
    assert who(klass.run().graded) == ["ann", "bo", "cy"]
    assert klass.points(NAME, "ann")["q-bones"] == 0.0


def test_only_those_are_graded_who_were_asked_for(fresh: SmallClass, tmp_path: Path) -> None:
    klass = fresh.copy(tmp_path / "class")
    assert who(klass.run("bo").graded) == ["bo"]
    assert who(klass.run().graded) == ["ann", "cy"]


def test_a_name_that_nobody_has_is_refused(klass: SmallClass) -> None:
    with pytest.raises(CourseError, match="Nothing was handed in by dee for 00_small"):
        klass.run("dee")


def test_an_assignment_that_was_not_released_is_named(klass: SmallClass) -> None:
    (klass.folder / "exercises" / "01_new").mkdir()
    (klass.folder / "submitted" / "ann" / "01_new").mkdir()
    [problem] = klass.run().failed
    assert str(problem) == ("01_new, ann: it was never released. Run: course class release 01_new")


def test_a_dry_run_changes_nothing(fresh: SmallClass, tmp_path: Path) -> None:
    klass = fresh.copy(tmp_path / "class")
    before = _files(klass.folder)
    lines: list[str] = []
    summary = grade(klass.course, [], dry_run=True, tell=lines.append)
    assert lines[0] == "Would grade 3 submissions (00_small: 3)."
    assert who(summary.graded) == ["ann", "bo", "cy"]
    assert _files(klass.folder) == before


def test_the_instructor_reads_our_words_and_the_log_has_the_rest(
    fresh: SmallClass, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    klass = fresh.copy(tmp_path / "class")
    (klass.folder / "submitted" / "cy" / NAME / "responses.json").unlink()
    grade(klass.course, [])
    printed = capfd.readouterr()
    assert printed.out.splitlines() == [
        "Graded 3 submissions (00_small: 3).",
        "",
        "Graded, but not as it was handed in, or worth a look:",
        "  00_small, cy, paper: No answer counts: responses.json was not handed in.",
        "  00_small, cy, quiz: No answer counts: responses.json was not handed in.",
        "",
        "3 answers to be read by a person, in formgrader.",
    ]
    assert printed.err.splitlines() == ["Grading: 0 of 3, 00_small, ann"]
    assert "Autograding" in (klass.folder / "grade.log").read_text("utf-8")


# --- one bad submission, and the others


def test_a_submission_that_cannot_be_graded_does_not_stop_the_others(
    fresh: SmallClass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    klass = fresh.copy(tmp_path / "class")
    save = SaveGrades.preprocess

    def fail(self: SaveGrades, nb: Any, resources: Any) -> Any:
        if resources["nbgrader"]["student"] == "ann":
            raise RuntimeError("The disk is full.")
        return save(self, nb, resources)

    with monkeypatch.context() as patch:
        patch.setattr(SaveGrades, "preprocess", fail)
        summary = klass.run()
    assert [str(problem) for problem in summary.failed] == [
        "00_small, ann: RuntimeError: The disk is full. (More is in grade.log.)"
    ]
    assert who(summary.graded) == ["bo", "cy"]
    assert who(klass.run().graded) == ["ann"]
    assert klass.points(NAME, "ann") == RIGHT


def test_code_that_changes_what_another_handed_in_changes_no_points(tmp_path: Path) -> None:
    klass = SmallClass(tmp_path / "class")
    spoil = "from pathlib import Path\nx = 1\n" + "\n".join(
        f"for file in Path('../../..').glob('{where}/zoe/*/lab.ipynb'): file.write_text('[]')"
        for where in ("submitted", ".course/copies-*")
    )
    klass.hand_in("ann", cells={"one": spoil, "two": "y = 2"})
    klass.hand_in("zoe")
    summary = klass.run()
    assert [str(problem) for problem in summary.failed] == [
        "00_small, zoe: it was changed while others were graded. Look at it, then run this again."
    ]
    assert klass.points(NAME, "ann") == ALL


def test_points_are_the_same_by_nbgrader_s_own_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    klass = SmallClass(tmp_path / "class")
    klass.hand_in("ann", cells={"one": "x = 1", "two": "y = 3"}, answers={"q-discs": "23"})
    klass.run()
    ours = klass.points(NAME, "ann")
    # There each kernel starts from nothing.
    monkeypatch.setattr("course.grading.warm._helper", None)
    done(klass.grade(NAME))
    assert klass.points(NAME, "ann") == ours == {**ALL, "q-bones": 0.0, "t-two": 0.0}


# --- who may run it


def test_two_runs_at_once_are_one_too_many(klass: SmallClass) -> None:
    with only_one(klass.course):
        with pytest.raises(
            CourseError, match=r"is at work on this class: .+ process \d+, since 20"
        ):
            klass.run()
        assert who(klass.run(dry_run=True).unchanged) == ["ann", "bo", "cy"]
    assert who(klass.run().unchanged) == ["ann", "bo", "cy"]


def test_an_interrupt_keeps_what_is_graded(
    fresh: SmallClass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    klass = fresh.copy(tmp_path / "class")
    save = SaveGrades.preprocess

    def interrupt(self: SaveGrades, nb: Any, resources: Any) -> Any:
        if resources["nbgrader"]["student"] == "bo":
            raise KeyboardInterrupt
        return save(self, nb, resources)

    lines: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(SaveGrades, "preprocess", interrupt)
        with pytest.raises(KeyboardInterrupt):
            grade(klass.course, [], tell=lines.append)
    assert lines[0] == "Stopped. What was graded is kept; the next run goes on with the rest."
    assert lines[1] == "Graded 1 submission (00_small: 1)."
    assert who(klass.run().graded) == ["cy", "bo"]


def _files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
