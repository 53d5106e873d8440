"""Lists of students as people and platforms write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from room import Room

from course.classroom import roster, table
from course.classroom.roster import Roster, Student, plain_id, safe_id
from course.errors import CourseError

PLAIN = "id,first_name,last_name,email\nann,Ann,Lee,ann@x.org\nbo,Bo,Ng,bo@x.org\n"
ANN, BO = Student("ann", "Ann", "Lee", "ann@x.org"), Student("bo", "Bo", "Ng", "bo@x.org")
CANVAS = '''\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Quiz (77),Current Score
,,,,,Manual Posting,
    Points Possible,,,,,20,(read only)
"Lee, Ann",111,S-1,ann,Morning,,90
"=""Ng, Bo""",112,S-2,bo+1@x.org,"Morning, Evening",,
"Student, Test",999,,7f3a,Morning,,
'''
WORKSHEET = """Identifier,"Full name","ID number","Email address",Status,Grade
"Participant 401","Ann Lee",,Ann@x.org,"No submission",
"Participant 402","Bo van Ng",,bo@x.org,"No submission",
"""


def read(tmp_path: Path, data: str | bytes, name: str = "roster.csv") -> Roster:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return roster.read(path)


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        "sep=;\n" + PLAIN.replace(",", ";"),
        "My class, spring\n\n\n" + PLAIN + "\n,,,\n\n",
        PLAIN.replace("id,first_name,last_name,email", "ID , First Name,SURNAME,E-Mail"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-32"),
        "section,id,first,last,email\n,ann,Ann,Lee,ann@x.org\n,bo,Bo,Ng,bo@x.org",
    ],
    ids=[
        *("plain", "mark", "semicolons", "tabs", "windows", "old mac", "sep line", "title lines"),
        *("headings", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "other order"),
    ],
)
def test_a_list_is_read_however_it_was_saved(tmp_path: Path, data: str | bytes) -> None:
    assert read(tmp_path, data) == Roster([ANN, BO])


def test_a_list_in_the_encoding_of_windows_is_read_and_said_to_be_so(tmp_path: Path) -> None:
    found = read(tmp_path, "id;first;last\njose;José;O’Muñoz".encode("cp1252"))
    assert found.students == [Student("jose", "José", "O’Muñoz")]
    assert "not in UTF-8" in found.notes[0]


def test_a_gradebook_of_canvas_gives_its_students_and_no_other_line(tmp_path: Path) -> None:
    assert read(tmp_path, CANVAS) == Roster(
        [
            Student("ann", "Ann", "Lee", "", "ann", "S-1", "111", "Morning"),
            Student("bo~2b1@x.org", "Bo", "Ng", "", "bo+1@x.org", "S-2", "112", "Morning, Evening"),
        ]
    )


def test_a_worksheet_of_moodle_gives_its_students(tmp_path: Path) -> None:
    found = read(tmp_path, WORKSHEET)
    assert found.students == [
        Student("Ann@x.org", "Ann", "Lee", "Ann@x.org", lms_id="Participant 401"),
        Student("bo@x.org", "Bo van", "Ng", "bo@x.org", lms_id="Participant 402"),
    ]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (",Cy,Di,cy@x.org", "has no id"),
        ("1.23E+11,Cy,Di,", "cut short"),
        (f"{'x' * 101},Cy,Di,", "longer than"),
        ("c\u200by,Cy,Di,", "cannot be seen"),
        ("ann,Other,Person,", "like Ann Lee in line 2"),
        ("ANN,Other,Person,", "like Ann Lee in line 2"),
        ('cy,"Cy\nDi\nEf",Di,', "quotation mark"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_and_the_rest_goes_on(
    tmp_path: Path, line: str, word: str
) -> None:
    found = read(tmp_path, f"{PLAIN}\n{line}\nef,Ef,Gi,ef@x.org\n")
    assert [student.id for student in found.students] == ["ann", "bo", "ef"]
    (problem,) = found.problems
    assert problem.startswith("roster.csv, line 5: ")
    assert word in problem


def test_a_line_that_stands_there_twice_counts_once(tmp_path: Path) -> None:
    found = read(tmp_path, PLAIN + "ann,Ann,Lee,ann@x.org\n")
    assert found == Roster([ANN, BO], notes=["roster.csv, line 4: repeats line 2."])


def test_people_of_one_name_are_pointed_out(tmp_path: Path) -> None:
    found = read(tmp_path, PLAIN + "ann2,ann,LEE,\n")
    assert len(found.students) == 3
    assert "lines 2, 4: all are called Ann Lee" in found.notes[0]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "no line of headings"),
        (b"ann\nbo\n", "no line of headings"),
        (b"PK\x03\x04rest", "is a spreadsheet"),
        (b"\xff\xfeabc", "is no text"),
        (b"\0\0\0\0id", "headings"),
        (b'id,first\n"' + b"x" * 200_000, "field larger"),
    ],
)
def test_what_is_no_list_is_refused_in_words(tmp_path: Path, data: bytes, word: str) -> None:
    with pytest.raises(CourseError, match=word):
        read(tmp_path, data)


def test_a_list_without_any_id_is_a_problem(tmp_path: Path) -> None:
    found = read(tmp_path, "first,last\nAnn,Lee\n")
    assert not found.students
    assert "names nobody" in found.problems[0]


@given(st.text(min_size=1, max_size=12))
@settings(max_examples=300)
def test_a_safe_id_is_a_plain_folder_name_that_can_be_read_back(text: str) -> None:
    safe = safe_id(text)
    assert set(safe) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@-~")
    assert safe[0] not in ".-"
    assert not safe.endswith(".")
    assert plain_id(safe) == plain_id(text)
    assert safe_id(safe) == safe


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("ann.lee-1@x.org", "ann.lee-1@x.org"),
        ("a+b", "a~2bb"),
        ("../up", "~2e.~2fup"),
        ("CON", "~43ON"),
        ("two words", "two~20words"),
        ("Zoë", "Zo~c3~ab"),
        ("a~b", "a~7eb"),
    ],
)
def test_safe_ids(text: str, safe: str) -> None:
    assert safe_id(text) == safe
    assert plain_id(safe) == text


def test_a_cell_that_is_a_formula_is_made_harmless_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    cells = ["=cmd|' /C calc'!A0", "+49", "-1", "@x", "\ttab", " =1", "'quoted", "plain"]
    table.write(path, ["id", *"abcdefg"], [cells])
    raw = path.read_text("utf-8").splitlines()[1]
    assert raw.startswith("'=cmd|")
    assert "'+49,'-1,'@x" in raw
    assert ",' =1,'quoted,plain" in raw
    (row,) = table.read(path, ["id"]).rows
    assert [cell.strip() for cell in row.cells] == [cell.strip() for cell in cells]


def test_a_list_adds_students_and_changes_none(room: Room) -> None:
    said = room.enrol("id,first,last,email\nANN,Anna,Lee,\ncy,Cy,Di,cy@x.org\n")
    assert said.code == 0
    assert room.ids() == ["ann", "bo", "cy"]
    assert "Students that are new: cy." in said
    assert "ann: the list has first 'Anna', the class 'Ann', which stays" in said
    assert "Not on the list, and still in the class: bo." in said
    with room.folder.gradebook() as book:
        assert book.find_student("ann").first_name == "Ann"
        assert book.find_student("cy").email == "cy@x.org"


def test_what_was_not_known_of_a_student_is_added(room: Room) -> None:
    room.enrol("id,login,idnumber\nann,alee,S-1\nbo,bng,S-2\n")
    assert roster.load(room.folder).students == [
        Student("ann", "Ann", "Lee", "ann@x.org", "alee", "S-1"),
        Student("bo", "Bo", "Ng", "bo@x.org", "bng", "S-2"),
    ]


def test_what_was_changed_in_formgrader_stays(room: Room) -> None:
    with room.folder.gradebook() as book:
        book.update_or_create_student("ann", first_name="Annie")
    room.enrol("id,first\nann,Ann\n")
    with room.folder.gradebook() as book:
        assert book.find_student("ann").first_name == "Annie"


def test_a_list_with_a_bad_line_enters_the_others_and_fails(room: Room) -> None:
    said = room.enrol("id,first\n,Nobody\ncy,Cy\n")
    assert said.code == 1
    assert room.ids() == ["ann", "bo", "cy"]
    assert "roster.csv, line 2: Nobody has no id" in said


def test_the_list_of_the_class_can_be_edited_and_given_back(room: Room) -> None:
    room.enrol("id\na+b\n")
    mine = room.root / "students.csv"
    # As a spreadsheet saves it.
    mine.write_text(mine.read_text("utf-8-sig").replace(",", ";") + "di;Di;Ef;;;;;\n", "cp1252")
    assert room("new", room.root, "--students", mine).code == 0
    assert room.ids() == ["ann", "a~2bb", "bo", "di"]
