"""Giving the assignment's cells back what is theirs, and keeping hidden tests out of reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_task

from course.grading import notes
from course.grading.cells import grade_id
from course.grading.regions import HIDDEN_TESTS, MARK_SCHEME, split


@dataclass(frozen=True)
class OwnCell:
    """A cell of the assignment as it was released.

    Attributes
    ----------
    metadata
        nbgrader's, such as the points.
    source
        The text with hidden tests and mark scheme.
    """

    metadata: dict[str, Any]
    source: str

    @property
    def fixed(self) -> bool:
        """Whether a student may not change the text."""
        return bool(self.metadata["locked"])

    @property
    def counts(self) -> bool:
        """Whether it gives points."""
        return bool(self.metadata["grade"] or self.metadata["task"])


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives each cell of the assignment its own metadata, points and tests again.

    In place of nbgrader's `DeduplicateIds`, `OverwriteCells` and `CheckCellMetadata`, which trust
    the metadata that was handed in: a notebook is not graded at all if it is out of shape, and a
    test cell that a student marks as an answer is not run as a test.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Restore what was changed; a copied cell is an ordinary one, a deleted one comes back."""
        own = _own_cells(resources["nbgrader"])
        there = set()
        # Of two cells with one name the last one counts.
        for cell in reversed(nb.cells):
            name = grade_id(cell)
            if name in own and name not in there:
                there.add(name)
                self._restore(nb, cell, own[name])
            else:
                cell.metadata.pop("nbgrader", None)
                if name in there:
                    self.tell(nb, f"Cell {name!r} stands there twice; the last one counts.")
        counting = [name for name, cell in own.items() if cell.counts]
        for name in counting:
            answer = _answered_at(nb, name)
            is_test = own[name].metadata["grade"]
            if is_test and name in there and answer is not None and _place(nb, name) < answer:
                nb.cells.insert(answer, nb.cells.pop(_place(nb, name)))
                self.tell(nb, f"Cell {name!r} stood above its answer and was moved below it.")
        lost = [name for name in counting if name not in there]
        for name in lost:
            answer = _answered_at(nb, name)
            # A test stands below the answer, a task above it. Test cells use names only, so they
            # work at the end too.
            place = len(nb.cells) if answer is None else answer + own[name].metadata["grade"]
            nb.cells.insert(place, _new(own[name]))
        if lost:
            names = ", ".join(map(repr, lost))
            self.tell(nb, f"Missing and put back, at no loss of points: {names}.")
        return nb, resources

    def tell(self, nb: NotebookNode, words: str) -> None:
        """Make a note of something that the student changed."""
        notes.add(nb, words)

    def _restore(self, nb: NotebookNode, cell: NotebookNode, own: OwnCell) -> None:
        cell.metadata["nbgrader"] = from_dict(own.metadata)  # type: ignore[no-untyped-call]
        # A tag can keep a cell from being run, and a test that is not run has not failed.
        cell.metadata.pop("tags", None)
        kind = own.metadata["cell_type"]
        if own.fixed and (cell.cell_type, cell.source.strip()) != (kind, _released(own).strip()):
            self.tell(nb, f"Cell {grade_id(cell)!r} had been changed and was restored.")
        if cell.cell_type != kind:
            cell.cell_type = kind
            if kind == "code":
                cell.outputs, cell.execution_count = [], None
            else:
                for field in ("outputs", "execution_count"):
                    cell.pop(field, None)
        if own.fixed:
            cell.source = own.source


class HideTests(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes hidden tests and mark schemes out of the file that lies beside running code."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, Any]:
        """Cut the regions out of one cell."""
        if is_grade(cell) or is_task(cell):
            cell.source, _ = split(cell.source, HIDDEN_TESTS, MARK_SCHEME)
        return cell, resources


class ShowTests(RestoreCells):
    """Brings the hidden tests back from the gradebook, just before they run."""

    def tell(self, nb: NotebookNode, words: str) -> None:
        """Say nothing: the change is our own."""


def _own_cells(where: dict[str, str]) -> dict[str, OwnCell]:
    with Gradebook(where["db_url"]) as gradebook:
        notebook = gradebook.find_notebook(where["notebook"], where["assignment"])
        most = {cell.name: cell.max_score for cell in notebook.grade_cells}
        tasks = {cell.name: cell.max_score for cell in notebook.task_cells}
        answers = {cell.name for cell in notebook.solution_cells}
        own = {}
        for cell in notebook.source_cells:
            worth = {**most, **tasks}.get(cell.name)
            metadata = {
                "cell_type": cell.cell_type,
                "checksum": cell.checksum,
                "grade": cell.name in most,
                "grade_id": cell.name,
                "locked": cell.locked,
                "schema_version": 3,
                "solution": cell.name in answers,
                "task": cell.name in tasks,
            }
            points = {} if worth is None else {"points": worth}
            own[cell.name] = OwnCell({**metadata, **points}, cell.source or "")
        return own


def _released(own: OwnCell) -> str:
    return split(own.source, HIDDEN_TESTS, MARK_SCHEME)[0]


def _place(nb: NotebookNode, name: str) -> int:
    return next(place for place, cell in enumerate(nb.cells) if grade_id(cell) == name)


def _answered_at(nb: NotebookNode, name: str) -> int | None:
    """Place of the cell that a test is about, if it is there."""
    belongs = {f"{name}-answer", f"{name}-show"}
    places = [place for place, cell in enumerate(nb.cells) if cell.get("id") in belongs]
    return places[-1] if places else None


def _new(own: OwnCell) -> NotebookNode:
    make = new_code_cell if own.metadata["cell_type"] == "code" else new_markdown_cell
    metadata = {"deletable": False, "editable": False, "nbgrader": own.metadata}
    cell: NotebookNode = make(own.source, metadata=metadata)  # type: ignore[no-untyped-call]
    return cell
