"""Makes the helpers of this folder importable, and gives each test a class of its own."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from room import Room, checkout


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with its assignments released, made once: nbgrader takes its time."""
    base = tmp_path_factory.mktemp("made")
    repository = checkout(base)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("course.content.root", lambda: repository)
        room = Room(base / "class")
        room.roster("id,first,last,email\nann,Ann,Lee,ann@x.org\nbo,Bo,Ng,bo@x.org\n")
        assert room("new", room.root, "--name", "Spring runners", "--students", room.list).code == 0
        assert room("release").code == 0
    return room.root


@pytest.fixture(scope="session")
def _version(_made: Path) -> str:
    """The version of a gradebook: nbgrader starts a program for seconds to learn it."""
    with contextlib.closing(sqlite3.connect(_made / "gradebook.db")) as book:
        return str(book.execute("SELECT version_num FROM alembic_version").fetchone()[0])


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _version: str) -> Path:
    """A small repository of the course, to be changed."""
    root = checkout(tmp_path)
    monkeypatch.setattr("nbgrader.api.get_alembic_version", lambda: _version)
    monkeypatch.setattr("course.content.root", lambda: root)
    return root


@pytest.fixture
def room(_made: Path, course: Path, tmp_path: Path) -> Room:
    """A class with two students and two released assignments, nothing handed in."""
    shutil.copytree(_made, tmp_path / "class")
    return Room(tmp_path / "class")
