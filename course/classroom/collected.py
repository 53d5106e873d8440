"""The table of what was collected: each run adds to it, and what a person wrote in it stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from course.classroom import table
from course.classroom.folder import ClassFolder
from course.classroom.names import BY_HAND
from course.classroom.roster import safe_id
from course.classroom.table import squash

REPORTS = "collected"
HEADINGS = ("name", "id", "found by", "result", "late", "notes")
# Of these a mark that the platform gave before is still true.
_SAME_AS_BEFORE = frozenset({"unchanged", "older", "twice", "not collected"})


@dataclass(frozen=True)
class Line:
    """A line of the table: one hand-in, as it was last seen.

    Attributes
    ----------
    name
        What stood for the person in the download.
    id, found_by
        Whose it is, and how that was found; an id with nothing beside it was written by a person.
    result, late, notes
        What became of it, ``yes`` if the learning platform marks it as late, and what was said.
    """

    name: str
    id: str = ""
    found_by: str = ""
    result: str = ""
    late: str = ""
    notes: str = ""


@dataclass(frozen=True)
class Collection:
    """The table of an assignment.

    Attributes
    ----------
    path
        The file.
    lines
        What stands in it.
    """

    path: Path
    lines: tuple[Line, ...] = ()

    @classmethod
    def of(cls, folder: ClassFolder, assignment: str) -> Collection:
        """Read the table; empty if there is none yet.

        Raises
        ------
        CourseError
            If there is one that cannot be read.
        """
        path = folder.root / REPORTS / f"{assignment}.csv"
        if not path.is_file():
            return cls(path)
        held = table.read(path, [squash(heading) for heading in HEADINGS])
        columns = [held.column([squash(heading)]) for heading in HEADINGS]
        return cls(path, tuple(Line(*map(row.at, columns)) for row in held.rows))

    def late(self) -> frozenset[str]:
        """Ids of students whose work a learning platform marks as late."""
        return frozenset(safe_id(line.id) for line in self.lines if line.late and line.id)

    def found(self) -> dict[str, str]:
        """The ids that the course found, by name, as far as the table alone can tell."""
        return {line.name: line.id for line in self.lines if line.found_by not in ("", BY_HAND)}

    def with_lines(self, new: Sequence[Line], found: Mapping[str, str]) -> Collection:
        """The table after one more run: each line in its place, new ones below.

        Parameters
        ----------
        new
            The lines of the run.
        found
            The ids that the course wrote into the table before, by name. Another id there was
            written by a person, and only a list that is given outranks it.
        """
        before, now = _by_name(self.lines), _by_name(new)
        lines: list[Line] = []
        for name in {**before, **now}:
            old = before.get(name, [])
            lines += [_after(old, line, found.get(name, "")) for line in now.get(name, [])] or old
        return Collection(self.path, tuple(lines))

    def write(self) -> None:
        """Write the table."""
        table.write(self.path, HEADINGS, map(astuple, self.lines), mark=True)


def _by_name(lines: Iterable[Line]) -> dict[str, list[Line]]:
    named: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        named[line.name].append(line)
    return dict(named)


def _after(before: Sequence[Line], new: Line, found: str) -> Line:
    """A line as it is now, with what must not be lost of those before."""
    late = next((old.late for old in before if old.late), "")
    if late and new.result in _SAME_AS_BEFORE:
        new = replace(new, late=late)
    written = next((old.id for old in before if old.id not in ("", found)), "")
    if written and new.found_by != BY_HAND:
        return replace(new, id=written, found_by=new.found_by if written == new.id else "")
    return new
