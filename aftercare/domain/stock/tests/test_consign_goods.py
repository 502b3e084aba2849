from decimal import Decimal

import pytest

from aftercare.domain.customers.operations.merging import merge_accounts, unmerge_accounts
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.stock.models import Balance, Movement, Valuation
from aftercare.domain.stock.operations.changing import correct_movement
from aftercare.domain.stock.operations.consigning import (
    NotOnConsignment,
    consign_goods,
    settle_consigned,
    take_back_consigned,
)
from aftercare.domain.stock.operations.moving import put_away_goods
from aftercare.domain.stock.queries import consigned_by_station, cost_of, goods_of
from aftercare.domain.stock.states import Goods, Line, PlaceKind
from aftercare.domain.stock.steps.cores import owe_core
from aftercare.domain.stock.steps.ledger import WrongPlace
from aftercare.domain.stock.tests.make import MONDAY, ORDER, WORK, make_place, make_stock
from aftercare.kit.actors import SYSTEM

WHO = {"actor": SYSTEM, "at": MONDAY}


@pytest.fixture
def station(places, board):
    """Return the place of a station to which five of ten boards at 10 are consigned."""
    place = make_place("ST-CEBU", PlaceKind.STATION, account=make_account("Cebu Displays"))
    shelf = make_stock(board, 10, to=places["bin"])
    lines = [Line(goods_of(shelf), Decimal(5))]
    consign_goods(lines, source=places["bin"], target=place, document=ORDER, **WHO)
    return place


def consigned(place, quantity=1):
    row = Balance.objects.get(place=place, owner="consigned", quantity__gt=0)
    return [Line(goods_of(row), Decimal(quantity))]


def test_what_is_consigned_stays_ours_until_it_is_used_and_then_a_document_bears_it(
    places, station
):
    (told,) = consigned_by_station(SYSTEM)
    before = Valuation.objects.get().value

    (used,) = settle_consigned(
        consigned(station, 2), source=station, document=WORK, paper="B-7", **WHO
    )
    back = {"source": station, "target": places["other"], "document": ORDER}
    take_back_consigned(consigned(station), **back, **WHO)

    assert (told["account__name"], told["held"], told["worth"]) == ("Cebu Displays", 5, 50)
    assert (before, Valuation.objects.get().value) == (100, 80)
    assert (cost_of(WORK), used.paper) == (20, "B-7")
    assert Balance.objects.get(place=places["other"], quantity=1).owner == "ours"
    assert Balance.objects.get(place=station, quantity=2).account == station.account


def test_consigned_goods_leave_a_station_in_these_ways_only(places, station, board):
    way = {"source": station, "target": places["other"], "document": ORDER, **WHO}

    with pytest.raises(WrongPlace):
        put_away_goods(consigned(station), **way)
    with pytest.raises(NotOnConsignment):
        take_back_consigned([Line(Goods(board.pk))], **way)

    assert Movement.objects.count() == 2


def test_only_what_is_ours_is_consigned_and_only_to_a_partner(places, station, board):
    make_stock(board, 1, to=places["bin"], owner="customer")
    theirs, ours = [Line(Goods(board.pk, owner="customer"))], [Line(Goods(board.pk))]
    way = {"source": places["bin"], "document": ORDER, **WHO}

    for lines, target in ((theirs, station), (ours, places["station"])):
        with pytest.raises(NotOnConsignment):
            consign_goods(lines, target=target, **way)


def test_what_was_settled_wrongly_is_consigned_again(station):
    (used,) = settle_consigned(consigned(station, 2), source=station, document=WORK, **WHO)

    correct_movement(used, reason="Another station", **WHO)

    assert Balance.objects.get(place=station).quantity == 5


def test_goods_and_old_parts_owed_follow_accounts_that_are_merged_and_come_back(
    places, board, station, run_jobs
):
    one, other = station.account, make_account("Cebu Display Service")
    theirs = {"owner": "customer", "account_id": one.pk}
    make_stock(board, 2, to=places["other"], cost=None, **theirs)
    debt = owe_core(
        one,
        item_id=board.pk,
        quantity=Decimal(1),
        due_on=MONDAY.date(),
        document="case:9",
        line="1",
        **WHO,
    )

    def stands():
        """Return whose everything is: what lies with us, what is consigned, what is owed."""
        lies = Balance.objects.filter(quantity__gt=0, place_kind__in=["bin", "station"])
        whose = set(lies.exclude(owner="ours").values_list("account", "quantity"))
        for row in (debt, station):
            row.refresh_from_db()
        return whose, debt.account, station.account

    before, value = stands(), Valuation.objects.get().value
    merge = merge_accounts(one, into=other, **WHO)
    run_jobs()
    assert stands() == ({(other.pk, 5), (other.pk, 2)}, other, other)
    settle_consigned(consigned(station), source=station, document=WORK, **WHO)

    unmerge_accounts(merge, **WHO)
    run_jobs()

    assert Valuation.objects.get().value == value - 10
    assert stands() == ({(other.pk, 4), (one.pk, 2)}, one, one)
    assert before == ({(one.pk, 5), (one.pk, 2)}, one, one)
