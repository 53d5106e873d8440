"""Points and comments into the gradebook, one notebook in one step."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import compute_checksum, determine_grade, is_task


class SaveGrades(NbGraderPreprocessor):  # type: ignore[misc]
    """Saves the points of a notebook, all or none.

    In place of nbgrader's `SaveAutoGrades`, which commits cell by cell and never looks at written
    tasks again: one that was missing at first would keep its 0 points. As there, points given by a
    person are kept, and marked for another look.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Save the points of every test cell, and which answers a person has to read."""
        where = resources["nbgrader"]
        cells = {
            cell.metadata.nbgrader["grade_id"]: cell
            for cell in nb.cells
            if "nbgrader" in cell.metadata
        }
        with Gradebook(where["db_url"]) as gradebook:
            submitted = gradebook.find_submission_notebook(
                where["notebook"], where["assignment"], where["student"]
            )
            for grade in submitted.grades:
                cell = cells[grade.name]
                points = None if is_task(cell) else determine_grade(cell, self.log)[0]
                grade.auto_score = points
                grade.needs_manual_grade = points is None or grade.manual_score is not None
            for comment in submitted.comments:
                cell = cells.get(comment.name)
                empty = cell is not None and not is_task(cell) and _untouched(cell)
                comment.auto_comment = "No response." if empty else None
            gradebook.db.commit()
        return nb, resources


def _untouched(cell: NotebookNode) -> bool:
    return bool(cell.metadata.nbgrader["checksum"] == compute_checksum(cell))
