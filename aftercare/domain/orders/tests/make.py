from datetime import date, timedelta
from decimal import Decimal

from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.coverage.models import Contract
from aftercare.domain.coverage.tests.make import make_contract
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.orders.operations.spares import give_free_spares
from aftercare.domain.stock.states import Goods, Line
from aftercare.domain.stock.tests.make import MONDAY, make_places, make_stock
from aftercare.domain.units.models import Ownership, Unit
from aftercare.domain.units.states import OwnedBy
from aftercare.domain.units.steps import lot_with
from aftercare.kit.actors import SYSTEM

RATIO = {"clause": "3", "kind": "free_spares", "percent": "1"}
LATER = MONDAY + timedelta(days=1)


def make_board() -> Item:
    """Return the board of all these tests."""
    return Item.objects.filter(code="MB-1").first() or make_part("MB-1", kind="board")


def deliver(account, item, quantity, *, on=date(2026, 9, 1), how=OwnedBy.SHIPPED):
    """Let so many units of an item be an account's, in lots of their own."""
    number = f"L{Unit.objects.count()}"
    lot = lot_with(item, number, actor=SYSTEM, at=MONDAY)
    unit = Unit.objects.create(
        item=item, lot=lot, quantity=quantity, account=account, known_since=MONDAY
    )
    Ownership.objects.create(
        unit=unit, account=account, how=how, since=on, noted_by=str(SYSTEM.ref), at=MONDAY
    )


def make_ratio(account=None, *, delivered=400, **mode) -> Contract:
    """Return a contract with a ratio, under which boards were delivered that lie in our stock."""
    account = account or make_account("Sinag TV")
    contract = make_contract(account=account, clauses={"mode": RATIO | mode})
    if delivered:
        deliver(account, make_board(), delivered)
    return contract


def stocked(quantity=10):
    """Return the bin in which so many of the board lie."""
    places = make_places()
    make_stock(make_board(), quantity, to=places["bin"])
    return places["bin"]


def give(contract, quantity, *, source, key="a", of=None, actor=SYSTEM, at=LATER, **said):
    """Give so many of an item, by default of the board, for itself or what is `said`."""
    item = of or make_board()
    line = Line(Goods(item.pk), Decimal(quantity), key)
    told = {"item": item} | said
    return give_free_spares(contract, line, source=source, **told, actor=actor, at=at)
