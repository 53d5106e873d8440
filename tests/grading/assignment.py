"""What every assignment must prove: a class of its own, through real nbgrader, to the point.

A test file names the assignment and its students (see ``test_01_anatomy.py``); `ClassTests` adds
the students that every assignment has, and the tests.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import html
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import nbformat
import pytest
from klass import REPO, Klass, Student, done

from course.model.bank import Bank, load_bank
from course.model.questions import Question
from course.model.text import to_plain

SOURCES = REPO / "exercises"
DUE = "2026-03-01 09:00:00 UTC"
# Fields of a question that speak about its answers.
TOLD = {"feedback", "missed", "explanation", "misconception", "otherwise", "hints"}
TOLD |= {"feedback_true", "feedback_false", "feedback_right"}

# An object that calls itself equal to everything, above everything and true.
YES = """
class Yes(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __hash__(self): return 0
    def __iter__(self): return iter([self] * len(self))
    def __len__(self): return 1
    def __getitem__(self, name): return self
    def __getattr__(self, name): return self
    def __call__(self, *args): return self
    def __bool__(self): return True
    def __sub__(self, other): return self
    __rsub__ = __abs__ = __sub__
yes = Yes()
"""


def right(question: Question) -> Any:
    """The right response to a question, as the widget would record it."""
    key = question.key()
    match key["type"]:
        case "true_false":
            return {"verdict": key["verdict"], "reason": key["reason"]}
        case "numeric":
            return f"{key['value']:g}"
        case "hotspot":
            return key["correct"][0]
        case "case":
            steps, here = [], key["start"]
            while here is not None:
                best = key["nodes"][here]["best"]
                steps.append([here, best])
                here = key["nodes"][here]["next"][best]
            return steps
    return key["correct"]


@dataclass(frozen=True)
class Assignment:
    """An assignment of the course, and what its parts are worth.

    Attributes
    ----------
    name
        Such as ``"01_anatomy"``.
    lab
        Points of each test cell of the lab; empty if it has none. Task ``x`` is answered in the
        cell ``x-answer``.
    written
        Points of each answer that a person reads.
    solved
        A right solution of the lab: source of each answer cell, in the order of the notebook.
    """

    name: str
    lab: Mapping[str, float] = field(default_factory=dict)
    written: Mapping[str, float] = field(default_factory=dict)
    solved: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def bank(self) -> Bank:
        return load_bank(SOURCES / f"{self.name}.yaml")

    @cached_property
    def quiz(self) -> dict[str, float]:
        """Points of each question."""
        return {question.id: float(question.points) for question in self.bank.questions}

    @cached_property
    def right(self) -> dict[str, Any]:
        """The right answer to each question."""
        return {question.id: right(question) for question in self.bank.questions}

    def swapped(self, question_id: str) -> Any:
        """The right order or matching with the first two answers exchanged."""
        answer = self.right[question_id]
        if isinstance(answer, list):
            return [answer[1], answer[0], *answer[2:]]
        (one, a), (two, b), *rest = answer.items()
        return {one: b, two: a, **dict(rest)}

    @property
    def notebooks(self) -> list[str]:
        return ["quiz", "lab"] if self.lab else ["quiz"]


@dataclass(frozen=True)
class Handed:
    """What a student hands in, and the points it must earn; what is not named earns nothing."""

    student: Student
    quiz: Mapping[str, float] = field(default_factory=dict)
    lab: Mapping[str, float] = field(default_factory=dict)


def earned(assignment: str, task: str, answer: str) -> float:
    """Points of a task of a lab for the source of an answer, without a class.

    What the lab shows above the task has been run; answers to earlier tasks have not.
    """
    names: dict[str, Any] = {}
    for cell in nbformat.read(SOURCES / assignment / "lab.ipynb", as_version=4).cells:
        if cell.id == task:
            exec(answer, names)
            *steps, last = ast.parse(cell.source).body
            assert isinstance(last, ast.Expr)
            exec(compile(ast.Module(steps, []), task, "exec"), names)
            return eval(compile(ast.Expression(last.value), task, "eval"), names)
        if cell.cell_type == "code" and "nbgrader" not in cell.metadata:
            exec(cell.source.replace("%xmode Minimal", ""), names)
    raise KeyError(task)


def everybody(assignment: Assignment) -> dict[str, Handed]:
    """Students that every class has: nothing, everything, and what happens on the way."""
    answers, cells = assignment.right, assignment.solved
    first = dict(list(answers.items())[: len(answers) // 2])
    begun = dict(list(cells.items())[: (len(cells) + 1) // 2])
    tasks = [cell.removesuffix("-answer") for cell in begun]
    only_quiz = ["lab.ipynb"] if assignment.lab else []
    return {
        "blank": Handed(Student("blank")),
        "perfect": Handed(
            Student("perfect", answers, cells=cells), assignment.quiz, assignment.lab
        ),
        # Half of it was filled in.
        "half": Handed(
            Student("half", first, cells=begun),
            {name: assignment.quiz[name] for name in first},
            {task: assignment.lab[task] for task in tasks if task in assignment.lab},
        ),
        # Everything was run, in a notebook whose test cells were moved to its end.
        "moved": Handed(
            Student("moved", answers, cells=cells, moved=True, stale=True),
            assignment.quiz,
            assignment.lab,
        ),
        # The notebook was handed in without the answers beside it.
        "no-file": Handed(Student("no-file", None, without=only_quiz)),
        # The answers of another assignment lie beside the notebook.
        "other-file": Handed(
            Student(
                "other-file", {f"other-{name}": a for name, a in answers.items()}, without=only_quiz
            )
        ),
        "damaged": Handed(
            Student("damaged", answers, torn=True, without=only_quiz),
        ),
        "late": Handed(
            Student("late", answers, timestamp="2026-03-02 09:00:00 UTC", without=only_quiz),
            assignment.quiz,
        ),
    }


class ClassTests:
    """The promises of every assignment. A subclass gives ``assignment`` and ``students``."""

    assignment: ClassVar[Assignment]
    students: ClassVar[Mapping[str, Handed]] = {}
    told: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Student, and a line that the feedback of the lab tells, or of the quiz if there is none."""
    copied: ClassVar[Mapping[str, str]] = {}
    """For a task of the lab, the example above it, copied under the names that are asked for."""

    @classmethod
    def all_students(cls) -> dict[str, Handed]:
        return {**everybody(cls.assignment), **cls.students}

    @pytest.fixture(scope="class")
    @classmethod
    def klass(cls, tmp_path_factory: pytest.TempPathFactory) -> Klass:
        """The class, graded and with its feedback."""
        klass = _released(cls.assignment, Klass(tmp_path_factory.mktemp("class")))
        for handed in cls.all_students().values():
            klass.submit(cls.assignment.name, handed.student)
        done(klass.grade(cls.assignment.name))
        done(klass.feedback(cls.assignment.name))
        return klass

    @pytest.fixture(scope="class")
    @classmethod
    def stock(cls, tmp_path_factory: pytest.TempPathFactory) -> Klass:
        """The same sources through nbgrader as it comes."""
        klass = _released(cls.assignment, Klass(tmp_path_factory.mktemp("stock"), stock=True))
        for name in ("blank", "perfect"):
            klass.submit(cls.assignment.name, cls.all_students()[name].student)
        done(klass.grade(cls.assignment.name))
        return klass

    def test_each_student_gets_the_points_of_their_work(self, klass: Klass, name: str) -> None:
        handed = self.all_students()[name]
        points = klass.points(self.assignment.name, name)
        written = {task: points.pop(task) for task in self.assignment.written}
        assert points == self.expected(handed)
        # Read by a person; only a notebook that was not handed in earns its 0 at once.
        waiting = 0 if "lab.ipynb" in handed.student.without else None
        assert written == dict.fromkeys(self.assignment.written, waiting)

    @pytest.mark.parametrize("who", ["blank", "perfect"])
    def test_stock_nbgrader_gives_the_same_points(self, stock: Klass, who: str) -> None:
        points = stock.points(self.assignment.name, who)
        for task in self.assignment.written:
            del points[task]
        assert points == self.expected(self.all_students()[who])

    def expected(self, handed: Handed) -> dict[str, float]:
        """Points of every test cell."""
        nothing = dict.fromkeys([*self.assignment.quiz, *self.assignment.lab], 0.0)
        return {**nothing, **handed.quiz, **handed.lab}

    def test_the_points_add_up(self, klass: Klass) -> None:
        with klass.gradebook() as book:
            notebooks = book.find_assignment(self.assignment.name).notebooks
            most = {notebook.name: notebook.max_score for notebook in notebooks}
        assert most.pop("quiz") == sum(self.assignment.quiz.values()) == 20
        if self.assignment.lab:
            whole = sum(self.assignment.lab.values()) + sum(self.assignment.written.values())
            assert most.pop("lab") == whole == 20
        assert not most

    def test_a_copied_example_earns_nothing(self) -> None:
        points = {task: earned(self.assignment.name, task, s) for task, s in self.copied.items()}
        assert points == dict.fromkeys(self.copied, 0)

    def test_late_work_is_flagged_and_keeps_its_points(self, klass: Klass) -> None:
        with klass.gradebook() as book:
            late = book.find_submission(self.assignment.name, "late")
            assert late.total_seconds_late == 24 * 60 * 60
            assert late.score == 20

    def test_feedback_says_why_a_quiz_has_no_points(self, klass: Klass) -> None:
        for name, line in (
            ("damaged", "responses.json is not whole"),
            ("blank", "No answer to this question was handed in."),
        ):
            assert line in plain(klass.page(self.assignment.name, name, "quiz"))

    def test_feedback_says_what_to_look_at(self, klass: Klass, who: str, line: str) -> None:
        assert line in plain(klass.page(self.assignment.name, who, self.assignment.notebooks[-1]))

    def test_a_release_tells_no_answer(self, klass: Klass) -> None:
        secrets = list(self.secrets())
        for course in (REPO, klass.folder):
            for path in (course / "release" / self.assignment.name).iterdir():
                text = path.read_text("utf-8")
                # As a reader sees it: the strings of the JSON without their escapes.
                shown = text + "\n".join(strings(json.loads(text)))
                assert [s for s in secrets if s in shown] == [], path

    def test_a_class_gets_what_the_repository_released(self, klass: Klass) -> None:
        folder = Path("release", self.assignment.name)
        for released in (REPO / folder).iterdir():
            assert (klass.folder / folder / released.name).read_bytes() == released.read_bytes()

    def test_feedback_tells_no_hidden_test_and_no_key(self, klass: Klass, name: str) -> None:
        student = self.all_students()[name].student
        if student.added:
            pytest.skip("This student wrote more cells, which may hold anything.")
        secrets = [*self.hidden_lines(), *self.keys(), *self.kept_back()]
        for notebook in self.assignment.notebooks:
            if f"{notebook}.ipynb" not in student.without:
                page = klass.page(self.assignment.name, name, notebook)
                shown = page + plain(page)
                assert [s for s in secrets if s in shown] == []

    def test_feedback_explains_every_question_that_is_not_asked_again(self, klass: Klass) -> None:
        shown = " ".join(plain(klass.page(self.assignment.name, "perfect", "quiz")).split())
        for question in self.assignment.bank.questions:
            told = " ".join(to_plain(question.explanation).split())
            assert (told in shown) is not question.reused, question.id

    def test_feedback_asks_nothing_of_the_network(self, klass: Klass) -> None:
        outward = r"""<script[^>]*\ssrc=|<link|@import|url\(["']?https?:|<img[^>]*http"""
        for notebook in self.assignment.notebooks:
            page = klass.page(self.assignment.name, "perfect", notebook)
            assert re.findall(outward, re.sub(r'atob\("[^"]*"\)', "", page)) == []

    # --- what nobody may read

    def secrets(self) -> Iterator[str]:
        yield from self.hidden_lines()
        yield from self.keys()
        yield from self.explanations()

    def hidden_lines(self) -> Iterator[str]:
        """Every line inside hidden tests, mark schemes and solutions that nobody else may write."""
        inside, outside = set(), set()
        for path in (SOURCES / self.assignment.name).glob("*.ipynb"):
            for cell in nbformat.read(path, as_version=4).cells:
                within = False
                for line in map(str.strip, cell.source.split("\n")):
                    if line.startswith("### "):
                        within = line.startswith("### BEGIN")
                        continue
                    (inside if within else outside).add(line)
        students = [handed.student for handed in self.all_students().values()]
        written = [source for student in students for source in student.cells.values()]
        shown = "\n".join([*outside, *written])
        return (line for line in inside if len(line) > 12 and line not in shown)

    def keys(self) -> Iterator[str]:
        """Every answer key as text, in base64 and hashed."""
        for question in self.assignment.bank.questions:
            key = question.key()
            for part in (key, key.get("correct"), key.get("reason"), key.get("value")):
                for text in (repr(part), json.dumps(part), f"{question.id}{part}", f"{part}"):
                    # A lone "d" or "23" stands on every page; as a hash it must not.
                    if len(text) > 8 and part != key.get("value"):
                        yield text
                        yield base64.b64encode(text.encode()).decode().rstrip("=")[:-1]
                    for algorithm in ("md5", "sha1", "sha256"):
                        yield hashlib.new(algorithm, text.encode()).hexdigest()

    def kept_back(self) -> Iterator[str]:
        """What no feedback page tells: hints, names of mistaken ideas, all of a reused question."""
        for question in self.assignment.bank.questions:
            told = TOLD if question.reused else {"hints", "misconception"}
            for name, text in fields(question.model_dump()):
                if name in told and len(text) > 12:
                    yield text

    def explanations(self) -> Iterator[str]:
        """What is said about answers: feedback, hints, explanations, misconceptions."""
        for question in self.assignment.bank.questions:
            for name, text in fields(question.model_dump()):
                # "Right." alone stands in other sentences too.
                if name in TOLD and len(text) > 12:
                    yield text


def _released(assignment: Assignment, klass: Klass) -> Klass:
    source = klass.folder / "exercises" / assignment.name
    shutil.copytree(SOURCES / assignment.name, source)
    # What feedback explains; nbgrader's own release never looks at it.
    shutil.copy(SOURCES / f"{assignment.name}.yaml", source.parent)
    done(klass.release(assignment.name, duedate=DUE))
    return klass


def fields(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from fields(part, key)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from fields(part, name)
    elif isinstance(value, str):
        yield name, value


def strings(value: object) -> Iterator[str]:
    return (text for _, text in fields(value))


def plain(page: str) -> str:
    """The page's text without the tags that colour every word of code."""
    return html.unescape(re.sub(r"<[^>]+>", "", page))
