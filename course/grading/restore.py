"""Keeping hidden tests out of the student's reach, and putting missing cells back."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.preprocessors import NbGraderPreprocessor, OverwriteCells
from nbgrader.utils import is_grade, is_task

from course.grading.regions import HIDDEN_TESTS, MARK_SCHEME, split


class RestoreCells(OverwriteCells):  # type: ignore[misc]
    """nbgrader's `OverwriteCells` that also puts deleted test cells back, at the end.

    nbgrader's own way looks for the cell's old neighbour and stops if that is a text cell. Test
    cells use names only, so they work wherever they stand.
    """

    add_missing_cells = True

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Restore the cells; a copied cell is then an ordinary one."""
        for cell in nb.cells:
            # What `DeduplicateIds` leaves on a copy stops nbgrader's search for missing cells.
            if not cell.metadata.get("nbgrader"):
                cell.metadata.pop("nbgrader", None)
        return super().preprocess(nb, resources)  # type: ignore[no-any-return]

    def add_missing_grade_cells(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Add every test cell that the submission lacks."""
        source = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        most = {cell.name: cell.max_score for cell in source.grade_cells}
        answers = {cell.name for cell in source.solution_cells}
        there = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in nb.cells}
        for cell in source.source_cells:
            if cell.name in most and cell.name not in there:
                self.log.warning("Test cell %r was missing and was put back.", cell.name)
                restored = self.missing_cell_transform(
                    cell, most[cell.name], is_solution=cell.name in answers
                )
                restored["id"] = new_code_cell().id  # type: ignore[no-untyped-call]
                nb.cells.append(restored)
        return nb, resources


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

    def report_change(self, name: str, attr: str, old: Any, new: Any) -> None:
        """Say nothing: the change is our own."""
