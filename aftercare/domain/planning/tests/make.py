"""A small company with repairs written by hand, so that what a plan reads can be counted."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from aftercare.domain.catalog.models import FaultCode
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.tests.make import make_item, make_part
from aftercare.domain.planning.jobs import make_plan
from aftercare.domain.planning.operations.runs import begin_plan
from aftercare.domain.repairs.models import Finding, RepairPart, WorkOrder
from aftercare.domain.repairs.states import OldPartGoes, PartStatus, SolvedBy
from aftercare.domain.repairs.steps.losing import lose_demand
from aftercare.domain.stock.models import Place
from aftercare.domain.stock.operations.moving import issue_goods
from aftercare.domain.stock.states import Goods, Line
from aftercare.domain.stock.tests.make import make_places, make_site, make_stock
from aftercare.domain.units.models import ProductionBatch, Unit, UnitDate
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref, ref

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
BEGIN = date(2024, 1, 15)


def month_after(months, day=BEGIN):
    number = 12 * day.year + day.month - 1 + months
    return date(number // 12, number % 12 + 1, day.day)


def sell(model, months, *, number=0):
    """Return a unit that was sold so many months after the beginning."""
    serial = f"{model.code}-{months}-{number}"
    unit = Unit.objects.create(
        item=model, serial=serial, serial_key=serial.replace("-", ""), known_since=NOW
    )
    UnitDate.objects.create(
        unit=unit, kind="sold", on=month_after(months), noted_by="system:0", at=NOW
    )
    return unit


def repair(unit, part, *, after, **given):
    """Write down that a part of a unit was replaced so many months after its sale."""
    sold = UnitDate.objects.get(unit=unit).on
    when = month_after(after, sold)
    at = datetime(when.year, when.month, when.day, tzinfo=UTC)
    key = WorkOrder.objects.count() + 1
    order = WorkOrder.objects.create(
        code=f"WO-{key}",
        token=f"t{key}",
        kind="unit",
        status="expected",
        since=at,
        item=unit.item,
        unit=unit,
        site=make_site(),
        complaint="Dark",
        reported_on=when,
        opened_at=at,
        due_at=at,
        **given,
    )
    WorkOrder.objects.filter(pk=order.pk).update(status="cancelled", closed_at=at)
    return RepairPart.objects.create(
        order=order,
        item=part,
        used=part,
        quantity=1,
        status=PartStatus.FITTED,
        old_goes=OldPartGoes.KEPT,
        by="system:0",
        at=at,
        fitted_at=at,
    )


def find_cause(part_row, code, **given):
    """Write down that this was found to be why a part had to be replaced."""
    known = {"kind": "cause", "name": code}
    cause, _is_new = FaultCode.objects.get_or_create(code=code, defaults=known)
    at = part_row.order.opened_at
    Finding.objects.create(order=part_row.order, cause=cause, by="system:0", at=at, **given)


def make_board(model):
    """Return a board of which six died within two months of one cause, and six late of another."""
    board = make_part("BRD", name="Board", kind="board")
    for number in range(6):
        early = sell(model, number, number=500 + number)
        find_cause(repair(early, board, after=number % 2), "C-EARLY")
        late = sell(model, number, number=600 + number)
        find_cause(repair(late, board, after=22 + number), "C-WEAR")
    return board


def make_batches(failing):
    """Sell 24 units of each batch over eight months; `failing`: how many of each need a board."""
    model, board = make_item("AX55"), make_part("BRD", kind="board")
    save_bom(model, [Part(board, Decimal(1))], actor=SYSTEM, at=NOW)
    for row, count in enumerate(failing):
        batch = ProductionBatch.objects.create(item=model, code=f"B-{row:02}", taken_in_at=NOW)
        for number in range(24):
            unit = sell(model, number % 8, number=100 * row + number)
            Unit.objects.filter(pk=unit.pk).update(batch=batch, position=number)
            if number < count:
                repair(unit, board, after=1 + (number + row) % 12)
    return board


def lose(part_row, item):
    order = part_row.order
    lost = {"item": item, "quantity": Decimal(2), "solved_by": SolvedBy.EXCHANGE}
    lose_demand(ref(order), line=str(part_row.pk), **lost, order=order, at=order.opened_at)


def make_company(*, units=40, stock=30, cables=500):
    """A set sold for twenty months with a panel that wears out; a cable that is only taken."""
    model = make_item("AX55", name="55-inch set")
    panel = make_part("PN-55", name="Panel", kind="panel")
    cable = make_part("CBL-1", name="Cable")
    save_bom(model, [Part(panel, Decimal(1))], actor=SYSTEM, at=NOW)
    places = make_places()
    make_stock(panel, stock, to=places["bin"], cost="180")
    make_stock(cable, cables, to=places["bin"], cost="4")
    for number in range(units):
        unit = sell(model, number // 2, number=number)
        if number % 4 == 0:
            repair(unit, panel, after=3 + number // 8)
    for week in range(12):
        issue_goods(
            [Line(Goods(cable.pk), Decimal(1 + week % 3))],
            source=places["bin"],
            target=Place.objects.get(code="CUSTOMER"),
            document=Ref("case", 3),
            paper=f"WS-{week}",
            actor=SYSTEM,
            at=NOW - timedelta(days=30 * week + 32),
        )
    return model, panel, cable


def plan(at=NOW):
    """Return the run that was made at a time, by its job."""
    run = begin_plan(actor=SYSTEM, at=at)
    make_plan.func(run_id=run.pk)
    run.refresh_from_db()
    return run
