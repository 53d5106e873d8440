"""Lesson notebooks as files: run top to bottom, and stored without noise.

Stored outputs are what a reader sees on a page without a kernel, and what nbval compares strictly.
Nothing in them changes from one run to the next.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course.model.lesson import lesson_paths

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def read(path: Path) -> NotebookNode:
    """A notebook in the current format."""
    notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def write(notebook: NotebookNode, path: Path) -> None:
    """Store a notebook; it is checked against the format first."""
    nbformat.validate(notebook)
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]


def run(notebook: NotebookNode) -> NotebookNode:
    """Run every cell on a fresh kernel, in an empty folder, and tidy the result.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        At the first cell that fails.
    """
    from nbclient import NotebookClient

    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(
            notebook,
            kernel_name=KERNELSPEC["name"],
            resources={"metadata": {"path": folder}},
            store_widget_state=False,
            timeout=120,
        ).execute()
    return tidy(notebook)


def tidy(notebook: NotebookNode) -> NotebookNode:
    """Drop what differs between runs and machines: timings, widget ids, kernel details."""
    notebook.metadata = nbformat.from_dict(  # type: ignore[no-untyped-call]
        {
            "kernelspec": KERNELSPEC,
            "language_info": {"name": "python"},
            "runners_back": notebook.metadata.get("runners_back", {}),
        }
    )
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
    return notebook


def refresh() -> list[Path]:
    """Run all lessons again and store their outputs.

    Returns
    -------
    list of pathlib.Path
        The notebooks whose stored form changed.
    """
    changed = []
    for path in lesson_paths():
        before = path.read_bytes()
        write(run(read(path)), path)
        if path.read_bytes() != before:
            changed.append(path)
    return changed
