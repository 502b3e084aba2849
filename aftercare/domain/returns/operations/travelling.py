"""How a return comes to us: by whom it is sent, and what its carrier tells of the way."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.promises.steps import withdraw
from aftercare.domain.returns.events import ReturnComesBy, ReturnOnItsWay
from aftercare.domain.returns.models import Rma
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.queries import parcel_awaited
from aftercare.domain.returns.states import ComesBy, ReturnPromise, RmaStatus
from aftercare.domain.returns.steps import (
    announce_rma,
    await_parcel,
    call_parcel_off,
    expect_decision,
    hold_rma,
    note_on_rma,
)
from aftercare.domain.shipping.events import LabelBought
from aftercare.domain.shipping.models import Parcel
from aftercare.domain.shipping.queries import carrier_called, is_being_bought
from aftercare.domain.shipping.states import TRAVELS, OwnLabel, ParcelStatus
from aftercare.domain.shipping.steps import announce_parcel, hold_parcel, put_own_label
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused

AWAITS = (RmaStatus.APPROVED, RmaStatus.EXPIRED)
WILL_NOT_COME = (
    ParcelStatus.LOST,
    ParcelStatus.REFUSED,
    ParcelStatus.SENT_BACK,
    ParcelStatus.CANCELLED,
)


class NotToBeSent(Refused):
    """Nothing of the return is awaited."""


class LabelledAlready(Refused):
    """The parcel has a label, or one is being bought."""


class SayWhichParcel(Refused):
    """A parcel that somebody sends has a carrier and a number."""


@transaction.atomic
def choose_way(rma: Rma, *, comes_by: str, actor: Actor, at: datetime) -> None:
    """
    Say how a return comes: with a label of ours, sent or brought by the customer.

    Raises `NotToBeSent`, `LabelledAlready`.
    """
    actor.must(ReturnPermission.OPEN)
    _announce_way(rma, comes_by, actor, at)


@transaction.atomic
def bring_own_return(rma: Rma, *, actor: Actor, at: datetime) -> None:
    """Let a customer say that they bring a return. Raises `NotToBeSent`, `LabelledAlready`."""
    actor.must(ReturnPermission.REQUEST_OWN)
    _announce_way(rma, ComesBy.BROUGHT, actor, at)


def _announce_way(rma: Rma, comes_by: str, actor: Actor, at: datetime) -> None:
    rma = _hold_awaited(rma)
    parcel = parcel_awaited(rma)
    if parcel and (parcel.status != ParcelStatus.DRAFT or is_being_bought(parcel)):
        raise LabelledAlready(
            _("%(parcel)s has a label already. Give the label back first.") % {"parcel": parcel}
        )
    note_on_rma(rma, comes_by=comes_by)
    if comes_by == ComesBy.BROUGHT:
        call_parcel_off(rma, actor=actor, at=at)
    else:
        await_parcel(rma, actor=actor, at=at)
    announce_rma(ReturnComesBy, rma, comes_by=comes_by, actor=actor, at=at)


@transaction.atomic
def send_own_return(rma: Rma, *, carrier: str, number: str, actor: Actor, at: datetime) -> None:
    """
    Let a customer name the carrier and the number of the parcel they have sent; we follow it.

    Raises `SayWhichParcel`, `NotToBeSent`, `LabelledAlready`.
    """
    actor.must(ReturnPermission.REQUEST_OWN)
    rma = _hold_awaited(rma)
    if not carrier.strip() or not number.strip():
        raise SayWhichParcel(_("Say which carrier has it, and the number on the receipt."))
    note_on_rma(rma, comes_by=ComesBy.SENT)
    parcel = await_parcel(rma, actor=actor, at=at)
    if parcel is None or parcel.status != ParcelStatus.DRAFT or is_being_bought(parcel):
        raise LabelledAlready(_("We know the parcel already. Write us if it is another one."))
    parcel = hold_parcel(parcel)
    put_own_label(parcel, OwnLabel(carrier, number), account=carrier_called(carrier), at=at)
    announce_parcel(LabelBought, parcel, actor=actor, at=at)


def _hold_awaited(rma: Rma) -> Rma:
    rma = hold_rma(rma)
    if rma.status != RmaStatus.APPROVED:
        raise NotToBeSent(_("%(return)s may not be sent now.") % {"return": rma})
    return rma


@transaction.atomic
def follow_return(rma: Rma, parcel: Parcel, *, actor: Actor, at: datetime) -> None:
    """
    Let what a carrier tells of a parcel move the day of the decision on what is in it.

    Once it is here its own promise stands; what will not come is owed no decision.
    """
    actor.must(ReturnPermission.RECEIVE)
    rma = hold_rma(rma)
    if rma.status not in AWAITS:
        return
    if parcel.status in WILL_NOT_COME:
        withdraw(ref(rma), ReturnPromise.DECISION, at=at)
        return
    is_here = parcel.status == ParcelStatus.DELIVERED
    arrives_at = parcel.closed_at if is_here else parcel.expected_at
    if arrives_at is None or not (is_here or parcel.status in TRAVELS):
        return
    if expect_decision(rma, arrives_at, actor=actor, at=at):
        day = arrives_at.date().isoformat()
        announce_rma(ReturnOnItsWay, rma, arrives_on=day, actor=actor, at=at)
