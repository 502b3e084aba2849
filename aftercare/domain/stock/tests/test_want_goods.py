from datetime import timedelta
from decimal import Decimal

import pytest

from aftercare.base.journal.queries import story_of
from aftercare.domain.stock.models import Balance, Want
from aftercare.domain.stock.operations.reserving import reserve_goods
from aftercare.domain.stock.states import Condition
from aftercare.domain.stock.steps.holding import PRIORITY, Wish
from aftercare.domain.stock.steps.wanting import end_wants, expect_goods, has_lost_goods, want_goods
from aftercare.domain.stock.tests.make import HOUR, MONDAY, ORDER, WORK, make_stock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref

pytestmark = pytest.mark.django_db
NOW = {"actor": SYSTEM, "at": MONDAY}
DUE = MONDAY + timedelta(days=2)


def want(board, places, quantity=2, line="7"):
    site = places["bin"].site_id
    wish = Wish(board, Decimal(quantity), site, [Condition.NEW], PRIORITY, WORK, line, None)
    return want_goods(wish, paper="RMA-1", due_at=DUE, about=[Ref("case", 4)], **NOW)


def reserved(places):
    rows = Balance.objects.filter(place__in=[places["bin"], places["other"]]).order_by("place")
    return [row.reserved for row in rows]


def test_what_is_there_is_held_once_and_free_when_wanted_no_more(places, board):
    make_stock(board, 1, to=places["bin"])
    make_stock(board, 3, to=places["other"])

    first, again = want(board, places), want(board, places)

    assert (first, first.status, reserved(places)) == (again, "held", [0, 2])
    assert "stock.goods_wanted" in {each.event for each in story_of(Ref("case", 4))}
    assert end_wants(WORK, line="7", **NOW)
    assert not end_wants(WORK, **NOW)
    assert (Want.objects.get().status, reserved(places)) == ("ended", [0, 0])
    assert want(board, places).status == "held"


def test_where_too_little_lies_there_nothing_is_held(places, board):
    make_stock(board, 1, to=places["bin"])

    wanted = want(board, places)

    assert (wanted.status, reserved(places)) == ("wanted", [0])
    later = DUE + HOUR
    expect_goods(wanted, item_id=board.pk, expected_at=later, is_given_up=False, **NOW)
    wanted.refresh_from_db()
    assert (wanted.expected_at, wanted.due_at) == (later, later)


def test_what_something_more_urgent_took_is_lost(places, board):
    make_stock(board, 2, to=places["bin"])
    wanted = want(board, places)
    reserve_goods(
        board,
        quantity=Decimal(1),
        site_id=places["bin"].site_id,
        document=ORDER,
        line="1",
        priority=9,
        **NOW,
    )

    assert has_lost_goods(wanted)
