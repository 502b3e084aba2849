import pytest

from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.operations.finishing import (
    GoesByParcel,
    hand_over_unit,
    refuse_repair,
    return_unrepaired,
)
from aftercare.domain.repairs.queries import guaranteed_until
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.repairs.tests.make import HOUR, MONDAY, make_order_at
from aftercare.domain.shipping.operations.labels import note_own_label
from aftercare.domain.shipping.operations.parcels import report_parcel
from aftercare.domain.shipping.states import OwnLabel, ParcelStatus, ParcelWay
from aftercare.domain.shipping.tests.make import make_parcel
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

pytestmark = pytest.mark.django_db
WHO = {"actor": SYSTEM, "at": MONDAY}
DAYS_LATER = MONDAY + 50 * HOUR


def sent(order, way=ParcelWay.OUT):
    parcel = make_parcel(way, belongs_to=ref(order))
    note_own_label(parcel, OwnLabel("Road", "CN1"), **WHO)
    report_parcel(parcel, ParcelStatus.COLLECTED, **WHO)
    return parcel


def deliver(parcel, run_jobs):
    report_parcel(parcel, ParcelStatus.DELIVERED, actor=SYSTEM, at=DAYS_LATER)
    run_jobs()


def test_delivery_hands_over_and_begins_the_guarantee(run_jobs):
    order = make_order_at(OrderStatus.CLEANED)
    parcel = sent(order)
    with pytest.raises(GoesByParcel, match="Road"):
        hand_over_unit(order, **WHO)

    deliver(parcel, run_jobs)

    order = WorkOrder.objects.get()
    assert (order.status, order.closed_at) == (OrderStatus.HANDED_OVER, DAYS_LATER)
    assert (guaranteed_until(order) - DAYS_LATER).days == 90


def test_what_was_not_repaired_is_returned_by_delivery_too(run_jobs):
    order = make_order_at(OrderStatus.DIAGNOSED)
    refuse_repair(order, why="Too old", **WHO)
    parcel = sent(order)
    with pytest.raises(GoesByParcel):
        return_unrepaired(order, **WHO)

    deliver(parcel, run_jobs)

    assert WorkOrder.objects.get().status == OrderStatus.RETURNED


def test_a_parcel_to_us_hands_nothing_over(run_jobs):
    order = make_order_at(OrderStatus.CLEANED)

    deliver(sent(order, ParcelWay.IN), run_jobs)

    assert WorkOrder.objects.get().status == OrderStatus.CLEANED
