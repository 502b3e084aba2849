"""The table of moves, walked at random: by the verbs, and past them in the database."""

from contextlib import contextmanager, suppress
from itertools import pairwise

from django.db import IntegrityError, connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from aftercare.base.promises.models import Promise
from aftercare.base.promises.states import PauseReason
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.repairs.models import StatusChange, WorkOrder
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
from aftercare.domain.repairs.states import CLOSED, MOVES, PAUSED, TO_BENCH_AGAIN, OrderStatus
from aftercare.domain.repairs.tests.make import HOUR, MONDAY, WITHOUT_FAULT, make_order, photos
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused


def force(order, before, after):
    """Put a row into a status past all verbs, then into another."""
    with without_triggers():
        WorkOrder.objects.filter(pk=order.pk).update(**columns_for(before))
    WorkOrder.objects.filter(pk=order.pk).update(**columns_for(after))


def columns_for(status):
    here = None if status in ("expected", "cancelled") else MONDAY
    return {
        "status": status,
        "received_at": here,
        "closed_at": MONDAY if status in CLOSED else None,
        "waiting_for": "part" if status == "waiting" else "",
        "workshop": "Elsewhere",
    }


@contextmanager
def without_triggers():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_the_database_knows_the_same_table(db):
    order = make_order()

    let_through = set()
    for before in OrderStatus:
        for after in OrderStatus:
            with suppress(IntegrityError), transaction.atomic():
                force(order, before, after)
                let_through.add((before, after))

    by_the_table = {(here, there) for here, onward in MOVES.items() for there in onward}
    assert let_through == by_the_table | {(status, status) for status in OrderStatus}


def test_every_status_can_be_reached_and_left(db):
    reached, frontier = {OrderStatus.EXPECTED}, [OrderStatus.EXPECTED]
    while frontier:
        onward = set(MOVES[frontier.pop()]) - reached
        reached |= onward
        frontier += onward

    assert reached == set(OrderStatus)


VERBS = {
    "receive": lambda order, who: receive_unit(order, photos=photos(), **who),
    "cancel": lambda order, who: cancel_work_order(order, why="Lost", **who),
    "diagnose": lambda order, who: diagnose_unit(order, **WITHOUT_FAULT, **who),
    "approve": lambda order, who: approve_repair(order, **who),
    "repair": lambda order, who: begin_repair(order, why="Again", **who),
    "wait": lambda order, who: let_repair_wait(
        order, waiting_for=PauseReason.PART, reason="Panel", **who
    ),
    "test": lambda order, who: begin_final_test(order, **who),
    "release": lambda order, who: release_unit(order, **who),
    "clean": lambda order, who: clean_unit(order, result="Done", **who),
    "hand over": lambda order, who: hand_over_unit(order, **who),
    "refuse": lambda order, who: refuse_repair(order, why="Too old", **who),
    "return": lambda order, who: return_unrepaired(order, **who),
    "exchange": lambda order, who: exchange_unit(
        order, replacement=make_unit("AX55-NEW-0001"), why="Too old", **who
    ),
    "scrap": lambda order, who: scrap_unit(order, why="Burnt", proof=photos("x.jpg"), **who),
    "send out": lambda order, who: send_unit_out(order, workshop=make_account("Elsewhere"), **who),
    "take back": lambda order, who: take_unit_back(order, done="Reballed", **who),
}


class Workshop(RuleBasedStateMachine):
    """Whoever calls whatever verb: a work order goes only where the table leads."""

    def __init__(self):
        super().__init__()
        self.scope = transaction.atomic()
        self.scope.__enter__()
        self.order = make_order()
        self.at = MONDAY
        self.went = [OrderStatus.EXPECTED]
        self.reworks = 0

    @rule(verb=st.sampled_from(sorted(VERBS)))
    def call(self, verb):
        self.at += HOUR
        before = WorkOrder.objects.filter(pk=self.order.pk).values().get()
        try:
            with transaction.atomic():
                VERBS[verb](self.order, {"actor": SYSTEM, "at": self.at})
        except Refused:
            assert WorkOrder.objects.filter(pk=self.order.pk).values().get() == before
            return
        self.order.refresh_from_db()
        if self.went[-1] in TO_BENCH_AGAIN and self.order.status == OrderStatus.REPAIRING:
            self.reworks += 1
        self.went.append(OrderStatus(self.order.status))

    @invariant()
    def it_went_along_the_arrows(self):
        assert all(after in MOVES[before] for before, after in pairwise(self.went))
        kept = StatusChange.objects.filter(order=self.order).order_by("pk")
        assert list(kept.values_list("status", flat=True)) == self.went

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

    def teardown(self):
        transaction.set_rollback(True)
        self.scope.__exit__(None, None, None)


def test_a_work_order_goes_only_where_the_table_leads(db):
    run_state_machine_as_test(Workshop, settings=settings(max_examples=10, stateful_step_count=16))
