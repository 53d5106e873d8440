"""The charts on causes draw the numbers of ledger and data, with intervals, and nothing else."""

import csv
import re
from datetime import date
from itertools import pairwise

import pytest

from course.charts import anatomy, causes
from course.charts.bars import Bar, bars
from course.charts.figure import BLUE, GREY
from course.charts.forest import Row, forest
from course.charts.panels import stacked
from course.content import data_path
from course.model.evidence import figures
from course.model.samples import KM_PER_MILE, running_log
from course.model.training import spikes

SERIES = {
    "body_weight": "weight-and-back-pain-odds",
    "cost_claims": "us-cost-claims-over-time",
    "downhill": "downhill-ground-forces",
    "how_common": "prevalence-general-population",
    "new_runners": "running-injury-incidence",
    "older_runner_discs": "runner-disc-measures-midlife",
    "pain_by_age": "us-back-pain-by-age-2019",
    "runner_discs": "runner-disc-measures",
    "runners_pain": "low-back-pain-in-runners",
    "session_spikes": "single-session-spikes-and-injury",
    "sitting_surveys": "sitting-time-us",
    "ten_percent_rule": "training-progression-and-injury",
    "us_spending": "us-spending-top-conditions-2016",
    "who_paid": "us-back-neck-spending-by-payer-2016",
    "world_cases": "global-low-back-pain-cases",
}
LABELS = {"calendar_year", "slope_degrees", "n", "running_km_per_week"}


def rows_of(name):
    return figures()[SERIES[name]].rows


def drawn(chart) -> list[float]:
    """Ends of bars and places of points, in the order of the figure."""
    numbers = []
    for trace in chart.spec()["data"]:
        if trace["type"] == "bar":
            bases = trace.get("base", [0] * len(trace["x"]))
            numbers += [base + length for base, length in zip(bases, trace["x"], strict=True)]
            numbers += [base for base in bases if base]
        elif trace.get("mode") == "markers" and "error_x" not in trace:
            numbers += trace["x"]
    return numbers


def whiskers(chart) -> list[tuple[float, float]]:
    """Ends of the intervals of bars, from the dark lines."""
    return [
        (round(x - minus, 4), round(x + plus, 4))
        for trace in chart.spec()["data"]
        if "error_x" in trace and trace["error_x"]["color"] == "#333333"
        for x, minus, plus in zip(
            trace["x"], trace["error_x"]["arrayminus"], trace["error_x"]["array"], strict=True
        )
    ]


def lines(chart) -> list[tuple[float, float]]:
    """Ends of the intervals of a forest plot: level pieces of its blue line."""
    return [
        (trace["x"][i], trace["x"][i + 1])
        for trace in chart.spec()["data"]
        if trace.get("mode") == "lines" and trace["line"]["color"] == BLUE
        for i in range(0, len(trace["x"]), 3)
    ]


def intervals(rows) -> list[tuple[float, float]]:
    return [(row["ci_low"], row["ci_high"]) for row in rows if "ci_low" in row]


@pytest.mark.parametrize("name", SERIES)
def test_nothing_drawn_is_typed_in_code(name, monkeypatch):
    before = drawn(getattr(causes, name)())
    series = figures()[SERIES[name]]
    scaled = [
        {
            key: value * 0.875 if isinstance(value, int | float) and key not in LABELS else value
            for key, value in row.items()
        }
        for row in series.rows
    ]
    monkeypatch.setitem(figures(), SERIES[name], series.model_copy(update={"rows": tuple(scaled)}))
    after = drawn(getattr(causes, name)())
    assert before
    assert after == pytest.approx([0.875 * value for value in before])


@pytest.mark.parametrize("name", SERIES)
def test_every_number_of_the_ledger_is_in_the_chart(name):
    chart = getattr(causes, name)()
    shown = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", chart.text())]
    for row in rows_of(name):
        for key, value in row.items():
            if isinstance(value, int | float) and key not in {
                "slope_degrees",
                "running_km_per_week",
            }:
                assert value in shown, (key, value)


@pytest.mark.parametrize("name", ["new_runners", "sitting_surveys"])
def test_intervals_of_bars_are_drawn(name):
    assert whiskers(getattr(causes, name)()) == intervals(rows_of(name))


def test_intervals_of_the_world_cases_are_drawn():
    assert whiskers(causes.world_cases()) == [
        (row["low"], row["high"]) for row in rows_of("world_cases") if "low" in row
    ]


@pytest.mark.parametrize("name", ["session_spikes", "ten_percent_rule"])
def test_intervals_of_ratios_are_drawn(name):
    assert lines(getattr(causes, name)()) == intervals(rows_of(name))


def test_summary_of_the_spikes_does_not_claim_a_ladder():
    first, middle = (row["hazard_rate_ratio"] for row in rows_of("session_spikes")[1:3])
    assert middle < first
    assert "middle step is not higher" in causes.session_spikes().summary


def test_all_ten_ratios_of_body_weight_are_drawn_under_their_design():
    chart = causes.body_weight()
    assert sorted(lines(chart)) == sorted(intervals(rows_of("body_weight")))
    designs = {row[0]: row[1] for row in chart.table.rows}
    assert designs["New low back pain, overweight"] == "Followed over time"
    assert designs["Chronic low back pain, obese"] == "Asked once"


def test_obesity_has_the_higher_ratio_wherever_both_were_studied():
    ratio = {(row["outcome"], row["group"]): row["odds_ratio"] for row in rows_of("body_weight")}
    pairs = [(o, g) for o, g in ratio if g == "obese" and (o, "overweight") in ratio]
    assert len(pairs) == 3
    assert all(ratio[o, "obese"] > ratio[o, "overweight"] for o, _ in pairs)


def test_averages_carry_a_standard_error_and_surveys_an_interval():
    chart = causes.how_common()
    found = {row["measure"]: row for row in rows_of("how_common")}
    expected = [
        (round(r["percent"] - r["sem"], 4), round(r["percent"] + r["sem"], 4))
        if "sem" in r
        else (r["ci_low"], r["ci_high"])
        for r in found.values()
        if "sem" in r or "ci_low" in r
    ]
    assert sorted(whiskers(chart)) == sorted(expected)
    assert "standard error" in chart.caveat


@pytest.mark.parametrize("name", ["how_common", "runners_pain"])
def test_ranges_between_studies_are_striped(name):
    bar = getattr(causes, name)().spec()["data"][0]
    ranges = [base > 0 for base in bar["base"]]
    assert [shape == "/" for shape in bar["marker"]["pattern"]["shape"]] == ranges
    assert sum(ranges) == 2


def test_two_calculations_of_world_cases_are_told_apart_in_words():
    notes = " ".join(a["text"] for a in causes.world_cases().spec()["layout"]["annotations"])
    assert "Older calculation (GBD 2017)" in notes
    assert "Newer calculation (GBD 2021)" in notes
    assert "2050 (forecast)" in notes


def test_cost_figures_say_what_they_count():
    chart = causes.cost_claims()
    assert [row[2] for row in chart.table.rows] == [r["counts"] for r in rows_of("cost_claims")]
    assert "Not a trend" in chart.caveat
    striped = chart.spec()["data"][0]["marker"]["pattern"]["shape"]
    assert ["/" if "lost" in row[0] else "" for row in chart.table.rows] == striped


def test_payers_shares_add_up():
    shares = [row[2] for row in causes.who_paid().table.rows]
    assert sum(shares) == 100
    assert f"paid {shares[0]} of every 100 dollars" in causes.who_paid().title


def test_the_two_measures_of_the_ten_percent_rule_have_axes_of_their_own():
    layout = causes.ten_percent_rule().spec()["layout"]
    assert layout["xaxis"]["title"]["text"] == "Injured runners (%)"
    assert layout["xaxis2"]["title"]["text"] == "Times the injury rate (hazard ratio)"
    assert layout["xaxis2"]["type"] == "log"
    ((low, high),) = lines(causes.ten_percent_rule())
    assert low < 1 < high
    assert "may be chance" in causes.ten_percent_rule().summary


def test_disc_measures_keep_their_scales_apart():
    layout = causes.runner_discs().spec()["layout"]
    titles = [layout[f"xaxis{n}"]["title"]["text"] for n in ("", "2", "3")]
    assert len(set(titles)) == 3
    tops = [layout[f"yaxis{n}"]["domain"] for n in ("", "2", "3")]
    assert all(upper[0] > lower[1] for upper, lower in pairwise(tops))


@pytest.mark.parametrize("name", ["runner_discs", "older_runner_discs"])
def test_spread_of_disc_measures_is_drawn_and_named(name):
    expected = []
    for row in rows_of(name):
        for key, spread in row.items():
            if key.endswith("_sd"):
                means = (key[:-3], f"{key[:-3]}_mm", f"{key[:-3]}_cm3")
                mean = next(row[m] for m in means if m in row)
                expected.append((round(mean - spread, 2), round(mean + spread, 2)))
    chart = getattr(causes, name)()
    assert sorted(whiskers(chart)) == sorted(expected)
    assert "standard deviation" in chart.caveat
    assert "significant" not in f"{chart.title} {chart.summary} {chart.caveat}"


def test_real_log_marks_the_spikes_of_every_year():
    marked = 0
    for year in range(2002, 2007):
        diamonds = causes.real_log(year).spec()["data"][1]
        assert {day[:4] for day in diamonds["x"]} == {str(year)}
        marked += len(diamonds["x"])
    assert marked == len(spikes(running_log())) == 55
    assert "(4.9%)" in causes.real_log().summary


def test_real_log_agrees_with_a_plain_reading_of_the_file():
    with data_path("samples/running_log.csv").open(encoding="utf-8", newline="") as file:
        log = [
            (date.fromisoformat(row["date"]), float(row["distance_miles"]))
            for row in csv.DictReader(file)
        ]
    assert len(log) == 1127
    longer = []
    for day, miles in log:
        before = [m for d, m in log if 0 < (day - d).days <= 30]
        if before and miles > 1.1 * max(before) + 1e-9:
            longer.append(str(day))
    shown = [d for y in range(2002, 2007) for d in causes.real_log(y).spec()["data"][1]["x"]]
    assert shown == longer
    bars_ = causes.real_log(2004).spec()["data"][0]
    in_2004 = sum(miles for day, miles in log if day.year == 2004)
    assert sum(bars_["y"]) == pytest.approx(in_2004 * KM_PER_MILE, abs=5)


def test_real_log_says_that_it_holds_no_injuries():
    assert "no injuries" in causes.real_log().caveat
    assert "2006" in causes.real_log().title


def test_sitting_sample_counts_each_known_answer_once():
    chart = causes.sitting_sample()
    bar = chart.spec()["data"][0]
    assert sum(bar["y"]) == sum(row[2] for row in chart.table.rows) == 5491
    assert "42 people" in chart.caveat
    assert "unweighted" in chart.caveat
    assert max(bar["x"]) < 24


def test_sitting_sample_agrees_with_a_plain_reading_of_the_file():
    with data_path("samples/nhanes_2017_2018_adults.csv").open(encoding="utf-8") as file:
        answers = [row["sedentary_min_per_day"] for row in csv.DictReader(file)]
    minutes = sorted(float(a) for a in answers if a and float(a) != 9999)
    chart = causes.sitting_sample()
    for start, end, people, _ in chart.table.rows:
        assert people == sum(start * 60 <= m < end * 60 for m in minutes)
    many = sum(m >= 540 for m in minutes)
    assert f"{many / len(minutes):.0%} sit 9 hours or more" in chart.title
    assert f"sit {minutes[len(minutes) // 2] / 60:g} hours a day or less" in chart.title
    assert len(answers) - len(minutes) == 42


def test_backpack_ratios_by_hand():
    ratios = {row[0]: row[2:] for row in causes.backpacks().table.rows}
    # 20 x 37 / (31 x 12), 13 x 21 / (10 x 11), 7 x 16 / (21 x 1)
    assert ratios["All students together"] == (2.0, 0.8, 4.7)
    assert ratios["Women"] == (2.5, 0.8, 7.5)
    assert ratios["Men"] == (5.3, 0.6, 47.8)
    # (13 x 21 / 55 + 7 x 16 / 45) / (10 x 11 / 55 + 21 x 1 / 45) = 7.4525 / 2.4667
    assert ratios["Women and men, then put together"] == (3.0, 1.1, 8.0)


def test_backpack_intervals_are_drawn_and_called_an_association():
    chart = causes.backpacks()
    assert lines(chart) == [tuple(row[3:]) for row in chart.table.rows]
    assert "association" in chart.caveat
    assert "13 of 23" in chart.summary
    assert "1 of 17" in chart.summary


def test_transitional_vertebrae_are_those_of_the_ledger():
    percent = [row["percent"] for row in figures()["lumbosacral-variants"].rows]
    bar = anatomy.transitional_vertebrae().spec()["data"][0]
    ends = [round(b + x, 4) for b, x in zip(bar["base"], bar["x"], strict=True)]
    assert [*ends[:3], bar["base"][3], ends[3]] == percent
    assert bar["marker"]["pattern"]["shape"] == ["", "", "", "/"]


def test_bars_have_whiskers_only_where_there_is_an_interval():
    without = bars([Bar(label="a", end=3)], measure="m")
    assert [trace["type"] for trace in without.data] == ["bar"]
    both = bars([Bar(label="a", end=3), Bar(label="b", end=4, low=2, high=7)], measure="m")
    assert [trace["error_x"]["array"] for trace in both.data[1:]] == [[3], [3]]
    assert both.layout["xaxis"]["range"][1] > 7


def test_bars_leave_room_for_names_of_two_lines():
    short = bars([Bar(label="a", end=3)], measure="m")
    long = bars([Bar(label="a long name " * 5, end=3)], measure="m")
    assert long.plot_height > short.plot_height
    assert "<br>" in long.layout["annotations"][0]["text"]


def test_names_of_bars_are_escaped():
    panel = bars([Bar(label="a < b", end=3)], measure="m")
    assert "a &lt; b" in panel.layout["annotations"][0]["text"]
    assert "a &lt; b" in panel.data[0]["customdata"][0]


def test_stacked_panels_keep_to_their_own_axes():
    first = bars([Bar(label="a", end=3)], measure="one")
    second = forest([Row("b", 2, 1.5, 3)], measure="two", caption="", fewer="f", more="m")
    both = stacked([first, second])
    assert {trace["xaxis"] for trace in both.data[: len(first.data)]} == {"x"}
    assert {trace["yaxis"] for trace in both.data[len(first.data) :]} == {"y2"}
    assert {note["yref"] for note in both.layout["annotations"][1:]} == {"y2"}
    assert both.layout["xaxis2"]["anchor"] == "y2"
    room = both.layout["yaxis"]["domain"][0] - both.layout["yaxis2"]["domain"][1]
    assert room * both.plot_height > first.axis_height
    assert both.plot_height > first.plot_height + second.plot_height


def test_group_without_sport_is_named_besides_its_colour():
    bar = causes.runner_discs().spec()["data"][0]
    assert bar["marker"]["color"] == [GREY, BLUE, BLUE]
    assert all(text for text in bar["customdata"])
