"""``class grade``: what is new is graded, what a person gave is kept, and it may be stopped."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from klass import done
from smallclass import ALL, NAME, SmallClass
from smallpaper import RIGHT, again, graded_and_read, handed_in, written
from sqlalchemy.exc import OperationalError

from course.classroom import grade as module
from course.classroom.grade import grade
from course.classroom.grades import standings
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
    # It names students: there it gets into no repository.
    assert "Autograding" in (klass.folder / ".course" / "grade.log").read_text("utf-8")
    assert not list(klass.folder.glob("*.log"))


def test_students_are_told_by_name(klass: SmallClass) -> None:
    (klass.folder / "students.csv").write_text("id,first,last\nann,Ann,Lee\n", "utf-8")
    for name in ("ann", "guest"):
        (klass.folder / "submitted" / name / "01_new").mkdir(parents=True)
    (klass.folder / "exercises" / "01_new").mkdir()
    lines: list[str] = []
    grade(klass.course, ["01_new"], tell=lines.append)
    assert "  01_new, ann Ann Lee: it was never released. Run: course" in "\n".join(lines)
    assert "  01_new, guest: it was never released." in "\n".join(lines)
    # Without the names it is told, too.
    (klass.folder / "students.csv").write_bytes(b"PK\x03\x04")
    grade(klass.course, ["01_new"], tell=lines.append)
    assert "  01_new, ann: it was never released." in "\n".join(lines)


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
        "00_small, ann: RuntimeError: The disk is full. (More is in .course/grade.log.)"
    ]
    assert who(summary.graded) == ["bo", "cy"]
    assert who(klass.run().graded) == ["ann"]
    assert klass.points(NAME, "ann") == RIGHT


def locked(*_: object) -> None:
    raise OperationalError("UPDATE grade", {}, Exception("database is locked"))


def lost(*_: object) -> None:
    raise PermissionError(13, "Permission denied", "autograded/ann")


@pytest.mark.parametrize(
    ("where", "what", "why"),
    [
        ("_settle", locked, "the gradebook was in use by another program. Run this again."),
        ("_set_time", locked, "the gradebook was in use by another program. Run this again."),
        (
            "_notebooks",
            lost,
            "a file could not be read or written (autograded/ann: Permission denied).",
        ),
        (
            "_notebooks",
            lambda *_: {}["lab"],
            "KeyError: 'lab' (More is in .course/grade.log.)",
        ),
    ],
)
def test_whatever_happens_to_one_submission_the_others_are_graded(
    fresh: SmallClass,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    what: Callable[..., Any],
    why: str,
) -> None:
    klass = fresh.copy(tmp_path / "class")
    step = getattr(module._Run, where)

    def fail(self: Any, job: Any, *rest: Any) -> Any:
        return what() if job.student == "ann" else step(self, job, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(module._Run, where, fail)
        summary = klass.run()
    assert [str(problem) for problem in summary.failed] == [f"00_small, ann: {why}"]
    assert who(summary.graded) == ["bo", "cy"]
    # What Ann wrote may already be in the gradebook, and nothing can be said of it yet.
    assert summary.waiting == 2
    assert "Traceback" in (klass.folder / ".course" / "grade.log").read_text("utf-8")
    assert who(klass.run().graded) == ["ann"]
    assert klass.points(NAME, "ann") == RIGHT


def test_a_submission_without_any_notebook_is_guarded_too(
    fresh: SmallClass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    klass = fresh.copy(tmp_path / "class")
    for path in (klass.folder / "submitted" / "ann" / NAME).iterdir():
        path.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(module._Run, "_nothing", locked)
        summary = klass.run()
    assert [problem.student for problem in summary.failed] == ["ann"]
    assert who(summary.graded) == ["bo", "cy"]


@pytest.mark.parametrize("how", ["locked", "emptied"])
def test_a_gradebook_that_is_lost_at_the_end_is_told(
    klass: SmallClass, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    again(klass, "bo", answers={"q-bones": "24"})
    read = module.graded.in_gradebook
    calls: list[str] = []

    def fail(book: Any, assignment: str) -> Any:
        calls.append(assignment)
        if len(calls) == 1:
            return read(book, assignment)
        return locked() if how == "locked" else {}

    monkeypatch.setattr(module.graded, "in_gradebook", fail)
    summary = klass.run()
    assert who(summary.graded) == ["bo"]
    assert (
        str(summary.problems[-1])
        == {
            "locked": "00_small: at the end, the gradebook was in use by another program. Run this "
            "again.",
            "emptied": "00_small, bo: its points were changed while others were graded. Run this "
            "again.",
        }[how]
    )


def test_a_hand_in_without_a_time_does_not_keep_the_time_of_the_one_before(
    klass: SmallClass,
) -> None:
    def time(name: str) -> datetime | None:
        with klass.gradebook() as book:
            moment: datetime | None = book.find_submission(NAME, name).timestamp
            return moment

    nothing = ["paper.ipynb", "quiz.ipynb"]
    again(klass, "ann", timestamp="2026-01-02 10:00:00 UTC")
    again(klass, "bo", timestamp="2026-01-02 10:00:00 UTC")
    again(klass, "cy", timestamp="2026-01-02 10:00:00 UTC", without=nothing)
    klass.run()
    assert time("ann") == time("bo") == time("cy") == datetime(2026, 1, 2, 10)
    again(klass, "ann")
    again(klass, "bo", without=nothing)
    again(klass, "cy", timestamp="")
    (klass.folder / "submitted" / "cy" / NAME / "timestamp.txt").write_text("\n")
    klass.run()
    assert time("ann") is time("bo") is time("cy") is None


# --- what others may take as graded


def state(klass: SmallClass, student: str) -> str:
    return standings(klass.course, NAME)[student].state


def test_points_by_an_older_release_are_not_final(klass: SmallClass) -> None:
    assert [state(klass, name) for name in ("ann", "bo", "cy")] == ["graded", "graded", "to read"]
    source = klass.folder / "exercises" / NAME / "quiz.ipynb"
    held = json.loads(source.read_text("utf-8"))
    test = next(c for c in held["cells"] if c["metadata"].get("nbgrader", {}).get("points"))
    test["metadata"]["nbgrader"]["points"] = 1
    source.write_text(json.dumps(held), "utf-8")
    done(klass.release(NAME))
    assert {state(klass, name) for name in ("ann", "bo", "cy")} == {"handed in"}
    klass.run()
    assert state(klass, "ann") == "graded"


def test_points_that_are_not_those_of_the_grading_are_not_final(klass: SmallClass) -> None:
    other_points(klass)
    assert [state(klass, name) for name in ("ann", "bo")] == ["handed in", "graded"]
    klass.run()
    assert state(klass, "ann") == "graded"


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
