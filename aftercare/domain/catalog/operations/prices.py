"""What items cost, for what, and from when on."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.events import PriceSet
from aftercare.domain.catalog.models import Item, ItemPrice
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.states import PriceKind
from aftercare.domain.catalog.steps import correct
from aftercare.domain.catalog.steps.prices import why_no_price
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class PriceCannotBe(Refused):
    """A price has a currency, is not below nothing, and begins before it ends."""


@transaction.atomic
def set_price(
    item: Item,
    kind: PriceKind,
    *,
    currency: str,
    amount: Decimal,
    from_on: date | None = None,
    until_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> ItemPrice:
    """
    Say what an item costs from a day on, or correct what was said of that day.

    What began earlier holds until then. Said twice, the second time changes nothing.
    Raises `PriceCannotBe`.
    """
    actor.must(CatalogPermission.EDIT)
    currency = currency.strip().upper()
    if why := why_no_price(currency, amount, from_on, until_on):
        raise PriceCannotBe(why)
    said = {"item": item, "kind": kind, "currency": currency, "from_on": from_on}
    known = ItemPrice.objects.select_for_update().filter(**said).first()
    price = known or ItemPrice(**said)
    if correct(price, {"amount": amount, "until_on": until_on}):
        price.save()
        change = "corrected" if known else "added"
        announce(PriceSet(item.pk, kind, currency, change), actor=actor, at=at)
    return price


@transaction.atomic
def remove_price(price: ItemPrice, *, actor: Actor, at: datetime) -> None:
    """Take back what was said of the cost of an item."""
    actor.must(CatalogPermission.EDIT)
    event = PriceSet(price.item_id, price.kind, price.currency, "removed")
    price.delete()
    announce(event, actor=actor, at=at)
