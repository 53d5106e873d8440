"""nbval runs every lesson on a fresh kernel and compares each output strictly."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from course import content, notebooks
from course.model.lesson import lesson_paths

LESSONS = [p.name for p in lesson_paths()]
ANATOMY = "01_anatomy.ipynb"


def nbval(root: Path, lesson: str) -> subprocess.CompletedProcess[str]:
    """Run nbval strictly on a lesson of the course that lies in ``root``."""
    settings = root / "nbval.ini"
    settings.write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "--nbval", "-c", str(settings), "-q"]
    command += ["--nbval-cell-timeout", "120", "-p", "no:cacheprovider", f"lessons/{lesson}"]
    # The copy's own package comes first, in this process and in the kernel that it starts.
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, timeout=300
    )


@pytest.fixture
def course_copy(tmp_path: Path) -> Path:
    """The package, its data and its lessons, free to be broken."""
    for folder in ("course", "data", "lessons"):
        shutil.copytree(
            content.root() / folder if folder != "course" else content.PACKAGE,
            tmp_path / folder,
            ignore=shutil.ignore_patterns("__pycache__", "responses.json"),
        )
    return tmp_path


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_stored_outputs_are_what_a_fresh_kernel_gives(lesson: str, course_copy: Path) -> None:
    result = nbval(course_copy, lesson)
    assert result.returncode == 0, result.stdout[-4000:]
    assert " passed" in result.stdout
    assert not list((course_copy / "lessons").glob("responses*"))


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) >= 1, f"{old!r} is no longer in {path.name}: adapt this test"
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("data/evidence/figures.yaml", "mpa: 0.46", "mpa: 0.47"),
        ("data/questions/01_anatomy.yaml", "id: anatomy-bone-count", None),
        (
            "data/evidence/claims.yaml",
            "24 is the usual number of",
            "23 is the usual number of",
        ),
        ("data/anatomy/levels.csv", None, None),
    ],
    ids=["a figure's number", "a question's text", "a claim's evidence", "a bone's size"],
)
def test_a_changed_fact_is_noticed(
    file: str, old: str | None, new: str | None, course_copy: Path
) -> None:
    path = course_copy / file
    if file.endswith("01_anatomy.yaml"):
        _change_the_prompt_after(path, str(old))
    elif file.endswith(".csv"):
        _change_the_last_number(path)
    else:
        _replace(path, str(old), str(new))
    result = nbval(course_copy, ANATOMY)
    assert result.returncode == 1, "the change passed unnoticed"
    assert re.search(r"\d failed, \d+ passed", result.stdout), result.stdout[-2000:]


def _change_the_prompt_after(path: Path, marker: str) -> None:
    head, rest = path.read_text("utf-8").split(marker, 1)
    at = rest.index("prompt:")
    path.write_text(head + marker + rest[:at] + rest[at:].replace("?", " now?", 1), "utf-8")


def _change_the_last_number(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    row = next(i for i, line in enumerate(lines) if line.startswith("L5,"))
    cells = lines[row].split(",")
    place = max(i for i, cell in enumerate(cells) if _is_number(cell))
    cells[place] = f"{float(cells[place]) + 1:g}"
    lines[row] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).lstrip("-").isdigit()


@pytest.mark.parametrize(
    "broken", ["metadata", "widget view", "not run"], ids=lambda name: name.replace(" ", "-")
)
def test_lint_refuses_a_noisy_notebook(
    broken: str, course_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from course.lint import lessons, questions

    monkeypatch.setattr(content, "root", lambda: course_copy)
    banks, _ = questions.load()
    assert not list(lessons.check(banks))
    path = course_copy / "lessons" / ANATOMY
    notebook = notebooks.read(path)
    cell = next(c for c in notebook.cells if c.cell_type == "code")
    spoil: dict[str, Callable[[], object]] = {
        "metadata": lambda: cell.metadata.update(scrolled=True),
        "widget view": lambda: cell.outputs[0].data.update({notebooks.WIDGET_VIEW: {}}),
        "not run": lambda: cell.update(execution_count=None),
    }
    spoil[broken]()
    notebooks.write(notebook, path)
    assert [p for p in lessons.check(banks) if ANATOMY in p.where]
