"""Checks of the labs' test cells, which run among the names that a student has given."""

from __future__ import annotations

import ast
import dis
from collections.abc import Iterator
from types import CodeType

from course import content, notebooks
from course.lint.problem import Problem, short

# What a test cell may import by its own name.
ALLOWED = "course.grading"


def check() -> Iterator[Problem]:
    """Check every lab: no test cell gives a meaning of its own to a name that a student may use."""
    for path in sorted(content.root().glob("exercises/*/lab.ipynb")):
        try:
            notebook = notebooks.read(path)
        except Exception as error:
            yield Problem(short(path), f"This is not a notebook ({error}).", "Restore it from git.")
            continue
        for cell in notebook.cells:
            if cell.cell_type != "code" or not cell.metadata.get("nbgrader", {}).get("grade"):
                continue
            where = f"{short(path)} [{cell.id}]"
            try:
                names = taken(cell.source)
            except SyntaxError as error:
                yield Problem(where, f"The code does not parse: {error.msg}.", "Correct it.")
                continue
            for name in names:
                yield Problem(
                    where,
                    f"The test cell overwrites what a student may have called `{name}`.",
                    f"Call it `_{name}`; only imports from {ALLOWED} keep their names.",
                )


def taken(source: str) -> list[str]:
    """Names without a leading underscore to which a test cell gives a meaning, sorted.

    Parameters
    ----------
    source
        Source of a test cell.

    Raises
    ------
    SyntaxError
        If it is no Python.
    """
    tree = ast.parse(source)
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    allowed = {a.asname or a.name for node in imports if node.module == ALLOWED for a in node.names}
    found = set(_stored(compile(tree, "test cell", "exec")))
    return sorted(name for name in found - allowed if not name.startswith("_"))


def _stored(code: CodeType) -> Iterator[str]:
    """Names of the notebook that a piece of code, or one inside it, sets or deletes."""
    # The names of a class body would look alike; no test cell needs a class.
    for step in dis.get_instructions(code):
        if step.opname in {"STORE_NAME", "DELETE_NAME", "STORE_GLOBAL", "DELETE_GLOBAL"}:
            yield step.argval
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _stored(part)
