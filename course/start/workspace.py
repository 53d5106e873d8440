"""The learner's own copy of the lessons and exercises, which the course never takes back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from course import content
from course.errors import CourseError

PARTS = {"lessons": "lessons", "exercises": "release"}
"""Folder in the workspace: folder of the course that it is a copy of."""

ANSWERS = "responses.json"


@dataclass
class Delivery:
    """What a delivery did; paths are relative to the workspace.

    Attributes
    ----------
    new
        Files that were not there.
    updated
        Files that the learner had not changed and that now are the course's newer version.
    kept
        Files that the learner had changed, each with the place of the course's newer version.
    """

    new: list[Path] = field(default_factory=list)
    updated: list[Path] = field(default_factory=list)
    kept: list[tuple[Path, Path]] = field(default_factory=list)

    def messages(self) -> list[str]:
        """Return what the learner should know, one sentence or two an entry."""
        told = []
        if self.updated:
            names = ", ".join(path.as_posix() for path in self.updated)
            told.append(f"Brought up to date: {names}.")
        told += [
            f"There is a newer {mine.as_posix()}. You changed yours, so it stays as it is; "
            f"the newer one lies beside it as '{theirs.name}'."
            for mine, theirs in self.kept
        ]
        return told


def default() -> Path:
    """Return the folder for the learner's copy when none is named.

    Returns
    -------
    pathlib.Path
        ``workspace`` in a checkout, otherwise ``runners-back`` in the person's documents.
    """
    root = content.root()
    if (root / "pyproject.toml").is_file():
        return root / "workspace"
    return platformdirs.user_documents_path() / "runners-back"


def deliver(workspace: Path) -> Delivery:
    """Bring a workspace up to the course's content without touching what the learner did.

    A file that was deleted comes back. A notebook counts as changed when the text of its cells is;
    running it changes nothing. Answers (``responses.json``) are never touched.

    Parameters
    ----------
    workspace
        The folder; it is made if need be.

    Returns
    -------
    Delivery
        What was done.

    Raises
    ------
    CourseError
        If the course has no lessons, or the folder cannot be written.
    """
    if not (content.root() / "lessons").is_dir():
        raise CourseError(f"The lessons are missing in {content.root()}. Install the course again.")
    if workspace.resolve() == content.root().resolve():
        raise CourseError(
            f"{workspace} is the course itself. Choose another folder for your own copy:\n"
            "    course start --workspace FOLDER"
        )
    try:
        workspace.mkdir(parents=True, exist_ok=True)
        try:
            return _deliver(workspace)
        except (IsADirectoryError, NotADirectoryError, FileExistsError) as problem:
            raise CourseError(
                f"In your workspace, {problem.filename} is in the way: a file stands where a "
                "folder belongs, or a folder where a file does.\n"
                "Give it another name and start again."
            ) from problem
    except OSError as problem:
        raise CourseError(
            f"The course cannot write into {workspace} ({problem.strerror}).\n"
            "Choose a folder of your own with: course start --workspace FOLDER"
        ) from problem


def _deliver(workspace: Path) -> Delivery:
    manifest = workspace / ".course" / "delivered.json"
    manifest.parent.mkdir(exist_ok=True)
    before = _read(manifest)
    known: dict[str, dict[str, str]] = {}
    done = Delivery()
    for target, source in _pairs():
        name, place = target.as_posix(), workspace / target
        fresh = _cleared(source)
        note = {"content": _fingerprint(target, fresh), "version": _digest(fresh)}
        if not place.exists():
            _write(place, fresh)
            done.new.append(target)
        elif before.get(name, {}).get("version") != note["version"]:
            mine = _fingerprint(target, place.read_bytes())
            if mine == before.get(name, {}).get("content"):
                _write(place, fresh)
                done.updated.append(target)
            elif mine != note["content"]:
                beside = _free_name(workspace, target)
                _write(workspace / beside, fresh)
                done.kept.append((target, beside))
        known[name] = note
    if known != before:
        _write(manifest, json.dumps({"version": 1, "files": known}, indent=1).encode())
    return done


def _read(manifest: Path) -> dict[str, dict[str, str]]:
    # Without its list the course cannot tell what the learner changed, and so keeps all of it.
    try:
        files = json.loads(manifest.read_text("utf-8"))["files"]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return {}
    known = files.items() if isinstance(files, dict) else ()
    return {name: note for name, note in known if isinstance(note, dict)}


def _pairs() -> list[tuple[Path, Path]]:
    found = []
    for part, folder in PARTS.items():
        top = content.root() / folder
        for source in sorted(top.rglob("*")):
            inside = source.relative_to(top)
            hidden = any(step.startswith((".", "__")) for step in inside.parts)
            if source.is_file() and not hidden and source.name != ANSWERS:
                found.append((part / inside, source))
    return found


def _cleared(source: Path) -> bytes:
    """Return a file as the learner gets it: notebooks without outputs."""
    raw = source.read_bytes()
    if source.suffix != ".ipynb":
        return raw
    notebook = json.loads(raw)
    notebook.get("metadata", {}).pop("widgets", None)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _fingerprint(name: Path, raw: bytes) -> str:
    """Return a digest of what a person changes in a file: in a notebook, the text of its cells."""
    if name.suffix != ".ipynb":
        return _digest(raw)
    try:
        cells = json.loads(raw)["cells"]
        return _digest(json.dumps([_text(cell) for cell in cells]).encode())
    except (ValueError, TypeError, KeyError, RecursionError):
        return _digest(raw)


def _text(cell: dict[str, Any]) -> tuple[str, str]:
    source = cell["source"]
    return cell["cell_type"], source if isinstance(source, str) else "".join(source)


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _free_name(workspace: Path, target: Path) -> Path:
    number = 1
    while True:
        label = " (new version)" if number == 1 else f" (new version {number})"
        beside = target.with_name(target.stem + label + target.suffix)
        if not (workspace / beside).exists():
            return beside
        number += 1


def _write(place: Path, raw: bytes) -> None:
    """Write a file whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_name(f".{place.name}.part")
    half.write_bytes(raw)
    half.replace(place)
