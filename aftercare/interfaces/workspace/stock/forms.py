from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.domain.stock.models import Balance, Place
from aftercare.domain.stock.queries import accounts_named, goods_lying, goods_of, visible_places
from aftercare.domain.stock.states import OURS, Condition, Goods, Owner, PlaceKind
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.coverage.contract_forms import AccountField
from aftercare.interfaces.workspace.scan_input import ScanInput
from aftercare.interfaces.workspace.stock.reading import Read, read_goods
from aftercare.kit.actors import Actor

MOST = Decimal(10_000_000)
MOST_ASKED = 12
"""Of so many rows at a place we ask which is meant; of more, only a label can tell."""


NAMED = (PlaceKind.BIN, PlaceKind.VAN, PlaceKind.STATION)
"""Places that may have a name of their own; all others are called by what they are."""


def new_key() -> str:
    """Return what tells a form from every other, so that one sent twice is booked once."""
    return uuid4().hex


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """One of the places its form offers."""

    def __init__(self, **given: Any) -> None:
        super().__init__(Place.objects.none(), **given)

    def label_from_instance(self, obj: Place) -> str:
        """Return the code, with what no code says: whose station it is, what a bin or kit is."""
        said = obj.account if obj.account_id else obj.name if obj.kind in NAMED else ""
        return f"{obj.code} · {said}" if said else obj.code


class FilterForm(Form):
    """By what the list of stock is narrowed down."""

    q = forms.CharField(required=False, max_length=200)
    place = PlaceField(label=_("Place"), required=False, to_field_name="code")
    condition = forms.ChoiceField(label=_("Condition"), required=False)
    owner = forms.ChoiceField(
        label=_("Whose it is"),
        choices=[("", pgettext_lazy("goods", "Everybody's")), *Owner.choices],
        required=False,
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        ours = visible_places(actor).filter(kind__in=sorted(OURS))
        place, condition = self.fields["place"], self.fields["condition"]
        place.queryset, place.empty_label = ours, _("All places")  # type: ignore[attr-defined]
        condition.choices = [("", _("All conditions")), *Condition.choices]  # type: ignore[attr-defined]


def account_field(actor: Actor) -> AccountField:
    """Return the field that says whose goods are, by number."""
    return AccountField(
        accounts_named(actor),
        label=_("Number of the customer"),
        required=False,
        help_text=_("If the goods are a customer's."),
    )


class ScanForm(Form):
    """
    Some goods by one scan, and how many.

    A label that says how many needs no quantity. `key` tells a form that is sent twice.
    """

    code = forms.CharField(
        label=_("Scan or number"),
        max_length=2000,
        help_text=_("Any label, serial, lot or part number."),
        widget=ScanInput(stays=True),
    )
    quantity = forms.DecimalField(
        label=pgettext_lazy("how many", "Quantity"),
        required=False,
        min_value=0,
        max_value=MOST,
        decimal_places=3,
    )
    key = forms.CharField(initial=new_key, max_length=60, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Find out what the code means."""
        given = super().clean() or self.cleaned_data
        if code := given.get("code"):
            given["read"] = read_goods(code)
            if given["read"] is None:
                self.add_error(
                    "code",
                    _now("Nothing is known by this. Scan the label of the item, or register it."),
                )
        return given

    def scanned(self) -> dict[str, Any]:
        """Return the item, lot and unit that were scanned."""
        read: Read = self.cleaned_data["read"]
        return {
            "item_id": read.item.pk,
            "lot_id": read.lot.pk if read.lot else None,
            "unit_id": read.unit.pk if read.unit else None,
        }

    def quantity_said(self) -> Decimal:
        """Return how many: what was typed, else what the label says, else one."""
        typed = self.cleaned_data.get("quantity")
        return typed if typed is not None else self.cleaned_data["read"].quantity or Decimal(1)

    def choose(self, rows: Sequence[Balance]) -> Balance | None:
        """Return which of what lies there is meant; where there are several, ask."""
        if len(rows) < 2:  # noqa: PLR2004  # one needs no question
            return rows[0] if rows else None
        if len(rows) > MOST_ASKED:
            self.add_error("code", _now("A lot of it lies there. Scan the label of lot or serial."))
            return None
        asked = forms.ChoiceField(
            label=_("Which of these"),
            choices=[(str(row.pk), _called(row)) for row in rows],
            widget=forms.RadioSelect,
        )
        self.fields = {"code": self.fields["code"], "which": asked} | self.fields
        chosen = self.data.get("which", "")
        found = next((row for row in rows if str(row.pk) == chosen), None)
        if found is None:
            self.add_error("which", _now("Several of these lie there. Say which."))
        return found


def _called(row: Balance) -> str:
    """Return what tells goods from others at the same place; not how many, for blind counts."""
    whose = str(row.account) if row.account else row.get_owner_display()
    number = str(row.unit or row.lot or "")
    told = [number, row.get_condition_display(), whose, row.get_purpose_display()]
    return " · ".join(each for each in told if each)


class ReasonForm(Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Why"), max_length=200)


class CountForm(ScanForm):
    """How many of something are there: of what is booked there, unless something else is said."""

    quantity = forms.DecimalField(
        label=pgettext_lazy("how many", "Quantity"), min_value=0, max_value=MOST, decimal_places=3
    )
    condition = forms.ChoiceField(
        label=_("Condition"),
        choices=[("", _("As it is booked")), *Condition.choices[:-1]],
        required=False,
    )
    owner = forms.ChoiceField(label=_("Whose it is"), required=False)

    field_order = ("code", "quantity", "condition", "owner", "account")

    def __init__(self, data: Any, *, place: Place, actor: Actor) -> None:
        super().__init__(data)
        self.place = place
        whose = [Owner.OURS, Owner.CUSTOMER, *([Owner.CONSIGNED] if place.account else [])]
        booked = [("", _("As it is booked"))]
        self.fields["owner"].choices = booked + [(each, each.label) for each in whose]  # type: ignore[attr-defined]
        self.fields["account"] = account_field(actor)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Find what is meant of what is booked here."""
        given = super().clean()
        if not given.get("read"):
            return given
        said = {name: given[name] for name in ("condition", "owner", "account") if given.get(name)}
        rows = goods_lying(self.place, **self.scanned()).filter(quantity__gt=0, **said)
        found = list(rows)
        given["row"] = self.choose(found)
        if not found and not said.get("condition"):
            self.add_error(
                "condition", _now("Nothing like this is booked here. Say what it is, and whose.")
            )
        return given

    def goods(self) -> Goods:
        """Return what was counted: as it is booked, else as the counter says."""
        given = self.cleaned_data
        if given["row"]:
            return goods_of(given["row"])
        owner, account = given.get("owner"), given.get("account")
        if owner == Owner.CONSIGNED:
            account = self.place.account
        owner = owner or (Owner.CUSTOMER if account else Owner.OURS)
        whose: dict[str, Any] = {"owner": owner, "account_id": account.pk if account else None}
        return Goods(**self.scanned(), condition=given["condition"], **whose)


class DecisionForm(Form):
    """What is done about the differences of a count."""

    reason = forms.CharField(label=_("Why"), max_length=200, required=False)
    outside = PlaceField(label=_("Book differences to"), empty_label=None)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        self.fields["outside"].queryset = visible_places(actor).filter(kind="outside")  # type: ignore[attr-defined]


class RetestForm(Form):
    """How a test went."""

    passed = forms.ChoiceField(
        label=_("Result"),
        choices=[("1", _("Good")), ("0", _("Failed: into quarantine"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("What was seen"), max_length=200, required=False)

    def clean_passed(self) -> bool:
        """Return whether it is still good."""
        return bool(self.cleaned_data["passed"] == "1")
