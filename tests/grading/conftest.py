"""Makes the helpers of this folder importable, and gives each test its students."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of a class runs once for each of its students, or for each line it is told."""
    if metafunc.cls is not None and "name" in metafunc.fixturenames:
        metafunc.parametrize("name", sorted(metafunc.cls.all_students()))
    if metafunc.cls is not None and {"who", "line"} <= set(metafunc.fixturenames):
        metafunc.parametrize(("who", "line"), metafunc.cls.told)
