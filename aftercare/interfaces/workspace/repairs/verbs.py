"""What can be done with a work order: each verb with its words, its form and its operation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.operations import bench, diagnosis, finishing, intake
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.states import CLOSED, MOVES, NOT_HERE, OrderStatus
from aftercare.interfaces.workspace.repairs.forms import (
    AssignForm,
    DiagnosisForm,
    ExchangeForm,
    FindingForm,
    PerhapsWhyForm,
    PhotosForm,
    ReadingForm,
    ReadyForm,
    ReceiveForm,
    ResultForm,
    ScrapOrderForm,
    SendOutForm,
    TakeBackForm,
    WaitForm,
    WhyForm,
)
from aftercare.kit.actors import Actor

Given = dict[str, Any]
AT_BENCH = frozenset(diagnosis.AT_BENCH)
OPEN = frozenset(OrderStatus) - frozenset(CLOSED)
HERE = OPEN - frozenset(NOT_HERE)


@dataclass(frozen=True)
class Verb:
    """
    One thing to do: without a form a button does it at once.

    It is offered where `to` is where the order may go, or where it stands in one of `at`.
    """

    title: Any
    icon: str
    call: Callable[[WorkOrder, Given, Given], Any]
    form: type[forms.Form] | None = None
    permission: RepairPermission = RepairPermission.WORK
    to: OrderStatus | None = None
    at: frozenset[OrderStatus] = frozenset()

    def is_offered(self, order: WorkOrder, actor: Actor) -> bool:
        """Return whether it can be done now, by this person."""
        status = OrderStatus(order.status)
        fits = status in self.at if self.at else self.to in MOVES[status]
        return fits and actor.may(self.permission)


def _exchange(order: WorkOrder, given: Given, who: Given) -> None:
    finishing.exchange_unit(order, replacement=given["serial"], why=given["why"], **who)


VERBS: dict[str, Verb] = {
    "receive": Verb(
        _("Receive the unit"),
        "package-import",
        lambda order, given, who: intake.receive_unit(order, **given, **who),
        ReceiveForm,
        RepairPermission.RECEIVE,
        OrderStatus.RECEIVED,
    ),
    "diagnose": Verb(
        _("Diagnose"),
        "stethoscope",
        lambda order, given, who: diagnosis.diagnose_unit(order, **given, **who),
        DiagnosisForm,
        to=OrderStatus.DIAGNOSED,
    ),
    "approve": Verb(
        _("Approve"),
        "thumb-up",
        lambda order, given, who: diagnosis.approve_repair(order, **given, **who),
        PerhapsWhyForm,
        to=OrderStatus.APPROVED,
    ),
    "begin": Verb(
        _("Begin the repair"),
        "tool",
        lambda order, given, who: bench.begin_repair(order, **who),
        at=frozenset({OrderStatus.APPROVED, OrderStatus.WAITING}),
    ),
    "test": Verb(
        _("Begin the test"),
        "checklist",
        lambda order, given, who: bench.begin_final_test(order, **who),
        at=frozenset({OrderStatus.REPAIRING}),
    ),
    "test-at-once": Verb(
        _("Test without a repair"),
        "checklist",
        lambda order, given, who: bench.begin_final_test(order, **who),
        at=frozenset({OrderStatus.APPROVED}),
    ),
    "release": Verb(
        _("Release the unit"),
        "shield-check",
        lambda order, given, who: bench.release_unit(order, **who),
        to=OrderStatus.TESTED,
    ),
    "clean": Verb(
        _("Clean and finish"),
        "sparkles",
        lambda order, given, who: finishing.clean_unit(order, **given, **who),
        ResultForm,
        to=OrderStatus.CLEANED,
    ),
    "hand-over": Verb(
        _("Hand over"),
        "circle-check",
        lambda order, given, who: finishing.hand_over_unit(order, **who),
        None,
        RepairPermission.HAND_OVER,
        OrderStatus.HANDED_OVER,
    ),
    "return": Verb(
        _("Give back unrepaired"),
        "arrow-back-up",
        lambda order, given, who: finishing.return_unrepaired(order, **who),
        None,
        RepairPermission.HAND_OVER,
        OrderStatus.RETURNED,
    ),
    "take-back": Verb(
        _("Take back from the workshop"),
        "truck-return",
        lambda order, given, who: finishing.take_unit_back(order, **given, **who),
        TakeBackForm,
        at=frozenset({OrderStatus.AWAY}),
    ),
    "wait": Verb(
        _("Let it wait"),
        "player-pause",
        lambda order, given, who: bench.let_repair_wait(order, **given, **who),
        WaitForm,
        to=OrderStatus.WAITING,
    ),
    "rework": Verb(
        _("Back to the bench"),
        "rotate",
        lambda order, given, who: bench.begin_repair(order, **given, **who),
        WhyForm,
        at=frozenset({OrderStatus.TESTING, OrderStatus.TESTED, OrderStatus.CLEANED}),
    ),
    "finding": Verb(
        _("Note a finding"),
        "search",
        lambda order, given, who: diagnosis.add_finding(order, **given, **who),
        FindingForm,
        at=AT_BENCH,
    ),
    "reading": Verb(
        _("Note a reading"),
        "gauge",
        lambda order, given, who: diagnosis.take_reading(order, **given, **who),
        ReadingForm,
        at=HERE,
    ),
    "photos": Verb(
        _("Add photos"),
        "camera",
        lambda order, given, who: intake.add_photos(order, **given, **who),
        PhotosForm,
        at=HERE,
    ),
    "take": Verb(
        _("Take it"),
        "user-check",
        lambda order, given, who: intake.take_order(order, **who),
        at=OPEN,
    ),
    "assign": Verb(
        _("Give it to somebody"),
        "users",
        lambda order, given, who: intake.assign_order(order, **given, **who),
        AssignForm,
        RepairPermission.ASSIGN,
        at=OPEN,
    ),
    "ready": Verb(
        _("Agree on another day"),
        "calendar-due",
        lambda order, given, who: diagnosis.promise_ready(order, **given, **who),
        ReadyForm,
        at=HERE - {OrderStatus.CLEANED},
    ),
    "send-out": Verb(
        _("Send to another workshop"),
        "truck",
        lambda order, given, who: finishing.send_unit_out(order, **given, **who),
        SendOutForm,
        to=OrderStatus.AWAY,
    ),
    "refuse": Verb(
        _("Do not repair it"),
        "circle-x",
        lambda order, given, who: finishing.refuse_repair(order, **given, **who),
        WhyForm,
        RepairPermission.END,
        OrderStatus.REFUSED,
    ),
    "exchange": Verb(
        _("Exchange the unit"),
        "arrows-exchange",
        _exchange,
        ExchangeForm,
        RepairPermission.END,
        OrderStatus.EXCHANGED,
    ),
    "scrap": Verb(
        pgettext_lazy("a unit", "Scrap it"),
        "trash",
        lambda order, given, who: finishing.scrap_unit(order, **given, **who),
        ScrapOrderForm,
        RepairPermission.END,
        OrderStatus.SCRAPPED,
    ),
    "cancel": Verb(
        _("It never came"),
        "x",
        lambda order, given, who: intake.cancel_work_order(order, **given, **who),
        WhyForm,
        RepairPermission.OPEN,
        OrderStatus.CANCELLED,
    ),
}
STEPS = (
    "receive",
    "diagnose",
    "approve",
    "begin",
    "test",
    "release",
    "clean",
    "hand-over",
    "return",
    "take-back",
)
"""What comes next, in this order: the first that is offered is the step to do."""


def verbs_for(order: WorkOrder, actor: Actor) -> Iterator[tuple[str, Verb]]:
    """Yield what `actor` can do with a work order now."""
    for name, verb in VERBS.items():
        if verb.is_offered(order, actor) and not (
            name == "test-at-once" and not order.no_fault_found
        ):
            yield name, verb


def next_step(order: WorkOrder, actor: Actor) -> tuple[str, Verb] | None:
    """Return what comes next on the way of a work order, if `actor` may do it."""
    offered = dict(verbs_for(order, actor))
    name = next((step for step in STEPS if step in offered), None)
    return (name, offered[name]) if name else None
