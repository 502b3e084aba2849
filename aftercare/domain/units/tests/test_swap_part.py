import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.journal.queries import story_of
from aftercare.domain.units.models import BuiltIn, TakenOut
from aftercare.domain.units.operations.parts import NothingToSwap, swap_part
from aftercare.domain.units.queries import find_lots, find_units, trace_lots, tree_of
from aftercare.domain.units.states import NewPart, OldPart
from aftercare.domain.units.steps.swapping import PartIsElsewhere, PartIsGone, PlaceIsTaken
from aftercare.domain.units.tests.make import MONDAY, make_batch
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refs import ref
from aftercare.kit.refusals import NotAllowed


@pytest.fixture
def unit():
    make_batch()
    return find_units(["AX55-2519-B0001"]).get()


def swap(unit, **given):
    swap_part(unit, **{"out": None, "put_in": None} | given, actor=SYSTEM, at=MONDAY)


def board_of(unit):
    return BuiltIn.objects.get(unit=unit, until=None, designator="A1")


def state():
    return (
        list(BuiltIn.objects.order_by("pk").values_list("pk", "until")),
        TakenOut.objects.count(),
        Entry.objects.count(),
    )


def test_puts_a_new_board_in_the_place_of_the_old_one(unit):
    old = board_of(unit)

    swap(unit, out=OldPart(old.pk), put_in=NewPart("MB-5500", "A1", "MB-99999"))

    tree = tree_of(unit)
    assert [(each.unit.serial, each.designator) for each in tree.parts] == [("MB-99999", "A1")]
    for each in (unit, old.part, tree.parts[0].unit):
        assert story_of(ref(each)).filter(event="units.part_swapped").count() == 1


def test_takes_a_piece_of_a_lot_out_of_one_place_only(unit):
    lot = tree_of(unit).lots[0]

    swap(unit, out=OldPart(batch_lot_id=lot.batch_lot_id, designator="U5"))

    assert tree_of(unit).lots[0].designators == ("U6",)
    assert trace_lots([lot.lot.pk]).units == 2


def test_leaves_the_trace_once_nothing_of_the_lot_is_left(unit):
    lot = tree_of(unit).lots[0]

    for place in ("U5", "U6"):
        old = OldPart(batch_lot_id=lot.batch_lot_id, designator=place)
        swap(unit, out=old, put_in=NewPart("LM358", place, lot="L-300", date_code="2530"))

    assert trace_lots([lot.lot.pk]).units == 1
    new = find_lots(["L-300"]).get()
    assert trace_lots([new.pk]).units == 1
    assert str(new.windows.get()) == "2025-07-21 – 2025-07-27"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({}, NothingToSwap),
        ({"out": OldPart(0)}, PartIsGone),
        ({"out": OldPart(batch_lot_id=0, designator="U5")}, PartIsGone),
        ({"put_in": NewPart("MB-5500", "A1", "MB-9")}, PlaceIsTaken),
        ({"put_in": NewPart("LM358", "U5")}, PlaceIsTaken),
        ({"put_in": NewPart("MB-5500", "A2", "MB-00002")}, PartIsElsewhere),
    ],
)
def test_is_refused_where_it_cannot_be(unit, given, refusal):
    before = state()

    with pytest.raises(refusal):
        swap(unit, **given)

    assert state() == before


def test_refuses_a_unit_inside_itself(unit):
    board = board_of(unit).part
    before = state()

    with pytest.raises(PartIsElsewhere):
        swap(board, put_in=NewPart("AX55", "X1", unit.serial))

    assert state() == before


def test_takes_a_part_out_once(unit):
    lot = tree_of(unit).lots[0]
    old = OldPart(batch_lot_id=lot.batch_lot_id, designator="U5")
    swap(unit, out=old)
    before = state()

    with pytest.raises(PartIsGone):
        swap(unit, out=old)

    assert state() == before


def test_needs_its_permission(unit):
    before = state()

    with pytest.raises(NotAllowed):
        swap_part(unit, out=OldPart(board_of(unit).pk), put_in=None, actor=NOBODY, at=MONDAY)

    assert state() == before
