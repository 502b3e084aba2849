"""What is typed in where cases are sorted, promised and answered."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.models import Calendar
from aftercare.base.people.models import Skill, Team
from aftercare.domain.cases.models import ServiceLevel, TriageRule
from aftercare.domain.cases.states import CaseKind, Priority
from aftercare.domain.coverage.models import Contract
from aftercare.domain.coverage.states import ContractKind
from aftercare.domain.customers.models import Account
from aftercare.domain.customers.states import Tier
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.settings.fields import (
    Choices,
    PickMany,
    WordsField,
    WorkTimeField,
    channel_choices,
)

UNCHANGED = ("", _("stays as it is"))


class LevelForm(Form):
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
    contracts = forms.ModelMultipleChoiceField(
        label=_("Customers of certain contracts, while they hold"),
        queryset=Contract.objects.filter(kind=ContractKind.CONTRACT).order_by("code"),
        widget=PickMany("workspace:service-level-contracts"),
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
            "contracts": [contract.pk for contract in level.contracts.all()],
            "calendar": level.calendar_id,
            "active": level.active,
        }


class ApplyForm(Form):
    """Why open cases get other times."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        help_text=_("Stays with each promise, beside the date it had."),
    )


class RuleForm(Form):
    """Which new cases a triage rule is about, and what they get."""

    name = forms.CharField(label=_("Name"), max_length=80)
    words = WordsField(
        label=_("Words in subject or text"),
        help_text=_("Separated by commas; one of them is enough. Capitals do not matter."),
    )
    channels = Choices(label=_("Channels"), choices=channel_choices)
    languages = Choices(label=_("Languages"), choices=settings.LANGUAGES)
    tiers = Choices(label=_("Customers by plan"), choices=Tier.choices)
    sets_team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.order_by("name"),
        required=False,
        empty_label=UNCHANGED[1],
    )
    sets_priority = forms.ChoiceField(
        label=_("Priority"), choices=[UNCHANGED, *Priority.choices], required=False
    )
    sets_kind = forms.ChoiceField(
        label=_("Kind"), choices=[UNCHANGED, *CaseKind.choices], required=False
    )
    adds_tags = WordsField(label=_("Adds tags"))
    needs_skill = forms.ModelChoiceField(
        label=_("Goes to somebody who knows"),
        queryset=Skill.objects.order_by("name"),
        required=False,
        empty_label=_("anybody of the team"),
    )
    active = forms.BooleanField(label=_("Switched on"), required=False, initial=True)

    @classmethod
    def values_of(cls, rule: TriageRule) -> dict[str, Any]:
        """Return what the form shows of a rule."""
        return {name: getattr(rule, name) for name in cls.base_fields}

    def clean(self) -> dict[str, Any]:
        """Refuse a rule that does nothing."""
        data = super().clean() or {}
        effects = ("sets_team", "sets_priority", "sets_kind", "adds_tags", "needs_skill")
        if not any(data.get(name) for name in effects) and not self.errors:
            raise forms.ValidationError(_("Choose at least one thing that a case gets."))
        return data


class TryForm(Form):
    """A matter to try the rules on: a case that is here, or a text."""

    case = forms.CharField(
        label=_("Number of a case"),
        max_length=20,
        required=False,
        help_text=_("Such as C-2026-00042. Or leave it empty and paste a text."),
    )
    text = forms.CharField(
        label=_("Subject and text"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
        required=False,
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=channel_choices)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    tier = forms.ChoiceField(label=_("Plan of the customer"), choices=Tier.choices)

    def clean(self) -> dict[str, Any]:
        """Refuse nothing at all."""
        data = super().clean() or {}
        if not data.get("case") and not data.get("text") and not self.errors:
            self.add_error("text", _("Paste a text, or name a case."))
        return data
