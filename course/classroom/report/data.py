"""What a class did: points from the gradebook, answers and their times from what was handed in."""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from course.classroom import graded
from course.classroom.answers import ANSWERS
from course.classroom.folder import SOURCES, ClassFolder
from course.classroom.grades import standings
from course.content import data_path
from course.errors import CourseError
from course.grading.quiz import read_answers
from course.grading.tasks import outline
from course.learner.gain import ObjectiveGain, gain
from course.learner.responses import Responses
from course.model.bank import Bank, load_bank
from course.model.questions import Question

if TYPE_CHECKING:
    from nbgrader.api import Gradebook, Notebook

COURSE_TEST = "course_test.json"
QUIZ = "quiz"

Gap = Literal["no_notebook", "unreadable_notebook", "no_answers", "unreadable_answers"]
"""Why the points of a notebook are zeros that say nothing about its questions."""
GAPS: tuple[Gap, ...] = get_args(Gap)

# Of one student: by notebook and item; nothing while somebody has to read the answer.
Points = dict[str, dict[str, float | None]]


@dataclass(frozen=True)
class Item:
    """Something that gives points: a question of a quiz, or a task of a lab.

    Attributes
    ----------
    name
        Its name in the gradebook; the id of a question.
    most
        Most points.
    question
        The question, if it is one and the class has its file.
    title
        Its heading in the notebook, as the feedback page has it.
    """

    name: str
    most: float
    question: Question | None = None
    title: str = ""


@dataclass(frozen=True)
class Part:
    """A notebook of an assignment, with its items in the order in which they are asked."""

    notebook: str
    items: tuple[Item, ...]

    @property
    def answered(self) -> tuple[str, ...]:
        """Names of the items that are answered in the file of answers."""
        if self.notebook != QUIZ:
            return ()
        asked = tuple(item.name for item in self.items if item.question)
        # Without the file of questions nothing tells what else a teacher put into the quiz.
        return asked or tuple(item.name for item in self.items)


@dataclass
class AssignmentData:
    """An assignment and what the class did of it.

    Attributes
    ----------
    name, title
        Such as ``"01_anatomy"``, and ``"01 The parts of the back"``.
    bank
        Its questions, if the class has them.
    parts
        Its notebooks.
    points
        By student whose work is graded: points of the notebooks that count, by notebook and item;
        ``None`` while somebody has to read the answer.
    left_out
        By student whose work is graded: the notebooks that do not count, and why.
    answers
        By student whose work is graded: the answers, or in words why they cannot be read.
    to_grade
        Students whose work was handed in, or handed in anew, and not graded since.
    """

    name: str
    title: str
    bank: Bank | None
    parts: list[Part]
    points: dict[str, Points] = field(default_factory=dict)
    left_out: dict[str, dict[str, Gap]] = field(default_factory=dict)
    answers: dict[str, Responses | str] = field(default_factory=dict)
    to_grade: list[str] = field(default_factory=list)

    def counted(self, part: Part) -> list[str]:
        """Students whose points of a notebook count."""
        return [student for student, points in self.points.items() if part.notebook in points]

    def table(self, part: Part) -> list[list[float | None]]:
        """Points of a notebook: a row for each student who counts, a column for each item."""
        rows = (self.points[student][part.notebook] for student in self.counted(part))
        return [[points[item.name] for item in part.items] for points in rows]


@dataclass(frozen=True)
class ClassData:
    """All that a report tells of.

    Attributes
    ----------
    name
        Of the class.
    students
        Names by id.
    assignments
        Those that somebody handed in.
    gains
        The course test of each student who shares it.
    unread
        Shared course tests that cannot be read: student and reason.
    """

    name: str
    students: Mapping[str, str]
    assignments: list[AssignmentData]
    gains: list[list[ObjectiveGain]]
    unread: list[tuple[str, str]]


def gather(folder: ClassFolder) -> ClassData:
    """Read everything that a report needs; nothing is changed.

    Raises
    ------
    CourseError
        If the class has no gradebook yet.
    """
    if not (folder.root / "gradebook.db").is_file():
        raise CourseError(
            f"{folder.root} has no gradebook yet. Grade first, with: course class grade"
        )
    with folder.gradebook() as book:
        students = {
            student.id: " ".join(filter(None, (student.first_name, student.last_name)))
            or student.id
            for student in book.students
        }
        found = _assignments(folder, book)
        grades = {name: graded.in_gradebook(book, name) for name in found}
    for name, assignment in found.items():
        _add(folder, assignment, grades[name])
    handed_in = [data for data in found.values() if data.points or data.to_grade]
    gains, unread = _gains(folder, students)
    return ClassData(folder.name, students, handed_in, gains, unread)


def _assignments(folder: ClassFolder, book: Gradebook) -> dict[str, AssignmentData]:
    found = {}
    for assignment in sorted(book.assignments, key=lambda a: str(a.name)):
        bank = folder.bank(assignment.name)
        known = {question.id: question for question in bank.questions} if bank else {}
        parts = []
        for notebook in sorted(assignment.notebooks, key=lambda n: (n.name != QUIZ, n.name)):
            questions = known if notebook.name == QUIZ else {}
            source = folder.root / SOURCES / assignment.name / f"{notebook.name}.ipynb"
            items = _items(notebook, questions, outline(source).tasks)
            if items:
                parts.append(Part(notebook.name, items))
        title = _title(assignment.name, bank)
        found[assignment.name] = AssignmentData(assignment.name, title, bank, parts)
    return found


def _items(
    notebook: Notebook, questions: Mapping[str, Question], headings: Mapping[str, str]
) -> tuple[Item, ...]:
    """What a notebook gives points for, in the order of its author."""
    most = {
        cell.name: float(cell.max_score)
        for cell in (*notebook.grade_cells, *notebook.task_cells)
        if cell.max_score
    }
    every = (*questions, *headings, *(cell.name for cell in notebook.source_cells), *most)
    names = dict.fromkeys(name for name in every if name in most)
    return tuple(
        Item(name, most[name], questions.get(name), headings.get(name, name)) for name in names
    )


def _title(name: str, bank: Bank | None) -> str:
    """Number and title, because commands and folders go by the number."""
    if bank is None or not bank.title:
        return name
    title = bank.title.removeprefix("Quiz: ")
    number = name.partition("_")[0]
    begin = f"{number} " if number.isdigit() else ""
    return f"{begin}{title[:1].upper()}{title[1:]}"


def _add(
    folder: ClassFolder, assignment: AssignmentData, grades: Mapping[str, graded.Grades]
) -> None:
    """Add what each student did, if the points belong to what lies in ``submitted``."""
    for student, standing in sorted(standings(folder, assignment.name).items()):
        points = _points(grades.get(student, {}))
        if standing.state == "handed in" or not _is_whole(assignment, points):
            assignment.to_grade.append(student)
        else:
            assignment.points[student] = points
            _leave_out(folder, assignment, student)


def _points(grades: graded.Grades) -> Points:
    points: Points = defaultdict(dict)
    for name, cell in grades.items():
        notebook, _, item = name.partition("/")
        given = cell.auto if cell.manual is None else cell.manual
        points[notebook][item] = None if cell.waits else given
    return dict(points)


def _is_whole(assignment: AssignmentData, points: Points) -> bool:
    """Whether there are points for all that the assignment asks for since its last release."""
    return all(
        item.name in points.get(part.notebook, {})
        for part in assignment.parts
        for item in part.items
    )


def _leave_out(folder: ClassFolder, assignment: AssignmentData, student: str) -> None:
    """Take back the zeros of a notebook in which nothing was there to be marked."""
    handed_in = folder.root / "submitted" / student / assignment.name
    shown = folder.root / "autograded" / student / assignment.name
    answers = assignment.answers[student] = _read(handed_in / ANSWERS)
    points = assignment.points[student]
    for part in assignment.parts:
        file = f"{part.notebook}.ipynb"
        gap: Gap | None
        if (shown / file).is_file():
            gap = _unanswered(part, points[part.notebook], answers)
        else:
            # What was handed in broken is not among what was graded.
            gap = "unreadable_notebook" if os.path.lexists(handed_in / file) else "no_notebook"
        if gap:
            assignment.left_out.setdefault(student, {})[part.notebook] = gap
            del points[part.notebook]


def _unanswered(
    part: Part, points: Mapping[str, float | None], answers: Responses | str
) -> Gap | None:
    names = part.answered
    if not names or any(points[name] for name in names):
        return None
    if isinstance(answers, str):
        return "unreadable_answers"
    return "no_answers" if all(answers.last(name) is None for name in names) else None


def _read(path: Path) -> Responses | str:
    """Answers of a student. A link could lead to any file of the teacher's: it is not followed."""
    try:
        plain = stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        plain = True  # nothing is there, or reading says why it cannot be read
    return read_answers(path) if plain else f"{path.name} is no plain file."


def _gains(
    folder: ClassFolder, students: Iterable[str]
) -> tuple[list[list[ObjectiveGain]], list[tuple[str, str]]]:
    """The course tests that students share; of several files of one student, the fullest."""
    bank = load_bank(data_path("questions/course_test.yaml"))
    gains, unread = [], []
    shared: dict[str, list[Path]] = defaultdict(list)
    for path in sorted((folder.root / "submitted").glob(f"*/*/{COURSE_TEST}")):
        shared[path.parts[-3]].append(path)
    for student in sorted(shared.keys() & set(students)):
        rows = []
        for path in shared[student]:
            answers = _read(path)
            if isinstance(answers, str):
                unread.append((student, answers))
            else:
                rows.append(gain(bank, answers))
        if rows:
            gains.append(max(rows, key=_fullness))
    return gains, unread


def _fullness(rows: Iterable[ObjectiveGain]) -> int:
    return sum((row.before is not None) + (row.after is not None) for row in rows)
