"""What units a change of items touches."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.queries import Reach, Touched
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries.lots import lots_reached
from aftercare.domain.units.queries.tracing import trace_lots
from aftercare.domain.units.queries.units import visible_units
from aftercare.kit.actors import Actor


def units_touched(reach: Reach, actor: Actor) -> Iterator[Touched]:
    """Yield how many units of each item there are; of which most are with customers, first."""
    if reach.is_narrowed:
        yield from _units_with_lots(reach, actor)
        return
    owned = Q(account__isnull=False) | Q(contact__isnull=False)
    units = visible_units(actor).filter(item__in=reach.items).order_by()
    counted = units.values("item__code", "item__name", "item__names")
    counted = counted.annotate(units=Count("pk"), owned=Count("pk", filter=owned))
    for each in counted.order_by("-owned", "-units", "item__code"):
        detail = _("%(count)s with customers") % {"count": each["owned"]}
        known = {"code": each["item__code"], "names": each["item__names"]}
        yield Touched(each["item__name"], each["units"], detail, **known)


def _units_with_lots(reach: Reach, actor: Actor) -> Iterator[Touched]:
    """Yield of which items how many units hold pieces of the lots a change is about."""
    lots = list(lots_reached(reach, actor).values_list("pk", flat=True))
    traced = trace_lots(lots).by_item if lots else ()
    items = Item.objects.in_bulk([key for key, _units in traced])
    for key, units in traced:
        item = items[key]
        yield Touched(item.name, units, code=item.code, names=item.names)


def owners_touched(reach: Reach, actor: Actor) -> dict[int, int]:
    """Return how many units that a change touches are with each customer, by account."""
    if reach.is_narrowed:
        lots = list(lots_reached(reach, actor).values_list("pk", flat=True))
        owners = trace_lots(lots).owners if lots else ()
        return {each.account.pk: each.units for each in owners if each.account}
    owned = Unit.objects.filter(item__in=reach.items, account__isnull=False).order_by()
    counted: Any = owned.values("account").annotate(units=Count("pk"))
    return dict(counted.values_list("account", "units"))
