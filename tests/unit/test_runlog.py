"""The learner's running log survives: atomic, nothing lost in silence, deleted when asked."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course import tools
from course.errors import CourseError
from course.learner import runlog
from course.model.training import Run, spikes

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 23)
RUNS = [Run(date(2026, 3, 12), 8.5), Run(date(2026, 3, 14), 10)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / runlog.NAME


def save(path: Path, runs: list[Run], seen: str | None = None) -> tuple[runlog.Stored, str]:
    version = runlog.load(path, TODAY).version if seen is None else seen
    return runlog.save(path, runs, version, TODAY)


def asides(path: Path) -> list[str]:
    return sorted(p.read_text("utf-8") for p in path.parent.glob("my_running_log.*-*.csv"))


def test_a_log_comes_back_in_order(path: Path) -> None:
    save(path, RUNS[::-1])
    assert runlog.load(path, TODAY).log.runs == tuple(RUNS)


def test_without_a_file_the_log_is_empty(path: Path) -> None:
    stored = runlog.load(path, TODAY)
    assert (stored.log.runs, stored.version) == ((), "")


def test_the_file_is_a_table_that_any_program_opens(path: Path) -> None:
    save(path, RUNS)
    assert path.read_text("utf-8") == "date,distance_km\n2026-03-12,8.5\n2026-03-14,10\n"


@given(st.lists(st.floats(0.1, 180), min_size=2, max_size=8), st.integers(1, 9))
def test_miles_compare_as_before_after_reading_back(
    tmp_path_factory: pytest.TempPathFactory, miles: list[float], gap: int
) -> None:
    path = tmp_path_factory.mktemp("log") / runlog.NAME
    rounded = [round(mile, 1) for mile in miles] + [10, 11]
    runs = [
        Run(date(2026, 1, 1) + timedelta(days=gap * place), mile * 1.609344)
        for place, mile in enumerate(rounded)
    ]
    stored, _ = save(path, runs)
    assert [s.run.day for s in spikes(stored.log.runs)] == [s.run.day for s in spikes(runs)]


def test_a_file_written_by_a_spreadsheet_program_is_read(path: Path) -> None:
    path.write_bytes("Datum;Strecke (km)\r\n12.03.2026;8,5\r\n14.03.2026;10\r\n".encode("utf-16"))
    assert runlog.load(path, TODAY).log.runs == ()
    path.write_bytes("Läufe;Strecke (km)\r\n12.03.2026;8,5\r\n14.03.2026;10\r\n".encode("cp1252"))
    stored = runlog.load(path, TODAY)
    assert stored.log.runs == tuple(RUNS)
    assert save(path, RUNS, stored.version)[1] == ""


def test_lines_that_cannot_be_read_are_kept_aside_before_writing(path: Path) -> None:
    text = "date,distance_km\n2026-03-12,8.5\nyesterday,ten\n2026-02-30,4\n"
    path.write_text(text, "utf-8")
    stored = runlog.load(path, TODAY)
    assert [problem.line for problem in stored.log.problems] == [3, 4]
    assert path.read_text("utf-8") == text, "reading changes nothing"
    _, notice = save(path, RUNS, stored.version)
    assert asides(path) == [text]
    assert "damaged" in notice
    assert "could not be read" in notice


@pytest.mark.parametrize("damage", ["", "\x00\x00", "{}", "hello\n", "\ud7ff"])
def test_a_file_that_is_no_log_is_kept_aside(damage: str, path: Path) -> None:
    path.write_text(damage, "utf-8")
    _, notice = save(path, RUNS)
    assert asides(path) == [damage]
    assert notice


def test_what_another_window_has_saved_is_kept_aside(path: Path) -> None:
    begun, _ = save(path, RUNS[:1])
    save(path, RUNS, begun.version)
    other = path.read_text("utf-8")
    _, notice = save(path, [RUNS[0], Run(date(2026, 4, 1), 3)], begun.version)
    assert asides(path) == [other]
    assert "changed since you opened this page" in notice


def test_saving_again_sets_nothing_aside(path: Path) -> None:
    stored, _ = save(path, RUNS)
    stored, notice = save(path, [*RUNS, Run(date(2026, 4, 1), 3)], stored.version)
    assert (asides(path), notice) == ([], "")
    assert save(path, list(stored.log.runs), "an older version")[1] == "", "nothing changed"


@pytest.mark.parametrize("step", [(os, "fsync"), (Path, "replace")])
def test_a_failed_write_leaves_the_old_file_whole(
    step: tuple[Any, str], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored, _ = save(path, RUNS)
    before = path.read_bytes()

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*step, full_disk)
    with pytest.raises(CourseError, match=r"could not be saved .*No space left"):
        save(path, [Run(date(2026, 4, 1), 3)], stored.version)
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".*part"))


def test_a_file_whose_copy_is_aside_stays_until_the_new_one_is_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text("hello", "utf-8")
    real, calls = os.fsync, []

    def full_at_last(file: int) -> None:
        calls.append(file)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        real(file)

    monkeypatch.setattr(os, "fsync", full_at_last)
    with pytest.raises(CourseError, match="could not be saved"):
        save(path, RUNS)
    assert path.read_text("utf-8") == "hello"


def test_a_file_that_cannot_be_opened_just_now_is_not_overwritten(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(path, RUNS)

    def busy(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", busy)
        with pytest.raises(CourseError, match="left as it is"):
            runlog.load(path, TODAY)
        with pytest.raises(CourseError, match="could not be saved"):
            runlog.save(path, RUNS[:1], "", TODAY)
    assert runlog.load(path, TODAY).log.runs == tuple(RUNS)


def test_a_folder_in_the_place_of_the_file_is_told(path: Path) -> None:
    path.mkdir()
    with pytest.raises(CourseError, match="cannot be read"):
        runlog.load(path, TODAY)
    with pytest.raises(CourseError, match="could not be saved"):
        runlog.save(path, RUNS, "", TODAY)
    with pytest.raises(CourseError, match="could not be deleted"):
        runlog.delete(path)


SAVE_OFTEN = """
import sys
from datetime import date
from pathlib import Path
from course.learner import runlog
from course.model.training import Run
for _ in range(10):
    run = Run(date(2026, 1, 1), float(sys.argv[2]))
    runlog.save(Path(sys.argv[1]), [run], "", date(2026, 11, 23))
"""


def test_two_windows_never_leave_half_a_file(path: Path) -> None:
    command = [sys.executable, "-c", SAVE_OFTEN, str(path)]
    windows = [subprocess.Popen([*command, km], cwd=ROOT) for km in ("5", "6")]
    assert [window.wait(60) for window in windows] == [0, 0]
    [run] = runlog.load(path, TODAY).log.runs
    assert run.km in {5, 6}
    assert all(text.count("\n") == 2 for text in asides(path))


def test_deleting_leaves_no_file_and_names_copies(path: Path) -> None:
    path.write_text("hello", "utf-8")
    save(path, RUNS)
    [left] = runlog.delete(path)
    assert left.startswith("my_running_log.damaged-")
    assert [p.name for p in path.parent.iterdir()] == [left]
    assert runlog.delete(path) == [left], "a file that is gone is as good as deleted"


# --- the widget's kernel side


@pytest.fixture
def widget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    return tools.running_log()


def send(widget: Any, **message: Any) -> dict[str, Any]:
    widget._receive(widget, message, [])
    return dict(widget.stored)


def test_the_page_keeps_reopens_and_deletes_the_log(widget: Any, path: Path) -> None:
    kept = send(widget, kind="keep", id="1", runs=[["2026-03-12", 8.5]], seen="")
    assert (kept["id"], kept["failed"], kept["runs"]) == ("1", False, [["2026-03-12", 8.5]])
    assert tools.running_log().stored["runs"] == [["2026-03-12", 8.5]]
    deleted = send(widget, kind="delete", id="2")
    assert (deleted["id"], deleted["failed"], deleted["version"]) == ("2", False, "")
    assert not path.exists()


@pytest.mark.parametrize(
    "runs",
    [None, "x", [["2026-03-12"]], [["soon", 5]], [["2026-03-12", 0]], [["2026-03-12", "nan"]], [5]],
)
def test_a_log_that_does_not_arrive_whole_is_not_saved(widget: Any, path: Path, runs: Any) -> None:
    send(widget, kind="keep", id="1", runs=[["2026-03-12", 8.5]], seen="")
    answer = send(widget, kind="keep", id="2", runs=runs, seen="")
    assert (answer["id"], answer["failed"]) == ("2", True)
    assert answer["told"]
    assert answer["runs"] == [["2026-03-12", 8.5]]
    assert path.read_text("utf-8").count("\n") == 2


def test_messages_of_others_are_passed_over(widget: Any) -> None:
    before = dict(widget.stored)
    for message in ("hello", None, {"kind": "attempt"}, {}):
        widget._receive(widget, message, [])
    assert widget.stored == before


def test_a_file_that_cannot_be_read_is_told_on_opening(widget: Any, path: Path) -> None:
    path.mkdir()
    assert "cannot be read" in tools.running_log().stored["told"]


def test_the_stand_in_never_shows_the_learners_own_log(widget: Any) -> None:
    send(widget, kind="keep", id="1", runs=[["2026-03-12", 77.7]], seen="")
    again = tools.running_log()
    assert "77.7" not in again._html + again._text
