"""Lists of the stores: places, what is held, taken along, owed; suppliers; what is planned."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftercare.domain.planning.models import PartPlan, StockReview
from aftercare.domain.planning.permissions import PlanningPermission
from aftercare.domain.planning.queries.reviews import told_checks, visible_reviews
from aftercare.domain.shipping.models import PickUp
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.queries import visible_pick_ups
from aftercare.domain.stock.models import CoreDebt, Place
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.queries import visible_core_debts, visible_kits
from aftercare.domain.supply.models import Supplier
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.exports.table import ExportedList, Row, Table
from aftercare.interfaces.workspace.planning.charts import month_name
from aftercare.interfaces.workspace.planning.views import asked_plans
from aftercare.interfaces.workspace.stock.holding import asked_reservations
from aftercare.interfaces.workspace.stock.lists import with_document
from aftercare.interfaces.workspace.stock.setting_up import asked_places
from aftercare.interfaces.workspace.supply.suppliers import asked_suppliers
from aftercare.kit import clock


def _places(request: ActorRequest) -> Table:
    header = [pgettext("stock", "Place"), _("Name"), pgettext("stock", "Kind of place"), _("Site")]
    header += [_("Kept by"), _("Counted last")]
    return Table(header, asked_places(request), lambda some: map(_place, some))


def _place(place: Place) -> Row:
    known = [place.code, place.name, place.get_kind_display(), str(place.site or "")]
    return [*known, str(place.keeper or place.account or ""), place.counted_on]


def _reservations(request: ActorRequest) -> Table:
    header = [_("Item"), _("Name"), pgettext("stock", "Place"), pgettext("how many", "Quantity")]
    header += [pgettext("document", "For"), pgettext("reservation", "Priority")]
    header += [pgettext("reservation", "Until")]

    def cells(some: list[Any]) -> Iterator[Row]:
        for row, document in with_document(some, request.actor):
            balance = row.balance
            held = [balance.item.code, balance.item.name, balance.place.code, row.quantity]
            yield [*held, document.name if document else "", row.priority, row.expires_at]

    return Table(header, asked_reservations(request), cells)


def _kits(request: ActorRequest) -> Table:
    header = [_("Kit"), _("Name"), _("Who takes it along"), _("From which site")]
    return Table(header, visible_kits(request.actor), lambda some: map(_kit, some))


def _kit(kit: Place) -> Row:
    return [kit.code, kit.name, str(kit.keeper or ""), str(kit.site or "")]


def _cores(request: ActorRequest) -> Table:
    header = [_("Partner"), _("Item"), _("Name"), _("Owed"), _("Due")]
    debts = visible_core_debts(request.actor)
    if request.GET.get("show") == "overdue":
        debts = debts.filter(due_on__lt=clock.now().date())
    return Table(header, debts, lambda some: map(_core, some))


def _core(debt: CoreDebt) -> Row:
    owed = debt.quantity - debt.returned
    return [str(debt.account), debt.item.code, debt.item.name, owed, debt.due_on]


def _pick_ups(request: ActorRequest) -> Table:
    header = [_("Carrier"), _("Site"), _("From"), _("Until"), _("State"), _("Confirmation")]
    return Table(header, visible_pick_ups(request.actor), lambda some: map(_pick_up, some))


def _pick_up(row: PickUp) -> Row:
    when = [row.begins_at, row.ends_at]
    return [str(row.account), str(row.site), *when, row.get_status_display(), row.confirmation]


def _suppliers(request: ActorRequest) -> Table:
    header = [_("Number"), _("Supplier"), pgettext("of a supplier", "Terms"), _("Currency")]
    header += [_("Lead time in days")]
    return Table(header, asked_suppliers(request), lambda some: map(_supplier, some))


def _supplier(row: Supplier) -> Row:
    return [row.account.code, str(row), row.conditions, row.currency, row.lead_days]


def _plans(request: ActorRequest) -> Table:
    header = [_("Part"), _("Name"), pgettext("parts", "In stock"), pgettext("parts", "Needed")]
    header += [_("Runs out"), _("Cannot tell")]
    return Table(header, asked_plans(request), lambda some: map(_plan, some))


def _plan(plan: PartPlan) -> Row:
    ends = None if plan.runs_out_in is None else plan.figures["now"] + plan.runs_out_in
    month = "" if ends is None or plan.silence else month_name(ends)
    needed = None if plan.silence else plan.mean
    silence = _("yes") if plan.silence else ""
    return [plan.item.code, plan.item.name, plan.at_hand, needed, month, silence]


def _reviews(request: ActorRequest) -> Table:
    header = [_("Month"), _("Version"), _("Warehouse"), _("State")]
    header += [_("To be explained"), pgettext("who signs a review", "Planner"), _("Due")]
    header += [pgettext("a review", "Signed")]
    return Table(header, visible_reviews(request.actor), lambda some: map(_review, some))


def _review(row: StockReview) -> Row:
    known = [month_name(row.month), row.version, str(row.site), row.get_status_display()]
    odd = sum(each.is_odd for each in told_checks(row))
    who = row.signed_by or row.owner
    return [*known, odd, who.name if who else "", row.due_at, row.signed_at]


STORES = {
    "stock-places": ExportedList(StockPermission.VIEW, _places),
    "stock-reservations": ExportedList(StockPermission.VIEW, _reservations),
    "stock-kits": ExportedList(StockPermission.VIEW, _kits),
    "stock-cores": ExportedList(StockPermission.VIEW, _cores),
    "pick-ups": ExportedList(ShippingPermission.SEND, _pick_ups),
    "suppliers": ExportedList(SupplyPermission.VIEW, _suppliers),
    "plans": ExportedList(PlanningPermission.VIEW, _plans),
    "stock-reviews": ExportedList(PlanningPermission.VIEW, _reviews),
}
