from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.base.people.models import Team, User
from aftercare.base.people.queries import visible_teams, visible_users
from aftercare.base.promises.states import PauseReason
from aftercare.domain.catalog.queries import fault_codes_for, find_item
from aftercare.domain.catalog.states import FaultCodeKind
from aftercare.domain.customers.queries import visible_accounts
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.states import Found, OrderKind, PhotoOf
from aftercare.domain.units.queries import find_units
from aftercare.domain.units.states import Upload
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.cases.callers import introduction_in
from aftercare.interfaces.workspace.cases.forms import WhoForm
from aftercare.interfaces.workspace.coverage.contract_forms import AccountField
from aftercare.interfaces.workspace.units.forms import DayInput
from aftercare.kit.actors import Actor
from aftercare.kit.languages import nearest_language

MOST_PHOTOS = 12
FIELDS: Any = {"max_digits": 14, "decimal_places": 4, "required": False}


class PhotosInput(forms.FileInput):
    """Several photos; a phone offers its camera."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": "image/*", "capture": "environment"})


class PhotosField(forms.FileField):
    """Some photos, not too many at once."""

    widget = PhotosInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the photos as operations take them."""
        given = [super(PhotosField, self).clean(each, initial) for each in data or []]
        files = [each for each in given if each]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"])
        if len(files) > MOST_PHOTOS:
            raise forms.ValidationError(
                _("Choose at most %(most)s photos at once.") % {"most": MOST_PHOTOS}
            )
        return [Upload(str(each.name), each) for each in files]


class ListFilterForm(Form):
    """By what the list of work orders is narrowed down."""

    q = forms.CharField(required=False, max_length=200)
    show = forms.ChoiceField(
        required=False,
        choices=[
            ("", gettext_lazy("All that is open")),
            ("mine", gettext_lazy("Mine")),
            ("late", gettext_lazy("Overdue")),
            ("waiting", pgettext_lazy("work orders", "Waiting")),
            ("closed", pgettext_lazy("work orders", "Closed")),
            ("all", gettext_lazy("Open and closed")),
        ],
    )
    part = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    cause = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    besides = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    team = forms.ModelChoiceField(Team.objects.none(), required=False, to_field_name="code")

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        teams = self.fields["team"]
        teams.queryset = visible_teams(actor)  # type: ignore[attr-defined]  # it chooses a row
        teams.empty_label = _("All teams")  # type: ignore[attr-defined]  # see above


class NewOrderForm(WhoForm):
    """A unit that comes to us, by parcel or over the counter, and whose it is."""

    item = forms.CharField(label=gettext_lazy("Item"), max_length=60)
    serial = forms.CharField(
        label=gettext_lazy("Serial number"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Of a unit we know. Scan the label."),
    )
    complaint = forms.CharField(
        label=gettext_lazy("What does the customer complain of?"), max_length=300
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of repair"), choices=OrderKind.choices)
    site = forms.ModelChoiceField(
        Site.objects.order_by("code"), label=gettext_lazy("Where"), empty_label=None
    )
    team = forms.ModelChoiceField(Team.objects.none(), label=gettext_lazy("Team"), required=False)
    failed_on = forms.DateField(label=gettext_lazy("Failed on"), required=False, widget=DayInput)

    def __init__(self, data: Any, *, actor: Actor, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["team"].queryset = visible_teams(actor)  # type: ignore[attr-defined]  # a row

    def clean(self) -> dict[str, Any]:
        """Find the item and the unit that are meant."""
        given = super().clean() or self.cleaned_data
        item = find_item(given.get("item", ""))
        if given.get("item") and item is None:
            self.add_error("item", _("No item is called so. Scan its label, or add it first."))
        given["item"], given["unit"] = item, None
        told = {name: given.pop(name, "") for name in WhoForm.base_fields}
        given["caller"] = introduction_in(told)
        if item and (serial := given.pop("serial", "")):
            given["unit"] = find_units([serial], item=item.code).first()
            if given["unit"] is None:
                self.add_error(
                    "serial", _("We know no such unit of this item. Enter it under Units first.")
                )
        return given


class WhyForm(Form):
    """Why something is done."""

    why = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class PerhapsWhyForm(Form):
    """Why something is done, if there is something to say."""

    why = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)


class ReceiveForm(Form):
    """How a unit came."""

    photos = PhotosField(label=gettext_lazy("Photos: front, back, label, damage"))
    looks = forms.CharField(
        label=gettext_lazy("What it looks like"), max_length=300, required=False
    )
    accessories = forms.CharField(
        label=gettext_lazy("What came with it"), max_length=300, required=False
    )


class PhotosForm(Form):
    """More photos."""

    photos = PhotosField(label=gettext_lazy("Photos"))
    of = forms.ChoiceField(label=gettext_lazy("What they show"), choices=PhotoOf.choices)


class FindingForm(Form):
    """What was found at one place."""

    symptom = forms.ChoiceField(label=FaultCodeKind.SYMPTOM.label, required=False)
    fault = forms.ChoiceField(label=FaultCodeKind.FAULT.label, required=False)
    cause = forms.ChoiceField(label=FaultCodeKind.CAUSE.label, required=False)
    action = forms.ChoiceField(label=FaultCodeKind.ACTION.label, required=False)
    designator = forms.CharField(
        label=gettext_lazy("Designator"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("The place on the board, such as U17."),
    )
    lot = forms.CharField(label=gettext_lazy("Lot of the part"), max_length=60, required=False)
    date_code = forms.CharField(label=gettext_lazy("Date code"), max_length=20, required=False)
    words = forms.CharField(
        label=gettext_lazy("In words"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, files: Any = None, *, order: WorkOrder) -> None:
        super().__init__(data, files)
        language = nearest_language(get_language() or "en")
        for kind in FaultCodeKind:
            codes = fault_codes_for(order.item.item_class, kind)
            self.fields[kind].choices = [  # type: ignore[attr-defined]  # it is a choice
                ("", "–"),
                *((each.code, f"{each.code} {each.name_in(language)}") for each in codes),
            ]

    def clean(self) -> dict[str, Any]:
        """Ask for a code or some words."""
        given = super().clean() or self.cleaned_data
        says = any(given.get(name) for name in ("symptom", "fault", "cause", "words"))
        if not says and not given.get("no_fault_found"):
            raise forms.ValidationError(_("Choose a code, or say in words what you found."))
        return given

    def found(self) -> Found:
        """Return what was found."""
        names = Found.__dataclass_fields__
        return Found(**{name: self.cleaned_data[name] for name in names})


class DiagnosisForm(FindingForm):
    """What is wrong with a unit."""

    failed_on = forms.DateField(label=gettext_lazy("Failed on"), required=False, widget=DayInput)
    no_fault_found = forms.BooleanField(label=gettext_lazy("No fault was found"), required=False)
    human_damage = forms.BooleanField(
        label=gettext_lazy("Somebody has damaged it"),
        required=False,
        help_text=gettext_lazy("A photo of the damage has to be there first."),
    )

    def facts(self) -> dict[str, Any]:
        """Return all the operation asks."""
        given = self.cleaned_data
        names = ("no_fault_found", "human_damage", "failed_on")
        found: Sequence[Found] = [] if given["no_fault_found"] else [self.found()]
        return {"findings": found, **{name: given[name] for name in names}}


class ReadingForm(Form):
    """Something measured."""

    name = forms.CharField(label=gettext_lazy("What was measured"), max_length=120)
    unit = forms.CharField(label=gettext_lazy("Measured in"), max_length=20, required=False)
    low = forms.DecimalField(label=gettext_lazy("At least"), **FIELDS)
    high = forms.DecimalField(label=gettext_lazy("At most"), **FIELDS)
    before = forms.DecimalField(label=gettext_lazy("Before the repair"), **FIELDS)
    after = forms.DecimalField(label=gettext_lazy("After the repair"), **FIELDS)

    def clean(self) -> dict[str, Any]:
        """Ask for a value."""
        given = super().clean() or self.cleaned_data
        if given.get("before") is None and given.get("after") is None:
            raise forms.ValidationError(_("Give the value before the repair, or after it."))
        return given


class WaitForm(Form):
    """For what a repair waits."""

    waiting_for = forms.ChoiceField(
        label=gettext_lazy("What for"), choices=PauseReason.choices, initial=PauseReason.PART
    )
    reason = forms.CharField(
        label=gettext_lazy("For what exactly"),
        max_length=200,
        help_text=gettext_lazy("Such as the part number. The clocks stand still meanwhile."),
    )

    def clean_waiting_for(self) -> PauseReason:
        """Return the reason."""
        return PauseReason(self.cleaned_data["waiting_for"])


class ResultForm(Form):
    """What was done, in words for the customer."""

    result = forms.CharField(
        label=gettext_lazy("What was done, for the customer"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


class ExchangeForm(WhyForm):
    """Another unit for the customer."""

    serial = forms.CharField(label=gettext_lazy("Serial number of the other unit"), max_length=60)

    field_order = ("serial", "why")

    def clean_serial(self) -> Any:
        """Find the other unit."""
        found = list(find_units([self.cleaned_data["serial"]])[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("We know no such unit, or more than one."))
        return found[0]


class ScrapOrderForm(WhyForm):
    """Why a unit is scrapped, and what proves it."""

    proof = PhotosField(label=gettext_lazy("Photo or paper that proves it"))


class SendOutForm(Form):
    """Which workshop a unit goes to."""

    number = forms.CharField(label=gettext_lazy("Their number"), max_length=60, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor) -> None:
        super().__init__(data)
        workshop = AccountField(
            visible_accounts(actor), label=gettext_lazy("Number of the workshop as a partner")
        )
        self.fields = {"workshop": workshop} | self.fields


class TakeBackForm(Form):
    """What another workshop did."""

    done = forms.CharField(label=gettext_lazy("What they did"), max_length=300)
    number = forms.CharField(label=gettext_lazy("Their number"), max_length=60, required=False)
    price = forms.DecimalField(
        label=gettext_lazy("What they ask for it"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text=gettext_lazy("In the currency of our quotes."),
    )


class ReadyForm(Form):
    """Another day, and why."""

    due_at = forms.DateTimeField(
        label=gettext_lazy("Ready by"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class AssignForm(Form):
    """Who works on it."""

    team = forms.ModelChoiceField(Team.objects.none(), label=gettext_lazy("Team"), required=False)
    assignee = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Technician"), required=False
    )

    def __init__(self, data: Any = None, files: Any = None, *, actor: Actor) -> None:
        super().__init__(data)
        people = visible_users(actor).filter(is_active=True, kind="user")
        self.fields["team"].queryset = visible_teams(actor)  # type: ignore[attr-defined]  # a row
        self.fields["assignee"].queryset = people  # type: ignore[attr-defined]  # a row


class PointForm(Form):
    """How a point of a test went."""

    value = forms.DecimalField(**FIELDS)
    passed = forms.BooleanField(required=False)
    note = forms.CharField(max_length=200, required=False)

    def value_said(self) -> Decimal | None:
        """Return the value, if one was measured."""
        value: Decimal | None = self.cleaned_data["value"]
        return value
