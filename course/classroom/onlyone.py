"""One at a time: two commands that change one class would undo each other's work."""

from __future__ import annotations

import getpass
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from filelock import FileLock, Timeout

from course.classroom.folder import NOTES, ClassFolder
from course.errors import CourseError
from course.learner import files

_HOLDER = "at-work"


@contextmanager
def only_one(folder: ClassFolder) -> Iterator[None]:
    """Hold the class for oneself; the system lets go of it when the process ends, however.

    Raises
    ------
    CourseError
        If another run holds it; the message says whose and since when.
    """
    notes = folder.root / NOTES
    notes.mkdir(exist_ok=True)
    lock = FileLock(notes / "grade.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        who = folder.recall(_HOLDER).get("by", "somebody")
        raise CourseError(
            f"Another command is at work on this class: {who}. Wait until it is done; "
            "nothing was changed here."
        ) from None
    except (OSError, RuntimeError) as error:
        raise CourseError(
            f"{folder.root} cannot be written to ({files.reason(error)}). The class keeps its "
            "notes there."
        ) from None
    try:
        since = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
        by = f"{_user()} on {socket.gethostname()}, process {os.getpid()}, since {since}"
        folder.note(_HOLDER, {"by": by})
        yield
    finally:
        folder.forget(_HOLDER)
        lock.release()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"
