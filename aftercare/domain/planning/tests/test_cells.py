"""What cells of others mean."""

import pytest

from aftercare.domain.planning.policies.cells import (
    Habits,
    habits_of,
    month_of,
    month_text,
    number_of,
)

DAY_FIRST, MONTH_FIRST = Habits(day_first=True), Habits(day_first=False)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03",
        "2026/3/17",
        "2026-03-17T08:30",
        "202603",
        "20260317",
        "03.2026",
        "17.03.2026 08:30",
        "2026年3月",
        "２０２６年３月",
        "17/03/2026",
        "3/17/2026",
        "3/3/2026",
        "Mar 2026",
        "17-Mar-26",
        "17. März 2026",
        "March 17, 2026",
    ],
)
def test_a_month_may_be_written_in_many_ways(text):
    assert month_text(month_of(text)) == "2026-03"


@pytest.mark.parametrize("text", ["soon", "2026-13", "26-03", "", "Total 2026", "3 pieces"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match="month"):
        month_of(text)


def test_a_day_that_may_be_a_month_is_told_by_the_others_or_refused():
    assert habits_of([], ["04/03/2026", "17/03/2026"]) == DAY_FIRST
    assert habits_of([], ["04/03/2026", "3/17/2026"]) == MONTH_FIRST
    assert habits_of([], ["17/03/2026", "3/17/2026"]) == Habits()

    assert month_text(month_of("04/03/2026", DAY_FIRST)) == "2026-03"
    assert month_text(month_of("03/04/2026", MONTH_FIRST)) == "2026-03"
    with pytest.raises(ValueError, match="may be month 4 or 3"):
        month_of("04/03/2026")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1 234,50", 1234.5),
        ("1,234,567", 1234567),
        ("1.234.567", 1234567),
        ("40 %", 0.4),
        ("７,5", 7.5),
        ("0,125", 0.125),
        ("12.50-", -12.5),
        ("1,234", 1234),
        ("1.234", 1.234),
    ],
)
def test_numbers_of_all_countries(text, value):
    assert number_of(text) == value


def test_a_mark_that_may_be_either_is_told_by_the_others():
    german = habits_of(["1.234", "0,5", "17"], [])
    english = habits_of(["1,234", "0.5", "17"], [])

    assert (number_of("1.234", german), number_of("1,234", german)) == (1234, 1.234)
    assert (number_of("1.234", english), number_of("1,234", english)) == (1.234, 1234)
    assert habits_of(["1.5", "1,5"], []) == Habits()


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "1_000", "many", "-", "3..4"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="no number"):
        number_of(text)
