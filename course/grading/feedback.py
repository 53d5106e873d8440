"""nbgrader's feedback step: what is hidden stays hidden, and the page is our own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution, is_task

from course.grading.feedback_page import FeedbackPage
from course.grading.regions import HIDDEN_TESTS, MARK_SCHEME, secret_lines, split

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_REMOVED = "[not shown]"
_TELLING = 8


def configure(c: Any) -> None:
    """Set nbgrader's feedback up.

    Parameters
    ----------
    c
        nbgrader's configuration object.
    """
    c.GenerateFeedback.preprocessors = [HideSecrets]
    c.GenerateFeedback.exporter_class = FeedbackExporter


class HideSecrets(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes hidden tests, keys and mark schemes out of sources, tracebacks and outputs."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Clean the whole notebook."""
        hide = _remover(_secrets(nb))
        for cell in nb.cells:
            if is_grade(cell) or is_task(cell):
                cell.source, _ = split(cell.source, HIDDEN_TESTS, MARK_SCHEME)
        for cell in nb.cells:
            if cell.cell_type == "code":
                # A test cell's traceback quotes the test around the line that failed.
                cell.outputs = [_without(o, hide, short=is_grade(cell)) for o in cell.outputs]
        return nb, resources


class FeedbackExporter(Exporter):
    """A graded notebook as the student's feedback page."""

    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **kwargs: Any
    ) -> tuple[str, Any]:
        """Make the page of one notebook."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        converter: Any = self.parent
        page = FeedbackPage(nb, resources["nbgrader"], converter.coursedir)
        return page.html(), resources


def _secrets(nb: NotebookNode) -> set[str]:
    # Markers that a student writes hide nothing: a search for all her lines would have no end.
    ours = [c.source for c in nb.cells if (is_grade(c) or is_task(c)) and not is_solution(c)]
    shown = [split(cell.source, HIDDEN_TESTS, MARK_SCHEME)[0] for cell in nb.cells]
    seen = {line.strip() for text in shown for line in text.split("\n")}
    return secret_lines(ours, _TELLING) - seen


def _without(output: NotebookNode, hide: Callable[[str], str], short: bool) -> NotebookNode:
    if output.output_type == "stream":
        output.text = hide(output.text)
    elif output.output_type == "error":
        output.evalue = hide(output.evalue)
        lines = [f"{output.ename}: {output.evalue}"] if short else output.traceback
        output.traceback = [hide(line) for line in lines]
    else:
        for kind, value in output.data.items():
            shown = hide(value) if isinstance(value, str) else json.loads(hide(json.dumps(value)))
            output.data[kind] = shown
    return output


def _remover(secrets: Iterable[str]) -> Callable[[str], str]:
    """Make a function that blanks the secret lines in a text, also where they were quoted."""
    forms = {form for s in secrets for form in (s, json.dumps(s)[1:-1], repr(s)[1:-1])}
    if not forms:
        return lambda text: text
    pattern = re.compile("|".join(re.escape(f) for f in sorted(forms, key=len, reverse=True)))

    def hide(text: str) -> str:
        # A traceback colours every word, so the line is only found without the colours.
        plain = _ANSI.sub("", text)
        return pattern.sub(_REMOVED, plain) if pattern.search(plain) else text

    return hide
