"""The learner's own running log: one ``my_running_log.csv`` beside the notebook.

It is a plain table that any program opens. A file that was changed elsewhere, or that holds lines
which we cannot read, is copied under another name before it is written anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from course.errors import CourseError
from course.learner import files
from course.model.logtext import Log, guess_layout, read_log
from course.model.training import Run

NAME = "my_running_log.csv"
HEAD = "date,distance_km"
_EMPTY = Log((), (), 0)


@dataclass(frozen=True, slots=True)
class Stored:
    """What the file holds.

    Attributes
    ----------
    log
        Its runs, and the lines that could not be read.
    version
        Tells one content of the file from another; empty if there is no file.
    """

    log: Log
    version: str


def load(path: Path, today: date) -> Stored:
    """Read the file, also one that a spreadsheet program has written.

    Returns
    -------
    Stored
        Empty if there is no such file.

    Raises
    ------
    CourseError
        If the file cannot be opened just now.
    """
    try:
        return _stored(path, today)
    except (OSError, RuntimeError) as error:
        raise CourseError(
            f"{path.name} cannot be read: {files.reason(error)}. It is left as it is."
        ) from None


def save(path: Path, runs: Iterable[Run], seen: str, today: date) -> tuple[Stored, str]:
    """Write the log in one step.

    Parameters
    ----------
    path
        The file.
    runs
        The whole log, in any order.
    seen
        ``version`` of the content that the learner's log began with.
    today
        Later runs in the file count as lines that cannot be read.

    Returns
    -------
    stored
        What the file holds now.
    notice
        What to tell about a file that was set aside; usually empty.

    Raises
    ------
    CourseError
        If the log could not be written; the old file is whole.
    """
    from filelock import FileLock

    lines = [HEAD, *(f"{run.day},{_plain(run.km)}" for run in sorted(runs))]
    data = "".join(f"{line}\n" for line in lines).encode()
    try:
        with FileLock(str(_lock(path)), timeout=10):
            before = _stored(path, today)
            notice = ""
            if before.version and before.version != _version(data):
                notice = _set_aside(path, before, seen)
            files.replace(path, data)
            return _stored(path, today), notice
    except (OSError, RuntimeError) as error:
        raise CourseError(
            f"Your log could not be saved to {path.name} ({files.reason(error)}). It stays on this "
            "page. Check that the folder can be written to, then press Keep once more."
        ) from None


def delete(path: Path) -> list[str]:
    """Delete the file.

    Returns
    -------
    list of str
        Names of copies that were set aside earlier and are still there.

    Raises
    ------
    CourseError
        If it could not be deleted.
    """
    from filelock import FileLock

    try:
        with FileLock(str(_lock(path)), timeout=10):
            path.unlink(missing_ok=True)
        _lock(path).unlink(missing_ok=True)
    except (OSError, RuntimeError) as error:
        raise CourseError(f"{path.name} could not be deleted: {files.reason(error)}.") from None
    return sorted(p.name for p in path.parent.glob(f"{path.stem}.*-*{path.suffix}"))


def _stored(path: Path, today: date) -> Stored:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Stored(_EMPTY, "")
    # A spreadsheet program may write another encoding; dates and numbers are the same in all.
    text = data.decode("utf-8-sig", errors="replace")
    return Stored(read_log(text, guess_layout(text).layout, today), _version(data))


def _set_aside(path: Path, before: Stored, seen: str) -> str:
    unread = len(before.log.problems)
    # A file without a single run is not a log of ours, whatever it is.
    strange = unread or not before.log.runs
    if before.version == seen and not strange:
        return ""
    aside = files.free_name(path, "damaged" if strange else "earlier")
    files.replace(aside, path.read_bytes())
    if strange:
        return f"{path.name} held lines that could not be read. It was kept as {aside.name}."
    return (
        f"{path.name} had been changed since you opened this page, perhaps in another window. "
        f"Its earlier content was kept as {aside.name}."
    )


def _version(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _lock(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")


def _plain(km: float) -> str:
    # Nine decimals: miles turned into km compare as before after reading them back.
    return f"{km:.9f}".rstrip("0").rstrip(".")
