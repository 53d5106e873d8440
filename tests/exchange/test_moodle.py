"""Moodle XML: the structure that Moodle documents, the same points, and no text lost in silence.

Structure and rules follow the documentation of the format and of the question types.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from samples import QUESTIONS, raw, responses

from course.exchange import reshape
from course.exchange.losses import Loss
from course.exchange.moodle import GRADES, write
from course.exchange.texts import moodle_html, moodle_inline
from course.model.bank import Bank
from course.model.drawing import drawing
from course.model.marking import parse_number, score
from course.model.questions import Question
from course.model.text import to_plain

TEXT = {"text"}
COMMON = {"name", "questiontext", "generalfeedback", "penalty", "hidden", "idnumber", "tags"}
COMBINED = {"correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"}
# For each type: the elements that must be there, and those that may be there beside them.
TYPES: dict[str, tuple[set[str], set[str]]] = {
    "multichoice": (
        {"defaultgrade", "single", "shuffleanswers", "answernumbering", "answer", *COMBINED},
        {"showstandardinstruction"},
    ),
    "numerical": (
        {"defaultgrade", "answer", "unitgradingtype", "unitpenalty", "showunits", "unitsleft"},
        {"units"},
    ),
    "matching": ({"defaultgrade", "shuffleanswers", "subquestion", *COMBINED}, set()),
    "ordering": (
        {"defaultgrade", "layouttype", "selecttype", "selectcount", "gradingtype", "showgrading"}
        | {"numberingstyle", "answer", *COMBINED},
        set(),
    ),
    "cloze": (set(), set()),
}
INSIDE = {
    "name": TEXT,
    "questiontext": TEXT | {"file"},
    "generalfeedback": TEXT,
    "answer": TEXT | {"feedback", "tolerance"},
    "subquestion": TEXT | {"answer"},
    "feedback": TEXT,
    "hint": TEXT,
    "tags": {"tag"},
    "tag": TEXT,
    "units": {"unit"},
    "unit": {"multiplier", "unit_name"},
    **dict.fromkeys(COMBINED, TEXT),
}
FORMS = {"html", "moodle_auto_format", "plain_text", "markdown"}
WITH_FORM = {"questiontext", "generalfeedback", "feedback", "hint", *COMBINED}
MANY = {"answer", "subquestion", "hint", "tag", "file", "unit"}

# How Moodle takes a question with embedded answers apart.
_ANSWER = r"(?:=|%(-?[0-9]+(?:[.,][0-9]*)?)%)?(.+?(?<!\\)(?<!&)(?<!&amp;)(?=[~#}]|$))"
_ONE = rf"{_ANSWER}(?:#(.*?(?<!\\)(?=[~}}]|$)))?"
CLOZE = re.compile(rf"\{{([0-9]*):(MULTICHOICE_V):({_ONE}(?:~{_ONE})*)\}}", re.DOTALL)


def exported(*questions: Question) -> tuple[list[ET.Element], list[Loss]]:
    bank = Bank.model_construct(objectives=(), questions=questions)
    data, losses = write([("x", bank)])
    entries = ET.fromstring(data).findall("question")
    return entries[1:], losses


def one(question: Question) -> ET.Element:
    return exported(question)[0][0]


def text(element: ET.Element, path: str = "") -> str:
    found = element.find(f"{path}/text" if path else "text")
    return found.text or ""


def children(element: ET.Element) -> set[str]:
    names = [child.tag for child in element]
    assert {n for n in names if names.count(n) > 1} <= MANY, element.tag
    return set(names)


def check(entry: ET.Element) -> None:
    kind = entry.attrib["type"]
    if kind == "category":
        assert children(entry) == {"category", "info", "idnumber"}
        assert text(entry, "category").startswith("$course$/top/The Runner's Back/")
        return
    needed, allowed = TYPES[kind]
    there = children(entry)
    assert there >= COMMON | needed, kind
    assert there <= COMMON | needed | allowed | {"hint"}, kind
    for element in entry.iter():
        if element.tag in INSIDE and element is not entry:
            allowed_here = INSIDE[element.tag]
            assert children(element) <= allowed_here, element.tag
            if "text" in allowed_here:
                assert element.find("text") is not None
        if element.tag in WITH_FORM:
            assert element.attrib["format"] in FORMS
    assert 0 < len(text(entry, "name")) <= 255
    assert 0 < len(entry.findtext("idnumber")) <= 100
    for tag in entry.iter("tag"):
        assert 0 < len(text(tag)) <= 50
    for answer in entry.findall("answer"):
        fraction = float(answer.attrib["fraction"])
        if kind == "ordering":
            continue
        assert any(abs(abs(fraction) / 100 - grade / 100) < 1e-5 for grade in GRADES)
        if kind == "numerical":
            assert text(answer) == "*" or float(text(answer)) is not None
            assert float(answer.findtext("tolerance")) >= 0
    if kind == "ordering":
        places = [int(answer.attrib["fraction"]) for answer in entry.findall("answer")]
        assert places == list(range(1, len(places) + 1))
    if kind == "multichoice":
        fractions = [float(answer.attrib["fraction"]) for answer in entry.findall("answer")]
        if entry.findtext("single") == "true":
            assert max(fractions) == 100
        else:
            assert round(sum(f for f in fractions if f > 0)) == 100
    if kind == "cloze":
        rest = CLOZE.sub("", text(entry, "questiontext"))
        assert not re.search(r"\{\d*:", rest), "an embedded question that Moodle cannot read"


def test_every_question_has_the_documented_structure(banks: list[tuple[str, Bank]]) -> None:
    data, _ = write(banks)
    root = ET.fromstring(data)
    assert root.tag == "quiz"
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    entries = root.findall("question")
    assert len(entries) == len(list(root)) == len(banks) + sum(len(b.questions) for _, b in banks)
    for entry in entries:
        check(entry)
    ids = [e.findtext("idnumber") for e in entries if e.attrib["type"] != "category"]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "break_it",
    [
        lambda entry: entry.remove(entry.find("idnumber")),
        lambda entry: ET.SubElement(entry, "explanation"),
        lambda entry: entry.find("answer").set("fraction", "34"),
        lambda entry: entry.find("answer").remove(entry.find("answer/text")),
        lambda entry: ET.SubElement(entry, "single"),
    ],
    ids=["missing", "unknown", "no such grade", "no text", "twice"],
)
def test_the_check_sees_a_wrong_structure(break_it: Any) -> None:
    entry = one(QUESTIONS["single"])
    check(entry)
    break_it(entry)
    with pytest.raises(AssertionError):
        check(entry)


# --- points


def earned(entry: ET.Element, question: Question, response: Any) -> float:
    """Points that Moodle gives, by the rules of its question types."""
    answers = entry.findall("answer")
    shares = [float(a.attrib["fraction"]) / 100 for a in answers]
    match question.type:
        case "single":
            return shares[[o.id for o in question.options].index(response)]
        case "multiple":
            ids = [o.id for o in question.options]
            return min(1.0, max(0.0, sum(shares[ids.index(chosen)] for chosen in response)))
        case "true_false":
            reasons = [r.id for r in question.reasons]
            place = (not response["verdict"]) * len(reasons) + reasons.index(response["reason"])
            return shares[place]
        case "numeric":
            value = parse_number(response)
            for answer, share in zip(answers, shares, strict=True):
                off = float(answer.findtext("tolerance")) + 1e-9
                if text(answer) == "*" or abs(value - float(text(answer))) <= off:
                    return share
        case "ordering":
            handles = {i["text"]: i["id"] for i in question.public()["items"]}
            right = [handles[text(a)] for a in answers]
            return sum(a == b for a, b in zip(right, response, strict=True)) / len(right)
        case "matching":
            rights = {r["id"]: r["text"] for r in question.public()["rights"]}
            pairs = [s for s in entry.findall("subquestion") if text(s)]
            chosen = [rights[response[pair.id]] for pair in question.pairs]
            return sum(text(s, "answer") == c for s, c in zip(pairs, chosen, strict=True)) / len(
                pairs
            )
        case "hotspot":
            number = str(reshape.numbered(question)[response])
            place = next(i for i, answer in enumerate(answers) if text(answer) == number)
            return shares[place]
    raise ValueError(question.type)


@pytest.mark.parametrize("kind", sorted(set(QUESTIONS) - {"case"}))
@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_moodle_gives_the_same_points(kind: str, data: st.DataObject) -> None:
    question = QUESTIONS[kind]
    response = data.draw(responses(kind))
    there = earned(one(question), question, response)
    assert there == pytest.approx(score(question.key(), response), abs=1e-5)


def straight() -> Question:
    """A story without another way through it."""
    scenes = [
        {
            "id": name,
            "text": f"Scene {name}.",
            "options": [
                {"id": f"o{place}", "text": f"do {place}", "best": place == 1, "feedback": "f"}
                | ({"next": after} if after else {})
                for place in range(3)
            ],
        }
        for name, after in (("a", "b"), ("b", "c"), ("c", None))
    ]
    return TypeAdapter(Question).validate_python(raw("case", start="a", nodes=scenes))


def scenes_of(entry: ET.Element) -> list[tuple[int, list[tuple[bool, str, str]]]]:
    """Weight and answers (right, text, feedback) of each embedded question, read as by Moodle."""
    found = []
    for match in CLOZE.finditer(text(entry, "questiontext")):
        answers = [
            (whole.group(0).startswith("="), html.unescape(whole[2]), html.unescape(whole[3] or ""))
            for whole in re.finditer(_ONE + r"(?:~|$)", match[3], re.DOTALL)
        ]
        found.append((int(match[1]), answers))
    return found


@given(choices=st.lists(st.integers(0, 2), min_size=3, max_size=3))
@settings(deadline=None)
def test_a_straight_story_gives_the_same_points(choices: list[int]) -> None:
    question = straight()
    scenes = scenes_of(one(question))
    there = sum(w * answers[c][0] for (w, answers), c in zip(scenes, choices, strict=True))
    response = [[name, f"o{c}"] for name, c in zip("abc", choices, strict=True)]
    assert there / sum(w for w, _ in scenes) == pytest.approx(score(question.key(), response))


@given(response=responses("case"))
@settings(deadline=None)
def test_a_branching_story_gives_the_same_points_on_its_best_path(
    response: list[list[str]],
) -> None:
    question = QUESTIONS["case"]
    entries, losses = exported(question)
    path = [node.id for node in reshape.best_path(question)]
    if all(scene in path for scene, _ in response):
        places = {n.id: [o.id for o in n.options] for n in question.nodes}
        chosen = {scene: places[scene].index(option) for scene, option in response}
        scenes = dict(zip(path, scenes_of(entries[0]), strict=True))
        there = sum(scenes[s][0] * scenes[s][1][place][0] for s, place in chosen.items())
        most = sum(weight for weight, _ in scenes.values())
        assert there / most == pytest.approx(score(question.key(), response))
    else:
        assert any("Points differ on a detour" in loss.instead for loss in losses)


def test_that_later_scenes_give_something_away_is_told() -> None:
    for case in (QUESTIONS["case"], straight()):
        told = [loss.instead for loss in exported(case)[1]]
        assert any("which earlier decision was best" in instead for instead in told)


def test_each_item_in_its_place_earns_its_share() -> None:
    entry = one(QUESTIONS["ordering"])
    assert entry.findtext("gradingtype") == "ABSOLUTE_POSITION"
    assert entry.findtext("selecttype") == "ALL"


def test_other_ways_through_a_story_are_told() -> None:
    _, losses = exported(QUESTIONS["case"])
    assert any("Left out: two" in loss.instead for loss in losses)
    _, losses = exported(straight())
    assert not any("Other ways" in loss.what for loss in losses)


def test_a_guess_counts_nothing() -> None:
    guess = QUESTIONS["single"].model_copy(update={"predict": True})
    assert one(guess).findtext("defaultgrade") == "0"
    assert one(QUESTIONS["single"]).findtext("defaultgrade") == "1"


def test_a_guess_in_a_story_has_marks_and_that_is_told() -> None:
    guess = straight().model_copy(update={"predict": True})
    entries, losses = exported(guess)
    assert sum(weight for weight, _ in scenes_of(entries[0])) > 0
    told = next(loss.instead for loss in losses if "guess" in loss.what)
    assert "counts no points" not in told
    assert "set them to 0" in told


@pytest.mark.parametrize("right", range(1, 13))
def test_shares_that_add_up_or_the_question_is_left_out(right: int) -> None:
    option = raw("multiple")["options"][0]
    options = [{**option, "id": f"o{n}", "correct": n < right} for n in range(right + 3)]
    question = TypeAdapter(Question).validate_python(raw("multiple", options=options))
    entries, losses = exported(question)
    if right <= 10:
        check(entries[0])
        return
    assert entries == []
    assert [(loss.what[:26], loss.instead) for loss in losses] == [
        ("More than 10 right answers", "The question is left out.")
    ]


def test_many_answers_are_numbered_where_the_letters_end() -> None:
    option = raw("single")["options"][0]
    for count, style in ((26, "abc"), (27, "123")):
        options = [{**option, "id": f"o{n}", "correct": n == 0} for n in range(count)]
        question = TypeAdapter(Question).validate_python(raw("single", options=options))
        assert one(question).findtext("answernumbering") == style


def test_feedback_for_pairs_keeps_its_paragraphs() -> None:
    pairs = [
        {"id": f"p{n}", "left": f"**left** {n}", "right": f"r{n}", "feedback": "One.\n\n- two"}
        for n in range(3)
    ]
    question = TypeAdapter(Question).validate_python(raw("matching", pairs=pairs, extra=[]))
    told = ET.fromstring(f"<x>{text(one(question), 'incorrectfeedback')}</x>")
    assert [child.tag for child in told] == ["ul"]
    assert [[part.tag for part in line] for line in told[0]] == [["strong", "p", "ul"]] * 3


def test_a_left_out_answer_keeps_the_paragraphs_of_its_feedback() -> None:
    options = [o | {"missed": "One.\n\n- two"} for o in raw("multiple")["options"]]
    question = TypeAdapter(Question).validate_python(raw("multiple", options=options))
    told = ET.fromstring(f"<x>{text(one(question), 'generalfeedback')}</x>")
    assert [[part.tag for part in line] for line in told.find("ul")] == [["strong", "p", "ul"]] * 2


def test_a_description_without_its_picture_is_told() -> None:
    question = QUESTIONS["single"].model_copy(update={"alt": "A spine."})
    assert any("(`alt`)" in loss.what for loss in exported(question)[1])
    assert not any("(`alt`)" in loss.what for loss in exported(QUESTIONS["hotspot"])[1])


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_what_is_asked_again_later_is_not_explained(kind: str) -> None:
    question = QUESTIONS[kind]
    whole, _ = exported(question)
    silent, losses = exported(question.model_copy(update={"reused": True}))
    check(silent[0])
    assert "because" in text(whole[0], "generalfeedback")
    assert text(silent[0], "generalfeedback") == ""
    for name in ("feedback", *COMBINED):
        assert {text(element) for element in silent[0].iter(name)} <= {""}
    assert not any(told for _, answers in scenes_of(silent[0]) for _, _, told in answers)
    assert sum("asked again later" in loss.what for loss in losses) == 1
    assert not any(loss.what.startswith("Feedback for") for loss in losses)
    # The shuffles stay as they were, and so do the answers and their points.
    for name in ("answer", "subquestion"):
        pairs = zip(whole[0].findall(name), silent[0].findall(name), strict=True)
        assert all(text(a) == text(b) and a.attrib == b.attrib for a, b in pairs)


# --- texts

# Where a text of the bank is not in the file, a loss must say so.
TOLD = {"misconception": "notes", "claims": "notes", "confidence": "notes"}
# Names, and what is not shown to anybody.
NO_TEXT = {"id", "type", "objective", "sources", "start", "next", "drawing", "parts", "correct"}


def fields(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from fields(part, key)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from fields(part, name)
    elif isinstance(value, str) and name not in NO_TEXT:
        yield name, value


def never_told(question: Question) -> bool:
    """Whether each part of a drawing has feedback of its own, so that the rest is empty."""
    if question.type != "hotspot":
        return False
    named = {*question.correct, *(part for wrong in question.wrong for part in wrong.parts)}
    return named == set(reshape.numbered(question))


def test_no_text_is_lost_in_silence(banks: list[tuple[str, Bank]]) -> None:
    for _, bank in banks:
        entries, losses = exported(*bank.questions)
        for question, entry in zip(bank.questions, entries, strict=True):
            shown = "".join(entry.itertext()).replace("&amp;", "&")
            shown = f"{shown}\n{html.unescape(shown)}"
            told = " ".join(loss.what for loss in losses if loss.question == question.id)
            left = set(reshape.detours(question)) if question.type == "case" else set()
            if left:
                assert "Other ways" in told
                continue
            for name, content in fields(question.model_dump()):
                if name == "otherwise" and never_told(question):
                    continue
                forms = (
                    moodle_html(content),
                    moodle_inline(content),
                    " ".join(moodle_inline(content).split()),
                    " ".join(to_plain(content).split()),
                    html.escape(content),
                )
                if not any(form in shown for form in forms):
                    assert name in TOLD, (question.id, name, content)
                    assert TOLD[name] in told


NASTY = st.text(
    st.sampled_from(list("ab ~#{}=%\\&<>\"'$*_[]:;0\n\x00é\u2028😀"))
    | st.characters(codec="utf-8"),
    min_size=1,
    max_size=60,
).filter(lambda s: s.strip())


@given(texts=st.lists(NASTY, min_size=6, max_size=6))
@settings(deadline=None, max_examples=80)
def test_nasty_texts_arrive_whole_and_harmless(texts: list[str]) -> None:
    prompt, answer, feedback, hint, explanation, unit = texts
    options = [
        o | {"text": f"{n}{answer}", "feedback": feedback}
        for n, o in enumerate(raw("single")["options"])
    ]
    fields = {"prompt": prompt, "hints": [hint], "explanation": explanation}
    adapter: TypeAdapter[Any] = TypeAdapter(Question)
    question = adapter.validate_python(raw("single", options=options, **fields))
    entry = one(question)
    check(entry)
    clean = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]"

    def sent(value: str) -> str:
        return re.sub(clean, "\ufffd", value).replace("\r\n", "\n").replace("\r", "\n")

    assert text(entry, "questiontext") == sent(moodle_html(question.prompt))
    assert text(entry, "hint") == sent(moodle_html(question.hints[0]))
    for element, option in zip(entry.findall("answer"), question.options, strict=True):
        assert text(element) == sent(moodle_inline(option.text))
        assert text(element, "feedback") == sent(moodle_html(option.feedback))
    assert "<script" not in "".join(entry.itertext()).lower()
    number = one(adapter.validate_python(raw("numeric", unit=unit)))
    check(number)


@given(texts=st.lists(NASTY, min_size=3, max_size=3), feedback=NASTY)
@example(texts=["a}b", "c~d", "=e#f"], feedback="{1:MC:g}~%50%&lt;\\}h")
@settings(deadline=None, max_examples=80)
def test_nasty_answers_of_a_story_are_read_as_they_were_meant(
    texts: list[str], feedback: str
) -> None:
    case = straight()
    first = case.nodes[0]
    options = tuple(
        o.model_copy(update={"text": f"x{t.strip()}", "feedback": f"y{feedback.strip()}"})
        for o, t in zip(first.options, texts, strict=True)
    )
    node = first.model_copy(update={"options": options})
    entry = one(case.model_copy(update={"nodes": (node, *case.nodes[1:])}))
    answers = scenes_of(entry)[0][1]

    def sent(value: str) -> str:
        html = " ".join(moodle_inline(value).split())
        return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", html)

    assert [a[0] for a in answers] == [False, True, False]
    assert [a[1] for a in answers] == [sent(o.text) for o in options]
    assert {a[2] for a in answers} == {sent(options[0].feedback)}


def test_formulas_are_written_for_moodle() -> None:
    question = QUESTIONS["single"].model_copy(update={"prompt": "Is $x < y^2$ or $5?"})
    assert r"\(x &lt; y^2\)" in text(one(question), "questiontext")
    assert "or $5?" in text(one(question), "questiontext")


def test_a_drawing_comes_with_numbers_that_do_not_tell_its_order(
    banks: list[tuple[str, Bank]],
) -> None:
    questions = [q for _, bank in banks for q in bank.questions if q.type == "hotspot"]
    entries, _ = exported(*questions)
    for question, entry in zip(questions, entries, strict=True):
        file = entry.find("questiontext/file")
        assert f'src="@@PLUGINFILE@@/{file.attrib["name"]}"' in text(entry, "questiontext")
        picture = ET.fromstring(base64.b64decode(file.text))
        numbers = {t.text for t in picture.iter("{http://www.w3.org/2000/svg}text")}
        assert numbers == {text(answer) for answer in entry.findall("answer")}
        numbered = reshape.numbered(question)
        order = [numbered[part.id] for part in drawing(question.drawing).parts]
        assert order != sorted(order)


def test_a_name_with_a_slash_stays_one_category() -> None:
    bank = Bank.model_construct(objectives=(), questions=(QUESTIONS["single"],))
    data, _ = write([("knee/back", bank)])
    assert b"$course$/top/The Runner's Back/knee//back<" in data
