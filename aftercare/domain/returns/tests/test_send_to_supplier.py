from decimal import Decimal

import pypdfium2
import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.journal.queries import story_of
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.repairs.states import Found, OrderStatus
from aftercare.domain.repairs.tests.make import make_codes, make_order_at
from aftercare.domain.returns.models import SupplierReturn, SupplierReturnLine
from aftercare.domain.returns.operations.deciding import pay_line_back
from aftercare.domain.returns.operations.suppliers import (
    AnswerIsMissing,
    NothingForTheSupplier,
    TheirNumberIsMissing,
    ToSend,
    call_off_supplier_return,
    note_supplier_answer,
    open_supplier_return,
    send_to_supplier,
    take_back_supplier_answer,
)
from aftercare.domain.returns.queries import (
    lines_to_supplier,
    parcels_to_supplier,
    parts_for_suppliers,
)
from aftercare.domain.returns.queries.papers import supplier_paper
from aftercare.domain.returns.states import Answered, Outcome, SupplierAnswer
from aftercare.domain.returns.steps.suppliers import WhereItComesIsMissing
from aftercare.domain.returns.tests.make import (
    MONDAY,
    NOW,
    announced,
    first_line,
    make_inspected,
    make_reel,
    make_removed,
)
from aftercare.domain.shipping.queries import contents_of
from aftercare.domain.stock.models import Balance, Movement
from aftercare.domain.stock.steps.ledger import NotEnough
from aftercare.domain.stock.tests.make import make_place
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref
from aftercare.kit.states import IllegalMove


@pytest.fixture
def order(db):
    make_codes()
    found = Found(fault="F-LED", designator="U17", words="Shorted")
    return make_order_at(OrderStatus.REPAIRING, found=found)


@pytest.fixture
def shop(db):
    return make_account()


@pytest.fixture
def maker(db):
    return make_account("Chips Inc.")


def sent(maker, *parts) -> SupplierReturn:
    going = open_supplier_return(ToSend(parts=parts), supplier=maker, **NOW)
    send_to_supplier(going, their_number="R-7788", **NOW)
    going.refresh_from_db()
    return going


def line_of(going, number=1) -> SupplierReturnLine:
    return lines_to_supplier(going).get(number=number)


def lie():
    """Return how many of ours lie where, by condition."""
    rows = Balance.objects.filter(owner="ours").exclude(quantity=0)
    return {(row.place.code, row.condition): int(row.quantity) for row in rows}


def answer(line, how, **given):
    note_supplier_answer(line, Answered(how, **given), **NOW)


def test_removed_parts_go_to_the_supplier_at_once_and_each_is_answered(order, maker):
    parts = [make_removed(order), make_removed(order, designator="U18", number="2519-C")]
    assert list(parts_for_suppliers(SYSTEM)) == parts
    before = lie()

    going = sent(maker, *parts)

    parcel = parcels_to_supplier(going).get()
    assert [line.quantity for line in contents_of(parcel)] == [1, 1]
    assert not parts_for_suppliers(SYSTEM).exists()
    assert ("TO-SUPPLIER-SZ", "faulty") in before
    assert ("TO-SUPPLIER-SZ", "faulty") not in lie()

    answer(line_of(going), SupplierAnswer.CREDITED, amount=Decimal("2.50"))
    going.refresh_from_db()
    assert going.status == "sent"
    place = make_place("A-02")
    answer(line_of(going, 2), SupplierAnswer.REPLACED, place_id=place.pk)

    going.refresh_from_db()
    assert (going.code, going.status) == ("RTS-2026-00001", "settled")
    assert lie()["A-02", "new"] == 1
    assert [line_of(going, each).amount for each in (1, 2)] == [Decimal("2.50"), Decimal(3)]
    told = [entry.event for entry in story_of(ref(order))]
    assert {"returns.sent_to_supplier", "returns.supplier_answered"} <= set(told)


def test_what_the_supplier_sends_back_lies_where_it_lay_and_may_go_again(order, maker):
    part = make_removed(order)
    before = lie()
    going = sent(maker, part)
    with pytest.raises(AnswerIsMissing):
        answer(line_of(going), SupplierAnswer.SENT_BACK)

    answer(line_of(going), SupplierAnswer.SENT_BACK, words="Out of their guarantee")

    assert lie() == before
    assert list(parts_for_suppliers(SYSTEM)) == [part]
    open_supplier_return(ToSend(parts=[part]), supplier=maker, **NOW)
    assert not parts_for_suppliers(SYSTEM).exists()
    with pytest.raises(NothingForTheSupplier):
        take_back_supplier_answer(line_of(going), **NOW)


def test_the_same_twice_is_done_once(order, maker):
    part = make_removed(order)
    going = sent(maker, part)
    send_to_supplier(going, their_number="R-7788", **NOW)
    with pytest.raises(NothingForTheSupplier):
        open_supplier_return(ToSend(parts=[part]), supplier=maker, **NOW)
    answer(line_of(going), SupplierAnswer.SENT_BACK, words="No")
    count, told = Movement.objects.count(), Entry.objects.count()

    answer(line_of(going), SupplierAnswer.SENT_BACK, words="No")

    assert (Movement.objects.count(), Entry.objects.count()) == (count, told)
    assert parcels_to_supplier(going).count() == 1
    with pytest.raises(IllegalMove):
        answer(line_of(going), SupplierAnswer.CREDITED, amount=Decimal(2))


@pytest.mark.parametrize(
    ("how", "given"),
    [
        (SupplierAnswer.CREDITED, {"amount": Decimal(2)}),
        (SupplierAnswer.SENT_BACK, {"words": "No"}),
        (SupplierAnswer.REFUSED, {"words": "Burnt"}),
        (SupplierAnswer.REPLACED, {}),
    ],
)
def test_an_answer_is_taken_back_with_what_it_brought(order, maker, how, given):
    going = sent(maker, make_removed(order))
    place = make_place("A-02") if how == SupplierAnswer.REPLACED else None
    before = lie()
    answer(line_of(going), how, place_id=place.pk if place else None, **given)

    take_back_supplier_answer(line_of(going), **NOW)

    going.refresh_from_db()
    assert (going.status, line_of(going).answer, lie()) == ("sent", "", before)
    with pytest.raises(IllegalMove):
        take_back_supplier_answer(line_of(going), **NOW)


def test_nothing_is_sent_that_is_not_there_or_without_their_number(order, maker):
    part = make_removed(order)
    going = open_supplier_return(ToSend(parts=[part]), supplier=maker, **NOW)
    with pytest.raises(TheirNumberIsMissing):
        send_to_supplier(going, their_number=" ", **NOW)
    shelf = Balance.objects.get(place__code__startswith="TO-SUPPLIER")
    scrap = make_place("BIN-X", "scrap")
    Movement.objects.create(
        at=MONDAY,
        kind="scrapped",
        by="system:0",
        item=shelf.item,
        quantity=1,
        source=shelf.place,
        source_kind="bin",
        condition="faulty",
        purpose="service",
        owner="ours",
        target=scrap,
        target_kind="scrap",
        condition_after="scrap",
        purpose_after="service",
    )

    with pytest.raises(NotEnough):
        send_to_supplier(going, their_number="R-1", **NOW)

    going.refresh_from_db()
    assert (going.status, parcels_to_supplier(going).exists()) == ("open", False)


def test_what_is_called_off_waits_again(order, maker):
    part = make_removed(order)
    going = open_supplier_return(ToSend(parts=[part]), supplier=maker, **NOW)

    call_off_supplier_return(going, why="Cheap", **NOW)

    going.refresh_from_db()
    assert (going.status, list(parts_for_suppliers(SYSTEM))) == ("off", [part])
    with pytest.raises(IllegalMove):
        send_to_supplier(going, their_number="R-1", **NOW)


def test_what_comes_instead_comes_to_a_place(order, maker):
    going = sent(maker, make_removed(order))

    with pytest.raises(WhereItComesIsMissing):
        answer(line_of(going), SupplierAnswer.REPLACED)

    assert not line_of(going).answer


def test_a_line_of_a_return_goes_on_too(shop, maker):
    reel = make_reel(account=shop)
    rma = make_inspected(announced(reel, 3000), account=shop)
    line = first_line(rma)
    pay_line_back(line, how=Outcome.CREDIT, amount=Decimal(450), what_for="Reel", **NOW)

    going = open_supplier_return(ToSend([line]), supplier=maker, **NOW)
    with pytest.raises(NothingForTheSupplier):
        open_supplier_return(ToSend([line]), supplier=maker, **NOW)
    send_to_supplier(going, their_number="R-7788", **NOW)

    rows = Balance.objects.filter(lot=reel, quantity__gt=0, owner="ours")
    assert [row.place_kind for row in rows] == ["supplier"]
    answer(line_of(going), SupplierAnswer.SENT_BACK, words="Out of their guarantee")
    assert [row.place.code for row in rows.all()] == ["RETURNS-SZ"]
    assert "returns.sent_to_supplier" in [entry.event for entry in story_of(ref(rma))]


def test_the_paper_names_each_part_and_what_was_found(order, maker):
    going = sent(maker, make_removed(order))

    with pypdfium2.PdfDocument(supplier_paper(going, language="en", at=MONDAY)) as document:
        text = document[0].get_textpage().get_text_bounded()

    assert {"RTS-2026-00001", "R-7788", "MP3394", "2519-B"} <= set(text.split())
    assert "Backlight driver shorted" in text
