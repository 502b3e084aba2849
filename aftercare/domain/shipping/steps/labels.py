"""Labels: wanted, claimed by one worker, put on a parcel."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from aftercare.base.files.steps import link, store
from aftercare.base.journal.steps import later
from aftercare.domain.shipping.models import CarrierAccount, LabelPurchase, Parcel
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.states import Money, ParcelStatus, PurchaseStatus
from aftercare.domain.shipping.steps.parcels import advance_parcel
from aftercare.kit.refs import ref

READERS = [f"may:{ShippingPermission.VIEW}"]
LEASE = timedelta(minutes=2)
"""For so long a worker that has claimed a label is believed to be at it."""


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
