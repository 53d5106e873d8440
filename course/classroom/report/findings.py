"""What a report says: the class's numbers by assignment, objective and question."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from course.classroom.report.data import AssignmentData, ClassData, Gap, Item, Part, Points
from course.classroom.report.times import minutes
from course.learner.gain import ObjectiveGain
from course.learner.responses import Responses
from course.model.answers import Choice, chosen, offered
from course.model.items import Reliability, Row, Statistic, alpha, difficulty, discrimination

FEW = 30
"""Below this number of people a statistic is shown in grey: a convention of this report."""
HALF = 0.5
"""Share of the points below which somebody may need help: a convention of this report."""


@dataclass(frozen=True)
class ChoiceCount:
    """How many chose an answer.

    Attributes
    ----------
    choice
        The answer.
    count
        How many people chose it.
    answered
        How many answered the question.
    """

    choice: Choice
    count: int
    answered: int


@dataclass(frozen=True)
class ItemFinding:
    """A question or task.

    Attributes
    ----------
    number
        Its place in the notebook, from 1.
    item
        The question or task.
    difficulty, discrimination
        See `course.model.items`.
    answered
        How many answered it; ``None`` for a task of a lab.
    minutes
        Median minutes, and of how many people they are known.
    choices
        Every answer that could be chosen, the author's order.
    """

    number: int
    item: Item
    difficulty: Statistic
    discrimination: Statistic
    answered: int | None
    minutes: Statistic
    choices: tuple[ChoiceCount, ...]


@dataclass(frozen=True)
class ObjectiveFinding:
    """The questions of one objective, taken together.

    Attributes
    ----------
    text
        The objective in words.
    items
        Number of its questions.
    difficulty
        Mean share of their points.
    discrimination
        Correlation of their points with the points of the questions of all other objectives.
    reliability
        Cronbach's alpha of its questions.
    minutes
        Median of the minutes for a question, as of a notebook.
    """

    text: str
    items: int
    difficulty: Statistic
    discrimination: Statistic
    reliability: Reliability
    minutes: Statistic


@dataclass(frozen=True)
class PartFinding:
    """A notebook of an assignment.

    Attributes
    ----------
    notebook
        Its name.
    most
        Most points.
    difficulty
        Mean share of its points, of those who are marked to the end.
    reliability
        Cronbach's alpha of its items.
    minutes
        Median of the minutes for a question: of each person the mean over the questions whose
        time is known, so that it does not depend on how many those are.
    counted, waiting
        How many people count, and for how many of them an answer is still to be read.
    left_out
        How many people are left out, by the reason.
    shares
        Share of the points of each person, sorted.
    items, objectives
        Its questions or tasks, and what they ask for.
    """

    notebook: str
    most: float
    difficulty: Statistic
    reliability: Reliability
    minutes: Statistic
    counted: int
    waiting: int
    left_out: Mapping[Gap, int]
    shares: tuple[float, ...]
    items: tuple[ItemFinding, ...]
    objectives: tuple[ObjectiveFinding, ...]

    @property
    def kind(self) -> str:
        """What its items are called; only of questions answers and their times are known."""
        return "question" if self.objectives else "task"


@dataclass(frozen=True)
class AssignmentFinding:
    """An assignment.

    Attributes
    ----------
    name, title
        Such as ``"01_anatomy"``, and ``"01 The parts of the back"``.
    graded, to_grade
        How many hand-ins are graded, and how many wait for it and count nowhere.
    explained
        Whether the class has its questions.
    parts
        Its notebooks.
    """

    name: str
    title: str
    graded: int
    to_grade: int
    explained: bool
    parts: tuple[PartFinding, ...]


@dataclass(frozen=True)
class GainFinding:
    """An objective of the course test, before and after the course.

    Attributes
    ----------
    objective
        In words.
    questions
        How many questions ask for it, which is the most points.
    before, after
        Mean points of those who answered on both occasions.
    n
        How many they are.
    """

    objective: str
    questions: int
    before: float | None
    after: float | None
    n: int

    @property
    def gain(self) -> float | None:
        """Difference of the means."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(frozen=True)
class Help:
    """Somebody to talk to, and the reasons."""

    student: str
    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Findings:
    """All of a report."""

    name: str
    students: int
    assignments: tuple[AssignmentFinding, ...]
    gains: tuple[GainFinding, ...]
    help: tuple[Help, ...]
    unread: tuple[tuple[str, str], ...]

    @property
    def graded(self) -> tuple[AssignmentFinding, ...]:
        """The assignments of which something is graded."""
        return tuple(assignment for assignment in self.assignments if assignment.graded)


def find(data: ClassData) -> Findings:
    """Compute a report from what a class did."""
    unread = (
        (data.students.get(student, student), reason)
        for student, reason in (*_unread(data.assignments), *data.unread)
    )
    return Findings(
        name=data.name,
        students=len(data.students),
        assignments=tuple(_assignment(assignment) for assignment in data.assignments),
        gains=tuple(_gains(data.gains)),
        help=tuple(_help(data)),
        unread=tuple(sorted(unread)),
    )


def _unread(assignments: Iterable[AssignmentData]) -> Iterable[tuple[str, str]]:
    """Files that could not be read: student, and which one."""
    for assignment in assignments:
        for student, answers in assignment.answers.items():
            if isinstance(answers, str):
                yield student, f"{assignment.title}: {answers}"
        for student, gaps in assignment.left_out.items():
            for notebook, gap in gaps.items():
                if gap == "unreadable_notebook":
                    broken = f"{notebook}.ipynb cannot be read as a notebook."
                    yield student, f"{assignment.title}: {broken}"


def _assignment(data: AssignmentData) -> AssignmentFinding:
    parts = tuple(_part(data, part) for part in data.parts)
    return AssignmentFinding(
        name=data.name,
        title=data.title,
        graded=len(data.points),
        to_grade=len(data.to_grade),
        explained=data.bank is not None,
        parts=parts,
    )


def _part(data: AssignmentData, part: Part) -> PartFinding:
    table = data.table(part)
    # A task that nobody has read yet says nothing, and must not keep the others from it.
    marked = [n for n in range(len(part.items)) if any(row[n] is not None for row in table)]
    rows = [[row[n] for n in marked] for row in table]
    whole = [row for row in table if None not in row]
    most = sum(item.most for item in part.items)
    sums = [sum(p for p in row if p is not None) for row in whole]
    spent = _minutes(data, part)
    items = tuple(
        _item(data, part, number, [row[number - 1] for row in table], rows, marked, spent)
        for number, item in enumerate(part.items, 1)
    )
    return PartFinding(
        notebook=part.notebook,
        most=most,
        difficulty=difficulty(sums, most),
        reliability=alpha(rows),
        minutes=_for_a_question(spent, [item.name for item in part.items]),
        counted=len(table),
        waiting=len(table) - len(whole),
        left_out=Counter(
            gaps[part.notebook] for gaps in data.left_out.values() if part.notebook in gaps
        ),
        shares=tuple(sorted(total / most for total in sums)),
        items=items,
        objectives=tuple(_objectives(data, part, table, spent)),
    )


def _item(
    data: AssignmentData,
    part: Part,
    number: int,
    points: Sequence[float | None],
    rows: Sequence[Row],
    marked: Sequence[int],
    spent: Sequence[Mapping[str, float]],
) -> ItemFinding:
    item = part.items[number - 1]
    column = marked.index(number - 1) if number - 1 in marked else None
    counts, answered = _count(data, part, item)
    return ItemFinding(
        number=number,
        item=item,
        difficulty=difficulty(points, item.most),
        discrimination=Statistic(None, 0) if column is None else discrimination(rows, column),
        answered=answered if item.question else None,
        minutes=_for_a_question(spent, [item.name]),
        choices=tuple(counts),
    )


def _count(data: AssignmentData, part: Part, item: Item) -> tuple[list[ChoiceCount], int]:
    if item.question is None:
        return [], 0
    counts: Counter[str] = Counter()
    answered = 0
    for student in data.counted(part):
        answers = data.answers[student]
        response = answers.last(item.name) if isinstance(answers, Responses) else None
        if response is not None:
            answered += 1
            counts.update({choice.id for choice in chosen(item.question, response)})
    choices = offered(item.question)
    if counts["unknown"]:
        choices.append(Choice("unknown", "an answer that does not fit the question", False))
    return [ChoiceCount(choice, counts[choice.id], answered) for choice in choices], answered


def _objectives(
    data: AssignmentData,
    part: Part,
    table: Sequence[Row],
    spent: Sequence[Mapping[str, float]],
) -> Iterable[ObjectiveFinding]:
    """Each objective as one item: the sum of its questions against the sum of all others."""
    columns: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(part.items):
        if item.question:
            columns[item.question.objective].append(place)
    objectives = [o for o in data.bank.objectives if o.id in columns] if data.bank else []
    whole = [row for row in table if None not in row]
    sums = [[sum(row[n] or 0 for n in columns[o.id]) for o in objectives] for row in whole]
    for place, objective in enumerate(objectives):
        own = columns[objective.id]
        most = sum(part.items[n].most for n in own)
        yield ObjectiveFinding(
            text=objective.text,
            items=len(own),
            difficulty=difficulty((row[place] for row in sums), most),
            discrimination=discrimination(sums, place),
            reliability=alpha([[row[n] for n in own] for row in whole]),
            minutes=_for_a_question(spent, [part.items[n].name for n in own]),
        )


def _minutes(data: AssignmentData, part: Part) -> list[dict[str, float]]:
    """Of each person who counts: minutes for each question whose time is known."""
    names = [item.name for item in part.items if item.question]
    every = (data.answers[student] for student in data.counted(part))
    return [minutes(answers, names) for answers in every if isinstance(answers, Responses)]


def _for_a_question(spent: Iterable[Mapping[str, float]], names: Iterable[str]) -> Statistic:
    """Median over people of their mean minutes for one of these questions."""
    wanted = set(names)
    own = ([known[name] for name in wanted & known.keys()] for known in spent)
    means = [statistics.fmean(times) for times in own if times]
    return Statistic(statistics.median(means) if means else None, len(means))


def _gains(shared: Sequence[Sequence[ObjectiveGain]]) -> Iterable[GainFinding]:
    for rows in zip(*shared, strict=True):
        both = [(r.before, r.after) for r in rows if r.before is not None and r.after is not None]
        before, after = (
            (statistics.fmean(b for b, _ in both), statistics.fmean(a for _, a in both))
            if both
            else (None, None)
        )
        yield GainFinding(rows[0].objective, rows[0].questions, before, after, len(both))


def _help(data: ClassData) -> Iterable[Help]:
    """Who may need help, sorted by name: nobody is compared with anybody."""
    found = []
    for student, name in data.students.items():
        reasons = tuple(
            reason
            for assignment in data.assignments
            for reason in _reasons(assignment, student, len(data.students))
        )
        if reasons:
            found.append(Help(student, name, reasons))
    return sorted(found, key=lambda one: (one.name.casefold(), one.student))


def _reasons(data: AssignmentData, student: str, students: int) -> Iterable[str]:
    if student in data.to_grade:
        return
    if student not in data.points:
        if len(data.points) >= HALF * students:
            yield f"{data.title}: nothing is handed in, while most of the class is graded."
        return
    for notebook, gap in data.left_out.get(student, {}).items():
        yield f"{data.title}: {_GAPS[gap].format(notebook)}"
    yield from _low(data, data.points[student])


_GAPS: Mapping[Gap, str] = {
    "no_notebook": "the {} is missing.",
    "unreadable_notebook": "the {} was handed in, but cannot be read, so it earned nothing.",
    "no_answers": "no answers were in the folder. Was responses.json left behind?",
    "unreadable_answers": "the file with the answers cannot be read, so they earned nothing.",
}


def _low(data: AssignmentData, points: Points) -> Iterable[str]:
    marked = [
        (item, got)
        for part in data.parts
        for item in (part.items if part.notebook in points else ())
        if (got := points[part.notebook][item.name]) is not None
    ]
    most = sum(item.most for item, _ in marked)
    total = sum(got for _, got in marked)
    if total < HALF * most:
        weak = _weak(data, marked)
        more = f" Most to gain: {'; '.join(weak)}." if weak else ""
        # Said only where it is not all, or nobody would know which half is meant.
        only = ", ".join(p.notebook for p in data.parts if p.notebook in points)
        which = f", {only} only" if len(points) < len(data.parts) else ""
        yield f"{data.title}{which}: {round(total, 2):g} of {most:g} points.{more}"


def _weak(data: AssignmentData, marked: Iterable[tuple[Item, float]]) -> list[str]:
    """Objectives with less than half of their points."""
    got: dict[str, float] = defaultdict(float)
    most: dict[str, float] = defaultdict(float)
    for item, points in marked:
        if item.question:
            got[item.question.objective] += points
            most[item.question.objective] += item.most
    objectives = data.bank.objectives if data.bank else ()
    return [o.text for o in objectives if o.id in most and got[o.id] < HALF * most[o.id]]
