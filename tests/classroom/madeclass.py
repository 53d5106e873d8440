"""A class made by numbers: gradebook and files as grading leaves them, without a kernel."""

from __future__ import annotations

import functools
import json
import math
import random
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
from nbformat import v4
from nbgrader.api import Gradebook

from course.classroom.folder import ClassFolder
from course.content import data_path
from course.grading.build import quiz_notebook
from course.grading.quiz import find_quiz_call, mark, read_answers
from course.model.bank import Bank, load_bank
from course.model.marking import score
from course.model.occasions import kept_as
from course.model.questions import (
    Case,
    Hotspot,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Question,
    Single,
    TrueFalse,
)

REPO = Path(__file__).parents[2]
START = datetime(2026, 3, 1, 9, tzinfo=UTC)
LAB = {"count": 3.0, "depth": 4.0, "chart": 4.0, "standing": 5.0}
WRITTEN = {"judge": 4.0}


def right(question: Question) -> Any:
    """A right response."""
    key = question.key()
    match question:
        case TrueFalse():
            return {"verdict": key["verdict"], "reason": key["reason"]}
        case Numeric():
            return f"{question.answer:g}"
        case Hotspot():
            return question.correct[0]
        case Case():
            steps, here = [], key["start"]
            while here is not None:
                best = key["nodes"][here]["best"]
                steps.append([here, best])
                here = key["nodes"][here]["next"][best]
            return steps
    return key["correct"]


def wrong(question: Question, rng: random.Random) -> Any:
    """A response with a mistake in it."""
    match question:
        case Single():
            return rng.choice([o.id for o in question.options if not o.correct])
        case Multiple():
            return [rng.choice([o.id for o in question.options if not o.correct])]
        case TrueFalse():
            reason = rng.choice([r.id for r in question.reasons if not r.correct])
            return {"verdict": rng.random() < 0.5, "reason": reason}
        case Numeric():
            return f"{rng.choice([n.value for n in question.near] or [question.answer + 99]):g}"
        case Ordering():
            return list(reversed(question.key()["correct"]))
        case Matching():
            one = rng.choice(question.public()["rights"])["id"]
            return {pair.id: one for pair in question.pairs}
        case Hotspot():
            return rng.choice([w.parts[0] for w in question.wrong] or ["C1"])
        case Case():
            scene = question.nodes[0]
            return [[scene.id, next(o.id for o in scene.options if not o.best)]]
    raise ValueError(question.type)


def answers_file(answers: Mapping[str, Iterable[tuple[datetime, Any]]]) -> str:
    """A ``responses.json`` with these attempts."""
    questions = {
        name: {
            "attempts": [
                {"id": f"{name}-{n}", "at": at.isoformat(), "response": response, "score": None}
                for n, (at, response) in enumerate(attempts)
            ]
        }
        for name, attempts in answers.items()
    }
    return json.dumps({"format": "runners-back/responses", "version": 1, "questions": questions})


@functools.cache
def _empty_gradebook() -> Path:
    """A new gradebook, made once: nbgrader starts a program of its own for each."""
    path = Path(tempfile.mkdtemp()) / "gradebook.db"
    Gradebook(f"sqlite:///{path}", "").close()
    return path


class MadeClass:
    """A class folder to fill by hand."""

    def __init__(self, root: Path, name: str = "Runners, spring") -> None:
        root.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPO / "nbgrader_config.py", root)
        shutil.copy(_empty_gradebook(), root / "gradebook.db")
        self.folder = ClassFolder(root, name)
        self.folder.write()
        self.banks: dict[str, Bank] = {}

    def assignment(self, name: str, *, lab: bool = True, source: Path | None = None) -> None:
        """Add an assignment: the quiz of a question file, and perhaps a lab."""
        path = source or REPO / "exercises" / f"{name}.yaml"
        target = self.folder.root / "exercises"
        (target / name).mkdir(parents=True)
        shutil.copy(path, target / f"{name}.yaml")
        for notebook in ("quiz", "lab") if lab else ("quiz",):
            shutil.copy(REPO / "exercises" / name / f"{notebook}.ipynb", target / name)
        bank = self.banks[name] = load_bank(path)
        with self.folder.gradebook() as book:
            book.add_assignment(name)
            book.add_notebook("quiz", name)
            for question in bank.questions:
                _cell(book, question.id, "quiz", name, question.points)
            if lab:
                book.add_notebook("lab", name)
                for cell, points in LAB.items():
                    _cell(book, cell, "lab", name, points)
                for cell, points in WRITTEN.items():
                    book.add_task_cell(cell, "lab", name, max_score=points, cell_type="markdown")

    def student(self, student: str, first: str = "", last: str = "") -> None:
        """Add a student to the gradebook."""
        with self.folder.gradebook() as book:
            book.update_or_create_student(student, first_name=first, last_name=last)

    def submitted(self, assignment: str, student: str) -> Path:
        """Folder that a student handed in."""
        path = self.folder.root / "submitted" / student / assignment
        path.mkdir(parents=True, exist_ok=True)
        return path

    def shown(self, assignment: str, student: str) -> Path:
        """Folder in which grading leaves what it graded."""
        path = self.folder.root / "autograded" / student / assignment
        path.mkdir(parents=True, exist_ok=True)
        return path

    def change(self, assignment: str, student: str, cell: str, **values: Any) -> None:
        """Change the grade of a cell, such as ``"quiz/first"``, in the gradebook."""
        notebook, name = cell.split("/")
        with self.folder.gradebook() as book:
            grade = book.find_grade(name, notebook, assignment, student)
            for key, value in values.items():
                setattr(grade, key, value)
            book.db.commit()

    def grade(
        self,
        assignment: str,
        points: Mapping[str, Mapping[str, float | None]],
        answers: Mapping[str, str] | None = None,
        without: Iterable[str] = (),
    ) -> None:
        """Leave points and files of students as grading does, by nbgrader's own command."""
        with self.folder.gradebook() as book:
            for student in points:
                book.update_or_create_student(student)
                book.add_submission(assignment, student)
            for submission in book.assignment_submissions(assignment):
                own = points.get(submission.student.id)
                if own is None:
                    continue
                for grade in (g for n in submission.notebooks for g in n.grades):
                    given = own.get(grade.name, 0.0)
                    grade.auto_score, grade.needs_manual_grade = given, given is None
            book.db.commit()
        for student in points:
            place, shown = self.submitted(assignment, student), self.shown(assignment, student)
            for notebook in ("quiz", "lab"):
                if notebook not in without:
                    (place / f"{notebook}.ipynb").write_text("{}")
                    (shown / f"{notebook}.ipynb").write_text("{}")
            if answers and student in answers:
                (place / "responses.json").write_text(answers[student], "utf-8")

    def graded(self, assignment: str, student: str, notebook: str, cells: list[Any]) -> None:
        """Put a graded notebook where grading leaves it."""
        place = self.shown(assignment, student)
        nbformat.write(v4.new_notebook(cells=cells), place / f"{notebook}.ipynb")

    def quiz_cells(self, assignment: str) -> list[Any]:
        """The quiz as it was released, with the tests that came back for grading."""
        source = quiz_notebook(self.banks[assignment], "Quiz")
        return list(nbformat.reads(json.dumps(source), as_version=4).cells)

    def said(self, assignment: str, student: str) -> list[Any]:
        """The quiz with what its test cells said."""
        cells = self.quiz_cells(assignment)
        answers = read_answers(self.submitted(assignment, student) / "responses.json")
        for cell in cells:
            call = find_quiz_call(cell.source) if cell.cell_type == "code" else None
            if call:
                _, line = mark(call, answers)
                cell.outputs = [v4.new_output("stream", name="stdout", text=f"{line}\n")]
            elif cell.cell_type == "code" and "quiz(" in cell.source:
                shown = {"text/html": "<p>The question as a picture.</p>"}
                cell.outputs = [v4.new_output("display_data", shown)]
        return cells


def checked_cell(name: str, points: float, source: str, said: str) -> Any:
    """A test cell of a lab after grading."""
    meta = {"grade": True, "locked": True, "solution": False, "task": False}
    meta |= {"grade_id": name, "points": points, "schema_version": 3}
    cell = v4.new_code_cell(source, id=name, metadata={"nbgrader": meta})
    cell.outputs = [v4.new_output("stream", name="stdout", text=said)]
    return cell


def task_cell(name: str, points: float, source: str) -> Any:
    """A task that a person reads, after grading."""
    meta = {"grade": False, "locked": True, "solution": False, "task": True}
    meta |= {"grade_id": name, "points": points, "schema_version": 3}
    return v4.new_markdown_cell(source, id=name, metadata={"nbgrader": meta})


def _cell(book: Gradebook, name: str, notebook: str, assignment: str, points: float) -> None:
    book.add_grade_cell(name, notebook, assignment, max_score=points, cell_type="code")


def generated(
    root: Path, assignments: Iterable[str], students: int, *, lab: bool = True, seed: int = 1
) -> MadeClass:
    """A class with people of different ability, who answer by chance accordingly."""
    made, rng = MadeClass(root), random.Random(seed)
    names = [f"s{number:03}" for number in range(students)]
    ability = {name: rng.gauss(0, 1) for name in names}
    with made.folder.gradebook() as book:
        for name in names:
            book.add_student(name, first_name=f"First{name}", last_name=f"Last{name}")
    for assignment in assignments:
        made.assignment(assignment, lab=lab)
        questions = made.banks[assignment].questions
        hard = {question.id: rng.gauss(-0.5, 1) for question in questions}
        points: dict[str, dict[str, float | None]] = {}
        files = {}
        for name in names:
            attempts, now, earned = {}, START, {}
            for question in questions:
                knows = rng.random() < 1 / (1 + math.exp(hard[question.id] - ability[name]))
                response = right(question) if knows else wrong(question, rng)
                now += timedelta(seconds=rng.randint(20, 200))
                attempts[question.id] = [(now, response)]
                earned[question.id] = round(question.points * score(question.key(), response), 2)
            for cell, most in {**LAB, **WRITTEN}.items() if lab else ():
                earned[cell] = round(most * rng.random() * 2) / 2
            points[name], files[name] = earned, answers_file(attempts)
        made.grade(assignment, points, files)
    return made


def course_test(before: float, after: float, rng: random.Random) -> str:
    """A shared course test, each answer right with that chance."""
    bank = load_bank(data_path("questions/course_test.yaml"))
    attempts = {}
    for question in bank.questions:
        for occasion, chance in (("before", before), ("after", after)):
            response = right(question) if rng.random() < chance else wrong(question, rng)
            attempts[kept_as(question.id, occasion)] = [(START, response)]
    return answers_file(attempts)
