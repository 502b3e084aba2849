"""Which unit took the place of which."""

from datetime import date

from django.db.models import Q, QuerySet

from aftercare.domain.units.models import Exchange, Unit


def exchanges_of(unit: Unit) -> QuerySet[Exchange]:
    """Return for what a unit was given, and what was given for it, the newest first."""
    either = Exchange.objects.filter(Q(old=unit) | Q(new=unit))
    return either.select_related("old__item", "new__item").order_by("-on", "-pk")


def replaced_by(unit: Unit, *, sold_on: date | None = None) -> list[Exchange]:
    """
    Return the exchanges that led to a unit, the newest first: the last began with what was sold.

    One that was sold by itself after it was given for another stands for itself. A query for
    each exchange, and one more.
    """
    found: list[Exchange] = []
    before, seen = unit, {unit.pk}
    while each := _last_before(before, found[-1].on if found else None):
        is_sold_anew = not found and sold_on is not None and sold_on > each.on
        if is_sold_anew or each.old_id in seen:
            break
        found.append(each)
        before = each.old
        seen.add(before.pk)
    return found


def _last_before(unit: Unit, day: date | None) -> Exchange | None:
    given = Exchange.objects.filter(new=unit).select_related("old__item", "old__batch", "new")
    if day:
        given = given.filter(on__lte=day)
    return given.order_by("-on", "-pk").first()
