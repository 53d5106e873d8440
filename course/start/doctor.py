"""``course doctor``: is everything there that the course needs, and if not, what helps."""

from __future__ import annotations

import contextlib
import platform
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from course import content
from course.start import workspace

AGAIN = (
    "Install the course again: 'make start' in its folder, or 'pip install --upgrade runners-back'."
)


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Attributes
    ----------
    what
        What was looked at, with what was found.
    problem, mend
        What is wrong and what helps; both empty if all is well.
    """

    what: str
    problem: str = ""
    mend: str = ""

    @property
    def ok(self) -> bool:
        """Whether all is well."""
        return not self.problem

    def __str__(self) -> str:
        if self.ok:
            return f"ok       {self.what}"
        return f"PROBLEM  {self.what}: {self.problem}\n         {self.mend}"


def checks(folder: Path | None = None) -> Iterator[Finding]:
    """Look at everything the course needs, one after the other.

    Parameters
    ----------
    folder
        The learner's folder; None for the usual one.

    Yields
    ------
    Finding
        Each as soon as it is known; starting a kernel takes some seconds.
    """
    yield python()
    yield packages()
    yield lessons()
    yield writable((folder or workspace.default()).expanduser().resolve())
    yield port()
    yield kernel()


def python() -> Finding:
    """Python is one that the course can use."""
    from packaging.specifiers import SpecifierSet

    version = platform.python_version()
    with contextlib.suppress(metadata.PackageNotFoundError):
        wanted = metadata.metadata("runners-back")["Requires-Python"]
        if not SpecifierSet(wanted).contains(version, prereleases=True):
            return Finding(f"Python {version}", f"it must be {wanted}", "Install a newer Python.")
    return Finding(f"Python {version}")


def packages() -> Finding:
    """Every package that the course names is installed in a version it can use."""
    from packaging.requirements import Requirement

    try:
        named = [Requirement(line) for line in metadata.requires("runners-back") or []]
    except metadata.PackageNotFoundError:
        return Finding("Packages", "the course itself is not installed", AGAIN)
    needed = [each for each in named if each.marker is None or each.marker.evaluate()]
    wrong = []
    for each in needed:
        try:
            version = metadata.version(each.name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{each.name} is missing")
            continue
        if not each.specifier.contains(version, prereleases=True):
            wrong.append(f"{each.name} is {version}, but it must be {each.specifier}")
    if wrong:
        return Finding("Packages", "; ".join(wrong), AGAIN)
    return Finding(f"Packages: all {len(needed)} are there")


def lessons() -> Finding:
    """The lessons, exercises and data came with the course."""
    root = content.root()
    missing = [name for name in ("lessons", "release", "data") if not any(root.glob(f"{name}/*"))]
    if missing:
        return Finding(f"Content in {root}", f"nothing in {', '.join(missing)}", AGAIN)
    return Finding(f"Content in {root}: {len(list(root.glob('lessons/*.ipynb')))} lessons")


def writable(folder: Path) -> Finding:
    """The learner's folder can be written."""
    what = f"Your folder {folder}"
    trial = folder / ".course-trial"
    try:
        made = [each for each in (folder, *folder.parents) if not each.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        trial.write_text("", "utf-8")
        trial.unlink()
        for each in made:
            each.rmdir()
    except OSError as problem:
        return Finding(
            what,
            f"it cannot be written ({problem.strerror})",
            "Choose a folder of your own with: course start --workspace FOLDER",
        )
    return Finding(what)


def port(first: int = 8888) -> Finding:
    """JupyterLab finds a free port."""
    for number in range(first, first + 50):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", number))
            return Finding(f"Port {number} is free")
    return Finding(
        f"Ports {first} to {first + 49}",
        "all are taken",
        "Name another one: course start --port 9999",
    )


def kernel() -> Finding:
    """A notebook can be run: a kernel starts and finds the course."""
    from jupyter_client.manager import start_new_kernel

    what = "Running a notebook"
    try:
        manager, client = start_new_kernel(
            startup_timeout=60, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except Exception as problem:  # whatever it is, it is what the person must be told
        return Finding(what, f"no kernel starts ({problem})", AGAIN)
    try:
        reply = client.execute_interactive(
            "import course", timeout=60, allow_stdin=False, output_hook=lambda message: None
        )
    except TimeoutError:
        return Finding(what, "the kernel does not answer", "Close other programs, then try again.")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    answer = reply["content"]
    if answer["status"] != "ok":
        return Finding(what, f"{answer['ename']}: {answer['evalue']}", AGAIN)
    return Finding(what)
