from datetime import UTC, date, datetime

import pytest
from dateutil.rrule import rrulestr
from icalendar import vRecur

from aftercare.domain.guidance.policies.series import (
    NoSuchSeries,
    NoSuchSlot,
    check_slot,
    local,
    rule_of,
    slots_of,
)
from aftercare.domain.guidance.states import MOST_SESSIONS, Every, Repeat, Slot

TEN_IN_BERLIN = Slot(
    datetime(2026, 10, 12, 8, tzinfo=UTC), datetime(2026, 10, 12, 9, tzinfo=UTC), "Europe/Berlin"
)
"""A Monday two weeks before the clocks go back."""


def clock(slot):
    begins = local(slot.starts_at, slot.zone)
    return f"{begins:%m-%d %H:%M}", slot.ends_at - slot.starts_at


def test_ten_in_berlin_stays_ten_in_berlin_when_the_clocks_change():
    slots = slots_of(TEN_IN_BERLIN, Repeat(Every.WEEK, count=4))

    assert [each.starts_at.hour for each in slots] == [8, 8, 9, 9]
    assert [clock(each)[0] for each in slots] == [
        "10-12 10:00",
        "10-19 10:00",
        "10-26 10:00",
        "11-02 10:00",
    ]
    assert {clock(each)[1] for each in slots} == {TEN_IN_BERLIN.ends_at - TEN_IN_BERLIN.starts_at}


def test_an_hour_the_clock_leaves_out_is_the_hour_after_it():
    night = Slot(
        datetime(2027, 3, 21, 1, 30, tzinfo=UTC),
        datetime(2027, 3, 21, 2, 30, tzinfo=UTC),
        "Europe/Berlin",
    )

    slots = slots_of(night, Repeat(Every.WEEK, count=3))

    assert [clock(each)[0] for each in slots] == ["03-21 02:30", "03-28 03:30", "04-04 02:30"]


def test_every_month_is_the_same_weekday_and_a_fifth_is_the_last():
    second = slots_of(TEN_IN_BERLIN, Repeat(Every.MONTH, count=3))
    fifth = Slot(
        datetime(2026, 9, 29, 8, tzinfo=UTC), datetime(2026, 9, 29, 9, tzinfo=UTC), "Europe/Berlin"
    )

    assert [clock(each)[0][:5] for each in second] == ["10-12", "11-09", "12-14"]
    last = slots_of(fifth, Repeat(Every.MONTH, count=3))
    assert [clock(each)[0][:5] for each in last] == ["09-29", "10-27", "11-24"]


def test_until_a_day_includes_that_day():
    slots = slots_of(TEN_IN_BERLIN, Repeat(Every.FORTNIGHT, until_on=date(2026, 11, 9)))

    assert [clock(each)[0][:5] for each in slots] == ["10-12", "10-26", "11-09"]


@pytest.mark.parametrize("every", list(Every))
def test_the_rule_says_to_calendars_what_we_count_ourselves(every):
    slots = slots_of(TEN_IN_BERLIN, Repeat(every, count=5))
    rule = rule_of(TEN_IN_BERLIN, every, 5)

    said = rrulestr(rule, dtstart=local(TEN_IN_BERLIN.starts_at, "Europe/Berlin"))

    assert [each.astimezone(UTC) for each in said] == [each.starts_at for each in slots]
    assert vRecur.from_ical(rule)["COUNT"] == [5]


@pytest.mark.parametrize(
    "repeat",
    [
        Repeat(Every.WEEK, count=1),
        Repeat(Every.WEEK, count=MOST_SESSIONS + 1),
        Repeat(Every.WEEK),
        Repeat(Every.WEEK, until_on=date(2026, 10, 13)),
        Repeat(Every.WEEK, until_on=date(2030, 1, 1)),
    ],
)
def test_a_series_has_two_sessions_and_not_too_many(repeat):
    with pytest.raises(NoSuchSeries):
        slots_of(TEN_IN_BERLIN, repeat)


@pytest.mark.parametrize(
    ("ends", "zone"), [(8, "Europe/Berlin"), (9, "Europe/Atlantis"), (21, "Europe/Berlin")]
)
def test_no_time_for_a_session_is_refused(ends, zone):
    slot = Slot(TEN_IN_BERLIN.starts_at, datetime(2026, 10, 12, ends, tzinfo=UTC), zone)

    with pytest.raises(NoSuchSlot):
        check_slot(slot)
