from datetime import date

import pytest

from aftercare.base.journal.models import Entry
from aftercare.domain.catalog.models import Bom, BomLine
from aftercare.domain.catalog.operations.boms import (
    EndsBeforeItBegins,
    Part,
    remove_bom,
    remove_bom_line,
    save_bom,
    set_bom_line,
)
from aftercare.domain.catalog.queries import (
    Effectivity,
    Made,
    PlacesNotUnderstood,
    bom_for,
    visible_boms,
    wear_parts_of,
    where_used,
)
from aftercare.domain.catalog.steps.boms import (
    MadeOfItself,
    PartIsListedTwice,
    PlaceIsTaken,
    QuantityDoesNotFit,
)
from aftercare.domain.catalog.tests.make import MONDAY, make_item, make_part
from aftercare.kit.actors import SYSTEM, Actor

pytestmark = pytest.mark.django_db


def save(item, *parts, **given):
    return save_bom(item, parts, effectivity=Effectivity(**given), actor=SYSTEM, at=MONDAY)


def lines(bom):
    rows = bom.lines.order_by("item__code")
    return [(each.item.code, each.quantity, each.places) for each in rows]


def test_places_count_the_parts():
    board, chip, screw = make_item("PCB-1", kind="board"), make_part("IC-1"), make_part("S-1")

    bom = save(board, Part(chip, designators="U1,U3-U5"), Part(screw, quantity=4))

    assert lines(bom) == [("IC-1", 4, "U1, U3-U5"), ("S-1", 4, "")]


def test_said_twice_changes_nothing_and_said_otherwise_takes_its_place():
    board, chip, other = make_item("PCB-1"), make_part("IC-1"), make_part("IC-2")
    bom = save(board, Part(chip, designators="U1"), batch="B1")
    entries = Entry.objects.count()

    assert save(board, Part(chip, designators="u1"), batch="B1") == bom
    assert Entry.objects.count() == entries

    assert save(board, Part(other, designators="U1"), batch="B1") == bom
    assert lines(bom) == [("IC-2", 1, "U1")]


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ([("IC-1", None, "U1"), ("IC-2", None, "U1-U2")], PlaceIsTaken),
        ([("IC-1", None, "U1"), ("IC-1", None, "U2")], PartIsListedTwice),
        ([("IC-1", 3, "U1-U2")], QuantityDoesNotFit),
        ([("IC-1", None, "")], QuantityDoesNotFit),
        ([("IC-1", None, "U9-U1")], PlacesNotUnderstood),
        ([("PCB-1", 1, "")], MadeOfItself),
        ([("SET-1", 1, "")], MadeOfItself),
    ],
)
def test_what_cannot_be_built_is_refused(parts, refusal):
    items = {code: make_part(code) for code in ("IC-1", "IC-2", "PCB-1", "SET-1")}
    save(items["SET-1"], Part(items["PCB-1"], 1))
    wanted = [Part(items[code], quantity, places) for code, quantity, places in parts]

    with pytest.raises(refusal):
        save(items["PCB-1"], *wanted)

    assert not Bom.objects.filter(item=items["PCB-1"]).exists()


def test_a_span_without_days_is_refused():
    with pytest.raises(EndsBeforeItBegins):
        save(make_item(), from_on=date(2026, 2, 1), until_on=date(2026, 2, 1))

    assert not Bom.objects.exists()


def test_a_line_is_set_and_removed():
    board, chip, other = make_item("PCB-1"), make_part("IC-1"), make_part("IC-2")
    bom = save(board, Part(chip, designators="U1"))

    line = set_bom_line(bom, Part(chip, designators="U1, U2"), actor=SYSTEM, at=MONDAY)
    with pytest.raises(PlaceIsTaken):
        set_bom_line(bom, Part(other, designators="U2"), actor=SYSTEM, at=MONDAY)
    assert lines(bom) == [("IC-1", 2, "U1, U2")]

    remove_bom_line(line, actor=SYSTEM, at=MONDAY)
    assert lines(bom) == []
    remove_bom(bom, actor=SYSTEM, at=MONDAY)
    assert not Bom.objects.exists()


def test_the_bill_that_fits_a_production_most_closely_is_found():
    board = make_item("PCB-1")
    general = save(board)
    since = save(board, from_on=date(2026, 1, 1))
    serials = save(board, serial_from="NW100", serial_to="NW199")
    batch = save(board, batch="B-2407")

    assert bom_for(board, Made()) == general
    assert bom_for(board, Made(on=date(2026, 5, 1))) == since
    assert bom_for(board, Made(serial="NW150", on=date(2026, 5, 1))) == serials
    assert bom_for(board, Made(batch="b2407", serial="NW150")) == batch
    assert bom_for(make_part("IC-1"), Made()) is None


def test_where_used_goes_through_all_levels():
    chip, board, kit, tv = (make_part(code) for code in ("IC-1", "PCB-1", "KIT-1", "TV-1"))
    save(board, Part(chip, designators="U1"))
    save(board, Part(chip, designators="U1, U2"), batch="B1")
    save(kit, Part(board, 1))
    save(tv, Part(board, 1), Part(kit, 2))

    uses = [(use.item.code, use.level, use.bom.batch) for use in where_used(chip.pk)]

    assert uses == [
        ("PCB-1", 1, ""),
        ("PCB-1", 1, "B1"),
        ("KIT-1", 2, ""),
        ("TV-1", 2, ""),
        ("TV-1", 3, ""),
    ]


def test_a_circle_in_the_data_ends():
    one, other = make_part("A-1"), make_part("A-2")
    save(one, Part(other, 1))
    circle = Bom.objects.create(item=other)
    BomLine.objects.create(bom=circle, item=one, quantity=1)

    assert [use.item.code for use in where_used(one.pk)] == ["A-2"]
    assert list(wear_parts_of(one)) == []


def test_wear_parts_are_found_at_any_level():
    lamp, board, tv = make_part("L-1", is_wear_part=True), make_part("PCB-1"), make_part("TV-1")
    save(board, Part(lamp, 2))
    save(tv, Part(board, 1))

    assert list(wear_parts_of(tv)) == [lamp]
    assert list(wear_parts_of(lamp)) == []


def test_bills_are_for_our_own_people():
    save(make_item(audience="customer"))

    assert not visible_boms(Actor("customer", 1, "C")).exists()
    assert visible_boms(SYSTEM).count() == 1
