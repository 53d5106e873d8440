"""Makes graded notebooks safe to open: formgrader shows them as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.preprocessors import NbGraderPreprocessor

from course.grading import safe
from course.model.text import to_html

_NOTHING = "[Not shown: this output could run a program in the browser.]"


class CleanWork(NbGraderPreprocessor):  # type: ignore[misc]
    """Keeps of a student's notebook what a grader may see without danger.

    Formgrader sends outputs and text cells to the browser as they are, where a script could change
    grades. Texts, tables, pictures and figures stay; scripts, frames, forms and what would be
    fetched from elsewhere go. What was handed in lies untouched in ``submitted/``.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, Any]:
        """Clean one cell."""
        grading = cell.metadata.get("nbgrader")
        cell.metadata = from_dict({"nbgrader": grading} if grading else {})  # type: ignore[no-untyped-call]
        if cell.cell_type == "code":
            cell.outputs = [clean_output(output) for output in cell.outputs]
        pictures = _pictures(cell.pop("attachments", {}))
        if cell.cell_type != "code":
            # Under names that every program writes and reads alike.
            names = {name: f"picture-{number}" for number, name in enumerate(pictures, 1)}
            cell.source = safe.clean_markdown(cell.source, names)
            if pictures and cell.cell_type == "markdown":
                attachments = {names[name]: picture for name, picture in pictures.items()}
                cell.attachments = from_dict(attachments)  # type: ignore[no-untyped-call]
        return cell, resources


def clean_output(output: NotebookNode) -> NotebookNode:
    """An output of the same kind that runs nothing and fetches nothing."""
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return _output(kind, name=name, text=safe.plain(output.get("text", "")))
    if kind == "error":
        # The colours stay: formgrader turns them into colours, everything else into text.
        lines = [str(line)[: safe.LONGEST] for line in output.get("traceback", [])]
        name, value = str(output.get("ename", "")), str(output.get("evalue", ""))
        return _output(kind, ename=name, evalue=value, traceback=lines)
    data = clean_bundle(output.get("data", {}))
    fields: dict[str, Any] = {"data": data, "metadata": {}}
    if kind == "execute_result":
        count = output.get("execution_count")
        fields["execution_count"] = count if isinstance(count, int) else None
        return _output(kind, **fields)
    return _output("display_data", **fields)


def clean_bundle(data: Mapping[str, Any]) -> dict[str, Any]:
    """The forms of an output that are harmless, by MIME type; a text if there is no other."""
    kept: dict[str, Any] = {}
    if safe.PLOTLY in data:
        figure = safe.figure(data[safe.PLOTLY])
        if figure is not None:
            kept[safe.PLOTLY] = figure
            kept["text/plain"] = safe.in_words(figure)
    for kind in safe.PICTURES:
        picture = safe.picture(kind, data[kind]) if kind in data else None
        if picture:
            kept[kind] = picture
    if safe.SVG in data and safe.drawing(data[safe.SVG]):
        kept[safe.SVG] = _joined(data[safe.SVG])
    if "text/html" in data:
        html = safe.clean_html(_joined(data["text/html"]))
        if html.strip():
            kept["text/html"] = html
    else:
        for kind in ("text/markdown", "text/latex"):
            if kind in data:
                kept["text/html"] = to_html(_joined(data[kind])[: safe.LONGEST])
    if "text/plain" in data:
        kept.setdefault("text/plain", safe.plain(data["text/plain"]))
    return kept or {"text/plain": _NOTHING}


def _pictures(attachments: Any) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, kinds in attachments.items() if isinstance(attachments, dict) else ():
        for kind, data in kinds.items() if isinstance(kinds, dict) else ():
            picture = safe.picture(kind, data)
            if picture:
                found[name] = {kind: picture}
    return found


def _joined(data: Any) -> str:
    return "".join(map(str, data)) if isinstance(data, list) else str(data)


def _output(kind: str, **fields: Any) -> NotebookNode:
    node: NotebookNode = from_dict({"output_type": kind, **fields})  # type: ignore[no-untyped-call]
    return node
