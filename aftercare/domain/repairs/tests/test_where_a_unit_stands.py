"""From receipt to hand-over a unit, and what is taken out of it, stand in the ledger."""

from datetime import timedelta
from decimal import Decimal

import pytest

from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.tests.make import make_item, make_part
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.repairs.operations.finishing import (
    exchange_unit,
    hand_over_unit,
    refuse_repair,
    return_unrepaired,
    scrap_unit,
    send_unit_out,
    take_unit_back,
)
from aftercare.domain.repairs.operations.parts import fit_part, need_part
from aftercare.domain.repairs.states import OldPartGoes, OrderKind, OrderStatus, Scanned
from aftercare.domain.repairs.steps.goods import NobodyOwesThePart
from aftercare.domain.repairs.tests.make import MONDAY, make_order_at, photos
from aftercare.domain.stock.models import Balance, CoreDebt, Movement, Valuation
from aftercare.domain.stock.operations.places import set_core_days
from aftercare.domain.stock.tests.make import make_place, make_stock
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

pytestmark = pytest.mark.django_db
WHO = {"actor": SYSTEM, "at": MONDAY}


def stands(order):
    """Return where the unit of an order is booked, as what and whose."""
    rows = Balance.objects.filter(unit=order.unit, quantity__gt=0)
    return list(rows.values_list("place__code", "condition", "owner", "account"))


def moves(order):
    rows = Movement.objects.filter(document=str(ref(order))).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_a_customers_unit_stands_in_the_workshop_at_no_worth_until_it_goes_home():
    account = make_account()
    order = make_order_at(OrderStatus.CLEANED, account=account)
    assert stands(order) == [("WORKSHOP-SZ", "in_repair", "customer", account.pk)]
    assert not Valuation.objects.exists()

    hand_over_unit(order, **WHO)

    assert stands(order) == [("CUSTOMERS", "used", "customer", account.pk)]
    assert moves(order) == ["received", "issued"]


def test_goes_home_to_the_place_of_its_customer_never_to_that_of_another():
    account = make_account()
    make_place("OTHERS", "customer", account=make_account("Sinag TV"))
    order = make_order_at(OrderStatus.CLEANED, account=account, serial="AX55-2519-B0001")
    make_place("THEIRS", "customer", account=account)
    other = make_order_at(OrderStatus.CLEANED, account=account, serial="AX55-2519-B0002")

    hand_over_unit(order, **WHO)
    hand_over_unit(other, **WHO)

    first = Movement.objects.filter(document=str(ref(order))).order_by("pk")[0]
    assert first.source.code == "CUSTOMERS"
    assert [stands(each)[0][0] for each in (order, other)] == ["THEIRS", "THEIRS"]


def test_who_has_bought_it_since_is_who_it_belongs_to():
    order = make_order_at(OrderStatus.CLEANED, account=make_account())
    hand_over_unit(order, **WHO)
    buyer = make_account("Sinag TV")

    make_order_at(OrderStatus.RECEIVED, serial="OTHER", unit=order.unit, account=buyer)

    assert stands(order) == [("WORKSHOP-SZ", "in_repair", "customer", buyer.pk)]


def test_a_unit_of_ours_goes_through_the_workshop_with_its_worth():
    make_item("AX55", name="55-inch set")
    shelf, unit = make_place("A-01"), make_unit("AX55-2519-B0042")
    make_place("SUPPLIER", "supplier")
    make_stock(unit.item, 1, to=shelf, unit_id=unit.pk, cost="90")

    given = {"serial": "OTHER", "unit": unit, "kind": OrderKind.REFURBISHMENT}
    order = make_order_at(OrderStatus.REPAIRING, **given)
    assert stands(order) == [("WORKSHOP-SZ", "in_repair", "ours", None)]
    assert Valuation.objects.get().together == 90

    refuse_repair(order, why="Not worth it", **WHO)
    order.refresh_from_db()
    return_unrepaired(order, **WHO)
    assert stands(order) == [("WORKSHOP-SZ", "faulty", "ours", None)]
    assert moves(order) == ["put_away", "changed"]
    assert Valuation.objects.get().together == 90


def test_at_another_workshop_it_is_theirs_to_keep_and_comes_back_the_same():
    order = make_order_at(OrderStatus.APPROVED)

    send_unit_out(order, workshop=make_account("Panel House"), number="PH-7", **WHO)
    assert stands(order) == [("SUPPLIERS", "in_repair", "customer", None)]
    take_unit_back(order, done="Panel bonded again", **WHO)

    assert stands(order) == [("WORKSHOP-SZ", "in_repair", "customer", None)]
    order.refresh_from_db()
    assert (order.workshop_number, order.status) == ("PH-7", "testing")


def test_what_ends_at_another_workshop_goes_through_our_books():
    order = make_order_at(OrderStatus.APPROVED)
    send_unit_out(order, workshop=make_account("Panel House"), **WHO)

    scrap_unit(order, why="Water", proof=photos("proof.jpg"), **WHO)

    assert stands(order) == [("SCRAPPED", "scrap", "customer", None)]
    assert moves(order) == ["received", "issued", "returned", "scrapped"]


def test_an_exchanged_unit_is_ours_at_no_worth_and_the_other_one_theirs():
    account, shelf = make_account(), make_place("A-01")
    make_place("SUPPLIER", "supplier")
    order = make_order_at(OrderStatus.APPROVED, account=account)
    other = make_unit("AX55-2519-B0099")
    make_stock(other.item, 1, to=shelf, unit_id=other.pk, cost="90")

    exchange_unit(order, replacement=other, why="No panel", **WHO)

    assert stands(order) == [("WORKSHOP-SZ", "faulty", "ours", None)]
    assert Balance.objects.get(unit=other, quantity__gt=0).place.kind == "customer"
    worth = Valuation.objects.get(item=other.item)
    assert (worth.quantity, worth.unfit_quantity, worth.together) == (0, 1, 0)


@pytest.fixture
def repair():
    """Return an order on the bench, and a driver on the shelf that it needs."""
    driver = make_part("MP3394")
    order = make_order_at(OrderStatus.REPAIRING, account=make_account())
    save_bom(order.item, [Part(driver, 1, "U17")], **WHO)
    make_place("SUPPLIER", "supplier")
    make_stock(driver, 4, to=make_place("A-01"), cost="3")
    need_part(order, item=driver, designator="U17", **WHO)
    return order, driver


def fit(order, driver, goes):
    proof = photos("old.jpg")[0] if goes == OldPartGoes.SCRAP else None
    fit_part(order, scanned=Scanned(driver.pk), scan="1", old_goes=goes, proof=proof, **WHO)


@pytest.mark.parametrize(
    ("goes", "place", "condition", "owner"),
    [
        ("customer", "WORKSHOP-SZ", "faulty", "customer"),
        ("kept", "OLD-PARTS-SZ", "faulty", "ours"),
        ("supplier", "TO-SUPPLIER-SZ", "faulty", "ours"),
        ("quality", "QUALITY-SZ", "quarantine", "ours"),
        ("scrap", "SCRAPPED", "scrap", "ours"),
    ],
)
def test_a_removed_part_goes_where_it_is_said(repair, goes, place, condition, owner):
    order, driver = repair

    fit(order, driver, goes)

    old = Movement.objects.select_related("target").get(kind="removed")
    assert (old.target.code, old.condition_after, old.owner) == (place, condition, owner)
    assert Valuation.objects.get(item=driver).value == Decimal(9)


def test_an_exchange_part_that_stays_with_the_customer_is_owed(repair):
    order, driver = repair
    set_core_days(driver, days=14, **WHO)

    fit(order, driver, "customer")

    debt = CoreDebt.objects.get()
    assert (debt.account, debt.item, debt.quantity) == (order.account, driver, 1)
    assert debt.due_on == MONDAY.date() + timedelta(days=14)


def test_who_cannot_owe_an_exchange_part_does_not_take_the_old_one(repair):
    order, driver = repair
    type(order).objects.filter(pk=order.pk).update(account=None)
    set_core_days(driver, days=14, **WHO)

    with pytest.raises(NobodyOwesThePart):
        fit(order, driver, "customer")

    assert not Movement.objects.filter(kind="removed").exists()
