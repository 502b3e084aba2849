from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import connection, transaction
from django.utils.translation import gettext as _

from aftercare.base.company.events import (
    CalendarChanged,
    CompanyChanged,
    NumberFormatChanged,
    SettingChanged,
)
from aftercare.base.company.models import (
    Calendar,
    CalendarDay,
    LegalEntity,
    NumberFormat,
    SettingChange,
    Site,
)
from aftercare.base.company.permissions import CompanyPermission
from aftercare.base.company.queries import (
    days_of,
    is_number_prefix_free,
    number_formats,
    public_holidays,
    settings_now,
    swapped_working_days,
    usual_number_format,
)
from aftercare.base.company.states import YearStyle
from aftercare.base.company.steps import lay_out_work
from aftercare.base.journal.steps import announce
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused

DAY = 24 * 60


class BadHours(Refused):
    """The hours of a day overlap, end before they begin, or lie outside the day."""


class PrefixIsTaken(Refused):
    """Numbers of another kind begin like this, or have done so."""


class UnknownTimeZone(Refused):
    """Nobody knows a time zone of this name."""


@transaction.atomic
def register_entity(
    *, code: str, name: str, country: str, actor: Actor, at: datetime
) -> LegalEntity:
    """Enter a company of ours, or correct the one of this code."""
    actor.must(CompanyPermission.SET_UP)
    entity, _created = LegalEntity.objects.update_or_create(
        code=code, defaults={"name": name, "country": country}
    )
    announce(CompanyChanged(legal_entity_id=entity.pk), actor=actor, at=at)
    return entity


@transaction.atomic
def register_site(
    *,
    code: str,
    name: str,
    entity: LegalEntity,
    time_zone: str,
    calendar: Calendar,
    actor: Actor,
    at: datetime,
) -> Site:
    """Enter a place where our people work, or correct it. Raises `UnknownTimeZone`."""
    actor.must(CompanyPermission.SET_UP)
    _must_know(time_zone)
    site, _created = Site.objects.update_or_create(
        code=code,
        defaults={"name": name, "entity": entity, "time_zone": time_zone, "calendar": calendar},
    )
    announce(CompanyChanged(site_id=site.pk), actor=actor, at=at)
    return site


@transaction.atomic
def set_working_week(
    *,
    code: str,
    name: str,
    time_zone: str,
    weekly: Sequence[Sequence[Sequence[int]]],
    actor: Actor,
    at: datetime,
) -> Calendar:
    """
    Say when people work in a week: seven lists of `[opens, closes]` in minutes, Monday first.

    Open promises counted in this calendar get new dates. Raises `BadHours`, `UnknownTimeZone`.
    """
    actor.must(CompanyPermission.SET_UP)
    _must_know(time_zone)
    week = [_tidy(intervals) for intervals in weekly]
    if not any(week):
        raise BadHours(_("Nobody works in this week. Give at least one day some hours."))
    calendar, _created = Calendar.objects.update_or_create(
        code=code, defaults={"name": name, "time_zone": time_zone, "weekly": week}
    )
    lay_out_work(calendar, at=at)
    announce(CalendarChanged(calendar_id=calendar.pk), actor=actor, at=at)
    return calendar


@transaction.atomic
def mark_day(
    calendar: Calendar,
    *,
    on: date,
    name: str,
    intervals: Sequence[Sequence[int]] = (),
    actor: Actor,
    at: datetime,
) -> None:
    """Let a day differ from the week: a holiday without hours, or a day worked with these."""
    actor.must(CompanyPermission.SET_UP)
    CalendarDay.objects.update_or_create(
        calendar=calendar, on=on, defaults={"name": name, "intervals": _tidy(intervals)}
    )
    lay_out_work(calendar, at=at)
    announce(CalendarChanged(calendar_id=calendar.pk), actor=actor, at=at)


@transaction.atomic
def clear_day(calendar: Calendar, *, on: date, actor: Actor, at: datetime) -> None:
    """Let a day be like any other of its week again."""
    actor.must(CompanyPermission.SET_UP)
    CalendarDay.objects.filter(calendar=calendar, on=on).delete()
    lay_out_work(calendar, at=at)
    announce(CalendarChanged(calendar_id=calendar.pk), actor=actor, at=at)


@transaction.atomic
def import_public_holidays(
    calendar: Calendar, *, country: str, year: int, region: str = "", actor: Actor, at: datetime
) -> int:
    """
    Take over the public holidays of a country or region; return how many days differ by them.

    Days that are worked instead of one (China) get the hours of the calendar's Monday. Days
    that somebody has marked already stay as they are.
    """
    actor.must(CompanyPermission.SET_UP)
    monday = calendar.weekly[0]
    days = [
        CalendarDay(calendar=calendar, on=day, name=name, intervals=[])
        for day, name in public_holidays(country, year, region=region).items()
    ] + [
        CalendarDay(calendar=calendar, on=day, name=_("Working day"), intervals=monday)
        for day in swapped_working_days(country, year)
    ]
    marked = set(days_of(calendar, year).values_list("on", flat=True))
    new = [day for day in days if day.on not in marked]
    CalendarDay.objects.bulk_create(new, ignore_conflicts=True)
    lay_out_work(calendar, at=at)
    announce(CalendarChanged(calendar_id=calendar.pk), actor=actor, at=at)
    return len(new)


@transaction.atomic
def change_settings(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    """Give settings new values; the old ones stay in their history. What is so already stays."""
    actor.must(CompanyPermission.SET_UP)
    now = settings_now()
    for name, value in values.items():
        if now[name] == value:
            continue
        SettingChange.objects.create(setting=name, value=value, by=str(actor.ref), at=at)
        announce(SettingChanged(setting=name), actor=actor, at=at)


@transaction.atomic
def set_number_format(
    kind: str, *, prefix: str, years: YearStyle, digits: int, actor: Actor, at: datetime
) -> None:
    """
    Let document numbers of a kind look like this from the next one on; those given stay.

    No number comes twice: each kind counts on as it did, and keeps its prefixes for itself.
    Raises `PrefixIsTaken`.
    """
    actor.must(CompanyPermission.SET_UP)
    with connection.cursor() as cursor:  # or two kinds could take one prefix at once
        cursor.execute("LOCK TABLE company_numberformat IN SHARE ROW EXCLUSIVE MODE")
    prefix = prefix.strip().upper()
    if not is_number_prefix_free(prefix, kind=kind):
        raise PrefixIsTaken(
            _("Other numbers begin with “%(prefix)s”, or did. Choose another beginning.")
            % {"prefix": prefix}
        )
    now = number_formats(kind).first() or usual_number_format(kind)
    if (now.prefix, now.years, now.digits) == (prefix, years, digits):
        return
    NumberFormat.objects.create(
        kind=kind, prefix=prefix, years=years, digits=digits, by=str(actor.ref), at=at
    )
    announce(NumberFormatChanged(kind=kind), actor=actor, at=at)


def _must_know(time_zone: str) -> None:
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownTimeZone(
            _("There is no time zone “%(zone)s”. Choose one such as Asia/Manila.")
            % {"zone": time_zone}
        ) from None


def _tidy(intervals: Sequence[Sequence[int]]) -> list[list[int]]:
    ordered = sorted([int(opens), int(closes)] for opens, closes in intervals)
    ends = [0, *(closes for _opens, closes in ordered)]
    for end, (opens, closes) in zip(ends, ordered, strict=False):
        if not end <= opens < closes <= DAY:
            raise BadHours(_("Hours must not overlap and have to end after they begin."))
    return ordered
