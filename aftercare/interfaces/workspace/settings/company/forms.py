from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.models import Calendar, LegalEntity, Site
from aftercare.base.company.queries import Setting, countries, regions_of
from aftercare.base.company.states import YearStyle
from aftercare.interfaces.ui.choices import country_choices
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.profile.forms import time_zones
from aftercare.interfaces.workspace.settings.company.hours import HoursField, Intervals

OFFICE = [[8 * 60, 12 * 60], [13 * 60, 17 * 60]]
FIRST_YEAR, LAST_YEAR = 2000, 2100


PREFIX = RegexValidator(r"^[A-Za-z][A-Za-z0-9]*$", _("A letter first, then letters or digits."))


class NewCode(forms.CharField):
    """A short code that stays for good, so it must not be taken."""

    def __init__(self, rows: Any, **options: Any) -> None:
        letters = RegexValidator(r"^[A-Za-z0-9-]+$", _("Only letters, digits and hyphens."))
        limits: dict[str, Any] = {"max_length": 20, "validators": [letters], "label": _("Code")}
        super().__init__(**limits | options)
        self.rows = rows

    def clean(self, value: Any) -> str:
        """Refuse what is taken."""
        code = str(super().clean(value)).upper()
        if self.rows.objects.filter(code__iexact=code).exists():
            raise forms.ValidationError(_("This code is taken. Choose another one."))
        return code


class EntityForm(Form):
    """A company of ours."""

    name = forms.CharField(label=_("Name"), max_length=160, help_text=_("As in the register."))
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)


class NewEntityForm(EntityForm):
    """A company of ours that is not entered yet."""

    code = NewCode(LegalEntity)


class NumberForm(Form):
    """How the document numbers of a kind look."""

    begins = forms.CharField(
        label=_("Beginning"),
        max_length=6,
        validators=[PREFIX],
        help_text=_("Letters and digits that no other kind of document begins with."),
    )
    years = forms.ChoiceField(label=_("Year"), choices=YearStyle.choices)
    digits = forms.IntegerField(
        label=_("Digits at least"),
        min_value=3,
        max_value=8,
        help_text=_("Shorter numbers begin with zeros; longer ones simply are longer."),
    )

    def clean(self) -> dict[str, Any]:
        """Name what was typed as formats do."""
        data = super().clean() or {}
        return data | {"prefix": str(data.pop("begins", "")).upper()}


class SiteForm(Form):
    """A place where our people work."""

    name = forms.CharField(label=_("Name"), max_length=120)
    entity = forms.ModelChoiceField(LegalEntity.objects.order_by("name"), label=_("Company"))
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)
    calendar = forms.ModelChoiceField(Calendar.objects.order_by("name"), label=_("Calendar"))


class NewSiteForm(SiteForm):
    """A place where our people work that is not entered yet."""

    code = NewCode(Site)


class WeekForm(Form):
    """When people work in a week."""

    name = forms.CharField(label=_("Name"), max_length=80)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)

    def __init__(self, calendar: Calendar | None, data: Any = None) -> None:
        week = calendar.weekly if calendar else [OFFICE] * 5 + [[], []]
        start = {"name": calendar.name, "time_zone": calendar.time_zone} if calendar else {}
        super().__init__(data, initial=start)
        for number, name in WEEKDAYS.items():
            self.fields[f"day_{number}"] = HoursField(label=name, initial=week[number])

    def week(self) -> list[tuple[forms.BoundField, list[dict[str, float]]]]:
        """Return the field of each day, and where its hours lie as parts of the day."""
        days = [self[f"day_{number}"] for number in WEEKDAYS]
        return [(day, _bars(day.initial)) for day in days]

    def values(self) -> dict[str, Any]:
        """Return what the operation asks for."""
        kept = {name: value for name, value in self.cleaned_data.items() if name[:4] != "day_"}
        return kept | {"weekly": [self.cleaned_data[f"day_{number}"] for number in WEEKDAYS]}

    def clean(self) -> dict[str, Any]:
        """Refuse a week in which nobody works."""
        data = super().clean() or {}
        days = [data.get(f"day_{number}") for number in WEEKDAYS]
        if not self.errors and not any(days):
            raise forms.ValidationError(
                _("Nobody works in this week. Give at least one day some hours.")
            )
        return data


def _bars(intervals: Intervals) -> list[dict[str, float]]:
    return [
        {"start": round(opens / 14.4, 2), "width": round((closes - opens) / 14.4, 2)}
        for opens, closes in intervals
    ]


class NewCalendarForm(WeekForm):
    """A calendar that is not entered yet."""

    code = NewCode(Calendar, help_text=_("Such as SZ or MANILA."))


class DayForm(Form):
    """A day that differs from its week."""

    name = forms.CharField(
        label=_("What day is it?"), max_length=120, help_text=_("Such as Stocktaking.")
    )
    intervals = HoursField(
        label=_("Hours"), help_text=_("Such as 08:00–12:00. Empty: nobody works.")
    )


class ImportForm(Form):
    """Whose public holidays, and of which year."""

    country = forms.ChoiceField(label=_("Country"))
    region = forms.ChoiceField(label=_("Region"), required=False)
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def __init__(self, data: Any, *, country: str, year: int) -> None:
        super().__init__(data, initial={"country": country, "year": year})
        known = set(countries())
        named = [each for each in country_choices() if each[0] in known]
        self.fields["country"] = forms.ChoiceField(label=_("Country"), choices=named)
        regions = regions_of(country) if country in known else {}
        every = [("", _("The whole country")), *sorted(regions.items(), key=lambda each: each[1])]
        self.fields["region"] = forms.ChoiceField(
            label=_("Region"), choices=every, required=False, disabled=not regions
        )


FIELDS: dict[type, Callable[..., forms.Field]] = {
    bool: lambda **options: forms.BooleanField(**options | {"required": False}),
    int: forms.IntegerField,
    float: forms.FloatField,
    str: lambda **options: forms.CharField(**options | {"max_length": 500}),
}


class ValueForm(Form):
    """The value of a setting, by the kind of value it has."""

    def __init__(self, setting: Setting, value: Any, data: Any = None) -> None:
        super().__init__(data)
        shown: dict[str, Any] = {
            "label": _("Value"),
            "initial": value,
            "help_text": str(setting.help),
        }
        if setting.choices:
            self.fields["value"] = forms.ChoiceField(
                choices=setting.choices(), required=False, **shown
            )
        else:
            self.fields["value"] = FIELDS[type(setting.default)](**shown)


def a_year(typed: str, today: date) -> int:
    """Return the year that was asked for, or this one."""
    if typed.isdecimal() and FIRST_YEAR <= int(typed) <= LAST_YEAR:
        return int(typed)
    return today.year
