"""Labels: wanted, claimed by one worker, put on a parcel."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.utils.translation import gettext as _

from aftercare.base.files.steps import link, store
from aftercare.base.journal.steps import later
from aftercare.base.promises.steps import withdraw_all
from aftercare.domain.shipping.events import LabelGivenBack, ParcelMoved
from aftercare.domain.shipping.models import CarrierAccount, LabelPurchase, Parcel
from aftercare.domain.shipping.ports import carrier_of
from aftercare.domain.shipping.queries import (
    DELIVERED_BY,
    is_being_bought,
    number_link,
    open_purchase,
)
from aftercare.domain.shipping.states import Money, OwnLabel, ParcelStatus, PurchaseStatus
from aftercare.domain.shipping.steps.filing import READERS
from aftercare.domain.shipping.steps.parcels import advance_parcel, announce_parcel
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused

TRACKING_URL = "tracking_url"
"""The setting of an account that says at which address a parcel is shown."""
LEASE = timedelta(minutes=2)
"""For so long a worker that has claimed a label is believed to be at it."""


class LabelIsBeingBought(Refused):
    """A carrier has been asked for a label, and has not answered yet."""


def must_not_be_bought_now(parcel: Parcel) -> None:
    """Refuse what cannot be done while a label is bought. Raises `LabelIsBeingBought`."""
    if is_being_bought(parcel):
        raise LabelIsBeingBought(
            _("A label for %(parcel)s is being bought. Wait a moment.") % {"parcel": parcel}
        )


def call_off(parcel: Parcel, *, actor: Actor, at: datetime) -> None:
    """
    Do not send a held parcel; where its carrier takes labels back, it ends once that has done so.

    Raises `LabelIsBeingBought`, `IllegalMove`, `StaleRow`.
    """
    must_not_be_bought_now(parcel)
    bought = open_purchase(parcel)
    if bought and bought.status == PurchaseStatus.BOUGHT and _takes_back(bought):
        give_back_later(bought)
        announce_parcel(LabelGivenBack, parcel, actor=actor, at=at)
        return
    advance_parcel(parcel, ParcelStatus.CANCELLED, at=at)
    withdraw_all(ref(parcel), at=at)
    announce_parcel(ParcelMoved, parcel, status=parcel.status, actor=actor, at=at)


def _takes_back(bought: LabelPurchase) -> bool:
    return carrier_of(bought.rate.account.kind).capabilities.cancels


def want_label(parcel: Parcel) -> None:
    """Let a job ask the carriers, choose one by the wish of the customer, and buy its label."""
    later("shipping.get_label", parcel_id=parcel.pk)


def claim_purchase(purchase: LabelPurchase, *, at: datetime) -> bool:
    """Return whether it is ours to ask the carrier now; of several workers it is one's."""
    free = Q(status=PurchaseStatus.WANTED) | Q(
        status=PurchaseStatus.BUYING, tried_at__lt=at - LEASE
    )
    rows = LabelPurchase.objects.filter(free, pk=purchase.pk)
    return bool(rows.update(status=PurchaseStatus.BUYING, tried_at=at, tries=F("tries") + 1))


def claim_cancellation(purchase: LabelPurchase, *, at: datetime) -> bool:
    """Return whether it is ours to give a label back now."""
    free = Q(tried_at__isnull=True) | Q(tried_at__lt=at - LEASE)
    rows = LabelPurchase.objects.filter(free, pk=purchase.pk, status=PurchaseStatus.CANCELLING)
    return bool(rows.update(tried_at=at, tries=F("tries") + 1))


def give_back_later(purchase: LabelPurchase) -> None:
    """Let a job give a label back to its carrier."""
    LabelPurchase.objects.filter(pk=purchase.pk).update(
        status=PurchaseStatus.CANCELLING, tries=0, tried_at=None, trouble=""
    )
    later("shipping.give_label_back", purchase_id=purchase.pk)


def put_label(
    parcel: Parcel,
    *,
    carrier: CarrierAccount | None,
    carrier_name: str,
    service: str,
    number: str,
    price: Money | None,
    tracking_url: str,
    content: bytes,
    expected_at: datetime | None,
    at: datetime,
) -> None:
    """
    Put a label on a parcel, and keep its paper.

    Raises `IllegalMove`, `StaleRow`, `FileTooLarge`.
    """
    file = store(content, at=at) if content else None
    advance_parcel(
        parcel,
        ParcelStatus.LABELED,
        carrier=carrier,
        carrier_name=carrier_name.strip()[:80],
        service=service.strip()[:80],
        number=number.strip()[:60],
        price=price.amount if price else None,
        price_currency=price.currency if price else "",
        tracking_url=tracking_url[:400],
        label=file,
        expected_at=expected_at,
        at=at,
    )
    if file:
        link(file, ref(parcel), name=f"{parcel.code}-label", readers=READERS, at=at)


def put_own_label(
    parcel: Parcel, label: OwnLabel, *, account: CarrierAccount | None, at: datetime
) -> None:
    """
    Put a label on a parcel that somebody got at a carrier themselves.

    Raises `IllegalMove`, `StaleRow`, `FileTooLarge`.
    """
    template = str(account.settings.get(TRACKING_URL, "")) if account else ""
    expected_at = None
    if label.expected_on:
        zone = ZoneInfo(parcel.site.time_zone)
        expected_at = datetime.combine(label.expected_on, DELIVERED_BY, zone)
    put_label(
        parcel,
        carrier=account,
        carrier_name=label.carrier_name.strip() or (account.name if account else ""),
        service=label.service,
        number=label.number,
        price=label.price,
        tracking_url=label.tracking_url or number_link(template, label.number.strip()),
        content=label.file,
        expected_at=expected_at,
        at=at,
    )
