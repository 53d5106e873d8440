"""The formats that the bank can be exported to."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """What an export can be made for."""

    MOODLE = "moodle"
    GIFT = "gift"
    QTI = "qti"
    HANDOUT = "handout"
    KEY = "key"

    @property
    def label(self) -> str:
        """What it is called."""
        return {"moodle": "Moodle XML", "gift": "GIFT", "qti": "QTI 2.1"}.get(self.value, "paper")
