from datetime import date
from decimal import Decimal

import pytest

from aftercare.base.journal.queries import story_of
from aftercare.base.promises.models import Promise, PromiseMove
from aftercare.base.promises.steps import ReasonMissing
from aftercare.base.search.queries import find
from aftercare.domain.stock.models import Balance, Movement, Valuation
from aftercare.domain.stock.queries import visible_balances
from aftercare.domain.supply.models import PurchaseOrder, PurchaseReceipt
from aftercare.domain.supply.operations.orders import (
    PriceIsMissing,
    RateIsMissing,
    SupplierIsMissing,
    cancel_purchase,
    close_purchase,
    draft_order,
    draft_spares_with_production,
    edit_draft,
    place_order,
    request_purchase,
    send_request_back,
)
from aftercare.domain.supply.operations.receiving import (
    DayHasPassed,
    MoreThanOrdered,
    confirm_purchase,
)
from aftercare.domain.supply.operations.suppliers import agree_on_spares
from aftercare.domain.supply.queries import lines_of_purchase, visible_purchases
from aftercare.domain.supply.queries.papers import purchase_paper
from aftercare.domain.supply.states import PurchaseKind, PurchaseStatus
from aftercare.domain.supply.steps.purchases import NothingWanted
from aftercare.domain.supply.tests.make import (
    DAY,
    MONDAY,
    NOW,
    come,
    make_bin,
    make_board,
    make_draft,
    make_ordered,
    make_supplier,
    offered,
    wanted,
)
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import NotAllowed
from aftercare.kit.states import IllegalMove

pytestmark = pytest.mark.django_db


def test_a_draft_takes_the_price_of_the_list_for_so_many():
    board = make_board()
    supplier = make_supplier(
        prices=[(board, offered("400")), (board, offered("360", from_quantity=Decimal(50)))]
    )

    few = make_draft(wanted(board, 10, price=None), supplier=supplier)
    many = make_draft(wanted(board, 60, price=None), supplier=supplier)

    prices = [lines_of_purchase(each).get().unit_price for each in (few, many)]
    assert (prices, few.currency) == ([400, 360], "USD")


def test_the_same_wish_is_drafted_once_until_it_is_called_off():
    make_bin()
    plan = Ref("case", 7)

    first = draft_order(None, lines=[wanted()], because=plan, **NOW)
    again = draft_order(None, lines=[wanted()], because=plan, **NOW)
    cancel_purchase(first, why="Enough there", **NOW)
    anew = draft_order(None, lines=[wanted()], because=plan, **NOW)

    assert (again, anew == first) == (first, False)
    assert "supply.purchase_drafted" in {entry.event for entry in story_of(plan)}


def test_a_draft_needs_something_and_the_right_to_ask():
    make_bin()

    with pytest.raises(NothingWanted):
        draft_order(None, lines=[], **NOW)
    with pytest.raises(NothingWanted):
        draft_order(None, lines=[wanted(quantity=0)], **NOW)
    with pytest.raises(NotAllowed):
        draft_order(None, lines=[wanted()], actor=NOBODY, at=MONDAY)

    assert not PurchaseOrder.objects.exists()
    assert not visible_purchases(NOBODY).exists()


def test_a_request_is_ordered_of_somebody_at_a_price_worth_something_to_us():
    order = draft_order(None, lines=[wanted(price=None)], site=make_bin().site, **NOW)
    yuan = make_supplier(currency="CNY")
    request_purchase(order, **NOW)
    with pytest.raises(SupplierIsMissing):
        place_order(order, **NOW)
    send_request_back(order, why="Of whom?", **NOW)
    edit_draft(order, supplier=yuan, lines=[wanted(price=None)], site=order.site, **NOW)
    request_purchase(order, **NOW)
    with pytest.raises(PriceIsMissing):
        place_order(order, **NOW)
    send_request_back(order, why="For how much?", **NOW)
    edit_draft(order, supplier=yuan, lines=[wanted(price="2600")], site=order.site, **NOW)
    request_purchase(order, **NOW)
    with pytest.raises(RateIsMissing):
        place_order(order, **NOW)
    place_order(order, rate=Decimal("0.14"), **NOW)

    order.refresh_from_db()
    assert (order.status, order.due_at) == (PurchaseStatus.ORDERED, MONDAY + 21 * DAY)
    with pytest.raises(IllegalMove):
        edit_draft(order, supplier=yuan, lines=[wanted()], site=order.site, **NOW)
    come(order, 10)
    assert Valuation.objects.get().value == 3640


def test_a_confirmed_day_is_promised_to_us_and_moves_with_a_reason():
    order = make_ordered()
    with pytest.raises(DayHasPassed):
        confirm_purchase(order, on=date(2026, 9, 1), **NOW)
    confirm_purchase(order, on=date(2026, 10, 12), their_number="SO-77", **NOW)
    with pytest.raises(ReasonMissing):
        confirm_purchase(order, on=date(2026, 10, 19), **NOW)
    confirm_purchase(order, on=date(2026, 10, 19), reason="Glue is late", **NOW)

    order.refresh_from_db()
    owed = Promise.objects.get(subject=str(ref(order)))
    assert (order.status, order.their_number) == (PurchaseStatus.CONFIRMED, "SO-77")
    assert owed.due_at == order.due_at
    assert owed.about == [f"account:{order.supplier.account_id}"]
    assert PromiseMove.objects.get().reason == "Glue is late"


def test_what_comes_in_parts_is_booked_once_at_its_price_for_service():
    order = make_ordered()
    confirm_purchase(order, on=date(2026, 10, 12), **NOW)

    come(order, 4)
    come(order, 4)
    order.refresh_from_db()
    assert (order.status, lines_of_purchase(order).get().open) == (PurchaseStatus.PARTLY, 6)
    with pytest.raises(MoreThanOrdered):
        come(order, 7, key="d2")
    come(order, 6, key="d2")

    order.refresh_from_db()
    balance = visible_balances(SYSTEM).get()
    assert (balance.quantity, balance.purpose, balance.condition) == (10, "service", "new")
    assert Valuation.objects.get().value == 3800
    assert (Movement.objects.count(), PurchaseReceipt.objects.count()) == (2, 2)
    assert order.status == PurchaseStatus.RECEIVED
    assert Promise.objects.get(subject=str(ref(order))).kept_at == MONDAY + DAY


def test_the_rest_may_never_come():
    order = make_ordered()
    come(order, 4)
    with pytest.raises(IllegalMove):
        cancel_purchase(order, why="Too late", **NOW)
    close_purchase(order, why="They have no more", **NOW)

    order.refresh_from_db()
    assert order.status == PurchaseStatus.RECEIVED
    with pytest.raises(IllegalMove):
        come(order, 6, key="d2")
    assert Balance.objects.filter(quantity__gt=0).get().quantity == 4


def test_spares_go_with_mass_production_once_by_the_share_of_the_contract():
    make_bin()
    share = agree_on_spares(
        make_supplier(prices=[(make_board(), offered("300", kind=PurchaseKind.WITH_PRODUCTION))]),
        make_board(),
        percent=Decimal("1.5"),
        clause="Supply 2026 §7",
        **NOW,
    )
    given = {"production": "MO-118", "quantity": Decimal(5010)} | NOW

    order = draft_spares_with_production(share, **given)
    again = draft_spares_with_production(share, **given)

    line = lines_of_purchase(order).get()
    assert (line.quantity, line.kind, line.unit_price) == (76, "with_production", 300)
    assert (again, "MO-118" in order.words) == (order, True)


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "fil"])
def test_it_is_found_and_printed_in_the_language_of_the_supplier(language):
    order = make_ordered()

    paper = purchase_paper(order, language=language, at=MONDAY)

    assert paper.startswith(b"%PDF")
    assert [hit.code for hit in find("voltix", actor=SYSTEM, at=MONDAY).hits][:1] == [order.code]
