from decimal import Decimal

import pytest

from aftercare.domain.stock.models import Balance, Movement, StockCount
from aftercare.domain.stock.operations.counting import (
    AlreadyCounted,
    NotYourCount,
    approve_count,
    begin_count,
    hand_in_count,
    note_counted,
    reject_count,
)
from aftercare.domain.stock.operations.moving import issue_goods
from aftercare.domain.stock.queries import places_to_count
from aftercare.domain.stock.states import Goods, Line
from aftercare.domain.stock.tests.make import HOUR, MONDAY, WORK, make_place, make_stock
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.states import IllegalMove

MAY = frozenset({"stock.count", "stock.approve"})
BEN, LIZA = Actor("user", 1, "Ben", MAY), Actor("user", 2, "Liza", MAY)


def count_of(places, board, quantity, at=MONDAY):
    count = begin_count(places["bin"], actor=BEN, at=at)
    note_counted(count, Goods(board.pk), quantity=Decimal(quantity), actor=BEN, at=at)
    return count


def there(places):
    return sum(row.quantity for row in Balance.objects.filter(place=places["bin"]))


def test_what_differs_is_posted_when_somebody_else_approves(places, board):
    make_stock(board, 5, to=places["bin"])
    make_stock(board, 2, to=places["bin"], condition="used")
    count = count_of(places, board, 6)

    hand_in_count(count, actor=BEN, at=MONDAY)
    count.refresh_from_db()
    with pytest.raises(NotYourCount):
        approve_count(count, outside=places["outside"], reason="", actor=BEN, at=MONDAY)
    approve_count(count, outside=places["outside"], reason="Cycle", actor=LIZA, at=MONDAY)

    assert there(places) == 6
    posted = Movement.objects.filter(kind="counted").order_by("condition")
    assert [(row.condition, row.quantity, row.target.code) for row in posted] == [
        ("new", 1, "A-01"),
        ("used", 2, "OUTSIDE"),
    ]


def test_what_moves_after_it_was_counted_is_no_difference(places, board):
    make_stock(board, 5, to=places["bin"])
    count = count_of(places, board, 5)
    issue_goods(
        [Line(Goods(board.pk), Decimal(2))],
        source=places["bin"],
        target=places["customer"],
        document=WORK,
        actor=SYSTEM,
        at=MONDAY,
    )

    hand_in_count(count, actor=BEN, at=MONDAY)
    count.refresh_from_db()
    approve_count(count, outside=places["outside"], reason="", actor=LIZA, at=MONDAY)

    assert there(places) == 3


def test_a_unit_that_was_found_comes_from_where_it_was_booked(places, board):
    here, far = (make_unit(f"PB-{number}", item="PB-100") for number in (1, 2))
    make_stock(board, 1, to=places["bin"], unit_id=here.pk, condition="faulty")
    make_stock(board, 1, to=places["other"], unit_id=far.pk)
    count = begin_count(places["bin"], actor=BEN, at=MONDAY)
    for unit in (here, far):
        found = Goods(board.pk, unit_id=unit.pk, condition="used")
        note_counted(count, found, quantity=Decimal(1), actor=BEN, at=MONDAY)
    hand_in_count(count, actor=BEN, at=MONDAY)
    count.refresh_from_db()

    approve_count(count, outside=places["outside"], reason="", actor=LIZA, at=MONDAY)

    lies = Balance.objects.filter(quantity__gt=0).values_list("unit", "place", "condition")
    assert set(lies) == {(unit.pk, places["bin"].pk, "used") for unit in (here, far)}


def test_a_rejected_count_posts_nothing_and_lets_count_again(places, board):
    make_stock(board, 5, to=places["bin"])
    count = count_of(places, board, 1)
    with pytest.raises(AlreadyCounted):
        begin_count(places["bin"], actor=LIZA, at=MONDAY)
    hand_in_count(count, actor=BEN, at=MONDAY)
    count.refresh_from_db()

    reject_count(count, reason="Look again", actor=LIZA, at=MONDAY)

    assert there(places) == 5
    begin_count(places["bin"], actor=LIZA, at=MONDAY + HOUR)
    assert StockCount.objects.count() == 2


def test_who_has_not_begun_it_does_not_go_on_and_nobody_after_it_is_handed_in(places, board):
    count = count_of(places, board, 1)
    with pytest.raises(NotYourCount):
        note_counted(count, Goods(board.pk), quantity=Decimal(2), actor=LIZA, at=MONDAY)
    hand_in_count(count, actor=BEN, at=MONDAY)

    with pytest.raises(IllegalMove):
        note_counted(count, Goods(board.pk), quantity=Decimal(2), actor=BEN, at=MONDAY)


def test_places_are_counted_by_cycle(places, board):
    shelf = make_place("B-01", site=places["bin"].site, count_every=30)
    due = places_to_count(MONDAY.date())
    count = begin_count(shelf, actor=BEN, at=MONDAY)
    busy = places_to_count(MONDAY.date())
    hand_in_count(count, actor=BEN, at=MONDAY)
    count.refresh_from_db()
    approve_count(count, outside=places["outside"], reason="", actor=LIZA, at=MONDAY)

    assert (due, busy) == ([shelf], [])
    assert places_to_count(MONDAY.date()) == []
    assert places_to_count((MONDAY + 30 * 24 * HOUR).date()) == [shelf]
