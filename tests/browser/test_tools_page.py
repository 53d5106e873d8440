"""The tools on the page, without Jupyter: what holds for all, then triage, pain map and risk."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path
from typing import Any

import pytest
from blankpage import LOOKS, check_looks, new_page
from playwright.sync_api import Browser, Locator, Page, expect
from toolpage import mount, tool

from course import tools
from course.model import evidence, risk, triage
from course.model.pain_map import both_legs, pain_map

NAMES = sorted(tools.__all__)
RULES = [rule.id for rule in evidence.red_flags()]


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Any:
    page = new_page(browser)
    yield page
    page.close()


def make(name: str) -> Any:
    """A tool as a lesson shows it."""
    return getattr(tools, name)()


# --- all tools


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("look", LOOKS)
def test_no_accessibility_violation_and_nothing_cut(browser: Browser, name: str, look: str) -> None:
    page = new_page(browser, look)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    mount(page, make(name))
    expect(tool(page)).to_be_visible()
    check_looks(page)
    assert not errors
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_it_tells_its_name_and_task_and_takes_no_focus(page: Page, name: str) -> None:
    mount(page, make(name))
    heading = page.locator(".rb-tool-title").first.inner_text()
    expect(page.get_by_role("region", name=heading)).to_have_count(1)
    expect(tool(page)).to_contain_text("Your task:")
    assert page.evaluate("document.activeElement === document.body")


@pytest.mark.parametrize("name", NAMES)
def test_keys_do_not_reach_the_notebook(page: Page, name: str) -> None:
    mount(page, make(name))
    page.evaluate("document.addEventListener('keydown', (e) => (window.leaked = e.key))")
    first = tool(page).locator("button, input, select, textarea, summary").first
    first.focus()
    for key in ("b", "d", "ArrowDown"):
        page.keyboard.press(key)
    assert page.evaluate("window.leaked ?? null") is None
    assert tool(page).locator("..").get_attribute("data-lm-suppress-shortcuts") == "true"


@pytest.mark.parametrize("name", NAMES)
def test_every_control_has_a_name_and_a_fingers_size(page: Page, name: str) -> None:
    mount(page, make(name))
    controls = tool(page).locator("button:visible, select:visible, textarea:visible, input:visible")
    assert controls.count() or tool(page).locator("summary").count()
    for control in controls.all():
        if control.get_attribute("type") in {"radio", "checkbox"}:
            control = control.locator("xpath=ancestor::label[1]")
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 24, control.evaluate("node => node.outerHTML")


@pytest.mark.parametrize("name", NAMES)
def test_it_needs_no_kernel_and_nothing_from_elsewhere(browser: Browser, name: str) -> None:
    page = new_page(browser)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    mount(page, make(name))
    assert not [url for url in asked if not url.startswith(("blob:", "data:", "about:"))]
    page.close()


# --- triage


def press(page: Page, name: str) -> None:
    """Press a button by keyboard."""
    button = tool(page).get_by_role("button", name=name)
    button.focus()
    page.keyboard.press("Enter")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def choose(group: Locator, page: Page, place: int) -> None:
    """Choose the radio at that place with Space and arrow keys."""
    group.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    for _ in range(place):
        page.keyboard.press("ArrowDown")


def begin_own(page: Page) -> None:
    """Start the questions for an invented runner."""
    mount(page, tools.triage())
    group = tool(page).get_by_role("group", name="Whom do you want to help?")
    choose(group, page, group.get_by_role("radio").count() - 1)
    press(page, "Start")


def answer_page(page: Page, **other: str) -> None:
    """Answer the questions shown with no, or as told by ``rule_id="yes"``, by keyboard."""
    questions = {rule.question: rule.id for rule in evidence.red_flags()}
    for group in tool(page).locator(".rb-answers fieldset").all():
        rule = questions[group.locator("legend").inner_text()]
        choose(group, page, triage.ANSWERS.index(other.get(rule.replace("-", "_"), "no")))
    press(page, "Check these answers")


def test_triage_stops_at_once_at_an_emergency_by_keyboard_alone(page: Page) -> None:
    begin_own(page)
    answer_page(page, bladder_change="unsure")
    assert focused(page) == "Stop: this is an emergency sign."
    level = tool(page).locator(".rb-level")
    expect(level).to_contain_text("Emergency now")
    expect(level).to_contain_text("not sure, so it counts")
    expect(level).to_contain_text("It may mean: a squeezed bundle of nerves")
    expect(level).to_contain_text("Call the emergency number")
    expect(level).to_contain_text("the questions go on, and the other answers decide")
    expect(tool(page)).to_contain_text("Why this is asked:")
    expect(tool(page).locator(".rb-answers")).to_have_count(0)


def test_triage_ends_in_self_care_by_keyboard_alone(page: Page) -> None:
    begin_own(page)
    pages = triage.exercise().pages
    for number, shown in enumerate(pages, 1):
        expect(tool(page)).to_contain_text(f"Step {number} of {len(pages)}: {shown.title}")
        answer_page(page, simple_after_run="yes")
        if number < len(pages):
            assert focused(page).startswith(f"Step {number} of {len(pages)} is done.")
            expect(tool(page).locator(".rb-meaning")).to_contain_text(shown.why[:30])
    expect(tool(page).locator(".rb-level")).to_contain_text("Self-care")
    expect(tool(page).locator(".rb-level")).to_contain_text("Foster 2018")


def test_an_emergency_does_not_wait_for_the_other_questions(page: Page) -> None:
    begin_own(page)
    choose(tool(page).locator(".rb-answers fieldset").nth(2), page, 0)
    press(page, "Check these answers")
    expect(tool(page).locator(".rb-level")).to_contain_text("Emergency now")


def test_an_open_question_is_asked_for(page: Page) -> None:
    begin_own(page)
    press(page, "Check these answers")
    expect(tool(page).locator("[role=status]")).to_contain_text("Not sure")
    expect(tool(page)).to_contain_text("Step 1 of 9")
    assert page.evaluate("document.activeElement.type") == "radio"


@pytest.mark.parametrize("case", triage.exercise().cases, ids=lambda case: case.id)
def test_a_story_is_guessed_then_solved(page: Page, case: triage.Case) -> None:
    mount(page, tools.triage(case.id))
    for part in range(1, len(case.scenes)):
        expect(tool(page).locator(".rb-scene")).to_have_count(part)
        press(page, "Go on with the story")
    group = tool(page).get_by_role("group", name="How urgent is this?")
    press(page, "Check my guess")
    expect(tool(page).locator("[role=status]")).to_contain_text("Choose a level first.")
    choose(group, page, 1)
    press(page, "Check my guess")
    guess = triage.LEVELS[1]
    verdict = {
        "emergency now": "You went lower",
        guess: "the rules say the same",
    }.get(case.level, "You went higher")
    assert verdict in focused(page)
    outcome = case.outcome()
    expect(tool(page).locator(".rb-level-name")).to_contain_text(case.level.capitalize())
    trace = tool(page).locator(".rb-trace > li")
    told = [step for step in outcome.steps if step.answer != "no"]
    expect(trace).to_have_count(len(told))
    for place, step in enumerate(told):
        expect(trace.nth(place)).to_contain_text(step.text)
    for rule in outcome.rules:
        for source in next(r for r in evidence.red_flags() if r.id == rule).sources:
            expect(tool(page)).to_contain_text(evidence.sources()[source].short)


def random_answers(seed: int) -> dict[str, str]:
    """Answers of all kinds of people: many have no warning sign, some were asked only in part."""
    rng = random.Random(seed)
    weights = rng.choice([(1, 60, 1), (1, 8, 1), (1, 1, 1)])
    asked = rng.choice([RULES, RULES, rng.sample(RULES, rng.randrange(len(RULES)))])
    given = {rule: rng.choices(["yes", "no", "unsure"], weights)[0] for rule in asked}
    if rng.random() < 0.4:
        given |= {rule: "no" for rule in RULES[:-2] if rng.random() < 0.97}
        given |= {rule: rng.choice(["yes", "no", "unsure"]) for rule in RULES[-2:]}
    return given


def test_the_page_judges_as_the_rules_in_python_do(page: Page) -> None:
    widget = tools.triage()
    mount(page, widget)
    sets = [random_answers(seed) for seed in range(600)]
    found = page.evaluate(
        """(sets) => {
          const {rules} = window.model.get('data');
          return sets.map((a) => [window.tool.assess(rules, a), window.tool.whatIf(rules, a)]);
        }""",
        sets,
    )

    def plain(outcome: triage.Outcome) -> dict[str, Any]:
        held = dataclasses.asdict(outcome)
        return {**held, "rules": list(held["rules"]), "steps": list(held["steps"])}

    for given, (outcome, changed) in zip(sets, found, strict=True):
        assert outcome == plain(triage.assess(given)), given
        assert changed == [[rule, plain(then)] for rule, then in triage.what_if(given)], given
    levels = {outcome["level"] for outcome, _ in found}
    reasons = {outcome["reason"] for outcome, _ in found}
    assert levels == set(triage.LEVELS), "the answer sets were too tame"
    assert reasons == set(triage.REASONS), "the answer sets were too tame"


@pytest.mark.parametrize("look", LOOKS)
def test_triages_later_pages_are_accessible_too(browser: Browser, look: str) -> None:
    page = new_page(browser, look)
    begin_own(page)
    check_looks(page)
    answer_page(page)
    check_looks(page)
    answer_page(page, both_legs_neuro="yes")
    check_looks(page)
    mount(page, tools.triage("stiff-mornings"))
    for _ in range(2):
        press(page, "Go on with the story")
    check_looks(page)
    choose(tool(page).get_by_role("group", name="How urgent is this?"), page, 3)
    press(page, "Check my guess")
    check_looks(page)
    page.close()


# --- pain map


def tick(page: Page, group: str, place: str) -> None:
    """Mark a place by keyboard."""
    box = tool(page).get_by_role("group", name=group).get_by_role("checkbox", name=place)
    box.focus()
    page.keyboard.press("Space")


def mark(page: Page, group: str, place: str) -> None:
    """Mark the place with exactly that name, by keyboard."""
    box = tool(page).get_by_role("group", name=group).get_by_label(place, exact=True)
    box.focus()
    page.keyboard.press("Space")


def test_both_legs_check_for_an_emergency_first_but_one_does_not(page: Page) -> None:
    mount(page, tools.pain_map())
    first = tool(page).get_by_text("First: check for an emergency.")
    tick(page, "Left leg", "Below the knee")
    expect(first).to_have_count(0)
    tick(page, "Right leg", "Back of the thigh")
    expect(first).to_have_count(1)
    expect(tool(page).get_by_text("You marked both legs.")).to_have_count(1)
    expect(tool(page).locator(".rb-marked")).to_contain_text("Check for an emergency first.")
    tick(page, "Right leg", "Back of the thigh")
    expect(first).to_have_count(0)


def test_two_sore_knees_alone_raise_no_alarm_but_a_knee_and_another_place_do(page: Page) -> None:
    mount(page, tools.pain_map())
    first = tool(page).get_by_text("First: check for an emergency.")
    words = tool(page).get_by_text("Two sore knees alone are no emergency sign.")
    mark(page, "Left leg", "Knee")
    expect(words).to_have_count(0)
    mark(page, "Right leg", "Knee")
    expect(first).to_have_count(0)
    # What would make it one stands there, and the signs to check are those of both legs.
    expect(words).to_contain_text("or if you are not sure, check for an emergency first")
    checks = tool(page).locator(".rb-checks > div").first
    for sign in pain_map().both_legs.signs:
        rule = next(flag for flag in evidence.red_flags() if flag.id == sign)
        expect(checks).to_contain_text(rule.question)
    mark(page, "Right leg", "Back of the thigh")
    expect(first).to_have_count(1)
    expect(words).to_have_count(0)


def test_the_page_asks_about_both_legs_as_python_does(page: Page) -> None:
    widget = tools.pain_map()
    mount(page, widget)
    rng = random.Random(3)
    marks = widget.data["marks"]
    sided = [mark for mark in marks if mark["side"]]
    knees = [mark for mark in marks if mark["place"] == "knee"]
    sets = [[a, b] for a in sided for b in sided] + [knees, [*knees, marks[0]]]
    sets += [rng.sample(marks, rng.randrange(len(marks))) for _ in range(200)]
    found = page.evaluate(
        """(sets) => {
          const {places} = window.model.get('data');
          return sets.map((marks) => window.tool.bothLegs(places, marks));
        }""",
        sets,
    )
    for marked, answer in zip(sets, found, strict=True):
        assert answer == both_legs((mark["place"], mark["side"]) for mark in marked), marked
    assert set(found) == {True, False}


def test_what_is_marked_is_told_on_the_same_screen_and_leads_to_the_text(page: Page) -> None:
    mount(page, tools.pain_map())
    drawing = tool(page).locator(".rb-view svg").nth(1)
    shape = drawing.locator(".rb-place", has=page.locator('title:text-is("Low back")'))
    shape.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    assert box is not None
    tool(page).get_by_role("checkbox", name="Low back").check()
    said = tool(page).locator(".rb-marked").bounding_box()
    assert said is not None
    assert said["y"] - (box["y"] + box["height"]) < 100
    press(page, "Go to the text")
    assert page.evaluate("document.activeElement.textContent").startswith("Check these signs")
    tool(page).get_by_role("button", name="Clear all marks").click()
    go = tool(page).get_by_role("button", name="Go to the text")
    expect(go).to_have_attribute("aria-disabled", "true")


@pytest.mark.parametrize("place", ["Chest", "Between the legs"])
def test_an_emergency_place_says_what_to_do_first(page: Page, place: str) -> None:
    mount(page, tools.pain_map())
    tick(page, "Chest, tummy and groin", place)
    expect(tool(page).locator(".rb-first")).to_contain_text("First: check for an emergency.")


def test_every_place_can_be_marked_by_key_and_read(page: Page) -> None:
    mount(page, tools.pain_map())
    for group in tool(page).get_by_role("group").filter(has=page.get_by_role("checkbox")).all():
        for box in group.get_by_role("checkbox").all():
            box.focus()
            page.keyboard.press("Space")
    about = tool(page).locator(".rb-about")
    expect(about).to_have_count(len(pain_map().places))
    for place in pain_map().places:
        shown = about.filter(has=page.get_by_text(place.name, exact=True))
        for text in (place.can, place.cannot, place.step):
            expect(shown).to_contain_text(text.text[:40])
        for source in place.sources:
            expect(shown).to_contain_text(evidence.sources()[source].short)
    expect(tool(page)).to_contain_text("Where it hurts rarely tells which tissue hurts.")
    tool(page).get_by_role("button", name="Clear all marks").click()
    expect(about).to_have_count(0)
    expect(tool(page).locator(".rb-marked")).to_have_text("Nothing marked yet.")


def test_every_place_can_be_marked_in_the_drawing(page: Page) -> None:
    widget = tools.pain_map()
    mount(page, widget)
    names = {place.id: place.name for place in pain_map().places}
    for mark in widget.data["marks"]:
        name = names[mark["place"]] + (f" ({mark['side']})" if mark["side"] else "")
        shape = tool(page).locator(".rb-place", has=page.locator(f'title:text-is("{name}")')).first
        shape.scroll_into_view_if_needed()
        # A point of its own outline: some areas are rings or have parts far from their middle.
        x, y = shape.evaluate(
            """(path) => {
              const {x, y} = path.getPointAtLength(1);
              const {a, b, c, d, e, f} = path.getScreenCTM();
              return [a * x + c * y + e, b * x + d * y + f];
            }"""
        )
        page.mouse.click(x, y)
        expect(tool(page).locator(".rb-marked")).to_contain_text("Marked:")
        expect(tool(page).locator(".rb-chosen").first).to_be_visible()
        tool(page).get_by_role("button", name="Clear all marks").click()


def test_a_click_on_the_head_marks_nothing(page: Page) -> None:
    mount(page, tools.pain_map())
    box = tool(page).locator(".rb-view svg").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 12)
    expect(tool(page).locator(".rb-marked")).to_contain_text("nothing to read about this spot")


@pytest.mark.parametrize("look", LOOKS)
def test_a_marked_map_is_accessible_too(browser: Browser, look: str) -> None:
    page = new_page(browser, look)
    mount(page, tools.pain_map())
    for group, place in [("Neck and back", "Low"), ("Left leg", "Front"), ("Right leg", "Front")]:
        tick(page, group, place)
    check_looks(page)
    page.close()


# --- risk explorer


def set_number(page: Page, label: str, value: str) -> None:
    field = tool(page).get_by_label(label, exact=True)
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(value)
    page.keyboard.press("Enter")


def test_numbers_of_ones_own_become_a_sentence(page: Page) -> None:
    mount(page, tools.risk_explorer())
    said = tool(page).get_by_role("status")
    expect(said).to_contain_text("690 of 1,000 people")
    expect(said).to_contain_text("283 to 511")
    set_number(page, "Baseline, in 1,000", "450")
    expect(said).to_contain_text("248 of 1,000 with exercise and education: 202 fewer.")
    expect(said).to_contain_text("5 must do it, so that one more stays well.")
    expect(tool(page)).to_contain_text("a baseline you chose")
    set_number(page, "Ratio", "2")
    expect(said).to_contain_text(
        "450 of 1,000 people have it without, 900 of 1,000 with: 450 more."
    )
    expect(said).not_to_contain_text("How sure")


def test_what_is_typed_counts_without_enter(page: Page) -> None:
    mount(page, tools.risk_explorer())
    tool(page).get_by_label("Baseline, in 1,000", exact=True).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("100")
    said = tool(page).get_by_role("status")
    expect(said).to_contain_text("55 of 1,000 with exercise and education: 45 fewer.")
    expect(said).to_contain_text("23 must do it, so that one more stays well.")
    assert page.evaluate("document.activeElement.value") == "100"


def test_no_change_is_told_as_such(page: Page) -> None:
    mount(page, tools.risk_explorer())
    set_number(page, "Ratio", "1")
    expect(tool(page).get_by_role("status")).to_contain_text("In absolute words: no change.")


def test_more_than_all_is_told_and_not_cut_off_in_silence(page: Page) -> None:
    mount(page, tools.risk_explorer())
    said = tool(page).get_by_role("status")
    set_number(page, "Ratio", "3")
    expect(said).to_have_text(
        "More than all is not possible: a risk ratio of 3 does not fit a baseline of 690 in 1,000."
    )
    expect(tool(page).locator(".rb-array")).to_have_count(0)
    tool(page).get_by_label("It is a", exact=True).select_option("odds ratio")
    expect(said).to_contain_text("870 of 1,000 with")
    # The interval of an example may pass 1,000 too, at a baseline of one's own.
    tool(page).get_by_label("Example", exact=True).select_option("insoles")
    expect(said).not_to_contain_text("cut off")
    set_number(page, "Baseline, in 1,000", "900")
    expect(said).to_contain_text("to 1,000 of 1,000")
    expect(said).to_contain_text("More than all is not possible, so it is cut off there.")


def test_an_impossible_number_is_refused_in_words(page: Page) -> None:
    mount(page, tools.risk_explorer())
    for label, value in (
        ("Baseline, in 1,000", "1000"),
        ("Baseline, in 1,000", ""),
        ("Ratio", "0"),
    ):
        tool(page).get_by_label("Example", exact=True).select_option("insoles")
        tool(page).get_by_label("Example", exact=True).select_option("exercise-education")
        set_number(page, label, value)
        expect(tool(page).get_by_role("status")).to_contain_text("Give a")
        expect(tool(page).locator(".rb-array")).to_have_count(0)


@pytest.mark.parametrize("many", ["1,000", "100"])
@pytest.mark.parametrize("example", risk.examples(), ids=lambda example: example.id)
def test_the_drawn_people_are_as_many_as_the_words_say(
    page: Page, example: risk.Example, many: str
) -> None:
    mount(page, tools.risk_explorer())
    tool(page).get_by_label("Example", exact=True).select_option(example.id)
    tool(page).get_by_role("radio", name=many, exact=True).check()
    compared = example.comparison()
    rare = min(compared.without, compared.with_) < 10
    of = 1000 if rare else int(many.replace(",", ""))
    note = tool(page).get_by_text("In 100 this would be less than one")
    assert note.is_visible() == (rare and many == "100")
    before, after = (risk.count(part * of / 1000) for part in (compared.without, compared.with_))
    drawn = (
        tool(page)
        .locator(".rb-array")
        .evaluate_all(
            """(arrays) => arrays.map((array) => Object.fromEntries([...array.children].map(
          (path) => [path.className.baseVal, path.getAttribute('d').split('M').length - 1])))"""
        )
    )
    for array in drawn:
        assert sum(array.values()) == of
    assert drawn[0].get("rb-icon-have", 0) == before
    second = drawn[1]
    assert second.get("rb-icon-have", 0) + second.get("rb-icon-extra", 0) == after
    assert second.get("rb-icon-saved", 0) == max(0, before - after)


def test_an_odds_ratio_is_explained_and_a_risk_ratio_is_not(page: Page) -> None:
    mount(page, tools.risk_explorer())
    why = tool(page).get_by_text("Why not simply multiply?")
    expect(why).to_have_count(0)
    tool(page).get_by_label("Example", exact=True).select_option("obesity-year")
    expect(why).to_have_count(1)
    expect(tool(page).locator(".rb-odds")).to_contain_text("287 of 1,000")
    expect(tool(page).locator(".rb-odds")).to_contain_text("309 of 1,000. That is 22 too many.")
    expect(tool(page).locator(".rb-odds")).to_contain_text("risk ratio it is 1.24")
    expect(tool(page)).to_contain_text("It does not show that the one causes the other.")


def test_the_page_reckons_as_python_does(page: Page) -> None:
    mount(page, tools.risk_explorer())
    rng = random.Random(1)
    asked = []
    for _ in range(400):
        ratio = rng.uniform(0.05, 8)
        interval = rng.choice([None, [ratio * rng.uniform(0.3, 1), ratio * rng.uniform(1, 3)]])
        asked.append([rng.choice(risk.RATIOS), rng.uniform(0.5, 999.5), ratio, interval])
    asked += [["two groups", 203, 208, None], ["risk ratio", 300, 1, [0.5, 2]]]
    found = page.evaluate("(asked) => asked.map((one) => window.tool.compare(...one))", asked)
    fit = page.evaluate("(asked) => asked.map((one) => window.tool.fits(...one))", asked)
    assert fit == [risk.fits(kind, without, ratio) for kind, without, ratio, _ in asked]
    assert set(fit) == {True, False}
    for (kind, without, ratio, interval), answer in zip(asked, found, strict=True):
        compared = risk.compare(kind, without, ratio, *(interval or ()))
        assert answer == {
            "without": compared.without,
            "with": pytest.approx(compared.with_),
            "low": compared.low if compared.low is None else pytest.approx(compared.low),
            "high": compared.high if compared.high is None else pytest.approx(compared.high),
            "difference": compared.difference,
            "needed": compared.needed,
            "unsure": compared.unsure,
        }


@pytest.mark.parametrize("look", LOOKS)
def test_every_kind_of_risk_is_accessible(browser: Browser, look: str) -> None:
    page = new_page(browser, look)
    mount(page, tools.risk_explorer())
    for example in ("obesity-year", "insoles", "flag-age", "own"):
        tool(page).get_by_label("Example", exact=True).select_option(example)
        check_looks(page)
    page.close()
