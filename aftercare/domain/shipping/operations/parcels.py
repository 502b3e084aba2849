"""A parcel is prepared, packed, seen on its way, and is where it should be, or is not."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.base.promises.steps import move_promise
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.shipping.events import (
    DeliveryPutOff,
    ParcelChanged,
    ParcelDrafted,
    ParcelPacked,
)
from aftercare.domain.shipping.models import Parcel, ParcelLine
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.states import (
    MOVES,
    TROUBLED,
    Content,
    ParcelFacts,
    ParcelStatus,
    ParcelWay,
    ShippingPromise,
    Sighting,
)
from aftercare.domain.shipping.steps import (
    announce_parcel,
    call_off,
    file_parcel,
    fill_parcel,
    hold_parcel,
    make_parcel,
    note_sightings,
)
from aftercare.domain.shipping.steps.labels import must_not_be_bought_now
from aftercare.domain.shipping.steps.parcels import describe_parcel
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import IllegalMove


class ParcelHasLeft(Refused):
    """What has a label cannot be changed any more."""


class SayWhatHappened(Refused):
    """Trouble with a parcel is told in words."""


@transaction.atomic
def draft_parcel(
    way: ParcelWay,
    facts: ParcelFacts,
    *,
    belongs_to: Ref | None = None,
    about: Sequence[Ref] = (),
    contents: Sequence[Content],
    site: Site,
    account: Account | None = None,
    contact: Contact | None = None,
    actor: Actor,
    at: datetime,
) -> Parcel:
    """Prepare a parcel, to us or from us. Raises `ContentMissing`."""
    actor.must(ShippingPermission.SEND)
    parcel = make_parcel(
        way,
        facts,
        belongs_to=belongs_to,
        about=about,
        contents=contents,
        site=site,
        account=account,
        contact=contact,
        at=at,
    )
    announce_parcel(ParcelDrafted, parcel, way=way, actor=actor, at=at)
    return parcel


@transaction.atomic
def change_parcel(parcel: Parcel, facts: ParcelFacts, *, actor: Actor, at: datetime) -> None:
    """
    Say otherwise what is known of a parcel without label.

    Raises `ParcelHasLeft`, `LabelIsBeingBought`.
    """
    actor.must(ShippingPermission.SEND)
    parcel = _hold_draft(parcel)
    before = {field.attname: getattr(parcel, field.attname) for field in parcel._meta.fields}
    describe_parcel(parcel, facts)
    changed = [name for name, value in before.items() if getattr(parcel, name) != value]
    if changed:
        parcel.save(update_fields=changed)
        announce_parcel(ParcelChanged, parcel, fields=changed, actor=actor, at=at)


@transaction.atomic
def refill_parcel(
    parcel: Parcel, *, contents: Sequence[Content], actor: Actor, at: datetime
) -> None:
    """Say anew what is in a parcel without label. Raises `ContentMissing`, `ParcelHasLeft`."""
    actor.must(ShippingPermission.SEND)
    parcel = _hold_draft(parcel)
    ParcelLine.objects.filter(parcel=parcel).delete()
    fill_parcel(parcel, contents)
    file_parcel(parcel, at=at)
    announce_parcel(ParcelChanged, parcel, fields=["contents"], actor=actor, at=at)


def _hold_draft(parcel: Parcel) -> Parcel:
    parcel = hold_parcel(parcel)
    if parcel.status != ParcelStatus.DRAFT:
        raise ParcelHasLeft(
            _("%(parcel)s has a label already. Give the label back first.") % {"parcel": parcel}
        )
    must_not_be_bought_now(parcel)
    return parcel


@transaction.atomic
def pack_parcel(parcel: Parcel, *, actor: Actor, at: datetime) -> None:
    """Say that a parcel is packed as its instruction says. Said twice, it is said once."""
    actor.must(ShippingPermission.SEND)
    parcel = hold_parcel(parcel)
    packed = Parcel.objects.filter(pk=parcel.pk, packed_at=None)
    if packed.update(packed_by=str(actor.ref), packed_at=at):
        announce_parcel(ParcelPacked, parcel, actor=actor, at=at)


@transaction.atomic
def cancel_parcel(parcel: Parcel, *, actor: Actor, at: datetime) -> None:
    """
    Do not send a parcel after all; a label that was bought is given back to the carrier.

    Where the carrier takes labels back, the parcel is cancelled once it has done so. Raises
    `LabelIsBeingBought`, `IllegalMove`, `StaleRow`.
    """
    actor.must(ShippingPermission.SEND)
    _announce_end(hold_parcel(parcel), actor, at)


def _announce_end(parcel: Parcel, actor: Actor, at: datetime) -> None:
    call_off(parcel, actor=actor, at=at)


@transaction.atomic
def report_parcel(
    parcel: Parcel,
    status: str,
    *,
    words: str = "",
    happened_at: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Say oneself where a parcel is: handed to the carrier, here, lost, damaged, refused.

    Said twice, it is said once. Raises `SayWhatHappened`, `IllegalMove`.
    """
    actor.must(ShippingPermission.RECEIVE)
    parcel = hold_parcel(parcel)
    if parcel.status == status:
        return
    if status not in _reportable(parcel):
        raise IllegalMove(
            _("%(row)s is “%(status)s” and cannot become “%(to)s”.")
            % {
                "row": parcel,
                "status": parcel.get_status_display(),
                "to": ParcelStatus(status).label,
            }
        )
    if status in TROUBLED and not words.strip():
        raise SayWhatHappened(_("Say in a few words what happened."))
    _announce_seen(parcel, status, words, happened_at or at, actor=actor, at=at)


def _reportable(parcel: Parcel) -> set[ParcelStatus]:
    """Return where a parcel may be said to be: labels and cancelling have verbs of their own."""
    onward = set(MOVES[parcel.status]) - {ParcelStatus.LABELED, ParcelStatus.CANCELLED}
    is_unsent = parcel.status == ParcelStatus.DRAFT and parcel.way == ParcelWay.OUT
    is_unsent = is_unsent and not parcel.is_collected
    return onward - {ParcelStatus.DELIVERED} if is_unsent else onward


def _announce_seen(
    parcel: Parcel, status: str, words: str, happened_at: datetime, *, actor: Actor, at: datetime
) -> None:
    seen = Sighting(
        key=f"{actor.ref} {at.isoformat()} {status}"[:80],
        happened_at=max(happened_at, parcel.since),
        status=status,
        words=words.strip(),
    )
    note_sightings(parcel, [seen], actor=actor, at=at)


@transaction.atomic
def put_delivery_off(
    parcel: Parcel, *, due_at: datetime, why: str, actor: Actor, at: datetime
) -> None:
    """
    Agree with whom a parcel is for on another time, before or after the first was missed.

    Raises `NothingPromised`, `ReasonMissing`, `DateHasPassed`.
    """
    actor.must(ShippingPermission.SEND)
    move_promise(
        ref(parcel), ShippingPromise.DELIVERY, due_at=due_at, reason=why, actor=actor, at=at
    )
    announce_parcel(DeliveryPutOff, parcel, actor=actor, at=at)
