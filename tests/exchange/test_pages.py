"""The hand-out tells no answer; the key tells each one, by the same letters."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from string import ascii_uppercase
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from samples import QUESTIONS, raw

from course.exchange.pages import handout, handout_losses, key
from course.model import evidence
from course.model.bank import Bank, Objective
from course.model.questions import Question
from course.model.text import to_html, to_inline_html

make: TypeAdapter[Any] = TypeAdapter(Question)
# What an author wrote for after the answer.
SECRET = {"feedback", "missed", "explanation", "misconception", "otherwise", "hints", "end"}
SECRET |= {"feedback_true", "feedback_false", "feedback_right"}


def bank_of(*questions: Question) -> list[tuple[str, Bank]]:
    objectives = tuple(Objective(id=i, text="Do it") for i in {q.objective for q in questions})
    return [("x", Bank.model_construct(lesson=None, objectives=objectives, questions=questions))]


def fields(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for inner, part in value.items():
            yield from fields(part, inner)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from fields(part, name)
    elif isinstance(value, str):
        yield name, value


def articles(page: str) -> list[str]:
    return re.findall(r"<article.*?</article>", page, re.DOTALL)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def secrets(question: Question) -> Iterator[str]:
    for name, text in fields(question.model_dump()):
        # "Right." alone stands in other sentences too.
        if name in SECRET and len(text) > 12:
            yield text
            yield to_inline_html(text)
    answer = question.key()
    for part in (answer, answer.get("correct"), answer.get("reason"), answer.get("value")):
        for text in (repr(part), json.dumps(part), f"{question.id}{part}", f"{part}"):
            if len(text) > 8:
                yield text
                yield base64.b64encode(text.encode()).decode().rstrip("=")[:-1]
            for algorithm in ("md5", "sha1", "sha256"):
                yield hashlib.new(algorithm, text.encode()).hexdigest()


def leaks(page: str, question: Question) -> list[str]:
    shown = f"{page}\n{words(page)}"
    public = json.dumps(question.public(), ensure_ascii=False)
    return [s for s in secrets(question) if s in shown and s not in public]


def test_a_handout_tells_no_answer(banks: list[tuple[str, Bank]]) -> None:
    for name, bank in banks:
        page = handout([(name, bank)]).decode()
        for question in bank.questions:
            assert leaks(page, question) == [], question.id
            # Not even by its name: "slipped-disc" would tell what the question is about.
            assert question.id not in page


def test_the_prompt_that_says_to_choose_all_is_not_repeated() -> None:
    question = QUESTIONS["multiple"]
    for asks in ("Which are true? Choose all that are.", "Who?\n\nchoose all who do."):
        asked = question.model_copy(update={"prompt": asks})
        assert "Choose all that are right." not in handout(bank_of(asked)).decode()
    silent = question.model_copy(update={"prompt": "Which are true?"})
    assert "Choose all that are right." in handout(bank_of(silent)).decode()


def test_the_search_for_leaks_finds_them(banks: list[tuple[str, Bank]]) -> None:
    name, bank = banks[1]
    page = key([(name, bank)]).decode()
    for question in bank.questions:
        assert leaks(page, question), question.id


def test_a_handout_does_not_differ_by_what_is_right() -> None:
    """Two questions that look the same before they are answered give the same page."""
    for kind in ("single", "multiple", "true_false", "hotspot", "numeric", "case"):
        question = QUESTIONS[kind]
        changed = json.loads(json.dumps(raw(kind)))
        for options in (changed.get("options"), changed.get("reasons")):
            for option in options or []:
                option["feedback"] = option["missed"] = "other"
            if options:
                states = [o["correct"] for o in options]
                for option, state in zip(options, states[1:] + states[:1], strict=True):
                    option["correct"] = state
        if kind == "hotspot":
            changed["correct"] = ["C1"]
        if kind == "numeric":
            changed["answer"] = 7
        if kind == "true_false":
            changed["answer"] = not changed["answer"]
        for node in changed.get("nodes", []):
            for option in node["options"]:
                option["best"] = not option["best"]
        other = make.validate_python(changed)
        assert handout(bank_of(other)) == handout(bank_of(question)).replace(
            question.id.encode(), b"q-one"
        ), kind


@pytest.mark.parametrize("kind", ["ordering", "matching"])
def test_what_is_to_be_sorted_stands_in_another_order(kind: str) -> None:
    page = handout(bank_of(QUESTIONS[kind])).decode()
    right = ["item 0", "item 1", "item 2", "item 3"]
    right = right if kind == "ordering" else ["right 0", "right 1", "right 2"]
    shown = sorted(right, key=page.index)
    assert all(a != b for a, b in zip(shown, right, strict=True)) or kind == "matching"
    assert shown != right


def test_the_key_tells_everything_that_was_written(banks: list[tuple[str, Bank]]) -> None:
    for name, bank in banks:
        found = articles(key([(name, bank)]).decode())
        for question, html in zip(bank.questions, found, strict=True):
            assert to_html(question.explanation) in html
            for source in question.sources:
                assert evidence.sources()[source].short in unescape(html)
            for field, text in fields(question.model_dump()):
                if field in SECRET - {"misconception", "missed"} | {"text", "left"}:
                    shown = to_inline_html(text)
                    assert shown in html or to_html(text) in html, (question.id, field)
            for option in getattr(question, "options", ()):
                if option.correct and option.missed:
                    assert to_html(option.missed) in html
                if option.misconception:
                    assert option.misconception.replace("-", " ") in html


def test_the_key_keeps_the_paragraphs_of_feedback() -> None:
    told = "One.\n\n- two\n- three"
    options = [o | {"feedback": told} for o in raw("single")["options"]]
    question = make.validate_python(raw("single", options=options))
    assert to_html(told) in key(bank_of(question)).decode()


def letters(html: str) -> dict[str, str]:
    """Text behind each letter of a page."""
    lines = re.findall(r"<strong>([A-Z]+)</strong><span>(.*?)</span></li>", html, re.DOTALL)
    return {letter: words(text) for letter, text in lines}


def test_the_letters_of_the_key_are_those_of_the_handout(banks: list[tuple[str, Bank]]) -> None:
    for name, bank in banks:
        asked = articles(handout([(name, bank)]).decode())
        solved = articles(key([(name, bank)]).decode())
        for question, sheet, solution in zip(bank.questions, asked, solved, strict=True):
            answer = words(re.search(r'<p class="answer">Answer: (.*?)</p>', solution)[1])
            by_letter = letters(sheet)

            def plain(text: str) -> str:
                return words(to_inline_html(text))

            match question.type:
                case "single" | "multiple":
                    told = [by_letter[letter] for letter in answer.split(", ")]
                    assert told == [plain(o.text) for o in question.options if o.correct]
                case "true_false":
                    verdict, _, letter = answer.partition(", because ")
                    assert verdict == str(question.answer)
                    assert by_letter[letter] == next(
                        plain(r.text) for r in question.reasons if r.correct
                    )
                case "ordering":
                    told = [by_letter[letter] for letter in answer.split(", ")]
                    assert told == [plain(i.text) for i in question.items]
                case "matching":
                    lefts = re.findall(r"<strong>(\d+)</strong><span>(.*?)</span></li>", sheet)
                    for pair in answer.split(", "):
                        number, letter = pair.split("–")
                        left = words(dict(lefts)[number])
                        partner = next(p.right for p in question.pairs if plain(p.left) == left)
                        assert by_letter[letter] == plain(partner)
                case "case":
                    scenes = sheet.split('<div class="scene">')[1:]
                    for step in answer.split(", "):
                        place, letter = re.fullmatch(r"scene (\d+): ([A-Z])", step).groups()
                        node = question.nodes[int(place) - 1]
                        best = next(o.text for o in node.options if o.best)
                        assert letters(scenes[int(place) - 1])[letter].startswith(plain(best))


def test_a_story_with_other_ways_says_where_to_go_on() -> None:
    page = words(handout(bank_of(QUESTIONS["case"])).decode())
    assert "A A Go on to scene 3. B B Go on to scene 2." in page
    assert "The story ends here." in page


class Inventory(HTMLParser):
    """What a page holds that could load or run something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "iframe", "object", "embed", "form", "img", "link", "base"}:
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in {"src", "srcset", "style"}:
                self.found.append(f"{tag} {name}")
            if name == "href" and not str(value).startswith(("https://", "http://")):
                self.found.append(f"{tag} {name} {value}")


def inventory(page: bytes) -> list[str]:
    parser = Inventory()
    parser.feed(page.decode())
    css = re.findall(r"<style>(.*?)</style>", page.decode(), re.DOTALL)
    assert len(css) == 1
    assert not re.search(r"@import|url\(", css[0])
    return parser.found


def test_a_page_loads_and_runs_nothing(banks: list[tuple[str, Bank]]) -> None:
    for page in (handout(banks), key(banks)):
        assert inventory(page) == []
        assert b"default-src 'none'" in page


@given(
    text=st.lists(
        st.sampled_from(
            [
                *"ab <>&\"'$*_[]()\n",
                *("<script>", "<img src=x onerror=y>", "javascript:", "</style>", "</article>"),
                *("[x](javascript:y)", "$\\href{javascript:y}{x}$", "![x](http://y)"),
            ]
        ),
        min_size=1,
        max_size=12,
    )
    .map("".join)
    .filter(lambda s: s.strip())
)
@settings(deadline=None, max_examples=60)
def test_no_text_breaks_out_of_its_place(text: str) -> None:
    options = [o | {"text": text, "feedback": text} for o in raw("single")["options"]]
    question = make.validate_python(raw("single", prompt=text, explanation=text, options=options))
    for page in (handout(bank_of(question)), key(bank_of(question))):
        assert inventory(page) == []
        assert page.count(b"<article") == page.count(b"</article>") == 1


def test_formulas_are_mathml() -> None:
    question = QUESTIONS["single"].model_copy(update={"prompt": "Is $x^2$?"})
    assert "<msup>" in handout(bank_of(question)).decode()


def many(what: str, count: int) -> list[dict[str, Any]]:
    return [{"id": f"{what}{n}", "text": f"{what} number {n}."} for n in range(count)]


def test_behind_z_come_two_letters() -> None:
    told = {"correct": False, "feedback": "f", "misconception": "m"}
    options = [option | told for option in many("option", 60)]
    options[28] |= {"correct": True, "misconception": None}
    question = make.validate_python(raw("single", options=options))
    there = letters(handout(bank_of(question)).decode())
    assert list(there) == [
        *ascii_uppercase,
        *(f"A{letter}" for letter in ascii_uppercase),
        *(f"B{letter}" for letter in ascii_uppercase[:8]),
    ]
    assert there["AC"] == "option number 28."
    page = key(bank_of(question)).decode()
    assert '<p class="answer">Answer: AC</p>' in page
    assert "option number 59." in page


def test_more_than_26_things_can_be_sorted() -> None:
    question = make.validate_python(raw("ordering", items=many("item", 40)))
    there = letters(handout(bank_of(question)).decode())
    answer = re.search(r"Answer: (.*?)</p>", key(bank_of(question)).decode())[1]
    assert [there[letter] for letter in answer.split(", ")] == [
        f"item number {n}." for n in range(40)
    ]
    pairs = [
        {"id": f"p{n}", "left": f"left {n}.", "right": f"right {n}.", "feedback": "f"}
        for n in range(30)
    ]
    question = make.validate_python(raw("matching", pairs=pairs))
    there = letters(handout(bank_of(question)).decode())
    answer = re.search(r"Answer: (.*?)</p>", key(bank_of(question)).decode())[1]
    told = dict(pair.split("–") for pair in answer.split(", "))
    assert {n: there[letter] for n, letter in told.items()} == {
        str(n + 1): f"right {n}." for n in range(30)
    }


def test_a_guess_counts_nothing_and_says_so() -> None:
    guess = QUESTIONS["single"].model_copy(update={"predict": True, "points": 3})
    for write in (handout, key):
        page = words(write(bank_of(guess, QUESTIONS["numeric"])).decode())
        assert "Question 1 A guess, no points" in page
        assert "Question 2 1 point" in page
    page = handout(bank_of(guess, QUESTIONS["numeric"])).decode()
    assert "2 questions, 1 point." in page
    assert "1 question, 0 points." in handout(bank_of(guess)).decode()
    told = list(handout_losses(bank_of(guess, QUESTIONS["numeric"])))
    assert [loss.question for loss in told] == [guess.id]
    assert "later question can give the answer away" in told[0].instead


def test_each_later_scene_has_a_page_of_its_own_and_what_it_shows_is_told() -> None:
    page = handout(bank_of(QUESTIONS["case"])).decode()
    # The rule meets every scene that follows another one, and no other.
    assert ".handout .scene + .scene { break-before: page; }" in page
    assert '<main class="handout">' in page
    assert page.count('</div><div class="scene">') == len(QUESTIONS["case"].nodes) - 1
    told = list(handout_losses(bank_of(QUESTIONS["case"])))
    assert "which earlier decision was best" in told[0].instead


def test_a_description_without_its_picture_is_told() -> None:
    question = QUESTIONS["single"].model_copy(update={"alt": "A spine."})
    told = [loss.what for loss in handout_losses(bank_of(question, QUESTIONS["hotspot"]))]
    assert told == ["The description of a picture (`alt`)"]


def test_a_lesson_has_its_title_and_points(banks: list[tuple[str, Bank]]) -> None:
    name, bank = next(b for b in banks if b[1].lesson == "01_anatomy")
    page = handout([(name, bank)]).decode()
    assert "<h1>Questions: Lesson 1:" in page
    points = sum(q.points for q in bank.questions if not q.predict)
    assert points < len(bank.questions)
    assert f"{len(bank.questions)} questions, {points} points." in page
