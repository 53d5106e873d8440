"""A running log as people keep it (typed lines, a watch's export) turned into runs.

The page reads a log in the browser with the same rules (``course/view/tools/logtext.js``); a test
feeds both with the same texts and compares them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from course.model.training import Run

KM = {"km": 1.0, "mi": 1.609344, "m": 0.001}
NEAREST_KM, FARTHEST_KM = 0.001, 300.0
OLDEST_YEAR = 1950

# What is wrong with a line, and what to do about it. The page tells it in the same words.
PROBLEMS = {
    "no-date": "There is no date with its year. Write one, such as 2026-03-12 or 12 Mar 2026.",
    "date-late": "The date does not come first. Write it before the distance, such as "
    "2026-03-12 8.5 km.",
    "no-such-day": "The calendar has no such day. Correct the date.",
    "swapped": "There is no month above 12. Choose the other order of day and month, "
    "or correct the date.",
    "future": "This day is still to come. Correct the date.",
    "no-distance": "There is no distance. Write it after the date, such as 8.5 km.",
    "below-zero": "A distance cannot be below zero. Take the minus away.",
    "too-far": "This is more than 300 km in one run. Correct the number or the unit.",
}

# ASCII letters only, as in the browser.
_ANY_CASE = re.IGNORECASE | re.ASCII
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_NAME = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +)?"
_TIME = (
    r"(?:(?:t|,? +)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
    r"(?: ?[ap]\.?m\.?(?![a-z]))?(?:z| ?(?:utc|gmt)| ?[+-][0-9]{2}:?[0-9]{2}(?![0-9]))?)?"
)
# Year first; year first without marks; numbers with the year last; named month; month named first.
_DATES = tuple(
    re.compile(f"{_DAY_NAME}{form}(?![0-9]){_TIME}", _ANY_CASE)
    for form in (
        r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})",
        r"([0-9]{4})([0-9]{2})([0-9]{2})",
        r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{2})",
        r"([0-9]{1,2})(?:st|nd|rd|th)?[ .-]*([a-z]{3,9})\.?[ ,-]*([0-9]{4})",
        r"([a-z]{3,9})\.? +([0-9]{1,2})(?:st|nd|rd|th)?,? +([0-9]{4})",
    )
)
_NUMBERS_ONLY = 2
_UNIT = r"(km|kms|k|kilomet(?:er|re)s?|mi|miles?|m|met(?:er|re)s?)"
_CELL = re.compile(rf"([0-9][0-9.,]*|[.,][0-9]+) *{_UNIT}?\.?", _ANY_CASE)
_NAMED = re.compile(rf"(?<![0-9.,:-])([0-9][0-9.,]*|[.,][0-9]+) *{_UNIT}(?![a-z])", _ANY_CASE)
_BELOW_ZERO = re.compile("- *[0-9.,]")
_NUMBER = re.compile(r"[0-9][0-9.,]*|[.,][0-9]+")
_NAMED_UNIT = re.compile(rf" *{_UNIT}(?![a-z])", _ANY_CASE)
_IS_TIME = re.compile(
    ":[0-9]| *(?:h|hrs?|hours?|min|mins|minutes?|s|secs?|seconds?)(?![a-z])", _ANY_CASE
)
_BLANKS = re.compile("[\u00a0\u2007\u2009\u202f]")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a log is written.

    Attributes
    ----------
    delimiter
        What stands between columns: tab, ``;`` or ``,``. Empty for plain lines that begin with the
        date and go on with the distance.
    day, distance, kind
        Number of the column with the date, the distance, and the kind of sport (-1: none; with it,
        only rows that say "run" count). Only with a delimiter.
    unit
        Unit of distances that name none: ``km``, ``mi`` or ``m``.
    day_first
        Whether 3/4/2026 is the third of April.
    """

    delimiter: str = ""
    day: int = 0
    distance: int = 1
    kind: int = -1
    unit: str = "km"
    day_first: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that could not be read: its number from 1, its text, and a key of `PROBLEMS`."""

    line: int
    text: str
    what: str


@dataclass(frozen=True, slots=True)
class Log:
    """What a text holds.

    Attributes
    ----------
    runs
        In the order of the text.
    problems
        Lines that could not be read; the others still count.
    left_out
        Number of rows without a run: another sport, or a distance of 0.
    """

    runs: tuple[Run, ...]
    problems: tuple[Problem, ...]
    left_out: int


def read_log(text: str, layout: Layout, today: date) -> Log:
    """Runs of a log, and the lines that could not be read.

    Lines before the first date that have no digit where the date should be are headings; lines
    that begin with ``#`` are remarks.

    Parameters
    ----------
    text
        The log.
    layout
        How it is written; `guess_layout` gives one.
    today
        Runs after this day are told as a problem.
    """
    runs: list[Run] = []
    problems: list[Problem] = []
    left_out = 0
    heading = True
    for line, raw, cells in _records(text, layout.delimiter):
        cell = cells[layout.day] if layout.delimiter and layout.day < len(cells) else raw
        if heading and not re.search("[0-9]", cell):
            continue
        heading = False
        found = _read_line(raw, cells, layout, today)
        if isinstance(found, Run):
            runs.append(found)
        elif found == "left-out":
            left_out += 1
        else:
            problems.append(Problem(line, raw.split("\n")[0][:80], found))
    return Log(tuple(runs), tuple(problems), left_out)


def _read_line(raw: str, cells: list[str], layout: Layout, today: date) -> Run | str:
    """A run, ``"left-out"``, or what is wrong."""
    day: date | str
    distance: float | str
    if layout.delimiter and max(layout.day, layout.distance) < len(cells):
        if 0 <= layout.kind < len(cells) and not _is_run(cells[layout.kind]):
            return "left-out"
        day, end = _read_day(cells[layout.day], layout.day_first)
        if end < len(cells[layout.day]) and not isinstance(day, str):
            day = "no-date"
        distance = _cell_km(cells[layout.distance], layout.unit)
    else:
        day, end = _read_day(raw, layout.day_first)
        distance = _first_km(raw[end:], layout.unit)
        if day == "no-date" and _has_date(raw, layout.day_first):
            day = "date-late"
    if isinstance(day, str):
        return day
    if day > today:
        return "future"
    if isinstance(distance, str):
        return distance
    if distance < NEAREST_KM:
        return "left-out"
    return "too-far" if distance > FARTHEST_KM else Run(day, distance)


def _read_day(text: str, day_first: bool) -> tuple[date | str, int]:
    """The date at the start of a text, or what is wrong, and where it ends."""
    for form, pattern in enumerate(_DATES):
        match = pattern.match(text)
        if not match:
            continue
        first, second, third = match.groups()
        if form < _NUMBERS_ONLY:
            year, month, day = int(first), int(second), int(third)
        elif form == _NUMBERS_ONLY:
            year = int(third)
            day, month = (int(first), int(second)) if day_first else (int(second), int(first))
        else:
            name, number = (second, first) if form == _NUMBERS_ONLY + 1 else (first, second)
            if name[:3].lower() not in _MONTHS:
                continue
            year, month, day = int(third), _MONTHS.index(name[:3].lower()) + 1, int(number)
        if len(third) == 2 and form >= _NUMBERS_ONLY:
            year += 2000 if year < 70 else 1900
        return _calendar_day(year, month, day, swappable=form == _NUMBERS_ONLY), match.end()
    return "no-date", 0


def _has_date(text: str, day_first: bool) -> bool:
    """Whether a date stands behind other words."""
    rests = (text[mark.end() :] for mark in re.finditer(r"[ \t,;(]", text))
    return any(isinstance(_read_day(rest, day_first)[0], date) for rest in rests)


def _calendar_day(year: int, month: int, day: int, *, swappable: bool) -> date | str:
    if swappable and month > 12 and 1 <= day <= 12:
        return "swapped"
    try:
        found = date(year, month, day)
    except ValueError:
        return "no-such-day"
    return found if year >= OLDEST_YEAR else "no-such-day"


def _cell_km(cell: str, unit: str) -> float | str:
    """Distance of a table's cell: a number, or the first one with a unit among other words."""
    if _BELOW_ZERO.match(cell):
        return "below-zero"
    match = _CELL.fullmatch(cell) or _NAMED.search(cell)
    return _km(match[1].rstrip(".,"), match[2] or unit) if match else "no-distance"


def _first_km(rest: str, unit: str) -> float | str:
    """First distance in what follows the date; times such as 42:10 and 45 min are passed over."""
    at = 0
    while number := _NUMBER.search(rest, at):
        text = number[0].rstrip(".,")
        end = number.start() + len(text)
        time = _IS_TIME.match(rest, end)
        if not time:
            if rest[: number.start()].endswith(" -"):
                return "below-zero"
            named = _NAMED_UNIT.match(rest, end)
            return _km(text, named[1] if named else unit)
        at = end + 1
        while at < len(rest) and rest[at] in "0123456789:":
            at += 1
    return "no-distance"


def _km(number: str, unit: str) -> float | str:
    short = _short_unit(unit)
    points, commas = number.count("."), number.count(",")
    if points and commas:
        # The last mark is the decimal one; the others part thousands.
        last = max(number.rfind("."), number.rfind(","))
        number = re.sub("[.,]", "", number[:last]) + "." + number[last + 1 :]
    elif points + commas > 1 or (short == "m" and re.fullmatch("[0-9]{1,3}[.,][0-9]{3}", number)):
        number = re.sub("[.,]", "", number)
    else:
        number = number.replace(",", ".")
    if not re.fullmatch(r"[0-9]*\.?[0-9]*", number) or len(number) > 15:
        return "no-distance"
    return float(number) * KM[short]


def _short_unit(unit: str) -> str:
    unit = unit.lower()
    return "km" if unit[0] == "k" else "mi" if unit.startswith("mi") else "m"


def _records(text: str, delimiter: str) -> Iterator[tuple[int, str, list[str]]]:
    """Number of the first line, text and cells of each row that is not empty."""
    clean = _BLANKS.sub(" ", text.removeprefix("\ufeff")).replace("\r\n", "\n").replace("\r", "\n")
    lines = clean.split("\n")
    at = 0
    while at < len(lines):
        start, raw = at, lines[at]
        at += 1
        if delimiter:
            cells = _split(raw, delimiter)
            # A title in quotation marks may hold line breaks.
            while cells is None and at < len(lines) and at - start <= 20:
                raw, at = f"{raw}\n{lines[at]}", at + 1
                cells = _split(raw, delimiter)
            if cells is None:
                raw, at = lines[start], start + 1
                cells = [_trim(cell) for cell in raw.split(delimiter)]
        else:
            cells = [raw]
        raw = _trim(raw)
        if any(map(_trim, cells)) and not raw.startswith("#"):
            yield start + 1, raw, cells


def _trim(text: str) -> str:
    return text.strip(" \t\n")


def _split(line: str, delimiter: str) -> list[str] | None:
    """Cells of a row; ``None`` while a quotation mark is open."""
    # "12 Mar 2026, 8,5 km": here the comma without a blank is a decimal one.
    loose = delimiter == "," and bool(re.match("[^,]*, ", line))
    cells, cell, quoted = [], "", False
    at = 0
    while at < len(line):
        mark = line[at]
        if quoted:
            if mark == '"' and line[at + 1 : at + 2] == '"':
                cell, at = cell + mark, at + 1
            elif mark == '"':
                quoted = False
            else:
                cell += mark
        elif mark == '"' and not _trim(cell):
            cell, quoted = "", True
        elif mark == delimiter and not (loose and re.match("[0-9],[0-9]", line[max(at - 1, 0) :])):
            cells.append(_trim(cell))
            cell = ""
        else:
            cell += mark
        at += 1
    return None if quoted else [*cells, _trim(cell)]


@dataclass(frozen=True, slots=True)
class Guess:
    """What a log seems to be like.

    Attributes
    ----------
    layout
        To begin with; the learner may change it.
    columns
        A name for each column of a table; empty for plain lines.
    order_unclear
        Whether dates such as 3/4/2026 leave open which number is the day.
    """

    layout: Layout
    columns: tuple[str, ...]
    order_unclear: bool


def guess_layout(text: str) -> Guess:
    """Find out how a log is written, from its first 300 rows."""
    day_first, unclear = _day_order(text)
    lines = [raw for _, raw, _ in _first(_records(text, "")) if re.search("[0-9]", raw)]
    for delimiter in ("\t", ";", ","):
        rows = [cells for _, _, cells in _first(_records(text, delimiter))]
        tables = [row for row in rows if len(row) > 1 and any(map(_is_date, row))]
        if tables and len(tables) * 2 >= min(len(lines), len(rows)):
            layout, columns = _guess_columns(rows, tables)
            return Guess(
                replace(layout, delimiter=delimiter, day_first=day_first), columns, unclear
            )
    return Guess(Layout(day_first=day_first, unit=_guess_unit(text.split("\n")[0])), (), unclear)


def _first(rows: Iterator[tuple[int, str, list[str]]]) -> Iterator[tuple[int, str, list[str]]]:
    for _, row in zip(range(300), rows, strict=False):
        yield row


def _is_date(cell: str) -> bool:
    day, end = _read_day(cell, True)
    return end > 0 and end == len(cell) and day != "no-date"


def _guess_columns(
    rows: list[list[str]], tables: list[list[str]]
) -> tuple[Layout, tuple[str, ...]]:
    width = max(map(len, tables))
    head = rows[0] if not any(map(_is_date, rows[0])) else []
    names = [head[i] if i < len(head) and head[i] else f"Column {i + 1}" for i in range(width)]

    def share(column: int, test: Callable[[str], bool]) -> float:
        cells = [row[column] for row in tables if column < len(row) and row[column]]
        return sum(map(test, cells)) / len(cells) if cells else 0.0

    dates = [c for c in range(width) if share(c, _is_date) > 0.5]
    day = _named(names, dates, "date|day|start") if dates else 0
    numbers = [c for c in range(width) if c != day and share(c, _is_distance) > 0.5]
    distance = _named(names, numbers, "dist|km|kilom|mile") if numbers else min(1, width - 1)

    kinds = [c for c in range(width) if re.search("type|sport|activity$", names[c].lower())]
    kind = next((c for c in kinds if c not in (day, distance) and share(c, _is_run)), -1)
    return Layout("", day, distance, kind, _guess_unit(names[distance])), tuple(names)


def _named(names: list[str], columns: list[int], pattern: str) -> int:
    return next((c for c in columns if re.search(pattern, names[c].lower())), columns[0])


def _is_distance(cell: str) -> bool:
    return not isinstance(_cell_km(cell, "km"), str)


def _is_run(cell: str) -> bool:
    return "run" in cell.lower()


def _guess_unit(name: str) -> str:
    for unit, pattern in (
        ("km", "(^|[^a-z])(km|kilomet)"),
        ("mi", "(^|[^a-z])(mi|miles?)([^a-z]|$)"),
        ("m", "(^|[^a-z])(m|met(er|re)s?)([^a-z]|$)"),
    ):
        if re.search(pattern, name.lower()):
            return unit
    return "km"


def _day_order(text: str) -> tuple[bool, bool]:
    """Whether the day comes first in dates of numbers, and whether that is unclear."""
    seen = False
    for first, mark, second in re.findall(
        r"(?:^|[^0-9])([0-9]{1,2})([-/.])([0-9]{1,2})[-/.](?:[0-9]{4}|[0-9]{2})(?![0-9])", text
    ):
        if int(first) > 12:
            return True, False
        if int(second) > 12:
            return False, False
        seen = seen or mark != "."
    return True, seen
