"""What can be done with a work order: each verb with its words, its form and its operation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.operations import bench, diagnosis, finishing, intake, telling
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.states import CLOSED, NOT_HERE, OrderStatus
from aftercare.domain.units.models import Unit
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
    call: Callable[..., Any]
    form: type[forms.Form] | None = None
    permission: StrEnum = RepairPermission.WORK
    to: OrderStatus | None = None
    at: frozenset[OrderStatus] = frozenset()

    def is_offered(self, order: WorkOrder, actor: Actor) -> bool:
        """Return whether it can be done now, by this person."""
        status = OrderStatus(order.status)
        fits = status in self.at if self.at else self.to in order.way.moves[status]
        return fits and actor.may(self.permission)


def _exchange(order: WorkOrder, *, serial: Unit, **facts: Any) -> None:
    finishing.exchange_unit(order, replacement=serial, **facts)


VERBS: dict[str, Verb] = {
    "receive": Verb(
        _("Receive the unit"),
        "package-import",
        intake.receive_unit,
        ReceiveForm,
        RepairPermission.RECEIVE,
        OrderStatus.RECEIVED,
    ),
    "diagnose": Verb(
        _("Diagnose"),
        "stethoscope",
        diagnosis.diagnose_unit,
        DiagnosisForm,
        to=OrderStatus.DIAGNOSED,
    ),
    "approve": Verb(
        _("Approve"), "thumb-up", diagnosis.approve_repair, PerhapsWhyForm, to=OrderStatus.APPROVED
    ),
    "begin": Verb(
        _("Begin the repair"),
        "tool",
        bench.begin_repair,
        at=frozenset({OrderStatus.APPROVED, OrderStatus.WAITING}),
    ),
    "test": Verb(
        _("Begin the test"),
        "checklist",
        bench.begin_final_test,
        at=frozenset({OrderStatus.REPAIRING}),
    ),
    "test-at-once": Verb(
        _("Test without a repair"),
        "checklist",
        bench.begin_final_test,
        at=frozenset({OrderStatus.APPROVED}),
    ),
    "release": Verb(
        _("Release the unit"), "shield-check", bench.release_unit, to=OrderStatus.TESTED
    ),
    "clean": Verb(
        _("Clean and finish"), "sparkles", finishing.clean_unit, ResultForm, to=OrderStatus.CLEANED
    ),
    "hand-over": Verb(
        _("Hand over"),
        "circle-check",
        finishing.hand_over_unit,
        None,
        RepairPermission.HAND_OVER,
        OrderStatus.HANDED_OVER,
    ),
    "return": Verb(
        _("Give back unrepaired"),
        "arrow-back-up",
        finishing.return_unrepaired,
        None,
        RepairPermission.HAND_OVER,
        OrderStatus.RETURNED,
    ),
    "take-back": Verb(
        _("Take back from the workshop"),
        "truck-return",
        finishing.take_unit_back,
        TakeBackForm,
        at=frozenset({OrderStatus.AWAY}),
    ),
    "wait": Verb(
        _("Let it wait"), "player-pause", bench.let_repair_wait, WaitForm, to=OrderStatus.WAITING
    ),
    "rework": Verb(
        _("Back to the bench"),
        "rotate",
        bench.begin_repair,
        WhyForm,
        at=frozenset({OrderStatus.TESTING, OrderStatus.TESTED, OrderStatus.CLEANED}),
    ),
    "finding": Verb(_("Note a finding"), "search", diagnosis.add_finding, FindingForm, at=AT_BENCH),
    "reading": Verb(_("Note a reading"), "gauge", diagnosis.take_reading, ReadingForm, at=HERE),
    "photos": Verb(_("Add photos"), "camera", intake.add_photos, PhotosForm, at=HERE),
    "take": Verb(_("Take it"), "user-check", intake.take_order, at=OPEN),
    "assign": Verb(
        _("Give it to somebody"),
        "users",
        intake.assign_order,
        AssignForm,
        RepairPermission.ASSIGN,
        at=OPEN,
    ),
    "ready": Verb(
        _("Agree on another day"),
        "calendar-due",
        diagnosis.promise_ready,
        ReadyForm,
        at=HERE - {OrderStatus.CLEANED},
    ),
    "send-out": Verb(
        _("Send to another workshop"),
        "truck",
        finishing.send_unit_out,
        SendOutForm,
        to=OrderStatus.AWAY,
    ),
    "send-link": Verb(
        _("Send the link to the customer"),
        "link",
        telling.send_link,
        permission=CasePermission.REPLY,
        at=OPEN,
    ),
    "refuse": Verb(
        _("Do not repair it"),
        "circle-x",
        finishing.refuse_repair,
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
        finishing.scrap_unit,
        ScrapOrderForm,
        RepairPermission.END,
        OrderStatus.SCRAPPED,
    ),
    "cancel": Verb(
        _("It never came"),
        "x",
        intake.cancel_work_order,
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
    "send-out",
)
"""What comes next, in this order: the first that is offered is the step to do."""


def verbs_for(order: WorkOrder, actor: Actor) -> Iterator[tuple[str, Verb]]:
    """Yield what `actor` can do with a work order now."""
    for name, verb in VERBS.items():
        fits = {
            "begin": OrderStatus.REPAIRING in order.way.moves[order.status],
            "test-at-once": order.no_fault_found,
            "send-link": order.case_id is not None,
        }
        if verb.is_offered(order, actor) and fits.get(name, True):
            yield name, verb


def next_step(order: WorkOrder, actor: Actor) -> tuple[str, Verb] | None:
    """Return what comes next on the way of a work order, if `actor` may do it."""
    offered = dict(verbs_for(order, actor))
    name = next((step for step in STEPS if step in offered), None)
    return (name, offered[name]) if name else None
