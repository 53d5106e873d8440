"""The folder of a class: an nbgrader course directory that knows its name."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from course.errors import CourseError
from course.grading.coursedir import assignments_in
from course.learner import files
from course.model.bank import Bank, load_bank

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from nbgrader.apps.api import NbGraderAPI

FILE = "class.json"
FORMAT, VERSION = "runners-back/class", 1
SOURCES = "exercises"
NOTES = ".course"
CONFIG = "nbgrader_config.py"

Parts = Literal["both", "quiz", "lab"]


@dataclass(frozen=True)
class ClassFolder:
    """A class.

    Attributes
    ----------
    root
        The folder, an nbgrader course directory.
    name
        What the class is called in reports.
    parts
        What of each assignment students get: the quiz, the lab or both.
    """

    root: Path
    name: str
    parts: Parts = "both"

    @classmethod
    def open(cls, root: Path) -> ClassFolder:
        """Read a class.

        Raises
        ------
        CourseError
            If the folder is no class, or its ``class.json`` cannot be used.
        """
        path = root / FILE
        if not path.is_file():
            raise CourseError(
                f"{root.resolve()} is no class: it has no {FILE}. Go to the folder of your class, "
                "name it with --class, or make one with: course class new FOLDER --name NAME"
            )
        try:
            held = json.loads(path.read_text("utf-8"))
            known = held["format"] == FORMAT and held["parts"] in ("both", "quiz", "lab")
            version, name, parts = int(held["version"]), str(held["name"]), held["parts"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CourseError(
                f"{path} cannot be read ({error}). Restore it from a copy; it holds the name of "
                "the class, and your gradebook does not depend on it."
            ) from None
        if not known or version > VERSION:
            raise CourseError(f"{path} was written by a newer course. Bring the course up to date.")
        return cls(root.resolve(), name, parts)

    def write(self) -> None:
        """Store name and parts in ``class.json``."""
        held = {"format": FORMAT, "version": VERSION, "name": self.name, "parts": self.parts}
        text = json.dumps(held, ensure_ascii=False, indent=1) + "\n"
        files.replace(self.root / FILE, text.encode())

    def assignments(self) -> list[str]:
        """Names of the assignments whose sources lie in the class, sorted."""
        return assignments_in(self.root)

    def chosen(self, assignments: Sequence[str]) -> list[str]:
        """The assignments named, or all of the class if none is.

        Raises
        ------
        CourseError
            If one is not in the class, or the class has none.
        """
        if assignments:
            return [self.check(name) for name in dict.fromkeys(assignments)]
        if not self.assignments():
            raise CourseError(
                f"{self.root / SOURCES} holds no assignment. Fetch them with: course class new "
                f"{self.root}"
            )
        return self.assignments()

    def check(self, assignment: str) -> str:
        """Give the name of an assignment back.

        Raises
        ------
        CourseError
            If the class has no such assignment.
        """
        known = self.assignments()
        if assignment not in known:
            raise CourseError(
                f"This class has no assignment {assignment!r}. "
                f"It has: {', '.join(known) or 'none'}."
            )
        return assignment

    def bank(self, assignment: str) -> Bank | None:
        """Questions of an assignment's quiz with their keys; none if the file is not there."""
        path = self.root / SOURCES / f"{assignment}.yaml"
        return load_bank(path) if path.is_file() else None

    def handed_in(self, assignment: str) -> list[str]:
        """Ids of the students of whom the class holds a hand-in, sorted."""
        found = (self.root / "submitted").glob(f"[!.]*/{assignment}")
        return sorted(path.parent.name for path in found if path.is_dir())

    def recall(self, what: str) -> dict[str, Any]:
        """What was noted under a name in ``.course``; empty if nothing is."""
        try:
            held = json.loads((self.root / NOTES / f"{what}.json").read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return held if isinstance(held, dict) else {}

    def note(self, what: str, held: dict[str, Any]) -> None:
        """Keep what `recall` gives back."""
        path = self.root / NOTES / f"{what}.json"
        path.parent.mkdir(exist_ok=True)
        files.replace(path, (json.dumps(held, ensure_ascii=False, indent=1) + "\n").encode())

    def forget(self, what: str) -> None:
        """Give up what `note` kept."""
        (self.root / NOTES / f"{what}.json").unlink(missing_ok=True)

    @contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        """The gradebook, closed at the end."""
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}", "") as book:
            yield book

    def api(self, **settings: Any) -> NbGraderAPI:
        """Nbgrader with the settings of this class.

        Parameters
        ----------
        settings
            More of nbgrader's configuration, such as ``Exchange={"root": "…"}``.
        """
        from jupyter_core.paths import jupyter_config_path
        from nbgrader.apps.api import NbGraderAPI
        from nbgrader.coursedir import CourseDirectory
        from traitlets.config import Config
        from traitlets.config.loader import PyFileConfigLoader

        config = Config()
        # As nbgrader's own commands do: a hub names its exchange in the settings of the machine.
        for place in [*reversed(jupyter_config_path()), str(self.root)]:
            if (Path(place) / CONFIG).is_file():
                config.merge(PyFileConfigLoader(CONFIG, place).load_config())
        config.CourseDirectory.root = str(self.root)
        config.NbGraderAPI.log_level = logging.WARNING
        config.merge(Config(settings))
        return NbGraderAPI(coursedir=CourseDirectory(config=config), config=config)


def exchange_root(api: NbGraderAPI) -> Path | None:
    """Where nbgrader hands notebooks out and takes them in on this machine, if it does."""
    from nbgrader.exchange.default.exchange import Exchange

    root = Path(Exchange(parent=api).root)
    is_set = "root" in api.config.Exchange or "ExchangeFactory" in api.config
    return root if api.coursedir.course_id and (is_set or root.is_dir()) else None


def stop_if_interrupted(result: dict[str, Any]) -> None:
    """Raise the interrupt that a step of nbgrader took for one more error.

    Raises
    ------
    KeyboardInterrupt
        If the step ended by one.
    """
    if str(result.get("error") or "").rstrip().endswith("KeyboardInterrupt"):
        raise KeyboardInterrupt
