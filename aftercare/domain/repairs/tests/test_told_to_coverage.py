"""What a decision on coverage hears of repairs and exchanges, without anybody typing it."""

from datetime import date, timedelta

from aftercare.domain.coverage.queries.guarantee import guarantee_of
from aftercare.domain.coverage.queries.known import known_for, known_of_unit
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.repairs.operations.bench import let_repair_wait
from aftercare.domain.repairs.operations.diagnosis import diagnose_unit
from aftercare.domain.repairs.operations.finishing import exchange_unit
from aftercare.domain.repairs.operations.intake import open_work_order, receive_unit
from aftercare.domain.repairs.states import Found, OrderStatus
from aftercare.domain.repairs.tests.make import MONDAY, make_codes, make_order_at, photos
from aftercare.domain.units.operations.records import note_date
from aftercare.domain.units.states import DateKind
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM

DAY = timedelta(days=1)
SOLD = MONDAY.date() - 30 * DAY


def sell(unit, on=SOLD):
    note_date(unit, kind=DateKind.SOLD, on=on, actor=SYSTEM, at=MONDAY)
    return unit


def rows_of(unit):
    return {
        kind: [(each.source, each.said) for each in found]
        for kind, found in known_of_unit(unit).history.items()
        if found
    }


def test_a_repair_with_its_days_and_where_it_is_kept(db):
    order = make_order_at(OrderStatus.REPAIRING)
    sell(order.unit)

    assert rows_of(order.unit) == {"repairs": [(order.code, {"began_on": "2026-09-28"})]}


def test_a_repair_waits_for_parts(db):
    order = make_order_at(OrderStatus.REPAIRING)
    let_repair_wait(order, waiting_for="part", reason="Panel", actor=SYSTEM, at=MONDAY)

    ((_code, said),) = rows_of(order.unit)["repairs"]
    assert said["delayed_by"] == "parts"


def test_a_repair_after_which_the_same_was_found_did_not_help(db):
    make_codes()
    found = Found(fault="F-LED")
    first = make_order_at(OrderStatus.HANDED_OVER, found=found)
    about = {"unit": first.unit, "site": first.site, "complaint": "Dark"}
    again = open_work_order(first.item, **about, actor=SYSTEM, at=MONDAY)
    receive_unit(again, photos=photos(), actor=SYSTEM, at=MONDAY + DAY)
    diagnose_unit(again, findings=[found], actor=SYSTEM, at=MONDAY + DAY)

    earlier, later = rows_of(first.unit)["repairs"]
    assert earlier[1]["worked"] is False
    assert "worked" not in later[1]


def test_what_was_given_for_it_goes_on_with_its_term(db):
    order = make_order_at(OrderStatus.DIAGNOSED, account=make_account("Harborline"))
    sell(order.unit)
    new = make_unit("AX55-NEW-0001")
    exchange_unit(order, replacement=new, why="Too old", actor=SYSTEM, at=MONDAY + 3 * DAY)

    known = known_of_unit(new)

    assert known.facts["sold_on"] == SOLD.isoformat()
    assert rows_of(new) == {
        "waits": [(order.code, {"began_on": "2026-09-28", "ended_on": "2026-10-01"})],
        "exchanges": [(str(order.unit), {"on": "2026-10-01"})],
    }


def test_what_was_before_the_sale_is_nobodys_repair(db):
    order = make_order_at(OrderStatus.HANDED_OVER)
    note_date(
        order.unit, kind=DateKind.SOLD, on=MONDAY.date() + DAY, actor=SYSTEM, at=MONDAY + 2 * DAY
    )

    assert rows_of(order.unit) == {}


def test_deciding_again_takes_our_dates_and_what_only_people_said(db):
    order = make_order_at(OrderStatus.HANDED_OVER)
    unit = sell(order.unit)
    decided = {
        "unit": str(unit),
        "sold_on": "2020-01-01",
        "stock": "none",
        "upstream": {"supplier": "Old"},
        "repairs": [
            {"began_on": "2026-09-28", "ended_on": "2026-09-28", "worked": True},
            {"began_on": "2026-01-01"},
        ],
        "exchanges": [],
    }

    known = known_for(None, unit, decided)

    assert (known["sold_on"], known["stock"]) == (SOLD.isoformat(), "none")
    assert "upstream" not in known
    assert [(each.get("source"), each.get("worked")) for each in known["repairs"]] == [
        (order.code, True),
        (None, None),
    ]
    assert known["history_known"]
    assert "sold_on" not in known_for(None, None, decided)


def test_the_guarantee_of_a_unit_knows_its_repairs(db):
    order = make_order_at(OrderStatus.REPAIRING)
    unit = sell(order.unit)
    unit.sold_in = "CN"
    unit.item.item_class = "television.lcd"
    unit.item.save()

    known = guarantee_of(unit, today=date(2026, 10, 28), language="en")

    assert known.is_known
