"""Counts of 1,000 from ratios, against published worked examples."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.content import data_path
from course.errors import AuthorError, CourseError
from course.model import evidence, risk
from course.model.risk import compare, count

ORIGINAL = data_path("cases/risk.yaml").read_text("utf-8")
baselines = st.floats(1, 999)
ratios = st.floats(0.05, 20)


@pytest.mark.parametrize(
    ("kind", "ratio", "fewer", "needed"),
    [("risk ratio", 0.92, 24, 42), ("odds ratio", 0.73, 62, 17)],
)
def test_the_worked_examples_of_the_cochrane_handbook(
    kind: risk.Kind, ratio: float, fewer: int, needed: int
) -> None:
    compared = compare(kind, 300, ratio)
    assert (-compared.difference, compared.needed) == (fewer, needed)


def test_a_ratio_becomes_counts_with_an_interval() -> None:
    compared = compare("risk ratio", 450, 0.55, 0.41, 0.74)
    assert (count(compared.with_), compared.difference, compared.needed) == (248, -202, 5)
    assert (count(compared.low or 0), count(compared.high or 0)) == (185, 333)


@given(baselines, ratios)
def test_a_ratio_fits_unless_more_than_all_would_have_it(baseline: float, ratio: float) -> None:
    assert risk.fits("odds ratio", baseline, ratio)
    for kind in ("risk ratio", "rate ratio"):
        assert risk.fits(kind, baseline, ratio) == (baseline * ratio <= 1000 + 1e-9)
    assert not risk.fits("risk ratio", 690, 3)
    assert risk.fits("risk ratio", 500, 2)
    assert not risk.fits("two groups", 20, 1001)


@given(baselines, ratios)
def test_an_odds_ratio_multiplies_the_odds(baseline: float, ratio: float) -> None:
    found = compare("odds ratio", baseline, ratio).with_
    before, after = baseline / (1000 - baseline), found / (1000 - found)
    assert after == pytest.approx(before * ratio, rel=1e-6)


@given(baselines, ratios)
def test_the_risk_ratio_lies_between_one_and_the_odds_ratio(baseline: float, ratio: float) -> None:
    found = compare("odds ratio", baseline, ratio).with_ / baseline
    low, high = sorted((1.0, ratio))
    assert low - 1e-9 <= found <= high + 1e-9


@given(st.sampled_from(risk.RATIOS), baselines, ratios)
def test_no_count_leaves_the_thousand(kind: risk.Kind, baseline: float, ratio: float) -> None:
    assert 0 <= compare(kind, baseline, ratio).with_ <= 1000


@given(baselines)
def test_a_ratio_of_one_changes_nothing(baseline: float) -> None:
    for kind in risk.RATIOS:
        compared = compare(kind, baseline, 1.0)
        assert compared.difference == 0


def test_an_interval_on_both_sides_is_called_unsure() -> None:
    unsure = {example.id for example in risk.examples() if example.comparison().unsure}
    assert unsure == {"insoles"}


def test_impossible_numbers_are_refused() -> None:
    with pytest.raises(CourseError, match="between 0 and 1,000"):
        compare("risk ratio", 1000, 0.5)
    with pytest.raises(CourseError, match="above 0"):
        compare("risk ratio", 100, 0)


def test_the_examples_take_their_numbers_from_the_ledger() -> None:
    found = {example.id: example for example in risk.examples()}
    first = found["exercise-education"]
    assert (first.baseline.count, first.ratio, first.interval) == (690, 0.55, (0.41, 0.74))
    assert found["obesity-new"].ratio == 1.53
    assert found["long-run-spike"].interval == (1.5, 3.48)
    flag = found["flag-age"]
    assert (flag.baseline.count, flag.ratio, flag.interval) == (7, 90, (30, 250))


def test_the_counted_baseline_fits_the_ledgers_counts() -> None:
    population = evidence.figures()["single-session-spikes-and-injury"].population
    assert "588071 sessions" in population
    assert "1820 runners with an injury" in population
    spike = next(e for e in risk.examples() if e.id == "long-run-spike")
    assert spike.baseline.count == round(1820 / 588071 * 1000, 1)


@pytest.mark.parametrize("example", risk.examples(), ids=lambda example: example.id)
def test_a_baseline_has_a_source_or_says_that_it_is_chosen(example: risk.Example) -> None:
    assert example.baseline.sources or "we chose" in example.baseline.text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("sources: [steffens_2016]", "sources: [stefens_2016]", "`stefens_2016` is not"),
        ("figure: red-flag-yield", "figure: red-flags-yield", r"\[flag-age\] `red-flags-yield`"),
        ("flag: older age", "flag: old age", r"\[flag-age\] 0 rows of 'red-flag-yield'"),
        ("column: odds_ratio", "column: odds", r"\[obesity-year\] .* no column 'odds'"),
        ("      in_1000: 3.1\n", "", r"either `cell` or `in_1000`"),
        ("id: insoles", "id: exercise-alone", "used twice"),
    ],
)
def test_an_authors_mistake_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in ORIGINAL
    path = tmp_path / "risk.yaml"
    path.write_text(ORIGINAL.replace(old, new, 1), "utf-8")
    with pytest.raises(AuthorError, match=message):
        risk.load_examples(path)
