"""Returns as lists and pages show them, and who pays their freight."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import Setting, register_number, register_setting, setting
from aftercare.domain.cases.models import Case
from aftercare.domain.coverage.models import StoredDecision
from aftercare.domain.customers.queries import owned_by
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.returns.models import (
    Arrival,
    Rma,
    RmaAmount,
    RmaChange,
    RmaFile,
    RmaLine,
    SupplierReturnLine,
)
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.policies import who_bears_freight
from aftercare.domain.returns.states import ENDED, ArrivalState
from aftercare.domain.shipping.queries import address_of_site
from aftercare.domain.shipping.states import BorneBecause
from aftercare.domain.stock.models import Want
from aftercare.domain.units.models import Unit
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref

register_number("RMA", _("Returns"))
register_number("RTS", _("Returns to suppliers"))

VALID_DAYS = register_setting(
    Setting("returns.valid_days", 30, _("Days within which what may be returned has to come."))
)
REMIND_DAYS = register_setting(
    Setting("returns.remind_days", 7, _("Days before a return expires when it is reminded of."))
)
ANSWER_HOURS = register_setting(
    Setting("returns.answer_hours", 8, _("Working hours until a return is answered."))
)
DECISION_HOURS = register_setting(
    Setting("returns.decision_hours", 24, _("Working hours from receipt to the decision."))
)
REPLACEMENT_HOURS = register_setting(
    Setting("returns.replacement_hours", 16, _("Working hours until a replacement is sent."))
)
PACKING = register_setting(
    Setting("returns.packing", "", _("What customers read about packing, besides the usual."))
)
BIN = register_setting(
    Setting("returns.bin", "RETURNS", _("How the bin begins in which returns lie at a site."))
)
CURRENCY = register_setting(
    Setting("returns.currency", "USD", _("Currency of credits, refunds and freight."))
)


def visible_returns(actor: Actor) -> QuerySet[Rma]:
    """Return the returns `actor` may know; a customer sees their own."""
    rows = Rma.objects.select_related("reason", "account", "contact", "site", "case")
    if actor.kind == "customer":
        return rows.filter(owned_by(actor))
    return rows if actor.may(ReturnPermission.VIEW) else rows.none()


def open_returns(actor: Actor) -> QuerySet[Rma]:
    """Return the returns that have not ended, what is due first."""
    return visible_returns(actor).exclude(status__in=ENDED).order_by("due_at", "pk")


def returns_of_case(case: Case, actor: Actor) -> QuerySet[Rma]:
    """Return number, state and reason of the returns of a case, the newest first."""
    returns = visible_returns(actor).filter(case=case).order_by("-pk")
    shown = returns.select_related(None).select_related("reason")
    return shown.only("code", "status", "reason__name", "reason__names")


def returns_about(unit: Unit, actor: Actor) -> QuerySet[Rma]:
    """Return the returns of a unit, the newest first."""
    lines = RmaLine.objects.filter(unit=unit).values("rma")
    return visible_returns(actor).filter(pk__in=lines).order_by("-pk")


def find_return(token: str) -> Rma | None:
    """Return the return whose instruction has this address."""
    rows = Rma.objects.select_related("reason", "account", "contact", "site")
    return rows.filter(token=token).first() if token else None


def lines_of(rma: Rma) -> QuerySet[RmaLine]:
    """Return the lines of a return in their order, with what became of them."""
    rows = RmaLine.objects.filter(rma=rma).order_by("number")
    sent = ("replacement__unit", "replacement__lot")
    rows = rows.select_related("item", "unit", "lot", "work_order", *sent)
    going = SupplierReturnLine.objects.select_related("supplier_return__supplier").order_by("pk")
    return rows.prefetch_related(Prefetch("sent_on", going))


def line_of_order(order: WorkOrder) -> RmaLine | None:
    """Return the line a work order was opened for."""
    return RmaLine.objects.filter(work_order=order).select_related("rma").first()


def wants_of(rma: Rma) -> QuerySet[Want]:
    """Return the replacements that lines of a return wait for."""
    return Want.objects.filter(document=str(ref(rma)), ended_at=None).order_by("pk")


def files_of_return(rma: Rma) -> QuerySet[RmaFile]:
    """Return what shows something of a return, the oldest first."""
    return RmaFile.objects.filter(rma=rma).select_related("file").order_by("pk")


def changes_of_return(rma: Rma) -> QuerySet[RmaChange]:
    """Return the way of a return so far, in order."""
    return RmaChange.objects.filter(rma=rma).order_by("pk")


def arrivals_of(rma: Rma) -> QuerySet[Arrival]:
    """Return what came with a return, in order."""
    return Arrival.objects.filter(rma=rma).select_related("item", "unit", "lot").order_by("pk")


def visible_arrivals(actor: Actor) -> QuerySet[Arrival]:
    """Return what came and still waits for somebody to say what it is, the oldest first."""
    rows = Arrival.objects.filter(state=ArrivalState.OPEN)
    rows = rows.select_related("rma", "item", "unit", "lot", "site").order_by("pk")
    is_ours = actor.kind != "customer" and actor.may(ReturnPermission.RECEIVE)
    return rows if is_ours else rows.none()


def amounts_of(rma: Rma) -> QuerySet[RmaAmount]:
    """Return what is owed because of a return, in order."""
    return RmaAmount.objects.filter(rma=rma).select_related("line", "evidence").order_by("pk")


@dataclass(frozen=True)
class Freight:
    """How many percent of the freight the customer bears, None if it is open, and why."""

    customer: int | None
    because: BorneBecause
    decision: StoredDecision | None

    @property
    def us(self) -> int | None:
        return None if self.customer is None else 100 - self.customer


def freight_of(rma: Rma) -> Freight:
    """Return who bears the freight of a return by rule: reason, findings, decision on coverage."""
    decision = _decision_about(rma)
    payers = json.loads(decision.text).get("payers") or {} if decision else {}
    shares = {cost: share["customer"] for cost, share in payers.items()}
    looked_at = RmaLine.objects.filter(~Q(found=""), rma=rma).values_list("found", flat=True)
    customer, because = who_bears_freight(rma.reason.freight, shares=shares, found=set(looked_at))
    return Freight(customer, because, decision)


def _decision_about(rma: Rma) -> StoredDecision | None:
    subjects = [str(ref(rma)), *([f"case:{rma.case_id}"] if rma.case_id else [])]
    return StoredDecision.objects.filter(subject__in=subjects).order_by("-pk").first()


@dataclass(frozen=True)
class Instruction:
    """What the customer needs to know to send something: where to, how, until when."""

    rma: Rma
    address: list[str]
    packing: str


def page_of_return(rma: Rma) -> str:
    """Return the address of the instruction; a test holds it to the portal."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/return/{rma.token}"


def instruction_for(rma: Rma) -> Instruction:
    """Return where and how to send what may be returned."""
    known = address_of_site(rma.site)
    address = known.written() if known.is_complete else [rma.site.name]
    return Instruction(rma, address, str(setting(PACKING.name)))
