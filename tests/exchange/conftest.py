"""The question files that the exports are tried on."""

from __future__ import annotations

import pytest

from course.lint.questions import files
from course.model.bank import Bank, load_bank


@pytest.fixture(scope="session")
def banks() -> list[tuple[str, Bank]]:
    """Every question file of the course, graded ones too."""
    return [(path.stem, load_bank(path)) for path in files()]
