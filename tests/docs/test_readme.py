"""Every command in README.md and CONTRIBUTING.md works, and every link leads somewhere.

A command is run here, or it is one that another test runs; one that nobody knows fails.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "CONTRIBUTING.md")
# The commands of docs/instructor.md are run by test_instructor.py.
LINKED = sorted(
    path.relative_to(ROOT).as_posix()
    for place in ("*.md", "docs/*.md", "lessons/instructor/*.md")
    for path in ROOT.glob(place)
)
FENCE = re.compile(r"^ *```(?P<language>\S*)[^\n]*\n(?P<body>.*?)^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)[^)]*\)|<img [^>]*src=\"(?P<source>[^\"]+)\"")
SHELLS = {"bash", "bat", "cmd", "console", "powershell", "sh", "shell"}
# Shown to be read, not to be run.
PROSE = {"text", "json"}


def blocks(page: str) -> list[tuple[str, str]]:
    text = (ROOT / page).read_text("utf-8")
    return [(found["language"], found["body"]) for found in FENCE.finditer(text)]


def commands() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        for language, body in blocks(page):
            if language in SHELLS:
                joined = body.replace("\\\n", " ")
                lines = [line.strip().removeprefix("$ ") for line in joined.splitlines()]
                found += [(page, line) for line in lines if line and not line.startswith("#")]
    return found


def run(*command: str, folder: Path = ROOT) -> str:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def check_make(words: list[str], folder: Path) -> None:
    """``make test`` is what runs this test, ``make start`` does what tests/browser/ starts with."""
    planned = run("make", "-n", *words[1:])
    assert "bootstrap.py" in planned or words[1] == "clean"


def check_bootstrap(words: list[str], folder: Path) -> None:
    """What its verbs do is shown by tests/unit/test_bootstrap.py and the test run itself."""
    told = run(sys.executable, "bootstrap.py", "help")
    assert re.search(rf"^    python bootstrap\.py {re.escape(words[2])}\b", told, re.MULTILINE)


def check_course(words: list[str], folder: Path) -> None:
    """What ``make test`` runs already, or what rewrites files, is only asked for its help."""
    course = (sys.executable, "-P", "-m", "course")
    if words[1] in {"start", "lint", "notebooks", "exercises"}:
        help_text = run(*course, words[1], "--help")
        assert all(word in help_text for word in words[2:] if word.startswith("--"))
    else:
        run(*course, *words[1:], folder=folder)


def check_pip(words: list[str], folder: Path) -> None:
    """Installing the wheel is run by tests/browser/test_wheel.py."""
    assert words[1] == "install"
    for word in words[2:]:
        named = word.partition("[")[0]
        assert word.startswith("-") or named in {".", "runners-back"} or named.endswith(".whl")


def check_conda(words: list[str], folder: Path) -> None:
    """What environment.yml holds is checked by tests/unit/test_environment.py."""
    name = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["name"]
    assert words[1:] in (
        ["env", "create", "-f", "environment.yml"],
        ["env", "create", "--file", "environment.yml"],
        ["activate", name],
    )


def check_nbgrader(words: list[str], folder: Path) -> None:
    """The whole way of an assignment is run by tests/grading/."""
    from nbgrader.apps.nbgraderapp import NbGraderApp

    assert words[1] in NbGraderApp.subcommands
    app, _ = NbGraderApp.subcommands[words[1]]
    for word in words[2:]:
        if word.startswith("--"):
            name = word.partition("=")[0].lstrip("-")
            assert "." in name or name in {*app.flags, *app.aliases}


def check_git(words: list[str], folder: Path) -> None:
    assert words[1] == "clone"


def check_cd(words: list[str], folder: Path) -> None:
    """A clone lies in a folder named after the project; other folders must be there."""
    assert len(words) == 2
    assert words[1] == "runners-back" or (ROOT / words[1]).is_dir()


CHECKS: dict[str, Callable[[list[str], Path], None]] = {
    "cd": check_cd,
    "conda": check_conda,
    "course": check_course,
    "git": check_git,
    "make": check_make,
    "nbgrader": check_nbgrader,
    "pip": check_pip,
}


def check(command: str, folder: Path) -> None:
    """Check one command; AssertionError if it does not work or nobody knows it."""
    words = shlex.split(command, comments=True)
    if Path(words[0]).stem in {"py", "python", "python3"}:
        if words[1:2] == ["bootstrap.py"]:
            check_bootstrap(words, folder)
            return
        assert words[1:2] == ["-m"], f"nobody knows this command: {command}"
        words = words[2:]
    assert words[0] in CHECKS, f"nobody knows this command: {command}"
    CHECKS[words[0]](words, folder)


@pytest.mark.parametrize(("page", "command"), commands())
def test_a_command_works(page: str, command: str, tmp_path: Path) -> None:
    check(command, tmp_path)


@pytest.mark.parametrize(
    "command",
    [
        "make dinner",
        "course fly",
        "course start --upside-down",
        "python bootstrap.py fly",
        "rm -r lessons",
        "nbgrader fly",
        "conda activate another",
    ],
)
def test_a_command_that_does_not_work_is_noticed(command: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        check(command, tmp_path)


@pytest.mark.parametrize("page", PAGES)
def test_every_block_is_of_a_kind_that_is_checked(page: str, tmp_path: Path) -> None:
    for language, body in blocks(page):
        if language == "python":
            environment = os.environ | {"PYTHONPATH": str(ROOT)}
            done = subprocess.run(
                [sys.executable, "-c", body],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stderr
        elif language in {"yaml", "yml"}:
            yaml.safe_load(body)
        else:
            assert language in SHELLS | PROSE, f"a block of an unknown kind ({language!r}): {body}"


@pytest.mark.parametrize("page", LINKED)
def test_every_link_leads_to_a_file(page: str) -> None:
    folder = (ROOT / page).parent
    for found in LINK.finditer((ROOT / page).read_text("utf-8")):
        target = found["target"] or found["source"]
        if "://" in target or target.startswith(("#", "mailto:")):
            continue
        assert (folder / target.partition("#")[0]).exists(), target


def test_the_readme_starts_the_course_in_two_commands() -> None:
    shown = [command for page, command in commands() if page == "README.md"]
    assert "make start" in shown
    assert shutil.which("make")
