"""A removed part is worked on: which repair it came out of, and what became of it."""

from aftercare.domain.repairs.models import RepairPart, WorkOrder
from aftercare.domain.repairs.states import OldPartGoes


def follow_old_part(order: WorkOrder) -> None:
    """
    Tie a work order for something of ours to the repair it was taken out of, if it was.

    By its serial, else the part of this item that was kept longest at the site and is not worked
    on yet: one board is like the other.
    """
    if order.account_id or order.contact_id or order.case_id:
        return
    kept = RepairPart.objects.select_for_update(of=("self",), skip_locked=True).filter(
        item=order.item, old_goes=OldPartGoes.KEPT, old_order=None, order__site=order.site
    )
    if order.unit:
        kept = kept.filter(old_number__iexact=order.unit.serial)
    part = kept.order_by("fitted_at", "pk").first()
    if part:
        RepairPart.objects.filter(pk=part.pk).update(old_order=order)
