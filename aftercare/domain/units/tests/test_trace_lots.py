from datetime import date

from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.units.models import Lot
from aftercare.domain.units.operations.production import ship_units
from aftercare.domain.units.queries import (
    all_affected_units,
    find_lots,
    find_units,
    lots_inside,
    lots_made_in,
    trace_lots,
    trace_page,
)
from aftercare.domain.units.states import MadeUnit, UsedLot
from aftercare.domain.units.tests.make import MONDAY, make_batch, make_unit
from aftercare.kit.actors import SYSTEM


def make_boards():
    """Boards of their own batch, with the lot of a part, that go into the sets later."""
    units = [MadeUnit(f"MB-{number:05}") for number in range(1, 4)]
    lots = [UsedLot("LM358", "L-900", ["U1"], date_code="2530")]
    return make_batch(code="M-1", item="MB-5500", units=units, lots=lots)


def test_leads_from_a_lot_in_a_board_to_the_set_at_the_customers(django_assert_num_queries):
    make_boards()
    make_batch()
    shop = make_account()
    ship_units(
        ["ax552519b0002"], item="AX55", account=shop, on=date(2025, 6, 1), actor=SYSTEM, at=MONDAY
    )
    lot = find_lots(["L-900"]).get()

    with django_assert_num_queries(2):
        traced = trace_lots([lot.pk])

    assert (traced.units, traced.pieces) == (3, 3)
    assert [(str(each.account or ""), each.units) for each in traced.owners] == [
        ("", 2),
        ("Harborline Retail", 1),
    ]
    with django_assert_num_queries(3):
        counted, found = trace_page([lot.pk])
    assert counted == traced
    assert [(each.unit.serial, each.through.serial) for each in found] == [
        ("AX55-2519-B0001", "MB-00001"),
        ("AX55-2519-B0002", "MB-00002"),
        ("AX55-2519-B0003", "MB-00003"),
    ]


def test_leads_from_a_set_to_the_lots_at_all_levels(django_assert_num_queries):
    make_boards()
    make_batch()
    unit = find_units(["AX55-2519-B0003"]).get()

    with django_assert_num_queries(5):
        lots = lots_inside(unit)

    assert [(node.unit.serial, lot.lot.number) for node, lot in lots] == [
        ("AX55-2519-B0003", "L-200"),
        ("MB-00003", "L-900"),
    ]


def test_finds_quantities_of_a_lot_too():
    make_unit(serial="", item="LM358", lot="L-100", quantity=250)

    traced = trace_lots([find_lots(["L-100"]).get().pk])

    assert (traced.units, traced.pieces) == (1, 250)


def test_goes_on_behind_a_unit_and_through_all():
    make_batch()
    lots = list(Lot.objects.values_list("pk", flat=True))

    _counted, first = trace_page(lots, most=2)
    counted, rest = trace_page(lots, after=first[-1].unit.pk, most=2)

    assert counted.units == 3
    assert [each.unit.position for each in first + rest] == [1, 2, 3]
    assert len(list(all_affected_units(lots))) == 3


def test_finds_lots_by_the_days_they_may_have_been_made_on():
    make_boards()

    def found(first, last, **given):
        return Lot.objects.filter(lots_made_in(first, last, **given)).count()

    assert found(date(2025, 7, 27), date(2025, 8, 1)) == 1
    assert found(date(2025, 7, 1), date(2025, 7, 20)) == 0
    assert found(date(2025, 7, 28), date(2025, 8, 20)) == 0
    assert found(date(2025, 1, 1), date(2025, 12, 31), item="MB-5500") == 0


def test_finds_nothing_for_no_lot():
    assert trace_lots([]).units == 0
    assert trace_page([])[1] == []
