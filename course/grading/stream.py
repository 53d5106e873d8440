"""What a student's code prints, cut where it is made: it fills neither memory nor a page."""

from __future__ import annotations

from typing import Any

from ipykernel.iostream import OutStream

# Characters that one cell may print.
MOST = 200_000
CUT = "\n… (more was printed than fits on a page)\n"


class ShortStream(OutStream):
    """The kernel's own stream, which takes no more than so much of each cell."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        self._written: dict[str | None, int] = {}
        super().__init__(*args, **settings)  # type: ignore[no-untyped-call]

    def write(self, string: str) -> int | None:  # type: ignore[override]
        """Print a text, or the part for which there is room."""
        if not isinstance(string, str):
            return super().write(string)
        cell = self.parent_header.get("msg_id")
        written = self._written.get(cell, 0)
        self._written[cell] = written + len(string)
        if written <= MOST:
            fits = len(string) <= MOST - written
            super().write(string if fits else string[: MOST - written] + CUT)
        return len(string)
