"""How tables of others are understood."""

import pytest

from aftercare.domain.planning.policies.columns import (
    REPAIRS,
    SALES,
    match_headings,
    month_of,
    month_text,
    number_of,
)


def test_headings_are_found_by_name_by_habit_or_by_order():
    matched = match_headings(SALES, ["Model", "Ship Date", "数量", "Color"])

    assert matched.headings == {"model": "Model", "month": "Ship Date", "quantity": "数量"}
    assert matched.guessed == ("month", "quantity")
    assert matched.unused == ("Color",)
    told = match_headings(SALES, ["Model", "Ship Date", "Order date"], {"month": "Order date"})
    assert told.headings["month"] == "Order date"
    assert told.guessed == ()


def test_what_is_required_and_not_there_is_named():
    assert match_headings(REPAIRS, ["part"]).lacking == ("reported",)


@pytest.mark.parametrize(
    "text", ["2026-03", "2026/3/17", "202603", "20260317", "03.2026", "17.03.2026", "2026年3月"]
)
def test_a_month_may_be_written_in_many_ways(text):
    assert month_text(month_of(text)) == "2026-03"


@pytest.mark.parametrize("text", ["soon", "2026-13", "26-03", ""])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match="month"):
        month_of(text)


@pytest.mark.parametrize(
    ("text", "value"), [("1,234.5", 1234.5), ("1.234,5", 1234.5), ("40 %", 0.4), ("7,5", 7.5)]
)
def test_numbers_of_all_countries(text, value):
    assert number_of(text) == value
