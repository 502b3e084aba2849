from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection

from aftercare.base.journal.models import Entry
from aftercare.base.people.tests.make import make_actor
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.coverage.models import SpareGiven
from aftercare.domain.coverage.queries.contracts import contracts_for
from aftercare.domain.coverage.queries.spares import spares_of, spares_still_due
from aftercare.domain.coverage.steps.spares import MoreThanDue, NoFreeSpares
from aftercare.domain.coverage.tests.make import make_contract
from aftercare.domain.orders.operations.spares import (
    NotASpare,
    ReasonIsMissing,
    give_free_spares,
    take_back_free_spares,
)
from aftercare.domain.orders.tests.make import LATER, deliver, give, make_board, make_ratio, stocked
from aftercare.domain.stock.models import Balance, Movement
from aftercare.domain.stock.operations.changing import correct_movement
from aftercare.domain.stock.states import Goods, Line, MovementKind, PlaceKind
from aftercare.domain.stock.steps.ledger import NotEnough
from aftercare.domain.stock.tests.make import make_stock
from aftercare.domain.units.states import OwnedBy
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref
from aftercare.kit.refusals import NotAllowed


def at_hand(source):
    return sum(Balance.objects.filter(place=source).values_list("quantity", flat=True))


@pytest.mark.django_db
def test_they_leave_the_place_and_are_due_no_more():
    contract, source = make_ratio(), stocked()

    given = give(contract, 3, source=source)

    moved = Movement.objects.get(document=str(ref(contract)), line="a")
    assert (moved.kind, moved.quantity, moved.target_kind) == (
        MovementKind.ISSUED,
        3,
        PlaceKind.CUSTOMER,
    )
    assert (given.clause, given.item, given.spare, given.reason) == (
        "3",
        make_board(),
        make_board(),
        "",
    )
    due = spares_of(contract)
    assert (due.delivered, due.due, due.given, due.left) == (400, 4, 3, 1)
    assert at_hand(source) == 7
    entry = Entry.objects.get(event="coverage.spares_given")
    assert (entry.data["quantity"], entry.data["more"]) == ("3", False)
    assert f"contract:{contract.pk}" in entry.about


@pytest.mark.django_db
def test_asked_twice_they_are_given_once():
    contract, source = make_ratio(), stocked()

    first, again = give(contract, 4, source=source), give(contract, 4, source=source)

    assert first == again
    assert (SpareGiven.objects.count(), at_hand(source)) == (1, 6)


@pytest.mark.django_db
def test_more_than_due_needs_a_reason_which_is_kept():
    contract, source = make_ratio(), stocked()

    with pytest.raises(MoreThanDue, match="Only 4"):
        give(contract, 5, source=source)
    assert (SpareGiven.objects.count(), at_hand(source)) == (0, 10)

    given = give(contract, 5, source=source, reason="A second batch was bad")
    assert given.reason == "A second batch was bad"
    assert (spares_of(contract).over, at_hand(source)) == (1, 5)


@pytest.mark.django_db
def test_a_contract_without_a_ratio_gives_none():
    source = stocked()

    with pytest.raises(NoFreeSpares):
        give(make_contract(), 1, source=source)
    assert at_hand(source) == 10


@pytest.mark.django_db
@pytest.mark.parametrize("goods", [{"condition": "faulty"}, {"purpose": "production"}])
def test_what_is_not_good_or_kept_for_production_is_no_spare(goods):
    contract, source = make_ratio(), stocked()
    board = make_board()
    make_stock(board, 2, to=source, **goods)

    with pytest.raises(NotASpare):
        give_free_spares(
            contract,
            Line(Goods(board.pk, **goods), Decimal(1), "a"),
            source=source,
            item=board,
            actor=SYSTEM,
            at=LATER,
        )
    assert SpareGiven.objects.count() == 0


@pytest.mark.django_db
def test_what_does_not_lie_there_is_not_given():
    contract, source = make_ratio(delivered=4000), stocked(2)

    with pytest.raises(NotEnough):
        give(contract, 3, source=source)
    assert SpareGiven.objects.count() == 0


@pytest.mark.django_db
def test_who_may_not_move_goods_gives_nothing():
    contract, source = make_ratio(), stocked()

    with pytest.raises(NotAllowed):
        give(contract, 1, source=source, actor=make_actor("coverage.agree"))


@pytest.mark.django_db
def test_only_what_we_sold_them_while_the_contract_held_counts():
    contract = make_ratio(delivered=0)
    contract.begins_on = LATER.date().replace(month=1, day=1)
    contract.save()
    deliver(contract.account, make_board(), 300)
    deliver(contract.account, make_board(), 500, on=contract.begins_on.replace(year=2025))
    deliver(contract.account, make_board(), 700, how=OwnedBy.EXCHANGED)
    deliver(contract.account, make_board(), 900, how=OwnedBy.PASSED_ON)

    assert spares_of(contract).delivered == 300


@pytest.mark.django_db
def test_a_decision_knows_what_was_counted():
    contract, source = make_ratio(used=1), stocked()
    give(contract, 2, source=source)

    (fact,) = contracts_for(contract.account, None)

    assert (fact["mode"]["shipped"], fact["mode"]["used"]) == (400, 3)


@pytest.mark.django_db
def test_taken_back_they_lie_where_they_lay_and_are_due_again():
    contract, source = make_ratio(), stocked()
    given = give(contract, 3, source=source)

    for _twice in range(2):
        take_back_free_spares(given, reason="Wrong customer", actor=SYSTEM, at=LATER)

    given.refresh_from_db()
    assert (given.undone_at, given.undone_because) == (LATER, "Wrong customer")
    assert (spares_of(contract).left, at_hand(source)) == (4, 10)
    assert Entry.objects.filter(event="coverage.spares_taken_back").count() == 1


@pytest.mark.django_db
def test_nothing_is_taken_back_without_a_reason():
    contract, source = make_ratio(), stocked()
    given = give(contract, 3, source=source)

    with pytest.raises(ReasonIsMissing):
        take_back_free_spares(given, reason=" ", actor=SYSTEM, at=LATER)
    assert at_hand(source) == 7


@pytest.mark.django_db
def test_a_movement_corrected_at_the_shelf_makes_them_due_again(run_jobs):
    contract, source = make_ratio(), stocked()
    given = give(contract, 3, source=source)
    moved = Movement.objects.get(document=str(ref(contract)))

    correct_movement(moved, reason="Never left", actor=SYSTEM, at=LATER)
    run_jobs()

    given.refresh_from_db()
    assert (given.undone_because, spares_of(contract).left) == ("Never left", 4)


@pytest.mark.django_db
def test_still_due_is_the_part_delivered_or_for_devices_what_was_given_before():
    parts, devices = make_ratio(), make_ratio(delivered=0, shipped=1000)
    source, panel = stocked(), make_part("PN-7")
    give(parts, 1, source=source)
    give(devices, 4, source=source, item=None, key="b")
    make_stock(panel, 9, to=source)
    line = Line(Goods(panel.pk), Decimal(1), "c")
    give_free_spares(devices, line, source=source, item=None, actor=SYSTEM, at=LATER)

    assert spares_still_due() == {make_board().pk: 3 + 4, panel.pk: 1}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_give_no_more_than_is_due():
    contract, source = make_ratio(), stocked()

    def one(number):
        try:
            give(contract, 3, source=source, key=str(number))
        except MoreThanDue:
            return 0
        else:
            return 1
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 1
    assert (spares_of(contract).left, at_hand(source)) == (1, 7)
