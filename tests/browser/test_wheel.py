"""The built package in an empty environment, outside the checkout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from lab import course, free_port

ROOT = Path(__file__).parents[2]


def build(source: Path, target: Path, *kinds: str) -> list[Path]:
    """Build these kinds of package from a folder, with what is installed here."""
    asked = [word for kind in kinds for word in ("-t", kind)]
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(target), *asked]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return sorted(target.iterdir())


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the source archive."""
    wheel, archive = build(ROOT, tmp_path_factory.mktemp("dist"), "sdist", "wheel")
    if wheel.suffix != ".whl":
        wheel, archive = archive, wheel
    return wheel, archive


@pytest.fixture(scope="module")
def python(packages: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of an environment that holds the wheel and, from here, what it depends on."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder)
    python = next(folder.glob("bin/python")) if os.name != "nt" else folder / "Scripts/python.exe"
    place = json.loads(
        subprocess.check_output(
            [python, "-c", "import json, sysconfig; print(json.dumps(sysconfig.get_paths()))"]
        )
    )["purelib"]
    paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(place) / "what-it-depends-on.pth").write_text("\n".join(sorted(paths)))
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(packages[0])], check=True)
    return python


@pytest.fixture(scope="module")
def extra() -> dict[str, str]:
    """Where that environment finds JupyterLab's pages, which lie beside the packages."""
    share = Path(sysconfig.get_path("data")) / "share" / "jupyter"
    return {"JUPYTERLAB_DIR": str(share / "lab"), "JUPYTER_PATH": str(share)}


def files(package: Path) -> Iterator[tuple[str, bytes]]:
    """Names, below the top folder, and contents of what a package holds."""
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as archive:
            for name in archive.namelist():
                yield name, archive.read(name)
    else:
        with tarfile.open(package) as archive:
            for member in archive.getmembers():
                held = archive.extractfile(member)
                if held:
                    yield member.name.partition("/")[2], held.read()


def secrets() -> set[str]:
    """What only the key of a graded question says: its explanations and feedback."""
    found: set[str] = set()

    def collect(thing: Any, name: str = "") -> None:
        if isinstance(thing, dict):
            for key, value in thing.items():
                collect(value, key)
        elif isinstance(thing, list):
            for value in thing:
                collect(value, name)
        elif re.match("feedback|explanation|otherwise|missed", name) and len(str(thing)) > 30:
            found.add(" ".join(str(thing).split()))

    for path in sorted((ROOT / "exercises").glob("*.yaml")):
        collect(yaml.safe_load(path.read_text("utf-8")))
    return found


def test_no_key_is_in_a_package(packages: tuple[Path, Path]) -> None:
    hidden = secrets()
    assert len(hidden) > 20
    for package in packages:
        for name, held in files(package):
            assert not name.startswith(("exercises/", "tests/")), name
            text = " ".join(held.decode("utf-8", "replace").split())
            told = [secret for secret in hidden if secret in text]
            assert not told, f"{package.name}: {name} tells {told}"


def test_the_wheel_holds_the_content(packages: tuple[Path, Path]) -> None:
    names = {name for name, _ in files(packages[0])}
    content = "course/_content"
    for source in ("lessons", "release", "data"):
        for path in (ROOT / source).rglob("*"):
            inside = path.relative_to(ROOT).as_posix()
            if path.is_file() and not re.search(r"/\.|responses\.json|__pycache__", inside):
                assert f"{content}/{inside}" in names
    assert f"{content}/lessons/01_anatomy.ipynb" in names
    assert f"{content}/release/01_anatomy/quiz.ipynb" in names
    assert "course/start/labextension/runners-back/static/lesson.js" in names


def test_the_source_archive_gives_the_same_wheel(
    packages: tuple[Path, Path], tmp_path: Path
) -> None:
    with tarfile.open(packages[1]) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    [source] = (tmp_path / "source").iterdir()
    [again] = build(source, tmp_path / "dist", "wheel")
    assert dict(files(again)) == dict(files(packages[0]))


def test_the_course_starts_outside_a_checkout(
    python: Path, extra: dict[str, str], tmp_path: Path
) -> None:
    workspace = tmp_path / "mine"
    port = ["--port", str(free_port())]
    with course(workspace, *port, python=str(python), extra=extra) as running:
        parts = urlsplit(running.address)
        assert parts.path.endswith("/lessons/00_start_here.ipynb")
        for page in ("lessons/01_anatomy.ipynb", "exercises/01_anatomy/quiz.ipynb"):
            address = f"http://{parts.netloc}/api/contents/{page}?content=0&{parts.query}"
            with urllib.request.urlopen(address, timeout=60) as answer:
                assert json.load(answer)["type"] == "notebook"


def test_the_doctor_finds_it_well(python: Path, extra: dict[str, str], tmp_path: Path) -> None:
    command = [python, "-P", "-m", "course", "doctor", "--workspace", str(tmp_path / "mine")]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=os.environ | extra,
        capture_output=True,
        encoding="utf-8",
        timeout=180,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert str(python.parents[1]) in done.stdout
    assert "PROBLEM" not in done.stdout
    assert "All is well." in done.stdout
    assert not (tmp_path / "mine").exists()
