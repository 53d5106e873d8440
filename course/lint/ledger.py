"""Checks of the evidence ledger: every row whole, once, and with sources that are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from course.content import data_path
from course.errors import AuthorError
from course.lint.problem import Problem
from course.model.evidence import Claim, RedFlag, Series, Source
from course.model.exercises import Exercise
from course.model.yamlfile import YamlFile

# File, the list in it, and what a row is.
_FILES: tuple[tuple[str, str, type[BaseModel]], ...] = (
    ("claims", "claims", Claim),
    ("red_flags", "rules", RedFlag),
    ("figures", "figures", Series),
    ("exercises", "exercises", Exercise),
)


def check() -> Iterator[Problem]:
    """Check the files of ``data/evidence``."""
    try:
        keys = _sources()
    except AuthorError as error:
        yield Problem.of(error)
        return
    for name, rows, model in _FILES:
        try:
            yield from _file(name, rows, model, keys)
        except AuthorError as error:
            yield Problem.of(error)


def _sources() -> set[str]:
    file = YamlFile.read(data_path("evidence/sources.yaml"))
    first: dict[str, str] = {}
    for key, record in file.data.items():
        try:
            name = Source(key=key, **record).short
        except (ValidationError, TypeError) as error:
            told = error.errors()[0] if isinstance(error, ValidationError) else None
            what = f"`{told['loc'][0]}`: {told['msg']}" if told else "It is no record"
            raise AuthorError(
                file.path, file.line([key]), f"{what}.", "Correct this source.", key
            ) from None
        if name in first:
            raise AuthorError(
                file.path,
                file.line([key]),
                f"It is called {name!r}, as `{first[name]}` is.",
                "Give one of the two another short_name.",
                key,
            )
        first[name] = key
    return set(file.data)


def _file(name: str, rows: str, model: type[BaseModel], keys: set[str]) -> Iterator[Problem]:
    file = YamlFile.read(data_path(f"evidence/{name}.yaml"))
    fields: Any = {rows: (tuple[model, ...], ...)}  # type: ignore[valid-type]
    whole = create_model("Ledger", __config__=ConfigDict(extra="allow"), **fields)
    found = file.validate(whole)
    first: dict[str, int] = {}
    for index, row in enumerate(getattr(found, rows)):
        line = file.line([rows, index, "id"])
        where = f"data/evidence/{name}.yaml:{line} [{row.id}]"
        if row.id in first:
            yield Problem(
                where,
                f"The id is used twice; it stands on line {first[row.id]} too.",
                "Give one of the two rows another id.",
            )
        first[row.id] = line
        for key in row.sources:
            if key not in keys:
                yield Problem(
                    where,
                    f"The source key `{key}` is not in sources.yaml.",
                    "Correct the key, or add the checked source.",
                )
