"""Lists of the workshop and its stores: work orders, movements, counts, tests due, and proofs."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftercare.domain.catalog.queries import visible_items
from aftercare.domain.coverage.models import SpareGiven, SupplierGuarantee
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.spares import visible_spares_given
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.stock.models import CountLine, Movement, StockCount
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.queries import (
    due_retests,
    visible_count_lines,
    visible_counts,
    visible_movements,
)
from aftercare.domain.units.models import Registration
from aftercare.domain.units.permissions import UnitPermission
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.coverage.spares import asked_ratios
from aftercare.interfaces.workspace.coverage.suppliers import asked_guarantees
from aftercare.interfaces.workspace.exports.table import ExportedList, Row, Table
from aftercare.interfaces.workspace.repairs.forms import ListFilterForm
from aftercare.interfaces.workspace.repairs.lists import filtered_orders
from aftercare.interfaces.workspace.spares_shown import shown_spares
from aftercare.interfaces.workspace.units.registrations import asked_registrations
from aftercare.kit import clock


def _repairs(request: ActorRequest) -> Table:
    form = ListFilterForm(request.GET, actor=request.actor)
    wanted = form.cleaned_data if form.is_valid() else {}
    header = [
        _("Work order"),
        _("Case"),
        pgettext("repair", "What is wrong"),
        _("Item"),
        _("Serial number"),
    ]
    header += [_("Customer"), _("State"), _("Waits for"), _("Who"), _("Team")]
    header += [_("Here since"), _("Due"), pgettext("work orders", "Closed")]
    rows = filtered_orders(request.actor, wanted, clock.now())
    return Table(header, rows, lambda some: map(_order, some))


def _order(order: WorkOrder) -> Row:
    what = [order.complaint, order.item.code, str(order.unit or "")]
    whose = str(order.account or order.contact or "")
    state = [order.get_status_display(), order.waiting_reason]
    who = [str(order.assignee or ""), str(order.team or "")]
    times = [order.received_at, order.due_at, order.closed_at]
    return [order.code, order.case.code if order.case else "", *what, whose, *state, *who, *times]


def _movements(request: ActorRequest) -> Table:
    items = visible_items(request.actor).filter(code=request.GET.get("item", ""))
    rows = visible_movements(request.actor).filter(item__in=items)
    header = [_("When"), pgettext("movement", "What"), _("Item"), _("Lot"), _("Serial number")]
    header += [pgettext("place", "From"), pgettext("place", "To"), _("Condition")]
    header += [_("Condition afterwards"), pgettext("how many", "Quantity"), _("Cost")]
    return Table(
        [*header, pgettext("document", "For"), _("Reason")], rows, lambda some: map(_movement, some)
    )


def _movement(row: Movement) -> Row:
    which = [row.item.code, str(row.lot or ""), str(row.unit or "")]
    way = [row.source.code, row.target.code]
    state = [row.get_condition_display(), row.get_condition_after_display()]
    why = [row.paper or row.document, row.reason]
    return [row.at, row.get_kind_display(), *which, *way, *state, row.quantity, row.cost, *why]


def _counts(request: ActorRequest) -> Table:
    header = [pgettext("count", "Number"), pgettext("stock", "Place"), _("State"), _("Begun")]
    header += [pgettext("count", "Handed in"), pgettext("count", "Decided"), _("Reason")]
    return Table(header, visible_counts(request.actor), lambda some: map(_count, some))


def _count(count: StockCount) -> Row:
    known = [count.code, count.place.code, count.get_status_display()]
    return [*known, count.begun_at, count.counted_at, count.decided_at, count.reason]


def _count_lines(request: ActorRequest) -> Table:
    counts = visible_counts(request.actor).filter(code=request.GET.get("count", ""))
    rows = visible_count_lines(request.actor).filter(count__in=counts.order_by())
    header = [_("Item"), _("Name"), _("Lot"), _("Serial number"), _("Condition")]
    header += [pgettext("count", "Counted"), pgettext("count", "Expected")]
    return Table(header, rows, lambda some: map(_count_line, some))


def _count_line(line: CountLine) -> Row:
    known = [line.item.code, line.item.name, str(line.lot or ""), str(line.unit or "")]
    is_open = line.count.is_open
    return [*known, line.get_condition_display(), line.counted, None if is_open else line.expected]


def _retests(request: ActorRequest) -> Table:
    header = [_("Item"), _("Name"), _("Lot"), _("Serial number"), pgettext("stock", "Place")]
    header += [pgettext("how many", "Quantity"), _("Untested since"), _("Due")]
    rows = due_retests(clock.now().date(), actor=request.actor)

    def cells(some: list[Any]) -> Iterator[Row]:
        for each in some:
            which = [each.item.code, each.item.name, str(each.lot or ""), str(each.unit or "")]
            yield [*which, each.place.code, each.quantity, each.since, each.due_on]

    return Table(header, rows, cells)


def _registrations(request: ActorRequest) -> Table:
    header = [_("Serial number"), _("Item"), _("Customer"), _("Country")]
    header += [pgettext("how somebody got a unit", "Bought"), _("Dealer"), _("Evidence")]
    header += [_("State"), _("Reason"), pgettext("when", "Registered")]
    return Table(header, asked_registrations(request), lambda some: map(_registration, some))


def _registration(row: Registration) -> Row:
    unit = row.unit
    what = [str(unit), unit.item.code] if unit else [row.typed_serial, row.typed_item]
    bought = [row.country, row.bought_on, row.dealer, _("yes") if row.proof else ""]
    return [*what, str(row.contact), *bought, row.get_status_display(), row.why, row.at]


def _guarantees(request: ActorRequest) -> Table:
    header = [_("Supplier"), _("Clause"), _("Item"), _("Class"), _("For units from")]
    header += [_("For units until"), _("Counted from"), _("Months")]
    header += [_("Parts, their percent"), _("Labor, their percent")]
    header += [_("Freight, their percent"), _("On site, their percent")]
    return Table(header, asked_guarantees(request), lambda some: map(_guarantee, some))


def _guarantee(row: SupplierGuarantee) -> Row:
    what = [str(row.account), row.clause, str(row.item or ""), row.item_class]
    when = [row.begins_on, row.ends_on, row.get_starts_display(), row.months]
    return [*what, *when, row.parts, row.labor, row.freight, row.onsite]


def _free_spares(request: ActorRequest) -> Table:
    header = [_("Number"), _("Title"), _("Customer"), _("Clause"), _("Ratio"), _("Due for")]
    header += [pgettext("units", "Delivered"), pgettext("free spares", "Due"), _("Given")]

    def cells(some: list[Any]) -> Iterator[Row]:
        for each in shown_spares(some):
            contract, due = each.contract, each.due
            of = [contract.code, contract.title, str(contract.account or ""), due.clause]
            for row in each.rows:
                owed = row.owed
                counted = [owed.delivered, owed.due, owed.given, owed.left, owed.over]
                yield [*of, due.percent, str(row.item or ""), *counted]

    return Table([*header, _("Still due"), _("Over")], asked_ratios(request), cells)


def _spares_given(request: ActorRequest) -> Table:
    header = [_("Number"), _("Customer"), _("Clause"), _("Item"), pgettext("how many", "Quantity")]
    header += [_("Due for"), _("When"), _("Why more than is due"), _("Taken back"), _("Reason")]
    rows = visible_spares_given(request.actor)
    if code := request.GET.get("contract", ""):
        rows = rows.filter(contract__code=code)
    return Table(header, rows, lambda some: map(_spare_given, some))


def _spare_given(row: SpareGiven) -> Row:
    whose = [row.contract.code, str(row.contract.account or ""), row.clause]
    what = [str(row.spare), row.quantity, str(row.item or "")]
    return [*whose, *what, row.at, row.reason, row.undone_at, row.undone_because]


WORKSHOP = {
    "free-spares": ExportedList(CoveragePermission.VIEW, _free_spares),
    "spares-given": ExportedList(CoveragePermission.VIEW, _spares_given),
    "repairs": ExportedList(RepairPermission.VIEW, _repairs),
    "stock-movements": ExportedList(StockPermission.VIEW, _movements),
    "stock-counts": ExportedList(StockPermission.VIEW, _counts),
    "stock-count-lines": ExportedList(StockPermission.VIEW, _count_lines),
    "stock-retests": ExportedList(StockPermission.VIEW, _retests),
    "registrations": ExportedList(UnitPermission.EDIT, _registrations),
    "supplier-guarantees": ExportedList(CoveragePermission.VIEW, _guarantees),
}
