"""What a report says: the class's numbers by assignment, objective and question."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from course.classroom.report.data import AssignmentData, ClassData, Item, Part
from course.classroom.report.times import minutes
from course.learner.gain import ObjectiveGain
from course.learner.responses import Responses
from course.model.answers import Choice, chosen, offered
from course.model.items import Reliability, Row, Statistic, alpha, difficulty, discrimination

FEW = 30
"""Below this number of people a correlation is shown in grey: a convention of this report."""
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
    """The questions of one objective, taken together."""

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
        Median minutes for all answers whose time is known.
    handed_in, waiting
        How many handed it in, and for how many of them an answer is still to be read.
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
    handed_in: int
    waiting: int
    shares: tuple[float, ...]
    items: tuple[ItemFinding, ...]
    objectives: tuple[ObjectiveFinding, ...]


@dataclass(frozen=True)
class AssignmentFinding:
    """An assignment."""

    name: str
    title: str
    handed_in: int
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


def find(data: ClassData) -> Findings:
    """Compute a report from what a class did."""
    unread = [
        (data.students.get(student, student), f"{assignment.name}: {answers}")
        for assignment in data.assignments
        for student, answers in assignment.answers.items()
        if isinstance(answers, str)
    ]
    shared = [(data.students.get(student, student), reason) for student, reason in data.unread]
    return Findings(
        name=data.name,
        students=len(data.students),
        assignments=tuple(_assignment(assignment) for assignment in data.assignments),
        gains=tuple(_gains(data.gains)),
        help=tuple(_help(data)),
        unread=tuple(sorted(unread + shared)),
    )


def _assignment(data: AssignmentData) -> AssignmentFinding:
    parts = tuple(_part(data, part) for part in data.parts)
    return AssignmentFinding(data.name, data.title, len(data.points), data.bank is not None, parts)


def _part(data: AssignmentData, part: Part) -> PartFinding:
    table = data.table(part)
    # A task that nobody has read yet says nothing, and must not keep the others from it.
    marked = [n for n in range(len(part.items)) if any(row[n] is not None for row in table)]
    rows = [[row[n] for n in marked] for row in table]
    whole = [row for row in table if None not in row]
    most = sum(item.most for item in part.items)
    sums = [sum(p for p in row if p is not None) for row in whole]
    spent = _minutes(data, [item.name for item in part.items if item.question])
    items = tuple(
        _item(data, item, number, [row[number - 1] for row in table], rows, marked, spent)
        for number, item in enumerate(part.items, 1)
    )
    return PartFinding(
        notebook=part.notebook,
        most=most,
        difficulty=difficulty(sums, most),
        reliability=alpha(rows),
        minutes=_median(sum(known.values()) for known in spent.values() if known),
        handed_in=len(table),
        waiting=len(table) - len(whole),
        shares=tuple(sorted(total / most for total in sums)),
        items=items,
        objectives=tuple(_objectives(data, part, table, spent)),
    )


def _item(
    data: AssignmentData,
    item: Item,
    number: int,
    points: Sequence[float | None],
    rows: Sequence[Row],
    marked: Sequence[int],
    spent: Mapping[str, Mapping[str, float]],
) -> ItemFinding:
    column = marked.index(number - 1) if number - 1 in marked else None
    counts, answered = _count(data, item)
    return ItemFinding(
        number=number,
        item=item,
        difficulty=difficulty(points, item.most),
        discrimination=Statistic(None, 0) if column is None else discrimination(rows, column),
        answered=answered if item.question else None,
        minutes=_median(known[item.name] for known in spent.values() if item.name in known),
        choices=tuple(counts),
    )


def _count(data: AssignmentData, item: Item) -> tuple[list[ChoiceCount], int]:
    if item.question is None:
        return [], 0
    counts: Counter[str] = Counter()
    answered = 0
    for student, points in data.points.items():
        answers = data.answers[student]
        response = answers.last(item.name) if isinstance(answers, Responses) else None
        if item.name in points and response is not None:
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
    spent: Mapping[str, Mapping[str, float]],
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
        names = {part.items[n].name for n in own}
        yield ObjectiveFinding(
            text=objective.text,
            items=len(own),
            difficulty=difficulty((row[place] for row in sums), most),
            discrimination=discrimination(sums, place),
            reliability=alpha([[row[n] for n in own] for row in whole]),
            minutes=_median(
                sum(known[name] for name in names & known.keys())
                for known in spent.values()
                if names & known.keys()
            ),
        )


def _minutes(data: AssignmentData, questions: Collection[str]) -> dict[str, dict[str, float]]:
    return {
        student: minutes(answers, questions)
        for student, answers in data.answers.items()
        if isinstance(answers, Responses)
    }


def _median(values: Iterable[float]) -> Statistic:
    known = list(values)
    return Statistic(statistics.median(known) if known else None, len(known))


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
    if student not in data.points:
        if len(data.points) >= HALF * students:
            yield f"{data.title}: nothing is graded yet, while most of the class is."
        return
    counted = []
    for part in data.parts:
        if part.notebook in data.missing.get(student, []):
            yield f"{data.title}: the {part.notebook} is missing, or cannot be read."
        elif why := _unanswered(data, part, student):
            yield why
        else:
            counted += list(part.items)
    yield from _low(data, counted, data.points[student])


def _unanswered(data: AssignmentData, part: Part, student: str) -> str:
    """Why a quiz earned nothing for a reason that has nothing to do with its questions."""
    answers, asked = data.answers[student], [item.name for item in part.items if item.question]
    if not asked:
        return ""
    if isinstance(answers, str):
        return f"{data.title}: the file with the answers cannot be read, so they earned nothing."
    if all(answers.last(name) is None for name in asked):
        return f"{data.title}: no answers were in the folder. Was responses.json left behind?"
    return ""


def _low(
    data: AssignmentData, items: Iterable[Item], points: Mapping[str, float | None]
) -> Iterable[str]:
    marked = [(item, got) for item in items if (got := points[item.name]) is not None]
    most = sum(item.most for item, _ in marked)
    total = sum(got for _, got in marked)
    if total < HALF * most:
        weak = _weak(data, marked)
        more = f" Most to gain: {'; '.join(weak)}." if weak else ""
        yield f"{data.title}: {round(total, 2):g} of {most:g} points.{more}"


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
