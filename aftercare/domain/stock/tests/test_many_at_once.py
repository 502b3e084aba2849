"""64 writers on the same parts: nothing is sold twice, nobody waits in a circle."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from random import Random

import pytest
from django.db import connection

from aftercare.base.journal.models import Entry
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.stock.models import Balance, Movement, Reservation, Valuation
from aftercare.domain.stock.operations.moving import issue_goods, put_away_goods
from aftercare.domain.stock.operations.reserving import reserve_goods
from aftercare.domain.stock.states import Goods, Line
from aftercare.domain.stock.steps.ledger import NotEnough
from aftercare.domain.stock.tests.make import MONDAY, make_places, make_stock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 64


def at_once(act, numbers):
    """Let 64 act at once, each by a connection; return how many were refused for lack of goods."""

    def run(number):
        try:
            act(number)
        except NotEnough:
            return 1
        else:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return sum(pool.map(run, numbers))


def test_64_writers_never_sell_a_part_twice():
    places, board = make_places(), make_part("PB-100")
    make_stock(board, 40, to=places["bin"], cost="3")

    def take(number):
        issue_goods(
            [Line(Goods(board.pk), key="1")],
            source=places["bin"],
            target=places["customer"],
            document=Ref("case", number),
            actor=SYSTEM,
            at=MONDAY,
        )

    refused = at_once(take, range(WRITERS))

    assert refused == 24
    assert Balance.objects.get(place=places["bin"]).quantity == 0
    assert Movement.objects.filter(kind="issued").count() == 40
    assert Valuation.objects.get().value == 0
    assert Entry.objects.filter(event="stock.goods_issued").count() == 40


def test_writers_with_many_parts_in_any_order_never_wait_in_a_circle():
    places = make_places()
    items = [make_part(f"P-{number}") for number in range(6)]
    for item in items:
        make_stock(item, 500, to=places["bin"])
        make_stock(item, 500, to=places["other"])

    def shuffle(number):
        dice = Random(number)
        ways = [("bin", "other"), ("other", "bin"), ("bin", "customer"), ("other", "customer")]
        source, target = dice.choice(ways)
        verb = issue_goods if target == "customer" else put_away_goods
        verb(
            [Line(Goods(item.pk), Decimal(1)) for item in dice.sample(items, 4)],
            source=places[source],
            target=places[target],
            document=Ref("case", number),
            actor=SYSTEM,
            at=MONDAY,
        )

    refused = at_once(shuffle, range(2 * WRITERS))

    assert refused == 0
    assert Movement.objects.exclude(kind="received").count() == 4 * 2 * WRITERS
    assert {sum(b.quantity for b in Balance.objects.filter(item=item)) for item in items} == {0}


def test_what_is_reserved_and_what_is_given_out_together_is_never_more_than_there_is():
    places, board = make_places(), make_part("PB-100")
    make_stock(board, 20, to=places["bin"])
    make_stock(board, 20, to=places["other"])

    def take_or_hold(number):
        document = Ref("case", number)
        if number % 2:
            issue_goods(
                [Line(Goods(board.pk))],
                source=places["bin" if number % 4 == 1 else "other"],
                target=places["customer"],
                document=document,
                actor=SYSTEM,
                at=MONDAY,
            )
        else:
            reserve_goods(
                board,
                quantity=Decimal(1),
                site_id=places["bin"].site_id,
                document=document,
                line="1",
                priority=number % 3,
                actor=SYSTEM,
                at=MONDAY,
            )

    at_once(take_or_hold, range(WRITERS))

    held = Reservation.objects.filter(status="held").count()
    shelves = Balance.objects.filter(place_kind="bin")
    assert sum(each.reserved for each in shelves) == held
    assert (
        sum(each.quantity for each in shelves)
        == 40 - Movement.objects.filter(kind="issued").count()
    )
    assert all(each.reserved <= each.quantity for each in shelves)
