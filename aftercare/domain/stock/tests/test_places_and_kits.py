from datetime import timedelta
from decimal import Decimal

import pytest

from aftercare.base.people.tests.make import make_user
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.stock.models import Balance, Place, Reservation
from aftercare.domain.stock.operations.kits import NothingToPick, pick_kit, plan_kit, unpack_kit
from aftercare.domain.stock.operations.moving import put_away_goods
from aftercare.domain.stock.operations.places import close_place
from aftercare.domain.stock.operations.reserving import (
    NotHeldAnyMore,
    change_reservation,
    release_reservation,
    reserve_goods,
)
from aftercare.domain.stock.queries import visible_places
from aftercare.domain.stock.states import Goods, Line
from aftercare.domain.stock.steps.ledger import NotEnough, WrongPlace
from aftercare.domain.stock.steps.places import PlaceCannotBe
from aftercare.domain.stock.tests.make import MONDAY, ORDER, make_stock
from aftercare.kit.actors import SYSTEM

WHO = {"actor": SYSTEM, "at": MONDAY}


def plan(places, *wanted):
    site, keeper = places["bin"].site, make_user("Vic", roles=("warehouse",))
    return plan_kit(wanted, site=site, keeper=keeper, name="Visit at Harborline", **WHO)


def test_a_place_is_closed_once_nothing_lies_there(places, board):
    make_stock(board, 2, to=places["bin"])
    with pytest.raises(PlaceCannotBe, match="A-01"):
        close_place(places["bin"], **WHO)

    close_place(places["other"], **WHO)
    close_place(places["other"], **WHO)

    places["other"].refresh_from_db()
    assert "A-02" not in {place.code for place in visible_places(SYSTEM)}
    ends = {"source": places["bin"], "target": places["other"]}
    with pytest.raises(WrongPlace, match="is closed"):
        put_away_goods([Line(Goods(board.pk))], **ends, document=ORDER, **WHO)


def test_a_kit_is_reserved_picked_taken_along_and_put_back(places, board):
    lamp = make_part("LED-1")
    make_stock(board, 3, to=places["bin"])
    make_stock(lamp, 5, to=places["other"])

    kit = plan(places, (board, Decimal(1)), (lamp, Decimal(4)))
    assert kit.code == "KIT-2026-00001"
    assert sum(each.reserved for each in Balance.objects.all()) == 5
    pick_kit(kit, **WHO)

    assert {each.quantity for each in Balance.objects.filter(place=kit)} == {1, 4}
    assert not Reservation.objects.filter(status="held").exists()
    with pytest.raises(NothingToPick):
        pick_kit(kit, **WHO)

    unpack_kit(kit, target=places["bin"], **WHO)
    assert Place.objects.get(pk=kit.pk).closed_at
    assert Balance.objects.get(place=places["bin"], item=lamp).quantity == 4


def test_what_is_not_there_is_not_planned(places, board):
    with pytest.raises(NotEnough):
        plan(places, (board, Decimal(1)))
    assert not Place.objects.filter(is_kit=True).exists()


def test_a_reservation_is_made_more_urgent_while_it_holds(places, board):
    make_stock(board, 3, to=places["bin"])
    wish = {"quantity": Decimal(1), "site_id": places["bin"].site_id, "line": "1"}
    (held,) = reserve_goods(board, document=ORDER, **wish, **WHO)

    change_reservation(held, priority=9, expires_at=MONDAY + timedelta(days=2), **WHO)
    held.refresh_from_db()
    assert (held.priority, held.expires_at) == (9, MONDAY + timedelta(days=2))

    release_reservation(held, **WHO)
    with pytest.raises(NotHeldAnyMore):
        change_reservation(held, priority=1, expires_at=None, **WHO)
