from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise as LazyText

from aftercare.base.company.models import (
    Calendar,
    CalendarDay,
    LegalEntity,
    NumberFormat,
    Series,
    SettingChange,
    Site,
)
from aftercare.base.company.permissions import CompanyPermission
from aftercare.base.company.policies import usual_format
from aftercare.base.company.states import YearStyle
from aftercare.kit.actors import Actor
from aftercare.kit.together import asked_once


@dataclass(frozen=True)
class Setting:
    """
    A value people may change: its name, what it is when nobody has, and what it does.

    choices: gives what it may be, as pairs of a value and its name; None where it is free.
    """

    name: str
    default: Any
    help: "str | LazyText"
    choices: Callable[[], Sequence[tuple[str, str]]] | None = None


_known: dict[str, Setting] = {}


def register_setting(setting: Setting) -> Setting:
    """Make a setting known; its app calls this once, when it is loaded."""
    _known[setting.name] = setting
    return setting


def known_settings() -> list[Setting]:
    """Return all settings there are, by name."""
    return sorted(_known.values(), key=lambda each: each.name)


def setting(name: str) -> Any:
    """Return the value of a setting now. One query."""
    newest = SettingChange.objects.filter(setting=name).order_by("-pk").first()
    return newest.value if newest else _known[name].default


def setting_history(name: str) -> QuerySet[SettingChange]:
    """Return the values a setting has had, the newest first."""
    return SettingChange.objects.filter(setting=name).order_by("-pk")


@asked_once
def default_calendar() -> Calendar | None:
    """Return the calendar of promises that name none: the one entered first."""
    return Calendar.objects.order_by("pk").first()


def visible_calendars(actor: Actor) -> QuerySet[Calendar]:
    """Return the calendars for who works here; customers need not know them."""
    calendars = Calendar.objects.order_by("code")
    return calendars if actor.kind in {"user", "system"} else calendars.none()


def visible_sites(actor: Actor) -> QuerySet[Site]:
    """Return our sites with their companies, for who sets them up."""
    sites = Site.objects.select_related("entity", "calendar").order_by("code")
    return sites if actor.may(CompanyPermission.SET_UP) else sites.none()


def visible_entities(actor: Actor) -> QuerySet[LegalEntity]:
    """Return our legal entities, for who sets them up."""
    entities = LegalEntity.objects.order_by("code")
    return entities if actor.may(CompanyPermission.SET_UP) else entities.none()


def days_of(calendar: Calendar, year: int) -> QuerySet[CalendarDay]:
    """Return the days of a year that differ from the week, in order."""
    return CalendarDay.objects.filter(calendar=calendar, on__year=year).order_by("on")


def countries() -> list[str]:
    """Return the codes of the countries whose public holidays are known."""
    from holidays.registry import EntityLoader  # noqa: PLC0415  # large, and seldom asked

    return sorted(EntityLoader.get_country_codes(include_aliases=False))


def regions_of(country: str) -> dict[str, str]:
    """Return the regions of a country that have holidays of their own, by code."""
    known = _holidays_of(country)
    names = {code: name for name, code in known.subdivisions_aliases.items()}
    return {code: names.get(code, code) for code in known.subdivisions}


def _holidays_of(country: str, **asked: Any) -> Any:
    import holidays  # noqa: PLC0415  # large, and seldom asked

    return holidays.country_holidays(country, **asked)


def public_holidays(
    country: str, year: int, *, region: str = "", language: str = "en_US"
) -> dict[date, str]:
    """Return the public holidays of a country as the library `holidays` knows them."""
    known = _holidays_of(country, subdiv=region or None, years=year, language=language)
    return dict(sorted(known.items()))


def swapped_working_days(country: str, year: int) -> list[date]:
    """Return the days off that are worked instead of a holiday (China), as far as known."""
    known = _holidays_of(country, years=year)
    return sorted(day for day in known.weekend_workdays if day.year == year)


def known_setting(name: str) -> Setting | None:
    """Return the setting of this name, if there is one."""
    return _known.get(name)


def settings_now() -> dict[str, Any]:
    """Return the values of all settings. One query."""
    newest = SettingChange.objects.order_by("setting", "-pk").distinct("setting")
    given = dict(newest.values_list("setting", "value"))
    return {name: given.get(name, each.default) for name, each in sorted(_known.items())}


_number_kinds: dict[str, "str | LazyText"] = {}


def register_number(kind: str, name: "str | LazyText") -> None:
    """Name what a kind of document numbers counts; its app calls this once, when it is loaded."""
    _number_kinds[kind] = name


@dataclass(frozen=True)
class Numbering:
    """How documents of a kind are numbered, and how far it has got in this year."""

    kind: str
    name: "str | LazyText"
    format: NumberFormat
    counts: Mapping[int, int]
    """How many were given in each year; year 0 counts on over the years."""
    year: int

    @property
    def last(self) -> int:
        """Return how many were given in this year, or ever if the count goes on."""
        return self.counted_as(self.format)

    def counted_as(self, form: NumberFormat) -> int:
        """Return how many were given in the count that a format goes on with."""
        return self.counts.get(0 if form.years == YearStyle.NONE else self.year, 0)

    def shown(self, number: int) -> str:
        """Return a number of the kind as it looks today; nothing for none."""
        return self.format.code(number, year=self.year) if number else ""


def numberings(actor: Actor, *, year: int) -> list[Numbering]:
    """Return all kinds of document numbers, for who sets up. Two queries."""
    if not actor.may(CompanyPermission.SET_UP):
        return []
    newest = NumberFormat.objects.order_by("kind", "-pk").distinct("kind")
    formats = {each.kind: each for each in newest}
    counts: dict[str, dict[int, int]] = {}
    for each in Series.objects.all():
        counts.setdefault(each.prefix, {})[each.year] = each.last
    return [
        Numbering(
            kind,
            _number_kinds.get(kind, kind),
            formats.get(kind) or usual_number_format(kind),
            counts.get(kind, {}),
            year,
        )
        for kind in sorted({*_number_kinds, *formats, *counts})
    ]


def usual_number_format(kind: str) -> NumberFormat:
    """Return the format of a kind that nobody has set up; it is not stored."""
    prefix, years, digits = usual_format(kind)
    return NumberFormat(kind=kind, prefix=prefix, years=years, digits=digits)


def number_formats(kind: str) -> QuerySet[NumberFormat]:
    """Return the formats a kind of number has had, the newest first."""
    return NumberFormat.objects.filter(kind=kind).order_by("-pk")


def is_number_prefix_free(prefix: str, *, kind: str) -> bool:
    """Return whether no number of another kind begins so, or ever did."""
    others = {*_number_kinds, *Series.objects.values_list("prefix", flat=True)} - {kind}
    used = NumberFormat.objects.exclude(kind=kind).filter(prefix__iexact=prefix)
    return prefix.upper() not in others and not used.exists()
