from decimal import Decimal

import pytest

from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.operations.substitutes import allow_substitute
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.repairs.models import LostDemand, RepairPart, WorkOrder
from aftercare.domain.repairs.operations.finishing import refuse_repair
from aftercare.domain.repairs.operations.intake import open_work_order, take_order
from aftercare.domain.repairs.operations.parts import (
    ReadTheInstruction,
    do_without_part,
    drop_part,
    fit_part,
    need_part,
)
from aftercare.domain.repairs.queries import suggestions_for
from aftercare.domain.repairs.states import (
    Found,
    OldPartGoes,
    OrderKind,
    OrderStatus,
    Scanned,
    SolvedBy,
)
from aftercare.domain.repairs.steps import MorePhotosNeeded, SomebodyElseWorks
from aftercare.domain.repairs.steps.losing import keep_lost_demand
from aftercare.domain.repairs.steps.parts import NotInThisUnit, WrongPart, WrongRevision
from aftercare.domain.repairs.tests.make import (
    MONDAY,
    make_codes,
    make_order_at,
    make_technician,
    photo,
)
from aftercare.domain.stock.models import Balance, Movement, Reservation
from aftercare.domain.stock.operations.reserving import reserve_goods
from aftercare.domain.stock.tests.make import make_place, make_stock
from aftercare.domain.units.models import Lot
from aftercare.domain.units.queries import tree_of
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref, ref
from aftercare.kit.states import IllegalMove

WHO = {"actor": SYSTEM, "at": MONDAY}


@pytest.fixture
def driver(db):
    return make_part("MP3394", revision="B")


@pytest.fixture
def order(driver):
    order = make_order_at(OrderStatus.REPAIRING)
    save_bom(order.item, [Part(driver, 1, "U17")], **WHO)
    make_place("SUPPLIER", "supplier")
    make_stock(driver, 4, to=make_place("A-01"), cost="3")
    return order


def fit(order, item, scan="s1", *, revision="", **given):
    details = {"old_goes": OldPartGoes.QUALITY, "old_number": "2519-B"} | given
    scanned = Scanned(item.pk, revision=revision)
    return fit_part(order, scanned=scanned, scan=scan, **details, **WHO)


def need(order, item, **given):
    return need_part(order, item=item, **given, **WHO)


def kept():
    return [
        list(RepairPart.objects.order_by("pk").values_list("status", "used")),
        list(Balance.objects.order_by("pk").values_list("quantity", "reserved")),
        Movement.objects.count(),
    ]


def test_a_part_is_reserved_fitted_and_in_the_tree_of_the_unit(order, driver):
    part = need(order, driver, designator="u17")
    assert (part.status, Balance.objects.get(place__code="A-01").reserved) == ("reserved", 1)

    fitted = fit(order, driver)

    shelf = Balance.objects.get(place__code="A-01")
    assert (shelf.quantity, shelf.reserved) == (3, 0)
    assert (fitted.used, fitted.cost, fitted.old_goes) == (driver, Decimal(3), "quality")
    issued = Movement.objects.get(document=str(ref(order)), kind="issued")
    assert issued.line == f"part-{part.pk}"
    assert [each.designator for each in tree_of(order.unit).loose] == ["U17"]


def test_what_was_reserved_is_free_again_when_another_lot_is_fitted(order, driver):
    need(order, driver, designator="U17")
    lot = Lot.objects.create(item=driver, number="2519-B", number_key="2519-B", known_since=MONDAY)
    make_stock(driver, 2, to=Balance.objects.get(place__code="A-01").place, lot_id=lot.pk)

    fit_part(
        order,
        scanned=Scanned(driver.pk, lot_id=lot.pk),
        scan="s1",
        old_goes=OldPartGoes.QUALITY,
        **WHO,
    )

    assert Reservation.objects.get().status == "released"
    assert not sum(each.reserved for each in Balance.objects.all())


def test_what_is_reserved_for_others_is_not_taken_and_what_is_ours_may_lie_apart(order, driver):
    shelf = Balance.objects.get(place__code="A-01")
    make_stock(driver, 2, to=make_place("A-02"), condition="used", cost="3")
    wish = {"item": driver, "quantity": Decimal(3), "site_id": shelf.place.site_id}
    reserve_goods(**wish, document=Ref("case", 1), line="1", **WHO)
    part = need(order, driver, quantity=Decimal(3), designator="U17")
    assert part.status == "reserved"

    fitted = fit(order, driver)

    assert fitted.cost == 9
    issued = Movement.objects.filter(document=str(ref(order)), kind="issued").order_by("condition")
    assert [(row.condition, row.quantity, row.reserved) for row in issued] == [
        ("new", 1, 1),
        ("used", 2, 2),
    ]
    shelf.refresh_from_db()
    assert (shelf.quantity, shelf.reserved) == (3, 3)


def test_the_same_scan_twice_fits_once(order, driver):
    need(order, driver, designator="U17")
    fit(order, driver)
    before = kept()

    again = fit(order, driver)

    assert kept() == before
    assert again.status == "fitted"
    with pytest.raises(WrongPart):
        fit(order, driver, scan="another")
    assert kept() == before


def test_a_wrong_part_or_revision_is_stopped(order, driver):
    need(order, driver, designator="U17")
    other = make_part("LM358")
    before = kept()

    with pytest.raises(WrongPart, match="Needed: MP3394"):
        fit(order, other)
    with pytest.raises(WrongRevision):
        fit(order, driver, revision="A")
    with pytest.raises(MorePhotosNeeded):
        fit(order, driver, old_goes=OldPartGoes.SCRAP)

    assert kept() == before
    fit(order, driver, revision="B", old_goes=OldPartGoes.SCRAP, proof=photo())


def test_a_substitute_is_fitted_by_its_instruction_and_the_demand_is_kept(order, driver):
    need(order, driver, quantity=Decimal(5), designator="U17")
    RepairPart.objects.update(quantity=1)
    other = make_part("MP3398")
    make_stock(other, 2, to=Balance.objects.get(place__code="A-01").place)
    allow_substitute(driver, other, kind="rework", instruction="Lift pin 4", **WHO)

    with pytest.raises(ReadTheInstruction, match="Lift pin 4"):
        fit(order, other)
    assert not LostDemand.objects.exists()
    fitted = fit(order, other, instruction_read=True)

    assert (fitted.used, fitted.instruction) == (other, "Lift pin 4")
    assert LostDemand.objects.get().solved_by == "substitute"


def test_what_the_unit_is_not_made_of_is_not_needed(order):
    with pytest.raises(NotInThisUnit):
        need(order, make_part("LM358"))

    assert not RepairPart.objects.exists()


def test_what_is_not_needed_any_more_is_free_again(order, driver):
    part = need(order, driver)
    drop_part(part, **WHO)
    with pytest.raises(IllegalMove):
        drop_part(part, **WHO)

    assert Reservation.objects.get().status == "released"


def test_what_was_missing_is_kept_when_the_matter_ends_otherwise(order, driver):
    need(order, driver, quantity=Decimal(9))

    refuse_repair(order, why="No part", **WHO)

    lost = LostDemand.objects.get()
    assert (lost.item, lost.quantity, lost.solved_by) == (driver, 9, "return")


def test_each_line_that_was_missing_counts_and_what_was_needed_by_mistake_does_not(order, driver):
    places = [need(order, driver, quantity=Decimal(9), designator="U17")]
    places.append(need(order, driver, quantity=Decimal(7)))
    drop_part(need(order, driver, quantity=Decimal(8)), **WHO)
    do_without_part(places[0], **WHO)
    with pytest.raises(IllegalMove):
        do_without_part(RepairPart.objects.get(pk=places[0].pk), **WHO)

    refuse_repair(order, why="No part", **WHO)

    lost = LostDemand.objects.order_by("pk").values_list("quantity", "solved_by")
    assert list(lost) == [(9, "without"), (7, "return")]


def test_what_came_in_the_end_was_not_lost(order, driver):
    part = need(order, driver)
    keep_lost_demand(part, SolvedBy.SUBSTITUTE, at=MONDAY)

    fit(order, driver)

    assert not LostDemand.objects.exists()


def test_the_old_part_is_followed_to_what_became_of_it(order, driver):
    need(order, driver)
    fitted = fit(order, driver, old_goes=OldPartGoes.KEPT)

    ours = {"site": order.site, "complaint": "Dead", "kind": OrderKind.REFURBISHMENT}
    first = open_work_order(driver, **ours, **WHO)
    open_work_order(driver, **ours, **WHO)

    fitted.refresh_from_db()
    assert fitted.old_order == first


def test_only_who_has_the_unit_fits_parts(order, driver):
    need(order, driver)
    bo, carlo = make_technician("Bo"), make_technician("Carlo")
    take_order(order, actor=bo, at=MONDAY)
    before = kept()

    with pytest.raises(SomebodyElseWorks):
        fit_part(
            order,
            scanned=Scanned(driver.pk),
            scan="s1",
            old_goes=OldPartGoes.KEPT,
            actor=carlo,
            at=MONDAY,
        )

    assert kept() == before


def test_what_helped_before_is_suggested_with_how_often_it_lasted(db):
    make_codes()
    found = Found(symptom="S-DARK", fault="F-LED", action="A-SWAP", lot="2519-B")
    for number in range(3):
        make_order_at(OrderStatus.HANDED_OVER, serial=f"AX55-2519-D{number:04}", found=found)
    first = WorkOrder.objects.order_by("pk").first()
    again = {"unit": first.unit, "site": first.site, "complaint": "Dark again"}
    open_work_order(first.item, **again, **WHO)

    order = make_order_at(OrderStatus.DIAGNOSED, serial="AX55-2519-D0009", found=found)
    (suggestion,) = suggestions_for(order)

    assert (suggestion.fault.code, suggestion.solved, suggestion.same_lot) == ("F-LED", 3, 3)
    assert (suggestion.again, suggestion.rate) == (1, 67)
