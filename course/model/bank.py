"""The item bank: question files, read and checked."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from course import content
from course.errors import AuthorError, CourseError
from course.model import evidence
from course.model.questions import Hotspot, Part, Question, Slug, Text
from course.model.yamlfile import YamlFile


class Objective(Part):
    """Something a learner can do after the lesson."""

    id: Slug
    text: Text


class Bank(Part):
    """The questions of one lesson, or of one graded assignment.

    With ``offers_course_test`` an assignment's quiz ends with the tool that shares the course test.
    """

    lesson: Text | None = None
    assignment: Text | None = None
    title: Text | None = None
    offers_course_test: bool = False
    objectives: tuple[Objective, ...] = ()
    questions: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_objective_once(self) -> Self:
        ids = [o.id for o in self.objectives]
        if len(ids) != len(set(ids)):
            raise ValueError("an objective id is used twice")
        return self

    def question(self, question_id: str) -> Question:
        """The question with that id.

        Raises
        ------
        CourseError
            If there is none; the message names the nearest ids.
        """
        by_id = {q.id: q for q in self.questions}
        if question_id not in by_id:
            raise unknown_question(question_id, list(by_id))
        return by_id[question_id]


def unknown_question(question_id: str, known: list[str]) -> CourseError:
    """Error for an id that no question has, with the nearest ids that exist."""
    near = difflib.get_close_matches(question_id, known, n=3) or sorted(known)[:3]
    return CourseError(
        f"There is no question {question_id!r}. Did you mean: {', '.join(near) or 'none known'}?"
    )


@cache
def load_bank(path: Path) -> Bank:
    """Read and check one question file.

    Parameters
    ----------
    path
        A file below ``data/questions`` or an ``exercises/<assignment>.yaml``.

    Raises
    ------
    AuthorError
        For the first mistake, with file, line, question id and mend.
    """
    file = YamlFile.read(path)
    bank = file.validate(Bank)
    first_line: dict[str, int] = {}
    objectives = {o.id for o in bank.objectives}
    for index, question in enumerate(bank.questions):
        line = file.line(["questions", index, "id"])
        if question.id in first_line:
            raise AuthorError(
                path,
                line,
                f"The id is used twice; it stands on line {first_line[question.id]} too.",
                "Give this question an id of its own.",
                question.id,
            )
        first_line[question.id] = line
        if question.objective not in objectives:
            raise AuthorError(
                path,
                file.line(["questions", index, "objective"]),
                f"The objective `{question.objective}` is not one of this file's objectives.",
                f"Use one of: {', '.join(sorted(objectives)) or 'none is listed yet'}.",
                question.id,
            )
        for field, named, known in (
            ("sources", question.sources, evidence.sources()),
            ("claims", question.claims, evidence.claims()),
        ):
            for place, key in enumerate(named):
                if key not in known:
                    raise AuthorError(
                        path,
                        file.line(["questions", index, field, place]),
                        f"`{key}` is not in data/evidence/{field}.yaml.",
                        _nearest(key, list(known)),
                        question.id,
                    )
        if isinstance(question, Hotspot):
            _check_parts(file, index, question)
    return bank


def find_question(question_id: str) -> Question:
    """The lesson question with that id, from whichever file holds it.

    Raises
    ------
    CourseError
        If no lesson has it; the message names the nearest ids.
    """
    files = sorted((content.root() / "data" / "questions").glob("*.yaml"))
    for path in files:
        # Reading the text first usually spares the parsing of every other lesson's questions.
        if f"id: {question_id}\n" in path.read_text("utf-8"):
            return load_bank(path).question(question_id)
    known = {q.id: q for path in files for q in load_bank(path).questions}
    if question_id in known:
        return known[question_id]
    raise unknown_question(question_id, list(known))


def _nearest(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=3)
    return f"Did you mean {', '.join(near)}?" if near else "Add it to the ledger first, checked."


def _check_parts(file: YamlFile, index: int, question: Hotspot) -> None:
    from course.model.drawing import part_ids

    known = part_ids(question.drawing)
    at: list[int | str] = ["questions", index]
    named = [(part, [*at, "correct", i]) for i, part in enumerate(question.correct)]
    for i, wrong in enumerate(question.wrong):
        named += [(part, [*at, "wrong", i, "parts", j]) for j, part in enumerate(wrong.parts)]
    for part, place in named:
        if part not in known:
            raise AuthorError(
                file.path,
                file.line(place),
                f"The drawing `{question.drawing}` has no part `{part}`.",
                f"Its parts are: {', '.join(sorted(known))}.",
                question.id,
            )
