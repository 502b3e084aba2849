from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.base.people.models import Team, User
from aftercare.domain.cases.states import CaseKind, CaseStatus, Priority, WaitingFor


class AnswerForm(forms.Form):
    """What the composer sends."""

    text = forms.CharField(label=_("Answer"), widget=forms.Textarea, max_length=100_000)
    seen = forms.IntegerField(required=False)
    status = forms.ChoiceField(choices=[("", ""), *CaseStatus.choices], required=False)
    waiting_for = forms.ChoiceField(choices=[("", ""), *WaitingFor.choices], required=False)
    is_solution = forms.BooleanField(required=False)
    due_at = forms.DateTimeField(required=False)
    reason = forms.CharField(max_length=300, required=False)
    cc = forms.CharField(max_length=1000, required=False)


class NoteForm(forms.Form):
    """What one of us tells the others."""

    text = forms.CharField(label=_("Note"), widget=forms.Textarea, max_length=100_000)


class NewCaseForm(forms.Form):
    """A matter somebody told us by phone or at the counter."""

    channel = forms.ChoiceField(
        label=_("How did it come?"), choices=[("phone", _("Phone")), ("counter", _("Counter"))]
    )
    email = forms.EmailField(
        label=_("E-mail of the customer"),
        required=False,
        help_text=_("Who is known by it is recognised."),
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    subject = forms.CharField(label=_("What is it about?"), max_length=300)
    text = forms.CharField(
        label=_("What happened?"), widget=forms.Textarea(attrs={"rows": 5}), required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=CaseKind.choices, initial=CaseKind.FAULT)
    priority = forms.ChoiceField(
        label=_("Priority"), choices=Priority.choices, initial=Priority.NORMAL
    )
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.order_by("name"), required=False
    )


class AssignForm(forms.Form):
    """To whom a case is given."""

    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.order_by("name"), required=False
    )
    assignee = forms.ModelChoiceField(
        label=_("Person"),
        queryset=User.objects.filter(is_active=True, kind="user").order_by("name"),
        required=False,
    )


class SortForm(forms.Form):
    """What a case is about and how much it presses."""

    subject = forms.CharField(label=_("Subject"), max_length=300)
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices)
    kind = forms.ChoiceField(label=_("Kind"), choices=CaseKind.choices)
    tags = forms.CharField(
        label=_("Tags"), max_length=300, required=False, help_text=_("Separated by commas.")
    )

    def clean_tags(self) -> list[str]:
        """Return the tags one by one."""
        return [tag.strip() for tag in str(self.cleaned_data["tags"]).split(",") if tag.strip()]


class SnoozeForm(forms.Form):
    """When a case comes back."""

    until = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )


class SolveForm(forms.Form):
    """How a matter ended."""

    solution = forms.CharField(
        label=_("What was done?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    cause = forms.CharField(
        label=_("What was the cause?"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )


class EscalateForm(forms.Form):
    """Which team is asked for help, and what."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.order_by("name"))
    question = forms.CharField(
        label=_("What should they find out?"), widget=forms.Textarea(attrs={"rows": 3})
    )


class EscalationAnswerForm(forms.Form):
    """What the team has found out."""

    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 3}))


class MergeForm(forms.Form):
    """In which case a case goes on."""

    into = forms.CharField(
        label=_("Number of the other case"), max_length=20, help_text=_("Such as C-2026-00042.")
    )


class LinkForm(forms.Form):
    """With which case a case has to do, and how."""

    other = forms.CharField(label=_("Number of the other case"), max_length=20)
    kind = forms.ChoiceField(
        label=_("How?"),
        choices=[
            ("related", _("Related to")),
            ("duplicate", _("Duplicate of")),
            ("caused_by", _("Caused by")),
            ("part_of", _("Part of")),
        ],
    )
