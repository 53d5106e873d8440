"""Downloads opened with care: folders and zip files, zip files in zip files, and bad ones.

Nothing is ever written under a name that stands in an archive. Each file lies under a number in the
scratch folder; the name is only a note, to be judged by whoever uses it.
"""

from __future__ import annotations

import contextlib
import lzma
import os
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from course.errors import CourseError
from course.learner.files import reason

_JUNK_FOLDERS = frozenset({"__MACOSX", "__pycache__", ".ipynb_checkpoints", ".git"})
_JUNK_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini", ".nbgrader.log"})
_OTHER_ARCHIVES = frozenset({".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz"})
_BLOCK = 1 << 20
_LINK = "is a link to another place, which is not followed"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)


@dataclass(frozen=True)
class Limits:
    """How much a download may hold, so that a crafted zip file cannot fill the disk.

    Attributes
    ----------
    file, inner, whole
        Bytes of one file, of what comes out of one zip file, and of everything.
    ratio
        A zip file may give more than ``inner`` up to this many times its own size: it may hold a
        whole class.
    files, whole_files
        Numbers of files in one zip file and in everything.
    depth
        Zip files in zip files, the outermost counted.
    """

    file: int = 100_000_000
    inner: int = 500_000_000
    whole: int = 10_000_000_000
    ratio: int = 50
    files: int = 20_000
    whole_files: int = 200_000
    depth: int = 4


@dataclass(frozen=True)
class Found:
    """A file of a download.

    Attributes
    ----------
    path
        Where it lay, from the top of the download; a zip file counts as a folder.
    data
        Where its bytes are.
    """

    path: PurePosixPath
    data: Path


@dataclass(frozen=True)
class Damage:
    """What could not be read: a file, or a zip file as a whole."""

    path: PurePosixPath
    why: str


@dataclass
class Download:
    """What a download holds, and what of it could not be read."""

    files: list[Found] = field(default_factory=list)
    damages: list[Damage] = field(default_factory=list)


class _TooMuchError(Exception):
    """A zip file holds more than it may."""


def unpack(source: Path, scratch: Path, limits: Limits | None = None) -> Download:
    """Look through a folder or a zip file; nothing in it is changed.

    Parameters
    ----------
    source
        The download.
    scratch
        Empty folder for what lies in zip files.
    limits
        How much it may hold.

    Raises
    ------
    CourseError
        If there is no such folder or zip file, or it holds more than it may.
    """
    opened = _Opened(scratch, limits or Limits())
    try:
        if source.is_dir():
            opened.folder(source)
        elif source.is_file() and source.suffix.lower() == ".zip":
            opened.archive(source, PurePosixPath(), 1)
        else:
            there = "is neither a folder nor a zip file" if source.exists() else "does not exist"
            raise CourseError(f"{source} {there}. Name the folder or zip file of your download.")
    except _TooMuchError as error:
        raise CourseError(f"{source} {error}. Unpack it yourself and look what it is.") from None
    for damage in opened.download.damages:
        if not damage.path.parts:
            raise CourseError(f"{source} {damage.why}. Download it again.")
    return opened.download


class _Opened:
    def __init__(self, scratch: Path, limits: Limits) -> None:
        self.download = Download()
        self._scratch, self._limits = scratch, limits
        self._bytes = self._files = 0

    def folder(self, top: Path) -> None:
        def unreadable(error: OSError) -> None:
            self._damaged(shown(os.path.relpath(error.filename, top)), reason(error))

        for place, folders, names in os.walk(top, onerror=unreadable):
            folders.sort()
            for name in sorted([*folders, *names]):
                path = Path(place, name)
                where = shown(path.relative_to(top).as_posix())
                if is_junk(where):
                    continue
                if path.is_symlink():
                    self._damaged(where, _LINK)
                elif path.is_file():
                    self._take(path, where, 0)

    def archive(self, path: Path, where: PurePosixPath, depth: int) -> None:
        if depth > self._limits.depth:
            self._damaged(where, f"zip files lie in each other more than {depth - 1} deep")
            return
        try:
            opened = zipfile.ZipFile(path)
        except _DAMAGE:
            self._damaged(where, "is no whole zip file")
            return
        files, damages = len(self.download.files), len(self.download.damages)
        try:
            with opened:
                room = max(self._limits.inner, self._limits.ratio * path.stat().st_size)
                self._members(opened, where, depth, room)
        except _TooMuchError as error:
            if (depth == 1 and not where.parts) or self._is_full():
                raise
            # Half of a hand-in is no hand-in.
            for dropped in self.download.files[files:]:
                dropped.data.unlink()
            del self.download.files[files:], self.download.damages[damages:]
            self._damaged(where, str(error))

    def _members(
        self, opened: zipfile.ZipFile, where: PurePosixPath, depth: int, room: int
    ) -> None:
        count = 0
        for member in opened.infolist():
            named = _name(member)
            inside = where / shown(named)
            if named.endswith("/") or is_junk(shown(named)):
                continue
            if problem := _bad_member(member, named):
                self._damaged(inside, problem)
                continue
            count += 1
            if count > self._limits.files:
                raise _TooMuchError("holds too many files")
            try:
                copy = self._copied(_blocks(opened, member), room)
            except zipfile.BadZipFile:
                self._damaged(inside, "is damaged in the zip file")
                continue
            room -= copy.stat().st_size
            self._take(copy, inside, depth)
            if inside.suffix.lower() == ".zip":
                copy.unlink()

    def _copied(self, blocks: Iterator[bytes], room: int) -> Path:
        """Copy what really comes out, whatever the archive says of its size."""
        self._files += 1
        copy = self._scratch / str(self._files)
        with copy.open("wb") as file:
            for block in blocks:
                room -= len(block)
                self._bytes += len(block)
                if room < 0 or self._is_full():
                    raise _TooMuchError("unpacks to more than it may hold")
                file.write(block)
        return copy

    def _is_full(self) -> bool:
        return self._bytes > self._limits.whole or self._files > self._limits.whole_files

    def _take(self, data: Path, where: PurePosixPath, depth: int) -> None:
        suffix = where.suffix.lower()
        if suffix == ".zip":
            self.archive(data, where, depth + 1)
        elif suffix in _OTHER_ARCHIVES:
            self._damaged(where, f"is a {suffix} archive. Unpack it, and pack it again as zip")
        elif data.stat().st_size > self._limits.file:
            self._damaged(where, f"is larger than {self._limits.file / 1e6:g} MB")
        else:
            self.download.files.append(Found(where, data))

    def _damaged(self, where: PurePosixPath, why: str) -> None:
        self.download.damages.append(Damage(where, why))


def _blocks(opened: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a file in an archive holds, with one error for all kinds of damage."""
    try:
        with opened.open(member) as stream:
            while block := stream.read(_BLOCK):
                yield block
    except _DAMAGE as error:
        raise zipfile.BadZipFile(str(error)) from error


def _bad_member(member: zipfile.ZipInfo, named: str) -> str:
    parts = named.split("/")
    if named.startswith("/") or ".." in parts or (len(parts[0]) == 2 and parts[0][1] == ":"):
        return "names a place outside the zip file, which nothing harmless does"
    if stat.S_ISLNK(member.external_attr >> 16):
        return _LINK
    if member.flag_bits & 1:
        return "needs a password"
    return ""


def _name(member: zipfile.ZipInfo) -> str:
    """The name as it was meant: macOS writes UTF-8 and does not say so, Windows a backslash."""
    name = member.filename
    if not member.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def shown(name: str) -> PurePosixPath:
    """A name that can be printed: one of a download may hold anything."""
    text = unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "replace"))
    return PurePosixPath("".join(sign if sign.isprintable() else "\ufffd" for sign in text))


def in_zip(path: PurePosixPath) -> bool:
    """Whether a zip file is part of a path in a download."""
    return any(part.lower().endswith(".zip") for part in path.parts)


def is_junk(path: PurePosixPath) -> bool:
    """Whether a file is one that systems and tools leave behind, and nobody handed in."""
    return (
        bool(_JUNK_FOLDERS & set(path.parts))
        or path.name.lower() in _JUNK_FILES
        or path.name.startswith("._")
        or path.suffix == ".pyc"
    )
