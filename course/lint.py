"""What a machine can check of the course's content, so that an author cannot break it unnoticed."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course import content, notebooks
from course.errors import AuthorError, CourseError
from course.model import evidence
from course.model.bank import Bank, load_bank
from course.model.questions import Multiple, Question, Single, TrueFalse

# The rhythm of a lesson (see CONTRIBUTING.md). The start page is shorter by design.
CELLS = range(20, 36)
WORDS = range(800, 1501)
TEXT_CELL_WORDS = 150
CODE_CELL_LINES = 5
QUESTIONS_PER_OBJECTIVE = 2
CELL_METADATA = {"jupyter", "runners_back", "tags"}


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it is, what is wrong and what to do."""

    where: str
    problem: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem} Mend: {self.mend}"


def check() -> list[Problem]:
    """Check questions, evidence, lessons and exercises.

    Returns
    -------
    list of Problem
        Empty if all is well.
    """
    problems = list(_ledger())
    banks: dict[Path, Bank] = {}
    for path in question_files():
        try:
            banks[path] = load_bank(path)
        except AuthorError as error:
            where = f"{_short(path)}:{error.line}" + (f" [{error.item}]" if error.item else "")
            problems.append(Problem(where, error.problem, error.mend))
    problems += _across(banks)
    for path, bank in banks.items():
        problems += _bank(path, bank)
    lessons = {bank.lesson: bank for bank in banks.values() if bank.lesson}
    for path in notebooks.lesson_paths():
        problems += _notebook(path, lessons.get(path.stem))
    problems += _exercises()
    return problems


def question_files() -> list[Path]:
    """Every question file: the lessons', and in a checkout the assignments' too."""
    root = content.root()
    return [
        *sorted((root / "data" / "questions").glob("*.yaml")),
        *sorted((root / "exercises").glob("*.yaml")),
    ]


def _short(path: Path) -> str:
    return path.relative_to(content.root()).as_posix()


def _ledger() -> Iterator[Problem]:
    known = evidence.sources()
    rows: list[tuple[str, str, tuple[str, ...]]] = [
        *(("claims", c.id, c.sources) for c in evidence.claims().values()),
        *(("red_flags", f.id, f.sources) for f in evidence.red_flags()),
        *(("figures", s.id, s.sources) for s in evidence.figures().values()),
    ]
    for file, row, keys in rows:
        for key in keys:
            if key not in known:
                yield Problem(
                    f"data/evidence/{file}.yaml [{row}]",
                    f"The source key `{key}` is not in sources.yaml.",
                    "Correct the key, or add the checked source.",
                )


def _across(banks: Mapping[Path, Bank]) -> Iterator[Problem]:
    home: dict[str, Path] = {}
    for path, bank in banks.items():
        for question in bank.questions:
            if question.id in home:
                yield Problem(
                    f"{_short(path)} [{question.id}]",
                    f"The id is used in {_short(home[question.id])} too.",
                    "Give one of the two another id.",
                )
            home.setdefault(question.id, path)


def _bank(path: Path, bank: Bank) -> Iterator[Problem]:
    asked = Counter(q.objective for q in bank.questions)
    least = QUESTIONS_PER_OBJECTIVE if bank.lesson else 1
    for objective in bank.objectives:
        if asked[objective.id] < least:
            yield Problem(
                f"{_short(path)} [{objective.id}]",
                f"This objective is asked by {asked[objective.id]} of at least {least} questions.",
                "Write a question for it, or drop the objective.",
            )
    yield from _give_away(path, bank)


def _give_away(path: Path, bank: Bank) -> Iterator[Problem]:
    """A right answer must not be found by its length or by its place."""
    choices = [_choices(q) for q in bank.questions if isinstance(q, Single | Multiple | TrueFalse)]
    single = [c for c in choices if sum(right for _, right in c) == 1]
    if len(single) < 4:
        return
    longest = sum(max(c, key=lambda option: len(option[0]))[1] for c in single)
    if longest > len(single) / 3:
        yield Problem(
            _short(path),
            f"In {longest} of {len(single)} questions the right answer is the longest.",
            "Shorten right answers or lengthen wrong ones until it is a third at most.",
        )
    places = Counter(next(i for i, (_, right) in enumerate(c) if right) for c in single)
    place, often = places.most_common(1)[0]
    if often > max(2, len(single) / 2):
        yield Problem(
            _short(path),
            f"In {often} of {len(single)} questions the right answer is number {place + 1}.",
            "Move right answers to other places.",
        )


def _choices(question: Question) -> list[tuple[str, bool]]:
    options = question.reasons if isinstance(question, TrueFalse) else question.options  # type: ignore[union-attr]
    return [(o.text, o.correct) for o in options]


def _notebook(path: Path, bank: Bank | None) -> Iterator[Problem]:
    try:
        notebook = notebooks.read(path)
    except Exception as error:
        yield Problem(_short(path), f"This is not a notebook ({error}).", "Restore it from git.")
        return
    yield from _notebook_form(path, notebook, bank)
    for cell in notebook.cells:
        where = f"{_short(path)} [{cell.id}]"
        for key in cell.metadata.get("runners_back", {}).get("sources", []):
            yield from _known(where, evidence.find, "source", key, evidence.sources())
        if cell.cell_type == "code":
            yield from _code_cell(where, cell)
        elif _words(cell.source) > TEXT_CELL_WORDS:
            yield Problem(
                where, f"The text has {_words(cell.source)} words.", "Split it: 150 at most."
            )


def _notebook_form(path: Path, notebook: Any, bank: Bank | None) -> Iterator[Problem]:
    where, about = _short(path), notebook.metadata.get("runners_back", {})
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
    words = sum(_words(c.source) for c in notebook.cells if c.cell_type == "markdown")
    if path.stem != "00_start_here":
        if len(notebook.cells) not in CELLS:
            yield Problem(
                where,
                f"The lesson has {len(notebook.cells)} cells.",
                f"{CELLS.start} to {CELLS.stop - 1} keep it readable.",
            )
        if words not in WORDS:
            yield Problem(
                where,
                f"The lesson has {words} words.",
                f"{WORDS.start} to {WORDS.stop - 1} keep it to its time.",
            )
    for cell in notebook.cells:
        stray = set(cell.metadata) - CELL_METADATA
        if stray:
            yield Problem(
                f"{where} [{cell.id}]",
                f"Stray metadata: {', '.join(sorted(stray))}.",
                "Run `make lessons`.",
            )


def _code_cell(where: str, cell: Any) -> Iterator[Problem]:
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
        tree = ast.parse(cell.source)
    except SyntaxError as error:
        yield Problem(where, f"The code does not parse: {error.msg}.", "Correct it.")
        return
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        ids = [a.value for a in call.args if isinstance(a, ast.Constant)]
        for key in ids:
            if name == "quiz":
                questions = {q.id: q for f in question_files() for q in _loaded(f)}
                yield from _known(where, evidence.find, "question", key, questions)
            elif name == "claim":
                yield from _known(where, evidence.find, "claim", key, evidence.claims())
            elif name == "cite":
                yield from _known(where, evidence.find, "source", key, evidence.sources())


def _loaded(path: Path) -> tuple[Question, ...]:
    return load_bank(path).questions if _loads(path) else ()


def _loads(path: Path) -> bool:
    try:
        return bool(load_bank(path))
    except AuthorError:
        return False


def _known(where: str, find: Callable[..., Any], *what: Any) -> Iterator[Problem]:
    try:
        find(*what)
    except CourseError as error:
        yield Problem(where, str(error), "Correct the name.")


def _words(markdown: str) -> int:
    without_links = re.sub(r"\]\([^)]*\)", "]", markdown)
    return len(re.findall(r"[A-Za-z0-9][\w'’-]*", without_links))


def _exercises() -> Iterator[Problem]:
    if not (content.root() / "exercises").is_dir():
        return
    from course.grading.build import check as check_exercises

    if any(not _loads(path) for path in question_files()):
        return  # reported where the file itself is checked
    for stale in check_exercises():
        yield Problem(
            stale, "The file is not what its question file says.", "Run `make exercises`."
        )
