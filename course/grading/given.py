"""How the value of a test cell gets from the student's kernel to the grader.

What IPython shows of a cell is the student's to change: ``%precision 0`` makes 2.5 a 2, a setting
or a semicolon in another cell shows nothing at all, and a test without a result earns all points.
So a test cell hands its value over by a call, as it is, and one that does not has not been run.
"""

from __future__ import annotations

import ast

# Under this name the value arrives.
KIND = "application/vnd.runners-back.points"

_GIVE = f'__import__("{__name__}", fromlist=["give"]).give('


def giving(source: str) -> str | None:
    """A test cell's code, which hands its value over in the end.

    Parameters
    ----------
    source
        The code, with magics if there are any.

    Returns
    -------
    str or None
        The code to run; ``None`` if it is no Python.
    """
    from IPython.core.inputtransformer2 import TransformerManager

    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        code = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
        body = compile(code, "test", "exec", flags).body
    except (SyntaxError, ValueError):
        return None
    last = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    if last is None:
        return f"{code}\n{_GIVE}None)"
    # Python counts the columns in bytes.
    lines = code.encode().splitlines(keepends=True)
    start = _place(lines, last.lineno, last.col_offset)
    end = _place(lines, last.end_lineno, last.end_col_offset)
    data = b"".join(lines)
    value = data[start:end].decode()
    return f"{data[:start].decode()}{_GIVE}({value})){data[end:].decode()}"


def give(value: object) -> None:
    """Hand a value over; called in the student's kernel."""
    from IPython.core.display_functions import publish_display_data

    publish_display_data({KIND: repr(value)})  # type: ignore[no-untyped-call]


def _place(lines: list[bytes], line: int | None, column: int | None) -> int:
    assert line is not None
    assert column is not None
    return sum(map(len, lines[: line - 1])) + column
