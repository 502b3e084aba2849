from datetime import time
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.domain.customers.states import AccountKind, AddressKind, Channel, Purpose, Tier
from aftercare.interfaces.ui.choices import Choices, country_choices
from aftercare.interfaces.ui.forms import Form

BETWEEN_COMMAS = _("Between commas.")


def language_choices() -> Choices:
    """Return languages as they call themselves."""
    known = {
        code: str(info["name_local"]) for code, info in LANG_INFO.items() if "name_local" in info
    }
    return [("", "—"), *sorted(known.items(), key=lambda each: each[1].casefold())]


def zone_choices() -> Choices:
    """Return the time zones of the world."""
    return [("", "—"), *((name, name) for name in sorted(available_timezones()) if "/" in name)]


def required_zone_choices() -> Choices:
    """Return the time zones of the world, for who has to be in one."""
    return [("UTC", "UTC"), *zone_choices()[1:]]


def any_country() -> Choices:
    """Return the countries of the world, for who may leave it open."""
    return [("", _("All countries")), *country_choices()[1:]]


def any_language() -> Choices:
    """Return languages, for who may leave it open."""
    return [("", _("All languages")), *language_choices()[1:]]


class TagsField(forms.CharField):
    """A few words between commas."""

    def __init__(self, *, label: Any, help_text: Any = BETWEEN_COMMAS) -> None:
        super().__init__(label=label, help_text=help_text, required=False, max_length=300)

    def prepare_value(self, value: Any) -> Any:
        """Show a list as it is typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Return the words, each once."""
        typed = super().clean(value).replace("，", ",").replace("、", ",").split(",")
        return list(dict.fromkeys(each.strip().casefold()[:40] for each in typed if each.strip()))


class AccountForm(Form):
    """What we know of a customer."""

    name = forms.CharField(label=_("Name"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=AccountKind.choices)
    tier = forms.ChoiceField(label=_("Plan"), choices=Tier.choices)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices, required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=required_zone_choices)
    domains = TagsField(
        label=_("Mail domains"),
        help_text=_("Who writes from one of them is known as theirs, such as harborline.example."),
    )
    tags = TagsField(label=_("Tags"))
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class ContactForm(Form):
    """What we know of a person, and what they want."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    salutation = forms.CharField(
        label=_("How they want to be addressed"),
        max_length=80,
        required=False,
        help_text=_("Such as Ms. Reyes, or 王工. Letters begin with it."),
    )
    title = forms.CharField(label=_("Position"), max_length=80, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices, required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices, required=False)
    preferred = forms.ChoiceField(
        label=_("Preferred channel"), choices=[("", "—"), *Channel.choices], required=False
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Their time. Nothing that can wait is sent until the end."),
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    tags = TagsField(label=_("Tags"))
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for both ends of the quiet hours."""
        found = super().clean() or {}
        begins, ends = found.get("quiet_from"), found.get("quiet_until")
        if isinstance(begins, time) != isinstance(ends, time):
            self.add_error("quiet_until", _("Say from when and until when."))
        return found


class NewContactForm(ContactForm):
    """A person we have not met yet."""

    email = forms.CharField(label=_("E-mail"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False)
    field_order = ["name", "email", "phone", "title"]


class IdentityForm(Form):
    """Another address of a person."""

    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    typed = forms.CharField(label=_("Address or number"), max_length=200)


class VerifyForm(Form):
    """How we know that an address is somebody's."""

    how = forms.CharField(
        label=_("How do we know?"),
        max_length=60,
        help_text=_("Such as: called back, signed contract, showed the invoice."),
    )


class AddressForm(Form):
    """Where something can be sent to or fetched from."""

    label = forms.CharField(label=_("Name of the place"), max_length=60)
    kind = forms.ChoiceField(
        label=pgettext_lazy("address", "Used for"), choices=AddressKind.choices
    )
    lines = forms.CharField(
        label=_("Street and building"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    is_default = forms.BooleanField(label=_("Use this one unless said otherwise"), required=False)


class ConsentForm(Form):
    """What somebody agrees to, or no longer."""

    purpose = forms.ChoiceField(label=_("For"), choices=Purpose.choices)
    channel = forms.ChoiceField(label=_("By"), choices=Channel.choices)
    given = forms.BooleanField(label=_("Agrees"), required=False)
    proof = forms.CharField(
        label=_("How do we know?"),
        max_length=500,
        help_text=_("Their words, or where they were given."),
    )


class ForgetForm(Form):
    """The word that erases a person."""

    confirmation = forms.CharField(label=_("Type FORGET"), max_length=20)


class FilterForm(Form):
    """What a list of customers or people is narrowed down to, and how it is ordered."""

    q = forms.CharField(required=False)
    tier = forms.ChoiceField(
        label=_("Plan"), choices=[("", _("All plans")), *Tier.choices], required=False
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    tag = forms.CharField(label=_("Tag"), required=False)
    busy = forms.BooleanField(label=_("With open cases"), required=False)
    sort = forms.ChoiceField(
        label=_("Sort"),
        choices=[("name", _("By name")), ("-since", _("Newest first"))],
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Else the lists are made three times over: for the widget, its first line, its value.
        for name, choices in (("country", any_country()), ("language", any_language())):
            field: Any = self.fields[name]
            field.choices = choices
