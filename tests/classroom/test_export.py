"""Points for learning platforms, and how far the class is."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from room import ASSIGNMENTS, ONE, REPO, Room, contents, download

TWO = ASSIGNMENTS[1]


@pytest.fixture
def graded(room: Room) -> Room:
    """A class: ann is graded to the end, bo waits for a reader, cy for grading, di did nothing."""
    room.enrol(
        "id,first,last,email,login,idnumber,canvas id,section\n"
        "ann,Ann,Lee,ann@x.org,alee,S-1,111,Morning\n"
        "bo,Bo,Ng,bo@x.org,,,,\n"
        "c+y,=cmd|' /C calc'!A0,Zoë,,,,,\n"
        "di,Di,Ef,,,,,\n"
    )
    for student in ("ann", "bo", "c~2by"):
        download(room.root / "submitted" / student / ONE, room.released())
    room.grade("ann", share=0.505)
    room.read("ann")
    room.grade("bo")
    return room


def table(room: Room, platform: str) -> list[list[str]]:
    raw = (room.root / "exported" / f"{platform}.csv").read_bytes()
    # A platform reads the first heading as it is; a spreadsheet needs the mark.
    assert raw.startswith(b"\xef\xbb\xbf") == (platform == "plain")
    return list(csv.reader(raw.decode("utf-8-sig").splitlines()))


def test_canvas(graded: Room) -> None:
    assert graded("export", "--for", "canvas").code == 0
    assert table(graded, "canvas") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", ONE, TWO],
        ["    Points Possible", "", "", "", "", "40", "40"],
        ["Ef, Di", "", "di", "", "", "", ""],
        ["Lee, Ann", "111", "S-1", "alee", "Morning", "22.18", ""],
        ["Ng, Bo", "", "bo", "", "", "", ""],
        ["Zoë, =cmd|' /C calc'!A0", "", "c+y", "", "", "", ""],
    ]


def test_moodle(graded: Room) -> None:
    assert graded("export", "--for", "moodle").code == 0
    heads, *rows = table(graded, "moodle")
    assert heads == [
        *("Identifier", "First name", "Last name", "ID number", "Username", "Email address"),
        *(ONE, TWO),
    ]
    assert rows[1] == ["", "Ann", "Lee", "S-1", "alee", "ann@x.org", "22.18", ""]
    assert rows[3] == ["", "'=cmd|' /C calc'!A0", "Zoë", "c+y", "", "", "", ""]


@pytest.mark.parametrize(
    ("listed", "canvas", "moodle"),
    [
        (
            "First name,Last name,ID number,Email address\nSam,Kim,1001,sam@x.org\n",
            ["", "1001", ""],
            ["", "1001", "", "sam@x.org"],
        ),
        (
            "First name,Last name,Email address\nSam,Kim,sam@x.org\n",
            ["", "", ""],
            ["", "", "", "sam@x.org"],
        ),
        (
            "Identifier,Full name\nParticipant 12,Sam Kim\n",
            ["", "", ""],
            ["Participant 12", "", "", ""],
        ),
        (
            'Student,ID,SIS User ID,SIS Login ID,Section\n"Kim, Sam",41001,,skim,A\n',
            ["41001", "", "skim"],
            ["", "", "skim", ""],
        ),
        (
            'Student,ID,SIS User ID,SIS Login ID,Section\n"Kim, Sam",41001,,,A\n',
            ["41001", "", ""],
            ["", "", "", ""],
        ),
        (
            "id,first_name,last_name,email\n7b,Sam,Kim,sam@x.org\n",
            ["", "7b", ""],
            ["", "7b", "", "sam@x.org"],
        ),
    ],
)
def test_a_column_holds_what_its_heading_says(
    room: Room, tmp_path: Path, listed: str, canvas: list[str], moodle: list[str]
) -> None:
    """What the list of students does not know stays empty, whatever serves as the id."""
    (room.root / "students.csv").unlink()
    room.enrol(listed)
    for platform, about in (("canvas", canvas), ("moodle", moodle)):
        room("export", "--for", platform)
        heads, *rows = table(room, platform)
        (sam,) = (row for row in rows if "Sam" in " ".join(row))
        assert (sam[1:4] if platform == "canvas" else [sam[0], *sam[3:6]]) == about, heads


def test_a_plain_table(graded: Room) -> None:
    assert graded("export", "--for", "plain").code == 0
    heads, *rows = table(graded, "plain")
    assert heads == ["id", "last_name", "first_name", "email", f"{ONE} (of 40)", f"{TWO} (of 40)"]
    assert rows[1] == ["ann", "Lee", "Ann", "ann@x.org", "22.18", ""]


def test_what_is_not_graded_to_its_end_is_empty_and_told(graded: Room) -> None:
    said = graded("export", "--for", "plain")
    assert ": 1 result of 4 students." in said
    assert f"{ONE}, not graded, and so left empty (1): c~2by." in said
    assert f"{ONE}, waiting for a person to read, and so left empty (1): bo." in said
    graded.read("bo")
    said = graded("export", "--for", "plain")
    assert ": 2 results of 4 students." in said
    assert [row[4] for row in table(graded, "plain")[1:]] == ["", "22.18", "40", ""]


def test_what_was_handed_in_again_is_not_graded(graded: Room) -> None:
    """By collecting, or by nbgrader's own means, which go by the time."""
    (graded.root / "submitted" / "ann" / ONE / "timestamp.txt").write_text(
        "2026-01-01 10:00:00 UTC"
    )
    assert "not graded, and so left empty (2): ann, c~2by" in graded("export", "--for", "plain")
    assert [row[4] for row in table(graded, "plain")[1:]] == ["", "", "", ""]


def test_a_grading_by_nbgrader_that_was_stopped_gives_no_points(graded: Room) -> None:
    """It enters every cell first, and points as they come."""
    with graded.folder.gradebook() as book:
        book.add_submission(ONE, "c~2by")
    shutil.copytree(
        graded.root / "submitted" / "c~2by" / ONE, graded.root / "autograded" / "c~2by" / ONE
    )
    assert ": 1 result of 4 students." in graded("export", "--for", "plain")
    assert [row[4] for row in table(graded, "plain")[1:]] == ["", "22.18", "", ""]


def test_a_penalty_is_taken_off(graded: Room) -> None:
    with graded.folder.gradebook() as book:
        notebook = book.find_submission(ONE, "ann").notebooks[0]
        notebook.late_submission_penalty = 2
        book.db.commit()
    graded("export", "--for", "plain")
    assert table(graded, "plain")[2][4] == "20.18"


def test_nothing_at_all_is_no_zero(room: Room) -> None:
    assert room("export", "--for", "canvas").code == 0
    assert [row[5:] for row in table(room, "canvas")[2:]] == [["", ""], ["", ""]]


def test_before_a_release_there_is_nothing_to_export(room: Room, tmp_path: Path) -> None:
    other = Room(tmp_path / "other")
    other("new", other.root, "--name", "x")
    said = other("export", "--for", "plain")
    assert said.code == 1
    assert "First comes: course class release" in said
    assert "0 students" in other("status")


def test_a_look_writes_nothing_and_again_writes_the_same(graded: Room) -> None:
    before = contents(graded.root)
    look = graded("export", "--for", "moodle", "--dry-run")
    assert contents(graded.root) == before
    said = graded("export", "--for", "moodle")
    assert look.text.replace("would be written", "written") == said.text
    first = contents(graded.root / "exported")
    graded("export", "--for", "moodle")
    assert contents(graded.root / "exported") == first


def test_work_of_an_id_that_the_list_writes_otherwise_is_told(room: Room) -> None:
    """On some systems a name in capitals is another folder."""
    for student in ("ann", "Ann"):
        download(room.root / "submitted" / student / ONE, room.released())
        with room.folder.gradebook() as book:
            book.update_or_create_student(student)
        room.grade(student)
        room.read(student)
    download(room.root / "submitted" / "zoe" / TWO, room.released(TWO))
    said = room("export", "--for", "plain")
    assert ": 1 result of 2 students." in said
    assert f"Ann has work ({ONE}) and no row: students.csv has ann." in said
    assert f"zoe has work ({TWO}) and no row: students.csv has nobody of that id." in said
    assert " ann has work" not in said


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    code = (
        "import sys, course.cli, course.classroom.grades, course.classroom.status\n"
        "import course.classroom.feedback, course.classroom.grade, course.classroom.collect\n"
        "assert 'nbgrader' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=REPO, check=True)


def test_an_unknown_platform_is_refused(room: Room) -> None:
    assert room("export", "--for", "blackboard").code == 2


def test_status_is_one_table(graded: Room) -> None:
    for student, pages in (("ann", ("quiz", "lab")), ("bo", ("quiz",))):
        place = graded.root / "feedback" / student / ONE
        place.mkdir(parents=True)
        for page in pages:
            (place / f"{page}.html").touch()
    collected = graded.root / "collected" / f"{ONE}.csv"
    collected.parent.mkdir(exist_ok=True)
    collected.write_text("name,id,found by,result,late,notes\nBo,bo,name,new,late,\n", "utf-8")
    before = contents(graded.root)
    said = graded("status")
    assert said.code == 0
    assert contents(graded.root) == before
    first, heads, one, two = said.text.strip().splitlines()
    assert first == "Spring runners: 4 students, parts: both."
    # Each number counts people: Ann's two pages are one, and Bo's page for the quiz is half.
    assert [head for head in heads.split("  ") if head] == [
        *("assignment", "released", "due (UTC)"),
        *("handed in", "late", "graded", "to read", "finished", "feedback"),
    ]
    assert one.split() == [ONE, "yes", "–", "3", "1", "2", "1", "1", "1"]
    assert two.split() == [TWO, "yes", "–", "0", "0", "0", "0", "0", "0"]
    assert one.index("yes") == two.index("yes") == heads.index("released")


def test_status_before_and_beside_the_course(room: Room) -> None:
    (room.root / "handouts" / f"{ONE}.zip").unlink()
    (room.root / "release" / TWO).rename(room.root / "elsewhere")
    said = room("status")
    assert f"{ONE}  by nbgrader" in said
    assert f"{TWO}   no" in said


def test_a_list_that_was_damaged_is_told_by_each_command(room: Room) -> None:
    (room.root / "students.csv").write_text("id,first\nann,Ann\n,Nobody\n", "utf-8")
    line = "students.csv, line 3: Nobody has no id"
    assert line in room("status")
    assert line in room("export", "--for", "plain")
    # Who is in the gradebook is still in the class.
    assert [row[0] for row in table(room, "plain")[1:]] == ["ann", "bo"]
