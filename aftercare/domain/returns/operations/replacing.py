"""The customer gets another one: when theirs is here, or ahead of it with a day and a charge."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.queries import setting
from aftercare.domain.repairs.states import SolvedBy
from aftercare.domain.returns.events import ChargeGivenBack, OldOneCharged, ReplacementSent
from aftercare.domain.returns.models import Replacement, RmaAmount, RmaLine
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.queries import CURRENCY, is_on_its_way
from aftercare.domain.returns.states import AWAITED, TAKES_GOODS, AmountKind, LineStatus, Outcome
from aftercare.domain.returns.steps import (
    announce_rma,
    go_on,
    hold_line,
    move_line,
    reckon,
    send_from_stock,
    send_out,
    want_no_replacement,
)
from aftercare.domain.shipping.states import Content
from aftercare.domain.units.models import Lot, Unit
from aftercare.domain.units.steps.exchanging import give_in_exchange
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused


class NotFree(Refused):
    """A replacement is another unit that nobody has, or comes out of a lot."""


class NotToBeReplaced(Refused):
    """The line is not replaced, or was already."""


class TermsMissing(Refused):
    """What goes ahead needs a day to come, and what is charged if the old one does not."""


class NothingToCharge(Refused):
    """The old one has come, or its day has not passed, or it was charged."""


class NothingToGiveBack(Refused):
    """The old one has not come, or was never charged, or its charge was given back."""


@transaction.atomic
def send_replacement(
    line: RmaLine, *, unit: Unit | None = None, lot: Lot | None = None, actor: Actor, at: datetime
) -> Replacement:
    """
    Send another unit, or as much out of a lot, for a line that is replaced.

    Raises `NotToBeReplaced`, `NotFree`, `NothingHere`, `IllegalMove`, `StaleRow`.
    """
    actor.must(ReturnPermission.RECEIVE)
    line = hold_line(line)
    if line.outcome != Outcome.REPLACE or line.status != LineStatus.DECIDED:
        raise NotToBeReplaced(_("Decide first that it is replaced."))
    sent = _send(line, unit, lot, actor=actor, at=at)
    move_line(line, LineStatus.DONE, done_at=at)
    go_on(line.rma, actor=actor, at=at)
    announce_rma(ReplacementSent, line.rma, rma_line_id=line.pk, actor=actor, at=at)
    return sent


@transaction.atomic
def send_replacement_ahead(
    line: RmaLine,
    *,
    unit: Unit | None = None,
    lot: Lot | None = None,
    due_on: date,
    charge: Decimal,
    currency: str = "",
    actor: Actor,
    at: datetime,
) -> Replacement:
    """
    Send a replacement before the old one has come. Not there by the day, it is charged.

    Raises `NotToBeReplaced`, `TermsMissing`, `NotFree`, `NothingHere`.
    """
    actor.must(ReturnPermission.DECIDE)
    line = hold_line(line)
    sent_before = Replacement.objects.filter(line=line).exists()
    if line.status not in AWAITED or line.rma.status not in TAKES_GOODS or sent_before:
        raise NotToBeReplaced(_("Only what is awaited, and not replaced yet, is replaced ahead."))
    if due_on <= at.date() or charge < 0:
        raise TermsMissing(_("Give a day that lies ahead, and what is charged after it."))
    sent = _send(line, unit, lot, actor=actor, at=at)
    sent.due_on, sent.charge = due_on, charge
    sent.currency = currency or str(setting(CURRENCY.name))
    sent.save()
    announce_rma(
        ReplacementSent, line.rma, rma_line_id=line.pk, due_on=str(due_on), actor=actor, at=at
    )
    return sent


def _send(
    line: RmaLine, unit: Unit | None, lot: Lot | None, *, actor: Actor, at: datetime
) -> Replacement:
    """Send as much as came, or as was announced where nothing has come yet."""
    quantity = line.received or line.quantity
    _must_be_free(line, unit, lot)
    send_from_stock(
        line.rma,
        unit=unit,
        lot=lot,
        quantity=Decimal(1) if unit else quantity,
        key=f"replaces-{line.pk}",
        actor=actor,
        at=at,
    )
    sent = _content(line, unit, lot, quantity)
    solved_by = SolvedBy.SUBSTITUTE if sent.item_id != line.item_id else None
    want_no_replacement(line, was_sent=True, solved_by=solved_by, actor=actor, at=at)
    if unit:
        give_in_exchange(
            unit,
            old=line.unit,
            account=line.rma.account,
            contact=line.rma.contact,
            why=line.rma.code,
            actor=actor,
            at=at,
        )
    send_out(line.rma, [sent], belongs_to=ref(line), actor=actor, at=at)
    return Replacement.objects.create(
        line=line,
        unit=unit,
        lot=lot if not unit else None,
        quantity=Decimal(1) if unit else quantity,
        by=str(actor.ref),
        at=at,
    )


def _content(line: RmaLine, unit: Unit | None, lot: Lot | None, quantity: Decimal) -> Content:
    belongs_to = str(ref(line))
    if unit:
        return Content(unit.item_id, unit_id=unit.pk, belongs_to=belongs_to)
    assert lot  # noqa: S101  # without either it was refused
    return Content(lot.item_id, quantity, lot_id=lot.pk, belongs_to=belongs_to)


def _must_be_free(line: RmaLine, unit: Unit | None, lot: Lot | None) -> None:
    is_unit = unit is not None
    if is_unit != (line.unit_id is not None) or (unit is None and lot is None):
        raise NotFree(_("Choose a unit for a unit, and a lot for a quantity."))
    if unit and (unit.pk == line.unit_id or unit.account_id or unit.contact_id):
        raise NotFree(_("Choose another unit, one that nobody has yet."))


@transaction.atomic
def charge_old_one(line: RmaLine, *, actor: Actor, at: datetime) -> None:
    """
    Charge what went ahead and whose old one has not come by its day, once.

    If it comes after all it is taken in, and a person gives the charge back.
    Raises `NothingToCharge`.
    """
    actor.must(ReturnPermission.DECIDE)
    line = hold_line(line)
    sent = Replacement.objects.filter(line=line, due_on__lt=at.date(), charged_at=None).first()
    if sent is None or sent.charge is None or line.status not in AWAITED or is_on_its_way(line.rma):
        raise NothingToCharge(
            _("The old one is here or on its way, not due yet, or charged already.")
        )
    reckon(
        line,
        AmountKind.NOT_RETURNED,
        amount=sent.charge,
        currency=sent.currency,
        what_for=str(line),
        actor=actor,
        at=at,
    )
    sent.charged_at = at
    sent.save(update_fields=["charged_at"])
    announce_rma(OldOneCharged, line.rma, rma_line_id=line.pk, actor=actor, at=at)


@transaction.atomic
def give_charge_back(line: RmaLine, *, actor: Actor, at: datetime) -> RmaAmount:
    """
    Give back what was charged for an old one that has come after all, once.

    Raises `NothingToGiveBack`.
    """
    actor.must(ReturnPermission.DECIDE)
    line = hold_line(line)
    charged = Replacement.objects.filter(line=line, given_back_at=None).exclude(charged_at=None)
    sent = charged.first()
    if sent is None or sent.charge is None or line.status in AWAITED:
        raise NothingToGiveBack(
            _("Given back is what was charged for an old one that has come, and only once.")
        )
    amount = reckon(
        line,
        AmountKind.CHARGE_BACK,
        amount=sent.charge,
        currency=sent.currency,
        what_for=str(line),
        actor=actor,
        at=at,
    )
    sent.given_back_at = at
    sent.save(update_fields=["given_back_at"])
    announce_rma(ChargeGivenBack, line.rma, rma_line_id=line.pk, actor=actor, at=at)
    return amount
