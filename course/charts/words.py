"""Small turns of phrase that charts share."""

from __future__ import annotations

from collections.abc import Iterable


def capital(text: str) -> str:
    """The text with a capital letter in front."""
    return text[0].upper() + text[1:]


def listed(names: Iterable[str]) -> str:
    """Names as a sentence lists them: ``"a, b and c"``."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
