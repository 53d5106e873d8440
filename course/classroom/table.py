"""CSV files as people have them, and CSV files that are safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from course.errors import CourseError
from course.learner import files

_SEPARATORS = ",;\t|"
_TITLE_LINES = 30
# A cell that begins so is a formula for a spreadsheet.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_QUOTED_FORMULA = re.compile(r'="(?P<text>[^"]*)"')
_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


@dataclass(frozen=True)
class Row:
    """A line with something in it: where it begins (counted from 1), and its cells."""

    line: int
    cells: tuple[str, ...]

    def at(self, column: int | None) -> str:
        """Text of a cell; empty if the line or the table has none there."""
        return "" if column is None or column >= len(self.cells) else self.cells[column]


@dataclass(frozen=True)
class Table:
    """A file with a line of headings.

    Attributes
    ----------
    headings
        As `squash` writes them: ``"emailaddress"`` for "E-mail address".
    rows
        The lines below, without empty ones.
    note
        What a person should know about how the file was read; mostly nothing.
    """

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""

    def column(self, names: Iterable[str]) -> int | None:
        """Number of the first column that has one of these headings, in their order."""
        return next((self.headings.index(name) for name in names if name in self.headings), None)


def squash(text: str) -> str:
    """Letters and digits of a text, in small letters and without accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def read(path: Path, known: Collection[str]) -> Table:
    """Read a CSV file with any separator, in any usual encoding, with any lines above the headings.

    Parameters
    ----------
    path
        The file.
    known
        Headings that are looked for, as `squash` writes them. The line with most of them is the
        line of headings, and the separator that shows most of them is the separator.

    Raises
    ------
    CourseError
        If it is no such file.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {files.reason(error)}.") from None
    text, note = _decoded(raw, path)
    best: tuple[int, int, list[Row]] = (0, 0, [])
    for separator in _SEPARATORS:
        try:
            rows = list(_rows(text, separator))
        except csv.Error as error:
            raise CourseError(f"{path} cannot be read as CSV: {error}.") from None
        for number, row in enumerate(rows[:_TITLE_LINES]):
            hits = len({squash(cell) for cell in row.cells} & set(known))
            if hits > best[0]:
                best = (hits, number, rows)
    hits, number, rows = best
    if not hits:
        raise CourseError(
            f"{path}: no line of headings was found. Give the columns names in the first line, "
            f"such as: {', '.join(list(known)[:6])}."
        )
    headings = tuple(squash(cell) for cell in rows[number].cells)
    return Table(headings, tuple(rows[number + 1 :]), note)


def write(
    path: Path, headings: Sequence[str], rows: Iterable[Sequence[object]], *, mark: bool = False
) -> None:
    """Write a CSV file in UTF-8 in one step; a text that a spreadsheet would run is made harmless.

    Parameters
    ----------
    path
        The file.
    headings, rows
        What stands in it; None is an empty cell.
    mark
        Whether it begins with the mark by which a spreadsheet knows the encoding.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    path.parent.mkdir(parents=True, exist_ok=True)
    files.replace(path, text.getvalue().encode("utf-8-sig" if mark else "utf-8"))


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and _FORMULA.match(cell.lstrip(" ")):
        return f"'{cell}"
    return cell


def _rows(text: str, separator: str) -> Iterable[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield Row(line, tuple(map(_cell, cells)))
        line = reader.line_num + 1


def _cell(text: str) -> str:
    text = unicodedata.normalize("NFC", text.strip())
    if quoted := _QUOTED_FORMULA.fullmatch(text):
        return quoted["text"].strip()
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:].lstrip(" ")) else text


def _decoded(raw: bytes, path: Path) -> tuple[str, str]:
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise CourseError(f"{path} is a spreadsheet. Save it as CSV and give that file.")
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            return _strictly(raw, encoding, path), ""
    head = raw[:4000]
    if b"\0" in head:
        even, odd = head[::2].count(0), head[1::2].count(0)
        return _strictly(raw, "utf-16-be" if even > odd else "utf-16-le", path), ""
    try:
        return raw.decode("utf-8"), ""
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
        return text, f"{path.name} is not in UTF-8. Look whether names with accents are right."


def _strictly(raw: bytes, encoding: str, path: Path) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise CourseError(f"{path} is no text. Save your list as CSV and give that file.") from None
