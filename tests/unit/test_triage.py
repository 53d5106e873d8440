"""The triage rules: every sign gives its level, doubt goes up, and no story is judged too low."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.content import data_path
from course.errors import AuthorError, CourseError
from course.model import evidence, triage
from course.model.triage import LEVELS, assess

RULES = {rule.id: rule for rule in evidence.red_flags()}
WARNINGS = [rule for rule in RULES.values() if rule.urgency != "self-care"]
EVERYDAY = [rule for rule in RULES.values() if rule.urgency == "self-care"]
ALL_NO = dict.fromkeys(RULES, "no")
answers = st.dictionaries(st.sampled_from(sorted(RULES)), st.sampled_from(triage.ANSWERS))


def urgency(given_answers: dict[str, str]) -> int:
    """0 is the most urgent."""
    return LEVELS.index(assess(given_answers).level)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_yes_alone_gives_the_rules_own_level(rule: str) -> None:
    outcome = assess({**ALL_NO, rule: "yes"})
    assert outcome.level == RULES[rule].urgency
    assert outcome.rules == (rule,)
    assert outcome.timeframe == RULES[rule].timeframe


@pytest.mark.parametrize("rule", sorted(rule.id for rule in WARNINGS))
def test_unsure_about_a_warning_sign_counts_as_yes(rule: str) -> None:
    everyday = {one.id: "yes" for one in EVERYDAY}
    assert assess({**ALL_NO, **everyday, rule: "unsure"}).level == RULES[rule].urgency


@pytest.mark.parametrize("rule", sorted(rule.id for rule in EVERYDAY))
def test_unsure_about_an_everyday_ache_goes_one_level_up(rule: str) -> None:
    everyday = {one.id: "yes" for one in EVERYDAY}
    outcome = assess({**ALL_NO, **everyday, rule: "unsure"})
    assert (outcome.level, outcome.reason, outcome.rules) == ("routine", "doubt", ())


def test_nothing_that_matches_is_routine() -> None:
    assert (assess(ALL_NO).level, assess(ALL_NO).reason) == ("routine", "nothing")
    assert assess({}).level == "routine"


def test_self_care_needs_a_no_to_every_warning_sign() -> None:
    complete = {**ALL_NO, "simple-after-run": "yes"}
    assert assess(complete).level == "self-care"
    for rule in WARNINGS:
        asked = {name: answer for name, answer in complete.items() if name != rule.id}
        assert (assess(asked).level, assess(asked).reason) == ("routine", "open")


def test_the_first_emergency_ends_the_questions() -> None:
    outcome = assess({**ALL_NO, "bladder-change": "yes", "major-trauma": "yes", "distress": "yes"})
    assert outcome.rules == ("bladder-change",)
    assert [step.rule for step in outcome.steps] == ["saddle-numbness", "bladder-change"]
    assert "Stop here" in outcome.steps[-1].text


def test_the_most_urgent_yes_decides_with_the_soonest_time() -> None:
    found = {"distress": "yes", "lump-shape-change": "yes", "fever-unwell": "unsure"}
    outcome = assess({**ALL_NO, **found})
    assert outcome.level == "urgent within days"
    assert set(outcome.rules) == {"lump-shape-change", "fever-unwell"}
    assert outcome.timeframe == "same day"


def test_a_rule_that_goes_on_with_otherwise_never_softens_a_sure_same_day() -> None:
    for sure in ("fever-unwell", "loin-pain-urinary", "one-leg-swollen"):
        outcome = assess({**ALL_NO, sure: "yes", "rib-pain-breathing": "yes"})
        assert outcome.timeframe == RULES[sure].timeframe
    outcome = assess({**ALL_NO, "lump-shape-change": "yes", "rib-pain-breathing": "yes"})
    assert outcome.timeframe.startswith("emergency if breathless")


@given(answers, st.sampled_from(sorted(rule.id for rule in WARNINGS)))
def test_a_further_warning_sign_never_lowers_the_urgency(given_answers, sign) -> None:
    without = {**given_answers, sign: "no"}
    assert urgency({**without, sign: "yes"}) <= urgency(without)
    assert urgency({**without, sign: "unsure"}) == urgency({**without, sign: "yes"})


@given(answers)
def test_every_answer_that_was_looked_at_is_explained_in_the_order_of_the_rules(found) -> None:
    steps = assess(found).steps
    order = [list(RULES).index(step.rule) for step in steps]
    assert order == sorted(order)
    for step in steps:
        assert step.answer == found[step.rule]
        if step.answer != "no":
            assert step.text.startswith(("Yes: ", "Not sure"))


@given(answers)
def test_without_what_led_there_the_level_is_told_anew(found) -> None:
    outcome = assess(found)
    for rule, then in triage.what_if(found):
        assert rule in outcome.rules
        assert then == assess({**found, rule: "no"})


def test_unknown_rules_and_answers_are_refused() -> None:
    with pytest.raises(CourseError, match="Did you mean: saddle-numbness"):
        assess({"sadle-numbness": "yes"})
    with pytest.raises(CourseError, match="yes, no, unsure"):
        assess({"saddle-numbness": "maybe"})


def test_every_timeframe_of_the_ledger_has_a_rank() -> None:
    ranks = [triage.how_soon(rule.timeframe) for rule in RULES.values()]
    assert ranks[0] == 0
    with pytest.raises(CourseError, match="SOON"):
        triage.how_soon("some day")


def test_the_levels_are_those_of_the_ledger() -> None:
    assert tuple(triage.meanings()) == LEVELS


@pytest.mark.parametrize("case", triage.exercise().cases, ids=lambda case: case.id)
def test_a_story_has_the_level_that_the_rules_give(case: triage.Case) -> None:
    assert case.outcome().level == case.level
    # What the story names decides: the rules that led there are among its own answers.
    assert set(case.outcome().rules) <= {told.rule for told in case.answers}


def test_the_stories_cover_every_level_and_doubt() -> None:
    cases = triage.exercise().cases
    assert {case.level for case in cases} == set(LEVELS)
    assert any(told.answer == "unsure" for case in cases for told in case.answers)


def test_each_rule_is_asked_once_and_the_emergencies_first() -> None:
    asked = [rule for page in triage.exercise().pages for rule in page.rules]
    assert sorted(asked) == sorted(RULES)
    emergencies = [rule.id for rule in WARNINGS if rule.urgency == "emergency now"]
    assert asked[: len(emergencies)] == emergencies
    assert max(len(page.rules) for page in triage.exercise().pages) <= 4


def test_an_unknown_case_offers_the_nearest() -> None:
    with pytest.raises(CourseError, match="Did you mean: hill-ache"):
        triage.find_case("hill-ace")


ORIGINAL = data_path("cases/triage.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("sources: [foster_2018,", "sources: [foster_2008,", r"\[hill-ache\] `foster_2008` is not"),
        ("rule: distress,", "rule: distres,", r"\[slow-weeks\] `distres` is not .*distress"),
        ("level: routine", "level: self-care", r"\[leg-line\] By the rules this is 'routine'"),
        ("[not-improving, distress,", "[not-improving,", "missing: distress"),
        ("[saddle-numbness, bladder-change,", "[bladder-change, saddle-numbness,", "come first"),
        ("because: The pain stays", "becuse: The pain stays", r"\[sore-knee\] `becuse`"),
        ("id: sore-knee", "id: hill-ache", "used twice"),
        ("answer: unsure", "answer: perhaps", r"\[unsure-bladder\]"),
    ],
)
def test_an_authors_mistake_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in ORIGINAL
    path = tmp_path / "triage.yaml"
    path.write_text(ORIGINAL.replace(old, new, 1), "utf-8")
    with pytest.raises(AuthorError, match=message) as caught:
        triage.load_exercise(path)
    assert caught.value.line > 1 or "used twice" in message


def test_a_bare_yes_of_yaml_is_the_word(tmp_path: Path) -> None:
    path = tmp_path / "triage.yaml"
    path.write_text(ORIGINAL.replace('answer: "yes"', "answer: yes"), "utf-8")
    assert triage.load_exercise(path) == triage.exercise()


# Urgency and timeframe of every rule, by its id: wording may change, these may not by accident.
URGENCY = {
    "emergency now": {
        "saddle-numbness",
        "bladder-change",
        "bowel-change",
        "sexual-function-change",
        "both-legs-neuro",
        "rapid-leg-weakness",
        "major-trauma",
        "chest-pain-breathless",
        "aaa-rupture",
        "sepsis-signs",
    },
    "routine": {
        "energy-deficiency",
        "one-leg-radicular",
        "neurogenic-claudication",
        "inflammatory-pattern",
        "cyclical-pelvic",
        "not-improving",
        "distress",
    },
    "self-care": {"simple-after-run", "knee-pain-alone"},
}


def test_new_words_leave_the_urgency_as_it_is() -> None:
    for level in LEVELS:
        rules = {rule.id for rule in RULES.values() if rule.urgency == level}
        assert rules == URGENCY.get(level, set(RULES) - set().union(*URGENCY.values()))


def test_names_of_diseases_stand_in_brackets_behind_plain_words() -> None:
    names = re.compile(
        r"syndrome|retention|incontinence|rectal|embolism|thrombosis|metastas|osteopor|stenosis"
        r"|spondyl|dissection|aneurysm|\bREDs|pathology|gait|compression|sepsis",
        re.IGNORECASE,
    )
    for rule in RULES.values():
        for text in (rule.finding, rule.may_indicate):
            assert not names.search(re.sub(r"\([^)]*\)", "", text)), f"{rule.id}: {text}"
        assert rule.may_indicate[0].islower(), rule.id


def test_each_level_says_itself_how_soon() -> None:
    assert "see " not in " ".join(triage.meanings().values())
    assert "same day or within about a week" in triage.meanings()["urgent within days"]
