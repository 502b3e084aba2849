"""The table of moves, walked at random: by the verbs, and past them in the database."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis.stateful import invariant

from aftercare.base.promises.models import Promise
from aftercare.base.promises.states import PauseReason
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.repairs.models import Quote, StatusChange, WorkOrder
from aftercare.domain.repairs.operations.bench import (
    begin_final_test,
    begin_repair,
    let_repair_wait,
    release_unit,
)
from aftercare.domain.repairs.operations.diagnosis import approve_repair, diagnose_unit
from aftercare.domain.repairs.operations.finishing import (
    clean_unit,
    exchange_unit,
    hand_over_unit,
    refuse_repair,
    return_unrepaired,
    scrap_unit,
    send_unit_out,
    take_unit_back,
)
from aftercare.domain.repairs.operations.intake import cancel_work_order, receive_unit
from aftercare.domain.repairs.operations.quoting import accept_quote, decline_quote, make_quote
from aftercare.domain.repairs.states import (
    CLOSED,
    KINDS,
    MOVES,
    PAUSED,
    TO_BENCH_AGAIN,
    Cost,
    OrderKind,
    OrderStatus,
    Priced,
    QuoteStatus,
    Whose,
)
from aftercare.domain.repairs.tests.make import MONDAY, WITHOUT_FAULT, make_order, photos
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused
from aftercare.kit.tests.walking import Walk, by_the_table, let_through, walk


def columns_for(status):
    here = None if status in ("expected", "cancelled") else MONDAY
    return {
        "status": status,
        "received_at": here,
        "closed_at": MONDAY if status in CLOSED else None,
        "waiting_for": "part" if status == "waiting" else "",
        "workshop": "Elsewhere",
    }


def test_the_database_knows_the_same_table(db):
    rows = WorkOrder.objects.filter(pk=make_order().pk)

    assert let_through(rows, OrderStatus, columns_for) == by_the_table(MOVES)


def test_every_status_can_be_reached_and_left(db):
    reached, frontier = {OrderStatus.EXPECTED}, [OrderStatus.EXPECTED]
    while frontier:
        onward = set(MOVES[frontier.pop()]) - reached
        reached |= onward
        frontier += onward

    assert reached == set(OrderStatus)


READY = date(2027, 10, 5)


def refuse(words):
    raise Refused(words)


VERBS = {
    "receive": lambda m, who: receive_unit(m.order, photos=photos(), **who),
    "cancel": lambda m, who: cancel_work_order(m.order, why="Lost", **who),
    "diagnose": lambda m, who: diagnose_unit(m.order, **WITHOUT_FAULT, **who),
    "approve": lambda m, who: approve_repair(m.order, **who),
    "repair": lambda m, who: begin_repair(m.order, why="Again", **who),
    "wait": lambda m, who: let_repair_wait(
        m.order, waiting_for=PauseReason.PART, reason="Panel", **who
    ),
    "test": lambda m, who: begin_final_test(m.order, **who),
    "release": lambda m, who: release_unit(m.order, **who),
    "clean": lambda m, who: clean_unit(m.order, result="Done", **who),
    "hand over": lambda m, who: hand_over_unit(m.order, **who),
    "refuse": lambda m, who: refuse_repair(m.order, why="Too old", **who),
    "return": lambda m, who: return_unrepaired(m.order, **who),
    "exchange": lambda m, who: exchange_unit(
        m.order, replacement=make_unit("AX55-NEW-0001"), why="Too old", **who
    ),
    "scrap": lambda m, who: scrap_unit(m.order, why="Burnt", proof=photos("x.jpg"), **who),
    "send out": lambda m, who: send_unit_out(m.order, workshop=make_account("Elsewhere"), **who),
    "quote": lambda m, who: make_quote(
        m.order, lines=[Priced(Cost.LABOR, "Work", Decimal(80))], ready_on=READY, **who
    ),
    "accept": lambda m, who: accept_quote(m.quote(), **who),
    "decline": lambda m, who: decline_quote(m.quote(), **who),
    "take back": lambda m, who: take_unit_back(m.order, done="Reballed", **who),
}


class Workshop(Walk):
    """Whoever calls whatever verb: a work order goes only where the table of its kind leads."""

    verbs = VERBS
    kind = OrderKind.UNIT

    def begin(self):
        is_theirs = KINDS[self.kind].whose == Whose.CUSTOMERS
        given = {"account": make_account()} if is_theirs else {}
        self.order = make_order(kind=self.kind, **given)
        self.went = [OrderStatus.EXPECTED]
        self.reworks = 0
        self.answered = {}

    def quote(self):
        """Take turns between the newest quote and the first."""
        found = Quote.objects.filter(order=self.order).order_by("pk" if self.turn % 3 else "-pk")
        return found.first() or refuse("Nothing is quoted.")

    def kept(self):
        return WorkOrder.objects.filter(pk=self.order.pk).values().get()

    def done(self, verb):
        self.order.refresh_from_db()
        if self.went[-1] in TO_BENCH_AGAIN and self.order.status == OrderStatus.REPAIRING:
            self.reworks += 1
        if self.order.status != self.went[-1]:  # another quote leaves it where it is
            self.went.append(OrderStatus(self.order.status))

    @invariant()
    def it_went_along_the_arrows(self):
        assert all(after in self.order.way.moves[before] for before, after in pairwise(self.went))
        kept = StatusChange.objects.filter(order=self.order).order_by("pk")
        assert list(kept.values_list("status", flat=True)) == self.went

    @invariant()
    def one_quote_is_open_where_it_is_quoted_and_what_was_answered_stays(self):
        quotes = Quote.objects.filter(order=self.order).order_by("pk")
        states = list(quotes.values_list("status", flat=True))
        is_open = self.went[-1] == OrderStatus.QUOTED
        assert states.count(QuoteStatus.SENT) == is_open
        assert not is_open or states[-1] == QuoteStatus.SENT
        answered = dict(quotes.values_list("pk", "status"))
        for pk, status in self.answered.items():
            assert answered[pk] == status
        self.answered = {pk: s for pk, s in answered.items() if s != QuoteStatus.SENT}

    @invariant()
    def rework_is_counted(self):
        assert self.order.reworks == self.reworks

    @invariant()
    def clocks_stand_where_we_cannot_work_and_end_with_the_order(self):
        status = self.went[-1]
        owed = Promise.objects.filter(subject=str(ref(self.order)), kept_at=None, withdrawn_at=None)
        stands = status in PAUSED or status == OrderStatus.WAITING
        assert all((each.paused_at is not None) == stands for each in owed)
        assert status not in CLOSED or not owed.exists()


@pytest.mark.parametrize("kind", OrderKind)
def test_a_work_order_goes_only_where_its_table_leads(db, kind):
    walk(type("Kind", (Workshop,), {"kind": kind}), examples=4, steps=16)
