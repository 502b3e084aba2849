from datetime import UTC, datetime, timedelta
from decimal import Decimal

from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.customers.models import Account
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.stock.models import Place
from aftercare.domain.stock.tests.make import make_place
from aftercare.domain.supply.operations.orders import draft_order, place_order, request_purchase
from aftercare.domain.supply.operations.receiving import receive_purchase
from aftercare.domain.supply.operations.suppliers import save_supplier, set_supplier_price
from aftercare.domain.supply.states import Came, Offered, Terms, Wanted
from aftercare.kit.actors import SYSTEM

MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NOW = {"actor": SYSTEM, "at": MONDAY}


def make_board(code="MB-5500"):
    known = Item.objects.filter(code=code).first()
    return known or make_part(code, name="Main board", kind="board")


def make_supplier(name="Voltix Boards", *, prices=(), **terms):
    account = Account.objects.filter(name=name).first() or make_account(name, country="CN")
    given = {"currency": "USD", "lead_days": 21, "conditions": "Net 30"} | terms
    supplier = save_supplier(account, terms=Terms(**given), **NOW)
    for item, offered in prices:
        set_supplier_price(supplier, item, offered=offered, **NOW)
    return supplier


def offered(price, **given):
    return Offered(Decimal(price), given.pop("currency", "USD"), **given)


def wanted(item=None, quantity=10, price="380", **given):
    unit_price = None if price is None else Decimal(price)
    return Wanted((item or make_board()).pk, Decimal(quantity), unit_price=unit_price, **given)


def make_bin(code="A-01"):
    return Place.objects.filter(code=code).first() or make_place(code)


def make_draft(*lines, supplier=None, **given):
    make_bin()
    supplier = supplier or make_supplier()
    return draft_order(supplier.pk, lines=lines or [wanted()], **NOW | given)


def make_ordered(*lines, **given):
    order = make_draft(*lines, **given)
    request_purchase(order, **NOW)
    order.refresh_from_db()
    place_order(order, rate=Decimal("0.14"), **NOW)
    order.refresh_from_db()
    return order


def come(order, quantity, *, key="d1", number=1, at=MONDAY + DAY, **given):
    came = [Came(number, Decimal(quantity), **given)]
    return receive_purchase(order, came=came, place=make_bin(), key=key, actor=SYSTEM, at=at)
