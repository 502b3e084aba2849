import re
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.base.company.models import Site
from aftercare.domain.catalog.queries import find_item
from aftercare.domain.customers.queries import visible_accounts
from aftercare.domain.stock.queries import visible_places
from aftercare.domain.stock.states import PlaceKind
from aftercare.domain.supply.models import PurchaseLine, PurchaseOrder, Supplier
from aftercare.domain.supply.queries import visible_suppliers
from aftercare.domain.supply.states import (
    Offered,
    PurchaseKind,
    PurchaseStatus,
    ShortageStatus,
    Terms,
    Wanted,
)
from aftercare.interfaces.ui.forms import CurrencyField, Form
from aftercare.interfaces.workspace.catalog.fields import ItemField
from aftercare.interfaces.workspace.coverage.contract_forms import AccountField
from aftercare.interfaces.workspace.stock.forms import PlaceField
from aftercare.interfaces.workspace.units.forms import DayInput
from aftercare.kit.actors import Actor

MOST = Decimal(10_000_000)
GROUPED = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+")
MONEY: Any = {"max_digits": 16, "decimal_places": 6, "min_value": 0}


class SupplierField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in stubs only
    """One of the suppliers its form offers."""

    def __init__(self, **given: Any) -> None:
        super().__init__(Supplier.objects.none(), **given)


def _offer(form: forms.Form, actor: Actor, *, empty: Any = None) -> None:
    field = form.fields["supplier"]
    field.queryset = visible_suppliers(actor)  # type: ignore[attr-defined]  # it chooses a row
    if empty is not None:
        field.empty_label = empty  # type: ignore[attr-defined]  # see above


class PurchaseFilterForm(Form):
    """By what the list of purchase orders is narrowed down."""

    q = forms.CharField(required=False, max_length=200)
    show = forms.ChoiceField(
        required=False,
        choices=[
            ("", _("All that is open")),
            ("late", pgettext_lazy("purchase orders", "Late")),
            *(
                (status, status.label)
                for status in PurchaseStatus
                if status not in (PurchaseStatus.RECEIVED, PurchaseStatus.CANCELLED)
            ),
            ("ended", pgettext_lazy("purchase orders", "Ended")),
        ],
    )
    supplier = SupplierField(required=False)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        _offer(self, actor, empty=_now("All suppliers"))


class ShortageFilterForm(Form):
    """By what the desk is narrowed down."""

    q = forms.CharField(required=False, max_length=200)
    show = forms.ChoiceField(
        required=False,
        choices=[
            ("", _("All that is open")),
            (ShortageStatus.OPEN, ShortageStatus.OPEN.label),
            (ShortageStatus.CHOSEN, ShortageStatus.CHOSEN.label),
            ("ended", pgettext_lazy("shortages", "Ended")),
        ],
    )


class PurchaseForm(Form):
    """What is to be bought: one item a line, how many, and for how much."""

    supplier = SupplierField(label=_("Supplier"), required=False)
    things = forms.CharField(
        label=_("What is bought"),
        widget=forms.Textarea(attrs={"rows": 4, "class": "mono"}),
        help_text=_(
            "One item a line: its number, how many, and what one costs. Without a price that of "
            "the supplier's list is taken."
        ),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("purchase", "Bought as"),
        choices=PurchaseKind.choices,
        initial=PurchaseKind.NORMAL,
    )
    site = forms.ModelChoiceField(
        Site.objects.order_by("pk"), label=_("Where it comes to"), empty_label=None
    )
    words = forms.CharField(label=_("What else is to be said"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, actor: Actor, **given: Any) -> None:
        super().__init__(data, **given)
        _offer(self, actor, empty=_now("Still to be found"))

    def clean(self) -> dict[str, Any]:
        """Read the lines."""
        given = super().clean() or self.cleaned_data
        kind, said = given.pop("kind", PurchaseKind.NORMAL), given.pop("things", "")
        given["lines"] = []
        for text in filter(None, map(str.strip, said.splitlines())):
            try:
                given["lines"].append(_read(text, kind))
            except forms.ValidationError as wrong:
                self.add_error("things", wrong)
        return given


def _read(text: str, kind: str) -> Wanted:
    number, quantity, price, *more = [*text.split(), "", ""]
    try:
        wanted, costs = _decimal(quantity or "1"), _decimal(price) if price else None
    except InvalidOperation:
        more = [text]
    if any(more):
        said = _now("Nobody can read “%(text)s”. Write: MB-5500 10 380") % {"text": text}
        raise forms.ValidationError(said)
    item = find_item(number)
    if item is None:
        unknown = _now("There is no item with the number %(code)s.") % {"code": number}
        raise forms.ValidationError(unknown)
    return Wanted(item.pk, wanted, kind, costs)


def _decimal(text: str) -> Decimal:
    """
    Return a number as people write it. Raises `InvalidOperation` for what cannot be one.

    So it does for 1,250, which is more than a thousand to some and little more than one to others.
    """
    if GROUPED.fullmatch(text):
        raise InvalidOperation
    number = Decimal(text.replace(",", "."))
    if not 0 <= number < MOST:
        raise InvalidOperation
    return number


def things_of(lines: list[PurchaseLine]) -> str:
    """Return the lines of an order as its form takes them."""
    return "\n".join(
        " ".join(
            filter(
                None,
                [
                    line.item.code,
                    f"{line.quantity.normalize():f}",
                    f"{line.unit_price.normalize():f}" if line.unit_price is not None else "",
                ],
            )
        )
        for line in lines
    )


class WhyForm(Form):
    """Why something is done."""

    why = forms.CharField(label=_("Why"), max_length=300)


class OrderForm(Form):
    """What one of the supplier's currency is worth in ours."""

    rate = forms.DecimalField(
        label=_("Worth of one of their currency in ours"),
        required=False,
        max_digits=14,
        decimal_places=6,
        min_value=0,
        help_text=_("Empty where they invoice in our currency."),
    )


class ConfirmForm(Form):
    """For which day the supplier has promised it."""

    on = forms.DateField(label=_("Day"), widget=DayInput)
    their_number = forms.CharField(label=_("Their number of the order"), required=False)
    reason = forms.CharField(
        label=_("Why another day"),
        max_length=300,
        required=False,
        help_text=_("Needed where they had promised a day before."),
    )


class DeliveryForm(Form):
    """What came, by scan: whose order follows from the page. `key` tells a form sent twice."""

    text = forms.CharField(
        max_length=2000, error_messages={"required": _("Nothing was read. Scan again.")}
    )
    quantity = forms.DecimalField(
        required=False, min_value=0, max_value=MOST, decimal_places=3, max_digits=14
    )
    place = PlaceField(required=False, to_field_name="code")
    paper = forms.CharField(max_length=80, required=False)
    again = forms.BooleanField(required=False)
    key = forms.UUIDField()

    def __init__(self, data: Any, *, actor: Actor, order: PurchaseOrder | None) -> None:
        super().__init__(data)
        self.key_for_next = uuid4()
        bins = visible_places(actor).filter(kind=PlaceKind.BIN, is_kit=False)
        if order:
            bins = bins.filter(site=order.site)
            self.fields["place"].required = True
        self.fields["place"].queryset = bins  # type: ignore[attr-defined]  # it chooses a row


class SupplierForm(Form):
    """On which terms an account sells to us."""

    currency = CurrencyField(initial="USD")
    lead_days = forms.IntegerField(label=_("Lead time in days"), min_value=0, max_value=2000)
    conditions = forms.CharField(
        label=pgettext_lazy("of a supplier", "Terms"), max_length=200, required=False
    )

    def __init__(self, data: Any = None, *, actor: Actor | None = None, **given: Any) -> None:
        super().__init__(data, **given)
        if actor:
            account = AccountField(visible_accounts(actor), label=_("Number of the supplier"))
            self.fields = {"account": account} | self.fields

    def terms(self) -> Terms:
        """Return what was agreed."""
        given = self.cleaned_data
        return Terms(given["currency"], given["lead_days"], given["conditions"])


class SupplierPriceForm(Form):
    """What a supplier asks for an item, from how many on."""

    item = ItemField(label=_("Item"))
    unit_price = forms.DecimalField(label=_("Price of one"), **MONEY)
    from_quantity = forms.DecimalField(
        label=_("From how many on"), max_digits=14, decimal_places=3, min_value=0, initial=1
    )
    pack = forms.DecimalField(
        label=_("In packs of"),
        max_digits=14,
        decimal_places=3,
        min_value=Decimal("0.001"),
        required=False,
        help_text=_("Empty where single pieces are sold."),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("purchase", "Bought as"),
        choices=PurchaseKind.choices,
        initial=PurchaseKind.NORMAL,
    )
    lead_days = forms.IntegerField(
        label=_("Lead time in days"),
        min_value=0,
        max_value=2000,
        required=False,
        help_text=_("Empty: as usual with this supplier."),
    )
    their_number = forms.CharField(label=_("Their number of it"), max_length=80, required=False)

    def offered(self, supplier: Supplier) -> Offered:
        """Return what they ask."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "item"}
        given["pack"] = given["pack"] or Decimal(1)
        return Offered(currency=supplier.currency, **given)


class SparesShareForm(Form):
    """How many spares a contract gives us with mass production."""

    item = ItemField(label=_("Item"))
    percent = forms.DecimalField(
        label=_("Spares for each hundred"), max_digits=6, decimal_places=3, min_value=0
    )
    clause = forms.CharField(label=_("Clause"), max_length=120)


class ProductionForm(Form):
    """Which order for mass production the spares go with."""

    production = forms.CharField(label=_("Number of the production order"), max_length=60)
    quantity = forms.DecimalField(
        label=_("How many are produced"), max_digits=14, decimal_places=3, min_value=0
    )
