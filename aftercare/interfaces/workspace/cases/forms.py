import re
from email.utils import parseaddr
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from aftercare.base.people.models import Team, User
from aftercare.base.people.queries import visible_teams
from aftercare.domain.cases.states import Block, CaseKind, CaseStatus, Changes, Priority, WaitingFor
from aftercare.interfaces.ui.forms import Form
from aftercare.kit.actors import Actor
from aftercare.kit.domains import domain_of

_WAITS = WaitingFor.choices
SEPARATORS = re.compile("[,;，；、]")


class AnswerForm(Form):
    """What the composer sends."""

    text = forms.CharField(label=_("Answer"), widget=forms.Textarea, max_length=100_000)
    seen = forms.IntegerField(required=False)
    heard = forms.IntegerField(required=False)
    macro = forms.IntegerField(required=False)
    status = forms.ChoiceField(choices=[("", ""), *CaseStatus.choices], required=False)
    waiting_for = forms.ChoiceField(choices=[("", ""), *WaitingFor.choices], required=False)
    is_solution = forms.BooleanField(required=False)
    due_at = forms.DateTimeField(required=False)
    reason = forms.CharField(max_length=300, required=False)
    cc = forms.CharField(max_length=1000, required=False)

    def clean_cc(self) -> list[str]:
        """Return who was added in copy; what is no address is said, not left out."""
        typed = [
            parseaddr(each)[1] or each.strip() for each in SEPARATORS.split(self.cleaned_data["cc"])
        ]
        added = [each for each in typed if each]
        for each in added:
            try:
                validate_email(each)
            except forms.ValidationError:
                said = gettext("“%(typed)s” is not an e-mail address.") % {"typed": each[:80]}
                raise forms.ValidationError(said) from None
        return added

    def copies(self) -> list[str]:
        """Return to whom copies go: who was kept of those offered, and who was added."""
        offered = self.data.getlist("copy") if isinstance(self.data, QueryDict) else []
        kept = [each.strip() for each in offered if "@" in each]
        return list(dict.fromkeys([*kept, *self.cleaned_data["cc"]]))


class NoteForm(Form):
    """What one of us tells the others."""

    text = forms.CharField(label=_("Note"), widget=forms.Textarea, max_length=100_000)


class WhoForm(Form):
    """Who somebody is and how they are reached."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("With the country, such as +63 2 8123 4567."),
    )
    company = forms.CharField(
        label=_("Company or household"),
        max_length=160,
        required=False,
        help_text=_("A name we know already is used again."),
    )


class NewCaseForm(WhoForm):
    """A matter somebody told us by phone or at the counter."""

    channel = forms.ChoiceField(
        label=_("How did it come?"), choices=[("phone", _("Phone")), ("counter", _("Counter"))]
    )
    subject = forms.CharField(label=_("What is it about?"), max_length=300)
    text = forms.CharField(
        label=_("What happened?"), widget=forms.Textarea(attrs={"rows": 5}), required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=CaseKind.choices, initial=CaseKind.FAULT)
    priority = forms.ChoiceField(
        label=_("Priority"), choices=Priority.choices, initial=Priority.NORMAL
    )
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.order_by("name"),
        required=False,
        empty_label=_("As the rules say"),
    )


class AssignForm(Form):
    """To whom a case is given."""

    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.order_by("name"), required=False
    )
    assignee = forms.ModelChoiceField(
        label=_("Person"),
        queryset=User.objects.filter(is_active=True, kind="user").order_by("name"),
        required=False,
    )


class SortForm(Form):
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


class SnoozeForm(Form):
    """When a case comes back."""

    until = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )


class DateForm(Form):
    """By when something is promised."""

    due_at = forms.DateTimeField(
        label=_("Solution by"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    reason = forms.CharField(
        label=_("Why does the date move?"),
        max_length=300,
        required=False,
        help_text=_("Needed where a date was promised before."),
    )


class SplitForm(Form):
    """What the new case is about."""

    subject = forms.CharField(label=_("Subject of the new case"), max_length=300)


class ViewForm(Form):
    """Under which name a list is kept, and for whom."""

    name = forms.CharField(label=_("Name"), max_length=60)
    reach = forms.ChoiceField(
        label=_("Who sees it?"),
        choices=[("me", _("Only I")), ("team", _("My team")), ("all", _("Everybody"))],
        required=False,
    )

    def team(self, actor: Actor) -> Team | None:
        """Return the team the list is for."""
        if self.cleaned_data["reach"] != "team":
            return None
        return visible_teams(actor).filter(pk__in=actor.teams).first()


class BulkForm(Form):
    """What to change in many cases; what is left open stays as it is."""

    assignee = forms.ChoiceField(label=_("Person"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    add_tags = forms.CharField(
        label=_("Add tags"), max_length=300, required=False, help_text=_("Separated by commas.")
    )
    status = forms.ChoiceField(label=_("Status"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stays, nobody = ("", _("Stays as it is")), ("0", _("Nobody"))
        users = User.objects.filter(is_active=True, kind="user").order_by("name")
        people = [(str(each.pk), each.name) for each in users]
        teams = [(str(each.pk), each.name) for each in Team.objects.order_by("name")]
        waits = [
            (f"waiting {value}", _("Wait for: %(what)s") % {"what": label})
            for value, label in _WAITS
        ]
        moves = [("open", _("Open")), *waits, ("solved", _("Solved")), ("spam", _("Spam"))]
        chosen: dict[str, list[tuple[str, Any]]] = {
            "assignee": [stays, ("me", _("Me")), nobody, *people],
            "team": [stays, nobody, *teams],
            "priority": [stays, *Priority.choices],
            "status": [stays, *moves],
        }
        for name, choices in chosen.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # all are choices

    def changes(self, actor: Actor) -> Changes:
        """Return what was chosen."""
        given = self.cleaned_data
        status, _space, waiting_for = given["status"].partition(" ")
        assignee = str(actor.id) if given["assignee"] == "me" else given["assignee"]
        tags = [tag.strip() for tag in given["add_tags"].split(",")]
        return Changes(
            status=status or None,
            waiting_for=waiting_for or None,
            priority=given["priority"] or None,
            add_tags=tuple(filter(None, tags)),
            team=int(given["team"]) if given["team"] else None,
            assignee=int(assignee) if assignee else None,
        )


class SolveForm(Form):
    """How a matter ended."""

    solution = forms.CharField(
        label=_("What was done?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    cause = forms.CharField(
        label=_("What was the cause?"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )


class SpamForm(Form):
    """Whose messages are spam from now on."""

    blocks = forms.ChoiceField(
        label=_("Who is blocked from now on?"),
        choices=Block.choices,
        widget=forms.RadioSelect,
        initial=Block.NOBODY,
        help_text=_(
            "What who is blocked writes is kept in the list “Spam”; nothing is owed for it, and"
            " nobody is told. The settings show who is blocked."
        ),
    )

    def __init__(self, *args: Any, sender: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["blocks"]
        if sender:
            whole = _("Everybody at %(domain)s") % {"domain": domain_of(sender)}
            field.choices = [Block.choices[0], ("address", sender), ("domain", whole)]
        elif not self.is_bound:
            field.choices = Block.choices[:1]


class EscalateForm(Form):
    """Which team is asked for help, and what."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.order_by("name"))
    question = forms.CharField(
        label=_("What should they find out?"), widget=forms.Textarea(attrs={"rows": 3})
    )


class EscalationAnswerForm(Form):
    """What the team has found out."""

    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 3}))


class MergeForm(Form):
    """In which case a case goes on."""

    into = forms.CharField(
        label=_("Number of the other case"), max_length=20, help_text=_("Such as C-2026-00042.")
    )


class LinkForm(Form):
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
