from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.base.company.models import Site
from aftercare.domain.catalog.queries import find_item
from aftercare.domain.shipping.models import CarrierAccount, Parcel
from aftercare.domain.shipping.queries import DELIVERED_BY, visible_carriers
from aftercare.domain.shipping.states import (
    Content,
    CustomerWish,
    Freight,
    Money,
    OwnLabel,
    PaidBy,
    ParcelFacts,
    ParcelWay,
    PostalAddress,
    Size,
    Wish,
)
from aftercare.domain.units.queries import find_units
from aftercare.interfaces.ui.forms import CurrencyField, Form
from aftercare.interfaces.workspace.address_form import AddressForm
from aftercare.interfaces.workspace.parcel_texts import freight_rule_told
from aftercare.interfaces.workspace.scan_input import ScanInput
from aftercare.interfaces.workspace.units.forms import DayInput
from aftercare.kit.actors import Actor

GRAMS, MILLIMETERS = Decimal(1000), Decimal(10)
WISHED = ("wish_not_before", "wish_by", "wish_hours", "wish_place")
SHOWN = (
    ("", _("All that is open")),
    ("out", pgettext_lazy("parcels", "From us")),
    ("in", pgettext_lazy("parcels", "To us")),
    ("waiting", _("Waiting for the carrier")),
    ("trouble", _("Late or in trouble")),
    ("closed", pgettext_lazy("parcels", "Closed")),
)


class ParcelFilterForm(Form):
    """By what the list of parcels is narrowed down."""

    q = forms.CharField(required=False, max_length=200)
    show = forms.ChoiceField(required=False, choices=SHOWN)
    carrier = forms.ModelChoiceField(
        CarrierAccount.objects.none(), required=False, to_field_name="code"
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        carrier = self.fields["carrier"]
        carrier.queryset = visible_carriers(actor)  # type: ignore[attr-defined]  # it chooses a row
        carrier.empty_label = _now("All carriers")  # type: ignore[attr-defined]  # see above


class ParcelForm(AddressForm):
    """What is known of a parcel: the other side, size, value, wish, and who pays the freight."""

    weight = forms.DecimalField(
        label=_("Weight in kg"), required=False, min_value=0, max_value=2000, decimal_places=3
    )
    length = forms.DecimalField(label=_("Length in cm"), required=False, min_value=0, max_value=900)
    width = forms.DecimalField(label=_("Width in cm"), required=False, min_value=0, max_value=900)
    height = forms.DecimalField(label=_("Height in cm"), required=False, min_value=0, max_value=900)
    declared = forms.DecimalField(
        label=_("Declared value"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=_("What it is worth, for customs and insurance."),
    )
    declared_currency = CurrencyField(required=False)
    wish = forms.ChoiceField(
        label=_("What matters to the customer"), choices=Wish.choices, initial=Wish.CHEAPEST
    )
    wish_not_before = forms.DateField(label=_("Not before"), required=False, widget=DayInput)
    wish_by = forms.DateField(label=_("Here by"), required=False, widget=DayInput)
    wish_hours = forms.CharField(label=_("At which hours"), max_length=60, required=False)
    wish_place = forms.CharField(
        label=_("At which place"),
        max_length=200,
        required=False,
        help_text=_("A pick-up point, a neighbor, a gate."),
    )
    paid_by = forms.ChoiceField(
        label=_("Who pays the freight"), choices=PaidBy.choices, initial=PaidBy.UNDECIDED
    )
    paid_why = forms.CharField(label=_("Why they pay"), max_length=300, required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    GROUPS = (
        (
            _("Size and value"),
            ("weight", "length", "width", "height", "declared", "declared_currency"),
        ),
        (_("Wish of the customer"), ("wish", *WISHED)),
        (_("Freight"), ("paid_by", "paid_why", "note")),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        told = freight_rule_told(initial.get("paid_because", ""), initial.get("paid_share"))
        self.fields["paid_by"].help_text = told

    @property
    def address_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in AddressForm.base_fields]

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]

    def clean(self) -> dict[str, Any]:
        """Ask for a currency where there is a value, and for the day that is wished."""
        given = super().clean() or self.cleaned_data
        if given.get("declared") and not given.get("declared_currency"):
            self.add_error("declared_currency", _now("In which currency?"))
        if given.get("wish") == Wish.BY_DAY and not given.get("wish_by"):
            self.add_error("wish_by", _now("By which day?"))
        return given

    def facts(self, way: str, ours: PostalAddress) -> ParcelFacts:
        """Return what was typed; `ours` is the other end."""
        given, theirs = self.cleaned_data, self.address()
        is_out = way == ParcelWay.OUT
        declared = given["declared"]
        return ParcelFacts(
            sender=ours if is_out else theirs,
            recipient=theirs if is_out else ours,
            size=Size(
                _scaled(given["weight"], GRAMS),
                *(_scaled(given[name], MILLIMETERS) for name in ("length", "width", "height")),
            ),
            declared=Money(declared, given["declared_currency"]) if declared else None,
            wish=CustomerWish(
                given["wish"],
                given["wish_by"],
                given["wish_hours"],
                given["wish_place"],
                given["wish_not_before"],
            ),
            freight=self._freight(),
            note=given["note"],
        )

    def _freight(self) -> Freight:
        """Return who pays, and why; the rule holds until somebody says that another one pays."""
        given, known = self.cleaned_data, self.initial
        if known.get("paid_by") != given["paid_by"]:
            return Freight(given["paid_by"], given["paid_why"])
        ruled = known.get("paid_because", ""), known.get("paid_share")
        return Freight(given["paid_by"], given["paid_why"], *ruled)

    @staticmethod
    def values_of(parcel: Parcel) -> dict[str, Any]:
        """Return what the form shows of a parcel."""
        is_out = parcel.way == ParcelWay.OUT
        theirs = parcel.recipient if is_out else parcel.sender
        size = {"weight": parcel.weight and parcel.weight / GRAMS}
        for name in ("length", "width", "height"):
            value = getattr(parcel, name)
            size[name] = value and value / MILLIMETERS
        same = ("declared", "declared_currency", "wish", *WISHED)
        paid = ("paid_by", "paid_why", "paid_because", "paid_share")
        rest = {name: getattr(parcel, name) for name in (*same, *paid, "note")}
        return {**theirs, **size, **rest}


def _scaled(value: Decimal | None, factor: Decimal) -> int | None:
    return int(value * factor) if value else None


class NewParcelForm(ParcelForm):
    """A parcel, from us or to us, with one thing in it that somebody names or scans."""

    way = forms.ChoiceField(label=_("Where to"), choices=ParcelWay.choices, initial=ParcelWay.OUT)
    site = forms.ModelChoiceField(
        Site.objects.select_related("entity").order_by("code"),
        label=_("Our site"),
        empty_label=None,
    )
    item = forms.CharField(
        label=_("Item"), max_length=60, help_text=_("Scan it, or type its code.")
    )
    serial = forms.CharField(label=_("Serial number"), max_length=60, required=False)
    quantity = forms.DecimalField(
        label=pgettext_lazy("how many", "Quantity"),
        initial=1,
        min_value=Decimal("0.001"),
        max_digits=10,
        decimal_places=3,
    )

    @property
    def content_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("way", "site", "item", "serial", "quantity")]

    def clean(self) -> dict[str, Any]:
        """Find the item and the unit that are meant."""
        given = super().clean()
        item = find_item(given.get("item", ""))
        if given.get("item") and item is None:
            self.add_error("item", _now("No item is called so. Scan its label, or add it first."))
        given["unit"] = None
        if item and given.get("serial"):
            given["unit"] = find_units([given["serial"]], item=item.code).first()
            if given["unit"] is None:
                self.add_error("serial", _now("We know no such unit of this item."))
        given["item"] = item
        return given

    def contents(self) -> list[Content]:
        """Return what is in the parcel."""
        given = self.cleaned_data
        unit = given["unit"]
        quantity = Decimal(1) if unit else given["quantity"]
        return [Content(given["item"].pk, quantity, unit.pk if unit else None)]


class OwnLabelForm(Form):
    """A label that somebody got at a carrier."""

    account = forms.ModelChoiceField(
        CarrierAccount.objects.none(), label=_("Carrier"), required=False
    )
    carrier_name = forms.CharField(
        label=_("Another carrier"),
        max_length=80,
        required=False,
        help_text=_("If it is none of these."),
    )
    number = forms.CharField(
        label=_("Number on the label"),
        max_length=60,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    service = forms.CharField(
        label=pgettext_lazy("of a carrier", "Service"), max_length=80, required=False
    )
    price = forms.DecimalField(
        label=_("Price"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    currency = CurrencyField(required=False)
    expected_on = forms.DateField(label=_("Delivery on"), required=False, widget=DayInput)
    file = forms.FileField(
        label=_("Paper of the label"), required=False, help_text=_("A PDF or a picture.")
    )

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        account = self.fields["account"]
        account.queryset = visible_carriers(actor).filter(active=True)  # type: ignore[attr-defined]
        account.empty_label = _now("Another carrier")  # type: ignore[attr-defined]  # it chooses

    def clean(self) -> dict[str, Any]:
        """Ask for the carrier, and for a currency where there is a price."""
        given = super().clean() or self.cleaned_data
        if not given.get("account") and not given.get("carrier_name"):
            self.add_error("carrier_name", _now("Which carrier is it?"))
        if given.get("price") is not None and not given.get("currency"):
            self.add_error("currency", _now("In which currency?"))
        return given

    def label(self) -> OwnLabel:
        """Return what was typed."""
        given = self.cleaned_data
        price = given["price"]
        return OwnLabel(
            carrier_name=given["carrier_name"],
            number=given["number"],
            service=given["service"],
            price=Money(price, given["currency"]) if price is not None else None,
            expected_on=given["expected_on"],
            file=given["file"].read() if given["file"] else b"",
        )


class WordsForm(Form):
    """What happened."""

    words = forms.CharField(label=_("What happened?"), max_length=300)


class PutOffForm(Form):
    """Another day of delivery, and why."""

    day = forms.DateField(label=_("New day"), widget=DayInput)
    why = forms.CharField(label=_("Why"), max_length=300)

    def due_at(self, parcel: Parcel) -> datetime:
        """Return until when it is promised then."""
        day: date = self.cleaned_data["day"]
        return datetime.combine(day, DELIVERED_BY, ZoneInfo(parcel.site.time_zone))


class PickUpForm(Form):
    """When a carrier is to fetch what waits for it at a site."""

    account = forms.ModelChoiceField(
        CarrierAccount.objects.none(), label=_("Carrier"), empty_label=None
    )
    site = forms.ModelChoiceField(
        Site.objects.select_related("entity").order_by("code"), label=_("Where"), empty_label=None
    )
    day = forms.DateField(label=_("Day"), widget=DayInput)
    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}))
    note = forms.CharField(label=_("Note for the driver"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        account = self.fields["account"]
        account.queryset = visible_carriers(actor).filter(active=True)  # type: ignore[attr-defined]

    def window(self) -> dict[str, datetime]:
        """Return from when until when, as the clocks at the site go."""
        given = self.cleaned_data
        zone = ZoneInfo(given["site"].time_zone)
        begins, ends = (datetime.combine(given["day"], given[n], zone) for n in ("begins", "ends"))
        return {"begins_at": begins, "ends_at": ends}


class ScanForm(Form):
    """One parcel by a scan, and where it is now."""

    code = forms.CharField(
        label=_("Scan the label"),
        max_length=200,
        help_text=_("Our code, or the number of the carrier."),
        widget=ScanInput(),
    )
