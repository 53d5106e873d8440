"""Pages for instructors and students: one file that works from a disk and fetches nothing.

A page says itself what may run in it: plotly from the installed wheel and one short script that
draws the figures, known by their hashes. Should a script of anybody else's ever get into a page,
the browser refuses it.
"""

from __future__ import annotations

import base64
import functools
import gzip
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.grading.safe import plain

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"


def environment(*folders: Path) -> Environment:
    """Templates that escape every value which is not marked as safe.

    Parameters
    ----------
    folders
        Where else templates lie.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


class Figures:
    """The figures of one page, drawn by plotly when it is opened."""

    def __init__(self) -> None:
        self._drawn = 0

    def add(self, figure: Mapping[str, Any], label: str) -> Markup:
        """Make the place of a figure.

        Parameters
        ----------
        figure
            ``data`` and ``layout`` of plotly's JSON; a student's one only from `safe.figure`.
        label
            The figure in words, for those who cannot see it.
        """
        from markupsafe import Markup

        self._drawn += 1
        # In a script "<" could end it.
        data = json.dumps({"data": figure["data"], "layout": figure["layout"]})
        return Markup(
            '<div class="figure" role="img" aria-label="{}"></div>'
            '<script type="application/json">{}</script>'
        ).format(plain(label), Markup(data.replace("<", "\\u003c")))

    def scripts(self) -> Markup:
        """Plotly and what draws the figures, for the end of the page; empty if there are none."""
        from markupsafe import Markup

        if not self._drawn:
            return Markup()
        return Markup(
            '<script type="application/octet-stream" id="plotly">{}</script><script>{}</script>'
        ).format(Markup(_packed_plotly()), Markup(_DRAW))

    def policy(self) -> str:
        """What the page may do, as a content security policy."""
        scripts = f"{_hash(_plotly())} {_hash(_DRAW)}" if self._drawn else "'none'"
        return (
            f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; "
            "img-src data:; base-uri 'none'; form-action 'none'"
        )


_DRAW = """
(async () => {
  const packed = document.getElementById("plotly").textContent;
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  script.textContent = await new Response(stream).text();
  document.head.append(script);
  const config = { staticPlot: true, responsive: true };
  for (const place of document.querySelectorAll(".figure")) {
    const { data, layout } = JSON.parse(place.nextElementSibling.textContent);
    try {
      await Plotly.newPlot(place, data, layout, config);
    } catch {
      place.textContent = "This figure cannot be drawn here. Run the notebook to see it.";
    }
  }
  document.documentElement.dataset.drawn = "true";
})();
"""


@functools.cache
def _plotly() -> str:
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())


@functools.cache
def _packed_plotly() -> str:
    return base64.b64encode(gzip.compress(_plotly().encode(), mtime=0)).decode()


@functools.cache
def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
