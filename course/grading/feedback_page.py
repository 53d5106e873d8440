"""The feedback page of one notebook: points, reasons, the student's work and what there is to say.

What a student wrote is untrusted, even on her own page: an instructor opens it too. It passes
through `course.grading.safe`. What the author of a question wrote comes from the question file of
the class, never from the notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.utils import is_grade, is_solution

from course.grading import notes, pages, safe
from course.grading.cells import grade_id
from course.grading.clean import clean_bundle
from course.grading.quiz import find_question, read_answers
from course.grading.tasks import outline
from course.model import evidence
from course.model.answers import Choice, chosen, missed
from course.model.bank import load_bank
from course.model.payload import answer_html
from course.model.text import to_html, to_inline_html

if TYPE_CHECKING:
    from course.model.evidence import Source
    from course.model.questions import Question

_NONE = Markup()
# Cells that say how to begin and how to hand in.
_LEADING = frozenset({"class-header", "title", "hand-in"})
_TAG = re.compile(r"<(/?)h([1-6])\b")


@dataclass(frozen=True)
class Task:
    """Something that gives points, as the gradebook has it."""

    anchor: str
    name: str
    score: float
    most: float
    waiting: bool


@dataclass(frozen=True)
class Explained:
    """A question of a quiz, as much of it as the student may see.

    Attributes
    ----------
    secret
        The question is asked again in another class: neither key nor explanation is told.
    """

    secret: bool
    objective: str
    prompt: Markup
    chosen: list[Choice]
    missed: list[Choice]
    answer: Markup
    explanation: Markup
    sources: list[Source]


@dataclass(frozen=True)
class Block:
    """A cell on the page."""

    text: Markup = _NONE
    source: str = ""
    outputs: list[Markup] = field(default_factory=list)
    test: bool = False
    task: Task | None = None
    question: Explained | None = None
    comment: Markup = _NONE


class FeedbackPage:
    """The page of one notebook.

    Parameters
    ----------
    nb
        The graded notebook, without what must stay hidden.
    where
        nbgrader's names of student, assignment and notebook, and the address of the gradebook.
    coursedir
        nbgrader's course directory.
    """

    def __init__(self, nb: NotebookNode, where: dict[str, str], coursedir: Any) -> None:
        self._nb, self._where = nb, where
        root, assignment = Path(coursedir.root), where["assignment"]
        path = root / coursedir.source_directory / f"{assignment}.yaml"
        bank = load_bank(path) if path.is_file() else None
        self._questions = {question.id: question for question in bank.questions} if bank else {}
        self._objectives = {o.id: o.text for o in bank.objectives} if bank else {}
        source = coursedir.format_path(coursedir.source_directory, ".", assignment)
        self._source = outline(Path(source, f"{where['notebook']}.ipynb"))
        handed_in = coursedir.format_path(
            coursedir.submitted_directory, where["student"], assignment
        )
        self._answers = read_answers(Path(handed_in) / "responses.json")
        self._figures = pages.Figures()
        self._level = 2

    def html(self) -> str:
        """The whole page."""
        self._read_gradebook()
        environment = pages.environment()
        environment.filters["inline"] = lambda text: Markup(to_inline_html(text))
        environment.filters["number"] = lambda points: f"{round(points, 2):g}"
        tasks = list(self._tasks.values())
        page = environment.get_template("feedback.html.j2").render(
            title=self._source.title or f"{self._where['notebook']}, {self._where['assignment']}",
            student=self._student,
            tasks=tasks,
            penalty=self._penalty,
            total=sum(task.score for task in tasks) - self._penalty,
            most=sum(task.most for task in tasks),
            waiting=any(task.waiting for task in tasks),
            notes=[safe.plain(note) for note in notes.read(self._nb)],
            blocks=list(self._blocks()),
            figures=self._figures,
        )
        return safe.encodable(page)

    def _read_gradebook(self) -> None:
        where = self._where
        with Gradebook(where["db_url"]) as book:
            submitted = book.find_submission_notebook(
                where["notebook"], where["assignment"], where["student"]
            )
            student = submitted.student
            names = (student.first_name, student.last_name)
            self._student = " ".join(filter(None, names)) or student.id
            self._penalty = submitted.late_submission_penalty or 0
            self._comments = {c.name: c.comment for c in submitted.comments if c.comment}
            grades = {grade.name: grade for grade in submitted.grades}
            order = [name for name in self._source.tasks if name in grades]
            self._tasks = {
                name: Task(
                    f"task-{number}",
                    safe.plain(self._source.tasks.get(name, name)),
                    grades[name].score,
                    grades[name].max_score,
                    grades[name].needs_manual_grade and grades[name].manual_score is None,
                )
                for number, name in enumerate([*order, *sorted(grades.keys() - order)], 1)
            }
        self._asked = self._questions.keys() & self._tasks.keys()

    def _blocks(self) -> Iterator[Block]:
        # What leads through the notebook is of no use here; a question has a heading of its own.
        ours = _LEADING | {f"{name}-head" for name in self._asked}
        for cell in self._nb.cells:
            name = grade_id(cell)
            if cell.get("id") in ours and name is None:
                continue
            if cell.cell_type == "code":
                if find_question(cell.source) not in self._asked:
                    yield from self._code(cell, name)
            elif cell.cell_type == "markdown":
                text = self._markdown(cell.source)
                yield Block(text=text, task=self._task(name), comment=self._comment(name))

    def _code(self, cell: NotebookNode, name: str | None) -> Iterator[Block]:
        task, test = self._task(name), is_grade(cell) and not is_solution(cell)
        if task is not None and name in self._questions:
            question = self._explained(self._questions[name])
            outputs = [] if question.chosen else _said(cell)
            yield Block(task=task, question=question, outputs=outputs)
            return
        outputs = _said(cell) if test else [self._output(o) for o in cell.outputs]
        source = safe.plain(cell.source).strip()
        # A quiz has no code of the student's own.
        if task or outputs or (source and not self._asked):
            comment = self._comment(name)
            yield Block(source=source, outputs=outputs, test=test, task=task, comment=comment)

    def _task(self, name: str | None) -> Task | None:
        return self._tasks.get(name) if name else None

    def _comment(self, name: str | None) -> Markup:
        return self._markdown(self._comments.get(name, "")) if name else _NONE

    def _explained(self, question: Question) -> Explained:
        answers = self._answers
        response = None if isinstance(answers, str) else answers.last(question.id)
        return Explained(
            secret=question.reused,
            objective=self._objectives.get(question.objective, ""),
            prompt=Markup(to_html(question.prompt)),
            chosen=[] if response is None else chosen(question, response),
            missed=missed(question, response),
            answer=Markup(answer_html(question)),
            explanation=Markup(to_html(question.explanation)),
            sources=[evidence.sources()[key] for key in question.sources],
        )

    def _markdown(self, source: str) -> Markup:
        """Markdown as HTML, with headings that continue the outline of the page."""

        def lowered(tag: re.Match[str]) -> str:
            if not tag[1]:
                self._level = min(int(tag[2]) + 2, self._level + 1, 6)
            return f"<{tag[1]}h{self._level}"

        return Markup(_TAG.sub(lowered, to_html(source[: safe.LONGEST])))

    def _output(self, output: NotebookNode) -> Markup:
        if output.output_type == "stream":
            return _pre(output.text)
        if output.output_type == "error":
            return _pre("\n".join(output.traceback))
        data = clean_bundle(output.data)
        if safe.PLOTLY in data:
            drawn = self._figures.add(data[safe.PLOTLY], data["text/plain"])
            return Markup('<div class="own">{}</div>').format(drawn)
        if "text/html" in data:
            return Markup(
                '<div class="scroll" role="group" aria-label="Output" tabindex="0">{}</div>'
            ).format(Markup(data["text/html"]))
        for kind in (*safe.PICTURES, safe.SVG):
            if kind in data:
                packed = safe.drawing(data[kind]) if kind == safe.SVG else data[kind]
                source = f"data:{kind};base64,{packed}"
                return Markup('<img alt="Picture made by your code" src="{}">').format(source)
        return _pre(data["text/plain"])


def _said(cell: NotebookNode) -> list[Markup]:
    """The reasons for the points: what a test cell printed, or the error that stopped it."""
    lines = []
    for output in cell.outputs:
        if output.output_type == "stream":
            lines.append(_pre(output.text))
        elif output.output_type == "error":
            lines.append(_pre("\n".join(output.traceback)))
    return lines


def _pre(text: object) -> Markup:
    return Markup("<pre>{}</pre>").format(safe.plain(text))
