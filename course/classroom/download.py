"""A download taken apart: one hand-in for each person, and whose it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from course.classroom.archive import Damage, Download, Found, in_zip
from course.classroom.names import HANDED_IN, Label, Match, Names, read_label
from course.classroom.roster import Student

_STRANGE = (
    "folders in it are called like people; if it is a download of a whole class, collect it alone"
)


@dataclass
class Handed:
    """One hand-in, on its way.

    Attributes
    ----------
    label, match
        What stands for the person in the download, and who that is.
    found, damages
        The files, with paths as the student knows them, and what could not be read.
    late
        Whether the learning platform marks it so.
    trusted
        Whether a time of handing in that lies with it is not the student's own.
    result
        ``new``, ``replaced``, ``unchanged``, ``older``, ``twice`` if another one is the same,
        ``ignored`` if it is no hand-in at all, or empty if it was not put anywhere.
    problem, notes
        Why it was not, and what else a person should know about it.
    """

    label: Label
    match: Match
    found: list[Found] = field(default_factory=list)
    damages: list[str] = field(default_factory=list)
    late: bool = False
    trusted: bool = False
    result: str = ""
    problem: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def student(self) -> Student | None:
        """Whose it is, if that is certain."""
        return self.match.student


def split(download: Download, names: Names, stems: Sequence[str]) -> list[Handed]:
    """Give each person's files together, with folders around all of them taken off.

    Parameters
    ----------
    download
        What was unpacked.
    names
        The names of the class.
    stems
        Names of what is handed in; see `read_label`.
    """
    hand_ins = _below(PurePosixPath(), [*download.files, *download.damages], names, stems)
    for handed in hand_ins:
        suffixes = {each.lower() for file in handed.found for each in file.path.suffixes}
        if not (handed.student or handed.damages or suffixes & HANDED_IN):
            handed.result = "ignored"
    return hand_ins


def _below(
    top: PurePosixPath,
    entries: Sequence[Found | Damage],
    names: Names,
    stems: Sequence[str],
    *,
    alone: bool = True,
) -> list[Handed]:
    """Take one level apart; `alone` tells that nothing lies beside it or beside what it is in."""
    inside: dict[str, list[Found | Damage]] = defaultdict(list)
    for entry in entries:
        inside[entry.path.relative_to(top).parts[0]].append(entry)
    alone = alone and len(inside) == 1
    grouped: dict[tuple[str, str], Handed] = {}
    wrapped: list[Handed] = []
    for name, parts in inside.items():
        here, strange = top / name, False
        is_zip = name.lower().endswith(".zip")
        within = [part for part in parts if part.path != here]
        label = read_label(name, bool(within) and not is_zip, stems)
        match = names.find(label)
        if within and label.kind == "plain" and not match.student and not names.is_listed(label):
            people = _below(here, within, names, stems, alone=alone)
            # A zip file among others is somebody's own, and what is in it may have any name.
            strange = is_zip and not alone and _are_people(people)
            if _are_people(people) and not strange:
                wrapped += people
                continue
        # Several files of one person are one hand-in; several folders are several.
        key = (label.kind, name if within and label.kind == "plain" else label.text)
        handed = grouped.setdefault(key, Handed(label, match))
        handed.late |= label.late
        handed.notes += [_STRANGE] * strange
        handed.trusted = label.kind == "plain" and bool(within) and not in_zip(here)
        for part in parts:
            path = PurePosixPath(label.rest) / part.path.relative_to(here)
            if isinstance(part, Damage):
                handed.damages.append(f"{path if path.parts else name} {part.why}")
            else:
                handed.found.append(Found(path, part.data))
    return [*grouped.values(), *wrapped]


def _are_people(hand_ins: Sequence[Handed]) -> bool:
    """Whether a folder holds the hand-ins of people, and is not itself the hand-in of one."""
    known = any(handed.student or handed.label.kind != "plain" for handed in hand_ins)
    return known and all(h.label.name or h.label.kind != "plain" for h in hand_ins)
