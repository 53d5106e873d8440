"""What students get, through real nbgrader."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from room import ASSIGNMENTS, ONE, REPO, Room, below, contents, download

from course.classroom.onlyone import only_one
from course.classroom.release import moment, release
from course.errors import CourseError
from course.grading.release import RefuseLeaks

TWO = ASSIGNMENTS[1]


def edit(room: Room, old: str, new: str, notebook: str = "lab") -> None:
    """Change a source as an instructor does."""
    path = room.root / "exercises" / ONE / f"{notebook}.ipynb"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def cells(path: Path) -> list[dict[str, object]]:
    return list(json.loads(path.read_text("utf-8"))["cells"])


def hand_in(room: Room) -> None:
    place = room.root / "submitted" / "ann" / ONE
    place.mkdir(parents=True)
    for name, data in room.released().items():
        (place / name).write_bytes(data)


def test_students_get_the_released_course_with_the_header_of_the_class(room: Room) -> None:
    for path in (REPO / "release" / ONE).glob("*.ipynb"):
        first, *rest = cells(room.root / "release" / ONE / path.name)
        assert "Spring runners" in "".join(map(str, first["source"]))
        assert rest == cells(path)


def test_a_zip_file_holds_the_release_in_a_folder_of_its_name(room: Room) -> None:
    packed = (room.root / "handouts" / f"{ONE}.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    released = contents(room.root / "release" / ONE)
    assert held == {f"{ONE}/{name}": data for name, data in released.items()}


def test_releasing_again_changes_nothing(room: Room) -> None:
    before = contents(room.root)
    said = room("release")
    assert said.code == 0
    assert said.text.count(": unchanged") == len(ASSIGNMENTS)
    assert contents(room.root) == before


def test_what_changed_is_released_again_while_nobody_has_handed_in(room: Room) -> None:
    edit(room, "# Lab: measure a spine", "# Lab: measure two spines")
    before = contents(room.root)
    assert f"{ONE}: would be released" in room("release", "--dry-run")
    assert contents(room.root) == before
    said = room("release")
    assert f"{ONE}: released\n" in said
    assert f"{TWO}: unchanged" in said
    assert b"two spines" in contents(room.root / "release" / ONE)["lab.ipynb"]
    # The same in the zip file for the platform.
    test_a_zip_file_holds_the_release_in_a_folder_of_its_name(room)


def test_a_release_that_was_lost_comes_back(room: Room) -> None:
    hand_in(room)
    before = contents(room.root / "release")
    (room.root / "release" / ONE / "lab.ipynb").unlink()
    (room.root / "handouts" / f"{ONE}.zip").unlink()
    assert room("release").code == 0
    assert contents(room.root / "release") == before
    assert (room.root / "handouts" / f"{ONE}.zip").is_file()


def test_a_change_after_hand_ins_is_held_back_until_it_is_wanted(room: Room) -> None:
    hand_in(room)
    edit(room, "# Lab: measure a spine", "# Lab: measure two spines")
    before = contents(room.root / "release")
    said = room("release")
    assert said.code == 1
    assert f"{ONE}: HELD BACK. Its sources changed, and hand-ins are there (1)" in said
    assert contents(room.root / "release") == before
    assert "changed since" in room("status")

    said = room("release", ONE, "--again")
    assert said.code == 0
    assert f"{ONE}: released, again: grade it again" in said
    assert b"two spines" in contents(room.root / "release" / ONE)["lab.ipynb"]
    assert "unchanged" in room("release", ONE)


def restructure(room: Room, how: str) -> str:
    """Change what nbgrader cannot change once there is work; gives back how that is told."""
    place = room.root / "exercises" / ONE
    path = place / ("lab.ipynb" if how == "gone" else "quiz.ipynb")
    held = json.loads(path.read_text("utf-8"))
    marked = [cell for cell in held["cells"] if "nbgrader" in cell["metadata"]]
    first = marked[0]["metadata"]["nbgrader"]["grade_id"]
    told = ""
    if how == "removed":
        held["cells"].remove(marked[0])
        told = f"quiz.ipynb: cell gone: {first}"
    elif how == "added":
        twin = json.loads(json.dumps(marked[0]))
        twin["id"] = twin["metadata"]["nbgrader"]["grade_id"] = "one-more"
        held["cells"].append(twin)
        told = "quiz.ipynb: cell new: one-more"
    elif how == "kind":
        marked[0]["metadata"]["nbgrader"].update(solution=True, locked=False)
        told = f"quiz.ipynb: cell of another kind: {first}"
    path.write_text(json.dumps(held), "utf-8")
    if how == "gone":
        path.unlink()
        told = "lab.ipynb is gone"
    elif how == "notebook":
        notebook = {**held, "cells": [marked[0]]}
        (place / "more.ipynb").write_text(json.dumps(notebook), "utf-8")
        told = "more.ipynb is new"
    return told


@pytest.mark.parametrize("how", ["removed", "added", "kind", "gone", "notebook"])
def test_cells_that_come_or_go_after_work_was_graded_are_refused_before_anything_changes(
    room: Room, how: str
) -> None:
    hand_in(room)
    room.grade("ann")
    # The lab comes first, and could be stored.
    if how != "gone":
        edit(room, "# Lab: measure a spine", "# Lab: measure two spines")
    told = restructure(room, how)
    before, book = contents(room.root), stored(room)
    look = room("release", ONE, "--again", "--dry-run")
    assert contents(room.root) == before
    said = room("release", ONE, "--again")
    assert stored(room) == book
    for words in (look, said):
        assert words.code == 1
        assert f"{ONE}: REFUSED. {told}. The gradebook already holds work on {ONE}" in words
    assert contents(room.root / "release") == contents_below(before, "release")


def test_texts_and_points_may_change_after_work_was_graded(room: Room) -> None:
    hand_in(room)
    room.grade("ann")
    edit(room, "# Lab: measure a spine", "# Lab: measure two spines")
    edit(room, '"points": 3', '"points": 2')
    assert f"{ONE}: would be released, again" in room("release", ONE, "--again", "--dry-run")
    assert room("release", ONE, "--again").code == 0
    assert b"two spines" in contents(room.root / "release" / ONE)["lab.ipynb"]


def test_before_anything_is_graded_cells_may_come_and_go(room: Room) -> None:
    hand_in(room)
    restructure(room, "added")
    assert room("release", ONE, "--again").code == 0
    assert any("one-more" in line for line in stored(room))


def stored(room: Room) -> list[str]:
    """Every cell of an assignment in the gradebook."""
    with room.folder.gradebook() as book:
        return sorted(
            f"{notebook.name} {cell.name} {cell.source}"
            for notebook in book.find_assignment(ONE).notebooks
            for cell in notebook.source_cells
        )


def contents_below(every: dict[str, bytes], folder: str) -> dict[str, bytes]:
    """Those of the files that lie in a folder, by their names there."""
    inside = {name: data for name, data in every.items() if name.startswith(f"{folder}/")}
    return {name.removeprefix(f"{folder}/"): data for name, data in inside.items()}


@pytest.mark.parametrize("how", ["deleted", "emptied", "older"])
def test_a_gradebook_that_lost_the_assignment_gets_it_again(room: Room, how: str) -> None:
    hand_in(room)
    path = room.root / "gradebook.db"
    if how == "deleted":
        path.unlink()
    elif how == "emptied":
        with room.folder.gradebook() as book:
            book.remove_assignment(ONE)
            # As `class new` enters it.
            book.add_assignment(ONE)
        assert f"{ONE}, ann Ann Lee: it was never released" in room("grade")
    else:
        older = path.read_bytes()
        edit(room, "# Lab: measure a spine", "# Lab: measure two spines")
        edit(room, '"points": 3', '"points": 2')
        room("release", ONE, "--again")
        path.write_bytes(older)
    handed_out = contents(room.root / "release" / ONE)
    before = contents(room.root)
    assert f"{ONE}: would be released, again: grade it again" in room("release", ONE, "--dry-run")
    assert contents(room.root) == before
    said = room("release", ONE)
    assert f"{ONE}: released, again: grade it again" in said
    assert contents(room.root / "release" / ONE) == handed_out
    assert f"{ONE}: unchanged" in room("release", ONE)
    assert "Would grade 1 submission" in room("grade", ONE, "--dry-run")


def leaks(room: Room, how: str) -> None:
    if how == "marker":
        edit(room, "### BEGIN HIDDEN TESTS", "### BEGIN HIDEN TESTS")
    elif how == "answers":
        (room.root / "exercises" / ONE / "responses.json").write_bytes(room.answers())
    else:
        (room.root / "exercises" / ONE / "keys.yaml").write_text("a: 1", "utf-8")


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("marker", "HIDDEN TESTS without its partner"),
        ("answers", "holds someone's answers"),
        ("file", "keys.yaml would be copied to learners"),
    ],
)
def test_a_leak_is_refused_and_the_others_go_out(room: Room, how: str, why: str) -> None:
    leaks(room, how)
    with room.folder.gradebook() as book:
        book.remove_assignment(TWO)
    (room.root / ".course" / "released.json").unlink()
    before, packed = contents(room.root / "release" / ONE), contents(room.root / "handouts")
    look = room("release", "--dry-run")
    said = room("release")
    for told in (look, said):
        assert told.code == 1
        assert f"{ONE}: REFUSED." in told
        assert why in told
    # What went out before the leak came in is still there, and the gradebook knows nothing of it.
    assert contents(room.root / "release" / ONE) == before
    assert contents(room.root / "handouts") == packed
    assert f"{TWO}: released" in said
    with room.folder.gradebook() as book:
        sources = [c.source for n in book.find_assignment(ONE).notebooks for c in n.source_cells]
        assert not any("HIDEN" in source for source in sources)


def test_without_the_search_for_leaks_nothing_is_released(room: Room) -> None:
    config = room.root / "nbgrader_config.py"
    text = config.read_text("utf-8").replace("configure(c, assign", "print(c, assign")
    config.write_text(text, "utf-8")
    before = contents(room.root / "release")
    said = room("release", "--again")
    assert said.code == 1
    assert "leaves RefuseLeaks out" in said
    assert contents(room.root / "release") == before


def test_the_header_can_be_changed(room: Room) -> None:
    header = room.root / "header.ipynb"
    header.write_text(
        header.read_text("utf-8").replace("Save your work", "Mind your back"), "utf-8"
    )
    room("release", ONE)
    first = cells(room.root / "release" / ONE / "quiz.ipynb")[0]
    assert "Mind your back" in "".join(map(str, first["source"]))


def test_a_due_time_is_set_and_said(room: Room) -> None:
    look = room("release", ONE, "--due", "2026-03-01 17:00 Europe/Berlin", "--dry-run")
    assert "2026-03-01 16:00 UTC" in look
    assert "2026-03-01 16:00" not in room("status")
    said = room("release", ONE, "--due", "2026-03-01 17:00 Europe/Berlin")
    assert said.code == 0
    with room.folder.gradebook() as book:
        assert book.find_assignment(ONE).duedate == datetime(2026, 3, 1, 16)
        assert book.find_assignment(TWO).duedate is None
    assert "2026-03-01 16:00" in room("status")


def test_times() -> None:
    here = datetime(2026, 3, 1, 23, 59).astimezone(UTC)
    assert moment("2026-03-01") == here
    assert moment("2026-03-01 17:00+02:00") == datetime(2026, 3, 1, 15, tzinfo=UTC)
    assert moment("2026-03-01T17:00:00 UTC") == datetime(2026, 3, 1, 17, tzinfo=UTC)
    assert moment("2026-07-01 Asia/Kolkata") == datetime(2026, 7, 1, 18, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("2026-12-04 1800 UTC", 18, 0),
        ("2026-12-04 17 UTC", 17, 0),
        ("20261204 0905 UTC", 9, 5),
        ("20261204 UTC", 23, 59),
        ("2026-W49-5 UTC", 23, 59),
        ("2026-12-04 00:00 UTC", 0, 0),
    ],
)
def test_a_time_without_colons_is_no_whole_day(text: str, hour: int, minute: int) -> None:
    assert moment(text) == datetime(2026, 12, 4, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-13-01", "1.3.2026", "2026-03-01 Nowhere/Here", "Europe/Berlin"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(CourseError, match="Write it so: 2026-03-01"):
        moment(text)


def test_two_runs_do_not_meet(room: Room) -> None:
    place = download(room.root.parent / "inbox", below("ann/", room.released()))
    with only_one(room.folder):
        for command in (["release"], ["collect", ONE, "--from", place]):
            said = room(*map(str, command))
            assert said.code == 1
            assert "is at work on this class" in said
        assert room("release", "--dry-run").code == 0
    assert not room.held("ann")


@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_an_interrupt_ends_it(
    room: Room, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    edit(room, "# Lab: measure a spine", "# Lab: measure two spines")
    monkeypatch.setattr(RefuseLeaks, "preprocess", interrupt)
    with pytest.raises(KeyboardInterrupt):
        release(room.folder, dry_run=bool(words), tell=lambda _: None)


def test_an_unknown_assignment_is_refused(room: Room) -> None:
    said = room("release", "07_none")
    assert said.code == 1
    assert f"It has: {ONE}, {TWO}" in said


def test_the_exchange_gets_it_once(room: Room, tmp_path: Path) -> None:
    config = room.root / "nbgrader_config.py"
    exchange = tmp_path / "exchange"
    config.write_text(
        f"{config.read_text('utf-8')}\nc.Exchange.root = {str(exchange)!r}\n", "utf-8"
    )
    assert f"{ONE}: would be put into the exchange" in room("release", ONE, "--dry-run")
    assert not exchange.exists()
    said = room("release", ONE)
    assert said.code == 0
    assert f"{ONE}: put into the exchange" in said
    out = exchange / "spring-runners" / "outbound" / ONE
    assert contents(out) == contents(room.root / "release" / ONE)
    assert f"{ONE}: is in the exchange" in room("release", ONE)
    edit(room, "# Lab: measure a spine", "# Lab: measure two spines")
    room("release", ONE)
    assert contents(out) == contents(room.root / "release" / ONE)


def test_an_exchange_that_cannot_be_used_is_told(room: Room, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    config = room.root / "nbgrader_config.py"
    place = str(tmp_path / "file" / "exchange")
    config.write_text(f"{config.read_text('utf-8')}\nc.Exchange.root = {place!r}\n", "utf-8")
    said = room("release", ONE)
    assert said.code == 1
    assert f"{ONE}: NOT put into the exchange." in said
