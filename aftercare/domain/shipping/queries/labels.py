from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Max, Q, QuerySet

from aftercare.domain.shipping.models import CarrierRate, LabelPurchase, Parcel
from aftercare.domain.shipping.states import HOLDS_PARCEL, Consignment, PurchaseStatus


def consignment_of(parcel: Parcel, *, at: datetime) -> Consignment:
    """Return a parcel as carriers are told of it; it would go today, as the day is at its site."""
    return Consignment(
        reference=parcel.code,
        sender=parcel.from_address,
        recipient=parcel.to_address,
        size=parcel.size,
        on=at.astimezone(ZoneInfo(parcel.site.time_zone)).date(),
        declared=parcel.declared_value,
        wish=parcel.wished,
    )


def rates_of(parcel: Parcel) -> list[CarrierRate]:
    """Return what carriers said when they were asked last, the best first."""
    rates = CarrierRate.objects.filter(parcel=parcel).select_related("account")
    last = rates.aggregate(Max("asked_at"))["asked_at__max"]
    return list(rates.filter(asked_at=last).order_by("rank")) if last else []


def open_purchase(parcel: Parcel) -> LabelPurchase | None:
    """Return the label that was or is being bought for a parcel, or what became of the last one."""
    bought = LabelPurchase.objects.filter(parcel=parcel).select_related("rate__account")
    return bought.filter(status__in=HOLDS_PARCEL).first() or bought.order_by("-pk").first()


def is_being_bought(parcel: Parcel) -> bool:
    """Return whether a carrier was asked for a label and has not answered yet."""
    bought = open_purchase(parcel)
    return bought is not None and bought.status in (PurchaseStatus.WANTED, PurchaseStatus.BUYING)


def purchase_of_offer(account_id: int, offer: str) -> LabelPurchase | None:
    """Return by what an account bought an offer whose name begins so, whether noted or not."""
    bought = LabelPurchase.objects.filter(rate__account=account_id, rate__name__startswith=offer)
    return bought.select_related("parcel").order_by("-pk").first() if offer else None


def labels_left_alone(before: datetime, *, most: int) -> QuerySet[LabelPurchase]:
    """Return purchases nobody has worked on since an instant: their job was lost, or died."""
    waiting = Q(status=PurchaseStatus.WANTED, at__lt=before) & (
        Q(tried_at__isnull=True) | Q(tried_at__lt=before)
    )
    died = Q(status__in=[PurchaseStatus.BUYING, PurchaseStatus.CANCELLING], tried_at__lt=before)
    return LabelPurchase.objects.filter(waiting | died).order_by("pk")[:most]
