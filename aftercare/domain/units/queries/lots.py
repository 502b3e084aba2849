from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftercare.domain.catalog.queries import Reach
from aftercare.domain.units.models import Lot, LotWindow
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.policies import key_of
from aftercare.domain.units.queries.units import SHORTEST_PART
from aftercare.kit.actors import Actor


def visible_lots(actor: Actor) -> QuerySet[Lot]:
    """Return the lots of components `actor` may know about."""
    lots = Lot.objects.select_related("item").prefetch_related("windows")
    is_ours = actor.kind != "customer" and actor.may(UnitPermission.VIEW)
    return lots if is_ours else lots.none()


def find_lots(numbers: Iterable[str], *, item: str = "") -> QuerySet[Lot]:
    """Return the lots with these numbers, however they are written, of any item or of one."""
    keys = [key for key in map(key_of, numbers) if key]
    found = Lot.objects.filter(number_key__in=keys).select_related("item")
    return (found.filter(item__code=item) if item else found).order_by("pk")


def lots_alike(text: str) -> Q:
    """Return the condition that the number of a lot begins with what somebody typed."""
    key = key_of(text)
    return Q(number_key__startswith=key) if len(key) >= SHORTEST_PART else Q(number_key=key)


def lots_made_in(first: date, last: date, *, item: str = "", maker: str = "") -> Q:
    """Return the condition that a lot may have been made on any day from `first` to `last`."""
    windows = LotWindow.objects.filter(lot=OuterRef("pk"), first__lte=last, until__gt=first)
    made = Q(Exists(windows))
    if item:
        made &= Q(item__code__iexact=item)
    return made & Q(maker__icontains=maker) if maker else made


def lots_reached(reach: Reach, actor: Actor) -> QuerySet[Lot]:
    """
    Return the lots a change is about: those it names, and those that may have been made then.

    A lot of which nobody knows when it was made may have been made then.
    """
    wanted = Q(number_key__in=[key_of(number) for number in reach.lots])
    if reach.has_days:
        made = lots_made_in(reach.made_from or date.min, reach.made_until or date.max)
        wanted |= made | Q(~Exists(LotWindow.objects.filter(lot=OuterRef("pk"))))
    return visible_lots(actor).filter(wanted, item__in=reach.named).order_by("number", "pk")
