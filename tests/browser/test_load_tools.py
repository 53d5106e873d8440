"""Planner, running log, ladder and confounder on the page: as Python does, by keyboard alone."""

from __future__ import annotations

import random
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from blankpage import LOOKS, check_looks, new_page
from playwright.sync_api import Browser, Page, expect
from toolpage import mount, tool

from course import tools
from course.learner import runlog
from course.model import ladder, plan
from course.model.bands import band_of
from course.model.logtext import PROBLEMS, guess_layout, read_log
from course.model.training import Run, longest_before, weekly_totals

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def page(browser: Browser) -> Any:
    page = new_page(browser)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert not errors


def press(page: Page, name: str) -> None:
    """Press a button by keyboard."""
    tool(page).get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


# --- alike in the browser and in Python


def random_runs(rng: random.Random) -> list[Run]:
    start = date(2023, 12, 20) + timedelta(days=rng.randrange(40))
    kms = rng.choice([[5, 5.5, 6, 6.6, 7.26], [10, 11, 13, 13.1, 20, 20.1], [3, 3.3, 3.63, 9.9]])
    return [
        Run(start + timedelta(days=rng.randrange(rng.choice([20, 90, 400]))), rng.choice(kms))
        for _ in range(rng.randrange(1, 60))
    ]


def test_the_page_reckons_load_as_python_does(page: Page) -> None:
    mount(page, tools.load_planner())
    rng = random.Random(1)
    logs = [random_runs(rng) for _ in range(300)]
    found = page.evaluate(
        """(logs) => logs.map((log) => {
          const t = window.tool;
          const runs = log.map(([day, km]) => [t.dayNumber(day), km]);
          const named = ([day, ...more]) => [t.isoDay(day), ...more];
          return [t.weeklyTotals(runs).map(named),
            t.longestBefore(runs).map((row) => [...named(row), t.bandOf(row[1], row[2])])];
        })""",
        [[[run.day.isoformat(), run.km] for run in log] for log in logs],
    )
    bands = set()
    for log, (weeks, compared) in zip(logs, found, strict=True):
        assert weeks == [[m.isoformat(), pytest.approx(km)] for m, km in weekly_totals(log)]
        expected = [
            [run.day.isoformat(), run.km, most, None if most is None else band_of(run.km, most)]
            for run, most in longest_before(log)
        ]
        assert compared == expected
        bands |= {row[3] for row in expected}
    assert bands == {None, 0, 1, 2, 3}, "the logs were too tame"


def test_the_page_judges_plans_as_python_does(page: Page) -> None:
    mount(page, tools.load_planner())
    rng = random.Random(2)
    plans = []
    for _ in range(300):
        size = rng.randrange(2, 7)
        step = rng.choice([0, 0.1, 0.5, 3])
        weeks = [
            [rng.choice([0, 5, round(5 + step * (week + rng.random()), 1)]) for _ in range(size)]
            for week in range(6)
        ]
        plans.append((weeks, rng.choice([0, 5, 6.2]), rng.randrange(1, 31), rng.randrange(5, 35)))
    found = page.evaluate(
        """(plans) => plans.map(([weeks, longest_km, days_before, goal]) => {
          const {days} = window.model.get('data');
          const one = {weeks, longest_km, days_before};
          return [window.tool.comparePlan(one, days), window.tool.planReached(one, goal, days)];
        })""",
        plans,
    )
    reached = 0
    for (weeks, longest, before, goal), (runs, done) in zip(plans, found, strict=True):
        one = plan.Plan(tuple(map(tuple, weeks)), longest, before)
        assert runs == [asdict(run) for run in plan.compare(one)]
        assert done == plan.is_reached(one, goal)
        reached += done
    assert 0 < reached < len(plans), "the plans were too tame"


def test_the_page_plays_the_ladder_as_python_does(page: Page) -> None:
    mount(page, tools.return_to_run())
    rng = random.Random(3)
    games = [
        (
            rng.randrange(1, 9),
            rng.choices(["good", "bad", "missed", "warning"], [9, 3, 2, 0.3], k=30),
        )
        for _ in range(300)
    ]
    found = page.evaluate(
        "(games) => games.map(([start, marks]) => "
        "window.tool.playDays(start, marks, {steps: 8, climb: 2}))",
        games,
    )
    whats = set()
    for (start, marks), states in zip(games, found, strict=True):
        assert states == [asdict(state) for state in ladder.play(start, marks)]
        whats |= {state["what"] for state in states}
    assert whats == {"stay", "up", "down", "lowest", "top", "missed", "stop"}


DATES = [
    "{y}-{m:02}-{d:02}",
    "{y}/{m}/{d}",
    "{y}{m:02}{d:02}",
    "{d}.{m}.{y}",
    "{d:02}/{m:02}/{y}",
    "{m}/{d}/{y}",
    "{d}-{m}-26",
    "{d}-{m}-99",
]
WORDS = [
    "{d} {n} {y}",
    "{n} {d}, {y}",
    "{d}th of {n}, {y}",
    "Thu, {d} {n} {y}",
    "{y}-{m:02}-{d:02}T07:30:00Z",
]
NUMBERS = [
    "8",
    "8.5",
    "8,5",
    "12.25 km",
    "5 mi",
    "5miles",
    "8500 m",
    "8,500 m",
    "1.234,5 m",
    "42:10",
    "45 min",
    "0",
]
NUMBERS += ["6,2 km 38:10", "10 km in 1:02:00", "-3 km", "easy 5 mi."]
NUMBERS += ["400", "-", "ten", "8.5.", "1:02:03 10k", '"8,5"', "10 \u212am"]
HEADS = ["", "date{s}distance{s}type", "Day{s}km{s}Sport", "My runs 2026", "date{s}title{s}miles"]


def random_log(rng: random.Random) -> str:
    """A log of some style, with lines that go wrong."""
    if rng.random() < 0.15:
        alphabet = "0123456789-/.,;: \t\n\"kmMarirun'\u00e9\u00a0T"
        return "".join(rng.choices(alphabet, k=rng.randrange(120)))
    mark = rng.choice([" ", "  ", ", ", ",", ";", "\t", ": "])
    dates = rng.sample(DATES + WORDS, rng.choice([1, 1, 2, 6]))
    lines = [rng.choice(HEADS).format(s=mark.strip() or ",")]
    for _ in range(rng.randrange(12)):
        day = rng.choice(dates).format(
            y=rng.choice([2026, 2026, 2025, 1949]),
            m=rng.choice([1, 2, 3, 9, 11, 12, 13]),
            d=rng.choice([1, 7, 12, 13, 29, 31, 45]),
            n=rng.choice(["Jan", "February", "mar", "Sept", "Foo"]),
        )
        cells = [
            day,
            rng.choice(NUMBERS),
            rng.choice(["Run", "Ride", "trail running", '"a ""b', '"two\nlines"']),
        ]
        if rng.random() < 0.1:
            rng.shuffle(cells)
        lines.append(mark.join(cells[: rng.choice([1, 2, 2, 3, 3])]))
        if rng.random() < 0.1:
            lines.append(rng.choice(["", "# shoes", "hello", "   "]))
    return rng.choice(["\n", "\r\n", "\r"]).join(lines)


def test_the_page_reads_logs_as_python_does(page: Page) -> None:
    mount(page, tools.running_log())
    rng = random.Random(4)
    texts = [random_log(rng) for _ in range(1500)]
    found = page.evaluate(
        """([texts, today]) => texts.map((text) => {
          const guess = window.tool.guessLayout(text);
          return [guess, window.tool.readLog(text, guess.layout, today)];
        })""",
        [texts, TODAY.isoformat()],
    )
    problems, delimiters = set(), set()
    for text, (layout, log) in zip(texts, found, strict=True):
        guess = guess_layout(text)
        assert layout == {
            "layout": asdict(guess.layout),
            "columns": list(guess.columns),
            "unclear": guess.order_unclear,
        }, text
        read = read_log(text, guess.layout, TODAY)
        assert log == {
            "runs": [[run.day.isoformat(), run.km] for run in read.runs],
            "problems": [asdict(problem) for problem in read.problems],
            "leftOut": read.left_out,
        }, text
        problems |= {problem.what for problem in read.problems}
        delimiters.add(guess.layout.delimiter)
    assert problems == set(PROBLEMS), "the logs were too tame"
    assert delimiters == {"", ",", ";", "\t"}, "the logs were too tame"


# --- planner


def set_km(page: Page, label: str, value: str) -> None:
    field = tool(page).get_by_label(label, exact=True)
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(value)


def test_the_planners_task_is_done_by_keyboard_alone_and_told(page: Page) -> None:
    mount(page, tools.load_planner())
    said = tool(page).locator(".rb-result")
    expect(said).to_contain_text("4 runs are more than 10% longer")
    for week, km in [(2, "5.5"), (3, "6"), (4, "6.6"), (5, "7.6"), (6, "8.5")]:
        set_km(page, f"Week {week}, run 3, Sun, km", km)
    expect(said).to_contain_text("1 run is more than 10% longer")
    set_km(page, "Week 5, run 2, Thu, km", "7")
    expect(said).to_contain_text("No run is more than 10% longer")
    expect(said).to_contain_text("Week 6 has 23.5 km: 0.5 km to go to its goal.")
    set_km(page, "Week 6, run 1, Tue, km", "7.5")
    expect(said).to_contain_text("Task done.")


def test_the_planners_head_keeps_its_lines_beside_the_risk_explorer(page: Page) -> None:
    mount(page, tools.load_planner())
    # In lesson 2 both tools stand on one page, and so do their styles.
    page.add_style_tag(content=tools.risk_explorer()._css)
    field = tool(page).get_by_label("Runs a week", exact=True)
    label = tool(page).get_by_text("Runs a week", exact=True)
    one, other = field.bounding_box(), label.bounding_box()
    assert one
    assert other
    assert one["y"] < other["y"] < one["y"] + one["height"], "label and list stand side by side"


def test_a_jump_is_marked_by_sign_and_words_and_its_band(page: Page) -> None:
    mount(page, tools.load_planner())
    run = tool(page).get_by_label("Week 2, run 3, Sun, km", exact=True).locator("..")
    expect(run).to_contain_text("▲ 60% longer than 5 km")
    first = tool(page).get_by_role("listitem").filter(has_text="Week 2, Sun: 8 km")
    expect(first).to_contain_text("over 30% longer and up to double")
    expect(first).to_contain_text("injury 1.52 times as often (1.16 to 2.00).")
    # What is compared is told once, below, and not with each jump.
    expect(tool(page).get_by_text("as runs up to 10% longer, and in brackets")).to_have_count(1)
    expect(tool(page).get_by_role("listitem").filter(has_text="95% interval")).to_have_count(0)
    expect(tool(page).locator(".rb-load-sign")).to_have_count(4)
    set_km(page, "Week 2, run 3, Sun, km", "5.5")
    expect(run).to_contain_text("✓ 10% longer")
    set_km(page, "Week 2, run 3, Sun, km", "5.501")
    expect(run).to_contain_text("▲ just over 10% longer than 5 km")


def test_a_run_with_nothing_to_compare_is_told_and_stops_the_task(page: Page) -> None:
    mount(page, tools.load_planner())
    set_km(page, "Longest run of the 30 days before week 1, in km", "0")
    said = tool(page).locator(".rb-result")
    expect(said).to_contain_text("1 run has nothing to compare with.")
    expect(tool(page)).to_contain_text("? no run in the 30 days before")


@pytest.mark.parametrize("value", ["-3", "101", "e", ""])
def test_no_number_is_told_and_counts_as_rest(page: Page, value: str) -> None:
    mount(page, tools.load_planner())
    label = "Week 1, run 1, Tue, km"
    set_km(page, label, "9")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(value)
    run = tool(page).get_by_label(label, exact=True).locator("..")
    expect(run).to_contain_text("rest" if value == "" else "Write a number from 0 to 100.")
    expect(tool(page)).to_contain_text("Week 1: 9 km")


def test_plans_runs_a_week_and_begin_again(page: Page) -> None:
    mount(page, tools.load_planner())
    tool(page).get_by_label("Plan", exact=True).select_option("steady")
    expect(tool(page)).to_contain_text("Ben (invented)")
    expect(tool(page)).to_contain_text("Week 6: 30 km, goal 36 km")
    tool(page).get_by_label("Runs a week").select_option("5")
    expect(tool(page).get_by_label("Week 1, run 5, Sun, km", exact=True)).to_have_value("12")
    expect(tool(page)).to_contain_text("Week 1: 30 km")
    tool(page).get_by_label("Runs a week").select_option("2")
    expect(tool(page)).to_contain_text("Week 1: 12 km")
    press(page, "Begin this plan again")
    expect(tool(page)).to_contain_text("Week 1: 30 km")


# --- running log


def own_log(page: Page, text: str) -> None:
    """Choose "my own", type a log, and read it, by keyboard alone."""
    radio = tool(page).get_by_role("radio").first
    radio.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    area = tool(page).get_by_label("Your runs, one a line: the date and the distance")
    area.focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    press(page, "Read my log")


def answer_with(page: Page, widget: Any) -> None:
    """Let the real kernel side answer the page."""

    def kernel(message: dict[str, Any]) -> dict[str, Any]:
        widget._receive(widget, message, [])
        return dict(widget.stored)

    page.expose_function("kernel", kernel)
    page.evaluate(
        "() => { window.model.send = async (m) => "
        "window.model.set('stored', await window.kernel(m)); }"
    )


def test_the_example_shows_its_jumps_in_words_signs_and_a_table(page: Page) -> None:
    mount(page, tools.running_log())
    expect(tool(page).get_by_role("status").last).to_contain_text("2004: 207 runs, 2,721 km.")
    expect(tool(page)).to_contain_text("▲ 10 runs were more than 10% longer")
    table = tool(page).get_by_role("table", name="The jumps of 2004")
    expect(table.get_by_role("row")).to_have_count(11)
    assert tool(page).locator(".rb-week-bar").count() >= 48
    expect(tool(page)).to_contain_text("holds no word about injuries")


def test_a_pasted_log_is_read_and_bad_lines_are_named(page: Page) -> None:
    mount(page, tools.running_log())
    own_log(
        page, "2026-03-01 10 km\n31.02.2026 5\n2026-03-10 12,5 km\nsoon 4\n2026-03-11 11 miles\n"
    )
    expect(tool(page)).to_contain_text(
        "3 runs were read. 2 lines could not be read; the others count."
    )
    bad = (
        tool(page).get_by_role("list", name="Lines that could not be read").get_by_role("listitem")
    )
    expect(bad.nth(0)).to_contain_text("Line 2: 31.02.2026 5")
    expect(bad.nth(0)).to_contain_text("Correct the date.")
    expect(bad.nth(1)).to_contain_text("Line 4: soon 4")
    expect(tool(page)).to_contain_text("▲ 2 runs were more than 10% longer")
    expect(tool(page)).to_contain_text(
        "1 over 10% and up to 30% longer; 1 over 30% longer and up to"
    )


def test_the_layout_can_be_changed_by_hand(page: Page) -> None:
    mount(page, tools.running_log())
    own_log(page, "date;title;km;miles\n3/4/2026;a;8;5\n4/4/2026;b;10;6.2\n")
    expect(tool(page)).to_contain_text("2026: 2 runs, 18 km.")
    tool(page).get_by_label("The distance is in").select_option("3")
    tool(page).get_by_label("Numbers without a unit are").select_option("mi")
    expect(tool(page)).to_contain_text("2026: 2 runs, 11 miles.")
    expect(tool(page).get_by_label("Numbers without a unit are")).to_be_focused()
    tool(page).get_by_label("3/4/2026 is").select_option("false")
    tool(page).get_by_text("Every week as a table").click()
    expect(tool(page)).to_contain_text("2 Mar")
    # What was chosen stays when lines are added.
    own_log(page, "date;title;km;miles\n3/4/2026;a;8;5\n4/4/2026;b;10;6.2\n5/4/2026;b;10;6.2\n")
    expect(tool(page)).to_contain_text("2026: 3 runs, 17 miles.")


def test_another_sport_is_left_out_and_can_be_counted(page: Page) -> None:
    mount(page, tools.running_log())
    own_log(
        page,
        "Activity Type,Date,Distance\n"
        "Running,2026-03-12 07:30:00,8\nCycling,2026-03-13 07:30:00,30\n",
    )
    expect(tool(page)).to_contain_text("1 run was read. 1 row was left out")
    tool(page).get_by_label("The kind of sport is in").select_option("-1")
    expect(tool(page)).to_contain_text("2 runs were read.")


def test_a_file_is_read_in_the_browser(page: Page, tmp_path: Path) -> None:
    mount(page, tools.running_log())
    tool(page).get_by_role("radio", name="My own log").check()
    for name, data in {
        "a.csv": "date;km\r\n12.03.2026;8,5\r\n".encode("utf-8-sig"),
        "b.csv": "date\tkm\r\n12.03.2026\t9,5\r\n".encode("utf-16"),
    }.items():
        (tmp_path / name).write_bytes(data)
        tool(page).get_by_label("Or load a CSV file").set_input_files(tmp_path / name)
        expect(tool(page)).to_contain_text("1 run was read.")
    expect(tool(page).get_by_role("textbox")).to_have_value("date\tkm\n12.03.2026\t9,5\n")
    assert page.evaluate("window.sent") == [], "nothing is sent unless asked for"


def test_years_are_shown_one_by_one(page: Page) -> None:
    mount(page, tools.running_log())
    own_log(page, "2024-03-01 10\n2025-03-01 10\n2025-03-09 12\n")
    expect(tool(page)).to_contain_text("2025: 2 runs, 22 km.")
    tool(page).get_by_label("Show the year").select_option("2024")
    expect(tool(page)).to_contain_text("2024: 1 run, 10 km.")
    expect(tool(page).get_by_label("Show the year")).to_be_focused()


def test_a_log_is_kept_reopened_and_deleted_by_keyboard_alone(page: Page, tmp_path: Path) -> None:
    widget = tools.running_log()
    mount(page, widget)
    answer_with(page, widget)
    own_log(page, "2026-03-01 10 km\nsoon 4\n2026-03-10 12,5 km\n")
    expect(tool(page).get_by_role("button", name="Delete my kept log")).to_be_hidden()
    press(page, "Keep my log")
    expect(tool(page)).to_contain_text("Kept: 2 runs in my_running_log.csv")
    expect(tool(page)).to_contain_text("1 line that could not be read is not in it.")
    text = (tmp_path / runlog.NAME).read_text("utf-8")
    assert text == "date,distance_km\n2026-03-01,10\n2026-03-10,12.5\n"

    mount(page, tools.running_log())
    answer_with_again = tools.running_log()
    expect(tool(page).get_by_role("radio", name="My own log")).to_be_checked()
    expect(tool(page)).to_contain_text("2026: 2 runs, 23 km.")
    page.evaluate(
        "() => { window.model.send = async (m) => "
        "window.model.set('stored', await window.kernel(m)); }"
    )
    press(page, "Delete my kept log")
    press(page, "No, leave it")
    assert (tmp_path / runlog.NAME).exists()
    expect(tool(page).get_by_role("button", name="Delete my kept log")).to_be_focused()
    press(page, "Delete my kept log")
    expect(tool(page).get_by_role("button", name="Yes, delete the file")).to_be_focused()
    page.keyboard.press("Enter")
    expect(tool(page)).to_contain_text("my_running_log.csv is deleted.")
    assert not (tmp_path / runlog.NAME).exists()
    assert answer_with_again.stored["runs"], "it had been read back"


def test_a_file_that_cannot_be_written_is_told_and_the_log_stays(
    page: Page, tmp_path: Path
) -> None:
    widget = tools.running_log()
    mount(page, widget)
    answer_with(page, widget)
    (tmp_path / runlog.NAME).mkdir()
    own_log(page, "2026-03-01 10 km\n")
    press(page, "Keep my log")
    expect(tool(page)).to_contain_text("could not be saved")
    expect(tool(page)).not_to_contain_text("Kept:")
    expect(tool(page).get_by_role("textbox")).to_have_value("2026-03-01 10 km\n")


def test_a_damaged_file_is_told_on_opening_and_kept_aside(page: Page, tmp_path: Path) -> None:
    (tmp_path / runlog.NAME).write_text("date,distance_km\n2026-03-01,10\nsoon,4\n", "utf-8")
    widget = tools.running_log()
    mount(page, widget)
    answer_with(page, widget)
    expect(tool(page)).to_contain_text("1 line of my_running_log.csv could not be read (line 3).")
    press(page, "Keep my log")
    expect(tool(page)).to_contain_text("It was kept as my_running_log.damaged-")


def test_without_a_kernel_the_log_is_shown_and_the_loss_is_told(page: Page) -> None:
    mount(page, tools.running_log())
    own_log(page, "2026-03-01 10 km\n")
    press(page, "Keep my log")
    expect(tool(page)).to_contain_text("Saving …")
    expect(tool(page)).to_contain_text(
        "Not saved yet: the notebook does not answer.", timeout=10_000
    )
    expect(tool(page)).to_contain_text("2026: 1 run, 10 km.")
    expect(tool(page).get_by_role("textbox")).to_have_value("2026-03-01 10 km\n")


def test_a_kernel_that_is_not_heard_has_saved_all_the_same(page: Page) -> None:
    mount(page, tools.running_log())
    page.evaluate(
        """() => { window.model.send = (m, callbacks) => setTimeout(() =>
          callbacks.iopub.status({content: {execution_state: 'idle'}})); }"""
    )
    own_log(page, "2026-03-01 10 km\n")
    press(page, "Keep my log")
    expect(tool(page)).to_contain_text("Kept: 1 run")


def test_nothing_is_kept_before_it_was_read(page: Page) -> None:
    mount(page, tools.running_log())
    own_log(page, "hello\n")
    expect(tool(page)).to_contain_text("No run was read yet.")
    expect(tool(page)).not_to_contain_text("the others count")
    press(page, "Keep my log")
    expect(tool(page)).to_contain_text("There is no run to keep yet.")
    assert page.evaluate("window.sent") == []
    own_log(page, "2026-03-01 10 km\n")
    expect(tool(page)).to_contain_text("1 run was read.")
    expect(tool(page)).not_to_contain_text("There is no run to keep yet.")


def test_what_a_log_says_is_never_taken_for_html(page: Page) -> None:
    mount(page, tools.running_log())
    own_log(page, "date;<img src=x onerror=alert(1)>;km\n2026-03-01;<b>x</b>;10\nsoon;<i>y</i>;3\n")
    expect(tool(page)).to_contain_text("Line 3: soon;<i>y</i>;3")
    expect(tool(page).locator("img, q i")).to_have_count(0)


@pytest.mark.parametrize("look", LOOKS)
def test_a_log_of_ones_own_is_accessible(browser: Browser, look: str) -> None:
    page = new_page(browser, look)
    mount(page, tools.running_log())
    own_log(
        page,
        "Sport;Date;Distance;Title\nRun;3/4/2026;10;a\nRun;soon;10;b\nRun;11/4/2026;15;c\nRun;5/5/2025;9;\n",
    )
    expect(tool(page)).to_contain_text("1 line could not be read")
    check_looks(page)
    page.close()


# --- ladder


def test_two_weeks_are_played_by_keyboard_alone_and_the_task_is_told(page: Page) -> None:
    mount(page, tools.return_to_run())
    said = tool(page).get_by_role("status")
    for mark in ("✓ Good day", "✓ Good day"):
        press(page, mark)
    expect(said).to_contain_text("up to step 4")
    expect(tool(page).locator("[aria-current=step]")).to_contain_text(
        "4. Run 2 minutes, walk 3 minutes"
    )
    press(page, "✗ Bad day")
    expect(said).to_contain_text("A bad day moves you down a step, to step 3.")
    expect(said).to_contain_text("This is the answer to the task")
    for mark in ("✓ Good day", "– Missed", "✓ Good day"):
        press(page, mark)
    expect(said).to_contain_text("Two weeks are over: from step 3 to step 4.")
    rows = tool(page).get_by_role("table", name="The days so far").get_by_role("row")
    expect(rows).to_have_count(7)
    expect(rows.nth(3)).to_contain_text("Week 1, FriStep 4✗ Bad dayStep 3")
    press(page, "Undo the last day")
    expect(rows).to_have_count(6)
    press(page, "Begin again")
    expect(rows).to_have_count(0)


def test_majas_week_is_played_and_told(page: Page) -> None:
    mount(page, tools.return_to_run("Maja"))
    expect(tool(page).locator(".rb-task")).to_contain_text("Let Maja begin on step 3")
    said = tool(page).get_by_role("status")
    for mark in ("✗ Bad day", "✓ Good day"):
        press(page, mark)
        expect(said).not_to_contain_text("answer to the task")
    press(page, "✓ Good day")
    expect(said).to_contain_text("Maja is back on step 3. The bad day cost her one week.")
    for _ in range(3):
        press(page, "✓ Good day")
    expect(tool(page)).not_to_contain_text("No bad day came on step 4")


def test_a_missed_day_is_not_drawn_as_a_bad_one_and_twelve_weeks_end(page: Page) -> None:
    mount(page, tools.return_to_run())
    press(page, "– Missed")
    expect(tool(page).locator(".rb-dot-missed")).to_have_count(1)
    expect(tool(page).locator(".rb-dot-bad")).to_have_count(0)
    for _ in range(35):
        press(page, "✓ Good day")
    expect(tool(page)).to_contain_text("Twelve weeks are played. Begin again, or undo a day.")
    expect(tool(page)).not_to_contain_text("The ladder has ended.")


def test_two_weeks_without_a_bad_day_on_step_4_ask_for_one(page: Page) -> None:
    mount(page, tools.return_to_run())
    for _ in range(6):
        press(page, "✓ Good day")
    expect(tool(page).get_by_role("status")).to_contain_text("No bad day came on step 4 yet")


def test_a_warning_sign_stops_the_ladder_and_sends_to_help(page: Page) -> None:
    mount(page, tools.return_to_run())
    expect(tool(page).locator(".rb-help")).to_be_hidden()
    press(page, "▲ Warning sign")
    expect(tool(page).locator(".rb-help")).to_be_focused()
    expect(tool(page).locator(".rb-help")).to_contain_text("Emergency help now")
    text = tool(page).locator(".rb-help").inner_text()
    assert text.index("Emergency help now") < text.index("A doctor within days")
    expect(tool(page)).to_contain_text("The ladder has ended.")
    for name in ("✓ Good day", "✗ Bad day", "▲ Warning sign"):
        expect(tool(page).get_by_role("button", name=name)).to_be_disabled()
    press(page, "✓ Good day")
    expect(
        tool(page).get_by_role("table", name="The days so far").get_by_role("row")
    ).to_have_count(2)
    press(page, "Undo the last day")
    expect(tool(page).locator(".rb-help")).to_be_hidden()
    expect(tool(page).get_by_role("button", name="Undo the last day")).to_be_focused()


def test_bad_days_in_a_row_send_to_somebody_who_helps(page: Page) -> None:
    mount(page, tools.return_to_run())
    for _ in range(3):
        press(page, "✗ Bad day")
    said = tool(page).get_by_role("status")
    expect(said).to_contain_text("3 bad days in a row.")
    expect(said).to_contain_text("doctor or physiotherapist")
    expect(said).to_contain_text("the lowest step: stay there")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("last", ["✗ Bad day", "▲ Warning sign"])
def test_a_played_ladder_is_accessible(browser: Browser, look: str, last: str) -> None:
    page = new_page(browser, look)
    mount(page, tools.return_to_run())
    for mark in ("✓ Good day", "✓ Good day", last):
        press(page, mark)
    check_looks(page)
    page.close()


# --- confounder


def choose(page: Page, group: str, place: int) -> None:
    """Choose a radio of a group with Space and arrow keys."""
    tool(page).get_by_role("group", name=group).get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    for _ in range(place):
        page.keyboard.press("ArrowDown")


@pytest.mark.parametrize("measure", [0, 1])
@pytest.mark.parametrize("way", [0, 1])
def test_the_dots_are_the_100_students(page: Page, measure: int, way: int) -> None:
    mount(page, tools.confounder())
    choose(page, "What is a heavy bag?", measure)
    choose(page, "Show the students", way)
    real = tool(page).locator(".rb-mix-groups").first
    expect(real.locator(".rb-mix-group")).to_have_count(2 if way else 1)
    expect(real.locator(".rb-mix-dot")).to_have_count(100)
    expect(real.locator(".rb-mix-yes")).to_have_count(32)


def test_the_change_is_told_when_sex_is_taken_into_account(page: Page) -> None:
    mount(page, tools.confounder())
    said = tool(page).get_by_role("status").first
    expect(said).to_contain_text("odds ratio 2.0 (95% interval 0.8 to 4.7)")
    expect(said).to_contain_text("20 × 37 ÷ (31 × 12)")
    choose(page, "Show the students", 1)
    expect(said).to_contain_text("2.0; with women and men compared apart it is 3.0")
    choose(page, "What is a heavy bag?", 1)
    expect(said).to_contain_text("2.2; with women and men compared apart it is 2.0")


def test_the_confounder_is_switched_on_and_off(page: Page) -> None:
    mount(page, tools.confounder())
    said = tool(page).get_by_role("status").last
    expect(said).to_contain_text("odds ratio 1.0")
    choose(page, "The confounder is …", 1)
    expect(said).to_contain_text("odds ratio 2.7")
    choose(page, "Show the runners", 1)
    expect(said).to_contain_text("Such a third thing is called a confounder.")
    made = tool(page).get_by_role("region", name="Invented numbers")
    expect(made).to_contain_text("200 runners who do not exist")
    expect(made.locator(".rb-mix-dot")).to_have_count(200)


@pytest.mark.parametrize("look", LOOKS)
def test_groups_apart_are_accessible(browser: Browser, look: str) -> None:
    page = new_page(browser, look)
    mount(page, tools.confounder())
    choose(page, "Show the students", 1)
    choose(page, "Show the runners", 1)
    check_looks(page)
    page.close()
