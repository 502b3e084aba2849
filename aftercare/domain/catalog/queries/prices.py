from datetime import date

from django.db.models import F, Q, QuerySet

from aftercare.domain.catalog.models import Item, ItemPrice
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.states import PriceKind
from aftercare.kit.actors import Actor


def visible_prices(actor: Actor) -> QuerySet[ItemPrice]:
    """Return what items cost, for our own people; of one kind the one that began last first."""
    prices = ItemPrice.objects.select_related("item")
    prices = prices.order_by("kind", "currency", F("from_on").desc(nulls_last=True), "pk")
    inside = actor.kind not in ("customer", "station") and actor.may(CatalogPermission.VIEW)
    return prices if inside else prices.none()


def price_on(item: Item, kind: PriceKind, currency: str, day: date) -> ItemPrice | None:
    """Return what an item costs on a day; None if nobody has said."""
    prices = ItemPrice.objects.filter(item=item, kind=kind, currency=currency)
    prices = prices.filter(Q(from_on=None) | Q(from_on__lte=day))
    prices = prices.filter(Q(until_on=None) | Q(until_on__gt=day))
    return prices.order_by(F("from_on").desc(nulls_last=True)).first()
