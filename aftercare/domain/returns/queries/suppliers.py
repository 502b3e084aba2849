"""What goes on to suppliers: what waits for it, what is under way, and what came of it."""

from django.db.models import Exists, OuterRef, QuerySet

from aftercare.base.company.models import Site
from aftercare.domain.repairs.models import Finding, RepairPart, WorkOrder
from aftercare.domain.repairs.queries import visible_work_orders
from aftercare.domain.repairs.states import OldPartGoes
from aftercare.domain.repairs.steps.goods import BINS
from aftercare.domain.returns.models import RmaLine, SupplierReturn, SupplierReturnLine
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.states import FREE_AGAIN, SupplierAnswer
from aftercare.domain.shipping.models import Parcel
from aftercare.domain.stock.models import Balance
from aftercare.domain.stock.states import Condition, Owner
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref


def visible_supplier_returns(actor: Actor) -> QuerySet[SupplierReturn]:
    """Return our returns to suppliers, the newest first, for who may see returns."""
    rows = SupplierReturn.objects.select_related("supplier").order_by("-pk")
    is_ours = actor.kind != "customer" and actor.may(ReturnPermission.VIEW)
    return rows if is_ours else rows.none()


def lines_to_supplier(going: SupplierReturn) -> QuerySet[SupplierReturnLine]:
    """Return the lines of a return to a supplier in their order, with where they came from."""
    rows = SupplierReturnLine.objects.filter(supplier_return=going).order_by("number")
    return rows.select_related(
        "item",
        "rma_line__rma__site",
        "rma_line__rma__case",
        "rma_line__unit",
        "rma_line__lot",
        "part__order__site",
        "part__order__case",
        "part__order__unit",
    )


def site_of_line(line: SupplierReturnLine) -> Site:
    """Return from which site a line goes to the supplier."""
    if line.rma_line:
        return line.rma_line.rma.site
    assert line.part  # noqa: S101  # a constraint says that it is one of the two
    return line.part.order.site


def parts_for_suppliers(actor: Actor) -> QuerySet[RepairPart]:
    """
    Return the removed parts that lie where what goes to suppliers lies, the oldest first.

    What is on a return to a supplier is not among them, unless it came back.
    """
    orders = visible_work_orders(actor).order_by()
    lies = Balance.objects.filter(
        item=OuterRef("item"),
        place__site=OuterRef("order__site"),
        place__code__startswith=BINS[OldPartGoes.SUPPLIER],
        condition=Condition.FAULTY,
        owner=Owner.OURS,
        quantity__gt=0,
    )
    rows = RepairPart.objects.filter(
        Exists(lies), old_goes=OldPartGoes.SUPPLIER, is_past=False, order__in=orders.values("pk")
    )
    rows = rows.filter(~Exists(_under_way(part=OuterRef("pk"))))
    return rows.select_related(
        "item", "order__site", "order__unit", "order__case", "order__item"
    ).order_by("fitted_at", "pk")


def _under_way(**which: object) -> QuerySet[SupplierReturnLine]:
    return SupplierReturnLine.objects.filter(**which).exclude(answer__in=FREE_AGAIN)


def is_sent_on(line: RmaLine) -> bool:
    """Return whether a line of a return is on its way to a supplier, or stays there."""
    return _under_way(rma_line=line).exists()


def sent_on_for(order: WorkOrder, actor: Actor) -> QuerySet[SupplierReturnLine]:
    """Return the lines to suppliers with the removed parts of a repair, the oldest first."""
    rows = SupplierReturnLine.objects.filter(
        part__order=order, supplier_return__in=visible_supplier_returns(actor).order_by()
    )
    rows = rows.exclude(answer=SupplierAnswer.CALLED_OFF)
    return rows.select_related("supplier_return").order_by("pk")


def parcels_to_supplier(going: SupplierReturn) -> QuerySet[Parcel]:
    """Return the parcels in which a return to a supplier went."""
    return Parcel.objects.filter(belongs_to=str(ref(going))).order_by("-pk")


def faults_of_lines(lines: list[SupplierReturnLine]) -> dict[int, Finding]:
    """Return what was found at the place a removed part was taken out of, by part. One query."""
    parts = [line.part for line in lines if line.part]
    found = Finding.objects.filter(order__in=[part.order_id for part in parts])
    by_place = {
        (each.order_id, each.designator): each
        for each in found.select_related("symptom", "fault", "cause").order_by("-pk")
    }
    return {
        part.pk: by_place[part.order_id, part.designator]
        for part in parts
        if (part.order_id, part.designator) in by_place
    }
