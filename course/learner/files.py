"""Files of a learner: replaced in one step, set aside under a free name, never half written."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime
from pathlib import Path


def replace(path: Path, data: bytes) -> None:
    """Put `data` into the file in one step; after a failure the old file is whole.

    Raises
    ------
    OSError
        If the folder cannot be written to.
    """
    path = path.resolve()  # a link stays a link
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            part.chmod(path.stat().st_mode)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def free_name(path: Path, why: str) -> Path:
    """A name beside `path` that no file has: ``answers.damaged-20260102-101500.json``."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    number = 0
    while True:
        suffix = f"-{number}" if number else ""
        aside = path.with_name(f"{path.stem}.{why}-{stamp}{suffix}{path.suffix}")
        if not aside.exists():
            return aside
        number += 1


def reason(error: Exception) -> str:
    """Why a file could not be used, without its path: others than its owner may read it."""
    return getattr(error, "strerror", None) or str(error)
