"""What is typed in where cases are sorted, promised and answered."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.models import Calendar
from aftercare.domain.cases.models import ServiceLevel
from aftercare.domain.cases.states import Priority
from aftercare.domain.customers.models import Account
from aftercare.domain.customers.states import Tier
from aftercare.interfaces.workspace.settings.fields import (
    Choices,
    PickMany,
    WorkTimeField,
    channel_choices,
)


class LevelForm(forms.Form):
    """For whom a service level is, and how fast it promises to be."""

    name = forms.CharField(label=_("Name"), max_length=80)
    channels = Choices(label=_("Channels"), choices=channel_choices)
    priorities = Choices(label=_("Priorities"), choices=Priority.choices)
    tiers = Choices(label=_("Customers by plan"), choices=Tier.choices)
    accounts = forms.ModelMultipleChoiceField(
        label=_("Certain customers"),
        queryset=Account.objects.order_by("name"),
        widget=PickMany("workspace:service-level-customers"),
        required=False,
    )
    first_response = WorkTimeField(label=_("First response within"), initial=timedelta(hours=2))
    next_reply = WorkTimeField(label=_("Each further reply within"), initial=timedelta(hours=2))
    solution_or_date = WorkTimeField(
        label=_("Solution, or a date for it, within"), initial=timedelta(hours=24)
    )
    calendar = forms.ModelChoiceField(
        label=_("Counted in the working hours of"),
        queryset=Calendar.objects.order_by("name"),
        required=False,
        empty_label=_("the company (the calendar entered first)"),
    )
    active = forms.BooleanField(label=_("Switched on"), required=False, initial=True)

    @staticmethod
    def values_of(level: ServiceLevel) -> dict[str, Any]:
        """Return what the form shows of a level."""
        times = ("first_response", "next_reply", "solution_or_date")
        return {
            **{name: timedelta(seconds=getattr(level, name)) for name in times},
            **{name: getattr(level, name) for name in ("name", "channels", "priorities", "tiers")},
            "accounts": [account.pk for account in level.accounts.all()],
            "calendar": level.calendar_id,
            "active": level.active,
        }


class ApplyForm(forms.Form):
    """Why open cases get other times."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        help_text=_("Stays with each promise, beside the date it had."),
    )
