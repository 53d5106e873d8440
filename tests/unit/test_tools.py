"""What holds for every tool: a task, a stand-in, sources of the ledger, a small payload."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from course import tools
from course.model import evidence
from course.notebooks import WIDGET_VIEW
from course.view.tools.tool import Tool, cited

NAMES = sorted(tools.__all__)
# Nothing about health is said here: they count and copy the learner's own answers.
WITHOUT_SOURCES = {"gain", "share_gain"}
MAX_BYTES = 200_000
VOID = {"br", "hr", "img", "input", "path", "circle", "line", "rect"}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def make(name: str) -> Tool:
    """A tool as a lesson shows it."""
    shown = getattr(tools, name)()
    assert isinstance(shown, Tool)
    return shown


def state(widget: Tool) -> dict[str, Any]:
    """What goes to the page."""
    held = widget.get_state()
    return {name: held[name] for name in held if not name.startswith("_")}


def bundle(widget: Tool) -> dict[str, Any]:
    shown = widget._repr_mimebundle_()
    return dict(shown[0] if isinstance(shown, tuple) else shown)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_widget_with_a_stand_in_for_pages_without_a_kernel(name: str) -> None:
    shown = bundle(make(name))
    assert WIDGET_VIEW in shown
    assert len(shown["text/html"]) > 200
    assert len(shown["text/plain"]) > 50
    assert "<script" not in shown["text/html"]
    assert not re.search(r"</?[a-z]+[ >]", shown["text/plain"])
    for broken in ("None.", "undefined", "[object"):
        assert broken not in shown["text/html"]


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open, f"</{tag}> closes nothing"
            assert self.open.pop() == tag


@pytest.mark.parametrize("name", NAMES)
def test_the_stand_ins_tags_are_balanced(name: str) -> None:
    parser = _Balance()
    parser.feed(bundle(make(name))["text/html"])
    assert parser.open == []


@pytest.mark.parametrize("name", NAMES)
def test_it_has_a_title_and_a_task(name: str) -> None:
    data = make(name).data
    assert len(data["title"]) > 5
    assert len(data["task"]) > 40


@pytest.mark.parametrize("name", NAMES)
def test_what_goes_to_the_page_is_small_and_plain(name: str) -> None:
    text = json.dumps(state(make(name)), allow_nan=False)
    assert len(text.encode()) < MAX_BYTES


@pytest.mark.parametrize("name", NAMES)
def test_the_page_asks_for_nothing_that_it_does_not_get(name: str) -> None:
    widget = make(name)
    own = re.sub(r"//.*", "", str(widget._esm))
    asked = set(re.findall(r"(?<![\w.])data\.(\w+)", own))
    for names in re.findall(r"\{([^{}]*)\}\s*=\s*(?:data|model\.get\(\"data\"\))[;,]", own):
        entries = [entry.strip() for entry in names.split(",") if "..." not in entry]
        asked |= {re.split(r"[:=\s]", entry)[0] for entry in entries}
    asked |= set(re.findall(r"model\.get\(\"data\"\)\.(\w+)", own))
    # What only the kernel adds when it answers; a tool says so by a default on the page.
    answers = {"asked"} if name == "gain" else set()
    assert asked - answers - set(widget.data) - {""} == set()
    states = set(re.findall(r"model\.get\(\"(\w+)\"\)", own))
    assert states <= set(state(widget))


def named(value: Any) -> Iterator[Any]:
    """Everything that stands under ``sources`` anywhere in the data."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "sources" or key.endswith("_sources"):
                yield from inner
            else:
                yield from named(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from named(inner)


@pytest.mark.parametrize("name", NAMES)
def test_its_sources_are_in_the_ledger(name: str) -> None:
    data = make(name).data
    known = cited(evidence.sources())
    shorts = {s.short for s in evidence.sources().values()} | {c["short"] for c in known.values()}
    found = list(named(data))
    text = bundle(make(name))["text/html"]
    if name not in WITHOUT_SOURCES:
        # Named in the data, or linked in texts that are HTML already.
        assert found or any(short in text for short in shorts)
    for source in found:
        if isinstance(source, dict):
            assert source["short"] in shorts
        elif source.startswith("<"):
            assert any(short in source for short in shorts)
        else:
            assert source in evidence.sources()
            if "cited" in data:
                assert data["cited"][source] == known[source]


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_told_a_countrys_emergency_number(name: str) -> None:
    shown = bundle(make(name))
    for number in ("911", "999"):
        assert not re.search(rf"\b{number}\b", shown["text/plain"])


@pytest.mark.parametrize("name", NAMES)
def test_it_can_be_shown_twice(name: str) -> None:
    # Python binds a module under the name of its tool as soon as it is imported.
    assert type(make(name)).__name__ == type(make(name)).__name__


def test_an_unknown_tool_names_those_that_exist() -> None:
    with pytest.raises(AttributeError, match="triage"):
        _ = tools.triagge


def test_one_case_alone_can_be_shown() -> None:
    data = tools.triage("unsure-bladder").data
    assert [case["id"] for case in data["cases"]] == ["unsure-bladder"]
    assert data["only"]
    text = bundle(tools.triage("unsure-bladder"))["text/plain"]
    assert "emergency now" in text
    assert "Hana" not in text


def test_the_triage_stand_in_lists_every_rule_the_most_urgent_first() -> None:
    text = bundle(tools.triage())["text/plain"]
    places = [text.index(rule.question) for rule in evidence.red_flags()]
    by_level: dict[str, list[int]] = {}
    for rule, place in zip(evidence.red_flags(), places, strict=True):
        by_level.setdefault(rule.urgency, []).append(place)
    levels = ["emergency now", "urgent within days", "routine", "self-care"]
    for higher, lower in itertools.pairwise(levels):
        assert max(by_level[higher]) < min(by_level[lower])
