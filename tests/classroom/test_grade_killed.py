"""Killed at any moment, ``class grade`` loses no grade and duplicates none."""

from __future__ import annotations

import os
import pkgutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from nbgrader.api import Gradebook
from smallclass import ALL, NAME, SmallClass
from smallpaper import again, graded_and_read, handed_in, written

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="It forks, and kills.")

# After which call of what, counted from 0, the run is killed.
MOMENTS = {
    "the note is taken back": ("course.classroom.graded:save", 0),
    "a clean copy is written": ("nbconvert.writers:FilesWriter.write", 0),
    "points of one notebook are saved": ("course.grading.save:SaveGrades.preprocess", 0),
    "one notebook is written": ("nbconvert.writers:FilesWriter.write", 1),
    "all notebooks are written": ("nbgrader.apps.api:Autograde.set_permissions", 0),
    "points of a person are settled": ("course.classroom.grade:_Run._settle", 0),
    "one submission is done": ("course.classroom.graded:save", 1),
    "the second is half done": ("course.grading.save:SaveGrades.preprocess", 2),
    "all is done": ("course.classroom.graded:save", 5),
}
POINTS = ("name", "auto_score", "manual_score", "extra_credit", "needs_manual_grade")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def after(target: str, number: int) -> None:
    """Have this process die after a call of a function or method."""
    place, _, name = target.rpartition("." if "." in target.partition(":")[2] else ":")
    holder = pkgutil.resolve_name(place)
    call, calls = getattr(holder, name), [0]

    def wrapped(*args: Any, **settings: Any) -> Any:
        result = call(*args, **settings)
        if calls[0] == number:
            die()
        calls[0] += 1
        return result

    setattr(holder, name, wrapped)


def before_commit() -> None:
    """Have this process die with the points in the file, and not yet for good."""

    class Torn(Gradebook):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            self.db.commit = lambda: (self.db.flush(), die())

    pkgutil.resolve_name("course.grading.save").Gradebook = Torn


def killed(klass: SmallClass, prepare: Callable[[], object]) -> None:
    """Grade in a process of its own that is killed."""
    child = os.fork()
    if child == 0:
        try:
            prepare()
            klass.run()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "It came to its end."
    assert os.WTERMSIG(status) == signal.SIGKILL


def everything(klass: SmallClass) -> list[str]:
    """The gradebook as plain lines, without the ids that are made up anew each time."""
    with klass.gradebook() as book:
        notebooks = [(s, n) for s in book.assignment_submissions(NAME) for n in s.notebooks]
        grades = [
            (s.student.id, s.timestamp, n.name, *(getattr(grade, field) for field in POINTS))
            for s, n in notebooks
            for grade in n.grades
        ]
        comments = [
            (s.student.id, n.name, c.name, c.comment) for s, n in notebooks for c in n.comments
        ]
        students = [(student.id,) for student in book.students]
        return sorted(map(repr, [*grades, *comments, *students]))


@pytest.fixture(scope="module")
def handed_in_again(tmp_path_factory: pytest.TempPathFactory) -> SmallClass:
    """Graded and read; now Ann has another text, Bo other answers, and Dee is new."""
    fresh = handed_in(tmp_path_factory.mktemp("fresh"))
    klass = graded_and_read(fresh, tmp_path_factory.mktemp("again") / "class")
    again(klass, "ann", cells={"why-answer": "Or not."}, timestamp="2026-01-02 10:00:00 UTC")
    again(klass, "bo", answers={"q-bones": "24"})
    klass.hand_in("dee", cells={"why-answer": "dee thinks so."})
    return klass


@pytest.fixture(scope="module")
def undisturbed(handed_in_again: SmallClass, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    klass = handed_in_again.copy(tmp_path_factory.mktemp("undisturbed") / "class")
    assert len(klass.run().graded) == 3
    assert written(klass, "ann") == (3, True)
    assert written(klass, "bo") == (1, False)
    assert klass.points(NAME, "bo")["q-discs"] == 0.0
    return everything(klass)


@pytest.fixture
def klass(handed_in_again: SmallClass, tmp_path: Path) -> SmallClass:
    return handed_in_again.copy(tmp_path / "class")


@pytest.mark.parametrize("moment", MOMENTS)
def test_after_a_kill_the_next_run_ends_as_if_nothing_had_been(
    klass: SmallClass, undisturbed: list[str], moment: str
) -> None:
    killed(klass, lambda: after(*MOMENTS[moment]))
    klass.run()
    assert everything(klass) == undisturbed
    assert klass.run().graded == []


def test_points_that_were_not_committed_do_no_harm(
    klass: SmallClass, undisturbed: list[str]
) -> None:
    killed(klass, before_commit)
    klass.run()
    assert everything(klass) == undisturbed


def test_one_kill_after_the_other_does_no_harm(klass: SmallClass, undisturbed: list[str]) -> None:
    for moment in ("one notebook is written", "a clean copy is written"):
        killed(klass, lambda moment=moment: after(*MOMENTS[moment]))
    klass.run()
    assert everything(klass) == undisturbed


def test_what_may_have_ended_a_run_is_graded_last(klass: SmallClass) -> None:
    killed(klass, lambda: after(*MOMENTS["one notebook is written"]))
    assert [student for _, student in klass.run().graded] == ["bo", "dee", "ann"]


def test_no_kernel_outlives_a_run_that_was_killed(tmp_path: Path) -> None:
    klass = SmallClass(tmp_path / "class")
    sign = tmp_path / "pid"
    wait = f"import os, time\nopen({str(sign)!r}, 'a').write(f'{{os.getpid()}}\\n')\n"
    wait += f"if open({str(sign)!r}).read().count('\\n') == 1: time.sleep(100)\nx = 1"
    klass.hand_in("ann", cells={"one": wait, "two": "y = 2"})
    child = os.fork()
    if child == 0:
        # As in a program of its own.
        pkgutil.resolve_name("course.grading.warm")._helper = None
        klass.run()
        os._exit(0)
    until(lambda: sign.exists() and sign.read_text().endswith("\n"))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    kernel = int(sign.read_text())
    until(lambda: not psutil.pid_exists(kernel))
    klass.run()
    assert klass.points(NAME, "ann") == ALL


def until(done: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.1)
