from datetime import UTC, datetime, timedelta
from decimal import Decimal

from aftercare.base.company.tests.make import make_site
from aftercare.domain.stock.models import Balance, Place
from aftercare.domain.stock.operations.moving import receive_goods
from aftercare.domain.stock.operations.places import open_place
from aftercare.domain.stock.states import Goods, Line, PlaceKind
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref

MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORK = Ref("case", 12)
ORDER = Ref("case", 3)


def make_place(code, kind=PlaceKind.BIN, **given):
    if kind == PlaceKind.BIN and "site" not in given:
        given["site"] = make_site()
    return open_place(code, kind=kind, **given, actor=SYSTEM, at=MONDAY)


def make_places():
    """Return two bins, and one place of every other kind, by kind; the second bin as `other`."""
    site = make_site()
    places = {"bin": make_place("A-01", site=site), "other": make_place("A-02", site=site)}
    for kind in PlaceKind:
        if kind != PlaceKind.BIN:
            places[kind.value] = make_place(kind.value, kind)
    return places


def make_stock(item, quantity, *, to, cost="10", source=None, **goods):
    """Return the balance of goods that came to a place."""
    source = source or Place.objects.get(code="SUPPLIER")
    line = Line(
        Goods(item.pk, **goods),
        Decimal(quantity),
        unit_cost=None if cost is None else Decimal(cost),
    )
    receive_goods([line], source=source, target=to, document=ORDER, actor=SYSTEM, at=MONDAY)
    return Balance.objects.get(
        place=to, item=item, **{"condition": "new", "purpose": "service"} | goods
    )
