"""What students get: by nbgrader, looked through for leaks, and packed for a learning platform."""

from __future__ import annotations

import hashlib
import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from course.classroom import cells, graded
from course.classroom.folder import (
    CONFIG,
    SOURCES,
    ClassFolder,
    exchange_root,
    stop_if_interrupted,
)
from course.classroom.onlyone import only_one
from course.errors import CourseError
from course.grading.coursedir import reason
from course.learner import files

RELEASED, HANDOUTS = "release", "handouts"
_NOTE = "released"
# The oldest time that a zip file knows: the same content gives the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass
class Released:
    """What `release` did, or with ``dry_run`` would do; names of assignments.

    Attributes
    ----------
    done, unchanged
        Those that were made anew, and those that were as they should be.
    held
        Those whose sources changed after students had handed in.
    refused
        Those that nbgrader or the search for leaks refused, with the reason.
    """

    done: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def failed(self) -> list[str]:
        """Assignments that students cannot get as they are now."""
        return [*self.held, *self.refused]


def release(
    folder: ClassFolder,
    assignments: Sequence[str] = (),
    *,
    due: str | None = None,
    again: bool = False,
    dry_run: bool = False,
    tell: Callable[[str], None] = print,
) -> Released:
    """Make what students get of assignments.

    Parameters
    ----------
    folder
        The class.
    assignments
        Names; all of the class if none is given.
    due
        When they are due, see `moment`.
    again
        Also those whose sources changed after students had handed in.
    dry_run
        Only say what would be done.
    tell
        Called with each line to show.

    Raises
    ------
    CourseError
        If the class has no such assignment, the time cannot be read, the class no longer uses the
        course's settings, or another run holds it.
    """
    names = folder.chosen(assignments)
    until = moment(due) if due else None
    api = folder.api()
    _check(folder, api)
    done = Released()
    # What is being graded must not change under the grading.
    with nullcontext() if dry_run else only_one(folder):
        for name in names:
            line = _release(folder, api, name, again, dry_run, done)
            tell(f"{name}: {line}")
            if name in done.failed:
                continue
            if until and not dry_run:
                with folder.gradebook() as book:
                    book.update_or_create_assignment(name, duedate=until)
            if exchange_root(api):
                tell(f"{name}: {_hand_out(folder, name, dry_run, done)}")
    if until:
        tell(f"Due {_shown(until)}.")
    if done.done and not dry_run:
        tell(f"For a learning platform: {folder.root / HANDOUTS}, one zip file for each.")
    if dry_run:
        tell("Nothing was written: this was only a look.")
    return done


def moment(text: str) -> datetime:
    """Read a time: ``2026-03-01``, ``2026-03-01 17:00`` or ``2026-03-01 17:00 Europe/Berlin``.

    Returns
    -------
    datetime.datetime
        In UTC. A day means its last minute. Without a zone it is the time of this computer.

    Raises
    ------
    CourseError
        If it is no such time.
    """
    words = text.split()
    try:
        zone = ZoneInfo(words.pop()) if words and words[-1][:1].isalpha() else None
        read = _read(" ".join(words))
    except (ValueError, ZoneInfoNotFoundError, OSError):
        raise CourseError(
            f"{text!r} is no time. Write it so: 2026-03-01, or '2026-03-01 17:00', or "
            "'2026-03-01 17:00 Europe/Berlin'."
        ) from None
    if read.tzinfo is None:
        read = read.replace(tzinfo=zone) if zone else read.astimezone()
    return read.astimezone(UTC)


def _read(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(23, 59))
    except ValueError:
        return datetime.fromisoformat(text)


def is_changed(folder: ClassFolder, name: str) -> bool:
    """Whether an assignment has other sources than when it was released."""
    note = folder.recall(_NOTE).get(name, {})
    return bool(note) and note.get("source") != _source(folder, name)


def _check(folder: ClassFolder, api: Any) -> None:
    steps = [step.__name__ for step in api.config.GenerateAssignment.get("preprocessors", [])]
    if "RefuseLeaks" not in steps:
        raise CourseError(
            f"{folder.root / CONFIG} no longer calls configure() of course.grading.settings, or "
            "leaves RefuseLeaks out. Without it keys could be handed out. Nothing is released."
        )


def _release(
    folder: ClassFolder, api: Any, name: str, again: bool, dry_run: bool, done: Released
) -> str:
    notes = folder.recall(_NOTE)
    note, source = notes.get(name, {}), _source(folder, name)
    target, handout = folder.root / RELEASED / name, folder.root / HANDOUTS / f"{name}.zip"
    same, held = note.get("source") == source, _held(folder, name)
    # A gradebook may have been deleted, or an older one restored.
    known = bool(held) and note.get("gradebook") == held
    if same and known and handout.is_file() and note.get("release") == _digest(target):
        done.unchanged.append(name)
        return "unchanged"
    handed_in = folder.handed_in(name)
    if handed_in and not same and held and not again:
        done.held.append(name)
        return (
            f"HELD BACK. Its sources changed, and hand-ins are there ({len(handed_in)}). If the "
            "change is right for them too, release it with --again, and grade it again."
        )
    with tempfile.TemporaryDirectory() as scratch:
        # First without the gradebook: it must not learn of a release that is then refused.
        for place, trial in (("trial", True), ("made", False)):
            if dry_run and not trial:
                break
            made = Path(scratch, place)
            problem = _generate(folder, api, name, made, trial=trial)
            if trial and not problem:
                # Nbgrader would find this out when it has stored the first notebook.
                problem = _misfit(folder, name, made / name)
            if problem:
                done.refused[name] = problem
                return f"REFUSED. {problem}"
        if not dry_run:
            _replace(made / name, target)
            files_of = sorted(_files(target))
            handout.parent.mkdir(exist_ok=True)
            files.replace(handout, _zipped(name, target, files_of))
            held = _held(folder, name)
            notes[name] = {"source": source, "release": _digest(target), "gradebook": held}
            folder.note(_NOTE, notes)
    done.done.append(name)
    said = "released" if not dry_run else "would be released"
    return f"{said}{', again: grade it again' if handed_in and not (same and known) else ''}"


def _generate(folder: ClassFolder, api: Any, name: str, target: Path, *, trial: bool) -> str:
    """Let nbgrader make the release in a place of its own; gives back why it would not."""
    settings: dict[str, Any] = {"CourseDirectory": {"release_directory": str(target)}}
    if trial:
        steps = api.config.GenerateAssignment.preprocessors
        without = [step for step in steps if step.__name__ != "SaveCells"]
        settings["GenerateAssignment"] = {"no_database": True, "preprocessors": without}
    result = folder.api(**settings).generate_assignment(name)
    stop_if_interrupted(result)
    return "" if result["success"] else reason(result) or "nbgrader gave no reason."


def _misfit(folder: ClassFolder, name: str, made: Path) -> str:
    """Why work that the gradebook holds would not fit a new release; empty if it would."""
    if not (folder.root / "gradebook.db").is_file():
        return ""
    with folder.gradebook() as book:
        if name not in {assignment.name for assignment in book.assignments}:
            return ""
        if not book.find_assignment(name).submissions:
            return ""
        changes = cells.changes(cells.in_gradebook(book, name), cells.in_release(made))
    if not changes:
        return ""
    return (
        f"{'; '.join(changes)}. The gradebook already holds work on {name}, which has no place for "
        "that: texts, tests and points may change, but no notebook or cell with nbgrader's mark "
        f"may come, go or become another kind. Take it back in {SOURCES}/{name}, or make an "
        "assignment of another name of it. Nothing was changed."
    )


def _replace(made: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(made, target)


def _hand_out(folder: ClassFolder, name: str, dry_run: bool, done: Released) -> str:
    api = folder.api(ExchangeReleaseAssignment={"force": True})
    there = (exchange_root(api) or Path()) / api.coursedir.course_id / "outbound" / name
    if there.is_dir() and _digest(there) == _digest(folder.root / RELEASED / name):
        return "is in the exchange"
    if dry_run:
        return "would be put into the exchange"
    result = api.release_assignment(name)
    stop_if_interrupted(result or {})
    if result and result["success"]:
        return "put into the exchange"
    why = reason(result) if result else "nbgrader has no exchange on Windows"
    done.refused[name] = why
    return f"NOT put into the exchange. {why}"


def _held(folder: ClassFolder, name: str) -> str:
    """Fingerprint of an assignment as the gradebook holds it; empty if it does not."""
    # Opening a gradebook that is not there would make one.
    if not (folder.root / "gradebook.db").is_file():
        return ""
    with folder.gradebook() as book:
        by = graded.released(folder, book, name)
    return by.fingerprint if by else ""


def _zipped(name: str, folder: Path, inside: Iterable[str]) -> bytes:
    """The files in a folder of the assignment's name, so that students hand in one again."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in inside:
            entry = zipfile.ZipInfo(f"{name}/{path}", _NO_TIME)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, (folder / path).read_bytes())
    return packed.getvalue()


def _source(folder: ClassFolder, name: str) -> str:
    header = folder.root / "header.ipynb"
    extra = header.read_bytes() if header.is_file() else b""
    return hashlib.sha256(extra + _digest(folder.root / SOURCES / name).encode()).hexdigest()


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(_files(folder)):
        digest.update(f"{path}\0".encode())
        digest.update(hashlib.sha256((folder / path).read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        inside = path.relative_to(folder)
        if path.is_file() and not any(step.startswith((".", "__")) for step in inside.parts):
            yield inside.as_posix()


def _shown(moment: datetime) -> str:
    here = moment.astimezone()
    return f"{here:%Y-%m-%d %H:%M} (UTC{here:%z}), which is {moment:%Y-%m-%d %H:%M} UTC"
