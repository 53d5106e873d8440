"""Hand-ins from learning platforms: whose they are, what belongs to them, and that none is lost."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from room import ONE, Room, below, contents, download, zipped

from course.classroom import collect as module
from course.classroom.archive import Limits
from course.classroom.collected import Collection
from course.classroom.placing import BEFORE, GRADED_BEFORE

OTHER = "02_causes"
CANVAS = "id,first,last,canvas id\nann,Ann,Lee,111\nbo,Bo,Ng,112\ncy,Cy,O'Neil-Díaz,\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Where downloads lie."""
    path = tmp_path / "inbox"
    path.mkdir()
    return path


def rows(room: Room) -> dict[str, dict[str, str]]:
    """The report, by what stood for a person in the download."""
    text = (room.root / "collected" / f"{ONE}.csv").read_text("utf-8-sig")
    return {row["name"]: row for row in csv.DictReader(text.splitlines())}


def changed(notebook: bytes, text: str) -> bytes:
    """A notebook with another answer in it."""
    held = json.loads(notebook)
    held["cells"][-1]["source"] = text
    return json.dumps(held).encode()


def bare(notebook: bytes) -> bytes:
    """A notebook that has lost nbgrader's marks."""
    held = json.loads(notebook)
    for cell in held["cells"]:
        cell["metadata"] = {}
    return json.dumps(held).encode()


# --- the shapes of platforms


def test_canvas(room: Room, inbox: Path) -> None:
    room.enrol(CANVAS)
    mine = room.released()
    source = download(
        inbox / "submissions.zip",
        {
            **{f"leeann_111_{n}_{name}": mine[name] for n, name in enumerate(mine)},
            "ngbo_LATE_112_7_quiz-1.ipynb": mine["quiz.ipynb"],
            "ngbo_LATE_112_8_responses-2.json": mine["responses.json"],
            "oneildíaz_1_2_x.zip": b"",
            f"oneildíazcy_113_9_{ONE}.zip": zipped(below(f"{ONE}/", mine)),
        },
    )
    said = room("collect", ONE, "--from", source)
    assert said.code == 1
    assert room.held("ann") == mine
    assert room.held("bo") == {name: mine[name] for name in ("quiz.ipynb", "responses.json")}
    assert room.held("cy") == mine
    report = rows(room)
    assert report["leeann_111"]["found by"] == "canvas number"
    assert (report["ngbo_112"]["late"], report["leeann_111"]["late"]) == ("yes", "")
    assert report["oneildíazcy_113"]["found by"] == "name"
    assert report["oneildíaz_1"]["result"] == "not collected"
    assert "quiz-1.ipynb is quiz.ipynb, by its cells" in said
    assert "lab.ipynb is missing" in said


def test_moodle(room: Room, inbox: Path) -> None:
    room.enrol("id,name,identifier\ndi,Di Ö. Ef,Participant 77\n")
    mine = room.released()
    source = download(
        inbox / "moodle.zip",
        {
            **below("Ann Lee_401_assignsubmission_file_/", mine),
            **below(f"Bo Ng_402_assignsubmission_file/{ONE}/", mine),
            "Bo Ng_402_assignsubmission_onlinetext_/onlinetext.html": b"<p>Done</p>",
            **below("Participant_77_assignsubmission_file_", mine),
        },
    )
    assert room("collect", ONE, "--from", source).code == 0
    assert room.held("ann") == room.held("di") == mine
    assert room.held("bo") == mine
    assert rows(room)["Participant_77"]["found by"] == "moodle number"


@pytest.mark.parametrize(
    "top",
    ["ann/", f"ann/{ONE}/", "Ann Lee/", "LEE, Ann/", "ANN@x.org/", "down/loads/ann/", "ann.zip"],
)
def test_folders_that_are_called_like_people(room: Room, inbox: Path, top: str) -> None:
    mine = room.released()
    if top.endswith(".zip"):
        files = {top: zipped(below(f"stuff/{ONE}/", mine))}
    else:
        files = below(top, mine)
    assert room("collect", ONE, "--from", download(inbox / "all", files)).code == 0
    assert room.held("ann") == mine


def test_files_that_are_called_like_people(room: Room, inbox: Path) -> None:
    mine = room.released()
    files = {
        "ann_quiz.ipynb": mine["quiz.ipynb"],
        "ann-responses (1).json": mine["responses.json"],
        "lab_bo.ipynb": mine["lab.ipynb"],
        f"{ONE}_bo_quiz.ipynb": mine["quiz.ipynb"],
    }
    assert room("collect", ONE, "--from", download(inbox / "all", files)).code == 0
    assert set(room.held("ann")) == {"quiz.ipynb", "responses.json"}
    assert set(room.held("bo")) == {"quiz.ipynb", "lab.ipynb"}


def test_a_folder_of_downloads_is_taken_as_it_is(room: Room, inbox: Path) -> None:
    mine = room.released()
    files = {**below("ann/", mine), **below("bo/", mine), "read me.txt": b"from the tutors"}
    before = contents(download(inbox / "all", files))
    said = room("collect", ONE, "--from", inbox / "all")
    assert said.code == 0
    assert room.held("ann") == room.held("bo") == mine
    assert "No hand-in, and left out: read me." in said
    assert contents(inbox / "all") == before


def test_a_download_in_a_folder_of_its_own_is_opened(room: Room, inbox: Path) -> None:
    mine = {**room.released(), "timestamp.txt": b"2020-01-01 00:00:00 UTC"}
    people = {**below("Ann Lee_401_assignsubmission_file_/", mine), **below("bo/", mine)}
    source = download(inbox / "all", {"down/moodle 1.zip": zipped(people)})
    assert room("collect", ONE, "--from", source).code == 0
    # A time in a zip file is not believed, as nobody knows who wrote it.
    assert room.held("ann") == room.held("bo") == room.released()


@pytest.mark.parametrize("top", ["", "group/", "Jane Doe/"])
@pytest.mark.parametrize("inner", ["bo/", "Bo Ng_402_assignsubmission_file_/", "bo.zip"])
def test_what_a_stranger_calls_a_folder_in_her_zip_makes_it_nobody_else_s(
    room: Room, inbox: Path, top: str, inner: str
) -> None:
    mine = room.released()
    packed = {inner: zipped(mine)} if inner.endswith(".zip") else below(inner, mine)
    files = {f"{top}homework(3).zip": zipped(packed), **below("ann/", mine)}
    said = room("collect", ONE, "--from", download(inbox / "all", files))
    assert said.code == 1
    assert not room.held("bo")
    # A folder around it is one hand-in as a whole, of nobody.
    assert ("folders in it are called like people" in said) == (not top)
    assert room.held("ann") == mine


# --- whose it is


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("xyz", "nobody in the class is called so"),
        ("Lee", "nobody in the class is called so"),
        ("Ann Lee", "it may be any of ann Ann Lee, ann2 Ann Lee"),
        ("leeann_500_assignsubmission_file_", "it may be any of ann Ann Lee, ann2 Ann Lee"),
        ("quiz", "nobody in the class is called so"),
    ],
)
def test_nobody_is_guessed(room: Room, inbox: Path, name: str, why: str) -> None:
    room.enrol("id,first,last\nann2,Ann,Lee\n")
    source = download(inbox / "all", below(f"{name}/", room.released()))
    said = room("collect", ONE, "--from", source)
    assert said.code == 1
    assert why in said
    assert not (room.root / "submitted").exists()
    assert "Nothing yet from 3: ann Ann Lee, ann2 Ann Lee, bo Bo Ng." in said
    assert "What is above and nobody's yet may be theirs." in said


def test_a_file_that_names_nobody_is_nobodys(room: Room, inbox: Path) -> None:
    said = room("collect", ONE, "--from", download(inbox / "all", room.released()))
    assert "'quiz.ipynb': nothing in its name says whose it is" in said
    assert not (room.root / "submitted").exists()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("ngbo_111_5_quiz.ipynb", "its number is that of ann Ann Lee, its name another's"),
        ("leeann_999_5_quiz.ipynb", "has another Canvas number"),
        ("anon_x1_5_quiz.ipynb", "nothing in its name says whose it is"),
    ],
)
def test_a_number_and_a_name_that_disagree_are_nobodys(
    room: Room, inbox: Path, name: str, why: str
) -> None:
    room.enrol(CANVAS)
    source = download(inbox / "all", {name: room.released()["quiz.ipynb"]})
    said = room("collect", ONE, "--from", source)
    assert why in said
    assert not (room.root / "submitted").exists()


def test_a_student_number_is_no_canvas_number(room: Room, inbox: Path) -> None:
    """A number that two systems give to two people must not meet."""
    room.enrol("id,idnumber\n111,\nbo,112\n")
    files = {f"x_{n}_5_quiz.ipynb": room.released()["quiz.ipynb"] for n in (111, 112)}
    room("collect", ONE, "--from", download(inbox / "all", files))
    assert not (room.root / "submitted").exists()


def test_the_report_is_completed_and_given_back(room: Room, inbox: Path) -> None:
    mine = room.released()
    files = {**below("=cmd/", mine), **below("bo/", mine), **below("who/", mine)}
    source = download(inbox / "all.zip", files)
    said = room("collect", ONE, "--from", source)
    report = room.root / "collected" / f"{ONE}.csv"
    assert f"collect again with --names {report}" in said
    assert "'=cmd,," in report.read_text("utf-8-sig")
    report.write_text(
        report.read_text("utf-8-sig").replace("'=cmd,,", "'=cmd;ann;".replace(";", ","))
    )

    said = room("collect", ONE, "--from", source, "--names", report)
    assert "new       ann Ann Lee, found by your list in '=cmd'" in said
    assert said.code == 1  # who?
    assert room.held("ann") == mine
    assert {name: row["id"] for name, row in rows(room).items()} == {
        "'=cmd": "ann",
        "bo": "bo",
        "who": "",
    }
    # What was written stays written: the next run needs nothing new.
    assert "'who': nobody" in room("collect", ONE, "--from", source, "--names", report)
    assert rows(room)["'=cmd"]["found by"] == "your list"


def test_a_list_outranks_a_name_and_must_name_students(room: Room, inbox: Path) -> None:
    source = download(inbox / "all", {**below("ann/", room.released()), "x/quiz.ipynb": b"{}"})
    names = inbox / "names.csv"
    names.write_text("Name;ID\nann;bo\nx;nobody\nan;ann\n", "utf-8")
    said = room("collect", ONE, "--from", source, "--names", names)
    assert room.held("bo") == room.released()
    assert not room.held("ann")
    assert "your list says nobody, who is not in the class" in said
    assert "Your list also names, and nothing here is called so: an." in said
    names.write_text("name,points\nann,3\n", "utf-8")
    assert "two columns, called name and id" in room("collect", ONE, "--names", names)


def test_who_is_missing_is_told_apart_from_who_is_not_collected(room: Room, inbox: Path) -> None:
    room.enrol("id,first,last\n07,Cy,Di\n")
    files = {**below("ann/", room.released(OTHER)), **below("bo/", room.released())}
    said = room("collect", ONE, "--from", download(inbox / "all", files))
    assert "Handed in, but not collected (see above): ann Ann Lee." in said
    assert "Nothing yet from 1: 07 Cy Di." in said
    assert "new       bo Bo Ng, found by id in 'bo'" in said
    assert "may be theirs" not in said


@pytest.mark.parametrize("source", ["ann", "ann.zip", "ANN@x.org"])
@pytest.mark.parametrize("inside", ["", f"{ONE}/"])
def test_a_folder_that_is_called_like_an_id_may_be_named_itself(
    room: Room, inbox: Path, source: str, inside: str
) -> None:
    mine = room.released()
    said = room("collect", ONE, "--from", download(inbox / source, below(inside, mine)))
    assert said.code == 0
    assert room.held("ann") == mine
    assert f"found by id in '{source.removesuffix('.zip')}'" in said


@pytest.mark.parametrize("inside", ["bo/", "xyz/", "xyz_", "Bo Ng_402_assignsubmission_file_/"])
def test_a_folder_of_a_whole_class_is_nobodys_whatever_it_is_called(
    room: Room, inbox: Path, inside: str
) -> None:
    source = download(inbox / "ann", below(inside, room.released()))
    room("collect", ONE, "--from", source)
    assert not room.held("ann")
    called = download(inbox / "Ann Lee", room.released())
    assert "nothing in its name says" in room("collect", ONE, "--from", called)


# --- the table


def test_the_table_keeps_what_earlier_runs_and_a_person_wrote(room: Room, inbox: Path) -> None:
    room.enrol(CANVAS)
    lab = room.released()["lab.ipynb"]
    files = {"leeann_LATE_111_1_lab.ipynb": lab, "who_113_2_lab.ipynb": lab}
    first = download(inbox / "1", {**files, "x_114_3_lab.ipynb": lab})
    room("collect", ONE, "--from", first)
    report = room.root / "collected" / f"{ONE}.csv"
    text = report.read_text("utf-8-sig")
    report.write_text(text.replace("who_113,,", "who_113,cy,"), "utf-8-sig")

    second = download(inbox / "2", {"ngbo_112_4_lab.ipynb": lab, "who_113_2_lab.ipynb": lab})
    look = room("collect", ONE, "--from", second, "--dry-run")
    assert report.read_text("utf-8-sig") == text.replace("who_113,,", "who_113,cy,")
    said = room("collect", ONE, "--from", second)
    told = f"You wrote an id into {report} for 'who_113'. To go by it, collect again with --names"
    assert told in look
    assert told in said
    assert "Write whose they are" not in said
    now = rows(room)
    assert list(now) == ["leeann_111", "who_113", "x_114", "ngbo_112"]
    assert [row["id"] for row in now.values()] == ["ann", "cy", "", "bo"]
    assert (now["leeann_111"]["found by"], now["leeann_111"]["late"]) == ("canvas number", "yes")
    assert (now["who_113"]["found by"], now["who_113"]["result"]) == ("", "not collected")

    said = room("collect", ONE, "--from", second, "--names", report)
    assert "new       cy Cy O'Neil-Díaz, found by your list in 'who_113'" in said
    # Lines of another download are no mistake in the list.
    assert "nothing here is called so" not in said
    room("collect", ONE, "--from", second)
    assert rows(room)["who_113"]["id"] == "cy"


def test_an_id_that_a_person_corrected_in_the_table_stays(room: Room, inbox: Path) -> None:
    source = download(inbox / "all", below("Ann Lee/", room.released()))
    room("collect", ONE, "--from", source)
    report = room.root / "collected" / f"{ONE}.csv"
    report.write_text(report.read_text("utf-8-sig").replace("Lee,ann,name", "Lee,bo,name"))
    said = room("collect", ONE, "--from", source)
    assert f"You wrote an id into {report} for 'Ann Lee'" in said
    assert rows(room)["Ann Lee"]["id"] == "bo"
    said = room("collect", ONE, "--from", source, "--names", report)
    assert room.held("bo") == room.released()
    assert rows(room)["Ann Lee"]["found by"] == "your list"
    # One hand-in must not count for two people.
    assert not room.held("ann")
    assert (room.root / "submitted_before" / "ann" / ONE).is_dir()
    assert "it is no longer ann's" in said
    assert "Nothing yet from 1: ann Ann Lee" in said


def test_what_the_course_found_once_is_no_word_of_a_person(room: Room, inbox: Path) -> None:
    source = download(inbox / "all", below("Ann Lee/", room.released()))
    room("collect", ONE, "--from", source)
    room.enrol("id,first,last\nann2,Ann,Lee\n")
    report = room.root / "collected" / f"{ONE}.csv"
    said = room("collect", ONE, "--from", source, "--names", report)
    assert "it may be any of ann Ann Lee, ann2 Ann Lee" in said
    assert "You wrote" not in said
    assert rows(room)["Ann Lee"]["id"] == ""


def test_the_mark_of_late_work_stays_and_can_be_asked_for(room: Room, inbox: Path) -> None:
    room.enrol(CANVAS)
    lab = room.released()["lab.ipynb"]
    late = download(inbox / "1", {"leeann_LATE_111_1_lab.ipynb": lab, "ngbo_112_2_lab.ipynb": lab})
    room("collect", ONE, "--from", late)
    # The folder with the right files says nothing of it.
    room("collect", ONE, "--from", download(inbox / "2", below("ann/", {"lab.ipynb": lab})))
    room("collect", ONE, "--from", download(inbox / "3", {"leeann_111_1_lab.ipynb": lab}))
    assert Collection.of(room.folder, ONE).late() == {"ann"}
    assert not Collection.of(room.folder, OTHER).late()
    newer = changed(lab, "in time for the second date")
    room("collect", ONE, "--from", download(inbox / "4", {"leeann_111_9_lab.ipynb": newer}))
    assert not Collection.of(room.folder, ONE).late()


def test_a_table_that_cannot_be_read_stops_it_before_anything_changes(
    room: Room, inbox: Path
) -> None:
    report = room.root / "collected" / f"{ONE}.csv"
    report.parent.mkdir()
    report.write_bytes(b"PK\x03\x04")
    source = download(inbox / "all", below("ann/", room.released()))
    assert "is a spreadsheet. Save it as CSV" in room("collect", ONE, "--from", source)
    assert not room.held("ann")
    assert report.read_bytes() == b"PK\x03\x04"


@pytest.mark.parametrize("second", ["Ann Lee", "ann.zip", "again/ann"])
def test_two_hand_ins_of_one_person_wait_for_a_person(room: Room, inbox: Path, second: str) -> None:
    mine = room.released()
    other = {**mine, "quiz.ipynb": changed(mine["quiz.ipynb"], "other")}
    files = {second: zipped(other)} if second.endswith(".zip") else below(f"{second}/", other)
    source = download(inbox / "all", below("ann/", mine) | files)
    said = room("collect", ONE, "--from", source)
    assert said.code == 1
    assert said.text.count("ann Ann Lee has handed in more than once: ") == 2
    assert not room.held("ann")
    # The mend that it tells of.
    for name, data in other.items():
        (inbox / "all" / "ann" / name).write_bytes(data)
    said = room("collect", ONE, "--from", source)
    assert said.code == 0
    assert "  twice     ann" in said
    assert room.held("ann") == other


# --- what belongs to it


@pytest.mark.parametrize(
    "name", ["quiz (1).ipynb", "quiz-2.ipynb", "Copy of lab.ipynb", "Untitled.IPYNB", "lab.ipynb"]
)
def test_a_notebook_is_known_by_its_cells(room: Room, inbox: Path, name: str) -> None:
    mine = room.released()
    files = below("ann/", {name: mine["quiz.ipynb"], "responses.json": mine["responses.json"]})
    room("collect", ONE, "--from", download(inbox / "all", files))
    assert room.held("ann") == {k: mine[k] for k in ("quiz.ipynb", "responses.json")}


def test_a_whole_workspace_gives_what_belongs_to_the_assignment(room: Room, inbox: Path) -> None:
    mine = room.released()
    workspace = {
        **below(f"work/exercises/{ONE}/", mine | {"notes/mine.txt": b"n"}),
        **below(f"work/exercises/{OTHER}/", room.released(OTHER)),
        "work/lessons/01.ipynb": bare(mine["lab.ipynb"]),
    }
    source = download(inbox / "all", {"ann.zip": zipped(workspace)})
    said = room("collect", ONE, "--from", source)
    assert said.code == 0
    assert room.held("ann") == mine | {"notes/mine.txt": b"n"}
    assert f"is quiz.ipynb of {OTHER}; it is left out" in said


def test_the_other_assignment_is_not_taken_for_this_one(room: Room, inbox: Path) -> None:
    source = download(inbox / "all", below("ann/", room.released(OTHER)))
    said = room("collect", ONE, "--from", source)
    assert said.code == 1
    assert f"no notebook of {ONE} is in it" in said
    assert f"quiz.ipynb is quiz.ipynb of {OTHER}" in said
    assert not room.held("ann")


def test_a_notebook_that_shares_a_cell_name_is_another(room: Room, inbox: Path) -> None:
    """Somebody else's notebook, with two of its three cells called otherwise."""
    names = ("judge", "their-1", "their-2")
    cells = [{"metadata": {"nbgrader": {"grade_id": name}}} for name in names]
    files = {**room.released(), "theirs.ipynb": json.dumps({"cells": cells}).encode()}
    del files["lab.ipynb"]
    said = room("collect", ONE, "--from", download(inbox / "all", below("ann/", files)))
    assert "theirs.ipynb has no test cells of this class" in said
    assert "lab.ipynb is missing" in said
    assert room.held("ann") == files


@pytest.mark.parametrize("right", ["lab.ipynb", "lab (2).ipynb", "old/lab.ipynb"])
def test_labs_that_differ_wait_for_a_person(room: Room, inbox: Path, right: str) -> None:
    mine = room.released()
    del mine["lab.ipynb"]
    lab = room.released()["lab.ipynb"]
    files = {**mine, right: lab, "lab (1).ipynb": changed(lab, "later, or earlier?")}
    said = room("collect", ONE, "--from", download(inbox / "all", below("ann/", files)))
    assert said.code == 1
    assert "'ann': several files could be lab.ipynb, and they differ: " in said
    assert right in said
    assert "lab (1).ipynb" in said
    assert "called like the student's id" in said
    assert not room.held("ann")


@pytest.mark.parametrize("copy", ["lab (1).ipynb", "old/lab.ipynb"])
def test_a_lab_that_differs_in_its_outputs_only_is_the_same(
    room: Room, inbox: Path, copy: str
) -> None:
    mine = room.released()
    held = json.loads(mine["lab.ipynb"])
    held["metadata"]["seen"] = True
    for cell in held["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = 7
    files = {**mine, copy: json.dumps(held).encode()}
    said = room("collect", ONE, "--from", download(inbox / "all", below("ann/", files)))
    assert said.code == 0
    assert room.held("ann") == files
    assert f"{copy} is the same as lab.ipynb" in said


def test_damaged_labs_that_differ_wait_for_a_person(room: Room, inbox: Path) -> None:
    files = {**room.released(), "lab.ipynb": b"{", "old/lab.ipynb": b"[{"}
    said = room("collect", ONE, "--from", download(inbox / "all", below("ann/", files)))
    assert "several files could be lab.ipynb, and they differ: lab.ipynb, old/lab.ipynb" in said
    assert not room.held("ann")


def test_of_two_quiz_notebooks_either_will_do(room: Room, inbox: Path) -> None:
    mine = room.released()
    other = changed(mine["quiz.ipynb"], "thoughts")
    files = below("ann/", {**mine, "quiz-Copy1.ipynb": other})
    said = room("collect", ONE, "--from", download(inbox / "all", files))
    assert said.code == 0
    assert room.held("ann") == {**mine, "quiz-Copy1.ipynb": other}
    assert "quiz-Copy1.ipynb is another quiz.ipynb, which changes nothing" in said


def test_two_quiz_notebooks_with_a_text_to_write_wait_for_a_person(room: Room, inbox: Path) -> None:
    """A teacher may have put one into the quiz."""
    source = room.root / "exercises" / ONE / "quiz.ipynb"
    held = json.loads(source.read_bytes())
    held["cells"].append({"metadata": {"nbgrader": {"grade_id": "why", "task": True}}})
    source.write_text(json.dumps(held), "utf-8")
    mine = room.released()
    other = changed(mine["quiz.ipynb"], "thoughts")
    files = below("ann/", {**mine, "quiz-Copy1.ipynb": other})
    said = room("collect", ONE, "--from", download(inbox / "all", files))
    assert "several files could be quiz.ipynb, and they differ" in said
    assert not room.held("ann")


def test_a_notebook_whose_name_was_added_to_is_found(room: Room, inbox: Path) -> None:
    mine = room.released()
    files = {f"ann_{name}.txt": data for name, data in mine.items() if name != "quiz.json"}
    said = room("collect", ONE, "--from", download(inbox / "all", files))
    assert said.code == 0
    assert room.held("ann") == {k: v for k, v in mine.items() if k != "quiz.json"}
    assert "lab.ipynb.txt is lab.ipynb, by its cells" in said


def test_a_lab_in_a_class_without_labs_is_not_called_a_strangers(room: Room, inbox: Path) -> None:
    for name in (ONE, OTHER):
        (room.root / "exercises" / name / "lab.ipynb").unlink()
    source = download(inbox / "all", below("ann/", room.released()))
    said = room("collect", ONE, "--from", source)
    assert said.code == 0
    assert "lab.ipynb has no test cells of this class" in said


@pytest.mark.parametrize(
    "broken", [b"", b"{", b"\xff\xfe\x00x", b"[1]", b'{"cells": 3}', b"[" * 99_999, b'"x"']
)
def test_a_broken_notebook_is_kept_under_its_name(room: Room, inbox: Path, broken: bytes) -> None:
    mine = {**room.released(), "lab.ipynb": broken}
    said = room("collect", ONE, "--from", download(inbox / "all", below("ann/", mine)))
    assert room.held("ann") == mine
    assert "it is taken for its name" in said


@pytest.mark.parametrize(
    "cells",
    [
        [{"metadata": None}, {"metadata": {"nbgrader": []}}, None, 3, {}],
        [{"metadata": {"nbgrader": {"grade_id": ["x"]}}}],
        [{"metadata": {"nbgrader": {"grade_id": {"a": 1}}}}],
    ],
)
def test_crafted_metadata_stops_nothing(room: Room, inbox: Path, cells: object) -> None:
    crafted = json.dumps({"cells": cells}).encode()
    files = {"ann/quiz.ipynb": crafted, **below("bo/", room.released())}
    assert room("collect", ONE, "--from", download(inbox / "all", files)).code == 0
    assert room.held("ann") == {"quiz.ipynb": crafted}
    assert room.held("bo") == room.released()


def test_answers_are_known_by_their_format(room: Room, inbox: Path) -> None:
    mine, right = room.released(answers=False), room.answers()
    files = {
        **mine,
        "answers.json": right,
        "other.json": b'{"format": "else"}',
        "broken.json": b"{",
    }
    said = room("collect", ONE, "--from", download(inbox / "all", below("ann/", files)))
    assert room.held("ann")["responses.json"] == right
    assert "answers.json is taken for responses.json, by its content" in said


def test_the_answers_of_another_assignment_are_told(room: Room, inbox: Path) -> None:
    mine = {**room.released(), "responses.json": room.answers(OTHER)}
    said = room("collect", ONE, "--from", download(inbox / "all", below("ann/", mine)))
    assert "responses.json holds no answer to this quiz" in said
    assert room.held("ann") == mine


def test_answers_to_this_quiz_go_before_answers_beside_it(room: Room, inbox: Path) -> None:
    mine = room.released()
    files = {
        **mine,
        "responses.json": room.answers(OTHER),
        "saved/responses.json": mine["responses.json"],
    }
    said = room("collect", ONE, "--from", download(inbox / "all", below("ann/", files)))
    assert room.held("ann") == mine
    assert "saved/responses.json is taken for responses.json, by its content" in said


def test_a_quiz_without_its_notebook_counts_and_without_answers_is_told(
    room: Room, inbox: Path
) -> None:
    mine = room.released()
    files = {
        "ann/responses.json": mine["responses.json"],
        **below("bo/", room.released(answers=False)),
    }
    said = room("collect", ONE, "--from", download(inbox / "all", files))
    assert room.held("ann") == {k: mine[k] for k in ("quiz.ipynb", "responses.json")}
    assert "quiz.ipynb was not handed in; the answers were, and count" in said
    assert "responses.json is missing: the quiz will earn nothing" in said


# --- which answers


def log(room: Room, *attempts: tuple[str, str]) -> bytes:
    """A file with attempts at the first question: the id of each, and what was answered."""
    held = json.loads(room.answers())
    (question,) = held["questions"]
    at = "2026-01-01T10:00:00Z"
    made = [{"id": name, "at": at, "response": response} for name, response in attempts]
    held["questions"][question] = {"attempts": made}
    return json.dumps(held).encode()


FIRST, SECOND, OTHER_SECOND = ("x1", "a"), ("x2", "b"), ("x3", "b")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((FIRST, SECOND), (FIRST, OTHER_SECOND)),
        ((FIRST,), (SECOND,)),
        ((FIRST, SECOND), (SECOND, FIRST)),
        ((FIRST, SECOND), (("x1", "c"),)),
    ],
)
@pytest.mark.parametrize("name", ["responses-1.json", "old/responses.json"])
def test_answers_that_differ_wait_for_a_person(
    room: Room,
    inbox: Path,
    one: tuple[tuple[str, str], ...],
    other: tuple[tuple[str, str], ...],
    name: str,
) -> None:
    files = {**room.released(), "responses.json": log(room, *one), name: log(room, *other)}
    said = room("collect", ONE, "--from", download(inbox / "all", below("ann/", files)))
    assert said.code == 1
    assert "'ann': several files could be responses.json, and they differ: " in said
    assert name in said
    assert not room.held("ann")


@pytest.mark.parametrize("name", ["responses-1.json", "a/responses.json", "zz.txt"])
@pytest.mark.parametrize("fuller_is_named", [True, False])
def test_answers_that_hold_all_of_the_others_count(
    room: Room, inbox: Path, name: str, fuller_is_named: bool
) -> None:
    full, part = log(room, FIRST, SECOND, OTHER_SECOND), log(room, FIRST)
    named, added = (full, part) if fuller_is_named else (part, full)
    files = {**room.released(), "responses.json": named, name: added}
    said = room("collect", ONE, "--from", download(inbox / "all", below("ann/", files)))
    assert said.code == 0
    assert room.held("ann") == {**room.released(), "responses.json": full}
    counts, not_that = ("responses.json", name) if fuller_is_named else (name, "responses.json")
    assert f"{counts} counts, not {not_that}: it has all answers of that file, and 2 more" in said


def test_answers_of_two_tries_of_the_same_quiz_wait_for_a_person(room: Room, inbox: Path) -> None:
    """The notebook of a quiz is the same in every try."""
    mine = room.released()
    tries = {
        **below("ann/first/", {**mine, "responses.json": log(room, FIRST)}),
        **below("ann/second/", {**mine, "responses.json": log(room, SECOND)}),
    }
    said = room("collect", ONE, "--from", download(inbox / "all", tries))
    assert said.code == 1
    assert "first/responses.json, second/responses.json" in said
    assert not room.held("ann")
    later = {"ann/second/responses.json": log(room, FIRST, SECOND)}
    said = room("collect", ONE, "--from", download(inbox / "all", later))
    assert said.code == 0
    assert room.held("ann")["responses.json"] == log(room, FIRST, SECOND)


@pytest.mark.parametrize("name", ["responses.json.txt", "responses.txt", "Answers", "a.json (1)"])
def test_answers_are_found_whatever_a_platform_makes_of_their_name(
    room: Room, inbox: Path, name: str
) -> None:
    mine = room.released()
    files = {**room.released(answers=False), name: mine["responses.json"]}
    said = room("collect", ONE, "--from", download(inbox / "all", below("ann/", files)))
    assert said.code == 0
    assert room.held("ann") == mine
    assert f"{name} is taken for responses.json, by its content" in said
    assert "missing" not in said


@pytest.mark.parametrize("name", ["responses.json", "responses.json.txt", "backup.txt"])
@pytest.mark.parametrize("notebook", [True, False])
def test_damaged_answers_are_called_damaged(
    room: Room, inbox: Path, name: str, notebook: bool
) -> None:
    mine = room.released(answers=False) if notebook else {}
    files = {**mine, name: room.answers()[:-20]}
    said = room("collect", ONE, "--from", download(inbox / "all", below("ann/", files)))
    assert f"{name} is damaged: the quiz will earn nothing. Ask for it again" in said
    assert "holds no answer" not in said
    assert ("is taken for responses.json" in said) == (notebook and name != "responses.json")
    assert ("responses.json" in room.held("ann")) == notebook


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"version": 99}, "was written by a newer course: the quiz will earn nothing. Bring this"),
        ({"version": None}, "is damaged: the quiz will earn nothing"),
        ({"x": "x" * 10_000_001}, "is larger than 10 MB: the quiz will earn nothing"),
    ],
)
def test_answers_that_cannot_be_marked_are_told(
    room: Room, inbox: Path, change: dict[str, object], why: str
) -> None:
    mine = {**room.released(), "responses.json": json.dumps(json.loads(room.answers()) | change)}
    files = {name: data.encode() if isinstance(data, str) else data for name, data in mine.items()}
    said = room("collect", ONE, "--from", download(inbox / "all", below("ann/", files)))
    assert said.code == 0
    assert f"responses.json {why}" in said
    assert room.held("ann") == files


def test_whole_answers_go_before_damaged_ones_and_both_are_told(room: Room, inbox: Path) -> None:
    mine = room.released()
    aside = "responses.damaged-20260101-100000.json"
    files = {**mine, aside: room.answers()[:-9]}
    said = room("collect", ONE, "--from", download(inbox / "all", below("ann/", files)))
    assert said.code == 0
    assert room.held("ann") == files
    assert f"{aside} is damaged; it does not count. Ask for it again if it may hold more" in said


def test_answers_alone_are_not_taken_for_themselves(room: Room, inbox: Path) -> None:
    files = {"ann/responses.json": room.answers()}
    said = room("collect", ONE, "--from", download(inbox / "all", files))
    assert "is taken for" not in said


@pytest.mark.parametrize("broken", [b"", b"{", b"[1]", b'{"cells": 3}'])
@pytest.mark.parametrize("lab", [True, False])
def test_a_damaged_quiz_with_whole_answers_counts_like_a_missing_one(
    room: Room, inbox: Path, broken: bytes, lab: bool
) -> None:
    mine = room.released()
    if not lab:
        del mine["lab.ipynb"]
    files = below("ann/", {**mine, "quiz.ipynb": broken})
    said = room("collect", ONE, "--from", download(inbox / "all", files))
    assert said.code == 0
    assert room.held("ann") == mine
    assert "quiz.ipynb cannot be read as a notebook; the answers can, and count" in said
    assert "it is taken for its name" not in said


def test_a_damaged_quiz_without_answers_stays_what_it_is(room: Room, inbox: Path) -> None:
    mine = {**room.released(), "quiz.ipynb": b"{", "responses.json": room.answers()[:-9]}
    said = room("collect", ONE, "--from", download(inbox / "all", below("ann/", mine)))
    assert room.held("ann") == mine
    assert "quiz.ipynb cannot be read as a notebook; it is taken for its name" in said


def test_a_time_that_a_student_wrote_is_not_believed(room: Room, inbox: Path) -> None:
    mine = {**room.released(), "timestamp.txt": b"2020-01-01 00:00:00 UTC"}
    files = {"ann.zip": zipped(mine), **below("bo/", mine), "di/mine.zip": zipped(mine)}
    files |= below("Cy Di_4_assignsubmission_file_/", mine)
    room.enrol("id,first,last\ncy,Cy,Di\ndi,,\n")
    room("collect", ONE, "--from", download(inbox / "all", files))
    for student in ("ann", "cy", "di"):
        assert room.held(student).keys() == room.released().keys()
    # A folder of the instructor's own may hold it.
    assert room.held("bo")["timestamp.txt"] == mine["timestamp.txt"]


def test_names_of_files_fit_every_system(room: Room, inbox: Path) -> None:
    files = {**room.released(), 'a<b>:"c"?.txt': b"1", "end. ": b"2", f"{'x' * 200}.csv": b"3"}
    source = download(inbox / "all", {"ann.zip": zipped(files)})
    room("collect", ONE, "--from", source)
    assert set(room.held("ann")) - set(room.released()) == {
        "a_b___c__.txt",
        "end",
        f"{'x' * 120}.csv",
    }


def test_a_name_is_cut_by_its_bytes(room: Room, inbox: Path) -> None:
    files = {**room.released(), f"{'背' * 120}.txt": b"1", f"x.{'é' * 60}": b"2"}
    said = room("collect", ONE, "--from", download(inbox / "all.zip", below("ann/", files)))
    assert said.code == 0
    assert set(room.held("ann")) - set(room.released()) == {f"{'背' * 40}.txt", f"x.{'é' * 9}"}


def test_a_name_of_a_file_and_a_folder_keeps_one_of_them(room: Room, inbox: Path) -> None:
    both = {"a": b"file", "a/b": b"in it", "c/d": b"in it", "c ": b"file"}
    files = {"ann.zip": zipped({**room.released(), **both}), **below("bo/", room.released())}
    said = room("collect", ONE, "--from", download(inbox / "all", files))
    assert said.code == 0
    assert room.held("ann") == {**room.released(), "a": b"file", "c/d": b"in it"}
    assert "a/b is left out: another file has that name here" in said
    assert room.held("bo") == room.released()


def test_a_hand_in_that_cannot_be_stored_does_not_stop_the_others(room: Room, inbox: Path) -> None:
    deep = "/".join("folder" for _ in range(600))
    files = {
        "ann.zip": zipped({**room.released(), f"{deep}/x.txt": b"1"}),
        **below("bo/", room.released()),
    }
    said = room("collect", ONE, "--from", download(inbox / "all", files))
    assert said.code == 1
    assert "'ann': it cannot be put into the class (folder/folder" in said
    assert "File name too long" in said
    assert not room.held("ann")
    assert room.held("bo") == room.released()
    assert not contents(room.root / ".course" / "incoming")


@pytest.mark.parametrize("name", ["quiz.ipynb", "responses.json", "notes.txt"])
def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    room: Room, inbox: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    mine = {**room.released(), "notes.txt": b"mine"}
    source = download(inbox / "all", {**below("ann/", mine), **below("bo/", mine)})
    read = Path.read_bytes

    def locked(path: Path) -> bytes:
        if path == source / "ann" / name:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", locked)
    said = room("collect", ONE, "--from", source)
    monkeypatch.undo()
    assert said.code == 1
    assert f"({source / 'ann' / name}: Permission denied)" in said
    assert not room.held("ann")
    assert room.held("bo") == mine


def course_test(room: Room) -> bytes:
    """What a learner shares by her click: answers, though to no question of an assignment."""
    held = json.loads(room.answers())
    held["questions"] = {"ct-what-is-a-disc-before": next(iter(held["questions"].values()))}
    return json.dumps(held).encode()


@pytest.mark.parametrize("answers", [True, False])
@pytest.mark.parametrize("name", ["course_test.json", "course_test (1).json"])
def test_a_shared_course_test_is_kept_as_such_and_is_no_answer(
    room: Room, inbox: Path, answers: bool, name: str
) -> None:
    mine, shared = room.released(answers=answers), course_test(room)
    files = below("ann/", {**mine, name: shared}) | {f"bo_{name}": shared}
    files |= {f"bo_{file}": data for file, data in mine.items()}
    said = room("collect", ONE, "--from", download(inbox / "all", files))
    assert said.code == 0
    assert room.held("ann") == room.held("bo") == {**mine, "course_test.json": shared}
    assert ("responses.json is missing" in said) == (not answers)


def test_two_shared_course_tests_do_not_stop_a_hand_in(room: Room, inbox: Path) -> None:
    mine, shared = room.released(), course_test(room)
    both = {"course_test (1).json": shared + b" ", "course_test.json": shared}
    said = room("collect", ONE, "--from", download(inbox / "all", below("ann/", {**mine, **both})))
    assert room.held("ann") == {**mine, "course_test.json": shared}
    assert "course_test (1).json is left out" in said


def test_bad_archives_do_not_stop_the_others(room: Room, inbox: Path) -> None:
    mine = room.released()
    source = download(
        inbox / "all.zip",
        {
            "ann.zip": zipped(mine)[:-40],
            "bo.zip": zipped({**mine, "../../../evil.txt": b"x"}),
            "cy/hand-in.rar": b"Rar!",
            **below("cy/", mine),
        },
    )
    room.enrol("id\ncy\n")
    said = room("collect", ONE, "--from", source)
    assert said.code == 1
    assert "ann.zip is no whole zip file" in said
    assert "outside the zip file" in said
    assert "is a .rar archive" in said
    assert room.held("bo") == room.held("cy") == mine
    assert not room.held("ann")
    assert not list(room.root.parent.rglob("evil.txt"))


def test_a_bomb_does_not_stop_the_others(room: Room, inbox: Path) -> None:
    bomb = zipped({**room.released(), "bomb.txt": b"0" * 3_000_000})
    source = download(inbox / "all.zip", {"ann.zip": bomb, **below("bo/", room.released())})
    limits = Limits(inner=1_000_000)
    done = module.collect(room.folder, ONE, source, limits=limits, tell=lambda _: None)
    assert [handed.label.text for handed in done.failed] == ["ann"]
    assert done.failed[0].damages == ["ann.zip unpacks to more than it may hold"]
    assert room.held("bo") == room.released()
    assert not room.held("ann")


# --- again


def test_collecting_again_changes_nothing(room: Room, inbox: Path) -> None:
    source = download(inbox / "all.zip", below("ann/", room.released()))
    room("collect", ONE, "--from", source)
    before = contents(room.root)
    said = room("collect", ONE, "--from", source)
    after = contents(room.root)
    assert "1 hand-in collected before, and unchanged." in said
    report = f"collected/{ONE}.csv"
    assert b"unchanged" in after.pop(report)
    before.pop(report)
    assert after == before


def test_a_look_changes_nothing_and_says_the_same(room: Room, inbox: Path) -> None:
    source = download(inbox / "all.zip", {**below("ann/", room.released()), "x/quiz.ipynb": b""})
    before = contents(room.root)
    look = room("collect", ONE, "--from", source, "--dry-run")
    assert contents(room.root) == before
    said = room("collect", ONE, "--from", source)
    assert look.code == said.code == 1
    assert look.text.replace("Nothing was changed: this was only a look.\n", "") == said.text


def test_a_newer_hand_in_replaces_an_older_one_which_is_kept(room: Room, inbox: Path) -> None:
    first = room.released()
    room("collect", ONE, "--from", download(inbox / "1", below("ann/", first)))
    room.grade("ann")
    (room.root / "feedback" / "ann" / ONE).mkdir(parents=True)
    (room.root / "feedback" / "ann" / ONE / "quiz.html").write_text("old page", "utf-8")
    second = {**first, "responses.json": room.answers(response="b")}
    said = room("collect", ONE, "--from", download(inbox / "2", below("ann/", second)))
    assert "replaced  ann" in said
    assert "lies in submitted_before. Grade them again." in said
    assert room.held("ann") == second
    (kept,) = (room.root / BEFORE / "ann" / ONE).iterdir()
    assert contents(kept) == first
    # Points and pages of the old one do not pass for those of the new one.
    assert not (room.root / "autograded" / "ann" / ONE).exists()
    assert not (room.root / "feedback" / "ann" / ONE).exists()
    (aside,) = (room.root / GRADED_BEFORE / "ann" / ONE).iterdir()
    assert {path.name for path in aside.iterdir()} == {"autograded", "feedback"}
    # An older download, found again.
    said = room("collect", ONE, "--from", inbox / "1")
    assert "older     ann" in said
    assert room.held("ann") == second


def test_an_earlier_hand_in_that_comes_again_is_told_and_can_be_chosen(
    room: Room, inbox: Path
) -> None:
    first = room.released()
    second = {**first, "responses.json": room.answers(response="b")}
    sources = [
        download(inbox / str(n), below("ann/", files)) for n, files in enumerate((first, second))
    ]
    for source in (*sources, sources[0]):
        said = room("collect", ONE, "--from", source)
    assert "the same as an earlier hand-in; the later one was kept" in said
    assert f"move submitted/ann/{ONE} to another place and collect again" in said
    assert "the later one was kept" in rows(room)["ann"]["notes"]
    assert room.held("ann") == second
    # As it says.
    shutil.move(room.root / "submitted" / "ann" / ONE, inbox / "aside")
    assert "new       ann" in room("collect", ONE, "--from", sources[0])
    assert room.held("ann") == first
    assert "older     ann" in room("collect", ONE, "--from", sources[1])


def test_times_decide_what_is_newer(room: Room, inbox: Path) -> None:
    def at(hour: int, response: str) -> dict[str, bytes]:
        time = f"2026-03-01 {hour:02}:00:00 UTC".encode()
        answers = room.answers(response=response)
        return {**room.released(), "responses.json": answers, "timestamp.txt": time}

    for number, (hour, response, result) in enumerate(
        [(10, "a", "new"), (9, "b", "older"), (11, "c", "replaced"), (12, "a", "replaced")]
    ):
        source = download(inbox / str(number), below("ann/", at(hour, response)))
        assert f"{result:<9} ann" in room("collect", ONE, "--from", source)
    assert room.held("ann") == at(12, "a")
    assert len(list((room.root / BEFORE / "ann" / ONE).iterdir())) == 2


def test_what_the_instructor_mended_stays(room: Room, inbox: Path) -> None:
    source = download(inbox / "all", below("ann/", {**room.released(), "lab.ipynb": b"{"}))
    room("collect", ONE, "--from", source)
    mended = room.released()["lab.ipynb"]
    (room.root / "submitted" / "ann" / ONE / "lab.ipynb").write_bytes(mended)
    assert "unchanged" in room("collect", ONE, "--from", source)
    assert room.held("ann")["lab.ipynb"] == mended


@pytest.mark.parametrize("at", range(4))
def test_no_hand_in_is_lost_when_it_is_stopped(
    room: Room, inbox: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    first, second = room.released(), {**room.released(), "responses.json": room.answers(OTHER)}
    room("collect", ONE, "--from", download(inbox / "1", below("ann/", first)))
    room.grade("ann")
    source = download(inbox / "2", below("ann/", second))

    moves = []
    move: Callable[[Path, Path], None] = module.put.__globals__["_move"]

    def stopped(source: Path, target: Path) -> None:
        moves.append(source)
        if len(moves) > at:
            raise KeyboardInterrupt
        move(source, target)

    monkeypatch.setitem(module.put.__globals__, "_move", stopped)
    with pytest.raises(KeyboardInterrupt):
        module.collect(room.folder, ONE, source, tell=lambda _: None)
    monkeypatch.undo()
    everywhere = [room.held("ann"), *map(contents, (room.root / BEFORE).glob(f"ann/{ONE}/*"))]
    assert first in everywhere
    room("collect", ONE, "--from", source)
    everywhere = [*map(contents, (room.root / BEFORE).glob(f"ann/{ONE}/*"))]
    assert room.held("ann") == second
    assert everywhere == [first]
    assert not (room.root / ".course" / "incoming").exists() or not contents(
        room.root / ".course" / "incoming"
    )


def test_an_unknown_assignment_or_place_is_refused(room: Room, inbox: Path) -> None:
    assert "has no assignment '07'" in room("collect", "07", "--from", inbox)
    assert "does not exist" in room("collect", ONE, "--from", inbox / "no")
    assert "has no exchange" in room("collect", ONE)


# --- nbgrader's exchange


@pytest.fixture
def exchange(room: Room, tmp_path: Path) -> Path:
    """The place where students' programs put what they hand in."""
    root = tmp_path / "exchange"
    config = room.root / "nbgrader_config.py"
    config.write_text(f"{config.read_text('utf-8')}\nc.Exchange.root = {str(root)!r}\n", "utf-8")
    (root / "spring-runners" / "inbound").mkdir(parents=True)
    return root / "spring-runners" / "inbound"


def handed(inbound: Path, who: str, time: str, files: dict[str, bytes]) -> None:
    stamp = {"timestamp.txt": time.encode(), "submission_secret.txt": b"s"}
    download(inbound / f"{who}+{ONE}+{time}", files | stamp)


def test_the_exchange(room: Room, exchange: Path) -> None:
    room.enrol("id,login\nbo,bng\n")
    mine = room.released()
    handed(exchange, "ann", "2026-03-01 10:00:00 UTC", mine)
    handed(exchange, "bng", "2026-03-01 10:00:00 UTC", mine)
    handed(exchange, "guest", "2026-03-01 10:00:00 UTC", mine)
    look = room("collect", ONE, "--dry-run")
    assert "new       ann Ann Lee, found by id in 'ann'" in look
    assert not (room.root / "submitted").exists()
    said = room("collect", ONE)
    assert said.code == 0
    stamp = {"timestamp.txt": b"2026-03-01 10:00:00 UTC", "submission_secret.txt": b"s"}
    assert room.held("ann") == room.held("bo") == room.held("guest") == mine | stamp
    assert "guest, found by account" in said
    assert "this account is not on your list of students" in said

    newer = {**mine, "responses.json": room.answers(response="b")}
    handed(exchange, "ann", "2026-03-02 10:00:00 UTC", newer)
    assert "replaced  ann" in room("collect", ONE)
    assert room.held("ann")["responses.json"] == newer["responses.json"]
    (kept,) = (room.root / BEFORE / "ann" / ONE).iterdir()
    assert contents(kept) == mine | stamp
    assert "3 hand-ins collected before, and unchanged." in room("collect", ONE)


def test_an_empty_exchange_is_no_failure(room: Room, exchange: Path) -> None:
    said = room("collect", ONE)
    assert said.code == 0
    assert f"{ONE}: 0 hand-ins in the exchange." in said
