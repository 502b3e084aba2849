from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.customers.queries import find_identity, visible_accounts, visible_contacts
from aftercare.domain.units.states import DateKind, OwnedBy, Upload
from aftercare.interfaces.ui.choices import country_choices
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.coverage.contract_forms import AccountField
from aftercare.kit.actors import Actor


class DayInput(forms.DateInput):
    """A day, picked from the browser's calendar."""

    input_type = "date"

    def format_value(self, value: Any) -> Any:
        """Browsers want the international way."""
        return value.isoformat() if hasattr(value, "isoformat") else value


def upload_of(file: Any) -> Upload | None:
    """Return a file of a form as operations take it."""
    return Upload(str(file.name), file) if file else None


class NewUnitForm(Form):
    """A unit we hear of for the first time."""

    item = forms.CharField(
        label=_("Item"), max_length=60, help_text=_("Our number, or the maker's.")
    )
    serial = forms.CharField(label=_("Serial number"), max_length=60, required=False)
    lot = forms.CharField(
        label=_("Lot"),
        max_length=60,
        required=False,
        help_text=_("Instead of a serial number: what it is a quantity of."),
    )
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, initial=1)
    dealer = forms.CharField(label=_("Dealer or station"), max_length=160, required=False)
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class LotForm(Form):
    """What is corrected on the card of a lot."""

    date_code = forms.CharField(
        label=_("Date code"),
        max_length=20,
        required=False,
        help_text=_("As it is printed: 2519, or 1925. Every window it may mean is kept."),
    )
    maker = forms.CharField(
        label=pgettext_lazy("manufacturer", "Maker"), max_length=120, required=False
    )
    supplier = forms.CharField(label=_("Supplier"), max_length=120, required=False)
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class UnitForm(Form):
    """What is corrected on the card of a unit."""

    dealer = forms.CharField(label=_("Dealer or station"), max_length=160, required=False)
    sold_in = forms.ChoiceField(
        label=_("Sold in"),
        choices=country_choices,
        required=False,
        help_text=_("Its law says what the owner may claim; else that of the owner's country."),
    )
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )


class DateForm(Form):
    """A date in the life of a unit, and what proves it."""

    kind = forms.ChoiceField(label=_("What happened?"), choices=DateKind.choices)
    on = forms.DateField(label=_("Day"), widget=DayInput)
    source = forms.CharField(
        label=_("How do we know?"),
        max_length=200,
        required=False,
        help_text=_("Such as: invoice 4711, the dealer on the phone."),
    )
    proof = forms.FileField(
        label=_("Evidence"), required=False, help_text=_("A photo or PDF of the document.")
    )


class OwnerForm(Form):
    """Whose a unit is, from a day on."""

    owner = forms.CharField(
        label=_("Customer or person"),
        max_length=200,
        help_text=_("The number or name of a customer, or the e-mail address of a person."),
    )
    how = forms.ChoiceField(label=_("How?"), choices=OwnedBy.choices, initial=OwnedBy.BOUGHT)
    since = forms.DateField(label=pgettext_lazy("owner", "Since"), widget=DayInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_owner(self) -> tuple[Account | None, Contact | None]:
        """Return who is meant, if it is exactly one."""
        typed = self.cleaned_data["owner"].strip()
        if "@" in typed:
            known = find_identity("email", typed)
            people = visible_contacts(self.actor)
            person = people.filter(pk=known.contact_id).first() if known else None
            if person is None:
                raise forms.ValidationError(_("Nobody is known by this address."))
            return person.account, person
        return AccountField(visible_accounts(self.actor)).clean(typed), None


class SwapForm(Form):
    """What goes out of a unit, and what goes in."""

    out = forms.ChoiceField(label=_("Goes out"), required=False)
    item = forms.CharField(
        label=_("Goes in: item"),
        max_length=60,
        required=False,
        help_text=_("Leave it empty if nothing goes in."),
    )
    serial = forms.CharField(label=_("Its serial number"), max_length=60, required=False)
    lot = forms.CharField(label=_("or its lot"), max_length=60, required=False)
    date_code = forms.CharField(label=_("Date code"), max_length=20, required=False)
    designator = forms.CharField(
        label=_("Place"),
        max_length=20,
        required=False,
        help_text=_("Empty: where the old part was."),
    )
    why = forms.CharField(label=_("Why?"), max_length=200, required=False)


class FilterForm(Form):
    """What the list of units is narrowed down to."""

    q = forms.CharField(required=False, max_length=200)
    item = forms.CharField(label=_("Item"), required=False, max_length=60)
    owner = forms.CharField(label=_("Customer"), required=False, max_length=160)
    dealer = forms.CharField(label=_("Dealer"), required=False, max_length=160)
    order = forms.CharField(label=_("Order"), required=False, max_length=60)


class WindowForm(Form):
    """Which lots are looked for: by number, by item, by date code or by days."""

    q = forms.CharField(label=_("Lot number"), required=False, max_length=60)
    item = forms.CharField(label=_("Item"), required=False, max_length=60)
    code = forms.CharField(label=_("Date code"), required=False, max_length=20)
    first = forms.DateField(label=_("Made from"), required=False, widget=DayInput)
    last = forms.DateField(label=_("Made until"), required=False, widget=DayInput)
    maker = forms.CharField(
        label=pgettext_lazy("manufacturer", "Maker"), required=False, max_length=120
    )


class RefuseForm(Form):
    """Why a registration cannot be true."""

    why = forms.CharField(label=_("Why?"), max_length=200)


class DeliveryForm(Form):
    """A file with what production delivers."""

    file = forms.FileField(label=_("File of the delivery (JSON)"))


class ScanRuleForm(Form):
    """How a maker writes codes."""

    maker = forms.CharField(label=pgettext_lazy("manufacturer", "Maker"), max_length=120)
    pattern = forms.CharField(
        label=_("Pattern"),
        max_length=400,
        help_text=_(
            "A regular expression for the whole code, such as (?P<item>[A-Z]{2}[0-9]{2})-…"
        ),
    )
    example = forms.CharField(label=_("Example"), max_length=100)
