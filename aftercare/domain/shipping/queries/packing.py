from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from aftercare.domain.catalog.models import Item
from aftercare.domain.shipping.models import PackingInstruction, Parcel, ParcelLine
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.kit.actors import Actor


def visible_packing_instructions(actor: Actor) -> QuerySet[PackingInstruction]:
    """Return how things are packed, for who packs them."""
    found = PackingInstruction.objects.select_related("item").order_by("kind", "item__code")
    return found if actor.may(ShippingPermission.VIEW) else found.none()


@dataclass(frozen=True)
class Packing:
    """How one item is packed: its own instruction, else that of its kind."""

    item: Item
    instruction: PackingInstruction


def packing_of(items: Sequence[Item]) -> list[Packing]:
    """Return how each of `items` is packed, as far as somebody has said so. One query."""
    known = PackingInstruction.objects.filter(
        Q(item__in=items) | Q(kind__in={each.kind for each in items})
    )
    by_item = {each.item_id: each for each in known if each.item_id}
    by_kind = {each.kind: each for each in known if each.kind}
    return [
        Packing(each, found)
        for each in dict.fromkeys(items)
        if (found := by_item.get(each.pk) or by_kind.get(each.kind))
    ]


def packing_for(parcel: Parcel) -> list[Packing]:
    """Return how what is in a parcel is packed."""
    lines = ParcelLine.objects.filter(parcel=parcel).select_related("item").order_by("pk")
    return packing_of([each.item for each in lines])
