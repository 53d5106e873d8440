"""Feedback pages: what a student may see again, on one page that fetches nothing."""

from __future__ import annotations

import base64
import functools
import gzip
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_task

from course.grading import outputs as make
from course.grading.regions import HIDDEN_TESTS, MARK_SCHEME, secret_lines, split

PLOTLY = "application/vnd.plotly.v1+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_REMOVED = "[not shown]"
_TELLING = 8


class FeedbackExporter(HTMLExporter):
    """HTML for feedback; a class of its own, so that formgrader's pages keep their settings."""


class HideSecrets(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes hidden tests, keys and mark schemes out of sources, tracebacks and outputs."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Clean the whole notebook."""
        hide = _remover(secret_lines((cell.source for cell in nb.cells), _TELLING))
        for cell in nb.cells:
            if is_grade(cell) or is_task(cell):
                cell.source, _ = split(cell.source, HIDDEN_TESTS, MARK_SCHEME)
        for cell in nb.cells:
            if cell.cell_type == "code":
                # A test cell's traceback quotes the test around the line that failed.
                cell.outputs = [_clean(o, hide, short=is_grade(cell)) for o in cell.outputs]
        return nb, resources


class DrawFigures(NbGraderPreprocessor):  # type: ignore[misc]
    """Makes plotly figures visible, which nbconvert would leave blank.

    The page gets one copy of plotly's script from the installed wheel, compressed.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Add a drawing to each output that has a figure."""
        drawn = 0
        for cell in nb.cells:
            outputs = []
            for output in cell.get("outputs", []):
                outputs.append(output)
                figure = output.get("data", {}).pop(PLOTLY, None)
                if figure is not None:
                    html = ("" if drawn else _script()) + _drawing(figure, drawn)
                    outputs.append(make.html(html))
                    drawn += 1
            if "outputs" in cell:
                cell.outputs = [o for o in outputs if "data" not in o or o.data]
        return nb, resources


def _clean(output: NotebookNode, hide: Callable[[str], str], short: bool) -> NotebookNode:
    if output.output_type == "stream":
        output.text = hide(output.text)
    elif output.output_type == "error":
        output.evalue = hide(output.evalue)
        lines = [f"{output.ename}: {output.evalue}"] if short else output.traceback
        output.traceback = [hide(line) for line in lines]
    else:
        # Without a kernel a widget is an empty box; its HTML stands in.
        output.data.pop(WIDGET, None)
        for kind, value in output.data.items():
            if isinstance(value, str):
                output.data[kind] = hide(value)
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


def _drawing(figure: Any, number: int) -> str:
    # "<" is written so that no text in a figure can end the script.
    data = json.dumps({"data": figure.get("data", []), "layout": figure.get("layout", {})}).replace(
        "<", "\\u003c"
    )
    return (
        f'<div id="figure-{number}" style="height:26em;max-width:50em"></div>'
        f"<script>plotlyReady.then(() => Plotly.newPlot('figure-{number}', "
        f"Object.assign({data}, {{config: {{staticPlot: true}}}})));</script>"
    )


@functools.cache
def _script() -> str:
    from plotly.offline import get_plotlyjs

    packed = base64.b64encode(gzip.compress(get_plotlyjs().encode(), mtime=0)).decode()
    return f"""<script>
const plotlyReady = (async () => {{
  const bytes = Uint8Array.from(atob("{packed}"), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  script.textContent = await new Response(stream).text();
  document.head.append(script);
}})();
</script>"""
