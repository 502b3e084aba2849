from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.base.company.models import Site
from aftercare.base.people.models import User
from aftercare.base.people.queries import visible_users
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.queries import find_item
from aftercare.domain.stock.models import Place
from aftercare.domain.stock.queries import accounts_named, visible_places
from aftercare.domain.stock.states import PlaceKind
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.coverage.contract_forms import AccountField
from aftercare.interfaces.workspace.stock.forms import MOST, PlaceField, new_key
from aftercare.kit.actors import Actor

MOST_DAYS = 3650


def _people(actor: Actor) -> QuerySet[User]:
    people = visible_users(actor).filter(kind="user", is_active=True)
    return people.order_by("name", "pk")


class PlaceForm(Form):
    """A place for goods; what it is and where stays once it is open."""

    code = forms.CharField(label=_("Code"), max_length=40)
    kind = forms.ChoiceField(
        label=pgettext_lazy("stock", "Kind of place"),
        choices=PlaceKind.choices,
        initial=PlaceKind.BIN,
    )
    site = forms.ModelChoiceField(Site.objects.order_by("code"), label=_("Site"), required=False)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    keeper = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Kept by"),
        required=False,
        help_text=_("Who drives the van, or answers for the place."),
    )
    count_every = forms.IntegerField(
        label=_("Counted every so many days"), required=False, min_value=1, max_value=MOST_DAYS
    )

    def __init__(self, data: Any, *, actor: Actor, place: Place | None = None) -> None:
        super().__init__(data)
        self.fields["keeper"].queryset = _people(actor)  # type: ignore[attr-defined]
        self.fields["account"] = AccountField(
            accounts_named(actor),
            label=_("Number of the partner"),
            required=False,
            help_text=_("Whose station it is, or which customer's or supplier's place."),
        )
        if place:
            for name in ("code", "kind", "site", "account"):
                del self.fields[name]
            self.initial = {name: getattr(place, name) for name in self.fields}


class ItemField(forms.CharField):
    """An item by its number, any of its numbers."""

    def __init__(self) -> None:
        super().__init__(label=_("Item"), max_length=80)

    def clean(self, value: Any) -> Item:
        """Return the item. Raises `ValidationError`."""
        item = find_item(super().clean(value))
        if item is None:
            raise forms.ValidationError(_now("There is no item with this number."))
        return item


class StorageLifeForm(Form):
    """After how many days on the shelf an item is tested again."""

    item = ItemField()
    days = forms.IntegerField(
        label=_("Tested again after so many days"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("Left empty: never."),
    )


class CoreDaysForm(Form):
    """Within how many days the old one of an exchange part comes back."""

    item = ItemField()
    days = forms.IntegerField(
        label=_("Old part back within so many days"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("Left empty: it is not given in exchange."),
    )
    worth = forms.DecimalField(
        label=_("What an old part is worth to us"),
        required=False,
        min_value=0,
        max_value=MOST,
        decimal_places=4,
        help_text=_("In our own currency, when it comes back. Left empty: nothing."),
    )


class ReservationForm(Form):
    """How urgent a reservation is, and until when it holds."""

    priority = forms.IntegerField(
        label=pgettext_lazy("reservation", "Priority"),
        min_value=-100,
        max_value=100,
        help_text=_("What is more urgent displaces what is less."),
    )
    expires_at = forms.DateTimeField(
        label=_("Holds until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )


class CoreForm(Form):
    """Old parts a partner has sent back, and where they lie now."""

    quantity = forms.DecimalField(
        label=pgettext_lazy("how many", "Quantity"),
        min_value=0,
        max_value=1_000_000,
        decimal_places=3,
        initial=1,
    )
    target = PlaceField(label=pgettext_lazy("place", "To"), empty_label=None)
    key = forms.CharField(initial=new_key, max_length=60, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        bins = visible_places(actor).filter(kind=PlaceKind.BIN)
        self.fields["target"].queryset = bins  # type: ignore[attr-defined]


class KitForm(Form):
    """What somebody takes along, a line for each part: number and how many."""

    name = forms.CharField(label=_("For which visit"), max_length=120)
    keeper = forms.ModelChoiceField(User.objects.none(), label=_("Who takes it along"))
    site = forms.ModelChoiceField(Site.objects.order_by("code"), label=_("From which site"))
    parts = forms.CharField(
        label=_("Parts"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        help_text=_("One a line: part number, then how many if more than one."),
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        self.fields["keeper"].queryset = _people(actor)  # type: ignore[attr-defined]

    def clean_parts(self) -> list[tuple[Item, Any]]:
        """Return each part with how many of it."""
        lines = [line.split() for line in self.cleaned_data["parts"].splitlines() if line.strip()]
        return [_part(*line[:2]) for line in lines]


def _part(code: str, quantity: str = "1") -> tuple[Item, Any]:
    item = find_item(code)
    how_many = forms.DecimalField(min_value=0, decimal_places=3, max_value=1_000_000)
    if item is None:
        raise forms.ValidationError(
            _now("There is no item with the number %(code)s.") % {"code": code}
        )
    return item, how_many.clean(quantity)
