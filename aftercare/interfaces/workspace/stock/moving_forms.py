"""The forms by which goods are moved, made for a scanner."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.domain.stock.models import Balance, Place
from aftercare.domain.stock.queries import (
    accounts_named,
    goods_lying,
    goods_of,
    outside_of,
    visible_places,
)
from aftercare.domain.stock.states import (
    ROUTES,
    Condition,
    Goods,
    Line,
    MovementKind,
    Owner,
    Purpose,
)
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import find_units
from aftercare.interfaces.workspace.coverage.contract_forms import AccountField
from aftercare.interfaces.workspace.stock.forms import MOST, PlaceField, ScanForm, account_field
from aftercare.interfaces.workspace.stock.reading import read_goods
from aftercare.kit.actors import Actor

WITHIN = (MovementKind.PUT_AWAY, MovementKind.SENT, MovementKind.ARRIVED)
"""From one place of ours to another nobody has to say what for."""


class MoveForm(ScanForm):
    """Some goods that go from one place to another."""

    source = PlaceField(label=pgettext_lazy("place", "From"), empty_label=None)
    target = PlaceField(label=pgettext_lazy("place", "To"), empty_label=None)
    paper = forms.CharField(
        label=_("What for"),
        max_length=80,
        help_text=_("Number of a work order, case, return or delivery note, or the reason."),
    )

    field_order: Sequence[str] = ("code", "quantity", "source", "target")

    def __init__(self, data: Any, files: Any = None, *, kind: MovementKind, actor: Actor) -> None:
        super().__init__(data, files)
        sources, targets = ROUTES[kind]
        self.fields["code"].help_text = _(
            "Any label, serial, lot or part number. The label of a place says where."
        )
        places = visible_places(actor)
        self.fields["source"].queryset = places.filter(kind__in=sorted(sources))  # type: ignore[attr-defined]
        self.fields["target"].queryset = places.filter(kind__in=sorted(targets))  # type: ignore[attr-defined]
        self.fields["paper"].required = kind not in WITHIN

    def said_by_scan(self) -> dict[str, str]:
        """Return what a scan says of the fields that books nothing: the label of a place, where."""
        code = self.data.get("code", "").strip()
        for end in ("target", "source"):
            places = self.fields[end].queryset if end in self.fields else Place.objects.none()  # type: ignore[attr-defined]
            found = places.filter(code__iexact=code).first()
            if found and read_goods(code) is None:
                return {end: str(found.pk)}
        return {}

    def ends(self) -> dict[str, Any]:
        """Return from where to where it goes, as far as that is asked."""
        return {end: self.cleaned_data[end] for end in ("source", "target") if end in self.fields}


class ShelfForm(MoveForm):
    """Some goods of a place of ours: the scan finds what lies there, whosever it is."""

    def clean(self) -> dict[str, Any]:
        """Find what is meant."""
        given = super().clean()
        source = given.get("source")
        if given.get("read") and source:
            given["row"] = self.choose(self._lying(source))
        return given

    def line(self) -> Line:
        """Return what lies there as a line to be posted."""
        row: Balance = self.cleaned_data["row"]
        return Line(goods_of(row), self.quantity_said(), self.cleaned_data["key"])

    def _lying(self, source: Place) -> list[Balance]:
        rows = goods_lying(source, **self.scanned())
        # What is all gone was perhaps taken by this very form, sent twice: the ledger knows.
        found = list(rows.filter(quantity__gt=0)) or list(rows.order_by("-pk")[:1])
        if not found:
            self.add_error("code", _now("There is none of it at %(place)s.") % {"place": source})
        return found


class IncomingForm(MoveForm):
    """Some goods that come from outside: who takes them in says what they are, and whose."""

    condition = forms.ChoiceField(
        label=_("Condition"), choices=Condition.choices[:-1], initial=Condition.NEW
    )
    purpose = forms.ChoiceField(
        label=_("Kept for"), choices=Purpose.choices, initial=Purpose.SERVICE
    )
    owner = forms.ChoiceField(
        label=_("Whose it is"),
        choices=[(each.value, each.label) for each in (Owner.OURS, Owner.CUSTOMER)],
        initial=Owner.OURS,
        required=False,
    )
    account: AccountField
    unit_cost = forms.DecimalField(
        label=_("Cost of one"),
        required=False,
        min_value=0,
        max_value=MOST,
        decimal_places=4,
        help_text=_("If it is left open, the average of what we have."),
    )

    field_order = (*MoveForm.field_order, "condition", "purpose", "owner", "account")

    def __init__(self, data: Any, files: Any = None, *, kind: MovementKind, actor: Actor) -> None:
        super().__init__(data, files, kind=kind, actor=actor)
        self.fields["account"] = account_field(actor)
        self.order_fields(self.field_order)
        if kind != MovementKind.RECEIVED:
            del self.fields["unit_cost"]

    def clean(self) -> dict[str, Any]:
        """Find where our books have a unit that comes; it comes from there."""
        given = super().clean()
        if given.get("account"):
            given["owner"] = Owner.CUSTOMER
        if (read := given.get("read")) and read.unit and (known := outside_of(read.unit.pk)):
            given["known"], given["source"] = known, known.place
        return given

    def line(self) -> Line:
        """Return what was scanned as a line to be posted."""
        given = self.cleaned_data
        owner = given.get("owner") or Owner.OURS
        account = given.get("account")
        whose: dict[str, Any] = {"owner": owner, "account_id": account.pk if account else None}
        what = {"condition": given["condition"], "purpose": given["purpose"]}
        cost = given.get("unit_cost")
        line = Line(Goods(**self.scanned(), **what, **whose), self.quantity_said(), given["key"])
        known: Balance | None = given.get("known")
        if known:
            line = replace(line, goods=goods_of(known), **what)
            if (known.owner, known.account_id) != (owner, whose["account_id"]):
                line = replace(line, **whose)
        return replace(line, unit_cost=cost)


class SettleForm(ShelfForm):
    """Some consigned goods that a station has used, for a work order or on a bill."""

    def __init__(self, data: Any, files: Any = None, *, kind: MovementKind, actor: Actor) -> None:
        super().__init__(data, files, kind=kind, actor=actor)
        del self.fields["target"]


class ExchangeForm(ShelfForm):
    """A part that a station or customer gets for the old one they owe us from then on."""

    account: AccountField

    def __init__(self, data: Any, files: Any = None, *, kind: MovementKind, actor: Actor) -> None:
        super().__init__(data, files, kind=kind, actor=actor)
        del self.fields["target"]
        self.fields["account"] = AccountField(
            accounts_named(actor), label=_("Number of the station or customer")
        )
        self.order_fields(("code", "quantity", "account", "source"))


class ScrapForm(ShelfForm):
    """Some goods that are scrapped, with what proves it."""

    reason = forms.CharField(label=_("Why"), max_length=200)
    proof = forms.FileField(label=_("Photo or paper that proves it"))

    def __init__(self, data: Any, files: Any = None, *, kind: MovementKind, actor: Actor) -> None:
        super().__init__(data, files, kind=kind, actor=actor)
        del self.fields["paper"]


class ChangeForm(ShelfForm):
    """Some goods that lie where they lay, in another condition or kept for something else."""

    condition = forms.ChoiceField(
        label=_("Condition from now on"),
        choices=[("", _("Stays as it is")), *Condition.choices[:-1]],
        required=False,
    )
    purpose = forms.ChoiceField(
        label=_("Kept for"),
        choices=[("", _("Stays as it is")), (Purpose.SERVICE.value, Purpose.SERVICE.label)],
        required=False,
        help_text=_("What is kept for production may be given to service, never back."),
    )
    reason = forms.CharField(label=_("Why"), max_length=200)

    def __init__(self, data: Any, files: Any = None, *, kind: MovementKind, actor: Actor) -> None:
        super().__init__(data, files, kind=kind, actor=actor)
        self.fields["source"].label = pgettext_lazy("stock", "Place")
        for name in ("target", "paper"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """See that something changes."""
        given = super().clean()
        row = given.get("row")
        changes = {name: given.get(name) or "" for name in ("condition", "purpose")}
        if row and all(changes[name] in ("", getattr(row, name)) for name in changes):
            self.add_error("condition", _now("Say what is different from now on."))
        return given

    def line(self) -> Line:
        """Return what lies there as a line that changes it."""
        given = self.cleaned_data
        return replace(super().line(), condition=given["condition"], purpose=given["purpose"])


class HarvestForm(IncomingForm):
    """A part that is taken out of a scrapped unit."""

    unit = forms.CharField(label=_("Serial of the scrapped unit"), max_length=80)

    field_order = ("unit", *MoveForm.field_order, "purpose")

    def __init__(self, data: Any, files: Any = None, *, kind: MovementKind, actor: Actor) -> None:
        super().__init__(data, files, kind=kind, actor=actor)
        for name in ("paper", "condition", "owner", "account"):
            del self.fields[name]

    def said_by_scan(self) -> dict[str, str]:
        """Return that a unit is meant which is scanned before anything that is taken out of it."""
        if not self.data.get("unit") and (read := read_goods(self.data.get("code", ""))):
            return {"unit": read.unit.serial} if read.unit else {}
        return super().said_by_scan()

    def clean_unit(self) -> Unit:
        """Return the unit with this serial."""
        found = list(find_units([self.cleaned_data["unit"]])[:2])
        if len(found) != 1:
            raise forms.ValidationError(_now("No unit, or more than one, has this serial."))
        return found[0]

    def clean(self) -> dict[str, Any]:
        """Take what is harvested as used."""
        return super().clean() | {"condition": Condition.USED}
