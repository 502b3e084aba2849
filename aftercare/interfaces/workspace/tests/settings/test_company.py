from datetime import date, timedelta

import pytest

from aftercare.base.company.models import (
    Calendar,
    CalendarDay,
    LegalEntity,
    NumberFormat,
    SettingChange,
    Site,
)
from aftercare.base.company.operations import mark_day, register_entity
from aftercare.base.company.queries import Setting, known_settings, register_setting, setting
from aftercare.base.company.steps import next_code
from aftercare.base.company.tests.make import NEW_YEAR, OFFICE, make_calendar
from aftercare.base.journal.models import Entry
from aftercare.base.people.tests.make import make_user
from aftercare.base.promises.models import Promise
from aftercare.base.promises.steps import promise
from aftercare.interfaces.workspace.settings.company.hours import in_words, intervals_in
from aftercare.interfaces.workspace.tests.make import client_of
from aftercare.interfaces.workspace.tests.settings.make import HTMX
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref

pytestmark = pytest.mark.django_db

COMPANY, CALENDARS, VALUES = "/settings/company", "/settings/calendars", "/settings/values"
NUMBERS = "/settings/numbers"
FLAG = register_setting(Setting("test.limit", 40, "How much fits."))
WEEK = {"name": "Shenzhen", "time_zone": "Asia/Shanghai"} | {
    f"day_{day}": "08:00–12:00, 13:00–17:00" if day < 5 else "" for day in range(7)
}


@pytest.fixture
def ana():
    return client_of(make_user("Ana", roles=["administrator"]))


@pytest.mark.parametrize(
    "path",
    [
        *(COMPANY, f"{COMPANY}/entities/new", CALENDARS, f"{CALENDARS}/SZ/week"),
        *(f"{CALENDARS}/SZ/year", f"{CALENDARS}/SZ/import", f"{CALENDARS}/SZ/days/2026-10-01"),
        *(NUMBERS, f"{NUMBERS}/C", VALUES, f"{VALUES}/test.limit"),
    ],
)
def test_is_not_there_for_who_does_not_set_up_the_company(path):
    make_calendar()

    assert client_of(make_user()).get(path).status_code == 404


@pytest.mark.parametrize("path", [f"{CALENDARS}/NO/week", f"{CALENDARS}/NO/year", f"{VALUES}/no"])
def test_what_does_not_exist_is_not_there(ana, path):
    assert ana.get(path).status_code == 404


def test_a_company_and_a_site_are_entered_and_corrected(ana):
    calendar = make_calendar()
    ana.post(f"{COMPANY}/entities/new", {"code": "nw", "name": "Northwell", "country": "CN"})
    entity = LegalEntity.objects.get()
    place = {"entity": entity.pk, "time_zone": "Asia/Manila", "calendar": calendar.pk}
    ana.post(f"{COMPANY}/sites/new", place | {"code": "mnl", "name": "Manila"})
    ana.post(f"{COMPANY}/entities/NW/edit", {"name": "Northwell Ltd", "country": "PH"})
    ana.post(f"{COMPANY}/sites/MNL/edit", place | {"name": "Makati"})

    assert LegalEntity.objects.values_list("code", "name", "country").get() == (
        "NW",
        "Northwell Ltd",
        "PH",
    )
    assert Site.objects.values_list("code", "name").get() == ("MNL", "Makati")
    page = ana.get(COMPANY).content.decode()
    assert "Philippines" in page
    assert "Makati" in page


def test_a_code_is_taken_once(ana):
    register_entity(code="NW", name="Northwell", country="CN", actor=SYSTEM, at=NEW_YEAR)

    for code in ("nw", "n w", ""):
        form = {"code": code, "name": "Other", "country": "CN"}
        assert ana.post(f"{COMPANY}/entities/new", form, headers=HTMX).status_code == 422

    assert LegalEntity.objects.get().name == "Northwell"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("08:00–12:00, 13:00–17:00", OFFICE),
        ("13-17 8-12", OFFICE),
        ("8.00 - 12.00；13：00～17：00", OFFICE),
        ("", []),
        ("22:00–24:00", [[1320, 1440]]),
        ("08:00–12:00, 11:00–13:00", None),
        ("12–8", None),
        ("0–25", None),
        ("all day", None),
        ("8–12 and more", None),
    ],
)
def test_hours_are_read_as_people_write_them(text, expected):
    assert intervals_in(text) == expected
    if expected:
        assert intervals_in(in_words(expected)) == expected


def test_a_calendar_is_entered_with_its_week(ana):
    ana.post(f"{CALENDARS}/new", WEEK | {"code": "sz"})

    calendar = Calendar.objects.get()
    assert (calendar.code, calendar.time_zone) == ("SZ", "Asia/Shanghai")
    assert calendar.weekly == [OFFICE] * 5 + [[], []]
    assert b">40<" in ana.get(CALENDARS).content


@pytest.mark.parametrize(
    "change",
    [{"day_0": "9–5"}, {"time_zone": "Mars/Olympus"}, {f"day_{day}": "" for day in range(7)}],
)
def test_a_week_that_cannot_be_is_shown_again(ana, change):
    make_calendar()

    answer = ana.post(f"{CALENDARS}/SZ/week", WEEK | change, headers=HTMX)

    assert answer.status_code == 422
    assert b"is-invalid" in answer.content or b"Nobody works in this week" in answer.content
    assert Calendar.objects.get().weekly == [OFFICE] * 5 + [[], []]


def owe(hours, count):
    terms = {"owner": Ref("user", 1), "readers": [], "work": timedelta(hours=hours)}
    for number in range(count):
        promise(Ref("case", number), "cases.first_response", **terms, at=clock.now())


def test_says_which_dates_a_week_would_move_and_moves_none(ana):
    make_calendar(weekly=[[[0, 1440]]] * 7)
    owe(200, 3)
    before = list(Promise.objects.values_list("due_at", flat=True))
    entries = Entry.objects.count()

    page = ana.post(f"{CALENDARS}/SZ/week/preview", WEEK).content.decode()
    same = {f"day_{day}": "0–24" for day in range(7)}
    stays = ana.post(f"{CALENDARS}/SZ/week/preview", WEEK | same).content.decode()
    wrong = ana.post(f"{CALENDARS}/SZ/week/preview", WEEK | {"day_0": "x"}).content.decode()

    assert "3 open promises get another date" in page
    assert "of 3: 3 later, 0 earlier." in page
    assert "all dates stay" in stays
    assert "Mend the form" in wrong
    assert Calendar.objects.get().weekly == [[[0, 1440]]] * 7
    assert list(Promise.objects.values_list("due_at", flat=True)) == before
    assert Entry.objects.count() == entries


def test_a_changed_week_counts_open_promises_again(ana, run_jobs):
    make_calendar(weekly=[[[0, 1440]]] * 7)
    owe(200, 1)
    before = Promise.objects.get().due_at

    ana.post(f"{CALENDARS}/SZ/week", WEEK)
    run_jobs()

    assert Promise.objects.get().due_at > before


def test_a_year_is_shown_in_words(ana, django_assert_max_num_queries):
    calendar = make_calendar()
    for on, name, hours in (
        (date(2025, 10, 1), "National Day", []),
        (date(2025, 9, 28), "Worked for it", OFFICE),
        (date(2025, 9, 30), "Short day", [[480, 720]]),
    ):
        mark_day(calendar, on=on, name=name, intervals=hours, actor=SYSTEM, at=NEW_YEAR)

    with django_assert_max_num_queries(10):
        answer = ana.get(f"{CALENDARS}/SZ/year?year=2025")

    days = [(each.kind, each.name) for each in answer.context["differing"]]
    assert days == [
        ("instead", "Worked for it"),
        ("other", "Short day"),
        ("holiday", "National Day"),
    ]
    counts = {kind: count for kind, _label, count in answer.context["legend"]}
    assert sum(counts.values()) == 365
    assert (counts["holiday"], counts["instead"], counts["other"]) == (1, 1, 1)
    assert (counts["work"], counts["off"]) == (259, 103)
    assert answer.content.count(b'class="day day-') == 365 + 5


def test_a_day_is_marked_previewed_and_cleared(ana):
    make_calendar()
    path = f"{CALENDARS}/SZ/days/2030-10-01"
    form = {"name": "Stocktaking", "intervals": "08:00–10:00"}
    preview = ana.post(f"{path}/preview", form).content.decode()
    assert "No clock runs in this calendar." in preview
    assert not CalendarDay.objects.exists()

    ana.post(path, form)
    assert CalendarDay.objects.values_list("name", "intervals").get() == (
        "Stocktaking",
        [[480, 600]],
    )
    assert ana.post(path, form | {"intervals": "10–9"}, headers=HTMX).status_code == 422

    ana.post(f"{path}/clear")
    assert not CalendarDay.objects.exists()


def test_a_day_that_is_none_is_not_there(ana):
    make_calendar()

    assert ana.get(f"{CALENDARS}/SZ/days/2030-02-30").status_code == 404


def test_public_holidays_are_shown_before_they_are_taken_over(ana):
    make_calendar()
    path = f"{CALENDARS}/SZ/import"
    chosen = {"country": "CN", "year": "2025"}

    page = ana.get(path, chosen).content.decode()
    assert "Worked instead" in page
    assert not CalendarDay.objects.exists()

    ana.post(path, chosen)
    assert CalendarDay.objects.get(on=date(2025, 9, 28)).intervals == OFFICE
    again = ana.get(path, chosen).content.decode()
    assert "All of them are in the calendar already." in again
    assert "not known yet" in ana.get(path, chosen | {"year": "2090"}).content.decode()


def test_a_region_has_holidays_of_its_own(ana):
    make_calendar()

    ana.post(f"{CALENDARS}/SZ/import", {"country": "DE", "region": "BY", "year": "2026"})

    assert CalendarDay.objects.filter(on=date(2026, 1, 6)).exists()


def test_a_country_nobody_knows_is_shown_as_wrong(ana):
    make_calendar()

    answer = ana.post(f"{CALENDARS}/SZ/import", {"country": "ZZ", "year": "2026"})

    assert answer.status_code == 422
    assert not CalendarDay.objects.exists()


def test_numbers_get_another_look_and_the_old_one_back(ana):
    year = clock.now().year
    next_code("WO", at=clock.now())
    page = f"{NUMBERS}/WO"
    typed = {"begins": "rep", "years": "short", "digits": "4"}

    assert f"WO-{year}-00002" in ana.get(NUMBERS).content.decode()
    assert b"Nobody has changed it" in ana.get(page).content
    seen = ana.post(f"{page}/preview", typed, headers=HTMX).content.decode()
    assert f"REP-{year % 100}-0002" in seen
    assert b"Mend the form" in ana.post(f"{page}/preview", {"begins": "-"}).content
    for fields in (typed, {"begins": "WO", "years": "none", "digits": "3"}):
        ana.post(page, fields)
    assert "WO-001" in ana.get(NUMBERS).content.decode()
    ana.post(f"{page}/{NumberFormat.objects.earliest('pk').pk}/revert")

    assert next_code("WO", at=clock.now()) == f"REP-{year % 100}-0002"
    assert ana.post(page, typed | {"begins": "C"}, headers=HTMX).status_code == 409
    assert ana.post(page, typed | {"digits": "9"}, headers=HTMX).status_code == 422
    assert ana.get(f"{NUMBERS}/NO").status_code == 404


def test_a_value_is_changed_and_brought_back(ana):
    assert b"Nobody has changed it" in ana.get(f"{VALUES}/test.limit").content
    assert ana.post(f"{VALUES}/test.limit", {"value": "much"}, headers=HTMX).status_code == 422
    for value in ("50", "60"):
        ana.post(f"{VALUES}/test.limit", {"value": value})
    assert setting("test.limit") == 60
    assert b"Ana" in ana.get(f"{VALUES}/test.limit").content

    first = SettingChange.objects.order_by("pk").first()
    ana.post(f"{VALUES}/test.limit/{first.pk}/revert")

    assert setting("test.limit") == 50
    assert SettingChange.objects.count() == 3


def test_every_setting_there_is_can_be_changed(ana):
    page = ana.get(VALUES).content.decode()

    for each in known_settings():
        assert each.name in page
        assert ana.get(f"{VALUES}/{each.name}").status_code == 200
