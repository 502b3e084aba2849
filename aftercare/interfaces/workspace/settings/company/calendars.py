from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.company.models import Calendar
from aftercare.base.company.operations import (
    clear_day,
    import_public_holidays,
    mark_day,
    set_working_week,
)
from aftercare.base.company.queries import (
    days_of,
    public_holidays,
    swapped_working_days,
    visible_calendars,
    visible_entities,
)
from aftercare.base.promises.queries import Moves, dates_that_move
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.company.forms import (
    DayForm,
    ImportForm,
    NewCalendarForm,
    WeekForm,
    a_year,
)
from aftercare.interfaces.workspace.settings.company.hours import in_words
from aftercare.interfaces.workspace.settings.company.sections import CALENDARS
from aftercare.interfaces.workspace.settings.company.year import year_of
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.kit import clock

FOLDER = "workspace/settings/company/"


@require_GET
@part_of(CALENDARS)
def calendars(request: ActorRequest) -> HttpResponse:
    """Show when people work, calendar by calendar."""
    rows = [(each, _hours_in(each)) for each in visible_calendars(request.actor)]
    return settings_page(request, f"{FOLDER}calendars.html", {"calendars": rows})


def _hours_in(calendar: Calendar) -> str:
    minutes = sum(closes - opens for day in calendar.weekly for opens, closes in day)
    return f"{minutes / 60:g}"


def _calendar(request: ActorRequest, code: str) -> Calendar:
    return get_object_or_404(visible_calendars(request.actor), code=code)


@require_http_methods(["GET", "POST"])
@part_of(CALENDARS)
def new_calendar(request: ActorRequest) -> HttpResponse:
    """Say when people of another place work."""
    form = NewCalendarForm(None, request.POST or None)
    return form_page(
        request,
        form,
        title=_("New calendar"),
        back=CALENDARS.url,
        save=lambda _data: set_working_week(**form.values(), actor=request.actor, at=clock.now()),
        said=_("Saved. Take over its public holidays next."),
        fields=f"{FOLDER}_week_fields.html",
    )


@require_http_methods(["GET", "POST"])
@part_of(CALENDARS)
def change_week(request: ActorRequest, code: str) -> HttpResponse:
    """Say when people work in a week."""
    calendar = _calendar(request, code)
    form = WeekForm(calendar, request.POST or None)
    return form_page(
        request,
        form,
        title=calendar.name,
        back=CALENDARS.url,
        save=lambda _data: set_working_week(
            code=code, **form.values(), actor=request.actor, at=clock.now()
        ),
        said=_("Saved. Open promises are being counted again."),
        fields=f"{FOLDER}_week_fields.html",
        above=f"{FOLDER}_calendar_tabs.html",
        calendar=calendar,
        preview=reverse("workspace:calendar-preview", args=[code]),
    )


@contextmanager
def _rehearsal() -> Iterator[None]:
    """Let everything be as it was afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _shown(request: ActorRequest, moves: Moves | None) -> HttpResponse:
    return render(request, f"{FOLDER}_preview.html", {"moves": moves})


@require_POST
@part_of(CALENDARS)
def preview_week(request: ActorRequest, code: str) -> HttpResponse:
    """Show how many open promises would get another date. Changes nothing."""
    calendar, at = _calendar(request, code), clock.now()
    form = WeekForm(calendar, request.POST)
    if not form.is_valid():
        return _shown(request, None)
    with _rehearsal():
        set_working_week(code=code, **form.values(), actor=request.actor, at=at)
        moves = dates_that_move(calendar, at)
    return _shown(request, moves)


@require_GET
@part_of(CALENDARS)
def year(request: ActorRequest, code: str) -> HttpResponse:
    """Show a year of a calendar, day by day."""
    calendar = _calendar(request, code)
    today = localdate()
    shown = year_of(calendar, a_year(request.GET.get("year", ""), today), today=today)
    context = shown | {"calendar": calendar, "title": calendar.name, "tab": "year"}
    return settings_page(request, f"{FOLDER}year.html", context)


def _date(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as wrong:
        raise Http404 from wrong


def _year_page(calendar: Calendar, on: int) -> str:
    return reverse("workspace:calendar-year", args=[calendar.code]) + f"?year={on}"


@require_http_methods(["GET", "POST"])
@part_of(CALENDARS)
def change_day(request: ActorRequest, code: str, day: str) -> HttpResponse:
    """Let a day differ from its week."""
    calendar, on = _calendar(request, code), _date(day)
    entry = days_of(calendar, on.year).filter(on=on).first()
    usual = calendar.weekly[on.weekday()]
    start = {"name": entry.name, "intervals": entry.intervals} if entry else {}
    return form_page(
        request,
        DayForm(request.POST or None, initial=start),
        title=_("A day that differs"),
        back=_year_page(calendar, on.year),
        save=lambda data: mark_day(calendar, on=on, **data, actor=request.actor, at=clock.now()),
        said=_("Saved. Open promises are being counted again."),
        fields=f"{FOLDER}_day_fields.html",
        below=f"{FOLDER}_day_below.html",
        calendar=calendar,
        on=on,
        entry=entry,
        usual=in_words(usual),
        preview=reverse("workspace:calendar-day-preview", args=[code, day]),
    )


@require_POST
@part_of(CALENDARS)
def preview_day(request: ActorRequest, code: str, day: str) -> HttpResponse:
    """Show how many open promises a day would move. Changes nothing."""
    calendar, on, at = _calendar(request, code), _date(day), clock.now()
    form = DayForm(request.POST)
    form.full_clean()
    hours = form.cleaned_data.get("intervals")
    if hours is None:
        return _shown(request, None)
    with _rehearsal():
        mark_day(calendar, on=on, name="", intervals=hours, actor=request.actor, at=at)
        moves = dates_that_move(calendar, at)
    return _shown(request, moves)


@require_POST
@part_of(CALENDARS)
def clear(request: ActorRequest, code: str, day: str) -> HttpResponse:
    """Let a day be like any other of its week again."""
    calendar, on = _calendar(request, code), _date(day)
    clear_day(calendar, on=on, actor=request.actor, at=clock.now())
    return done(request, _("It is a day like any other again."), _year_page(calendar, on.year))


@require_http_methods(["GET", "POST"])
@part_of(CALENDARS)
def import_days(request: ActorRequest, code: str) -> HttpResponse:
    """Take over public holidays, after showing which days they are and what they move."""
    calendar, today = _calendar(request, code), localdate()
    sent = request.POST or request.GET
    first = visible_entities(request.actor).first()
    asked = sent.get("country") or (first.country if first else "")
    form = ImportForm(
        sent if "country" in sent else None,
        country=asked,
        year=a_year(request.GET.get("year", ""), today),
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        count = import_public_holidays(calendar, **chosen, actor=request.actor, at=clock.now())
        said = ngettext("%(n)s day differs now.", "%(n)s days differ now.", count) % {"n": count}
        return done(request, said, _year_page(calendar, chosen["year"]))
    return _import_page(request, calendar, form)


def _import_page(request: ActorRequest, calendar: Calendar, form: ImportForm) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "calendar": calendar,
        "title": calendar.name,
        "tab": "import",
    }
    if form.is_bound and form.is_valid():
        context |= _to_import(calendar, **form.cleaned_data)
        context["moves"] = _moved_by_import(request, calendar, form.cleaned_data)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return settings_page(request, f"{FOLDER}import.html", context, status=status)


def _moved_by_import(request: ActorRequest, calendar: Calendar, chosen: dict[str, Any]) -> Moves:
    at = clock.now()
    with _rehearsal():
        import_public_holidays(calendar, **chosen, actor=request.actor, at=at)
        return dates_that_move(calendar, at)


def _to_import(calendar: Calendar, *, country: str, region: str, year: int) -> dict[str, Any]:
    marked = set(days_of(calendar, year).values_list("on", flat=True))
    holidays = public_holidays(country, year, region=region)
    swapped = swapped_working_days(country, year)
    found = [
        *((day, name, "holiday") for day, name in holidays.items()),
        *((day, _("Working day"), "instead") for day in swapped),
    ]
    return {
        "found": [(*each, each[0] in marked) for each in sorted(found)],
        "is_new": any(day not in marked for day, _name, _kind in found),
        "lacks_swaps": country == "CN" and not swapped,
    }
