from dataclasses import replace

import pytest

from aftercare.base.journal.models import Entry
from aftercare.domain.units.models import BatchLot, BuiltIn, Lot, ProductionBatch, Unit
from aftercare.domain.units.operations.production import EmptyDelivery, take_in_production
from aftercare.domain.units.queries import find_lots, find_units, tree_of
from aftercare.domain.units.states import BuiltInBoard, MadeUnit, UsedLot
from aftercare.domain.units.steps import UnknownItem
from aftercare.domain.units.steps.production import NotInBatch, SerialTwice
from aftercare.domain.units.tests.make import MONDAY, made_batch, make_batch, make_unit
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refusals import NotAllowed


def counts():
    return (
        ProductionBatch.objects.count(),
        Unit.objects.count(),
        BuiltIn.objects.count(),
        BatchLot.objects.count(),
        Entry.objects.filter(event="units.batch_taken_in").count(),
    )


def inside(serial):
    tree = tree_of(find_units([serial]).get())
    return {lot.lot.number: lot.designators for lot in tree.lots}


def test_puts_units_into_the_batch_with_their_boards_and_lots(django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        batch = make_batch()

    places = Unit.objects.filter(batch=batch).order_by("position")
    assert [(each.position, each.serial) for each in places] == [
        (1, "AX55-2519-B0001"),
        (2, "AX55-2519-B0002"),
        (3, "AX55-2519-B0003"),
    ]
    assert counts() == (1, 6, 3, 2, 1)
    board = BuiltIn.objects.get(part__serial="MB-00002")
    assert (board.unit.serial, board.designator) == ("AX55-2519-B0002", "A1")


def test_knows_which_units_got_which_reel():
    make_batch()

    assert inside("AX55-2519-B0002") == {"L-100": ("U5", "U6")}
    assert inside("AX55-2519-B0003") == {"L-200": ("U5", "U6")}


def test_keeps_every_window_the_date_code_may_mean():
    make_batch()

    lot = find_lots(["l100"]).get()
    assert [(each.form, str(each)) for each in lot.windows.order_by("pk")] == [
        ("YYWW", "2025-03-17 – 2025-03-23"),
        ("WWYY", "2012-06-18 – 2012-06-24"),
        ("YYMM", "2025-12-01 – 2025-12-31"),
    ]


def test_changes_nothing_when_it_comes_again():
    make_batch()
    before = counts()

    make_batch()

    assert counts() == before


def test_goes_on_where_the_last_delivery_ended():
    make_batch()

    make_batch(5)

    assert counts() == (1, 10, 5, 2, 2)
    assert find_units(["AX55-2519-B0005"]).get().position == 5


def test_gives_a_place_to_a_unit_that_was_known_before():
    known = make_unit("ax55 2519 b0002")

    batch = make_batch()

    known.refresh_from_db()
    assert known.batch == batch
    assert counts() == (1, 6, 3, 2, 1)
    assert sorted(Unit.objects.filter(batch=batch).values_list("position", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"code": " "}, EmptyDelivery),
        ({"units": [MadeUnit("-")]}, EmptyDelivery),
        ({"item": "ZZ"}, UnknownItem),
        ({"units": [MadeUnit("A1"), MadeUnit("a-1")]}, SerialTwice),
        ({"units": [MadeUnit("A1", [BuiltInBoard("ZZ", "1")])]}, UnknownItem),
        ({"lots": [UsedLot("LM358", "L", first="A99")]}, NotInBatch),
        ({"lots": [UsedLot("ZZ", "L")]}, UnknownItem),
    ],
)
def test_is_refused_as_a_whole(given, refusal):
    with pytest.raises(refusal):
        take_in_production(replace(made_batch(), **given), actor=SYSTEM, at=MONDAY)

    assert counts() == (0, 0, 0, 0, 0)
    assert Lot.objects.count() == 0


def test_is_refused_where_a_serial_is_in_another_batch():
    make_batch()
    before = counts()

    with pytest.raises(SerialTwice):
        make_batch(code="B-78")

    assert counts() == before


def test_needs_its_permission():
    with pytest.raises(NotAllowed):
        take_in_production(made_batch(), actor=NOBODY, at=MONDAY)

    assert counts() == (0, 0, 0, 0, 0)
