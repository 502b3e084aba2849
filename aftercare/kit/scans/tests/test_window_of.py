from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.kit.scans.date_codes import DateForm, MakerDates, window_by_maker, window_of

TODAY = date(2026, 11, 25)


def told(windows):
    return [(str(each.first), str(each.last), str(each.form)) for each in windows]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("2530", [("2025-07-21", "2025-07-27", "YYWW")]),
        ("D/C: 2530+", [("2025-07-21", "2025-07-27", "YYWW")]),
        ("2530A", [("2025-07-21", "2025-07-27", "YYWW")]),
        ("2519", [("2025-05-05", "2025-05-11", "YYWW"), ("2019-06-17", "2019-06-23", "WWYY")]),
        (
            "2512",
            [
                ("2025-03-17", "2025-03-23", "YYWW"),
                ("2012-06-18", "2012-06-24", "WWYY"),
                ("2025-12-01", "2025-12-31", "YYMM"),
            ],
        ),
        ("519", [("2025-05-05", "2025-05-11", "YWW")]),
        ("650", [("2016-12-12", "2016-12-18", "YWW")]),  # week 50 of 2026 is still to come
        ("25194", [("2025-05-08", "2025-05-08", "YYWWD")]),
        ("2025-W19", [("2025-05-05", "2025-05-11", "YYYYWW")]),
        ("202519", [("2025-05-05", "2025-05-11", "YYYYWW")]),
        ("2025-05-08", [("2025-05-08", "2025-05-08", "YYYYMMDD")]),
        ("250500", [("2025-05-01", "2025-05-31", "YYMMDD")]),
        ("T5", [("2025-05-01", "2025-05-31", "IEC 60062")]),
        ("9952", [("1999-12-27", "2000-01-02", "YYWW")]),
        ("2053", [("2020-12-28", "2021-01-03", "YYWW")]),
        ("2153", []),  # 2021 had 52 weeks
        ("ABC", []),
        ("", []),
        ("２５３０", [("2025-07-21", "2025-07-27", "YYWW")]),
    ],
)
def test_a_code_is_a_window_of_days(code, expected):
    assert told(window_of(code, by=TODAY)) == expected


def test_one_way_of_writing_leaves_one_window():
    assert told(window_of("2519", by=TODAY, form=DateForm.WWYY)) == [
        ("2019-06-17", "2019-06-23", "WWYY")
    ]


def test_a_maker_who_writes_letters_is_understood():
    dates = MakerDates(
        r"(?P<year>[A-Z])(?P<month>[1-9A-C])\d*",
        {"year": {"K": 2025}, "month": {"A": 10, "B": 11, "C": 12}},
    )

    assert told(window_by_maker("KC07", dates, by=TODAY)) == [("2025-12-01", "2025-12-31", "maker")]
    assert window_by_maker("ZC07", dates, by=TODAY) == ()
    assert window_by_maker("K", dates, by=TODAY) == ()


def test_a_maker_may_count_weeks_by_one_digit_of_the_year():
    dates = MakerDates(r"X(?P<year>\d)(?P<week>\d\d)")

    assert told(window_by_maker("X519", dates, by=TODAY)) == [("2025-05-05", "2025-05-11", "maker")]


@given(st.dates(date(2000, 1, 10), TODAY))
def test_the_day_something_was_made_lies_in_the_window_of_its_code(day):
    year, week, _weekday = day.isocalendar()

    windows = window_of(f"{year % 100:02}{week:02}", by=TODAY)

    assert any(each.first <= day < each.until for each in windows if each.form is DateForm.YYWW)


@given(st.text(max_size=10) | st.from_regex(r"\d{2,8}", fullmatch=True), st.dates(date(1990, 1, 1)))
def test_no_window_is_empty_or_begins_in_the_future(code, by):
    for each in window_of(code, by=by):
        assert each.first < each.until
        assert each.first <= by
