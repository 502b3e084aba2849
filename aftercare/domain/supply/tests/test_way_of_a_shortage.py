"""The table of moves as the database has it, and two people who choose at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from aftercare.domain.repairs.operations.parts import need_part
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.repairs.tests.make import make_order_at
from aftercare.domain.supply.models import PurchaseOrder, Shortage
from aftercare.domain.supply.operations.shortages import choose_way_out, look_at_needs
from aftercare.domain.supply.queries.shortages import ways_for
from aftercare.domain.supply.states import SHORTAGE_MOVES, WANTING, ShortageStatus, WayOut
from aftercare.domain.supply.tests.make import (
    MONDAY,
    NOW,
    make_bin,
    make_board,
    make_supplier,
    offered,
)
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refusals import Refused
from aftercare.kit.tests.walking import by_the_table, let_through


def make_short():
    make_bin()
    board = make_board()
    make_supplier(prices=[(board, offered("380"))])
    order = make_order_at(OrderStatus.DIAGNOSED)
    need_part(order, item=board, **NOW)
    look_at_needs(order, **NOW)
    return Shortage.objects.get()


def columns(status):
    ended = None if status in WANTING else MONDAY
    return {"status": status, "ended_at": ended, "way": "exit", "chosen_at": MONDAY}


def test_the_database_knows_the_same_table(db):
    rows = Shortage.objects.filter(pk=make_short().pk)

    assert let_through(rows, ShortageStatus, columns) == by_the_table(SHORTAGE_MOVES)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_choose_at_once_one_is_heard():
    shortage = make_short()
    keys = {each.option.kind: each.option.key for each in ways_for(shortage, SYSTEM, at=MONDAY)}
    together = Barrier(2)

    def choose(kind):
        together.wait()
        try:
            choose_way_out(shortage, key=keys[kind], actor=SYSTEM, at=MONDAY)
        except Refused:
            return ""
        else:
            return str(kind)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        heard = list(filter(None, people.map(choose, [WayOut.PURCHASE, WayOut.EXIT])))

    assert heard == [Shortage.objects.get().way]
    assert PurchaseOrder.objects.count() == heard.count(WayOut.PURCHASE)
