"""What a class did: points from the gradebook, answers and their times from what was handed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from course.classroom.folder import ClassFolder
from course.content import data_path
from course.errors import CourseError
from course.grading.quiz import read_answers
from course.learner.gain import ObjectiveGain, gain
from course.learner.responses import Responses
from course.model.bank import Bank, load_bank
from course.model.questions import Question

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

COURSE_TEST = "course_test.json"


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
    """

    name: str
    most: float
    question: Question | None = None


@dataclass(frozen=True)
class Part:
    """A notebook of an assignment, with its items in the order in which they are asked."""

    notebook: str
    items: tuple[Item, ...]


@dataclass
class AssignmentData:
    """An assignment and what the class did of it.

    Attributes
    ----------
    name, title
        Such as ``"01_anatomy"``, and what it is about.
    bank
        Its questions, if the class has them.
    parts
        Its notebooks.
    points
        Points by student and item, of the notebooks that the student handed in; ``None`` while
        somebody has to read the answer.
    missing
        By student: notebooks that were not handed in, while others of the assignment were.
    answers
        By student: the answers, or in words why they cannot be read.
    """

    name: str
    title: str
    bank: Bank | None
    parts: list[Part]
    points: dict[str, dict[str, float | None]] = field(default_factory=dict)
    missing: dict[str, list[str]] = field(default_factory=dict)
    answers: dict[str, Responses | str] = field(default_factory=dict)

    def table(self, part: Part) -> list[list[float | None]]:
        """Points of a notebook: a row for each student who handed it in, a column for each item."""
        return [
            [points[item.name] for item in part.items]
            for points in self.points.values()
            if all(item.name in points for item in part.items)
        ]


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
        Those that somebody handed in and that are graded.
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
        _add_points(book, found)
    graded = [assignment for assignment in found.values() if assignment.points]
    for assignment in graded:
        for student in assignment.points:
            handed_in = folder.root / "submitted" / student / assignment.name
            shown = folder.root / "autograded" / student / assignment.name
            # What was handed in broken is not among what was graded.
            _drop_missing(assignment, student, shown if shown.is_dir() else handed_in)
            assignment.answers[student] = read_answers(handed_in / "responses.json")
    gains, unread = _gains(folder, students)
    return ClassData(folder.name, students, graded, gains, unread)


def _assignments(folder: ClassFolder, book: Gradebook) -> dict[str, AssignmentData]:
    found = {}
    for assignment in sorted(book.assignments, key=lambda a: str(a.name)):
        bank = folder.bank(assignment.name)
        questions = {question.id: question for question in bank.questions} if bank else {}
        parts = []
        for notebook in sorted(assignment.notebooks, key=lambda n: (n.name != "quiz", n.name)):
            most = {
                cell.name: float(cell.max_score)
                for cell in (*notebook.grade_cells, *notebook.task_cells)
                if cell.max_score
            }
            asked = [name for name in questions if name in most]
            order = [cell.name for cell in notebook.source_cells if cell.name in most]
            names = dict.fromkeys([*asked, *order, *most])
            items = tuple(Item(name, most[name], questions.get(name)) for name in names)
            if items:
                parts.append(Part(notebook.name, items))
        title = bank.title if bank and bank.title else assignment.name
        title = title.removeprefix("Quiz: ")
        title = f"{title[:1].upper()}{title[1:]}"
        found[assignment.name] = AssignmentData(assignment.name, title, bank, parts)
    return found


def _add_points(book: Gradebook, found: Mapping[str, AssignmentData]) -> None:
    """All points in one query: object by object, a large class takes minutes."""
    from nbgrader.api import Assignment, BaseCell, Grade, SubmittedAssignment, SubmittedNotebook

    rows = (
        book.db.query(
            Assignment.name,
            SubmittedAssignment.student_id,
            BaseCell.name,
            Grade.auto_score,
            Grade.manual_score,
        )
        .select_from(Grade)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .order_by(SubmittedAssignment.student_id)
    )
    for name, student, item, auto, manual in rows:
        points = found[name].points.setdefault(student, {})
        points[item] = auto if manual is None else manual


def _drop_missing(assignment: AssignmentData, student: str, place: Path) -> None:
    """Take back the 0 points that nbgrader gives for a notebook that was not handed in."""
    there = {path.stem for path in place.glob("*.ipynb")}
    for part in assignment.parts if there else ():
        if part.notebook not in there:
            assignment.missing.setdefault(student, []).append(part.notebook)
            for item in part.items:
                assignment.points[student].pop(item.name, None)


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
            answers = read_answers(path)
            if isinstance(answers, str):
                unread.append((student, answers))
            else:
                rows.append(gain(bank, answers))
        if rows:
            gains.append(max(rows, key=_fullness))
    return gains, unread


def _fullness(rows: Iterable[ObjectiveGain]) -> int:
    return sum((row.before is not None) + (row.after is not None) for row in rows)
