"""What can be done with a purchase order: words, form and operation of each verb."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.domain.supply.models import PurchaseOrder
from aftercare.domain.supply.operations import orders, receiving
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.states import AWAITED, PurchaseStatus
from aftercare.interfaces.workspace.supply.forms import ConfirmForm, OrderForm, WhyForm
from aftercare.kit.actors import Actor


@dataclass(frozen=True)
class PurchaseVerb:
    """One thing to do, offered where a purchase order stands in one of `at`; no form: at once."""

    title: Any
    icon: str
    call: Callable[..., Any]
    form: type[forms.Form] | None
    permission: SupplyPermission
    at: frozenset[PurchaseStatus]

    def is_offered(self, order: PurchaseOrder, actor: Actor) -> bool:
        """Return whether it can be done now, by this person."""
        return order.status in self.at and actor.may(self.permission)


PURCHASE_VERBS: dict[str, PurchaseVerb] = {
    "request": PurchaseVerb(
        _("Ask for it"),
        "send",
        orders.request_purchase,
        None,
        SupplyPermission.REQUEST,
        frozenset({PurchaseStatus.DRAFT}),
    ),
    "order": PurchaseVerb(
        pgettext_lazy("a purchase", "Order it"),
        "truck-delivery",
        orders.place_order,
        OrderForm,
        SupplyPermission.ORDER,
        frozenset({PurchaseStatus.REQUESTED}),
    ),
    "confirm": PurchaseVerb(
        _("Confirmed for a day"),
        "calendar-check",
        receiving.confirm_purchase,
        ConfirmForm,
        SupplyPermission.ORDER,
        frozenset(AWAITED),
    ),
    "back": PurchaseVerb(
        pgettext_lazy("a purchase request", "Send back"),
        "rotate",
        orders.send_request_back,
        WhyForm,
        SupplyPermission.ORDER,
        frozenset({PurchaseStatus.REQUESTED}),
    ),
    "close": PurchaseVerb(
        _("The rest does not come"),
        "package-off",
        orders.close_purchase,
        WhyForm,
        SupplyPermission.ORDER,
        frozenset({PurchaseStatus.PARTLY}),
    ),
    "cancel": PurchaseVerb(
        pgettext_lazy("a purchase", "Call off"),
        "x",
        orders.cancel_purchase,
        WhyForm,
        SupplyPermission.REQUEST,
        frozenset(
            {
                PurchaseStatus.DRAFT,
                PurchaseStatus.REQUESTED,
                PurchaseStatus.ORDERED,
                PurchaseStatus.CONFIRMED,
            }
        ),
    ),
}
USUAL_NEXT = {
    PurchaseStatus.DRAFT: "request",
    PurchaseStatus.REQUESTED: "order",
    PurchaseStatus.ORDERED: "confirm",
}


def verbs_for_purchase(order: PurchaseOrder, actor: Actor) -> Iterator[tuple[str, PurchaseVerb]]:
    """Yield what can be done with a purchase order now, by this person."""
    for name, verb in PURCHASE_VERBS.items():
        if verb.is_offered(order, actor):
            yield name, verb


def next_for_purchase(order: PurchaseOrder, actor: Actor) -> tuple[str, PurchaseVerb] | None:
    """Return the usual next thing to do, if this person may."""
    name = USUAL_NEXT.get(PurchaseStatus(order.status), "")
    verb = PURCHASE_VERBS.get(name)
    return (name, verb) if verb and verb.is_offered(order, actor) else None
