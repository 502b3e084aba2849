from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercare.kit.worktime import (
    LaidOutTime,
    NoWorkingTime,
    WorkTime,
    add_work_time,
    is_open,
    next_opening,
    work_time_between,
)

OFFICE = ((8 * 60, 12 * 60), (13 * 60, 17 * 60))
SHANGHAI = WorkTime(
    "Asia/Shanghai",
    (OFFICE,) * 5 + ((), ()),
    {date(2026, 10, 1): (), date(2026, 10, 2): (), date(2026, 10, 10): OFFICE},
)
MINUTE = timedelta(minutes=1)


def china(*parts):
    return datetime(*parts, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        (china(2026, 9, 28, 9), 2, china(2026, 9, 28, 11)),
        (china(2026, 9, 28, 11), 2, china(2026, 9, 28, 14)),  # over lunch
        (china(2026, 9, 28, 10), 6, china(2026, 9, 28, 17)),  # up to the last minute
        (china(2026, 9, 30, 16), 2, china(2026, 10, 5, 9)),  # over holidays and a weekend
        (china(2026, 10, 9, 16), 2, china(2026, 10, 10, 9)),  # into a swapped working Saturday
        (china(2026, 10, 11, 12), 1, china(2026, 10, 12, 9)),  # begun on a Sunday
        (china(2026, 9, 28, 9), 0, china(2026, 9, 28, 9)),
    ],
)
def test_work_is_done_in_working_hours_only(start, hours, due):
    assert add_work_time(SHANGHAI, start, timedelta(hours=hours)) == due
    assert work_time_between(SHANGHAI, start, due) == timedelta(hours=hours)


def test_the_hour_that_is_missing_in_spring_is_not_worked():
    night = WorkTime("Europe/Berlin", (((0, 360),),) * 7)
    midnight = datetime(2026, 3, 29, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)

    assert work_time_between(night, midnight, midnight + timedelta(hours=12)) == timedelta(hours=5)


def test_the_hour_that_comes_twice_in_autumn_is_worked_twice():
    night = WorkTime("Europe/Berlin", (((0, 360),),) * 7)
    midnight = datetime(2026, 10, 25, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)

    assert work_time_between(night, midnight, midnight + timedelta(hours=12)) == timedelta(hours=7)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", date(2026, 3, 29)),  # forward at two
        ("Europe/Berlin", date(2026, 10, 25)),  # back at three
        ("Africa/Cairo", date(2026, 4, 24)),  # forward at midnight
        ("Africa/Cairo", date(2026, 10, 29)),  # back at midnight
        ("America/Havana", date(2026, 11, 1)),  # back to midnight
        ("Australia/Lord_Howe", date(2026, 10, 4)),  # by half an hour
    ],
)
@pytest.mark.parametrize("interval", [(0, 135), (0, 30), (135, 300), (90, 1440), (1380, 1440)])
def test_a_day_on_which_the_clock_is_put_agrees_with_the_clock_on_the_wall(zone, day, interval):
    hours = WorkTime(zone, ((interval,),) * 7)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
    end = start + timedelta(days=3)

    worked = sum(works_in_minute(hours, start + n * MINUTE) for n in range(3 * 24 * 60))

    assert work_time_between(hours, start, end) == worked * MINUTE


def test_a_calendar_without_hours_refuses():
    never = WorkTime("UTC", ((),) * 7)

    with pytest.raises(NoWorkingTime):
        add_work_time(never, china(2026, 1, 1), timedelta(hours=1))
    with pytest.raises(NoWorkingTime):
        next_opening(never, china(2026, 1, 1))


def test_knows_whether_somebody_works_now_and_when_next():
    assert is_open(SHANGHAI, china(2026, 9, 28, 9))
    assert not is_open(SHANGHAI, china(2026, 9, 28, 12, 30))
    assert next_opening(SHANGHAI, china(2026, 10, 1, 9)) == china(2026, 10, 5, 8)


intervals = st.lists(st.integers(0, 24 * 4), min_size=0, max_size=4, unique=True).map(
    lambda marks: sorted(mark * 15 for mark in marks[: len(marks) // 2 * 2])
)
day_hours = intervals.map(lambda marks: tuple(zip(marks[::2], marks[1::2], strict=True)))
zones = st.sampled_from(
    ["Asia/Shanghai", "Asia/Manila", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]
)
calendars = st.builds(
    WorkTime,
    zones,
    st.tuples(*[day_hours] * 7),
    st.dictionaries(st.dates(date(2026, 3, 20), date(2026, 4, 10)), day_hours, max_size=4),
)
starts = st.integers(0, 15 * 24 * 60).map(lambda minutes: china(2026, 3, 22) + minutes * MINUTE)


def works_in_minute(hours, at):
    """The simulator: look at the clock on the wall once a minute."""
    local = at.astimezone(ZoneInfo(hours.zone))
    passed = local.hour * 60 + local.minute
    return any(opens <= passed < closes for opens, closes in hours.intervals_on(local.date()))


@settings(max_examples=150)
@given(calendars, starts, st.integers(0, 4 * 24 * 60))
def test_time_between_agrees_with_looking_at_the_clock_every_minute(hours, start, minutes):
    worked = sum(works_in_minute(hours, start + step * MINUTE) for step in range(minutes))

    assert work_time_between(hours, start, start + minutes * MINUTE) == worked * MINUTE


@settings(max_examples=150)
@given(calendars, starts, st.integers(1, 20 * 60))
def test_due_time_agrees_with_looking_at_the_clock_every_minute(hours, start, minutes):
    if not any(hours.weekly):
        return
    at, left = start, minutes
    while left:
        left -= works_in_minute(hours, at)
        at += MINUTE

    assert add_work_time(hours, start, minutes * MINUTE) == at


@settings(max_examples=100)
@given(calendars, starts, st.integers(0, 20 * 60))
def test_time_that_is_laid_out_is_added_as_any_other(hours, start, minutes):
    if not any(hours.weekly):
        return
    laid_out = LaidOutTime(hours, date(2026, 3, 24), date(2026, 4, 8))

    due = add_work_time(hours, start, minutes * MINUTE)
    assert laid_out.add(start, minutes * MINUTE) == due
