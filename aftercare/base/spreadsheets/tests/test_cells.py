import pytest

from aftercare.base.spreadsheets.policies.cells import (
    CellWrong,
    match_columns,
    remark_on,
    value_of,
    words_of,
)
from aftercare.base.spreadsheets.states import Column, ColumnKind

PART = Column("part", "Part number", kind=ColumnKind.CODE, also=("料号",), is_required=True)
DAY = Column("day", "Day", kind=ColumnKind.DAY)
MOMENT = Column("moment", "Moment", kind=ColumnKind.MOMENT)
PRICE = Column("price", "Price", kind=ColumnKind.NUMBER)
KIND = Column("kind", "Kind", choices=(("company", "Company"), ("household", "Household")))


def test_columns_are_found_by_their_headings_in_any_language_and_what_was_said_last_time():
    headers = ["料号", "PRICE ", "Datum", "Part-Number"]

    assert match_columns(headers, [PART, DAY, PRICE], {}) == {"part": 0, "price": 1}
    known = {"datum": "day", "price": ""}
    assert match_columns(headers, [PART, DAY, PRICE], known) == {"part": 0, "day": 2}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-3-4", "2026-03-04"),
        ("2026/03/04", "2026-03-04"),
        ("2026年3月4日", "2026-03-04"),
        ("4.3.2026", "2026-03-04"),
        ("20260304", "2026-03-04"),
        ("04-Mar-2026", "2026-03-04"),
        ("4 March 2026", "2026-03-04"),
        ("Mar. 4, 2026", "2026-03-04"),
        ("Setyembre 4, 2026", "2026-09-04"),
    ],
)
def test_days_are_read_where_they_cannot_be_mistaken(text, day):
    assert value_of(text, "", DAY, {}) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-3-4 9:05", "2026-03-04T09:05:00"),
        ("2026/03/04 09:05:30.5", "2026-03-04T09:05:30"),
        ("2026-03-04T09:05:30Z", "2026-03-04T09:05:30+00:00"),
        ("2026-03-04 09:05:30 UTC", "2026-03-04T09:05:30+00:00"),
        ("2026-03-04 09:05:30 +0800", "2026-03-04T09:05:30+08:00"),
    ],
)
def test_moments_are_read_with_their_zone_if_they_name_one(text, moment):
    assert value_of(text, "", MOMENT, {}) == moment


@pytest.mark.parametrize(
    ("text", "doubt", "column"),
    [
        ("03/04/2026", "", DAY),
        ("2026-02-30", "", DAY),
        ("31 Feb 2026", "", DAY),
        ("4 Ma 2026", "", DAY),
        ("4-Mar-26", "", DAY),
        ("12345678", "", DAY),
        ("2026-03-04", "", MOMENT),
        ("03/04/2026 9:05 AM", "", MOMENT),
        ("1,250.5", "", PRICE),
        ("NaN", "", PRICE),
        ("2026-03-04", "date", PART),
        ("12345678901234568", "rounded", PART),
        ("0.5", "fraction", PART),
        ("7", "formula", PRICE),
        ("", "", PART),
        ("x" * 201, "", PART),
    ],
)
def test_what_would_have_to_be_guessed_is_refused(text, doubt, column):
    with pytest.raises(CellWrong):
        value_of(text, doubt, column, {})


def test_a_part_number_that_excel_holds_as_a_number_is_pointed_out():
    assert value_of("12345", "number", PART, {}) == "12345"
    assert remark_on("number", PART) == "Excel holds this as a number: were there zeros in front?"
    assert remark_on("number", PRICE) == ""


def test_values_are_known_by_their_names():
    assert value_of("COMPANY", "", KIND, words_of(KIND)) == "company"
    with pytest.raises(CellWrong, match="Company, Household"):
        value_of("club", "", KIND, words_of(KIND))
