"""The charts of lessons 3, 4, 5 and 7 draw what the ledger says, and no more than it knows."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from course.charts import article, figure, prevention, symptoms, treatment
from course.charts.forest import Row, forest
from course.model.evidence import claims, figures

# Series that each chart draws.
SERIES = {
    symptoms.warning_signs_in_1000: ("serious-pathology-primary-care",),
    symptoms.fracture_signs: ("red-flag-yield",),
    treatment.recovery: ("recovery-course-2012", "recovery-course-2024"),
    treatment.days_to_recovery: ("time-to-recovery-primary-care",),
    treatment.new_episodes: ("recurrence-after-recovery",),
    treatment.scans_without_pain: ("disc-findings-by-age-asymptomatic",),
    treatment.scans_with_pain: ("mri-findings-odds-with-pain",),
    treatment.discs_shrink: ("disc-herniation-regression",),
    treatment.run_walk: ("run-walk-trial-asteroid",),
    treatment.what_helps: ("treatment-effects",),
    prevention.what_prevents: ("prevention-risk-ratios",),
    prevention.training_types: ("exercise-type-and-sports-injury",),
    prevention.walking: ("walkback-days-to-recurrence",),
    prevention.early_trial: ("specific-exercise-recurrence-2001",),
}
FORESTS = {
    treatment.scans_with_pain: "odds_ratio",
    treatment.run_walk: "difference",
    treatment.what_helps: "difference",
    prevention.what_prevents: "rr",
    prevention.training_types: "rr",
}
NUMBER = re.compile(r"\d+(?:\.\d+)?")

ids = {"ids": lambda chart: chart.__name__}


def rows_of(chart):
    return [row for key in SERIES[chart] for row in figures()[key].rows]


def notes_of(chart):
    """Texts in the drawing, without tags and breaks."""
    texts = [note["text"] for note in chart.spec()["layout"]["annotations"]]
    return " ".join(re.sub(r"<[^>]+>", " ", text) for text in texts)


def points(plot):
    return plot.data[-1]


# A forest plot


def small(**more):
    rows = (Row("Short", 0.5, 0.25, 0.8), Row("Long", 2, 0.1, 30), Row("Alone", 1))
    options = {"measure": "Ratio", "caption": "c", "fewer": "fewer", "more": "more"} | more
    return forest(rows, **options)


def test_a_forest_shows_every_estimate_with_its_interval():
    plot = small()
    assert points(plot)["x"] == [0.5, 2, 1]
    drawn = next(t for t in plot.data if t["mode"] == "lines" and t["line"]["width"] == 3)
    assert [x for x in drawn["x"] if x is not None] == [0.25, 0.8, 0.1, 30]
    assert "95% interval 0.25 to 0.8" in points(plot)["customdata"][0]


def test_a_row_without_an_interval_is_an_open_mark():
    assert points(small())["marker"]["symbol"] == ["square", "square", "circle-open"]
    assert "no interval" in points(small())["customdata"][2]
    assert small().table.rows[2][-2:] == ("not given", "not given")


def test_an_interval_beyond_the_axis_ends_in_an_arrow():
    plot = small(span=(0.2, 4))
    arrows = next(t for t in plot.data if "triangle" in str(t.get("marker")))
    assert arrows["marker"]["symbol"] == ["triangle-left", "triangle-right"]
    assert arrows["x"] == [0.2, 4]
    low, high = (10**end for end in plot.layout["xaxis"]["range"])
    assert low < 0.2
    assert high > 4
    assert plot.table.rows[1][-2:] == (0.1, 30)


def test_an_axis_that_leaves_out_an_estimate_is_refused():
    with pytest.raises(ValueError, match="leaves out"):
        small(span=(0.2, 1.5))
    with pytest.raises(ValueError, match="leaves out"):
        small(span=(0.3, 0.9))


@pytest.mark.parametrize(("log", "line"), [(True, 1), (False, 0)])
def test_the_line_and_its_sides_are_named(log, line):
    rows = [Row("a", 2, 1.5, 3)]
    plot = forest(rows, measure="m", caption="c", fewer="fewer", more="more", log=log)
    texts = [note["text"] for note in plot.layout["annotations"][:3]]
    assert texts == [f"{line} = no difference", "← fewer", "more →"]
    ruler = next(t for t in plot.data if t["line"]["color"] == figure.GREY)
    assert {x for x in ruler["x"] if x is not None} == {line}


def test_names_never_stand_on_intervals():
    rows = [Row("word " * 30, 2, 1, 3, note="more " * 12), Row("b", 2, 1, 3, group="Group")]
    plot = forest(rows, measure="m", caption="c", fewer="f", more="m")
    notes = plot.layout["annotations"][3:]
    ends = [note["y"] + 17 * (note["text"].count("<br>") + 1) for note in notes]
    first, second = points(plot)["y"]
    assert ends[0] < first < notes[1]["y"]
    assert ends[2] < second
    assert all(len(line) <= 48 for note in notes for line in note["text"].split("<br>"))


def test_rows_under_headings_say_so_in_the_table():
    rows = [Row("a", 2, 1, 3, group="One", note="against b")]
    table = forest(rows, measure="m", caption="c", fewer="f", more="m").table
    assert table.columns[:3] == ("What was compared", "Group", "Note")
    assert table.rows[0][:3] == ("a", "One", "against b")


@pytest.mark.parametrize("chart", FORESTS, **ids)
def test_forests_of_the_lessons_show_the_ledger(chart):
    drawn = chart()
    rows = rows_of(chart)
    key = FORESTS[chart]
    # Points of 100 are shown to a tenth.
    tenth = chart is treatment.what_helps
    numbers = ([row[key], row["ci_low"], row["ci_high"]] for row in rows)
    expected = Counter(tuple(round(n, 1) if tenth else n for n in row) for row in numbers)
    assert Counter(row[-3:] for row in drawn.table.rows) == expected
    assert Counter(drawn.data[-1]["x"]) == Counter(row[0] for row in expected.elements())
    assert not any("triangle" in str(trace.get("marker")) for trace in drawn.data)


# Numbers


@pytest.mark.parametrize("chart", SERIES, **ids)
def test_every_number_in_title_and_caveat_is_in_the_ledger_or_the_table(chart):
    drawn = chart()
    known = str(drawn.table.rows) + drawn.table.caption
    for key in SERIES[chart]:
        known += str(figures()[key].model_dump()).replace("11 166", "")
    numbers = {float(n) for n in NUMBER.findall(known)}
    numbers |= {float(round(n)) for n in numbers} | {0.0, 1.0, 95.0, 100.0, 1000.0}
    said = drawn.title.replace("1,000", "1000") + drawn.caveat
    for number in NUMBER.findall(said):
        assert float(number) in numbers, number


@pytest.mark.parametrize("chart", SERIES, **ids)
def test_every_series_names_its_source_on_the_chart(chart):
    for key in SERIES[chart]:
        assert figures()[key].source in chart().source_keys


# Lesson 3


def test_a_thousand_people_stand_twice_each_in_a_place_of_their_own():
    traces = {trace["name"]: trace for trace in symptoms.warning_signs_in_1000().data}
    assert {name: len(t["x"]) for name, t in traces.items()} == {
        "At least one red flag": 804,
        "No red flag": 196,
        "Something serious": 9,
        "Nothing serious": 991,
    }
    places = [spot for t in traces.values() for spot in zip(t["x"], t["y"], strict=True)]
    assert len(set(places)) == 2000


def test_red_flags_and_serious_causes_are_counted_apart_as_nobody_knows_the_overlap():
    chart = symptoms.warning_signs_in_1000()
    flagged, _, serious, _ = chart.data
    assert not set(flagged["y"]) & set(serious["y"])
    assert "is not known" in chart.caveat
    assert "counted again" in notes_of(chart)


def test_kinds_of_people_differ_in_shape_and_not_in_colour_alone():
    looks = [(t["marker"]["symbol"], t["marker"]["size"]) for t in warning_marks()]
    assert len(set(looks)) == len(looks)


def warning_marks():
    return symptoms.warning_signs_in_1000().data


def test_the_emergency_signs_stand_on_the_chart_itself():
    chart = symptoms.warning_signs_in_1000()
    for word in ("saddle", "bladder", "bowel", "always an emergency"):
        assert word in chart.caveat
    assert "no reason for alarm" in chart.summary
    assert "always need emergency care" in chart.summary


def test_bars_of_fracture_signs_are_those_of_the_ledger():
    rows = rows_of(symptoms.fracture_signs)
    bar = symptoms.fracture_signs().data[0]
    assert bar["x"] == [row["percent"] for row in rows]
    whiskers = symptoms.fracture_signs().data[1]["error_x"]
    assert whiskers["array"] == [row["ci_high"] - row["percent"] for row in rows]


def test_the_legs_are_a_drawing_that_names_every_root_and_stays_in_its_frame():
    chart = symptoms.nerve_areas()
    drawing = ElementTree.fromstring(chart.svg)
    left, top, width, height = map(float, drawing.get("viewBox").split())
    for path in drawing.iter("path"):
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", path.get("d"))]
        assert all(left <= x <= left + width for x in numbers[::2])
        assert all(top <= y <= top + height for y in numbers[1::2])
    names = Counter("".join(text.itertext()) for text in drawing.iter("text"))
    assert all(names[root] >= 2 for root in ("L4", "L5", "S1"))
    assert drawing.get("role") == "img"
    assert all(root in drawing.get("aria-label") for root in ("L4", "L5", "S1"))


def test_areas_of_roots_differ_in_the_slant_of_their_stripes():
    slants: dict[str, set[int]] = {}
    drawing = ElementTree.fromstring(symptoms.nerve_areas().svg)
    for area, stripes in pairwise(drawing.iter("path")):
        colour = area.get("fill")
        if colour == "none" or stripes.get("stroke") != colour:
            continue
        for x0, y0, x1, y1 in re.findall(r"M(\S+) (\S+)L([\d.]+) ([\d.]+)", stripes.get("d")):
            across, down = float(x1) - float(x0), float(y1) - float(y0)
            if abs(across) > 3:
                slants.setdefault(colour, set()).add(round(down / across))
    assert sorted(slants.values(), key=min) == [{-1}, {0}, {1}]


def test_the_legs_say_that_maps_differ():
    chart = symptoms.nerve_areas()
    assert "overlap and differ" in chart.caveat
    assert "does not show which nerve" in chart.caveat
    assert set(claims()["nerve-root-areas"].sources) <= set(chart.source_keys)


# Lesson 4


def scan_marks():
    return [t for t in treatment.scans_without_pain().data if t["mode"] == "markers"]


def test_scans_draw_the_ledger_by_age():
    rows = rows_of(treatment.scans_without_pain)
    drawn = {
        "Disc changes": "disc_degeneration",
        "Disc bulge": "disc_bulge",
        "Disc protrusion": "disc_protrusion",
        "Fissure in the ring": "annular_fissure",
        "Slipped vertebra": "spondylolisthesis",
    }
    assert {trace["name"]: trace["y"] for trace in scan_marks()} == {
        name: [row[key] for row in rows] for name, key in drawn.items()
    }
    keys = [key for key in rows[0] if key not in {"age_years", "confidence", "verified"}]
    columns = [[row[key] for row in rows] for key in keys]
    table = treatment.scans_without_pain().table.rows
    assert sorted([int(str(v).strip(" *")) for v in row[1:]] for row in table) == sorted(columns)


def test_scans_mark_what_was_not_checked():
    filled = {t["name"]: [s == "circle" for s in t["marker"]["symbol"]] for t in scan_marks()}
    known = [True, True, True, True, False, False]
    assert filled["Disc bulge"] == [*known, True]
    assert filled["Disc protrusion"] == [*known, True]
    assert filled["Slipped vertebra"] == [False, False, True, True, True, False, False]
    assert "Open dots" in treatment.scans_without_pain().caveat


def test_what_counts_as_checked_is_what_the_caveats_of_the_series_say():
    told = " ".join(figures()["disc-findings-by-age-asymptomatic"].caveats.split())
    assert "At 60 the signal-loss (86) and slip (23) cells" in told
    assert "at 80 the degeneration (96), bulge (84), protrusion (43) and fissure (29)" in told
    assert "no data for facet joints and slips at 20 and 30" in told


def test_a_line_is_dotted_beside_an_open_dot():
    traces = treatment.scans_without_pain().data
    for mark in scan_marks():
        solid = [
            t["x"]
            for t in traces
            if t["mode"] == "lines"
            and t["line"]["color"] == mark["marker"]["color"]
            and t["line"]["dash"] == "solid"
        ]
        ages = {age for line in solid for age in line if age is not None}
        sure = {
            age
            for age, symbol in zip(mark["x"], mark["marker"]["symbol"], strict=True)
            if symbol == "circle"
        }
        assert ages
        assert ages <= sure


@pytest.mark.parametrize(("panel", "group"), [(0, "acute"), (1, "persistent")])
def test_recovery_has_a_band_for_2012_and_lines_for_both_years(panel, group):
    older, newer = (figures()[f"recovery-course-{year}"].rows for year in (2012, 2024))
    band, first, second = treatment.recovery().data[3 * panel : 3 * panel + 3]
    high = [row[f"{group}_high"] for row in older]
    low = [row[f"{group}_low"] for row in older]
    assert band["y"] == [*high, *low[::-1]]
    assert first["y"] == [row[group] for row in older]
    assert second["y"] == [row[group] for row in newer]
    assert first["line"]["dash"] != second["line"]["dash"]
    assert first["marker"]["symbol"] != second["marker"]["symbol"]


def test_lines_of_recovery_are_named_at_their_ends():
    text = notes_of(treatment.recovery())
    for row in (figures()["recovery-course-2012"].rows[-1],):
        assert re.search(rf"2012:\s+{row['acute']}\b", text)
        assert re.search(rf"2012:\s+{row['persistent']}\b", text)
    assert text.count("2024:") == 2


def test_only_episodes_from_a_second_hand_source_are_striped():
    rows = rows_of(treatment.new_episodes)
    stripes = treatment.new_episodes().data[0]["marker"]["pattern"]["shape"]
    assert [bool(s) for s in stripes] == [row["confidence"] != "high" for row in rows]


def test_every_effect_was_seen_in_a_stored_copy_and_has_an_interval():
    rows = rows_of(treatment.what_helps)
    assert len(rows) >= 3
    assert all(row["verified"] == "search-verified" for row in rows)
    assert all(row["ci_low"] <= row["difference"] <= row["ci_high"] for row in rows)
    # The blanket's own trial is named beside the review of which it is a part.
    named = {row["source_key"] for row in rows} | {"nuhr_2004"}
    assert set(treatment.what_helps().source_keys) == named


def test_effects_say_against_what_and_are_not_ranked():
    chart = treatment.what_helps()
    text = re.sub(r"\s+", " ", notes_of(chart))
    for row in rows_of(treatment.what_helps):
        assert f"against {row['against']}" in text
        assert row["time"] in text
    assert "cannot be ranked" in chart.caveat


def test_discs_have_a_whisker_only_where_the_review_gave_one():
    bar, *whiskers = treatment.discs_shrink().data
    assert len(bar["x"]) == 6
    assert all(len(w["x"]) == 1 for w in whiskers)


# Lesson 5


def test_walking_and_waiting_differ_by_pattern():
    bar = prevention.walking().data[0]
    assert bar["x"] == [row["median_days"] for row in rows_of(prevention.walking)]
    assert len(set(bar["marker"]["pattern"]["shape"])) == 2


def test_the_early_trial_is_shown_as_a_result_that_did_not_last():
    chart = prevention.early_trial()
    assert "modest" in chart.title
    assert "Very small" in chart.caveat
    assert "saragiotto_2016" in chart.source_keys


def test_prevention_says_that_it_is_not_about_runners():
    assert "Not back pain in runners" in prevention.training_types().caveat
    assert "not runners" in prevention.walking().caveat


# Lesson 7


def test_verdicts_add_up_to_the_claims_of_the_article():
    checked = [claim for claim in claims().values() if claim.in_article]
    table = article.verdicts().table
    *sections, total = table.rows
    assert total[-1] == len(checked) == 103
    assert sum(row[-1] for row in sections) == total[-1]
    assert all(sum(row[1:-1]) == row[-1] for row in table.rows)
    found = Counter(claim.verdict for claim in checked)
    assert list(total[1:-1]) == [found[verdict] for verdict in article.LOOKS]


def test_every_section_of_the_article_is_drawn():
    sections = {claim.section for claim in claims().values() if claim.in_article}
    assert sections == set(article.SECTIONS)


def test_bars_of_a_section_are_as_long_as_its_claims():
    chart = article.verdicts()
    lengths: Counter[int] = Counter()
    for bar in chart.data[:-1]:
        # The first bar of a verdict is the one in the key.
        for place, length in list(zip(bar["y"], bar["x"], strict=True))[1:]:
            lengths[place] += length
    assert [lengths[place] for place in sorted(lengths)] == [r[-1] for r in chart.table.rows[:-1]]


def test_verdicts_differ_in_pattern_and_letter():
    *verdicts, letters = article.verdicts().data
    assert len({bar["marker"]["pattern"]["shape"] for bar in verdicts}) == len(verdicts) == 6
    assert len(set(letters["text"])) == 6
    assert all(bar["name"] in notes_of(article.verdicts()) for bar in verdicts)
