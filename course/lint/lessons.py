"""Checks of lesson notebooks: their rhythm, their form, and that all they name is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from course import charts, notebooks
from course.errors import CourseError
from course.lint.minutes import needed, words
from course.lint.problem import Problem, known, short
from course.model import evidence
from course.model.bank import Bank
from course.model.coverage import handled
from course.model.lesson import calls, lesson, lesson_paths
from course.model.questions import Question
from course.view import tools

# The rhythm of a lesson (see CONTRIBUTING.md).
CELLS = range(20, 36)
WORDS = range(800, 1501)
MINUTES = range(25, 41)
# The minutes that a lesson promises may differ from the estimate by this much.
MINUTES_OFF = 4
TEXT_CELL_WORDS = 150
CODE_CELL_LINES = 5
# Words that a learner reads before something asks her to think.
WORDS_WITHOUT_QUESTION = 400
# How to start, and a table to look things up in: shorter, and with a rhythm of their own.
NO_LESSONS = {"00_start_here", "07_article_checked"}
CELL_METADATA = {"jupyter", "runners_back", "tags"}

_CITATION = re.compile(r"\[([^\]]+)\]\(#Sources\)")


def check(banks: Mapping[Path, Bank]) -> Iterator[Problem]:
    """Check every lesson notebook, and that no claim of the article was forgotten.

    Parameters
    ----------
    banks
        The question files that could be read.
    """
    by_lesson = {bank.lesson: bank for bank in banks.values() if bank.lesson}
    questions = {q.id: q for bank in banks.values() for q in bank.questions}
    whole = True
    for path in lesson_paths():
        try:
            notebook = notebooks.read(path)
        except Exception as error:
            yield Problem(short(path), f"This is not a notebook ({error}).", "Restore it from git.")
            whole = False
            continue
        yield from _form(path, notebook, by_lesson.get(path.stem))
        if path.stem not in NO_LESSONS:
            yield from _rhythm(path, notebook)
        for cell in notebook.cells:
            where = f"{short(path)} [{cell.id}]"
            if cell.cell_type == "code":
                yield from _code_cell(where, cell, questions)
            else:
                yield from _text_cell(where, cell)
        yield from _minutes(path)
        yield from _chart_sources(path)
    if whole:
        yield from _asked_once()
        yield from _claims()


def _form(path: Path, notebook: Any, bank: Bank | None) -> Iterator[Problem]:
    where, about = short(path), notebook.metadata.get("runners_back", {})
    if about.get("lesson") != path.stem or not isinstance(about.get("minutes"), int):
        yield Problem(
            where,
            "The notebook's metadata does not name its lesson and minutes.",
            'Add {"runners_back": {"lesson": "…", "minutes": 30, "objectives": […]}}.',
        )
    if bank and list(about.get("objectives", [])) != [o.id for o in bank.objectives]:
        yield Problem(
            where,
            "The objectives differ from those of the lesson's question file.",
            f"List {', '.join(o.id for o in bank.objectives)}.",
        )
    for cell in notebook.cells:
        stray = set(cell.metadata) - CELL_METADATA
        if stray:
            yield Problem(
                f"{where} [{cell.id}]",
                f"Stray metadata: {', '.join(sorted(stray))}.",
                "Run `make lessons`.",
            )


def _rhythm(path: Path, notebook: Any) -> Iterator[Problem]:
    where = short(path)
    minutes = notebook.metadata.get("runners_back", {}).get("minutes")
    texts = [c.source for c in notebook.cells if c.cell_type == "markdown"]
    total = sum(words(text) for text in texts)
    for name, number, allowed, why in (
        ("cells", len(notebook.cells), CELLS, "keep it readable"),
        ("words", total, WORDS, "keep it to its time"),
        ("minutes", minutes, MINUTES, "are what a learner has at a time"),
    ):
        if number not in allowed:
            yield Problem(
                where,
                f"The lesson has {number} {name}.",
                f"{allowed.start} to {allowed.stop - 1} {why}.",
            )
    since = 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            since += words(cell.source)
            if since > WORDS_WITHOUT_QUESTION:
                yield Problem(
                    f"{where} [{cell.id}]",
                    f"{since} words have passed without a question.",
                    f"Ask something every {WORDS_WITHOUT_QUESTION} words at least.",
                )
                since = 0
        elif any(kind in ("questions", "tools") for kind, _ in calls(cell.source)):
            since = 0


def _minutes(path: Path) -> Iterator[Problem]:
    found = lesson(path.stem)
    try:
        estimate = needed(found)
    except CourseError:
        return  # A question that is not known has been reported where it stands.
    if abs(estimate - found.minutes) > MINUTES_OFF:
        yield Problem(
            short(path),
            f"The lesson promises {found.minutes} minutes; reading, looking and answering take "
            f"about {estimate:.0f}.",
            "Ask less in the notebook (questions may wait in the bank), or correct the minutes.",
        )


def _asked_once() -> Iterator[Problem]:
    """A question that comes again finds no answer there: it would stand there solved."""
    home: dict[str, str] = {}
    for path in lesson_paths():
        for cell in lesson(path.stem).cells:
            where = f"{short(path)} [{cell.cell}]"
            for kept in cell.asked:
                if kept in home:
                    yield Problem(
                        where,
                        f"The answers to `{kept}` are already those of {home[kept]}.",
                        'Ask another question, or in a warm-up quiz("…", occasion="recall").',
                    )
                home.setdefault(kept, where)


def _text_cell(where: str, cell: Any) -> Iterator[Problem]:
    if words(cell.source) > TEXT_CELL_WORDS:
        yield Problem(where, f"The text has {words(cell.source)} words.", "Split it: 150 at most.")
    if re.search(r"!\[\s*\]\(", cell.source):
        yield Problem(where, "A picture has no alternative text.", "Say what it shows: ![…](…).")
    recorded = cell.metadata.get("runners_back", {})
    for key in recorded.get("sources", []):
        yield from known(where, evidence.find, "source", key, evidence.sources())
    for key in recorded.get("claims", []):
        yield from known(where, evidence.find, "claim", key, evidence.claims())
    yield from _citations(where, cell.source, recorded.get("sources", []))


def _citations(where: str, text: str, keys: list[str]) -> Iterator[Problem]:
    """Each source recorded is cited in the text, and each citation is recorded."""
    cited = set(_CITATION.findall(text))
    records = {key: evidence.sources()[key] for key in keys if key in evidence.sources()}
    for label in sorted(cited):
        if not any(label == source.short for source in records.values()):
            yield Problem(
                where,
                f"No source that the cell's metadata records is called “{label}”.",
                "Cite a source by its short name, and record its key under runners_back.sources.",
            )
    for key, source in records.items():
        if source.short not in cited:
            yield Problem(
                where,
                f"The source `{key}` is recorded, and nothing in the text cites it.",
                f"Cite it as [{source.short}](#Sources), or drop the key.",
            )


def _code_cell(where: str, cell: Any, questions: Mapping[str, Question]) -> Iterator[Problem]:
    if len(cell.source.splitlines()) > CODE_CELL_LINES:
        yield Problem(
            where,
            "The code cell is too long.",
            f"{CODE_CELL_LINES} lines at most: use the package.",
        )
    if cell.execution_count is None:
        yield Problem(where, "The cell was not run.", "Run `make lessons`.")
    if any(notebooks.WIDGET_VIEW in output.get("data", {}) for output in cell.outputs):
        yield Problem(where, "A widget's view is stored; it is random.", "Run `make lessons`.")
    try:
        ast.parse(cell.source)
    except SyntaxError as error:
        yield Problem(where, f"The code does not parse: {error.msg}.", "Correct it.")
        return
    for kind, key in calls(cell.source):
        match kind:
            case "questions":
                yield from known(where, evidence.find, "question", key, questions)
            case "claims":
                yield from known(where, evidence.find, "claim", key, evidence.claims())
            case "sources":
                yield from known(where, evidence.find, "source", key, evidence.sources())
            case "charts":
                yield from known(where, evidence.find, "chart", key, _charts())
            case "tools":
                yield from known(where, evidence.find, "tool", key, dict.fromkeys(tools.__all__))


def _charts() -> dict[str, Any]:
    modules = {topic: getattr(charts, topic) for topic in charts.TOPICS}
    return {f"{t}.{name}": getattr(m, name) for t, m in modules.items() for name in m.__all__}


def _chart_sources(path: Path) -> Iterator[Problem]:
    """The sources of its charts are among those that the lesson lists at its end."""
    found = lesson(path.stem)
    try:
        listed = found.sources
    except CourseError:
        return  # A key that is not known has been reported where it stands.
    for cell in found.cells:
        for name in cell.charts:
            make = _charts().get(name)
            for key in make().source_keys if make else ():
                if key not in listed:
                    yield Problem(
                        f"{short(path)} [{cell.cell}]",
                        f"The source `{key}` of the chart `{name}` is cited nowhere in the lesson.",
                        "Cite it in the text beside the chart, and record its key.",
                    )


def _claims() -> Iterator[Problem]:
    places = handled()
    for claim in evidence.claims().values():
        if claim.in_article and not places.get(claim.id):
            yield Problem(
                f"data/evidence/claims.yaml [{claim.id}]",
                "No cell and no question of the course handles this claim of the article.",
                "Name it where it is taught: claims in a cell's metadata or in a question.",
            )
