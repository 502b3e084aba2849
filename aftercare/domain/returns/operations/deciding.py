"""What becomes of each line: repaired, replaced, paid back, sent back as it is, scrapped."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.domain.catalog.states import ItemKind
from aftercare.domain.repairs.events import OrderOpened
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.states import OrderKind, SolvedBy
from aftercare.domain.repairs.steps import announce_order, begin_order
from aftercare.domain.returns.events import DecisionTakenBack, LineDecided, LineDone
from aftercare.domain.returns.models import Replacement, RmaLine
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.states import KeptAs, LineStatus, Outcome, Paid, Shown
from aftercare.domain.returns.steps import (
    announce_rma,
    content_of,
    go_on,
    hand_over_goods,
    hold_line,
    keep_paid_back,
    keep_shown,
    make_ours,
    move_line,
    scrap_here,
    send_out,
    want_no_replacement,
    want_replacement,
)
from aftercare.domain.units.states import Upload
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import IllegalMove

SOLVES = {
    Outcome.REPAIR: SolvedBy.REPAIR,
    Outcome.CREDIT: SolvedBy.REFUND,
    Outcome.REFUND: SolvedBy.REFUND,
    Outcome.AS_IS: SolvedBy.RETURN,
    Outcome.SCRAP: SolvedBy.SCRAP,
}
"""How a matter ended where a replacement was wanted first and not there."""


class OnlyUnitsAreRepaired(Refused):
    """A quantity of a lot is not repaired."""


class ProofMissing(Refused):
    """What is scrapped is proven, with the reason."""


class NotToBeSentBack(Refused):
    """Only what is returned as it is, or not repaired, is sent back so."""


class ReplacedAlready(Refused):
    """Another one went ahead of it, so it is neither repaired for the customer nor paid back."""


@transaction.atomic
def repair_line(line: RmaLine, *, why: str = "", actor: Actor, at: datetime) -> None:
    """
    Let a unit that came back be repaired: a work order of its own is opened for it.

    Raises `OnlyUnitsAreRepaired`, `ReplacedAlready`, `UnitIsBeingRepaired`, `IllegalMove`,
    `StaleRow`.
    """
    actor.must(ReturnPermission.DECIDE)
    line = hold_line(line)
    _must_not_be_replaced(line)
    if line.unit is None:
        raise OnlyUnitsAreRepaired(_("Only a unit can be repaired; replace or credit a lot."))
    rma = line.rma
    order = WorkOrder(item=line.item, unit=line.unit, case=rma.case, site=rma.site)
    order.language = rma.language
    is_board = line.item.kind == ItemKind.BOARD
    order.kind = OrderKind.BOARD if is_board else OrderKind.UNIT
    order.account, order.contact = rma.account, rma.contact
    order.complaint = (rma.words or rma.reason.name)[:300]
    order.reported_on = rma.opened_at.date()
    begin_order(order, actor=actor, at=at)
    announce_order(OrderOpened, order, kind=order.kind, actor=actor, at=at)
    _decide(line, Outcome.REPAIR, why, actor, at)
    RmaLine.objects.filter(pk=line.pk).update(work_order=order)
    _announce_decision(line, actor, at)


@transaction.atomic
def replace_line(line: RmaLine, *, why: str = "", actor: Actor, at: datetime) -> None:
    """
    Let the customer get another one, and keep theirs; done if one went ahead already.

    One is held for it, or whoever sees to what is short hears of it; it is promised by a time.

    Raises `IllegalMove`, `StaleRow`.
    """
    actor.must(ReturnPermission.DECIDE)
    line = hold_line(line)
    _decide(line, Outcome.REPLACE, why, actor, at)
    make_ours(line, actor=actor, at=at)
    if Replacement.objects.filter(line=line).exists():
        move_line(line, LineStatus.DONE, done_at=at)
    else:
        want_replacement(line, actor=actor, at=at)
    _announce_decision(line, actor, at)


@transaction.atomic
def pay_line_back(
    line: RmaLine,
    *,
    how: Outcome,
    amount: Decimal,
    currency: str = "",
    what_for: str,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Credit or refund a line: the amount is kept, to be settled, and the goods are ours.

    Raises `AmountMissing`, `ReplacedAlready`, `IllegalMove`, `StaleRow`.
    """
    actor.must(ReturnPermission.DECIDE)
    line = hold_line(line)
    _must_not_be_replaced(line)
    paid = Paid(how, amount, currency, what_for)
    keep_paid_back(line, paid, actor=actor, at=at)
    _decide(line, how, what_for, actor, at)
    make_ours(line, actor=actor, at=at)
    move_line(line, LineStatus.DONE, done_at=at)
    _announce_decision(line, actor, at)


@transaction.atomic
def return_line_as_is(line: RmaLine, *, why: str, actor: Actor, at: datetime) -> None:
    """Decide to send a line back as it came. Raises `IllegalMove`, `StaleRow`."""
    actor.must(ReturnPermission.DECIDE)
    line = hold_line(line)
    _decide(line, Outcome.AS_IS, why, actor, at)
    _announce_decision(line, actor, at)


@transaction.atomic
def scrap_line(
    line: RmaLine, *, why: str, proof: Sequence[Upload], actor: Actor, at: datetime
) -> None:
    """Scrap a line, with proof. Raises `ProofMissing`, `IllegalMove`, `StaleRow`."""
    actor.must(ReturnPermission.DECIDE)
    line = hold_line(line)
    if not why.strip() or not proof:
        raise ProofMissing(_("Say why it is scrapped, and add a photo or paper that proves it."))
    _decide(line, Outcome.SCRAP, why, actor, at)
    shown = [Shown(KeptAs.PROOF, each.name, each.content) for each in proof]
    kept = keep_shown(line.rma, shown, line=line, actor=actor, at=at)
    scrap_here(line, reason=why, proof=kept[0].file, name=kept[0].name, actor=actor, at=at)
    move_line(line, LineStatus.DONE, done_at=at)
    _announce_decision(line, actor, at)


def _must_not_be_replaced(line: RmaLine) -> None:
    if Replacement.objects.filter(line=line).exists():
        raise ReplacedAlready(
            _(
                "Another one went out for it already. Decide that it is replaced, returned as it"
                " is, or scrapped."
            )
        )


def _decide(line: RmaLine, outcome: Outcome, why: str, actor: Actor, at: datetime) -> None:
    move_line(
        line,
        LineStatus.DECIDED,
        outcome=outcome,
        outcome_why=why.strip()[:300],
        decided_by=str(actor.ref),
        decided_at=at,
    )
    if outcome != Outcome.REPLACE:
        solved_by = SOLVES[outcome]
        want_no_replacement(line, was_sent=False, solved_by=solved_by, actor=actor, at=at)


def _announce_decision(line: RmaLine, actor: Actor, at: datetime) -> None:
    go_on(line.rma, actor=actor, at=at)
    announce_rma(
        LineDecided, line.rma, rma_line_id=line.pk, outcome=line.outcome, actor=actor, at=at
    )


@transaction.atomic
def take_back_decision(line: RmaLine, *, actor: Actor, at: datetime) -> None:
    """
    Open again what becomes of a line, as long as nothing has been done: one sent back as it is.

    Raises `IllegalMove`, `StaleRow`.
    """
    actor.must(ReturnPermission.DECIDE)
    line = hold_line(line)
    if line.outcome != Outcome.AS_IS:
        raise IllegalMove(_("Something has been done by this decision already."))
    move_line(line, LineStatus.INSPECTED, outcome="", outcome_why="", decided_by="")
    go_on(line.rma, actor=actor, at=at)
    announce_rma(DecisionTakenBack, line.rma, rma_line_id=line.pk, actor=actor, at=at)


@transaction.atomic
def send_line_back(line: RmaLine, *, actor: Actor, at: datetime) -> None:
    """Send a line back as it came, in a parcel. `NotToBeSentBack`, `IllegalMove`."""
    actor.must(ReturnPermission.RECEIVE)
    line = hold_line(line)
    if line.outcome != Outcome.AS_IS:
        raise NotToBeSentBack(_("Decide first that it is returned as it is."))
    send_out(line.rma, [content_of(line)], belongs_to=ref(line), actor=actor, at=at)
    _announce_finished(line, actor, at)


@transaction.atomic
def finish_repaired_line(line: RmaLine, *, actor: Actor, at: datetime) -> None:
    """Note that the repair of a line has ended, however it did. Done twice, done once."""
    actor.must(ReturnPermission.RECEIVE)
    line = hold_line(line)
    if line.status != LineStatus.DECIDED or line.outcome != Outcome.REPAIR:
        return
    _announce_finished(line, actor, at)


def _announce_finished(line: RmaLine, actor: Actor, at: datetime) -> None:
    hand_over_goods(line, actor=actor, at=at)
    move_line(line, LineStatus.DONE, done_at=at)
    go_on(line.rma, actor=actor, at=at)
    announce_rma(LineDone, line.rma, rma_line_id=line.pk, outcome=line.outcome, actor=actor, at=at)
