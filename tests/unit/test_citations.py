"""One short name per source: lessons cite by it, and no two sources share it."""

from __future__ import annotations

import pytest

from course.lint import ledger, lessons
from course.model import evidence


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Yes ([Brinjikji 2015b](#Sources)).", []),
        ("Yes ([Brinjikji 2015](#Sources)).", ["“Brinjikji 2015”", "`brinjikji_2015b`"]),
        ("Yes ([Brinjikji 2015a](#Sources)).", ["“Brinjikji 2015a”", "`brinjikji_2015b`"]),
        ("Yes.", ["`brinjikji_2015b`"]),
    ],
)
def test_a_citation_is_the_short_name_of_a_recorded_source(text: str, found: list[str]) -> None:
    problems = [p.problem for p in lessons._citations("here", text, ["brinjikji_2015b"])]
    assert len(problems) == len(found)
    for problem, named in zip(problems, found, strict=True):
        assert named in problem


def test_two_sources_of_one_name_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence.Source, "short", "NHS 2024")
    (problem,) = ledger.check()
    assert "It is called 'NHS 2024', as `nice_ng59` is." in problem.problem
    assert "short_name" in problem.mend
