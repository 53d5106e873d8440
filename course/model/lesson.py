"""What a lesson notebook holds: its texts, and what its code cells show."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from course import content
from course.errors import CourseError
from course.model import evidence
from course.model.bank import find_question
from course.model.occasions import kept_as


@dataclass(frozen=True)
class Shown:
    """What one cell shows or refers to.

    Attributes
    ----------
    cell
        Id of the cell.
    text
        Markdown of a text cell; empty for a code cell.
    sources
        Keys that the cell records in its metadata, and those from ``cite("…")``.
    claims
        Ids that the cell records in its metadata.
    cards
        Ids from ``claim("…")``.
    questions
        Ids from ``quiz("…")``.
    before
        Those of them that are asked before the course, when nothing is explained.
    asked
        Ids under which the answers to the questions are kept.
    charts
        Names such as ``"causes.downhill"``, from ``charts.causes.downhill()``.
    tools
        Names such as ``"triage"``, from ``tools.triage()``.
    """

    cell: str
    text: str = ""
    sources: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """One lesson as its author wrote it.

    Attributes
    ----------
    name
        Name of the file without its ending, such as ``"01_anatomy"``.
    minutes
        Time that a learner needs.
    objectives
        Ids of the objectives.
    cells
        What each cell shows, from top to bottom.
    """

    name: str
    minutes: int
    objectives: tuple[str, ...]
    cells: tuple[Shown, ...] = field(repr=False)

    @property
    def title(self) -> str:
        """What the lesson calls itself, such as ``"Lesson 1: What is in your back"``."""
        lines = (line for cell in self.cells for line in cell.text.splitlines())
        return next((line[2:] for line in lines if line.startswith("# ")), self.name)

    @property
    def sources(self) -> frozenset[str]:
        """Keys of every source that its texts, claims, cards and questions rest on.

        Raises
        ------
        CourseError
            If a claim or a question is not known.
        """
        keys: set[str] = set()
        for cell in self.cells:
            keys |= set(cell.sources)
            for claim in (*cell.claims, *cell.cards):
                keys |= set(evidence.find("claim", claim, evidence.claims()).sources)
            # Of a test that explains nothing, the titles of the sources would tell too much.
            for question in (q for q in cell.questions if q not in cell.before):
                keys |= set(find_question(question).sources)
        return frozenset(keys)


def lesson_paths() -> list[Path]:
    """The lesson notebooks, in the order of the course."""
    return sorted((content.root() / "lessons").glob("[0-9]*.ipynb"))


@cache
def lesson(name: str) -> Lesson:
    """Read a lesson of the course.

    Raises
    ------
    CourseError
        If there is no lesson of that name.
    """
    names = [path.stem for path in lesson_paths()]
    if name not in names:
        raise CourseError(f"There is no lesson {name!r}. There are: {', '.join(names)}.")
    path = content.root() / "lessons" / f"{name}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    about = notebook["metadata"].get("runners_back", {})
    return Lesson(
        name,
        about.get("minutes", 0),
        tuple(about.get("objectives", ())),
        tuple(_shown(cell) for cell in notebook["cells"]),
    )


def _shown(cell: dict[str, Any]) -> Shown:
    recorded = cell["metadata"].get("runners_back", {})
    found: dict[str, list[str]] = {
        "sources": list(recorded.get("sources", ())),
        "claims": list(recorded.get("claims", ())),
    }
    source = "".join(cell["source"])
    if cell["cell_type"] == "code":
        for kind, key in calls(source):
            found.setdefault(kind, []).append(key)
    text = source if cell["cell_type"] == "markdown" else ""
    return Shown(cell["id"], text, **{kind: tuple(keys) for kind, keys in found.items()})


_KINDS = {"quiz": "questions", "claim": "cards", "cite": "sources"}


def calls(code: str) -> Iterator[tuple[str, str]]:
    """What a code cell shows: pairs of a kind (see `Shown`) and a key; nothing if it has an error.

    Parameters
    ----------
    code
        Source of the cell.
    """
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        match call.func:
            case ast.Name(id=name) if name in _KINDS:
                for argument in call.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield _KINDS[name], argument.value
                        if name == "quiz":
                            yield from _asked(argument.value, call.keywords)
            case ast.Attribute(value=ast.Attribute(value=ast.Name(id="charts"), attr=topic)):
                yield "charts", f"{topic}.{call.func.attr}"
            case ast.Attribute(value=ast.Name(id="tools")):
                yield "tools", call.func.attr


def _asked(question: str, keywords: list[ast.keyword]) -> Iterator[tuple[str, str]]:
    given = {k.arg: k.value.value for k in keywords if isinstance(k.value, ast.Constant)}
    occasion: Any = given.get("occasion")
    yield "asked", kept_as(question, occasion)
    if occasion == "before":
        yield "before", question
