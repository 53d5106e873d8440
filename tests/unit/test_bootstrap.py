"""The bootstrap: what it says when something is missing, and that it leaves nothing half-done."""

from __future__ import annotations

import ast
import errno
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
KIND = (".venv", "requirements.lock")


@pytest.fixture
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "bootstrap.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A course's folder as people have it: with a space and letters beyond ASCII."""
    folder = tmp_path / "Läufer Kurs"
    folder.mkdir()
    (folder / "requirements.lock").write_text("six==1.0\n")
    (folder / "bootstrap.lock").write_text("uv==1.0\n")
    return folder


@pytest.fixture
def said(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Commands of the installers, none of which is run; all of them succeed."""
    commands: list[list[str]] = []

    def attempt(command: list[Any], folder: Path | None = None) -> str:
        commands.append([str(part) for part in command])
        return ""

    monkeypatch.setattr(bootstrap, "attempt", attempt)
    return commands


def failing(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, word: str, output: str) -> None:
    """Let the installers whose command holds that word say that output and fail."""
    before: Callable[..., str] = bootstrap.attempt

    def attempt(command: list[Any], folder: Path | None = None) -> str:
        return before(command, folder) or (output if word in map(str, command) else "")

    monkeypatch.setattr(bootstrap, "attempt", attempt)


def test_a_python_that_is_too_old_is_told_so() -> None:
    old = (
        "import sys; sys.version_info = (3, 8, 1, 'final', 0); sys.argv = ['bootstrap.py', 'start']"
    )
    script = f"{old}; import runpy; runpy.run_path({str(ROOT / 'bootstrap.py')!r})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer; this is 3.8.1" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_old_python_can_read_as_far_as_that() -> None:
    newer = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.Nonlocal, ast.YieldFrom, ast.Match)
    tree = ast.parse((ROOT / "bootstrap.py").read_text("utf-8"))
    for node in ast.walk(tree):
        where = f"line {getattr(node, 'lineno', '?')}"
        assert not isinstance(node, newer), where
        if isinstance(node, ast.Raise):
            assert node.cause is None, where
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            assert not any(isinstance(each, ast.Starred) for each in node.elts), where
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None, where
            assert not node.args.kwonlyargs, where
            assert not any(each.annotation for each in node.args.args), where
    assert (ROOT / "bootstrap.py").read_bytes().isascii()


def test_the_second_time_nothing_is_installed(
    bootstrap: ModuleType, folder: Path, said: list[list[str]]
) -> None:
    python = bootstrap.ensure(folder, KIND)
    assert python.exists()
    assert any("--require-hashes" in command for command in said)
    said.clear()
    assert bootstrap.ensure(folder, KIND) == python
    assert said == []


@pytest.mark.parametrize("change", ["lock", "moved", "interrupted"])
def test_an_old_moved_or_half_made_environment_is_made_anew(
    change: str, bootstrap: ModuleType, folder: Path, said: list[list[str]]
) -> None:
    bootstrap.ensure(folder, KIND)
    leftover = folder / ".venv" / "leftover"
    leftover.write_text("")
    if change == "lock":
        (folder / "requirements.lock").write_text("six==1.1\n")
    elif change == "moved":
        folder = folder.rename(folder.with_name("elsewhere"))
    else:
        bootstrap.write_stamp(folder / ".venv", "unfinished")
    said.clear()
    bootstrap.ensure(folder, KIND)
    assert said
    assert not (folder / ".venv" / "leftover").exists()


def test_an_environment_that_is_not_ours_is_left_alone(
    bootstrap: ModuleType, folder: Path, said: list[list[str]]
) -> None:
    (folder / ".venv").mkdir()
    (folder / ".venv" / "mine").write_text("keep me")
    with pytest.raises(bootstrap.Stop, match="something else of that name"):
        bootstrap.ensure(folder, KIND)
    assert (folder / ".venv" / "mine").read_text() == "keep me"
    assert said == []


def test_without_a_network_it_says_so_and_leaves_nothing(
    bootstrap: ModuleType,
    folder: Path,
    said: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = "WARNING: Retrying\nNewConnectionError: [Errno -3] name resolution failed"
    failing(bootstrap, monkeypatch, "--require-hashes", broken)
    with pytest.raises(bootstrap.Stop, match="no answer from the network") as told:
        bootstrap.ensure(folder, KIND)
    assert "Only this first start needs the internet" in str(told.value)
    assert not (folder / ".venv").exists()
    # One try is enough to know.
    assert len([command for command in said if "--require-hashes" in command]) == 1


def test_pip_takes_over_where_uv_cannot(
    bootstrap: ModuleType,
    folder: Path,
    said: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failing(bootstrap, monkeypatch, "uv", "error: no uv for this kind of computer")
    bootstrap.ensure(folder, KIND)
    last = said[-2:]
    assert all("uv" not in command and "pip" in command for command in last)
    assert last[0][-2:] == ["-r", str(folder / "requirements.lock")]
    assert last[1][-2:] == ["-e", "."]


def test_another_failure_shows_what_the_installer_said(
    bootstrap: ModuleType,
    folder: Path,
    said: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failing(bootstrap, monkeypatch, "--require-hashes", "ERROR: THESE PACKAGES DO NOT MATCH")
    with pytest.raises(bootstrap.Stop, match="THESE PACKAGES DO NOT MATCH"):
        bootstrap.ensure(folder, KIND)
    assert not (folder / ".venv").exists()


def test_ctrl_c_leaves_nothing_half_done(
    bootstrap: ModuleType,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupted(command: list[Any], folder: Path | None = None) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "attempt", interrupted)
    monkeypatch.setattr(bootstrap, "ROOT", folder)
    assert bootstrap.main(["env"]) == 130
    assert "Nothing is broken" in capsys.readouterr().err
    assert not (folder / ".venv").exists()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EROFS, "cannot write into its folder"),
        (errno.EACCES, "cannot write into its folder"),
        (errno.ENOSPC, "The disk is full"),
    ],
)
def test_a_folder_that_cannot_be_written(
    number: int,
    words: str,
    bootstrap: ModuleType,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refused(self: Path, *arguments: Any) -> None:
        raise OSError(number, "refused", str(self))

    monkeypatch.setattr(bootstrap, "ROOT", folder)
    monkeypatch.setattr(Path, "mkdir", refused)
    assert bootstrap.main(["env"]) == 1
    assert words in capsys.readouterr().err


def test_a_python_without_venv_names_the_package(
    bootstrap: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(bootstrap.Stop, match=r"sudo apt install python3\.\d+-venv"):
        bootstrap.ensure(folder, KIND)


def test_too_little_disk_is_said_before_anything_is_made(
    bootstrap: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.disk_usage(folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: real._replace(free=5 * 1024**2))
    with pytest.raises(bootstrap.Stop, match="there are 5 MB"):
        bootstrap.ensure(folder, KIND)
    assert not (folder / ".venv").exists()


def test_packages_of_another_python_stay_out(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    kept = bootstrap.environment()
    assert "PYTHONPATH" not in kept
    assert "VIRTUAL_ENV" not in kept
    assert kept["PIP_USER"] == "0"


def test_the_stamp_is_written_last(
    bootstrap: ModuleType, folder: Path, said: list[list[str]]
) -> None:
    bootstrap.ensure(folder, KIND)
    stamp = json.loads((folder / ".venv" / bootstrap.STAMP).read_text())
    assert stamp["folder"] == str(folder)
    assert len(stamp["lock"]) == 64
