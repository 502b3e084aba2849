from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.base.people.models import User
from aftercare.base.people.states import Density, NoticeBy, Theme
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.notifications.kinds import KINDS

LONGEST_SIGNATURE = 1000


def time_zones() -> list[Any]:
    """Return the time zones there are, by continent, for a list to choose from."""
    named = sorted(zone for zone in available_timezones() if "/" in zone and zone[0].isupper())
    grouped = groupby(named, key=lambda zone: zone.partition("/")[0])
    places = [(area, [(each, _place(each)) for each in zones]) for area, zones in grouped]
    return [("UTC", "UTC"), *places]


def _place(zone: str) -> str:
    return zone.partition("/")[2].replace("_", " ")


class ProfileForm(Form):
    """How somebody likes it."""

    name = forms.CharField(
        label=pgettext_lazy("person", "Name"), max_length=120, help_text=_("As customers read it.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zones,
        help_text=_("Times are shown in it, and your absences count in it."),
    )
    theme = forms.ChoiceField(label=_("Brightness"), choices=Theme.choices)
    density = forms.ChoiceField(label=_("Density"), choices=Density.choices)
    shortcuts = forms.BooleanField(
        label=_("Single keys do something, such as E for solve"), required=False
    )
    available = forms.BooleanField(
        label=_("I am available: cases may be given to me"), required=False
    )


class SignaturesForm(Form):
    """What stands below one's mails, by language."""

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        for code, name in settings.LANGUAGES:
            self.fields[code] = forms.CharField(
                label=str(name),
                required=False,
                max_length=LONGEST_SIGNATURE,
                initial=user.signatures.get(code, ""),
                widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
            )

    def signatures(self) -> dict[str, str]:
        """Return what was written, without languages in which nothing was."""
        return {code: text.strip() for code, text in self.cleaned_data.items() if text.strip()}


class NoticesForm(Form):
    """How somebody wants to hear of which things."""

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        for kind, known in KINDS.items():
            self.fields[kind] = forms.ChoiceField(
                label=known.label,
                choices=NoticeBy.choices,
                initial=user.notices.get(kind, NoticeBy.APP),
            )


class AbsenceForm(Form):
    """Days on which somebody is not there."""

    from_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=80, required=False, help_text=_("Colleagues see it.")
    )
    stand_in = forms.ModelChoiceField(
        User.objects.none(), label=_("Stand-in"), required=False, empty_label=_("Nobody")
    )

    def __init__(self, colleagues: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["stand_in"].queryset = colleagues  # type: ignore[attr-defined]  # a model's

    def clean(self) -> dict[str, Any]:
        """Refuse days that run backwards, where they were typed."""
        days = super().clean() or {}
        first, last = days.get("from_on"), days.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("The last day lies before the first one."))
        return days
