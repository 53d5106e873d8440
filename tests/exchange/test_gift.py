"""GIFT out and in again: what it can carry comes back, and what is missing is named."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from samples import QUESTIONS, raw

from course.errors import AuthorError
from course.exchange import reshape
from course.exchange.draft import Draft, draft
from course.exchange.gift import write
from course.exchange.giftread import read
from course.exchange.htmltext import from_html, literal
from course.exchange.losses import Loss
from course.exchange.texts import moodle_html, moodle_inline
from course.model.bank import Bank, load_bank
from course.model.questions import Question
from course.model.text import to_html, to_plain

make: TypeAdapter[Any] = TypeAdapter(Question)


def exported(*questions: Question) -> tuple[str, list[Loss]]:
    bank = Bank.model_construct(objectives=(), questions=questions)
    data, losses = write([("x", bank)])
    return data.decode(), losses


def back(text: str) -> list[dict[str, Any]]:
    """The questions of a draft, as its author gets them."""
    made = draft(read(text), "x.gift")
    return yaml.safe_load(made.text)["questions"] if made.questions else []


def carried(question: Question) -> dict[str, Any]:
    """The fields of a question that GIFT can carry."""
    whole = question.model_dump()
    names = ["id", "objective", "type", "prompt", "explanation", "sources"]
    names += {
        "single": ["options"],
        "multiple": ["options"],
        "numeric": ["answer", "tolerance", "unit", "near", "otherwise"],
        "matching": ["pairs", "extra"],
    }[question.type]
    kept = {name: whole[name] for name in names}
    kept["sources"] = list(kept["sources"])
    for name, inside in {
        "options": ("text", "correct", "feedback"),
        "near": ("value", "tolerance", "feedback"),
        "pairs": ("left", "right"),
        "extra": ("text",),
    }.items():
        if name in kept:
            kept[name] = [{key: entry[key] for key in inside} for entry in kept[name]]
    return kept


def without_ids(question: dict[str, Any]) -> dict[str, Any]:
    lists = {"options", "near", "pairs", "extra"}
    return {
        name: [{k: v for k, v in entry.items() if k != "id"} for entry in value]
        if name in lists
        else value
        for name, value in question.items()
    }


def same(there: dict[str, Any], question: Question) -> None:
    expected = carried(question)
    expected = {k: v for k, v in expected.items() if v not in ([], ())}
    assert without_ids(there) == expected


# --- out and in again


def test_every_question_comes_back_as_far_as_gift_carries_it(
    banks: list[tuple[str, Bank]],
) -> None:
    seen = set()
    for _, bank in banks:
        text, _ = exported(*bank.questions)
        there = {question["id"]: question for question in back(text)}
        for question in bank.questions:
            if question.type in {"single", "multiple", "numeric", "matching"}:
                same(there[question.id], question)
            elif question.type == "hotspot":
                assert question.id not in there
            elif question.type == "case":
                for place, node in enumerate(reshape.best_path(question), 1):
                    scene = there[f"{question.id}-{place}"]
                    assert [o["text"] for o in scene["options"]] == [o.text for o in node.options]
                    assert [o["correct"] for o in scene["options"]] == [
                        o.best for o in node.options
                    ]
                    assert node.text in scene["prompt"]
            elif question.type == "ordering":
                pairs = there[question.id]["pairs"]
                assert [p["left"] for p in pairs] == [i.text for i in question.items]
                assert [p["right"] for p in pairs] == [str(n + 1) for n in range(len(pairs))]
            else:
                options = there[question.id]["options"]
                assert [o["text"] for o in options] == [a.text for a in reshape.verdicts(question)]
            seen.add(question.type)
    assert len(seen) == 8


# Marks of GIFT and of Markdown, blanks of Unicode, what looks like a form, a weight or a comment.
PIECES = st.sampled_from(
    [
        *"ab ~#={}:\\&>\"'*_[];0%-é\x85\u2028\u00a0😀\n",
        *("->", "####", "//", "::", "[html]", "%50%", "$CATEGORY:", "\\n", "\\\\", "\n\n"),
        *("TRUE", "{}", "..", "\u202e", "Sources: ", "Unit: x"),
    ]
)
NASTY = (
    (st.lists(PIECES, min_size=1, max_size=12).map("".join) | st.text(min_size=1, max_size=30))
    .map(lambda s: re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", s))
    .map(lambda s: s.replace("\r", "\n").strip())
    .filter(lambda s: s and not re.search(r"<[A-Za-z/!?]", s) and "$" not in s)
    # What Moodle reads otherwise is written as HTML, and comes back in other words.
    .filter(lambda s: not re.search(r"""\\["%&',/;<=?@^~\n]""", s))
)


def test_several_may_be_chosen_even_where_one_is_right() -> None:
    options = [o | {"correct": o["id"] == "a"} for o in raw("multiple")["options"]]
    question = make.validate_python(raw("multiple", options=options))
    text, _ = exported(question)
    assert "~%100%text a" in text
    same(back(text)[0], question)
    # As Moodle decides it: by a sign for the one that is right.
    assert back("::x::Q{=%100%a ~%50%b ~c}")[0]["type"] == "single"
    assert back("::x::Q{~%100%a \\= 1 ~%-100%b ~%-100%c ~d}")[0]["type"] == "multiple"


@given(texts=st.lists(NASTY, min_size=9, max_size=9))
@settings(deadline=None, max_examples=50)
def test_nasty_texts_come_back_unchanged(texts: list[str]) -> None:
    prompt, explanation, *rest = texts
    options = [
        option | {"text": f"{place}{text}", "feedback": feedback}
        for place, (option, text, feedback) in enumerate(
            zip(raw("single")["options"], rest[:3], rest[3:6], strict=True)
        )
    ]
    single = raw("single", options=options, prompt=prompt, explanation=explanation)
    single = make.validate_python(single)
    same(back(exported(single)[0])[0], single)
    near = [{"value": 24, "feedback": rest[3], "misconception": "m"}]
    unit = " ".join(rest[4].split())
    number = {"prompt": prompt, "near": near, "otherwise": rest[5], "unit": unit}
    numeric = make.validate_python(raw("numeric", **number))
    same(back(exported(numeric)[0])[0], numeric)


@given(left=st.lists(NASTY, min_size=3, max_size=3, unique=True), right=NASTY)
@settings(deadline=None, max_examples=50)
def test_nasty_pairs_come_back_and_mean_the_same(left: list[str], right: str) -> None:
    pairs = [
        {"id": f"p{n}", "left": f"{n}{text}", "right": f"{n}{right}", "feedback": "f"}
        for n, text in enumerate(left)
    ]
    question = make.validate_python(raw("matching", pairs=pairs, extra=[]))
    there = back(exported(question)[0])[0]
    for one, pair in zip(there["pairs"], question.pairs, strict=True):
        assert to_html(one["left"]) == to_html(pair.left)
        plain = " ".join(to_plain(pair.right).split())
        assert " ".join(to_plain(one["right"]).split()) == plain


PARTS = st.sampled_from(
    [
        *("word", "**bold**", "*it*", "$x^2$", "$a < b$", "<b>", "</p>", "a < b", "A & B", "[1]"),
        *("\\$5", "`code`", "[link](https://a.example/b?c=d&e=f)", "=", "~", "{", "}", "50%"),
        *("\\~", "\\%", "\\\\~", "\\*", "end\\\nof line"),
    ]
)


@given(parts=st.lists(PARTS, min_size=1, max_size=6))
@settings(deadline=None, max_examples=50)
def test_formulas_and_angle_brackets_come_back_and_look_the_same(parts: list[str]) -> None:
    text = "x " + " ".join(parts)
    question = make.validate_python(raw("single", prompt=text, explanation=text))
    there = back(exported(question)[0])[0]
    assert moodle_html(there["prompt"]) == moodle_html(text)
    assert moodle_html(there["explanation"]) == moodle_html(text)


def test_formulas_are_html_and_the_losses_say_so() -> None:
    question = make.validate_python(raw("single", prompt="Is $x^2$ or <b>?"))
    text, losses = exported(question)
    assert "::[html]<p>Is <span class" in text
    assert r"\\(x^2\\)</span> or &lt;b&gt;?" in text
    assert any("Formulas" in loss.what for loss in losses)
    assert not any("Formulas" in loss.what for loss in exported(QUESTIONS["single"])[1])


def test_texts_with_a_formula_keep_their_paragraphs() -> None:
    told = "First $x^2$.\n\n- one\n- two\n\nLast."
    options = [o | {"feedback": told} for o in raw("single")["options"]]
    question = make.validate_python(raw("single", explanation=told, options=options))
    text, _ = exported(question)
    assert text.count("<li>one</li>") == 4
    there = back(text)[0]
    assert there["explanation"] == told
    assert {o["feedback"] for o in there["options"]} == {told}
    # An answer stands in a line.
    options = [o | {"text": f"$x^{n}$"} for n, o in enumerate(options)]
    text, _ = exported(make.validate_python(raw("single", options=options)))
    assert "~[html]<span" in text


@pytest.mark.parametrize("text", [r"It costs \$5.", r"5 \% off", "one\\\ntwo"])
def test_a_backslash_that_moodle_does_not_know_is_written_as_html(text: str) -> None:
    question = make.validate_python(raw("single", prompt=text))
    there, losses = exported(question)
    block = moodle_reads(there.split("\n\n", 1)[1])
    assert "[html]" in there
    assert "\\" not in block["text"]
    assert block["text"] == moodle_html(text)
    assert any("backslashes" in loss.what for loss in losses)


@pytest.mark.parametrize("text", [r"3 \* 4", r"a\_b \[c\]", r"two \\ in one", "no \\ mark"])
def test_a_backslash_that_moodle_knows_stays(text: str) -> None:
    there, losses = exported(make.validate_python(raw("single", prompt=text)))
    assert "[markdown]" in there
    assert not any("backslashes" in loss.what for loss in losses)


# --- what Moodle makes of it: its own way of taking GIFT apart


def moodle_reads(block: str) -> dict[str, Any]:
    """A question as Moodle's importer reads it: placeholders first, then splitting."""
    marks = dict(zip(":#={}~n", ("058", "035", "061", "123", "125", "126", "010"), strict=True))
    rows = [" " if row.strip().startswith("//") else row for row in block.split("\n")]
    text = "\n".join(rows).strip().replace("\\\\", "&&092;")
    for mark, code in marks.items():
        text = text.replace(f"\\{mark}", f"&&{code};")
    text = text.replace("&&092;", "\\")

    def after(part: str) -> str:
        part = part.strip()
        if part.startswith("[") and part[1:].split("]")[0] in {"html", "markdown"}:
            part = part.split("]", 1)[1]
        for mark, code in marks.items():
            part = part.replace(f"&&{code};", "\n" if mark == "n" else mark)
        return part.strip()

    text = text[2:]
    name, text = text.split("::", 1)
    begin, end = text.index("{"), text.index("}")
    inside = text[begin + 1 : end].strip()
    told = inside.rindex("####")
    inside, general = inside[:told].strip(), inside[told + 4 :]
    answers = []
    for piece in inside.replace("=", "~=").split("~")[1:]:
        piece = piece.strip()
        weight = 100.0 if piece.startswith("=") else 0.0
        piece = piece.removeprefix("=")
        if found := re.match(r"%-*([0-9]{1,2})\.?([0-9]*)%", piece):
            weight = float(found[0].strip("%"))
            piece = piece[found.end() :]
        answer, _, feedback = piece.partition("#")
        answers.append((after(answer), weight, after(feedback)))
    return {"name": name, "text": after(text[:begin]), "answers": answers, "told": after(general)}


@given(texts=st.lists(NASTY, min_size=8, max_size=8))
@settings(deadline=None, max_examples=50)
def test_moodle_reads_the_same_texts(texts: list[str]) -> None:
    prompt, explanation, *rest = texts
    options = [
        option | {"text": f"{place}{text}", "feedback": feedback}
        for place, (option, text, feedback) in enumerate(
            zip(raw("single")["options"], rest[:3], rest[3:], strict=True)
        )
    ]
    question = make.validate_python(
        raw("single", options=options, prompt=prompt, explanation=explanation)
    )
    text, _ = exported(question)
    block = text.split("\n\n", 1)[1]
    assert "\n\n" not in block.strip()
    there = moodle_reads(block)
    assert there["text"] == question.prompt
    assert there["answers"] == [(o.text, 100.0 * o.correct, o.feedback) for o in question.options]
    assert there["told"].startswith(question.explanation)


def test_every_mark_of_gift_is_escaped() -> None:
    prompt = "a~b=c#d{e}f:g\\h\ni"
    text, _ = exported(make.validate_python(raw("single", prompt=prompt)))
    assert r"[markdown]a\~b\=c\#d\{e\}f\:g\\h\ni {" in text


def test_moodle_reads_the_weights() -> None:
    text, _ = exported(QUESTIONS["multiple"])
    weights = [a[1] for a in moodle_reads(text.split("\n\n", 1)[1])["answers"]]
    assert weights == [50, -50, 50, -50]


# --- losses

TOLD = {
    "hints": "Hints",
    "missed": "left out",
    "misconception": "notes",
    "claims": "notes",
    "confidence": "notes",
}
ONLY = {("matching", "feedback"): "each pair", ("ordering", "feedback"): "in order"}
NO_TEXT = {"id", "type", "objective", "sources", "start", "next", "drawing", "parts", "correct"}


def told_of(question: Question) -> str:
    return " ".join(f"{loss.what}. {loss.instead}" for loss in exported(question)[1])


def test_what_gift_cannot_carry_is_told() -> None:
    assert "The unit typed behind the number" in told_of(QUESTIONS["numeric"])
    story = told_of(QUESTIONS["case"])
    assert "They count as 2 questions." in story
    assert "which earlier decision was best" in story
    two = QUESTIONS["case"].model_copy(update={"points": 2})
    assert "They count as" not in told_of(two)
    assert "(`alt`)" in told_of(QUESTIONS["single"].model_copy(update={"alt": "A spine."}))


@pytest.mark.parametrize("kind", ["hotspot", "multiple"])
def test_of_a_question_that_is_left_out_nothing_else_is_told(kind: str) -> None:
    option = raw("multiple")["options"][0]
    many = [{**option, "id": f"o{n}", "correct": n < 11} for n in range(13)]
    fields_ = {"options": many} if kind == "multiple" else {}
    question = make.validate_python(raw(kind, predict=True, **fields_))
    text, losses = exported(question, QUESTIONS["single"])
    assert question.id not in text
    there = [loss for loss in losses if loss.question == question.id]
    assert len(there) == 1
    assert "The question is left out" in there[0].instead
    assert "like any other" not in there[0].instead


@pytest.mark.parametrize("kind", sorted(set(QUESTIONS) - {"hotspot"}))
def test_what_is_asked_again_later_is_not_explained(kind: str) -> None:
    question = QUESTIONS[kind].model_copy(update={"reused": True})
    text, losses = exported(question)
    for name, content in fields(question.model_dump()):
        if name in {"explanation", "feedback", "missed", "otherwise", "end"} and len(content) > 3:
            assert content not in text
    assert "####" not in text
    assert "Sources" not in text
    assert sum("asked again later" in loss.what for loss in losses) == 1
    assert len(back(text)) == (2 if kind == "case" else 1)


def fields(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from fields(part, key)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from fields(part, name)
    elif isinstance(value, str) and name not in NO_TEXT:
        yield name, value


def test_no_text_is_lost_in_silence(banks: list[tuple[str, Bank]]) -> None:
    for _, bank in banks:
        for question in bank.questions:
            text, losses = exported(question)
            told = " ".join(loss.what for loss in losses)
            if question.type == "hotspot":
                assert "A drawing" in told
                continue
            if question.type == "case" and reshape.detours(question):
                assert "Other ways" in told
                continue
            shown = re.sub(r"\\([~#={}:\\])", r"\1", text.replace("\\n", "\n"))
            for name, content in fields(question.model_dump()):
                plain = " ".join(to_plain(content).split())
                if content not in shown and plain not in shown:
                    keyword = ONLY.get((question.type, name)) or TOLD[name]
                    assert keyword in told, (question.id, name)


# --- in


FOREIGN = """\
// [id:tomb] [tag:history] [tag:Grant]
::Tomb:: Who lies in Grant's tomb? {
 =nobody#Right.
 ~Grant#He lies above the ground.
 ~%50%Grant's father#Almost.
 ####The tomb is not under the ground.
}

Grant is {~buried =entombed ~living} in New York.

Two plus two is four.{T#Count again.}

When was he born? {#1822:5}

What is pi? {#3.141..3.142#Yes ~#No.}

Match. {
=cat -> meows
=dog -> barks
=cow -> moos
= -> quacks
}

[html]<p>Which are <b>even</b>? <u>Think</u> of \\\\(x^2\\\\).</p>{
~%50%2
~%50%4
~%-50%3
~%-50%5
}

Write about it. {}

Who? {=me =I}

This is only a text.

A { without its end

Odd { =a -> 1 =b }

Not a number {#three}
"""


@pytest.fixture
def foreign() -> Draft:
    return draft(read(FOREIGN), "quiz.gift")


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.split("\n"), 1) if part in line)


def test_a_file_of_other_people_becomes_a_draft(foreign: Draft) -> None:
    questions = yaml.safe_load(foreign.text)["questions"]
    assert [q["type"] for q in questions] == [
        *("single", "single", "true_false", "numeric", "numeric", "matching", "multiple"),
    ]
    tomb, missing_word, verdict, born, pi, pairs, html_form = questions
    assert (tomb["id"], tomb["objective"]) == ("tomb", "history")
    assert tomb["explanation"] == "The tomb is not under the ground."
    assert [o["correct"] for o in tomb["options"]] == [True, False, False]
    assert missing_word["prompt"] == r"Grant is _____ in New York."
    assert verdict["answer"] is True
    assert verdict["feedback_false"] == "Count again."
    assert (born["answer"], born["tolerance"]) == (1822, 5)
    assert (pi["answer"], pi["tolerance"], pi["otherwise"]) == (3.1415, 0.0005, "No.")
    assert [p["right"] for p in pairs["pairs"]] == ["meows", "barks", "moos"]
    assert [e["text"] for e in pairs["extra"]] == ["quacks"]
    assert html_form["prompt"] == "Which are **even**? Think of $x^2$."
    assert [o["correct"] for o in html_form["options"]] == [True, True, False, False]


def test_what_cannot_be_used_is_named_with_its_line(foreign: Draft) -> None:
    told = dict(foreign.notes)
    for part, reason in {
        "Write about it": "an essay has no type here",
        "Who? {": "an answer in words has no type here",
        "only a text": "a text without a question",
        "without its end": "has no partner",
        "Odd {": "'b' has no arrow",
        "Not a number": "'three' is no number",
    }.items():
        assert reason in told[line_of(FOREIGN, part)], part
    notes = [note for _, note in foreign.notes]
    assert "the HTML tags u are left out" in notes
    assert any("the weights 50 are left out" in note for note in notes)
    assert "the tags Grant are left out" in notes


SAMPLE = (Path(__file__).parent / "every_form.gift").read_text("utf-8")


def test_a_file_with_every_form_of_moodle_is_read() -> None:
    made = draft(read(SAMPLE), "every_form.gift")
    questions = {q["id"]: q for q in yaml.safe_load(made.text)["questions"]}
    types = {name: q["type"] for name, q in questions.items()}
    assert types == {
        "free-bones": "single",
        "which-move": "multiple",
        "one-of-many": "multiple",
        "year": "numeric",
        "span": "numeric",
        "force": "numeric",
        "turns": "true_false",
        "still": "true_false",
        "pairs": "matching",
        "order": "ordering",
        "order-of-some": "ordering",
        "missing-word": "single",
        "escapes": "single",
        "table": "single",
    }
    bones = questions["free-bones"]
    assert bones["prompt"] == "How many bones of the spine are **free**?"
    assert [o["text"] for o in bones["options"]] == ["24", "33", "23"]
    assert bones["options"][0]["feedback"] == "Right: 7 + 12 + 5."
    assert bones["explanation"] == "Nine are grown together.\n\nThe others move."
    assert questions["which-move"]["objective"] == "parts"
    assert questions["which-move"]["prompt"] == "Which of these **move**?"
    assert [o["correct"] for o in questions["one-of-many"]["options"]] == [True] + [False] * 3
    year = questions["year"]
    assert (year["answer"], year["tolerance"], year["otherwise"]) == (1895, 0, "Look again.")
    assert year["near"][0]["value"] == 1900
    assert (questions["span"]["answer"], questions["span"]["tolerance"]) == (8, 4)
    assert to_plain(questions["span"]["prompt"]).startswith("A disc is < 2 cm thick & wide.")
    assert questions["force"]["answer"] == 1250
    assert "$$\\frac{2500}{2}$$" in questions["force"]["explanation"]
    turns = questions["turns"]
    assert turns["prompt"] == "It's true that 10² is 100."
    assert (turns["feedback_true"], turns["feedback_false"]) == ("Yes.", "Count again.")
    assert questions["still"]["answer"] is False
    pairs = questions["pairs"]
    assert [p["left"] for p in pairs["pairs"]] == ["neck", "chest", "lower back"]
    assert pairs["pairs"][2]["right"] == "5 = five"
    assert [e["text"] for e in pairs["extra"]] == ["9 bones"]
    items = [i["text"] for i in questions["order"]["items"]]
    assert items == ["neck", "chest", "lower back"]
    assert questions["missing-word"]["prompt"] == "The spine has _____ free bones."
    assert to_plain(questions["escapes"]["prompt"]) == "Is {a} ~ b = c # d : e \\ f\ng?"
    assert len(questions["escapes"]["options"]) == 3


def test_what_of_that_file_is_left_out_is_named() -> None:
    made = draft(read(SAMPLE), "every_form.gift")
    told: dict[int, list[str]] = {}
    for line, note in made.notes:
        told.setdefault(line, []).append(note)
    for part, reasons in {
        "$CATEGORY: $course$/top/Default": ["2 categories are put into one draft"],
        "::Free bones::": ["the weights 50 are left out"],
        "::Which move::": ["the tags Backs of runners are left out"],
        "::Year::": ["1895 ± 5 with 50 in 100 lies within", "1900 earned 20 in 100"],
        "::Pairs::": ["empty or offered twice"],
        "::Order of some::": ["only some of the items", "the way of marking is left out"],
        "::Table::": ["the HTML tags pre, table are left out"],
        "::Words::": ["an answer in words"],
        "::Essay::": ["an essay"],
        "::Note::": ["a text without a question"],
        "::Strange order::": ["no setting of an ordering question"],
        "::Odd number::": ["'1e999' is no number"],
    }.items():
        notes = " ".join(told.pop(line_of(SAMPLE, part)))
        assert all(reason in notes for reason in reasons), (part, notes)
    assert "Numbers" in next(note for _, note in made.notes if "categories" in note)
    # Nothing else: what is left are the feedbacks for a right number.
    assert {note for notes in told.values() for note in notes} <= {
        "the feedback for the right number is left out; see the explanation"
    }


@pytest.mark.parametrize(
    "head",
    [
        "$CATEGORY: x\n",
        "  $CATEGORY: x\n",
        "// question: 0  name: Switch category to x\n$CATEGORY: x\n",
        "// one\n$CATEGORY: x\n\t$CATEGORY: y\n// [id:q1]\n",
    ],
)
def test_a_category_takes_no_question_with_it(head: str) -> None:
    found = read(f"{head}::Q1:: What? {{=a ~b ~c}}\n")
    assert [q.name for q in found.questions] == ["Q1"]
    assert found.questions[0].line == head.count("\n") + 1
    assert found.unread == []


def test_weights_that_nobody_wrote_are_not_left_out() -> None:
    made = draft(read("Which? {~a ~b ~c}"), "x.gift")
    assert made.notes == ()
    assert "a right option and two wrong ones" in {gap.needed for gap in made.gaps}


def test_one_category_needs_no_note() -> None:
    text = "$CATEGORY: x\n\nOne? {=a ~b ~c}\n\n$CATEGORY: x\n\nTwo? {=a ~b ~c}"
    assert draft(read(text), "x.gift").notes == ()


# Questions in which something is empty, or counts otherwise than here.
GAPPY = """\
::bare::{=a ~ ~c}

::pairs::Match.{
=one -> 1
=two ->
=[html]<img src\\="x"> -> 3
=four -> 4
= ->
= -> 1
}

::half::How many? {#=%50%2:0.1 =%20%2.05:0 =%10%3:0 =%5%*#No. ~#Not so.}

::sort::[html]{>3 ALL
a
[html]<img src="x">
c
}
"""


def test_points_of_a_number_are_not_dropped_in_silence() -> None:
    notes = [note for _, note in draft(read(GAPPY), "x.gift").notes]
    assert "2 earned 50 in 100; here it earns all" in notes
    assert any("2.05 ± 0 with 20 in 100 lies within" in note for note in notes)
    assert "3 earned 10 in 100; here it earns none" in notes
    assert "points for any other answer are left out; here it earns none" in notes
    assert "a second feedback for any other answer is left out" in notes


def test_what_is_empty_is_a_gap_in_fitting_words() -> None:
    gaps = {(gap.item, gap.needed) for gap in draft(read(GAPPY), "x.gift").gaps}
    assert ("bare", "`prompt:` what is asked") in gaps
    assert ("bare", "`text:` the answer, pair or item in words") in gaps
    assert ("pairs", "`right:` the partner of the text on the left") in gaps
    assert ("pairs", "`left:` the text that a partner is sought for") in gaps
    assert ("sort", "`feedback:` what to say about a wrong order") in gaps
    twice = draft(read("Match.{=a -> 1 =a -> 2 =b -> 3}"), "x.gift").gaps
    assert any(gap.needed == "`left:` that differ; two are the same" for gap in twice)


FILL: dict[str, Any] = {
    "prompt": "What?",
    "left": "this",
    "right": "that",
    "first": "top",
    "last": "bottom",
    "objective": "history",
    "hints": ["Think."],
    "sources": ["grays_anatomy"],
    "confidence": "high",
    "explanation": "So it is.",
    "feedback": "Well.",
    "missed": "This too.",
    "misconception": "an-idea",
    "unit": "years",
    "otherwise": "Count again.",
    "text": "Say it",
    "feedback_true": "No.",
    "feedback_false": "No.",
    "reasons": raw("true_false")["reasons"],
}


def complaint(content: dict[str, Any], folder: Path) -> tuple[str, str] | None:
    """What the loader says is missing: id of the question and name of the field."""
    path = folder / f"draft-{len(list(folder.iterdir()))}.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")
    try:
        load_bank(path)
    except AuthorError as error:
        found = re.search(r"field `(\w+)` is missing|names no `(\w+)`|no `(\w+)`", error.problem)
        return error.item, next(name for name in found.groups() if name)
    return None


@pytest.mark.parametrize("gift", [FOREIGN, GAPPY, SAMPLE], ids=["foreign", "gappy", "sample"])
def test_the_loader_asks_for_nothing_that_was_not_listed(gift: str, tmp_path: Path) -> None:
    """An author fills in what the loader asks for, one by one, until the draft is whole."""
    made = draft(read(gift), "quiz.gift")
    content = yaml.safe_load(made.text)
    content["objectives"] = [{"id": name, "text": "Know it"} for name in ("history", "parts")]
    listed = {(g.item, name) for g in made.gaps for name in re.findall(r"`(\w+):`", g.needed)}
    asked = set()
    while (missing := complaint(content, tmp_path)) is not None:
        assert missing not in asked, f"{missing} was filled in already"
        asked.add(missing)
        question = next(q for q in content["questions"] if q["id"] == missing[0])
        lists = ("options", "near", "pairs", "items")
        inner = [entry for key in lists for entry in question.get(key, [])]
        is_inside = missing[1] in {"feedback", "missed", "misconception", "text", "left", "right"}
        if (is_inside and question["type"] != "ordering") or missing[1] == "text":
            for entry in inner:
                entry.setdefault(missing[1], FILL[missing[1]])
        else:
            question[missing[1]] = FILL[missing[1]]
    assert asked <= listed
    assert {name for _, name in asked} >= {"objective", "hints", "sources", "misconception"}
    assert load_bank(max(tmp_path.iterdir(), key=lambda path: int(path.stem[6:]))).questions


def test_the_loader_and_the_list_name_the_same_first_line(foreign: Draft, tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text(foreign.text, "utf-8")
    with pytest.raises(AuthorError) as first:
        load_bank(path)
    assert first.value.line == foreign.gaps[0].line
    assert "`text`" in first.value.problem
    assert "`text:`" in foreign.gaps[0].needed


@pytest.mark.parametrize("gap", ["misconception", "hints"])
def test_a_gap_has_the_line_where_it_is_to_be_filled(foreign: Draft, gap: str) -> None:
    rows = foreign.text.split("\n")
    places = [g for g in foreign.gaps if f"`{gap}:`" in g.needed]
    assert places
    for place in places:
        # The line of the entry that lacks it, a question or one of its options.
        assert re.match(r"\s+- id: ", rows[place.line - 1])


TYPED = st.lists(
    st.sampled_from(
        [*"0123456789.:eE+-_=~%*# \u0663", "..", "nan", "inf", "1e999", "1_000", "%50%"]
    ),
    max_size=12,
).map(lambda parts: f"How many? {{#{''.join(parts)}}}")


@given(text=st.text(max_size=200) | st.lists(PIECES, max_size=40).map("".join) | TYPED)
@example(text="Q {#1e999}")
@example(text="Q {#1e308..1.7e308}")
@settings(deadline=None, max_examples=100)
def test_no_text_stops_the_reader(text: str) -> None:
    made = draft(read(text), "x.gift")
    assert made.questions == 0 or yaml.safe_load(made.text)["questions"]


@given(before=st.lists(PIECES, max_size=20).map("".join).map(lambda s: re.sub(r"\n\s*\n", "\n", s)))
@settings(deadline=None, max_examples=50)
def test_a_broken_question_spoils_no_other(before: str) -> None:
    text = f"{before}\n\n::good::Two and two?{{=four ~five ~six}}\n\n{before}"
    found = [q for q in read(text).questions if q.name == "good"]
    assert [a.text.text for a in found[0].answers] == ["four", "five", "six"]


def test_windows_lines_and_a_byte_order_mark_change_nothing() -> None:
    windows = "\ufeff" + FOREIGN.replace("\n", "\r\n")
    assert read(windows).questions == read(FOREIGN).questions


def test_two_questions_with_one_name_get_two_ids() -> None:
    text = "::Same::One?{=a ~b ~c}\n\n::Same::Two?{=a ~b ~c}\n\n::*::Three?{=a ~b ~c}"
    assert [q["id"] for q in back(text)] == ["same", "same-2", "question-3"]
    text = "::a::One?{=a ~b ~c}\n\n::a::Two?{=a ~b ~c}\n\n::a-2::Three?{=a ~b ~c}"
    assert [q["id"] for q in back(text)] == ["a", "a-2", "a-2-2"]


def test_a_question_on_top_of_another_is_told() -> None:
    found = read("One? {=a ~b}\nTwo? {=a ~b}")
    assert found.questions == []
    assert "blank line between two questions" in found.unread[0][1]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One</p><p>two<br>three</p>", "One\n\ntwo\\\nthree"),
        ("a<br>b<br><br>c<br></p><p>d<br>", "a\\\nb\n\nc\n\nd"),
        ("10<sup>3</sup> H<sub>2</sub>O s<sup>-1</sup>", "10³ H₂O s⁻¹"),
        ("x<sup>a*</sup> x<sub>max</sub>", r"x^(a\*) x\_(max)"),
        ("It&#39;s &#60;b&#62;", r"It's \<b>"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a</li></ol>", "1. a"),
        ("<ul>\n<li>a</li>\n<li><p>b</p></li>\n</ul>\n<p>c</p>", "- a\n- b\n\nc"),
        ('<a href="https://x.example/">x</a>', "[x](https://x.example/)"),
        ("2 &lt; 3 &amp; 4*5*6", r"2 < 3 & 4\*5\*6"),
        ("&lt;b&gt; &amp;lt;", r"\<b> \&lt;"),
        ("<p># no heading</p>", "\\# no heading"),
        ("$$x^2$$", "$$x^2$$"),
    ],
)
def test_html_becomes_markdown(markup: str, expected: str) -> None:
    assert from_html(markup)[0] == expected


@given(text=st.text(st.sampled_from(list("ab*_`[]()<>&$#-+.1 \\|~!")), max_size=30))
@example("~~~")
@settings(deadline=None, max_examples=100)
def test_a_literal_text_is_shown_as_it_is(text: str) -> None:
    line = " ".join(text.split())
    assert to_plain(literal(line)).strip() == line.strip()


def test_html_cannot_smuggle_anything_in() -> None:
    text, unknown = from_html("<script>alert(1)</script><img src=x onerror=alert(1)><b>x</b>")
    assert unknown == ["img", "script"]
    assert "<script" not in html.unescape(to_html(text)).replace("alert(1)", "")
    assert moodle_inline(text).count("<") == 2
