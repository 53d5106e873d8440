"""The question files that the exports are tried on, and a browser for the pages."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from course.lint.questions import files
from course.model.bank import Bank, load_bank

_HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location(
    "browser_fixtures", _HERE.parent / "browser" / "conftest.py"
)
_fixtures = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_fixtures)
# The one browser of the browser tests, started in the same way.
browser = _fixtures.browser


@pytest.fixture(scope="session")
def banks() -> list[tuple[str, Bank]]:
    """Every question file of the course, graded ones too."""
    return [(path.stem, load_bank(path)) for path in files()]
