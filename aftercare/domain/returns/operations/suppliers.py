"""What customers sent back goes on to its supplier, under our number and theirs."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.queries import setting
from aftercare.base.company.steps import next_code
from aftercare.base.journal.steps import announce
from aftercare.domain.customers.models import Account
from aftercare.domain.returns.events import (
    SentToSupplier,
    SupplierReturnEvent,
    SupplierReturnOpened,
    SupplierReturnRefused,
    SupplierReturnSettled,
)
from aftercare.domain.returns.models import RmaLine, SupplierReturn
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.queries import CURRENCY
from aftercare.domain.returns.states import AWAITED, SUPPLIER_MOVES, Outcome, SupplierReturnStatus
from aftercare.domain.returns.steps import (
    hand_over_goods,
    send_out_to_supplier,
    take_back_from_supplier,
)
from aftercare.domain.stock.states import PlaceKind
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused
from aftercare.kit.states import move

PREFIX = "RTS"
OURS_NOW = (Outcome.REPLACE, Outcome.CREDIT, Outcome.REFUND)


class NothingForTheSupplier(Refused):
    """Only what is here, and was not sent on before, goes to a supplier."""


class TheirNumberIsMissing(Refused):
    """Nothing is sent to a supplier without their number."""


class AnswerIsMissing(Refused):
    """What a supplier answered is said in words."""


@transaction.atomic
def open_supplier_return(
    lines: Sequence[RmaLine], *, supplier: Account, actor: Actor, at: datetime
) -> SupplierReturn:
    """Ask a supplier to take back what customers sent us. Raises `NothingForTheSupplier`."""
    actor.must(ReturnPermission.DECIDE)
    keys = [line.pk for line in lines]
    held = RmaLine.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    if not keys or any(each.supplier_return_id or each.status in AWAITED for each in held):
        raise NothingForTheSupplier(_("Choose lines that are here and were not sent on before."))
    made = SupplierReturn.objects.create(
        code=next_code(PREFIX, at=at), supplier=supplier, by=str(actor.ref), opened_at=at
    )
    RmaLine.objects.filter(pk__in=keys).update(supplier_return=made)
    _announce(SupplierReturnOpened, made, actor=actor, at=at)
    return made


@transaction.atomic
def send_to_supplier(
    going: SupplierReturn, *, their_number: str, actor: Actor, at: datetime
) -> None:
    """
    Send goods to the supplier under their number, in a parcel; what is ours leaves the stock.

    Raises `TheirNumberIsMissing`, `IllegalMove`, `StaleRow`.
    """
    actor.must(ReturnPermission.RECEIVE)
    going = _hold(going)
    if not their_number.strip():
        raise TheirNumberIsMissing(_("Ask the supplier for their number first."))
    move(
        going,
        SupplierReturnStatus.SENT,
        moves=SUPPLIER_MOVES,
        their_number=their_number.strip()[:60],
        sent_at=at,
    )
    lines = RmaLine.objects.filter(supplier_return=going, outcome__in=OURS_NOW)
    for line in lines.select_related("rma__account", "rma__contact__account").order_by("pk"):
        hand_over_goods(line, PlaceKind.SUPPLIER, actor=actor, at=at)
    send_out_to_supplier(going, actor=actor, at=at)
    _announce(SentToSupplier, going, actor=actor, at=at)


@transaction.atomic
def settle_supplier_return(
    going: SupplierReturn,
    *,
    answer: str,
    amount: Decimal | None = None,
    currency: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """Note what the supplier gives for it. `AnswerIsMissing`, `IllegalMove`, `StaleRow`."""
    actor.must(ReturnPermission.DECIDE)
    going = _hold(going)
    if not answer.strip():
        raise AnswerIsMissing(_("Say in a few words what the supplier answered."))
    move(
        going,
        SupplierReturnStatus.SETTLED,
        moves=SUPPLIER_MOVES,
        answer=answer.strip()[:300],
        amount=amount,
        currency=(currency or str(setting(CURRENCY.name))) if amount is not None else "",
        ended_at=at,
    )
    _announce(SupplierReturnSettled, going, actor=actor, at=at)


@transaction.atomic
def note_supplier_refusal(
    going: SupplierReturn, *, answer: str, actor: Actor, at: datetime
) -> None:
    """
    Note that the supplier does not take it; what was sent and is ours comes back into our stock.

    Raises `AnswerIsMissing`, `IllegalMove`, `StaleRow`.
    """
    actor.must(ReturnPermission.DECIDE)
    going = _hold(going)
    if not answer.strip():
        raise AnswerIsMissing(_("Say in a few words what the supplier answered."))
    move(
        going,
        SupplierReturnStatus.REFUSED,
        moves=SUPPLIER_MOVES,
        answer=answer.strip()[:300],
        ended_at=at,
    )
    for line in RmaLine.objects.filter(supplier_return=going).select_related("rma").order_by("pk"):
        take_back_from_supplier(line, actor=actor, at=at)
    _announce(SupplierReturnRefused, going, actor=actor, at=at)


def _hold(going: SupplierReturn) -> SupplierReturn:
    return SupplierReturn.objects.select_for_update(of=("self",)).get(pk=going.pk)


def _announce(
    happened: type[SupplierReturnEvent], made: SupplierReturn, *, actor: Actor, at: datetime
) -> None:
    lines = RmaLine.objects.filter(supplier_return=made).order_by("pk").values("rma", "unit")
    event = happened(
        supplier_return_id=made.pk,
        account_id=made.supplier_id,
        rmas=tuple(sorted({line["rma"] for line in lines})),
        units=tuple(line["unit"] for line in lines if line["unit"]),
    )
    announce(event, actor=actor, at=at)
