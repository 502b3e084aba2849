from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import connection

from aftercare.base.company.models import Calendar, CalendarDay
from aftercare.base.company.operations import (
    BadHours,
    UnknownTimeZone,
    clear_day,
    import_public_holidays,
    mark_day,
)
from aftercare.base.company.queries import countries, public_holidays, regions_of
from aftercare.base.company.tests.make import NEW_YEAR, OFFICE, make_calendar
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refusals import NotAllowed
from aftercare.kit.worktime import add_work_time, work_time_between


def in_database(function, *values):
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(values))
        cursor.execute(f"SELECT {function}({places})", values)
        return cursor.fetchone()[0]


def test_hours_that_make_no_sense_are_refused(db):
    for hours in ([[600, 500]], [[0, 700], [600, 800]], [[-5, 10]], [[0, 1441]]):
        with pytest.raises(BadHours):
            make_calendar(weekly=[hours] + [[]] * 6)
    with pytest.raises(BadHours):
        make_calendar(weekly=[[]] * 7)
    with pytest.raises(UnknownTimeZone):
        make_calendar(time_zone="Asia/Nowhere")
    assert not Calendar.objects.exists()


def test_only_who_sets_up_the_company_may_mark_a_day(db):
    calendar = make_calendar()

    with pytest.raises(NotAllowed):
        mark_day(calendar, on=date(2026, 5, 1), name="", actor=NOBODY, at=NEW_YEAR)

    assert not CalendarDay.objects.exists()


def test_public_holidays_and_swapped_days_come_from_the_library(db):
    calendar = make_calendar()

    import_public_holidays(calendar, country="CN", year=2025, actor=SYSTEM, at=NEW_YEAR)

    days = {day.on: day.intervals for day in CalendarDay.objects.all()}
    assert days[date(2025, 10, 1)] == []
    assert days[date(2025, 9, 28)] == OFFICE  # a Sunday worked for the National Day
    again = import_public_holidays(calendar, country="CN", year=2025, actor=SYSTEM, at=NEW_YEAR)
    assert (again, CalendarDay.objects.count()) == (0, len(days))


def test_a_day_marked_by_hand_survives_the_import_and_can_be_cleared(db):
    calendar = make_calendar()
    mark_day(
        calendar,
        on=date(2025, 10, 1),
        name="Stocktaking",
        intervals=OFFICE,
        actor=SYSTEM,
        at=NEW_YEAR,
    )

    import_public_holidays(calendar, country="CN", year=2025, actor=SYSTEM, at=NEW_YEAR)
    assert CalendarDay.objects.get(on=date(2025, 10, 1)).name == "Stocktaking"

    clear_day(calendar, on=date(2025, 10, 1), actor=SYSTEM, at=NEW_YEAR)
    assert not CalendarDay.objects.filter(on=date(2025, 10, 1)).exists()


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/St_Johns"])
def test_the_database_adds_working_time_as_the_kit_does(db, zone):
    calendar = make_calendar(time_zone=zone, weekly=[[[0, 300], [420, 1440]]] * 6 + [[]])
    mark_day(calendar, on=date(2026, 3, 28), name="Off", actor=SYSTEM, at=NEW_YEAR)
    hours = calendar.work_time()
    chance = Random(7)

    for _case in range(200):
        start = NEW_YEAR + timedelta(seconds=chance.randrange(300 * 86400))
        work = timedelta(seconds=chance.randrange(1, 200 * 3600))
        due = in_database("company_due_at", calendar.pk, start, int(work.total_seconds()))
        worked = in_database("company_worked", calendar.pk, due) - in_database(
            "company_worked", calendar.pk, start
        )
        assert due == add_work_time(hours, start, work)
        assert timedelta(seconds=worked) == work_time_between(hours, start, due)


def test_a_budget_beyond_the_known_years_has_no_date(db):
    calendar = make_calendar()

    assert (
        in_database("company_due_at", calendar.pk, datetime(2028, 12, 1, tzinfo=UTC), 10**9) is None
    )


def test_the_holidays_of_a_region_differ_from_those_of_its_country(db):
    calendar = make_calendar()

    import_public_holidays(
        calendar, country="DE", region="BY", year=2026, actor=SYSTEM, at=NEW_YEAR
    )

    assert CalendarDay.objects.filter(on=date(2026, 1, 6)).exists()  # Epiphany, in Bavaria
    assert date(2026, 1, 6) not in public_holidays("DE", 2026)
    assert "DE" in countries()
    assert regions_of("DE")["BY"] == "Bayern"
    assert regions_of("CN") == {}
