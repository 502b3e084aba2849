"""Lists of things: items, units, lots, stock, contracts, notices of change."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from aftercare.domain.catalog.models import ChangeNotice, Item
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.queries import stages_of
from aftercare.domain.coverage.models import Contract
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.returns.models import Rma
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.shipping.models import Parcel
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.stock.models import Balance
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.supply.models import PurchaseOrder, Shortage
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.queries import total_of
from aftercare.domain.units.models import Lot, Unit
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.queries import sold_dates
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.catalog.forms import FilterForm as ItemFilter
from aftercare.interfaces.workspace.catalog.lists import asked_items
from aftercare.interfaces.workspace.catalog.notices import asked_notices
from aftercare.interfaces.workspace.coverage.contracts import asked_contracts
from aftercare.interfaces.workspace.exports.table import ExportedList, Row, Table
from aftercare.interfaces.workspace.parcels.forms import ParcelFilterForm
from aftercare.interfaces.workspace.parcels.lists import filtered_parcels
from aftercare.interfaces.workspace.returns.forms import ListFilterForm as ReturnFilter
from aftercare.interfaces.workspace.returns.lists import filtered_returns
from aftercare.interfaces.workspace.returns.shown import with_all_lines
from aftercare.interfaces.workspace.stock.forms import FilterForm as StockFilter
from aftercare.interfaces.workspace.stock.lists import filtered_balances
from aftercare.interfaces.workspace.supply.desk import filtered_shortages
from aftercare.interfaces.workspace.supply.forms import PurchaseFilterForm, ShortageFilterForm
from aftercare.interfaces.workspace.supply.lists import filtered_purchases
from aftercare.interfaces.workspace.supply.shown import with_purchase_lines
from aftercare.interfaces.workspace.units.forms import FilterForm as UnitFilter
from aftercare.interfaces.workspace.units.forms import WindowForm
from aftercare.interfaces.workspace.units.lists import filtered_units
from aftercare.interfaces.workspace.units.tracing import asked_lots
from aftercare.kit import clock


def _wanted(form: forms.Form) -> dict[str, Any]:
    return form.cleaned_data if form.is_valid() else {}


def _items(request: ActorRequest) -> Table:
    rows = asked_items(request.actor, _wanted(ItemFilter(request.GET)))
    header = [_("Code"), _("Name"), _("Kind"), _("Maker")]
    header += [_("Maker's part number"), _("Revision"), _("Lifecycle"), _("Also known as")]

    def cells(some: list[Item]) -> Iterator[Row]:
        stages = stages_of(some, localdate(clock.now()))
        for item in some:
            name, stage = item.name_in(get_language() or ""), stages.get(item.pk)
            known = [item.code, name, item.get_kind_display(), item.maker, item.part_number]
            yield [*known, item.revision, str(stage.label) if stage else "", item.aliases]

    return Table(header, rows.order_by("code"), cells)


def _units(request: ActorRequest) -> Table:
    rows = filtered_units(request.actor, _wanted(UnitFilter(request.GET)))
    header = [_("Serial number"), _("Item"), _("Name"), _("Batch"), _("Customer"), _("Sold")]
    header += [_("Dealer"), _("Number of the dealer"), _("Note")]

    def cells(some: list[Unit]) -> Iterator[Row]:
        sold = sold_dates(some)
        for unit in some:
            owner = str(unit.account or unit.contact or "")
            known = [str(unit), unit.item.code, unit.item.name, str(unit.batch or ""), owner]
            dealer = unit.dealer_account
            seller = [str(dealer or unit.dealer), dealer.code if dealer else ""]
            yield [*known, sold.get(unit.pk), *seller, unit.note]

    return Table(header, rows.order_by("-pk"), cells)


def _lots(request: ActorRequest) -> Table:
    rows = asked_lots(request.actor, _wanted(WindowForm(request.GET)))
    header = [_("Lot"), _("Item"), _("Name"), _("Date code"), _("Made from"), _("Made until")]
    header += [_("Maker"), _("Supplier"), _("Note")]
    return Table(header, rows, _lot_cells)


def _lot_cells(some: Iterable[Lot]) -> Iterator[Row]:
    for lot in some:
        windows = list(lot.windows.all())
        made = [min((each.first for each in windows), default=None)]
        made.append(max((each.last for each in windows), default=None))
        known = [lot.number, lot.item.code, lot.item.name, lot.date_code]
        yield [*known, *made, lot.maker, lot.supplier, lot.note]


def _stock(request: ActorRequest) -> Table:
    form = StockFilter(request.GET, actor=request.actor)
    rows = filtered_balances(request.actor, _wanted(form))
    header = [_("Item"), _("Name"), _("Place"), _("Condition"), _("Lot"), _("Serial number")]
    header += [_("Owner"), _("Quantity"), _("Held")]
    return Table(header, rows.order_by("item_id", "pk"), lambda some: map(_balance, some))


def _balance(balance: Balance) -> Row:
    where = [balance.place.code, balance.get_condition_display()]
    which = [str(balance.lot or ""), str(balance.unit or "")]
    owner = str(balance.account or balance.get_owner_display())
    item = balance.item
    return [item.code, item.name, *where, *which, owner, balance.quantity, balance.reserved]


def _contracts(request: ActorRequest) -> Table:
    rows = asked_contracts(request)
    header = [_("Number"), _("Title"), _("Kind"), _("Customer"), _("For sales from")]
    return Table(
        [*header, _("For sales until"), _("Version")], rows, lambda some: map(_contract, some)
    )


def _contract(contract: Contract) -> Row:
    known = [contract.code, contract.title, contract.get_kind_display()]
    days = [contract.begins_on, contract.ends_on]
    return [*known, str(contract.account or ""), *days, contract.version]


def _notices(request: ActorRequest) -> Table:
    header = [_("Maker"), _("Number"), _("Kind"), _("Title"), _("Issued"), _("Last order")]
    header += [_("Last delivery"), _("What we do")]
    return Table(header, asked_notices(request), lambda some: map(_notice, some))


def _notice(notice: ChangeNotice) -> Row:
    known = [notice.maker, notice.number, notice.get_kind_display(), notice.title]
    days = [notice.issued_on, notice.last_buy_on, notice.last_ship_on]
    return [*known, *days, notice.decision]


def _parcels(request: ActorRequest) -> Table:
    form = ParcelFilterForm(request.GET, actor=request.actor)
    rows = filtered_parcels(request.actor, _wanted(form), clock.now())
    header = [_("Number"), _("Where to"), _("Customer"), _("State"), _("Carrier"), _("Service")]
    header += [_("Number on the label"), _("Price"), _("Currency"), _("Who pays the freight")]
    header += [_("Expected"), _("Closed")]
    return Table(header, rows.order_by("-pk"), lambda some: map(_parcel, some))


def _parcel(parcel: Parcel) -> Row:
    whose = str(parcel.account or parcel.contact or "")
    known = [parcel.code, parcel.get_way_display(), whose, parcel.get_status_display()]
    carried = [parcel.carrier_name, parcel.service, parcel.number, parcel.price]
    paid = [parcel.price_currency, parcel.get_paid_by_display()]
    return [*known, *carried, *paid, parcel.expected_at, parcel.closed_at]


def _returns(request: ActorRequest) -> Table:
    rows = filtered_returns(request.actor, _wanted(ReturnFilter(request.GET)))
    header = [_("Number"), _("Reason"), _("State"), _("Customer"), _("Case"), _("What comes back")]
    header += [_("Opened"), _("May be sent until"), _("Due")]

    def cells(some: list[Rma]) -> Iterator[Row]:
        for rma, lines in with_all_lines(some):
            known = [rma.code, rma.reason.name_in(get_language() or ""), rma.get_status_display()]
            whose = [str(rma.account or rma.contact or ""), rma.case.code if rma.case else ""]
            back = ", ".join(f"{line.item.code} {line}" for line in lines)
            yield [*known, *whose, back, rma.opened_at, rma.expires_on, rma.due_at]

    return Table(header, rows, cells)


def _purchases(request: ActorRequest) -> Table:
    form = PurchaseFilterForm(request.GET, actor=request.actor)
    rows = filtered_purchases(request.actor, _wanted(form), clock.now())
    header = [_("Number"), _("Supplier"), _("State"), _("Their number"), _("What is bought")]
    header += [pgettext("money", "Amount"), _("Currency"), _("Ordered on"), _("Due")]

    def cells(some: list[PurchaseOrder]) -> Iterator[Row]:
        for order, lines in with_purchase_lines(some):
            total = total_of([(line.quantity, line.unit_price) for line in lines])
            known = [order.code, str(order.supplier or ""), order.get_status_display()]
            bought = ", ".join(str(line) for line in lines)
            known += [order.their_number, bought]
            yield [*known, total, order.currency, order.ordered_at, order.due_at]

    return Table(header, rows, cells)


def _shortages(request: ActorRequest) -> Table:
    rows = filtered_shortages(request.actor, _wanted(ShortageFilterForm(request.GET)))
    header = [_("Number"), _("Item"), _("Name"), pgettext("how many", "Quantity"), _("State")]
    header += [_("Way out"), _("Who waits"), _("Due")]

    def cells(some: list[Shortage]) -> Iterator[Row]:
        for each in some:
            known = [each.code, each.item.code, each.item.name, each.quantity]
            stands = [each.get_status_display(), each.get_way_display()]
            yield [*known, *stands, each.paper, each.due_at]

    return Table(header, rows, cells)


GOODS = {
    "parcels": ExportedList(ShippingPermission.VIEW, _parcels),
    "items": ExportedList(CatalogPermission.VIEW, _items),
    "units": ExportedList(UnitPermission.VIEW, _units),
    "lots": ExportedList(UnitPermission.VIEW, _lots),
    "stock": ExportedList(StockPermission.VIEW, _stock),
    "returns": ExportedList(ReturnPermission.VIEW, _returns),
    "purchases": ExportedList(SupplyPermission.VIEW, _purchases),
    "shortages": ExportedList(SupplyPermission.VIEW, _shortages),
    "contracts": ExportedList(CoveragePermission.VIEW, _contracts),
    "change-notices": ExportedList(CatalogPermission.VIEW, _notices),
}
