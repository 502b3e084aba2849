"""What customers sent back, or was taken out of their units, goes on to its supplier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.queries import setting
from aftercare.base.company.steps import next_code
from aftercare.base.journal.steps import announce
from aftercare.domain.customers.models import Account
from aftercare.domain.repairs.models import RepairPart
from aftercare.domain.returns.events import (
    SentToSupplier,
    SupplierAnswered,
    SupplierAnswerTakenBack,
    SupplierReturnCalledOff,
    SupplierReturnEvent,
    SupplierReturnOpened,
    SupplierReturnSettled,
)
from aftercare.domain.returns.models import RmaLine, SupplierReturn, SupplierReturnLine
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.queries import (
    CURRENCY,
    is_sent_on,
    lines_to_supplier,
    parts_for_suppliers,
    site_of_line,
)
from aftercare.domain.returns.states import (
    ANSWERS,
    AWAITED,
    SUPPLIER_MOVES,
    Answered,
    SupplierAnswer,
    SupplierReturnStatus,
)
from aftercare.domain.returns.steps import send_out_to_supplier
from aftercare.domain.returns.steps.suppliers import give_again, give_to_supplier, take_what_came
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.refusals import Refused
from aftercare.kit.states import IllegalMove, move

PREFIX = "RTS"


class NothingForTheSupplier(Refused):
    """Only what is here, at one site, and not under way to a supplier yet goes to one."""


class TheirNumberIsMissing(Refused):
    """Nothing is sent to a supplier without their number."""


class AnswerIsMissing(Refused):
    """What a supplier answered is said: how much they credit, or in words why they refuse."""


@dataclass(frozen=True)
class ToSend:
    """What goes to a supplier at once: lines of customers' returns, and removed parts."""

    lines: Sequence[RmaLine] = ()
    parts: Sequence[RepairPart] = ()


@transaction.atomic
def open_supplier_return(
    what: ToSend, *, supplier: Account, actor: Actor, at: datetime
) -> SupplierReturn:
    """Ask a supplier to take back several things at once. Raises `NothingForTheSupplier`."""
    actor.must(ReturnPermission.DECIDE)
    lines, parts = _held_lines(what.lines), _held_parts(what.parts)
    if not lines and not parts:
        raise NothingForTheSupplier(_("Choose what goes to the supplier."))
    made = SupplierReturn.objects.create(
        code=next_code(PREFIX, at=at), supplier=supplier, by=str(actor.ref), opened_at=at
    )
    rows: list[dict[str, Any]] = [
        {"rma_line": each, "item": each.item, "quantity": each.received} for each in lines
    ]
    rows += [{"part": each, "item": each.item, "quantity": each.quantity} for each in parts]
    new = [
        SupplierReturnLine(supplier_return=made, number=number, **row)
        for number, row in enumerate(rows, 1)
    ]
    if len({site_of_line(line) for line in new}) > 1:
        raise NothingForTheSupplier(
            _("These lie at different sites. Open a return for each of the sites.")
        )
    SupplierReturnLine.objects.bulk_create(new)
    _announce(SupplierReturnOpened, made, actor=actor, at=at)
    return made


def _held_lines(lines: Sequence[RmaLine]) -> list[RmaLine]:
    held = RmaLine.objects.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in lines])
    found = list(held.select_related("item", "rma__site").order_by("pk"))
    if any(each.status in AWAITED or is_sent_on(each) for each in found):
        raise NothingForTheSupplier(_("Choose lines that are here and were not sent on before."))
    return found


def _held_parts(parts: Sequence[RepairPart]) -> list[RepairPart]:
    keys = [row.pk for row in parts]
    list(RepairPart.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    found = list(parts_for_suppliers(SYSTEM).filter(pk__in=keys))
    if len(found) < len(set(keys)):
        raise NothingForTheSupplier(
            _("One of these parts is not there any more, or is on another return. Look again.")
        )
    return found


@transaction.atomic
def call_off_supplier_return(
    going: SupplierReturn, *, why: str = "", actor: Actor, at: datetime
) -> None:
    """Keep what was to go to a supplier; all of it may go another time. `IllegalMove`."""
    actor.must(ReturnPermission.DECIDE)
    going = _hold(going)
    move(
        going,
        SupplierReturnStatus.CALLED_OFF,
        moves=SUPPLIER_MOVES,
        why=why.strip()[:300],
        ended_at=at,
    )
    SupplierReturnLine.objects.filter(supplier_return=going).update(
        answer=SupplierAnswer.CALLED_OFF, answered_at=at
    )
    _announce(SupplierReturnCalledOff, going, actor=actor, at=at)


@transaction.atomic
def send_to_supplier(
    going: SupplierReturn, *, their_number: str, actor: Actor, at: datetime
) -> None:
    """
    Send goods to the supplier under their number, in a parcel; what is ours leaves the stock.

    The same once more changes nothing. Raises `TheirNumberIsMissing`, `IllegalMove`, `StaleRow`,
    what `post` raises.
    """
    actor.must(ReturnPermission.RECEIVE)
    going, number = _hold(going), their_number.strip()[:60]
    if not number:
        raise TheirNumberIsMissing(_("Ask the supplier for their number first."))
    if going.status == SupplierReturnStatus.SENT and going.their_number == number:
        return
    sent = SupplierReturnStatus.SENT
    if going.status != SupplierReturnStatus.OPEN:
        raise IllegalMove(_("%(row)s has been sent already.") % {"row": going})
    move(going, sent, moves=SUPPLIER_MOVES, their_number=number, sent_at=at)
    for line in lines_to_supplier(going).select_related(
        "supplier_return", "rma_line__rma__contact"
    ):
        give_to_supplier(line, actor=actor, at=at)
    send_out_to_supplier(going, actor=actor, at=at)
    _announce(SentToSupplier, going, actor=actor, at=at)


@transaction.atomic
def note_supplier_answer(
    line: SupplierReturnLine, answered: Answered, *, actor: Actor, at: datetime
) -> None:
    """
    Note what the supplier gives for a line, and book what came; the last one settles the return.

    The same answer once more changes nothing. Raises `AnswerIsMissing`, `IllegalMove`,
    `WhereItComesIsMissing`, what `post` raises.
    """
    actor.must(ReturnPermission.DECIDE)
    going = _hold(line.supplier_return)
    line = lines_to_supplier(going).select_related("supplier_return").get(pk=line.pk)
    words = answered.words.strip()[:300]
    if line.answer and (line.answer, line.words) == (answered.how, words):
        return
    if going.status != SupplierReturnStatus.SENT or line.answer:
        raise IllegalMove(_("%(row)s does not wait for an answer.") % {"row": line})
    _must_be_said(answered, words)
    worth = take_what_came(line, answered, actor=actor, at=at)
    amount = answered.amount if answered.amount is not None else worth
    line.answer, line.words, line.amount, line.answered_at = answered.how, words, amount, at
    line.currency = (answered.currency or str(setting(CURRENCY.name))) if amount is not None else ""
    line.save(update_fields=["answer", "words", "amount", "currency", "answered_at"])
    said = {
        "number": line.number,
        "answer": line.answer,
        "amount": "" if amount is None else f"{amount:.2f}",
        "currency": line.currency,
    }
    _announce(SupplierAnswered, going, actor=actor, at=at, **said)
    _settle_if_answered(going, actor=actor, at=at)


def _must_be_said(answered: Answered, words: str) -> None:
    if answered.how not in ANSWERS:
        raise AnswerIsMissing(_("Choose what the supplier gives for it."))
    if answered.how == SupplierAnswer.CREDITED and answered.amount is None:
        raise AnswerIsMissing(_("Say how much the supplier credits."))
    if answered.how in (SupplierAnswer.REFUSED, SupplierAnswer.SENT_BACK) and not words:
        raise AnswerIsMissing(_("Say in a few words what the supplier answered."))


def _settle_if_answered(going: SupplierReturn, *, actor: Actor, at: datetime) -> None:
    if SupplierReturnLine.objects.filter(supplier_return=going, answer="").exists():
        return
    move(going, SupplierReturnStatus.SETTLED, moves=SUPPLIER_MOVES, ended_at=at)
    _announce(SupplierReturnSettled, going, actor=actor, at=at)


@transaction.atomic
def take_back_supplier_answer(line: SupplierReturnLine, *, actor: Actor, at: datetime) -> None:
    """
    Undo what was noted as the answer for a line; what had come by it leaves the stock again.

    Raises `IllegalMove`, what `post` raises, if that is not there any more, or sent elsewhere.
    """
    actor.must(ReturnPermission.DECIDE)
    going = _hold(line.supplier_return)
    line = lines_to_supplier(going).select_related("supplier_return").get(pk=line.pk)
    if not line.answer or line.answer == SupplierAnswer.CALLED_OFF:
        raise IllegalMove(_("%(row)s has no answer to take back.") % {"row": line})
    _must_be_free(line)
    give_again(line, reason=f"{going.code}: {_('answer taken back')}", actor=actor, at=at)
    nothing: dict[str, Any] = {"answer": "", "words": "", "amount": None, "currency": ""}
    SupplierReturnLine.objects.filter(pk=line.pk).update(**nothing, answered_at=None)
    if going.status == SupplierReturnStatus.SETTLED:
        move(going, SupplierReturnStatus.SENT, moves=SUPPLIER_MOVES, ended_at=None)
    _announce(SupplierAnswerTakenBack, going, actor=actor, at=at, number=line.number)


def _must_be_free(line: SupplierReturnLine) -> None:
    """Refuse where what was sent back has gone to a supplier once more."""
    rows = SupplierReturnLine.objects.filter(part=line.part_id, rma_line=line.rma_line_id)
    if rows.filter(pk__gt=line.pk).exclude(answer=SupplierAnswer.CALLED_OFF).exists():
        raise NothingForTheSupplier(_("It has gone to a supplier once more since then."))


def _hold(going: SupplierReturn) -> SupplierReturn:
    return SupplierReturn.objects.select_for_update(of=("self",)).get(pk=going.pk)


def _announce(
    happened: type[SupplierReturnEvent],
    made: SupplierReturn,
    *,
    actor: Actor,
    at: datetime,
    **said: Any,
) -> None:
    lines = list(lines_to_supplier(made))
    came = [line.rma_line for line in lines if line.rma_line]
    orders = [line.part.order for line in lines if line.part]
    units = {line.unit_id for line in came if line.unit_id}
    units |= {order.unit_id for order in orders if order.unit_id}
    event = happened(
        supplier_return_id=made.pk,
        account_id=made.supplier_id,
        rmas=tuple(sorted({each.rma_id for each in came})),
        units=tuple(sorted(units)),
        orders=tuple(sorted({each.pk for each in orders})),
        **said,
    )
    announce(event, actor=actor, at=at)
