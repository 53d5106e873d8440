"""Cell outputs, made as a kernel would."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode, from_dict


def text(words: str) -> NotebookNode:
    """Make printed text."""
    return _output("stream", name="stdout", text=words)


def number(value: float) -> NotebookNode:
    """Make the result of a test cell."""
    return result({"text/plain": repr(value)})


def result(data: dict[str, Any]) -> NotebookNode:
    """Make the result of a cell, in several formats."""
    return _output("execute_result", data=data, metadata={}, execution_count=None)


def error(name: str, reason: str) -> NotebookNode:
    """Make an error without a traceback."""
    return _output("error", ename=name, evalue=reason, traceback=[f"{name}: {reason}"])


def _output(kind: str, **fields: Any) -> NotebookNode:
    node: NotebookNode = from_dict({"output_type": kind, **fields})  # type: ignore[no-untyped-call]
    return node
