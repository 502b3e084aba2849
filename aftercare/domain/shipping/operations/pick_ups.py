"""Carriers come to fetch parcels."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.base.journal.steps import announce, later
from aftercare.domain.shipping.events import PickUpAnswered, PickUpOrdered
from aftercare.domain.shipping.models import CarrierAccount, Parcel, PickUp
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.ports import carrier_of
from aftercare.domain.shipping.states import ParcelStatus, PickUpStatus, PostalAddress
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class NothingToPickUp(Refused):
    """A pick-up is for parcels with a label of that carrier which nobody fetches yet."""


class WindowIsWrong(Refused):
    """A pick-up has a window that begins before it ends, and lies ahead."""


@transaction.atomic
def order_pick_up(
    account: CarrierAccount,
    *,
    site: Site,
    address: PostalAddress,
    parcels: Sequence[Parcel],
    begins_at: datetime,
    ends_at: datetime,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> PickUp:
    """
    Order a carrier to fetch parcels within a window.

    A carrier that takes no orders was called by phone: then it is ordered at once. Raises
    `NothingToPickUp`, `WindowIsWrong`.
    """
    actor.must(ShippingPermission.SEND)
    if begins_at >= ends_at or ends_at <= at:
        raise WindowIsWrong(_("Choose a window that lies ahead, and ends after it begins."))
    keys = _ready(account, parcels)
    takes_orders = carrier_of(account.kind).capabilities.picks_up
    ordered = PickUp.objects.create(
        account=account,
        site=site,
        address=address.kept(),
        begins_at=begins_at,
        ends_at=ends_at,
        note=note.strip()[:200],
        status=PickUpStatus.WANTED if takes_orders else PickUpStatus.ORDERED,
        by=str(actor.ref),
        at=at,
    )
    Parcel.objects.filter(pk__in=keys).update(pick_up=ordered)
    if takes_orders:
        later("shipping.order_pick_up", pick_up_id=ordered.pk)
    announce(PickUpOrdered(pick_up_id=ordered.pk, parcels=len(keys)), actor=actor, at=at)
    return ordered


def _ready(account: CarrierAccount, parcels: Sequence[Parcel]) -> list[int]:
    ready = Parcel.objects.select_for_update(of=("self",)).filter(
        pk__in=[each.pk for each in parcels],
        carrier=account,
        status=ParcelStatus.LABELED,
        pick_up=None,
    )
    keys = list(ready.values_list("pk", flat=True))
    if not keys:
        raise NothingToPickUp(_("None of these has a label of this carrier and waits for it."))
    return keys


@transaction.atomic
def note_pick_up(
    ordered: PickUp, *, confirmation: str = "", trouble: str = "", actor: Actor, at: datetime
) -> None:
    """Note that a carrier comes, or why not: then its parcels may be fetched otherwise."""
    actor.must(ShippingPermission.SEND)
    status = PickUpStatus.REFUSED if trouble else PickUpStatus.ORDERED
    asked = PickUp.objects.filter(pk=ordered.pk, status=PickUpStatus.WANTED)
    if not asked.update(status=status, confirmation=confirmation[:80], trouble=trouble[:300]):
        return
    if trouble:
        Parcel.objects.filter(pick_up=ordered).update(pick_up=None)
    announce(PickUpAnswered(pick_up_id=ordered.pk, status=status), actor=actor, at=at)
