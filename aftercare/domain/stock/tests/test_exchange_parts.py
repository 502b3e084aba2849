from datetime import timedelta
from decimal import Decimal

import pytest

from aftercare.base.people.models import Notification
from aftercare.base.people.queries import actor_for
from aftercare.base.people.tests.make import make_user
from aftercare.base.promises.models import Promise
from aftercare.base.promises.operations import notice_time
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.stock.models import Balance, CoreDebt
from aftercare.domain.stock.operations.cores import NothingOwed, give_in_exchange, take_in_core
from aftercare.domain.stock.operations.places import set_core_days
from aftercare.domain.stock.queries import core_balances, open_core_debts
from aftercare.domain.stock.states import Goods, Line
from aftercare.domain.stock.tests.make import MONDAY, WORK, make_stock
from aftercare.kit.actors import SYSTEM

DAY = timedelta(days=1)


@pytest.fixture
def partner(places, board):
    set_core_days(board, days=20, worth=Decimal(3), actor=SYSTEM, at=MONDAY)
    make_stock(board, 9, to=places["bin"])
    return make_account()


def give(partner, board, places, *, quantity=2, key="1", actor=SYSTEM, at=MONDAY):
    line = Line(Goods(board.pk), Decimal(quantity), key)
    way = {"source": places["bin"], "document": WORK, "actor": actor, "at": at}
    return give_in_exchange(partner, line, **way)


def take(partner, board, places, quantity):
    way = {"target": places["other"], "actor": SYSTEM, "at": MONDAY + DAY}
    return take_in_core(partner, item=board, quantity=Decimal(quantity), **way)


def test_old_parts_are_owed_until_they_come_back_and_lie_faulty_in_our_stock(
    partner, board, places
):
    for key, at in (("1", MONDAY), ("1", MONDAY), ("2", MONDAY - 10 * DAY)):
        give(partner, board, places, key=key, at=at)

    (moved,) = take(partner, board, places, 3)
    with pytest.raises(NothingOwed):
        take(partner, board, places, 2)

    (left,) = open_core_debts(partner)
    assert (left.due_on, left.quantity - left.returned) == ((MONDAY + 20 * DAY).date(), 1)
    assert (moved.condition_after, moved.cost) == ("faulty", 9)
    assert Balance.objects.get(place=places["other"]).quantity == 3
    assert list(Promise.objects.order_by("pk").values_list("kept_at", flat=True)) == [
        None,
        MONDAY + DAY,
    ]


def test_what_a_partner_owes_is_one_line_an_item(partner, board, places):
    give(partner, board, places)
    give(partner, board, places, key="2", at=MONDAY + 3 * DAY)

    (owed,) = core_balances((MONDAY + 21 * DAY).date(), SYSTEM)

    assert (owed.account, owed.owed, owed.is_overdue) == (partner, 4, True)


def test_who_gave_it_is_reminded_before_the_day_and_after_it(partner, board, places, run_jobs):
    ben = make_user("Ben", roles=("warehouse",))
    give(partner, board, places, actor=actor_for(ben))
    told = []

    for days in (2, 16, 22):
        notice_time(actor=SYSTEM, at=MONDAY + days * DAY)
        run_jobs()
        told.append(Notification.objects.filter(user=ben, read_at=None).count())
        Notification.objects.update(read_at=MONDAY)

    assert told == [0, 1, 1]
    assert Notification.objects.first().data["code"] == board.code
    assert CoreDebt.objects.get().returned == 0
