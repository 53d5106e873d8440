"""The cells of a quiz, filled in without a kernel: question, answer given, points."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from course.grading import notes
from course.grading import outputs as make
from course.grading.quiz import find_question, find_quiz_call, mark, read_answers
from course.model.payload import graded_payload
from course.model.static import static_html, static_text

QUESTIONS, RESPONSES = "quiz.json", "responses.json"


def is_test(cell: NotebookNode) -> bool:
    """Whether a cell gives points by being run."""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def needs_no_kernel(nb: NotebookNode) -> bool:
    """Whether every code cell that counts is a question of a quiz."""
    graded = [c for c in nb.cells if c.cell_type == "code" and (is_grade(c) or is_solution(c))]
    return bool(graded) and all(is_test(c) and find_quiz_call(c.source) for c in graded)


def mark_cells(nb: NotebookNode, folder: Path) -> dict[int, list[NotebookNode]]:
    """Mark the questions of a notebook.

    Parameters
    ----------
    nb
        A notebook with its hidden tests. A note says if no answer was handed in.
    folder
        Where the answers lie.

    Returns
    -------
    dict
        Outputs of each test cell that calls ``quiz_points``, by its index.
    """
    read = functools.cache(read_answers)
    marked, ids = {}, []
    for index, cell in enumerate(nb.cells):
        call = find_quiz_call(cell.source) if is_test(cell) else None
        if call:
            # Only a file name: a path in the call could point out of the submission.
            earned, line = mark(call, read(folder / Path(call.responses).name))
            marked[index] = [make.text(f"{line}\n"), make.number(earned)]
            ids.append(call.question_id)
    if marked:
        _note(nb, folder / RESPONSES, ids)
    return marked


def _note(nb: NotebookNode, path: Path, ids: list[str]) -> None:
    answers = read_answers(path)
    if isinstance(answers, str):
        notes.add(nb, f"No answer counts: {answers}")
    elif not path.exists():
        notes.add(nb, f"No answer counts: {path.name} was not handed in.")
    elif answers.questions and not any(map(answers.attempts, ids)):
        notes.add(nb, f"No answer counts: {path.name} has none to this quiz, but to others.")


def show_questions(nb: NotebookNode, questions: Path, folder: Path) -> None:
    """Fill in the outputs of the ``quiz("id")`` cells, as pages without a kernel show them.

    Parameters
    ----------
    nb
        The notebook.
    questions
        The assignment's ``quiz.json``.
    folder
        Where the answers lie.
    """
    answers = read_answers(folder / RESPONSES)
    asked = _public(questions)
    for cell in nb.cells:
        name = find_question(cell.source) if cell.cell_type == "code" else None
        if name is not None and name in asked:
            last = None if isinstance(answers, str) else answers.last(name)
            payload = graded_payload(asked[name])
            data = {
                "text/html": static_html(payload, last),
                "text/plain": static_text(payload, asked[name]["prompt"]),
            }
            cell.outputs = [make.result(data)]


def _public(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    return {q["id"]: q for q in json.loads(path.read_text("utf-8"))["questions"]}
