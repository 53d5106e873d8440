"""How far a long job is, on the terminal or in a log."""

from __future__ import annotations

import sys
import time

_WIDTH = 24
# Seconds between two lines where nothing can be written over.
_PAUSE = 10.0


class Progress:
    """A bar that writes over itself; without a terminal, a line now and then.

    Parameters
    ----------
    total
        Number of steps.
    what
        What is done, such as ``"Grading"``.
    """

    def __init__(self, total: int, what: str) -> None:
        self._total, self._what = total, what
        self._done = 0
        self._began = self._told = time.monotonic()
        self._live = sys.stderr.isatty()

    def step(self, name: str) -> None:
        """Say what is being done now; the steps before are done."""
        now = time.monotonic()
        if self._live:
            filled = _WIDTH * self._done // self._total
            bar = "#" * filled + "-" * (_WIDTH - filled)
            line = f"[{bar}] {self._done} of {self._total}{self._left(now)}  {name}"
            self._write(f"\r{line[:100]:<100}")
        elif now - self._told > _PAUSE or self._done == 0:
            self._told = now
            self._write(f"{self._what}: {self._done} of {self._total}{self._left(now)}, {name}\n")
        self._done += 1

    def end(self) -> None:
        """Wipe the bar away."""
        if self._live:
            self._write(f"\r{'':<100}\r")

    def _left(self, now: float) -> str:
        if self._done < 3:
            return ""
        seconds = (now - self._began) / self._done * (self._total - self._done)
        return f", {seconds / 60:.0f} min left" if seconds > 90 else f", {seconds:.0f} s left"

    def _write(self, text: str) -> None:
        print(text, end="", file=sys.stderr, flush=True)
