from decimal import Decimal

import pytest

from aftercare.base.journal.models import Entry
from aftercare.domain.stock.models import Balance, Reservation
from aftercare.domain.stock.operations.moving import issue_goods, put_away_goods
from aftercare.domain.stock.operations.reserving import (
    expire_reservation,
    release_reservation,
    reserve_goods,
)
from aftercare.domain.stock.queries import availability_of
from aftercare.domain.stock.states import Goods, Line
from aftercare.domain.stock.steps.ledger import NotEnough
from aftercare.domain.stock.tests.make import HOUR, MONDAY, WORK, make_stock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref

NOW = {"actor": SYSTEM, "at": MONDAY}
OTHER = Ref("case", 99)


@pytest.fixture
def shelves(places, board):
    make_stock(board, 3, to=places["bin"])
    make_stock(board, 2, to=places["other"])
    return places["bin"].site_id


def hold(board, site, quantity, document=WORK, **given):
    return reserve_goods(
        board, quantity=Decimal(quantity), site_id=site, document=document, line="1", **given, **NOW
    )


def reserved():
    return list(
        Balance.objects.filter(place_kind="bin").order_by("pk").values_list("quantity", "reserved")
    )


def issue(board, places, quantity, document=WORK):
    return issue_goods(
        [Line(Goods(board.pk), Decimal(quantity))],
        source=places["bin"],
        target=places["customer"],
        document=document,
        **NOW,
    )


def test_takes_from_several_shelves_and_once_for_a_line(shelves, board):
    first = hold(board, shelves, 4)
    again = hold(board, shelves, 4)

    assert first == again
    assert reserved() == [(3, 3), (2, 1)]
    assert [(a.good, a.free) for a in availability_of(board, actor=SYSTEM)] == [(5, 1)]


def test_refuses_more_than_there_is_and_holds_nothing(shelves, board):
    with pytest.raises(NotEnough):
        hold(board, shelves, 6)

    assert reserved() == [(3, 0), (2, 0)]
    assert not Reservation.objects.exists()


def test_what_is_held_is_for_its_document_only(shelves, places, board):
    hold(board, shelves, 3)

    with pytest.raises(NotEnough):
        issue(board, places, 1, OTHER)
    with pytest.raises(NotEnough):
        put_away_goods(
            [Line(Goods(board.pk))],
            source=places["bin"],
            target=places["van"],
            document=OTHER,
            **NOW,
        )
    issue(board, places, 2)

    assert reserved() == [(1, 1), (2, 0)]
    assert list(Reservation.objects.values_list("used", "status")) == [(2, "held")]
    issue(board, places, 1)
    assert Reservation.objects.get().status == "used"


def test_the_more_urgent_takes_over(shelves, board):
    hold(board, shelves, 5, OTHER)

    hold(board, shelves, 2, priority=5)

    assert sorted(Reservation.objects.values_list("document", "status")) == [
        ("case:12", "held"),
        ("case:99", "displaced"),
        ("case:99", "held"),
    ]
    assert "case:99" in Entry.objects.filter(event="stock.goods_reserved").last().about


def test_the_less_urgent_does_not(shelves, board):
    hold(board, shelves, 5, OTHER, priority=5)

    with pytest.raises(NotEnough):
        hold(board, shelves, 1, priority=4)

    assert Reservation.objects.filter(document="case:99", status="held").count() == 2


@pytest.mark.parametrize(
    ("end", "status"), [(expire_reservation, "expired"), (release_reservation, "released")]
)
def test_what_is_given_up_is_free_again_once(shelves, board, end, status):
    (held,) = hold(board, shelves, 2, expires_at=MONDAY + HOUR)

    end(held, actor=SYSTEM, at=MONDAY + HOUR)
    end(held, actor=SYSTEM, at=MONDAY + HOUR)

    assert reserved() == [(3, 0), (2, 0)]
    assert Reservation.objects.get().status == status
    assert Entry.objects.filter(event="stock.reservation_ended").count() == 1
