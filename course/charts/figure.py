"""How a figure of the course is shown: the picture, what it says in words, and its numbers.

A figure holds plain data and is drawn by the browser. Plotly's Python package is only imported
when somebody asks for a figure object: building and checking one takes half a second, and plotly's
own display takes seconds more at the first figure.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from course.model.evidence import Source, sources

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

PLOTLY = "application/vnd.plotly.v1+json"

# Told apart with any common kind of colour blindness, and at least 3:1 on white and on near-black.
BLUE, ORANGE, GREEN, PURPLE, RED, GREY = (
    "#2f80c8",
    "#c9720f",
    "#148f68",
    "#a05fb8",
    "#d1495b",
    "#7a7a7a",
)

# Readable on light and dark where a page's own text colour cannot be asked for.
TEXT = "#777777"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
LINE = "rgba(128,128,128,0.35)"

# Px around the drawing.
ABOVE, BESIDE, BELOW = 14, 12, 8

CONFIG: Mapping[str, Any] = {
    # Scrolling and touching must move the page, not the chart; the bar offers nothing we need.
    "scrollZoom": False,
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    # JupyterLab itself tells a chart its new width. With plotly's own way it loses its height, and
    # is gone, as soon as the theme changes.
    "responsive": False,
}

STYLE = """<style>
.js-plotly-plot svg g:not(.hovertext):not(.axistext):not(.textpoint)
> text:not(.updatemenu-item-text) {
fill: var(--jp-content-font-color1, currentColor) !important; }
.rb-figure { max-width: 46rem; color: var(--jp-content-font-color1, inherit); line-height: 1.5; }
.rb-figure p { margin: 0.4em 0; }
.rb-figure p.rb-title { margin: 0.8em 0 0.2em; font-weight: 600; font-size: 1.1em; }
.rb-figure a { color: var(--jp-content-link-color, LinkText); text-decoration: underline; }
.rb-figure summary { min-height: 24px; cursor: pointer; }
.rb-figure summary:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
.rb-figure .rb-scroll { overflow-x: auto; }
.rb-figure table { border-collapse: collapse; margin: 0.4em 0; font-size: 0.95em; }
.rb-figure caption { text-align: left; padding: 0.3em 0; font-weight: 600; }
.rb-figure table th, .rb-figure table td {
border: 1px solid #808080; padding: 0.25em 0.6em; text-align: left; vertical-align: top;
white-space: normal; background: transparent; color: inherit; }
.rb-figure table td.rb-number { text-align: right; font-variant-numeric: tabular-nums; }
.rb-figure svg { display: block; max-width: 100%; height: auto; }
.rb-figure svg text { fill: var(--jp-content-font-color1, currentColor); }
</style>"""


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a figure. The first column names the rows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]

    def html(self) -> str:
        """A table with a caption, and headings tied to columns and rows."""
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.columns)
        body = ""
        for first, *others in self.rows:
            cells = "".join(
                f"<td>{escape(value)}</td>"
                if isinstance(value, str)
                else f'<td class="rb-number">{value}</td>'
                for value in others
            )
            body += f'<tr><th scope="row">{escape(str(first))}</th>{cells}</tr>'
        return (
            f"<table><caption>{escape(self.caption)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def text(self) -> str:
        """The same table for a screen without HTML."""
        lines = [tuple(map(str, row)) for row in (self.columns, *self.rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained(ABC):
    """What every figure says about itself.

    Attributes
    ----------
    title
        The finding, as a sentence.
    summary
        The figure in words, for those who cannot see it.
    caveat
        What a reader must keep in mind.
    source_keys
        Keys of the evidence ledger.
    table
        The numbers behind the picture.
    """

    title: str
    summary: str
    caveat: str
    source_keys: tuple[str, ...]
    table: Table

    @property
    def sources(self) -> tuple[Source, ...]:
        """The publications behind the figure."""
        return tuple(sources()[key] for key in self.source_keys)

    @property
    def source_line(self) -> str:
        """Authors and years, as they stand on the figure."""
        return "Source: " + "; ".join(source.short for source in self.sources)

    def text(self) -> str:
        """Title, summary, caveat, source and numbers as plain text."""
        return "\n\n".join(
            [
                self.title,
                f"In words: {self.summary}",
                f"Keep in mind: {self.caveat}",
                f"{self.source_line}.",
                f"{self.table.caption}\n{self.table.text()}",
            ]
        )

    def heading(self) -> str:
        """The title, which stands above the picture."""
        return f'{STYLE}\n<div class="rb-figure"><p class="rb-title">{escape(self.title)}</p></div>'

    def html(self) -> str:
        """Caveat and linked sources below the picture; folded, the same in words and numbers."""
        linked = "; ".join(
            f'<a href="{escape(source.link)}" target="_blank" rel="noopener">'
            f"{escape(source.short)}</a>"
            if source.link
            else escape(source.short)
            for source in self.sources
        )
        return (
            f'<div class="rb-figure" role="group" aria-label="{escape(self.title)}">'
            f"<p><strong>Keep in mind:</strong> {escape(self.caveat)}</p>"
            f"<p>Source: {linked}</p>"
            f"<details><summary>The figure in words and numbers</summary>"
            f"<p>{escape(self.summary)}</p>"
            f'<div class="rb-scroll" tabindex="0" role="region" '
            f'aria-label="{escape(self.table.caption)}">{self.table.html()}</div></details></div>'
        )

    @abstractmethod
    def bundles(self) -> list[dict[str, Any]]:
        """The outputs of the figure, in order: each maps MIME types to data."""

    def payload(self) -> int:
        """Bytes that the figure adds to a notebook."""
        return sum(len(json.dumps(bundle).encode()) for bundle in self.bundles())

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for bundle in self.bundles():
            display(bundle, raw=True)  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True, kw_only=True)
class Illustration(Explained):
    """A figure drawn as SVG: nothing to turn or hover, but sharp, light and printable."""

    svg: str = field(repr=False)

    def bundles(self) -> list[dict[str, Any]]:
        """Title, drawing and words in one piece."""
        drawn = f'{self.heading()}<div class="rb-figure">{self.svg}</div>{self.html()}'
        return [{"text/html": drawn, "text/plain": self.text()}]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart(Explained):
    """A figure drawn by plotly.

    Attributes
    ----------
    data
        Traces, as plotly's JSON.
    layout
        What this chart adds to the course's layout, as plotly's JSON.
    plot_height
        Height of the drawing area in px.
    axis_height
        Room for the ticks and the title of the horizontal axis, in px.
    head_height
        Room above the drawing area, for buttons, in px.
    """

    data: Sequence[Mapping[str, Any]] = field(repr=False)
    layout: Mapping[str, Any] = field(repr=False)
    plot_height: int
    axis_height: int = 0
    head_height: int = 0

    def spec(self) -> dict[str, Any]:
        """The chart as plotly's JSON: ``data``, ``layout`` and ``config``."""
        top, bottom = ABOVE + self.head_height, self.axis_height + BELOW
        layout: dict[str, Any] = {
            "autosize": True,
            "height": top + self.plot_height + bottom,
            "margin": {"l": BESIDE, "r": BESIDE, "t": top, "b": bottom},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "size": 13, "color": TEXT},
            "hoverlabel": {
                "bgcolor": "#222222",
                "bordercolor": "#ffffff",
                "font": {"color": "#ffffff", "size": 14},
                "align": "left",
            },
            "dragmode": False,
            "showlegend": False,
            **self.layout,
        }
        return {"data": list(self.data), "layout": layout, "config": dict(CONFIG)}

    def figure(self) -> Figure:
        """The chart as a plotly figure with its title, to change it or to work on with it."""
        from plotly.graph_objects import Figure

        spec = self.spec()
        return Figure(data=spec["data"], layout={**spec["layout"], "title": {"text": self.title}})

    def bundles(self) -> list[dict[str, Any]]:
        """The title, the chart, then its words and numbers.

        Title and words are no part of the drawing: there they could not be wrapped to the page.
        """
        return [
            {"text/html": self.heading()},
            {PLOTLY: self.spec(), "text/plain": self.text()},
            {"text/html": self.html()},
        ]


def axis(title: str, **more: Any) -> dict[str, Any]:
    """A quiet axis: a title with its unit and thin grid lines."""
    return {
        "title": {"text": title, "font": {"size": 12}, "standoff": 6},
        "gridcolor": LINE,
        "zerolinecolor": LINE,
        "tickfont": {"size": 12},
        "fixedrange": True,
        **more,
    }


def row_labels(labels: Iterable[str]) -> list[dict[str, Any]]:
    """Names above the rows of a bar chart: beside them they would take half of a phone's width."""
    return [
        {
            "text": label,
            "font": {"size": 13},
            "showarrow": False,
            "xref": "paper",
            "x": 0,
            "xanchor": "left",
            "yref": "y",
            "y": row,
            "yanchor": "bottom",
            "yshift": 8,
        }
        for row, label in enumerate(labels)
    ]
