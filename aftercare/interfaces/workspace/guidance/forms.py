"""What is asked about sessions."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.base.people.models import User
from aftercare.domain.catalog.queries import find_item
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.customers.queries import visible_accounts
from aftercare.domain.guidance.models import GuidanceSession
from aftercare.domain.guidance.queries import (
    guests_of,
    holders_of,
    possible_guests,
    possible_holders,
)
from aftercare.domain.guidance.states import (
    MOST_SESSIONS,
    Every,
    How,
    MissedBy,
    Repeat,
    Slot,
    Topic,
)
from aftercare.domain.units.queries import find_units
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.coverage.contract_forms import AccountField
from aftercare.interfaces.workspace.customers.forms import required_zone_choices
from aftercare.interfaces.workspace.units.forms import DayInput
from aftercare.kit.actors import Actor

MOST_MINUTES = 12 * 60
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class SessionFilterForm(Form):
    """By what the list of sessions is narrowed down."""

    q = forms.CharField(required=False, max_length=200)
    show = forms.ChoiceField(
        required=False,
        choices=[
            ("", _("To come")),
            ("untold", _("Guests have to be told")),
            ("open", _("Without notes")),
            ("past", pgettext_lazy("sessions", "Past")),
        ],
    )
    who = forms.ChoiceField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        people = [(str(each.pk), str(each)) for each in possible_holders()]
        field = self.fields["who"]
        field.choices = [("", _now("Everybody")), ("me", _now("Me")), *people]  # type: ignore[attr-defined]  # it is a choice


class WhoseForm(Form):
    """With whom a session is planned."""

    account = AccountField(
        Account.objects.none(),
        label=_("Customer"),
        help_text=_("Name or number of a customer we have."),
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        self.fields["account"].accounts = visible_accounts(actor)  # type: ignore[attr-defined]  # ours


class TopicForm(Form):
    """What a session is about, and who comes."""

    subject = forms.CharField(label=_("What it is about"), max_length=200)
    holder = forms.ModelChoiceField(
        User.objects.none(), label=_("Who of us holds it"), empty_label=None
    )
    task = forms.CharField(
        label=_("As what"),
        required=False,
        max_length=80,
        help_text=_("Skill or role, such as display design."),
    )
    others = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Who else of us comes"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
    )
    guests = forms.ModelMultipleChoiceField(
        Contact.objects.none(),
        label=_("Who is invited"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person of the customer.")},
    )
    how = forms.ChoiceField(label=_("How you meet"), choices=How.choices)
    place = forms.CharField(
        label=_("Link, number or place"),
        required=False,
        max_length=300,
        help_text=_("The address of the video call, who calls whom, or where you meet."),
    )
    agenda = forms.CharField(
        label=_("Agenda"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    things = forms.CharField(
        label=_("Units or items it is about"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A serial number or the code of an item, one a line."),
    )

    def __init__(self, data: Any = None, *, account: Account, **given: Any) -> None:
        super().__init__(data, **given)
        ours = possible_holders()
        for name, rows in (
            ("holder", ours),
            ("others", ours),
            ("guests", possible_guests(account)),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # it chooses rows

    def clean(self) -> dict[str, Any]:
        """Find the units and items that are named, one a line."""
        given = super().clean() or self.cleaned_data
        given["units"], given["items"] = [], []
        for text in filter(None, map(str.strip, given.get("things", "").splitlines())):
            units = list(find_units([text])[:2])
            item = None if units else find_item(text)
            if len(units) == 1:
                given["units"].append(units[0].pk)
            elif item:
                given["items"].append(item.pk)
            else:
                wrong = _now("Nobody knows “%(text)s”, or several are.") % {"text": text}
                self.add_error("things", wrong)
        return given

    def topic(self) -> Topic:
        """Return what was said, as operations take it."""
        given = self.cleaned_data
        first = given["holder"]
        others = [(each.pk, "") for each in given["others"] if each != first]
        return Topic(
            subject=given["subject"],
            how=given["how"],
            agenda=given["agenda"],
            place=given["place"],
            holders=[(first.pk, given["task"]), *others],
            guests=[each.pk for each in given["guests"]],
            items=given["items"],
            units=given["units"],
        )


def topic_of(session: GuidanceSession) -> dict[str, Any]:
    """Return what the form shows of a session there is."""
    holders = list(holders_of(session))
    units = [each.serial for each in session.units.order_by("serial")]
    items = [each.code for each in session.items.order_by("code")]
    return {
        "subject": session.subject,
        "holder": holders[0].user_id if holders else None,
        "task": holders[0].task if holders else "",
        "others": [each.user_id for each in holders[1:]],
        "guests": [each.contact_id for each in guests_of(session)],
        "how": session.how,
        "place": session.place,
        "agenda": session.agenda,
        "things": "\n".join([*units, *items]),
    }


class SlotForm(Form):
    """From when until when, by whose clock."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    begins = forms.TimeField(label=_("From"), widget=CLOCK)
    minutes = forms.IntegerField(
        label=_("Minutes"), initial=60, min_value=5, max_value=MOST_MINUTES
    )
    zone = forms.ChoiceField(
        label=_("By the clock of"),
        choices=required_zone_choices,
        help_text=_("A series stays at this time by this clock, in summer and winter."),
    )

    def slot(self) -> Slot:
        """Return the time that was chosen, as operations take it."""
        given = self.cleaned_data
        zone = ZoneInfo(given["zone"])
        starts_at = datetime.combine(given["day"], given["begins"], zone)
        return Slot(starts_at, starts_at + timedelta(minutes=given["minutes"]), given["zone"])


class MoveForm(SlotForm):
    """Another time, and why."""

    why = forms.CharField(label=_("Why it moves"), max_length=300)

    @staticmethod
    def initial_of(session: GuidanceSession) -> dict[str, Any]:
        """Return the time it has now."""
        begins = session.starts_at.astimezone(ZoneInfo(session.zone))
        lasts = session.ends_at - session.starts_at
        return {
            "day": begins.date(),
            "begins": begins.time(),
            "minutes": int(lasts.total_seconds() // 60),
            "zone": session.zone,
        }

    def facts(self) -> dict[str, Any]:
        """Return what the operation is told."""
        return {"slot": self.slot(), "why": self.cleaned_data["why"]}


class PlanForm(TopicForm, SlotForm):
    """A session, or a series of them."""

    field_order = ("subject", "day", "begins", "minutes", "zone", "every", "count", "until_on")
    every = forms.ChoiceField(
        label=_("Takes place"), required=False, choices=[("", _("Once")), *Every.choices]
    )
    count = forms.IntegerField(
        label=_("How often in all"), required=False, min_value=2, max_value=MOST_SESSIONS
    )
    until_on = forms.DateField(
        label=_("Or until a day"),
        required=False,
        widget=DayInput,
        help_text=_("That day included."),
    )

    def clean(self) -> dict[str, Any]:
        """See that a series has an end."""
        given = super().clean()
        has_end = bool(given.get("count")) != bool(given.get("until_on"))
        if given.get("every") and not has_end and not self.errors:
            self.add_error("count", _now("Say how often in all, or until which day."))
        return given

    def repeat(self) -> Repeat | None:
        """Return how it is repeated, if it is."""
        given = self.cleaned_data
        if not given["every"]:
            return None
        return Repeat(Every(given["every"]), given["count"], given["until_on"])


class SayWhyForm(Form):
    """Why something does not take place."""

    why = forms.CharField(label=_("Why it does not take place"), max_length=300)


class MissedForm(Form):
    """Because of whom a session did not take place."""

    by = forms.ChoiceField(
        label=_("Because of whom"), choices=MissedBy.choices, widget=forms.RadioSelect
    )
    why = forms.CharField(label=_("What happened"), required=False, max_length=300)

    def clean_by(self) -> MissedBy:
        """Return whom it was because of."""
        return MissedBy(self.cleaned_data["by"])


class NotesForm(Form):
    """How a session went."""

    notes = forms.CharField(
        label=_("Notes"),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=50_000,
        help_text=_("What was shown, what was agreed, who does what until when."),
    )


class LetterForm(Form):
    """What the guests are written."""

    text = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 14}), max_length=100_000
    )
