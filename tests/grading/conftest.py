"""Makes the helpers of this folder importable, and nbgrader's own programs findable."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

# For the stock runs: nbgrader starts `alembic` by its bare name.
os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of a class with the argument ``name`` runs once for each of its students."""
    if metafunc.cls is not None and "name" in metafunc.fixturenames:
        metafunc.parametrize("name", sorted(metafunc.cls.all_students()))
