"""What can be done with a return and its lines: words, form and operation of each verb."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.returns.models import Replacement, Rma, RmaLine
from aftercare.domain.returns.operations import (
    agreeing,
    asking,
    deciding,
    freight,
    inspecting,
    replacing,
    suppliers,
    telling,
    travelling,
    waiting,
)
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.states import (
    AWAITED,
    ENDED,
    FREE_AGAIN,
    LineStatus,
    Outcome,
    RmaStatus,
)
from aftercare.interfaces.workspace.returns.forms import (
    AheadForm,
    EvidenceForm,
    FreightForm,
    InspectForm,
    PayBackForm,
    PerhapsWhyForm,
    ReopenForm,
    ReplacementForm,
    ScrapLineForm,
    WayForm,
    WhyForm,
)
from aftercare.interfaces.workspace.returns.supplier_forms import SupplierForm
from aftercare.kit.actors import Actor

OPEN = frozenset(RmaStatus) - frozenset(ENDED)


@dataclass(frozen=True)
class Verb:
    """One thing to do, offered where a return stands in one of `at`; no form: at once."""

    title: Any
    icon: str
    call: Callable[..., Any]
    form: type[forms.Form] | None
    permission: StrEnum
    at: frozenset[RmaStatus]

    def is_offered(self, rma: Rma, actor: Actor) -> bool:
        """Return whether it can be done now, by this person."""
        return rma.status in self.at and actor.may(self.permission)


@dataclass(frozen=True)
class LineVerb:
    """One thing to do with a line, offered where it stands in one of `at` and was so decided."""

    title: Any
    icon: str
    call: Callable[..., Any]
    form: type[forms.Form] | None
    permission: ReturnPermission
    at: frozenset[LineStatus]
    outcomes: frozenset[str] = frozenset()

    def is_offered(self, line: RmaLine, actor: Actor) -> bool:
        """Return whether it can be done now, by this person."""
        fits = line.status in self.at and (not self.outcomes or line.outcome in self.outcomes)
        return fits and actor.may(self.permission)


VERBS: dict[str, Verb] = {
    "approve": Verb(
        _("Approve"),
        "thumb-up",
        agreeing.approve_return,
        PerhapsWhyForm,
        ReturnPermission.APPROVE,
        frozenset({RmaStatus.REQUESTED, RmaStatus.REFUSED}),
    ),
    "reopen": Verb(
        _("Open it again"),
        "rotate",
        agreeing.reopen_return,
        ReopenForm,
        ReturnPermission.OPEN,
        frozenset({RmaStatus.EXPIRED}),
    ),
    "refuse": Verb(
        pgettext_lazy("a return", "Refuse"),
        "circle-x",
        agreeing.refuse_return,
        WhyForm,
        ReturnPermission.APPROVE,
        frozenset({RmaStatus.REQUESTED}),
    ),
    "way": Verb(
        _("How it comes"),
        "truck-loading",
        travelling.choose_way,
        WayForm,
        ReturnPermission.OPEN,
        frozenset({RmaStatus.APPROVED}),
    ),
    "send-link": Verb(
        _("Send the instruction to the customer"),
        "link",
        telling.send_instruction,
        None,
        CasePermission.REPLY,
        frozenset({RmaStatus.APPROVED}),
    ),
    "evidence": Verb(
        _("Add evidence"), "camera", asking.add_evidence, EvidenceForm, ReturnPermission.OPEN, OPEN
    ),
    "freight": Verb(
        _("Note a freight bill"),
        "truck",
        freight.note_freight,
        FreightForm,
        ReturnPermission.DECIDE,
        frozenset({RmaStatus.APPROVED, RmaStatus.RECEIVED, RmaStatus.DECIDED, RmaStatus.CLOSED}),
    ),
    "cancel": Verb(
        _("Call it off"),
        "x",
        agreeing.cancel_return,
        PerhapsWhyForm,
        ReturnPermission.OPEN,
        frozenset({RmaStatus.REQUESTED, RmaStatus.APPROVED}),
    ),
}
STEPS = ("approve", "reopen")
INSPECTED = frozenset({LineStatus.INSPECTED})
DECIDED = frozenset({LineStatus.DECIDED})
HERE = frozenset(LineStatus) - frozenset(AWAITED)
ONLY_ONCE = frozenset({"ahead", "want-ahead", "repair", "pay-back"})
"""What would give a customer two things for one."""


def _open_for_supplier(line: RmaLine, **facts: Any) -> None:
    suppliers.open_supplier_return(suppliers.ToSend([line]), **facts)


LINE_VERBS: dict[str, LineVerb] = {
    "inspect": LineVerb(
        pgettext_lazy("a returned thing", "Inspect"),
        "search",
        inspecting.inspect_line,
        InspectForm,
        ReturnPermission.INSPECT,
        frozenset({LineStatus.RECEIVED}),
    ),
    "repair": LineVerb(
        pgettext_lazy("what becomes of a line", "Repair"),
        "tool",
        deciding.repair_line,
        PerhapsWhyForm,
        ReturnPermission.DECIDE,
        INSPECTED,
    ),
    "replace": LineVerb(
        pgettext_lazy("what becomes of a line", "Replace"),
        "arrows-exchange",
        deciding.replace_line,
        PerhapsWhyForm,
        ReturnPermission.DECIDE,
        INSPECTED,
    ),
    "pay-back": LineVerb(
        _("Credit or refund"),
        "receipt",
        deciding.pay_line_back,
        PayBackForm,
        ReturnPermission.DECIDE,
        INSPECTED,
    ),
    "as-is": LineVerb(
        _("Return as it is"),
        "arrow-back-up",
        deciding.return_line_as_is,
        WhyForm,
        ReturnPermission.DECIDE,
        INSPECTED,
    ),
    "scrap": LineVerb(
        pgettext_lazy("a unit", "Scrap it"),
        "trash",
        deciding.scrap_line,
        ScrapLineForm,
        ReturnPermission.DECIDE,
        INSPECTED,
    ),
    "send-replacement": LineVerb(
        _("Send the replacement"),
        "package",
        replacing.send_replacement,
        ReplacementForm,
        ReturnPermission.RECEIVE,
        DECIDED,
        frozenset({Outcome.REPLACE}),
    ),
    "pay-instead": LineVerb(
        _("Pay back instead"),
        "receipt",
        waiting.pay_instead,
        PayBackForm,
        ReturnPermission.DECIDE,
        DECIDED,
        frozenset({Outcome.REPLACE}),
    ),
    "send-back": LineVerb(
        _("Send it back"),
        "truck",
        deciding.send_line_back,
        None,
        ReturnPermission.RECEIVE,
        DECIDED,
        frozenset({Outcome.AS_IS}),
    ),
    "take-back": LineVerb(
        _("Decide anew"),
        "rotate",
        deciding.take_back_decision,
        None,
        ReturnPermission.DECIDE,
        DECIDED,
        frozenset({Outcome.AS_IS}),
    ),
    "ahead": LineVerb(
        _("Send a replacement ahead"),
        "arrows-exchange",
        replacing.send_replacement_ahead,
        AheadForm,
        ReturnPermission.DECIDE,
        frozenset({LineStatus.EXPECTED}),
    ),
    "want-ahead": LineVerb(
        _("Get a replacement to send ahead"),
        "package-import",
        waiting.want_replacement_ahead,
        None,
        ReturnPermission.DECIDE,
        frozenset({LineStatus.EXPECTED}),
    ),
    "give-back": LineVerb(
        _("Give the charge back"),
        "receipt",
        replacing.give_charge_back,
        None,
        ReturnPermission.DECIDE,
        HERE,
    ),
    "supplier": LineVerb(
        _("Return it to the supplier"),
        "truck",
        _open_for_supplier,
        SupplierForm,
        ReturnPermission.DECIDE,
        HERE,
    ),
    "drop": LineVerb(
        _("Wait for it no longer"),
        "package-off",
        agreeing.drop_line,
        None,
        ReturnPermission.OPEN,
        frozenset({LineStatus.EXPECTED}),
    ),
}


def verbs_for(rma: Rma, actor: Actor, *, is_replaced: bool = False) -> Iterator[tuple[str, Verb]]:
    """Yield what `actor` can do with a return now; replaced ahead, it is not called off."""
    off = {"cancel"} if is_replaced else set()
    if rma.case_id is None:
        off.add("send-link")
    for name, verb in VERBS.items():
        if name not in off and verb.is_offered(rma, actor):
            yield name, verb


def next_step(rma: Rma, actor: Actor) -> tuple[str, Verb] | None:
    """Return what comes next on the way of a return, if `actor` may do it."""
    offered = dict(verbs_for(rma, actor))
    name = next((step for step in STEPS if step in offered), None)
    return (name, offered[name]) if name else None


def replacement_of(line: RmaLine) -> Replacement | None:
    """Return what went out for a line, if anything did."""
    return getattr(line, "replacement", None)


def line_verbs_for(
    line: RmaLine, actor: Actor, *, is_wanted: bool = False
) -> list[tuple[str, LineVerb]]:
    """
    Return what `actor` can do with a line now, the usual first.

    Of a line for which a replacement is wanted already none is wanted again, of one that was
    replaced ahead none goes out twice, and what is on its way to a supplier does not go to one.
    """
    done = {"want-ahead"} if is_wanted else set()
    sent = replacement_of(line)
    if sent:
        done |= ONLY_ONCE
    if sent is None or sent.charged_at is None or sent.given_back_at:
        done.add("give-back")
    if any(each.answer not in FREE_AGAIN for each in line.sent_on.all()):
        done.add("supplier")
    offered = ((name, verb) for name, verb in LINE_VERBS.items() if verb.is_offered(line, actor))
    return [(name, verb) for name, verb in offered if name not in done]
