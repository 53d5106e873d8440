"""An author's mistake is reported with file, line, question id and mend."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError
from samples import QUESTIONS, raw

from course import content
from course.errors import AuthorError, CourseError
from course.lint.questions import files as question_files
from course.model.bank import find_question, load_bank
from course.model.marking import score
from course.model.questions import Question


def write(folder: Path, *questions: dict[str, Any], text: str | None = None) -> Path:
    path = folder / "bank.yaml"
    bank = {
        "lesson": "x",
        "objectives": [{"id": "o", "text": "Do it"}],
        "questions": list(questions),
    }
    path.write_text(text if text is not None else yaml.safe_dump(bank, sort_keys=False), "utf-8")
    return path


def mistake(path: Path) -> AuthorError:
    with pytest.raises(AuthorError) as caught:
        load_bank(path)
    assert str(path) in str(caught.value)
    assert f":{caught.value.line}:" in str(caught.value)
    return caught.value


def line_of(path: Path, text: str) -> int:
    lines = path.read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize("path", question_files(), ids=lambda p: p.name)
def test_every_question_file_of_the_course_loads(path: Path) -> None:
    assert load_bank(path).questions


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_every_type_loads_from_a_file(kind: str, tmp_path: Path) -> None:
    bank = load_bank(write(tmp_path, raw(kind)))
    assert bank.question("q-one").type == kind


def test_a_missing_correct_names_line_question_and_mend(tmp_path: Path) -> None:
    question = raw("single")
    del question["options"][1]["correct"]
    path = write(tmp_path, raw("numeric", id="q-zero"), question)
    error = mistake(path)
    question["options"][1]["correct"] = True  # the sample is shared
    assert error.item == "q-one"
    assert "`correct` is missing" in error.problem
    assert "Add `correct:`" in error.mend
    assert error.line == line_of(path, "text: text b") - 1


def test_a_duplicate_id_names_both_lines(tmp_path: Path) -> None:
    path = write(tmp_path, raw("single"), raw("numeric"))
    error = mistake(path)
    lines = [n for n, line in enumerate(path.read_text().splitlines(), 1) if "id: q-one" in line]
    assert error.line == lines[1]
    assert f"line {lines[0]}" in error.problem


def test_an_unknown_source_key_offers_the_nearest(tmp_path: Path) -> None:
    path = write(tmp_path, raw("single", sources=["grays_anatomi"]))
    error = mistake(path)
    assert error.line == line_of(path, "grays_anatomi")
    assert "grays_anatomy" in error.mend


def test_an_unknown_objective_lists_those_of_the_file(tmp_path: Path) -> None:
    error = mistake(write(tmp_path, raw("single", objective="p")))
    assert error.item == "q-one"
    assert "Use one of: o." in error.mend


def test_an_unknown_part_of_a_drawing_is_refused(tmp_path: Path) -> None:
    error = mistake(write(tmp_path, raw("hotspot", correct=["L9"])))
    assert "no part `L9`" in error.problem
    assert "L5" in error.mend


def test_a_misspelt_field_is_not_dropped_in_silence(tmp_path: Path) -> None:
    error = mistake(write(tmp_path, raw("single", explanaton="x")))
    assert "`explanaton` is not a field" in error.problem


def test_an_unknown_type_lists_the_types(tmp_path: Path) -> None:
    error = mistake(write(tmp_path, raw("single") | {"type": "essay"}))
    assert "hotspot" in error.mend


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("questions:\n  - id: a\n   type: b\n", 3),
        ("a: [1, 2\nb: 3\n", 2),
        ("", 1),
        ("a: 1\na: 2\n", 2),
    ],
    ids=["indentation", "open bracket", "empty", "field twice"],
)
def test_bad_yaml_names_the_line(text: str, line: int, tmp_path: Path) -> None:
    assert mistake(write(tmp_path, text=text)).line == line


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bank.yaml"
    path.write_bytes("lesson: läufer".encode("latin-1"))
    assert "UTF-8" in mistake(path).mend


def test_an_unquoted_yes_asks_for_quotes(tmp_path: Path) -> None:
    error = mistake(write(tmp_path, raw("single", explanation=True)))
    assert error.mend == "Put it into quotes."


@pytest.mark.parametrize(
    ("kind", "changes", "says"),
    [
        ("single", {"options": [{**o, "correct": False} for o in raw("single")["options"]]}, "one"),
        (
            "multiple",
            {"options": [{**o, "correct": True} for o in raw("multiple")["options"]]},
            "two wrong",
        ),
        (
            "numeric",
            {"near": [{"value": 26.2, "feedback": "f", "misconception": "m"}]},
            "counts as right",
        ),
        ("case", {"start": "two"}, "first scene"),
        ("numeric", {"answer": float("nan")}, "answer"),
        ("ordering", {"items": [{"id": i, "text": "same"} for i in "abc"]}, "items must differ"),
        ("matching", {"extra": [{"id": "x", "text": "right 0"}]}, "right-hand texts must differ"),
        ("hotspot", {"wrong": [{"parts": ["L4"], "feedback": "f", "misconception": "m"}]}, "parts"),
        ("ordering", {"items": [{"id": "a", "text": t} for t in "xyz"]}, "used twice"),
    ],
)
def test_a_question_that_cannot_be_marked_is_refused(
    kind: str, changes: dict[str, Any], says: str, tmp_path: Path
) -> None:
    assert says in mistake(write(tmp_path, raw(kind, **changes))).problem


def test_a_story_cannot_turn_in_a_circle() -> None:
    question = json.loads(json.dumps(raw("case")))
    question["nodes"][2]["options"][0]["next"] = "one"
    with pytest.raises(ValidationError, match="no later scene"):
        TypeAdapter(Question).validate_python(question)


def test_an_unknown_id_offers_the_nearest() -> None:
    with pytest.raises(CourseError, match="anatomy-bone-count"):
        find_question("anatomy-bone-cuont")


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_the_public_part_holds_no_key_and_no_feedback(kind: str) -> None:
    question = QUESTIONS[kind]
    shown = json.dumps(question.public())
    for secret in ("feedback", "missed", "misconception", "correct", "best", "because", "think"):
        assert secret not in shown
    if kind == "matching":
        assert not {p.id for p in question.pairs} & {r["id"] for r in question.public()["rights"]}
    if kind == "ordering":
        assert [i["id"] for i in question.public()["items"]] != question.key()["correct"]


@pytest.mark.parametrize("kind", ["ordering", "matching"])
def test_the_shuffle_cannot_be_undone_from_what_is_public(kind: str) -> None:
    """Somebody who knows our code and the released file tries every public text as the seed."""
    question, public = QUESTIONS[kind], QUESTIONS[kind].public()
    shown = public["items"] if kind == "ordering" else public["rights"]
    for seed in (public["id"], public["prompt"], json.dumps(public), ""):
        places = list(range(len(shown)))
        rng, order = random.Random(seed), list(places)
        while order == places:
            rng.shuffle(order)
        undone = [shown[order.index(place)]["id"] for place in places]
        key = question.key()["correct"]
        assert undone[: len(key)] != (key if kind == "ordering" else list(key.values()))


def test_an_id_in_quotes_is_found_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data" / "questions"
    folder.mkdir(parents=True)
    path = write(folder, raw("single"))
    path.write_text(path.read_text("utf-8").replace("id: q-one", 'id: "q-one"  # first'), "utf-8")
    monkeypatch.setattr(content, "root", lambda: tmp_path)
    assert find_question("q-one").type == "single"


def test_a_misspelt_field_is_named_and_not_its_consequence(tmp_path: Path) -> None:
    question = raw("single")
    del question["hints"]
    path = write(tmp_path, question | {"hint": ["think"]})
    error = mistake(path)
    assert "`hint` is not a field" in error.problem
    assert error.line - line_of(path, "hint:") in {0, 1}


def test_the_shuffle_is_the_same_every_time() -> None:
    assert QUESTIONS["ordering"].public() == QUESTIONS["ordering"].public()


@pytest.mark.parametrize("path", question_files(), ids=lambda p: p.name)
def test_an_order_left_untouched_earns_nothing(path: Path) -> None:
    for question in load_bank(path).questions:
        if question.type == "ordering":
            shown = [item["id"] for item in question.public()["items"]]
            assert score(question.key(), shown) == 0


def test_ids_are_unique_over_the_whole_course() -> None:
    ids = [q.id for path in question_files() for q in load_bank(path).questions]
    assert len(ids) == len(set(ids))
    assert content.root().joinpath("data", "questions").is_dir()


ALL = [question for path in question_files() for question in load_bank(path).questions]


def test_each_question_with_several_answers_says_itself_to_choose_them_all() -> None:
    for question in ALL:
        if question.type == "multiple":
            assert re.search(r"Choose all\b", question.prompt), question.id


def test_a_graded_storys_end_tells_no_outcome() -> None:
    # Nobody knows on its page whether it went well, so it only says that the story ends.
    for path in question_files():
        bank = load_bank(path)
        for question in bank.questions:
            if bank.assignment and question.type == "case":
                assert "story ends" in question.end, question.id
