"""Odds ratios agree with hand calculations and published examples."""

import math

import pytest

from course.errors import CourseError
from course.model.odds import OddsRatio, TwoByTwo, mantel_haenszel, odds_ratio


def rounded(found: OddsRatio, digits: int = 2) -> tuple[float, float, float]:
    return round(found.ratio, digits), round(found.low, digits), round(found.high, digits)


def test_odds_ratio_of_one_table_by_hand():
    # 20 x 37 / (31 x 12) = 740 / 372; error = sqrt(1/20 + 1/31 + 1/12 + 1/37) = 0.43888
    found = odds_ratio(TwoByTwo(20, 31, 12, 37))
    assert math.isclose(found.ratio, 740 / 372)
    assert math.isclose(math.log(found.high / found.ratio), 1.959964 * 0.4388831, rel_tol=1e-5)
    assert math.isclose(found.ratio / found.low, found.high / found.ratio)
    assert not found.corrected


def test_empty_cell_gets_half_a_person():
    found = odds_ratio(TwoByTwo(3, 7, 0, 10))
    assert found.corrected
    assert math.isclose(found.ratio, (3.5 * 10.5) / (7.5 * 0.5))


@pytest.mark.parametrize("cells", [(0, 0, 3, 4), (3, 4, 0, 0), (0, 5, 0, 5), (5, 0, 5, 0)])
def test_table_that_compares_nothing_is_refused(cells):
    with pytest.raises(CourseError, match="at least one person"):
        odds_ratio(TwoByTwo(*cells))


def test_one_group_pooled_is_that_group():
    table = TwoByTwo(20, 31, 12, 37)
    assert rounded(mantel_haenszel([table]), 6) == rounded(odds_ratio(table), 6)


def test_groups_alike_keep_their_ratio():
    # Both groups have an odds ratio of 4; put together, the groups give 2.78.
    groups = [TwoByTwo(40, 10, 50, 50), TwoByTwo(10, 40, 10, 160)]
    both = TwoByTwo(*map(sum, zip(*(g.cells for g in groups), strict=True)))
    assert math.isclose(mantel_haenszel(groups).ratio, 4)
    assert not math.isclose(odds_ratio(both).ratio, 4, rel_tol=0.05)


def test_pooled_ratio_and_interval_agree_with_a_published_example():
    # Admissions at Berkeley by sex in six departments, as in the manual of R's mantelhaen.test.
    departments = [
        (512, 313, 89, 19),
        (353, 207, 17, 8),
        (120, 205, 202, 391),
        (138, 279, 131, 244),
        (53, 138, 94, 299),
        (22, 351, 24, 317),
    ]
    found = mantel_haenszel(TwoByTwo(*cells) for cells in departments)
    assert rounded(found, 5) == (0.90470, 0.77191, 1.06033)


def test_empty_group_changes_nothing():
    groups = [TwoByTwo(8, 3, 4, 9), TwoByTwo(5, 6, 2, 9)]
    assert mantel_haenszel([*groups, TwoByTwo(0, 0, 0, 0)]) == mantel_haenszel(groups)


def test_groups_without_a_comparison_are_refused():
    with pytest.raises(CourseError, match="No pooled odds ratio"):
        mantel_haenszel([TwoByTwo(3, 0, 0, 4)])
    with pytest.raises(CourseError, match="No pooled odds ratio"):
        mantel_haenszel([])
