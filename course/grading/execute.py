"""Running a submission: quiz cells are marked here, the others run in the student's kernel."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_async, run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode, from_dict
from nbgrader.preprocessors import Execute
from traitlets import Bool, Dict, Enum, Integer

from course.grading import notes
from course.grading import outputs as make
from course.grading.cells import grade_id
from course.grading.credit import settle
from course.grading.given import giving
from course.grading.kernels import StudentKernel
from course.grading.quizcells import (
    QUESTIONS,
    is_test,
    mark_cells,
    needs_no_kernel,
    show_questions,
)

# Seconds in which a kernel that was told to stop must answer.
_PATIENCE = 5
_SHOWN = frozenset({"stream", "display_data", "update_display_data", "execute_result", "error"})


class RestNotRun(Exception):
    """The cells after this one cannot be run; the text says why."""


class ExecuteFairly(Execute):  # type: ignore[misc]
    """nbgrader's `Execute`, with points that no warning, slip or student code can bend.

    A test cell that calls ``quiz_points`` is never sent to the kernel: it is marked in nbgrader's
    own process, before any student code of the notebook has run, with the key from the gradebook
    and the answers as they were handed in. A notebook that has only such tests needs no kernel.

    What a cell takes is bounded: its time, what it shows and, on Linux, its memory. A test that
    did not come to its end earns nothing, whatever the reason.
    """

    notebook_timeout = Integer(180, help="Seconds for all cells of a notebook.").tag(config=True)
    cell_output = Integer(5 * 10**6, help="Characters that a cell may show.").tag(config=True)
    flood = Integer(50 * 10**6, help="Characters after which a cell is stopped.").tag(config=True)

    # Saved widget state would make the feedback page fetch its scripts from the network.
    store_widget_state = Bool(False).tag(config=True)
    # An exit hook of a student could take its time.
    shutdown_kernel = Enum(["graceful", "immediate"], "immediate").tag(config=True)
    # What nbclient needs to go on; `preprocess_cell` says itself what happened.
    error_on_timeout = Dict({"ename": "TimeUp", "evalue": "", "traceback": []}).tag(config=True)

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"kernel_manager_class": StudentKernel, **settings})

    def preprocess(
        self, nb: NotebookNode, resources: Any, **kwargs: Any
    ) -> tuple[NotebookNode, Any]:
        """Mark the quiz cells, run the others, and settle the points of every test cell."""
        answers = _submitted_folder(self, resources)
        self._marked = mark_cells(nb, answers)
        self._ended: set[int] = set()
        self._gives: set[int] = set()
        self._ends_at: float | None = None
        if needs_no_kernel(nb):
            show_questions(nb, _source(self, resources) / QUESTIONS, answers)
        else:
            nb, resources = self._run(nb, resources, **kwargs)
        for index, outputs in self._marked.items():
            nb.cells[index].outputs = outputs
        for index, cell in enumerate(nb.cells):
            if not is_test(cell):
                continue
            name, most = cell.metadata.nbgrader["grade_id"], cell.metadata.nbgrader["points"]
            cell.outputs = settle(cell.outputs, name, float(most), index in self._gives)
            for output in cell.outputs:
                if output.get("ename") == "NoPoints":
                    notes.add(nb, output.evalue)
        return _encodable(nb), resources

    def _run(self, nb: NotebookNode, resources: Any, **kwargs: Any) -> tuple[NotebookNode, Any]:
        reason = "it was not run"
        try:
            nb, resources = super().preprocess(nb, resources, **kwargs)
        except RestNotRun as problem:
            # Without this, nbgrader throws the whole assignment of this student away.
            reason = str(problem)
            notes.add(nb, f"Not run to its end: {reason}.")
        for index, cell in enumerate(nb.cells):
            # A test without a result would earn all points.
            if is_test(cell) and index not in self._ended:
                cell.outputs = [make.error("NotRun", f"This cell has no points: {reason}.")]
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, Any]:
        """Run one cell, unless it was marked already."""
        if index in self._marked or cell.cell_type != "code":
            return cell, resources
        if self._ends_at is None:
            self._ends_at = time.monotonic() + self.notebook_timeout
        if time.monotonic() > self._ends_at:
            raise RestNotRun(f"the notebook took longer than {self.notebook_timeout} seconds")
        self._shown, self._trouble = 0, ""
        name = _called(cell, index)
        try:
            cell, resources = super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            _fail(cell, "Python itself ended while this cell ran.")
            raise RestNotRun(f"the code of {name} ended Python itself") from None
        except CellTimeoutError:
            self._trouble = self._trouble or "showed more at once than can be taken"
            if not self._at_rest():
                _fail(cell, f"This cell {self._trouble}.")
                raise RestNotRun(f"{name} {self._trouble} and could not be stopped") from None
        self._ended.add(index)
        if self._trouble:
            _fail(cell, f"This cell {self._trouble} and was stopped.")
            self._note(f"{name} {self._trouble} and was stopped.")
        return cell, resources

    async def async_execute_cell(
        self,
        cell: NotebookNode,
        cell_index: int,
        execution_count: int | None = None,
        store_history: bool = True,
    ) -> NotebookNode:
        """Run the code of one cell; a test hands over its value and leaves no trace in ``In``."""
        source, history = cell.source, store_history and not is_test(cell)
        code = giving(source) if is_test(cell) and self._speaks_python() else None
        if code is not None:
            self._gives.add(cell_index)
            cell.source = code
        try:
            await super().async_execute_cell(cell, cell_index, execution_count, history)
        finally:
            cell.source = source
        return cell

    execute_cell = run_sync(async_execute_cell)

    def _speaks_python(self) -> bool:
        return bool(self.nb.metadata.language_info["name"] == "python")

    def _note(self, words: str) -> None:
        notes.add(self.nb, f"{words[0].upper()}{words[1:]}")

    def on_cell_executed(self, **event: Any) -> None:
        """Keep the error of a cell, except for those that our own stop made."""
        if not self._trouble:
            super().on_cell_executed(**event)

    def process_message(self, message: dict[str, Any], cell: NotebookNode, index: int) -> None:
        """Take one message of the kernel, if the cell has not shown too much already."""
        kind, content = message["msg_type"], message["content"]
        if kind.startswith("comm_"):
            # Widgets have no page here, and one of them could take a test's outputs away.
            return
        if kind in _SHOWN:
            size = _size(content)
            self._shown += size
            if self._shown > self.flood and not self._trouble:
                self._trouble = "showed more than fits on any page"
                self._stop = asyncio.ensure_future(ensure_async(self.km.interrupt_kernel()))
            if self._shown > self.cell_output:
                self._note(f"{_called(cell, index)} showed so much that it was cut.")
                if kind in {"execute_result", "error"}:
                    _cut(content)
                else:
                    return
        super().process_message(message, cell, index)

    def _get_timeout(self, cell: NotebookNode | None) -> float | None:
        seconds: float | None = super()._get_timeout(cell)
        if cell is None or self._ends_at is None:
            return seconds
        left = max(1.0, self._ends_at - time.monotonic())
        return left if seconds is None else min(seconds, left)

    async def _async_handle_timeout(
        self, seconds: float, cell: NotebookNode | None = None
    ) -> dict[str, Any] | None:
        self._trouble = self._trouble or f"ran for more than {seconds:.0f} seconds"
        reply: dict[str, Any] | None = await super()._async_handle_timeout(seconds, cell)
        return reply

    async def _async_at_rest(self) -> bool:
        """Whether the kernel answers again, on new connections: a lost one never comes back."""
        self.kc.stop_channels()
        self.kc: Any = self.km.client()
        self.kc.allow_stdin = False
        self.kc.start_channels()
        try:
            await asyncio.wait_for(self.kc.wait_for_ready(timeout=_PATIENCE), 2 * _PATIENCE)
        except (RuntimeError, TimeoutError):
            return False
        return True

    _at_rest = run_sync(_async_at_rest)


def _called(cell: NotebookNode, index: int) -> str:
    name = grade_id(cell)
    return f"cell {name!r}" if name else f"cell {index + 1}"


def _fail(cell: NotebookNode, words: str) -> None:
    kept = [output for output in cell.outputs if output.output_type != "error"]
    cell.outputs = [*kept, make.error("Stopped", words)]


def _size(content: dict[str, Any]) -> int:
    if "text" in content:
        return len(content["text"])
    # Some for the frame around it: a hundred thousand empty ones are not nothing.
    return 100 + len(json.dumps(content, default=str))


def _cut(content: dict[str, Any]) -> None:
    if "data" in content:
        content["data"] = {"text/plain": "(too much to show)"}
    else:
        content["evalue"], content["traceback"] = content["evalue"][:1000], []


def _encodable(nb: NotebookNode) -> NotebookNode:
    # Half a character, which Python's strings can hold, would keep the notebook from being saved.
    text = json.dumps(nb, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        clean = text.encode("utf-8", "replace").decode("utf-8")
        nb = from_dict(json.loads(clean))  # type: ignore[no-untyped-call]
    return nb


def _source(preprocessor: Any, resources: Any) -> Path:
    coursedir = preprocessor.parent.parent.coursedir
    assignment = resources["nbgrader"]["assignment"]
    return Path(coursedir.format_path(coursedir.source_directory, ".", assignment))


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
                # A link stays one, and is not read.
                shutil.copy(file, kept, follow_symlinks=False)
    return Path(converter.answers_handed_in.name, where["student"])
