"""Downloads of every kind, and what must not happen with bad ones."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from room import contents, download, zipped

from course.classroom.archive import Download, Limits, unpack
from course.errors import CourseError


def opened(tmp_path: Path, source: Path, limits: Limits | None = None) -> Download:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return unpack(source, scratch, limits)


def names(found: Download) -> set[str]:
    return {str(file.path) for file in found.files}


def damages(found: Download) -> dict[str, str]:
    return {str(damage.path): damage.why for damage in found.damages}


@pytest.mark.parametrize("where", ["all.zip", "all"])
def test_zip_files_in_zip_files_are_folders(tmp_path: Path, where: str) -> None:
    inner = zipped({"x/quiz.ipynb": b"1", "deep.zip": zipped({"lab.ipynb": b"2"})})
    found = opened(tmp_path, download(tmp_path / where, {"ann.ZIP": inner, "b.txt": b"3"}))
    read = {str(file.path): file.data.read_bytes() for file in found.files}
    assert read == {
        "ann.ZIP/x/quiz.ipynb": b"1",
        "ann.ZIP/deep.zip/lab.ipynb": b"2",
        "b.txt": b"3",
    }
    assert not found.damages


def test_what_systems_leave_behind_is_left_out(tmp_path: Path) -> None:
    junk = [
        *("__MACOSX/ann/._quiz.ipynb", "ann/._quiz.ipynb", "ann/.DS_Store", "Thumbs.db"),
        *("ann/.ipynb_checkpoints/quiz-checkpoint.ipynb", "ann/__pycache__/x.pyc", "desktop.ini"),
    ]
    source = download(tmp_path / "all.zip", dict.fromkeys([*junk, "ann/quiz.ipynb"], b""))
    assert names(opened(tmp_path, source)) == {"ann/quiz.ipynb"}


@pytest.mark.parametrize(
    "name",
    ["../evil.txt", "ann/../../evil.txt", "/tmp/evil.txt", "C:/evil.txt", "C:\\evil.txt", "..\\e"],
)
def test_a_name_that_leads_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    source = download(tmp_path / "in" / "x.txt", {}).parent
    source.mkdir()
    download(source / "all.zip", {name: b"evil", "ann/quiz.ipynb": b"good"})
    found = opened(tmp_path, source / "all.zip")
    assert names(found) == {"ann/quiz.ipynb"}
    assert "outside the zip file" in next(iter(damages(found).values()))
    assert set(contents(tmp_path)) == {"in/all.zip", "scratch/1"}


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("key", "utf-8")
    source = tmp_path / "all"
    source.mkdir()
    (source / "link.txt").symlink_to(secret)
    (source / "loop").symlink_to(source)
    link = zipfile.ZipInfo("ann/link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(link, str(secret))
    (source / "ann.zip").write_bytes(packed.getvalue())
    found = opened(tmp_path, source)
    assert not found.files
    assert set(damages(found)) == {"link.txt", "loop", "ann.zip/ann/link.txt"}


def test_names_from_every_system_come_out_right(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        # As macOS packs: UTF-8, decomposed, without saying so.
        archive.writestr("ann.txt", b"")
        archive.writestr("Zoe\u0308\\quiz.ipynb", b"")
        archive.writestr("bell\x07\x1b[2J.txt", b"")
    raw = path.read_bytes()
    path.write_bytes(raw.replace(struct.pack("<HH", 20, 0x800), struct.pack("<HH", 20, 0)))
    assert names(opened(tmp_path, path)) == {
        "ann.txt",
        "Zo\u00eb/quiz.ipynb",
        "bell\ufffd\ufffd[2J.txt",
    }


def test_a_folder_may_have_names_in_no_encoding(tmp_path: Path) -> None:
    source = tmp_path / "all"
    source.mkdir()
    Path(os.fsdecode(os.fsencode(source) + b"/jos\xe9.ipynb")).touch()
    assert names(opened(tmp_path, source)) == {"jos\ufffd.ipynb"}


def broken(how: str) -> bytes:
    whole = zipped({"quiz.ipynb": b"a" * 1000, "lab.ipynb": os.urandom(1000)})
    match how:
        case "cut":
            return whole[:-30]
        case "empty":
            return b""
        case "text":
            return b"this is no archive"
        case "password":
            return whole.replace(struct.pack("<HH", 20, 0), struct.pack("<HH", 20, 1))
        case "method":
            return whole.replace(struct.pack("<H", 8) + whole[10:14], b"\x63\0" + whole[10:14])
    # One byte of the second file's content is another one.
    at = whole.index(b"lab.ipynb") + 500
    return whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :]


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("cut", {"bo.zip": "is no whole zip file"}),
        ("empty", {"bo.zip": "is no whole zip file"}),
        ("text", {"bo.zip": "is no whole zip file"}),
        ("password", dict.fromkeys(["bo.zip/lab.ipynb", "bo.zip/quiz.ipynb"], "needs a password")),
        (
            "method",
            dict.fromkeys(["bo.zip/lab.ipynb", "bo.zip/quiz.ipynb"], "is damaged in the zip file"),
        ),
        ("bit", {"bo.zip/lab.ipynb": "is damaged in the zip file"}),
    ],
)
def test_a_bad_archive_is_told_and_the_rest_goes_on(
    tmp_path: Path, how: str, why: dict[str, str]
) -> None:
    files = {"ann.zip": zipped({"quiz.ipynb": b""}), "bo.zip": broken(how), "cy.txt": b""}
    found = opened(tmp_path, download(tmp_path / "all.zip", files))
    assert damages(found) == why
    assert names(found) - {"bo.zip/quiz.ipynb"} == {"ann.zip/quiz.ipynb", "cy.txt"}


def test_a_download_that_is_no_whole_zip_file_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "all.zip"
    source.write_bytes(broken("text"))
    with pytest.raises(CourseError, match="is no whole zip file"):
        opened(tmp_path, source)


def test_other_archives_are_named(tmp_path: Path) -> None:
    found = opened(tmp_path, download(tmp_path / "all", {"ann.rar": b"", "bo.tar.gz": b""}))
    assert not found.files
    assert "is a .rar archive" in damages(found)["ann.rar"]


SMALL = Limits(file=1_000, inner=3_000, whole=10_000, ratio=2, files=5, whole_files=12, depth=3)
BOMB = zipped({f"{n}.txt": b"0" * 900 for n in range(5)})


@pytest.mark.parametrize(
    ("inner", "why"),
    [
        (BOMB, "unpacks to more than it may hold"),
        (zipped({f"{n}": b"" for n in range(6)}), "holds too many files"),
        (zipped({"big.txt": b"0" * 1_001}), "is larger than 0.001 MB"),
        (zipped({"a.zip": zipped({"b.zip": zipped({})})}), "zip files lie in each other"),
    ],
    ids=["bytes", "files", "one file", "depth"],
)
def test_a_bomb_is_dropped_and_the_rest_goes_on(tmp_path: Path, inner: bytes, why: str) -> None:
    files = {"ann.zip": zipped({"quiz.ipynb": b"good"}), "bo.zip": inner, "cy.txt": b""}
    found = opened(tmp_path, download(tmp_path / "all.zip", files), SMALL)
    assert names(found) == {"ann.zip/quiz.ipynb", "cy.txt"}
    assert why in "".join(damages(found).values())


def test_what_an_archive_says_of_its_size_is_not_believed(tmp_path: Path) -> None:
    raw = zipped({"big.txt": b"0" * 5_000_000})
    told = raw.replace(struct.pack("<L", 5_000_000), struct.pack("<L", 10))
    assert told != raw
    source = download(tmp_path / "all", {"bo.zip": told, "cy.txt": b""})
    found = opened(tmp_path, source, SMALL)
    assert names(found) == {"cy.txt"}
    assert sum(len(data) for data in contents(tmp_path / "scratch").values()) < 2_000_000


@pytest.mark.parametrize("where", ["all.zip", "all"])
def test_a_download_that_holds_too_much_is_refused_whole(tmp_path: Path, where: str) -> None:
    many = {f"{n}.zip": zipped({"a.txt": b"0" * 900, "b.txt": b"0" * 900}) for n in range(8)}
    source = download(tmp_path / where, many)
    with pytest.raises(CourseError, match=f"{where} (unpacks to more|holds too many)"):
        opened(tmp_path, source, SMALL)


@pytest.mark.parametrize(("name", "why"), [("no", "does not exist"), ("a.txt", "neither a folder")])
def test_what_is_no_download_is_refused(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(CourseError, match=why):
        opened(tmp_path, tmp_path / name)
