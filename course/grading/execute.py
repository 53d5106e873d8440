"""Running a submission: quiz cells are marked here, the others run in the student's kernel."""

from __future__ import annotations

import contextlib
import io
import shutil
import tempfile
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade, is_solution
from traitlets import Bool

from course.grading import outputs as make
from course.grading.credit import settle
from course.grading.quiz import QuizCall, find_quiz_call, quiz_points


class ExecuteFairly(Execute):  # type: ignore[misc]
    """nbgrader's `Execute`, with points that no warning, slip or student code can bend.

    A test cell that calls ``quiz_points`` is never sent to the kernel: it is marked in nbgrader's
    own process, before any student code of the notebook has run, with the key from the gradebook
    and the answers as they were handed in.
    """

    # Saved widget state would make the feedback page fetch its scripts from the network.
    store_widget_state = Bool(False).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: Any, **kwargs: Any
    ) -> tuple[NotebookNode, Any]:
        """Mark the quiz cells, run the others, and settle the points of every test cell."""
        folder = _submitted_folder(self, resources)
        self._marked: dict[int, list[NotebookNode]] = {}
        self._ended: set[int] = set()
        for index, cell in enumerate(nb.cells):
            call = find_quiz_call(cell.source) if _is_test(cell) else None
            if call:
                self._marked[index] = _mark(call, folder)
        try:
            nb, resources = super().preprocess(nb, resources, **kwargs)
        except (CellTimeoutError, DeadKernelError) as problem:
            # Without this, nbgrader throws the whole assignment of this student away.
            where = resources["nbgrader"]
            self.log.error("%s, %s: %s", where["student"], where["notebook"], problem)
            self._not_run(nb)
        for cell in filter(_is_test, nb.cells):
            meta = cell.metadata.nbgrader
            cell.outputs = settle(cell.outputs, meta["grade_id"], float(meta["points"]))
            for output in cell.outputs:
                if output.get("ename") == "NoPoints":
                    self.log.error(output.evalue)
        return nb, resources

    def _not_run(self, nb: NotebookNode) -> None:
        """Say so in each test cell that did not end: without a result it would earn all points."""
        reason = "Python was stopped by the code of this notebook before this cell had run."
        for index, cell in enumerate(nb.cells):
            if _is_test(cell) and index not in self._ended:
                cell.outputs = self._marked.get(index) or [make.error("NotRun", reason)]

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, Any]:
        """Run one cell, unless it was marked already."""
        if index in self._marked:
            cell.outputs = self._marked[index]
            return cell, resources
        cell, resources = super().preprocess_cell(cell, resources, index)
        self._ended.add(index)
        return cell, resources


def _is_test(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def _mark(call: QuizCall, folder: Path) -> list[NotebookNode]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        # Only a file name: a path in the call could point out of the submission.
        answers = folder / Path(call.responses).name
        earned = quiz_points(call.question_id, call.points, call.key, answers)
    return [make.text(said.getvalue()), make.number(earned)]


def _submitted_folder(preprocessor: Any, resources: Any) -> Path:
    # Taken before any student's code runs in this grading: it could rewrite what was handed in.
    converter, where = preprocessor.parent.parent, resources["nbgrader"]
    if not hasattr(converter, "answers_handed_in"):
        converter.answers_handed_in = tempfile.TemporaryDirectory()
        coursedir = converter.coursedir
        own = Path(
            coursedir.format_path(
                coursedir.submitted_directory, where["student"], where["assignment"]
            )
        )
        for file in own.parents[1].glob(f"*/{own.name}/responses.json"):
            kept = Path(converter.answers_handed_in.name, file.parts[-3])
            kept.mkdir()
            with contextlib.suppress(OSError):
                shutil.copy(file, kept)
    return Path(converter.answers_handed_in.name, where["student"])
