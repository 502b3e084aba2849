from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.domain.stock.models import Place
from aftercare.domain.stock.queries import visible_places
from aftercare.domain.stock.states import (
    OURS,
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
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.scan_input import ScanInput
from aftercare.interfaces.workspace.stock.reading import read_goods
from aftercare.kit.actors import Actor

MOST = Decimal(10_000_000)


def _key() -> str:
    return uuid4().hex


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """One of the places its form offers."""

    def __init__(self, **given: Any) -> None:
        super().__init__(Place.objects.none(), **given)


class FilterForm(Form):
    """By what the list of stock is narrowed down."""

    q = forms.CharField(required=False, max_length=200)
    place = PlaceField(label=_("Place"), required=False, to_field_name="code")
    condition = forms.ChoiceField(label=_("Condition"), required=False)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        ours = visible_places(actor).filter(kind__in=sorted(OURS))
        place, condition = self.fields["place"], self.fields["condition"]
        place.queryset, place.empty_label = ours, _("All places")  # type: ignore[attr-defined]
        condition.choices = [("", _("All conditions")), *Condition.choices]  # type: ignore[attr-defined]


class GoodsForm(Form):
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
    condition = forms.ChoiceField(
        label=_("Condition"), choices=Condition.choices[:-1], initial=Condition.NEW
    )
    purpose = forms.ChoiceField(
        label=_("Kept for"), choices=Purpose.choices, initial=Purpose.SERVICE
    )
    key = forms.CharField(initial=_key, max_length=60, widget=forms.HiddenInput)

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

    def goods(self) -> Goods:
        """Return what was scanned, as it lies there."""
        given = self.cleaned_data
        read = given["read"]
        return Goods(
            read.item.pk,
            read.lot.pk if read.lot else None,
            read.unit.pk if read.unit else None,
            given["condition"],
            given["purpose"],
            Owner.OURS,
        )

    def quantity_said(self) -> Decimal:
        """Return how many: what was typed, else what the label says, else one."""
        typed = self.cleaned_data.get("quantity")
        return typed if typed is not None else self.cleaned_data["read"].quantity or Decimal(1)

    def line(self) -> Line:
        """Return what was scanned as a line to be posted."""
        given = self.cleaned_data
        return Line(
            self.goods(), self.quantity_said(), given["key"], unit_cost=given.get("unit_cost")
        )


class MoveForm(GoodsForm):
    """Some goods that go from one place to another."""

    source = PlaceField(label=pgettext_lazy("place", "From"), empty_label=None)
    target = PlaceField(label=pgettext_lazy("place", "To"), empty_label=None)
    unit_cost = forms.DecimalField(
        label=_("Cost of one"),
        required=False,
        min_value=0,
        max_value=MOST,
        decimal_places=4,
        help_text=_("If it is left open, the average of what we have."),
    )
    paper = forms.CharField(label=_("Paper"), required=False, max_length=80)

    field_order: Sequence[str] = ("code", "quantity", "source", "target", "condition", "purpose")

    def __init__(self, data: Any, files: Any = None, *, kind: MovementKind, actor: Actor) -> None:
        super().__init__(data, files)
        sources, targets = ROUTES[kind]
        places = visible_places(actor)
        self.fields["source"].queryset = places.filter(kind__in=sorted(sources))  # type: ignore[attr-defined]
        self.fields["target"].queryset = places.filter(kind__in=sorted(targets))  # type: ignore[attr-defined]
        if kind != MovementKind.RECEIVED:
            del self.fields["unit_cost"]


class ScrapForm(MoveForm):
    """Some goods that are scrapped, with what proves it."""

    reason = forms.CharField(label=_("Why"), max_length=200)
    proof = forms.FileField(label=_("Photo or paper that proves it"))

    def __init__(self, data: Any, files: Any = None, *, kind: MovementKind, actor: Actor) -> None:
        super().__init__(data, files, kind=kind, actor=actor)
        del self.fields["paper"]


class HarvestForm(MoveForm):
    """A part that is taken out of a scrapped unit."""

    unit = forms.CharField(label=_("Serial of the scrapped unit"), max_length=80)

    field_order = ("unit", *MoveForm.field_order)

    def __init__(self, data: Any, files: Any = None, *, kind: MovementKind, actor: Actor) -> None:
        super().__init__(data, files, kind=kind, actor=actor)
        del self.fields["paper"]
        del self.fields["condition"]

    def clean_unit(self) -> Unit:
        """Return the unit with this serial."""
        found = list(find_units([self.cleaned_data["unit"]])[:2])
        if len(found) != 1:
            raise forms.ValidationError(_now("No unit, or more than one, has this serial."))
        return found[0]

    def clean(self) -> dict[str, Any]:
        """Take what is harvested as used."""
        return super().clean() | {"condition": Condition.USED}


class ReasonForm(Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Why"), max_length=200)


class CountForm(GoodsForm):
    """How many of something are there."""

    quantity = forms.DecimalField(
        label=pgettext_lazy("how many", "Quantity"), min_value=0, max_value=MOST, decimal_places=3
    )


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
