"""Rows of a file as past repairs, each beside what is known of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from secrets import token_urlsafe
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.base.spreadsheets.states import Record
from aftercare.domain.catalog.models import FaultCode, Item
from aftercare.domain.catalog.queries import find_items
from aftercare.domain.catalog.states import FaultCodeKind
from aftercare.domain.customers.queries.rows import CalledAccount, accounts_called
from aftercare.domain.repairs.models import Finding, RepairPart, WorkOrder
from aftercare.domain.repairs.policies import age_in_days
from aftercare.domain.repairs.queries import born_on
from aftercare.domain.repairs.states import OrderKind, OrderStatus
from aftercare.domain.units.models import Ownership, Unit
from aftercare.domain.units.queries import key_of
from aftercare.kit.bulk import is_any_of

CODES = tuple(FaultCodeKind)
DAYS = ("reported_on", "failed_on", "received_on", "closed_on")
YES_NO = ("in_guarantee", "human_damage", "no_fault_found")
CAME, WENT = time(9), time(17)
"""When a unit is said to have come and gone, at its site: the system before knew the day."""


class Fault(NamedTuple):
    """What a row says was found, as it is told apart from the other findings of a repair."""

    symptom_id: int | None
    fault_id: int | None
    cause_id: int | None
    action_id: int | None
    designator: str
    lot: str


class Used(NamedTuple):
    """The part a row says was fitted, as it is told apart from the others of a repair."""

    item_id: int
    designator: str


@dataclass
class Past:
    """A past repair, known or yet to be written, with what was found and fitted in it."""

    order: WorkOrder
    findings: dict[Fault, Finding] = field(default_factory=dict)
    parts: dict[Used, RepairPart] = field(default_factory=dict)


@dataclass
class PastRow:
    """What a row says of a past repair, or in which column it is wrong, and why."""

    record: Record
    item: Item | None = None
    unit: Unit | None = None
    account: CalledAccount | None = None
    site: Site | None = None
    codes: dict[str, FaultCode] = field(default_factory=dict)
    part: Item | None = None
    past: Past | None = None
    made: list[WorkOrder | Finding | RepairPart] = field(default_factory=list)
    """What would be written for this row, and for none before it."""
    column: str = ""
    why: str = ""
    remark: str = ""

    @property
    def state(self) -> str:
        if self.why:
            return "error"
        return "new" if self.made else "same"

    @property
    def days(self) -> dict[str, date]:
        return {name: date.fromisoformat(self[name]) for name in DAYS if self[name]}

    def __getitem__(self, name: str) -> str:
        return self.record.get(name, "")

    def wrong(self, column: str, why: str) -> None:
        """Note why a row is wrong, if nothing else is."""
        if not self.why:
            self.column, self.why = column, why


def read_past_rows(records: Sequence[Record], *, today: date | None = None) -> list[PastRow]:
    """
    Return what rows say of past repairs; rows of the same number are one. Ten queries for all.

    Given `today`, days to come are wrong.
    """
    rows = [PastRow(record) for record in records]
    _find(rows)
    for row in rows:
        _check_days(row, today)
        _check_found(row)
    known = _known(rows)
    owners, born = _owners(rows), born_on([row.unit for row in rows if row.unit])
    for row in rows:
        if row.why:
            continue
        number = row["number"].strip()
        if number in known:
            row.past = known[number]
            _must_agree(row, row.past.order)
        else:
            row.past = known[number] = Past(_order_of(row, owners, born))
            row.made.append(row.past.order)
        if not row.why:
            _add_part(row, row.past)
        if not row.why:
            _add_finding(row, row.past)
    return rows


def _find(rows: Sequence[PastRow]) -> None:
    """Find what rows name."""
    items = find_items({name for row in rows for name in (row["item"], row["part"]) if name})
    accounts = accounts_called(row["account"] for row in rows)
    units = _units(rows, items)
    sites, codes = _sites(), _codes()
    for row in rows:
        row.item, row.part = items.get(row["item"]), items.get(row["part"])
        if row.item is None:
            row.wrong("item", _("There is no item with this number, or several with it."))
        if row["part"] and row.part is None:
            row.wrong("part", _("There is no item with this number, or several with it."))
        row.unit = units.get((row.item.pk if row.item else 0, key_of(row["serial"])))
        if row["serial"] and row.unit is None:
            row.wrong("serial", _("We do not know this unit. Take the units over first."))
        _find_account(row, accounts)
        _find_site(row, sites)
        _find_codes(row, codes)


def _units(rows: Sequence[PastRow], items: Mapping[str, Item]) -> dict[tuple[int, str], Unit]:
    wanted = {items[row["item"]].pk for row in rows if row["item"] in items}
    keys = {key_of(row["serial"]) for row in rows} - {""}
    units = Unit.objects.filter(is_any_of("serial_key", keys), item__in=wanted)
    return {(unit.item_id, unit.serial_key): unit for unit in units.select_related("batch")}


def _sites() -> dict[str, Site]:
    sites: dict[str, Site] = {}
    for site in Site.objects.order_by("-pk"):
        sites |= {site.name.casefold(): site, site.code.casefold(): site}
    return sites


def _codes() -> dict[tuple[str, str], FaultCode]:
    """Return all codes by their kind and what they are called: as such, and by their names."""
    codes: dict[tuple[str, str], FaultCode] = {}
    for code in FaultCode.objects.order_by("-retired", "-pk"):
        for name in (*code.names.values(), code.name, code.code):
            codes[code.kind, name.casefold()] = code
    return codes


def _find_account(row: PastRow, accounts: Mapping[str, Sequence[CalledAccount]]) -> None:
    alike = accounts.get(row["account"].casefold(), [])
    row.account = alike[0] if len(alike) == 1 else None
    if row["account"] and not alike:
        row.wrong("account", _("We have no customer of this name or number."))
    elif len(alike) > 1:
        why = _("Several customers are called so. Say the number of the one you mean.")
        row.wrong("account", why)


def _find_site(row: PastRow, sites: Mapping[str, Site]) -> None:
    only = {site.pk: site for site in sites.values()}
    if row["site"]:
        row.site = sites.get(row["site"].casefold())
    elif len(only) == 1:
        (row.site,) = only.values()
    if row.site is None:
        row.wrong("site", _("Say at which of our sites, by its name or code."))


def _find_codes(row: PastRow, codes: Mapping[tuple[str, str], FaultCode]) -> None:
    for kind in CODES:
        if not row[kind]:
            continue
        code = codes.get((kind, row[kind].strip().casefold()))
        if code is None:
            row.wrong(kind, _("There is no such code. Add it to the fault codes first."))
        else:
            row.codes[kind] = code


def _check_days(row: PastRow, today: date | None) -> None:
    days = row.days
    for name, on in days.items():
        if today and on > today:
            row.wrong(name, _("%(day)s is still to come.") % {"day": on})
    came, went = days["received_on"], days["closed_on"]
    if went < came:
        row.wrong("closed_on", _("That is before the unit came, on %(day)s.") % {"day": came})
    for name in ("reported_on", "failed_on"):
        if name in days and days[name] > came:
            row.wrong(name, _("That is after the unit came, on %(day)s.") % {"day": came})


def _check_found(row: PastRow) -> None:
    if row["no_fault_found"] == "yes" and "fault" in row.codes:
        row.wrong("no_fault_found", _("Either a fault was found, or none. Not both."))
    if row["quantity"] and Decimal(row["quantity"]) <= 0:
        row.wrong("quantity", _("Say how many were used: more than none."))
    if row["quantity"] and not row["part"]:
        row.wrong("part", _("Something has to stand here."))


def _known(rows: Sequence[PastRow]) -> dict[str, Past]:
    """Return the past repairs that were taken over before, by their numbers."""
    numbers = {row["number"].strip() for row in rows}
    orders = WorkOrder.objects.filter(is_any_of("past_number", numbers)).exclude(past_number="")
    known = {order.pk: Past(order) for order in orders.select_related("item", "unit", "site")}
    for finding in Finding.objects.filter(order__in=list(known)):
        known[finding.order_id].findings[_fault_of(finding)] = finding
    for part in RepairPart.objects.filter(order__in=list(known)):
        known[part.order_id].parts[Used(part.item_id, part.designator)] = part
    return {past.order.past_number: past for past in known.values()}


def _owners(rows: Sequence[PastRow]) -> Callable[[Unit | None, date], Ownership | None]:
    """Return whose units were on a day, as far as it is known."""
    units = {row.unit.pk for row in rows if row.unit}
    notes: dict[int, list[Ownership]] = {}
    for note in Ownership.objects.filter(unit__in=units).order_by("since", "pk"):
        notes.setdefault(note.unit_id, []).append(note)

    def owner_of(unit: Unit | None, on: date) -> Ownership | None:
        ever = notes.get(unit.pk, []) if unit else []
        theirs = [
            each for each in ever if each.since <= on and (not each.until or on <= each.until)
        ]
        return theirs[-1] if theirs else None

    return owner_of


def _said(row: PastRow) -> dict[str, Any]:
    """Return what a row says of the repair itself, by column; an empty cell says nothing."""
    said: dict[str, Any] = (
        {"item": row.item, "site": row.site} if row["site"] else {"item": row.item}
    )
    said |= {"unit": row.unit} if row.unit else {}
    said |= {"account_id": row.account.pk} if row.account else {}
    said |= {name: row[name] == "yes" for name in YES_NO if row[name]}
    said |= {"kind": row["kind"]} if row["kind"] else {}
    said |= {"status": row["outcome"]} if row["outcome"] else {}
    said |= {"complaint": row["complaint"].strip()[:300]} if row["complaint"].strip() else {}
    days = row.days
    said |= {name: days[name] for name in ("reported_on", "failed_on") if name in days}
    return said


_COLUMNS = {"unit": "serial", "account_id": "account", "status": "outcome"}
"""The columns that are called otherwise than the field they fill."""


def _must_agree(row: PastRow, order: WorkOrder) -> None:
    """Refuse a row that says something else of a repair than is known."""
    zone = ZoneInfo(order.site.time_zone)
    known = {"received_on": order.received_at, "closed_on": order.closed_at}
    said = _said(row)
    wrong = [name for name, value in said.items() if getattr(order, name) != value]
    wrong += [name for name, at in known.items() if at and row.days[name] != _day(at, zone)]
    if wrong:
        why = _("This repair is taken over already, and it was otherwise there. Undo that first.")
        row.wrong(_COLUMNS.get(wrong[0], wrong[0]), why)


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _order_of(
    row: PastRow,
    owner_of: Callable[[Unit | None, date], Ownership | None],
    born: Mapping[int, date],
) -> WorkOrder:
    """Return the work order of a row, closed, without its number and what it repeats."""
    said, days = _said(row), row.days
    came, went = days["received_on"], days["closed_on"]
    reported = days.get("reported_on", came)
    failed = days.get("failed_on", reported)
    zone = ZoneInfo(row.site.time_zone if row.site else settings.TIME_ZONE)
    order = WorkOrder(token=token_urlsafe(24), past_number=row["number"].strip())
    if row.site:
        order.site = row.site
    order.kind, order.status = OrderKind.UNIT, OrderStatus.HANDED_OVER
    order.reported_on, order.failed_on = reported, failed
    for name, value in said.items():
        setattr(order, name, value)
    symptom = row.codes.get(FaultCodeKind.SYMPTOM)
    order.complaint = order.complaint or (symptom.name if symptom else order.past_number)
    order.failed_on = order.failed_on or reported
    if not row.account and (owner := owner_of(row.unit, came)):
        order.account_id, order.contact_id = owner.account_id, owner.contact_id
    order.opened_at = datetime.combine(reported, CAME, zone)
    order.received_at = datetime.combine(came, CAME, zone)
    order.closed_at = order.since = order.due_at = datetime.combine(went, WENT, zone)
    began = born.get(row.unit.pk) if row.unit else None
    order.age_in_days = age_in_days(began, failed)
    if began and failed < began:
        row.remark = _("It failed before it was sold, as we know it: its age stays open.")
    return order


def _fault_of(finding: Finding) -> Fault:
    return Fault(*(getattr(finding, name) for name in Fault._fields))


def _add_finding(row: PastRow, past: Past) -> None:
    """Add what a row says was found, unless it is known of this repair."""
    symptom, fault_code, cause, action = (
        row.codes[kind].pk if kind in row.codes else None for kind in CODES
    )
    place, lot = row["designator"].strip().upper(), row["lot"].strip()
    fault = Fault(symptom, fault_code, cause, action, place, lot)
    if fault in past.findings or not (row.codes or fault.lot):
        return
    says_it = any(kind in row.codes for kind in CODES if kind != FaultCodeKind.ACTION)
    finding = Finding(
        **fault._asdict(), part=row.part, words="" if says_it else past.order.complaint
    )
    past.findings[fault] = finding
    row.made.append(finding)


def _add_part(row: PastRow, past: Past) -> None:
    """Add the part a row says was fitted, unless it is known of this repair."""
    if row.part is None:
        return
    used = Used(row.part.pk, row["designator"].strip().upper())
    quantity = Decimal(row["quantity"] or 1)
    if known := past.parts.get(used):
        if known.quantity != quantity:
            row.wrong("quantity", _("Another quantity of it is known at this place."))
        return
    part = RepairPart(
        item=row.part,
        used=row.part,
        quantity=quantity,
        designator=used.designator,
        old_goes=row["old_goes"],
    )
    past.parts[used] = part
    row.made.append(part)


def orders_made(rows: Iterable[PastRow]) -> list[WorkOrder]:
    """Return the repairs that would be written for rows."""
    return [each for row in rows for each in row.made if isinstance(each, WorkOrder)]
