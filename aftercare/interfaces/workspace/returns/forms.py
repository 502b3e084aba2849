from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from aftercare.base.company.models import Site
from aftercare.domain.customers.models import Account
from aftercare.domain.returns.models import ReturnReason
from aftercare.domain.returns.queries import offered_reasons
from aftercare.domain.returns.states import (
    Announced,
    ComesBy,
    EvidenceKind,
    FoundAs,
    Outcome,
    RmaStatus,
    Shown,
    Side,
)
from aftercare.domain.shipping.states import ParcelWay
from aftercare.domain.units.queries import find_lots, find_units
from aftercare.domain.units.states import Upload
from aftercare.interfaces.ui.forms import CurrencyField, Form
from aftercare.interfaces.workspace.reasons import ReasonField
from aftercare.interfaces.workspace.repairs.forms import PerhapsWhyForm, PhotosField, WhyForm
from aftercare.interfaces.workspace.stock.reading import read_goods
from aftercare.interfaces.workspace.units.forms import DayInput

__all__ = ["PerhapsWhyForm", "WhyForm"]

MONEY: Any = {"max_digits": 14, "decimal_places": 2}


class ListFilterForm(Form):
    """By what the list of returns is narrowed down."""

    q = forms.CharField(required=False, max_length=200)
    show = forms.ChoiceField(
        required=False,
        choices=[
            ("", gettext_lazy("All that is open")),
            (RmaStatus.REQUESTED, RmaStatus.REQUESTED.label),
            (RmaStatus.APPROVED, RmaStatus.APPROVED.label),
            (RmaStatus.RECEIVED, RmaStatus.RECEIVED.label),
            (RmaStatus.DECIDED, RmaStatus.DECIDED.label),
            ("ended", pgettext_lazy("returns", "Ended")),
        ],
    )
    reason = ReasonField(ReturnReason.objects.none(), required=False, to_field_name="code")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        reasons = self.fields["reason"]
        reasons.queryset = offered_reasons()  # type: ignore[attr-defined]  # it chooses a row
        reasons.empty_label = _("All reasons")  # type: ignore[attr-defined]  # see above


def account_named(text: str) -> Account:
    """Return the one account of this number or name. Raises `ValidationError`."""
    named = text.strip()
    found = Account.objects.filter(code__iexact=named).first()
    known = [found] if found else list(Account.objects.filter(name__iexact=named)[:2])
    if len(known) != 1:
        raise forms.ValidationError(_("We know no such customer, or more than one."))
    return known[0]


class NewReturnForm(Form):
    """What a customer wants to send back, as somebody of us writes it down."""

    things = forms.CharField(
        label=gettext_lazy("What comes back"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One serial number a line. Of a lot its number, a blank and how many."
        ),
    )
    reason = ReasonField(
        ReturnReason.objects.none(), label=gettext_lazy("Reason"), empty_label=None
    )
    words = forms.CharField(
        label=gettext_lazy("What the customer says"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    account = forms.CharField(
        label=gettext_lazy("Customer"),
        required=False,
        help_text=gettext_lazy("Name or number; empty: whose the unit is."),
    )
    site = forms.ModelChoiceField(
        Site.objects.order_by("pk"), label=gettext_lazy("Sent to"), empty_label=None
    )

    def __init__(self, data: Any = None, files: Any = None, **given: Any) -> None:
        super().__init__(data, files, **given)
        reasons = self.fields["reason"]
        reasons.queryset = offered_reasons()  # type: ignore[attr-defined]  # it chooses a row
        for kind in EvidenceKind:
            self.fields[kind] = PhotosField(label=kind.label, required=False)

    def clean_account(self) -> Account | None:
        """Find the customer that is named."""
        named = self.cleaned_data["account"].strip()
        return account_named(named) if named else None

    def clean(self) -> dict[str, Any]:
        """Find the units and lots that are named, one a line."""
        given = super().clean() or self.cleaned_data
        said = given.pop("things", "").splitlines()
        given["lines"], given["owner"] = [], None
        for text in filter(None, map(str.strip, said)):
            line = self._read(text, given)
            if line is None:
                self.add_error(
                    "things", _("Nobody knows “%(text)s”, or several are.") % {"text": text}
                )
            else:
                given["lines"].append(line)
        return given

    def _read(self, text: str, given: dict[str, Any]) -> Announced | None:
        units = list(find_units([text])[:2])
        if len(units) == 1:
            given["owner"] = given["owner"] or units[0]
            return Announced(units[0].item_id, unit_id=units[0].pk)
        number, _blank, count = text.rpartition(" ")
        lots = list(find_lots([number])[:2])
        try:
            quantity = Decimal(count)
        except InvalidOperation:
            return None
        if len(lots) != 1 or not quantity.is_finite():
            return None
        return Announced(lots[0].item_id, lot_id=lots[0].pk, quantity=quantity)

    def shown(self) -> list[Shown]:
        """Return the files that show why it is returned."""
        return [
            Shown(kind, each.name, each.content)
            for kind in EvidenceKind
            for each in self.cleaned_data.get(kind) or []
        ]


class EvidenceForm(Form):
    """More that shows why something is returned."""

    kind = forms.ChoiceField(label=gettext_lazy("What it shows"), choices=EvidenceKind.choices)
    shown = PhotosField(label=gettext_lazy("Photos"))

    def facts(self) -> dict[str, Any]:
        """Return all the operation asks."""
        kind = self.cleaned_data["kind"]
        photos = self.cleaned_data["shown"]
        return {"shown": [Shown(kind, each.name, each.content) for each in photos]}


class ReopenForm(PerhapsWhyForm):
    """Until when it may be sent after all."""

    until = forms.DateField(label=gettext_lazy("May be sent until"), widget=DayInput)

    field_order = ("until", "why")


class WayForm(Form):
    """How a return comes to us."""

    comes_by = forms.ChoiceField(
        label=gettext_lazy("How it comes"), choices=ComesBy.choices, widget=forms.RadioSelect
    )


class InspectForm(Form):
    """What was found."""

    found = forms.ChoiceField(
        label=pgettext_lazy("an inspection", "Found"),
        choices=FoundAs.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("In words"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    photos = PhotosField(label=gettext_lazy("Photos"), required=False)

    def clean_found(self) -> FoundAs:
        """Return what was found."""
        return FoundAs(self.cleaned_data["found"])


class PayBackForm(Form):
    """How much is paid back, and what for."""

    how = forms.ChoiceField(
        label=pgettext_lazy("what becomes of a line", "How"),
        choices=[(Outcome.CREDIT, Outcome.CREDIT.label), (Outcome.REFUND, Outcome.REFUND.label)],
    )
    amount = forms.DecimalField(label=gettext_lazy("Amount"), min_value=0, **MONEY)
    currency = CurrencyField(required=False)
    what_for = forms.CharField(label=gettext_lazy("What for"), max_length=300)

    def clean_how(self) -> Outcome:
        """Return whether it is credited or refunded."""
        return Outcome(self.cleaned_data["how"])


class ScrapLineForm(WhyForm):
    """Why a line is scrapped, and what proves it."""

    proof = PhotosField(label=gettext_lazy("Photo or paper that proves it"))


class ReplacementForm(Form):
    """Which unit, or which lot, goes out for a line."""

    number = forms.CharField(
        label=gettext_lazy("Serial or lot of the replacement"),
        help_text=gettext_lazy("Scan the label."),
    )

    def clean(self) -> dict[str, Any]:
        """Find the unit or the lot."""
        given = super().clean() or self.cleaned_data
        if not (number := given.pop("number", "")):
            return given
        read = read_goods(number)
        if read is None or not (read.unit or read.lot):
            raise forms.ValidationError(_("We know no such unit, or more than one."))
        given["unit"], given["lot"] = read.unit, None if read.unit else read.lot
        return given


class AheadForm(ReplacementForm):
    """What goes ahead, until when the old one has to come, and what is charged if it does not."""

    due_on = forms.DateField(label=gettext_lazy("The old one comes by"), widget=DayInput)
    charge = forms.DecimalField(label=gettext_lazy("Charged if it does not"), min_value=0, **MONEY)
    currency = CurrencyField(required=False)


class FreightForm(Form):
    """A freight bill, and who paid it."""

    way = forms.ChoiceField(label=gettext_lazy("Which way"), choices=ParcelWay.choices)
    bill = forms.DecimalField(label=gettext_lazy("Amount on the bill"), min_value=0, **MONEY)
    paid_by = forms.ChoiceField(label=gettext_lazy("Paid by"), choices=Side.choices)
    evidence = forms.FileField(label=gettext_lazy("The bill"))

    def clean(self) -> dict[str, Any]:
        """Return way, payer and paper as the operation takes them."""
        given = super().clean() or self.cleaned_data
        if file := given.get("evidence"):
            given["evidence"] = Upload(str(file.name), file)
        return given


class ScanForm(Form):
    """What was scanned at the door."""

    text = forms.CharField(
        max_length=4000, error_messages={"required": gettext_lazy("Nothing was read. Scan again.")}
    )
    quantity = forms.DecimalField(
        max_digits=14, decimal_places=3, min_value=Decimal("0.001"), required=False
    )
    site = forms.ModelChoiceField(Site.objects.order_by("pk"), to_field_name="code")
    again = forms.BooleanField(required=False)
    key = forms.UUIDField()


class AddArrivalForm(PerhapsWhyForm):
    """On which return something goes that came unexpected."""

    number = forms.CharField(label=gettext_lazy("Number of the return"), required=False)

    field_order = ("number", "why")
