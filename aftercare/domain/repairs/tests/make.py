from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO

from aftercare.base.people.queries import actor_for
from aftercare.base.people.tests.make import make_team, make_user
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.operations.fault_codes import save_fault_code
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.operations.bench import begin_final_test, begin_repair, release_unit
from aftercare.domain.repairs.operations.diagnosis import approve_repair, diagnose_unit
from aftercare.domain.repairs.operations.finishing import clean_unit, hand_over_unit
from aftercare.domain.repairs.operations.intake import open_work_order, receive_unit
from aftercare.domain.repairs.operations.rules import save_final_test
from aftercare.domain.repairs.states import Found, OrderStatus, Point
from aftercare.domain.stock.tests.make import make_site
from aftercare.domain.units.states import Upload
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM

MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
BURNT = Found(fault="F-LED", designator="U17", words="Shorted")
WITHOUT_FAULT = {"findings": [], "no_fault_found": True}


def make_technician(name="Bo", *, roles=("board_repair",), teams=("boards",)):
    return actor_for(make_user(name, roles=roles, teams=[make_team(code) for code in teams]))


def photo(name="front.jpg"):
    return Upload(name, BytesIO(b"\xff\xd8\xff\xe0" + name.encode()))


def photos(*names):
    return [photo(name) for name in names or ("front.jpg", "back.jpg")]


def make_codes():
    for kind, code, name in (
        ("symptom", "S-DARK", "No picture"),
        ("fault", "F-LED", "Backlight driver shorted"),
        ("cause", "C-PART", "Component failed"),
        ("action", "A-SWAP", "Component replaced"),
    ):
        save_fault_code(kind=kind, code=code, name=name, actor=SYSTEM, at=MONDAY)


def make_order(serial="AX55-2519-B0042", **given) -> WorkOrder:
    """Return a work order for a television that has not come yet."""
    item = Item.objects.filter(code="AX55").first() or make_item("AX55", name="55-inch set")
    details = {"unit": make_unit(serial), "complaint": "No picture", "site": make_site()}
    return open_work_order(item, **details | given, actor=SYSTEM, at=given.get("at", MONDAY))


def make_final_test(item, *, needs_two=False):
    points = [
        Point("12 V rail", unit="V", low=Decimal("11.7"), high=Decimal("12.3")),
        Point("Burn-in", kind="soak", minutes=30),
    ]
    return save_final_test(item, points=points, needs_two=needs_two, actor=SYSTEM, at=MONDAY)


def _received(order, actor, at):
    receive_unit(order, photos=photos(), actor=actor, at=at)


def _diagnosed(order, actor, at):
    found = getattr(order, "found", None) or Found(words="Dark")
    diagnose_unit(order, findings=[found], actor=actor, at=at)


WAY = {
    OrderStatus.RECEIVED: _received,
    OrderStatus.DIAGNOSED: _diagnosed,
    OrderStatus.APPROVED: lambda order, actor, at: approve_repair(order, actor=actor, at=at),
    OrderStatus.REPAIRING: lambda order, actor, at: begin_repair(order, actor=actor, at=at),
    OrderStatus.TESTING: lambda order, actor, at: begin_final_test(order, actor=actor, at=at),
    OrderStatus.TESTED: lambda order, actor, at: release_unit(order, actor=actor, at=at),
    OrderStatus.CLEANED: lambda order, actor, at: clean_unit(
        order, result="Driver replaced", actor=actor, at=at
    ),
    OrderStatus.HANDED_OVER: lambda order, actor, at: hand_over_unit(order, actor=actor, at=at),
}


def make_order_at(status, *, actor=SYSTEM, at=MONDAY, found=None, **given) -> WorkOrder:
    """Return a work order that has gone the usual way until `status`."""
    order = make_order(**given)
    order.found = found
    for step, go in WAY.items():
        if order.status == status:
            break
        go(order, actor, at)
        order.refresh_from_db()
        assert order.status == step
    return order
