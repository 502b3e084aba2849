from datetime import date

import pytest

from aftercare.domain.coverage.policies.days import (
    Span,
    days_between,
    extended,
    merged,
    months_begun,
    months_later,
    moved_over,
)


@pytest.mark.parametrize(
    ("begin", "months", "last"),
    [
        (date(1998, 9, 1), 12, date(1999, 9, 1)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 6, 1), 0, date(2025, 6, 1)),
    ],
)
def test_a_period_of_months_ends_on_the_day_of_the_same_number(begin, months, last):
    assert months_later(begin, months) == last


def test_the_day_it_begins_is_not_counted():
    assert days_between(date(2025, 6, 1), date(2025, 6, 8)) == 7
    assert days_between(date(2025, 6, 8), date(2025, 6, 1)) == 0


@pytest.mark.parametrize(
    ("day", "months"),
    [(date(2025, 6, 1), 0), (date(2025, 6, 2), 1), (date(2025, 7, 1), 1), (date(2025, 7, 2), 2)],
)
def test_a_month_has_begun_the_day_after_the_last(day, months):
    assert months_begun(date(2025, 6, 1), day) == months


def test_both_days_of_a_repair_count_and_shared_days_once():
    spans = [
        Span(date(2025, 9, 3), date(2025, 9, 12)),
        Span(date(2025, 9, 1), date(2025, 9, 10)),
        Span(date(2025, 9, 13), date(2025, 9, 14)),
        Span(date(2025, 10, 1), date(2025, 10, 1)),
    ]

    assert [each.days for each in merged(spans)] == [14, 1]


def test_what_begins_after_the_end_no_longer_extends_it():
    begin, end = date(2025, 1, 1), date(2026, 1, 1)
    last_day = Span(date(2026, 1, 1), date(2026, 1, 3))
    too_late = Span(date(2026, 2, 1), date(2026, 2, 3))

    assert extended(begin, end, [last_day, too_late]) == date(2026, 1, 4)


def test_an_extension_may_reach_what_then_extends_it_again():
    spans = [
        Span(date(2025, 12, 1), date(2025, 12, 31)),
        Span(date(2026, 1, 20), date(2026, 1, 21)),
    ]

    assert extended(date(2025, 1, 1), date(2026, 1, 1), spans) == date(2026, 2, 3)


def test_days_before_the_beginning_extend_nothing():
    assert extended(
        date(2025, 1, 10), date(2026, 1, 10), [Span(date(2025, 1, 1), date(2025, 1, 11))]
    ) == date(2026, 1, 12)


def test_a_last_day_moves_over_all_holidays_that_follow():
    holidays = [date(2025, 10, 1), date(2025, 10, 2), date(2025, 10, 4)]

    assert moved_over(date(2025, 10, 1), holidays) == date(2025, 10, 3)
    assert moved_over(date(2025, 9, 30), holidays) == date(2025, 9, 30)
