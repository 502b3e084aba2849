from datetime import date, timedelta
from decimal import Decimal

import pytest

from aftercare.base.files.models import FileLink
from aftercare.base.journal.models import Entry
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.stock.models import Balance, Movement, Valuation
from aftercare.domain.stock.operations.changing import (
    NotScrapped,
    ReasonIsMissing,
    change_condition,
    correct_movement,
    harvest_parts,
    scrap_goods,
)
from aftercare.domain.stock.operations.moving import (
    issue_goods,
    return_goods,
    send_goods,
    take_in_arrival,
)
from aftercare.domain.stock.operations.places import PlaceCannotBe, open_place, set_storage_life
from aftercare.domain.stock.operations.retesting import record_retest
from aftercare.domain.stock.queries import cost_of, due_retests
from aftercare.domain.stock.states import Goods, Line, PlaceKind
from aftercare.domain.stock.steps.correcting import AlreadyCorrected
from aftercare.domain.stock.steps.ledger import NotEnough
from aftercare.domain.stock.tests.make import HOUR, MONDAY, WORK, make_stock
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.refusals import NotAllowed

NOW = {"actor": SYSTEM, "at": MONDAY}


def quantities(**filters):
    rows = Balance.objects.filter(quantity__gt=0, **filters).order_by("place__code", "condition")
    return [(row.place.code, row.condition, row.quantity) for row in rows]


def test_what_a_document_used_is_what_it_took_less_what_it_gave_back(places, board):
    make_stock(board, 10, to=places["bin"], cost="7")
    way = {"document": WORK, **NOW}

    issue_goods(
        [Line(Goods(board.pk), Decimal(3))], source=places["bin"], target=places["customer"], **way
    )
    return_goods(
        [Line(Goods(board.pk), Decimal(1))], source=places["customer"], target=places["bin"], **way
    )

    assert cost_of(WORK) == 14
    entry = Entry.objects.get(event="stock.goods_issued")
    assert set(entry.about) == {
        "case:12",
        f"item:{board.pk}",
        f"place:{places['bin'].pk}",
        f"place:{places['customer'].pk}",
    }


def test_between_two_shelves_goods_are_in_transit(places, board):
    make_stock(board, 5, to=places["bin"])
    line = [Line(Goods(board.pk), Decimal(5))]

    send_goods(line, source=places["bin"], transit=places["transit"], document=WORK, **NOW)
    on_the_way = quantities(place_kind__in=["bin", "transit", "van"])
    take_in_arrival(line, transit=places["transit"], target=places["van"], document=WORK, **NOW)

    assert on_the_way == [("TRANSIT", "new", 5)]
    assert quantities(place_kind__in=["bin", "transit", "van"]) == [("VAN", "new", 5)]
    assert Valuation.objects.get().quantity == 5


def test_scrapping_keeps_its_proof_and_takes_the_value(places, board):
    make_stock(board, 2, to=places["bin"], condition="faulty", cost="7")

    (moved,) = scrap_goods(
        [Line(Goods(board.pk, condition="faulty"), Decimal(2))],
        source=places["bin"],
        target=places["scrap"],
        document=WORK,
        reason="Burnt",
        proof=b"%PDF-1.4 scrapped",
        proof_name="proof.pdf",
        **NOW,
    )

    assert quantities() == [("SCRAP", "scrap", 2)]
    assert moved.cost == 14
    assert FileLink.objects.get().subject == f"movement:{moved.pk}"


def test_nothing_is_scrapped_without_a_reason(places, board):
    make_stock(board, 2, to=places["bin"])

    with pytest.raises(ReasonIsMissing):
        scrap_goods(
            [Line(Goods(board.pk))],
            source=places["bin"],
            target=places["scrap"],
            document=WORK,
            reason=" ",
            proof=b"%PDF-1.4 scrapped",
            proof_name="proof.pdf",
            **NOW,
        )

    assert quantities() == [("A-01", "new", 2)]


def test_parts_come_from_what_was_scrapped_only(places, board):
    unit = make_unit("PB-1", item="PB-100")
    make_stock(board, 1, to=places["bin"], unit_id=unit.pk, condition="faulty")
    lamp = [Line(Goods(make_part("LED-1").pk), Decimal(4), key="1")]
    way = {"source": places["scrap"], "target": places["bin"]}

    with pytest.raises(NotScrapped):
        harvest_parts(unit, lines=lamp, **way, **NOW)
    scrap_goods(
        [Line(Goods(board.pk, unit_id=unit.pk, condition="faulty"))],
        source=places["bin"],
        target=places["scrap"],
        document=WORK,
        reason="Broken panel",
        proof=b"%PDF-1.4 scrapped",
        proof_name="proof.pdf",
        **NOW,
    )
    harvest_parts(unit, lines=lamp, **way, **NOW)
    harvest_parts(unit, lines=lamp, **way, **NOW)

    assert quantities(place_kind="bin") == [("A-01", "used", 4)]


def test_a_correction_is_the_opposite_at_the_same_cost_and_comes_once(places, board):
    make_stock(board, 10, to=places["bin"], cost="7")
    (wrong,) = issue_goods(
        [Line(Goods(board.pk), Decimal(3))],
        source=places["bin"],
        target=places["customer"],
        document=WORK,
        **NOW,
    )
    make_stock(board, 10, to=places["bin"], cost="9")

    (right,) = correct_movement(wrong, reason="Typed 3 for 2", **NOW)

    assert (right.cost, right.corrects_id) == (wrong.cost, wrong.pk)
    assert Valuation.objects.get().value == 160
    assert quantities() == [("A-01", "new", 20)]
    for each in (wrong, right):
        with pytest.raises(AlreadyCorrected):
            correct_movement(each, reason="Again", **NOW)
    assert Movement.objects.count() == 4


def test_a_condition_changes_where_the_goods_lie(places, board):
    make_stock(board, 3, to=places["bin"], purpose="production")

    change_condition(
        [Line(Goods(board.pk, purpose="production"), purpose="service", condition="used")],
        place=places["bin"],
        document=WORK,
        reason="Given to service",
        **NOW,
    )

    assert quantities() == [("A-01", "new", 2), ("A-01", "used", 1)]
    assert Valuation.objects.get().value == 30


def test_who_may_not_moves_nothing(places, board):
    make_stock(board, 3, to=places["bin"])
    visitor = Actor("user", 7, "Ben", frozenset({"stock.view"}))

    with pytest.raises(NotAllowed):
        issue_goods(
            [Line(Goods(board.pk))],
            source=places["bin"],
            target=places["customer"],
            document=WORK,
            actor=visitor,
            at=MONDAY,
        )

    assert quantities() == [("A-01", "new", 3)]


def _due(on):
    return due_retests(on, actor=SYSTEM)


def test_stored_boards_are_tested_again_when_their_time_has_come(places, board):
    shelf = make_stock(board, 3, to=places["bin"])
    set_storage_life(board, days=90, **NOW)
    due_on = MONDAY.date() + timedelta(days=90)

    before = list(_due(due_on - timedelta(days=1)))
    due = [(each, each.since, each.due_on) for each in _due(due_on)]
    record_retest(shelf, passed=True, note="", actor=SYSTEM, at=MONDAY + 24 * HOUR)

    assert before == []
    assert due == [(shelf, MONDAY, due_on)]
    assert list(_due(due_on)) == []
    assert [each.due_on for each in _due(due_on + timedelta(days=1))] == [date(2026, 12, 28)]


def test_what_fails_its_test_is_in_quarantine(places, board):
    shelf = make_stock(board, 3, to=places["bin"])

    record_retest(shelf, passed=False, note="No 12 V", **NOW)

    assert quantities() == [("A-01", "quarantine", 3)]


def test_what_is_reserved_is_not_quarantined(places, board):
    shelf = make_stock(board, 3, to=places["bin"])
    Balance.objects.filter(pk=shelf.pk).update(reserved=1)
    shelf.refresh_from_db()

    with pytest.raises(NotEnough, match="Release that under Reservations first"):
        record_retest(shelf, passed=False, note="No 12 V", **NOW)


def test_a_bin_is_at_a_site_and_has_its_own_code(places):
    site = places["bin"].site
    for code, where in (("", site), ("B-01", None), ("a-01", site)):
        with pytest.raises(PlaceCannotBe):
            open_place(code, kind=PlaceKind.BIN, site=where, **NOW)
