from decimal import Decimal

import pytest

from aftercare.base.journal.queries import story_of
from aftercare.base.promises.models import Promise, PromiseMove
from aftercare.base.promises.states import PauseReason
from aftercare.base.promises.steps import move_promise
from aftercare.domain.cases.models import Draft
from aftercare.domain.cases.tests.make import make_call
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.operations.substitutes import allow_substitute
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.repairs.models import LostDemand, RepairPart, WorkOrder
from aftercare.domain.repairs.operations.bench import let_repair_wait
from aftercare.domain.repairs.operations.parts import drop_part, need_part
from aftercare.domain.repairs.states import OrderStatus, RepairPromise
from aftercare.domain.repairs.tests.make import HOUR, make_order_at
from aftercare.domain.stock.models import Balance, Reservation
from aftercare.domain.stock.operations.reserving import reserve_goods
from aftercare.domain.stock.states import PlaceKind
from aftercare.domain.stock.tests.make import make_place, make_site, make_stock
from aftercare.domain.supply.models import PurchaseOrder, Shortage
from aftercare.domain.supply.operations.orders import place_order, request_purchase
from aftercare.domain.supply.operations.shortages import (
    AlreadyUnderWay,
    WayIsGone,
    choose_again,
    choose_way_out,
    look_at_needs,
)
from aftercare.domain.supply.operations.transfers import send_transfer, take_in_transfer
from aftercare.domain.supply.queries.shortages import visible_shortages, ways_for
from aftercare.domain.supply.states import ShortageStatus, WayOut
from aftercare.domain.supply.tests.make import (
    DAY,
    MONDAY,
    NOW,
    come,
    make_bin,
    make_board,
    make_supplier,
    offered,
)
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import NotAllowed
from aftercare.kit.states import IllegalMove

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return make_board()


@pytest.fixture
def waiting(board, run_jobs):
    """Return a repair that waits for a board nobody has, as its case knows it."""
    make_bin()
    make_place("supplier", PlaceKind.SUPPLIER)
    save_bom(make_item("AX55", name="55-inch set"), [Part(board, 1)], **NOW)
    case = make_call(subject="No picture")
    order = make_order_at(OrderStatus.REPAIRING, case=case)
    need_part(order, item=board, **NOW)
    let_repair_wait(order, waiting_for=PauseReason.PART, reason="Main board", **NOW)
    run_jobs()
    return order


def the_shortage():
    return Shortage.objects.select_related("item", "work_order").get()


def ways(shortage, at=MONDAY):
    return {each.option.kind: each for each in ways_for(shortage, SYSTEM, at=at)}


def pick(shortage, kind, at=MONDAY, **given):
    key = ways(shortage)[kind].option.key
    return choose_way_out(shortage, key=key, **NOW | {"at": at} | given)


def status_of(order):
    return WorkOrder.objects.get(pk=order.pk).status


def test_a_part_that_is_short_opens_one_shortage_by_itself(waiting, board, run_jobs):
    run_jobs()
    look_at_needs(waiting, **NOW)

    shortage = the_shortage()
    assert (shortage.item, shortage.quantity, shortage.status) == (board, 1, "open")
    assert shortage.case == waiting.case
    assert "supply.shortage_opened" in {each.event for each in story_of(ref(waiting))}
    assert visible_shortages(SYSTEM).count() == 1
    assert not visible_shortages(NOBODY).exists()
    with pytest.raises(NotAllowed):
        choose_way_out(shortage, key="exit", actor=NOBODY, at=MONDAY)


def test_a_substitute_solves_it_at_once_and_the_repair_goes_on(waiting, board, run_jobs):
    other = make_board("MB-5501")
    allow_substitute(board, other, kind="one_way", instruction="Move jumper J3", **NOW)
    make_stock(other, 3, to=make_bin(), source=None)

    best = ways_for(the_shortage(), SYSTEM, at=MONDAY)[0]
    pick(the_shortage(), WayOut.SUBSTITUTE, at=MONDAY + DAY)
    run_jobs()

    shortage = the_shortage()
    assert (best.option.kind, shortage.status) == (WayOut.SUBSTITUTE, ShortageStatus.SOLVED)
    assert shortage.chosen["facts"]["instructions"] == ["Move jumper J3"]
    assert Balance.objects.get(item=other, place=make_bin()).reserved == 1
    assert status_of(waiting) == OrderStatus.REPAIRING
    assert LostDemand.objects.get().item == board
    assert "approved one" in Draft.objects.get(kind="notice").text


def test_rework_is_part_of_what_a_substitute_costs(waiting, board):
    other, third = make_board("MB-5501"), make_board("MB-5502")
    allow_substitute(board, other, kind="one_way", **NOW)
    allow_substitute(other, third, kind="rework", instruction="Move jumper J3", **NOW)
    for each in (other, third):
        make_stock(each, 1, to=make_bin(), source=None, cost="100")

    found = {
        each.option.facts["code"]: each.option
        for each in ways_for(the_shortage(), SYSTEM, at=MONDAY)
        if each.option.kind == WayOut.SUBSTITUTE
    }

    assert [each.cost for each in found.values()] == [100, 125]
    assert found["MB-5502"].facts["rework_costs"] == "25"


def test_what_was_chosen_is_undone_until_something_was_done(waiting, board, run_jobs):
    other = make_board("MB-5501")
    allow_substitute(board, other, kind="one_way", **NOW)
    make_stock(other, 1, to=make_bin())
    pick(the_shortage(), WayOut.SUBSTITUTE)
    choose_again(the_shortage(), **NOW)

    assert (the_shortage().status, the_shortage().way) == ("open", "")
    assert not Reservation.objects.filter(status="held").exists()
    assert RepairPart.objects.get().status == "needed"


def test_a_purchase_is_drafted_and_fills_the_shortage_when_it_comes(waiting, board, run_jobs):
    make_supplier(prices=[(board, offered("380", lead_days=40))])
    pick(the_shortage(), WayOut.PURCHASE)
    run_jobs()
    owed = Promise.objects.get(subject=str(ref(waiting)), kind=RepairPromise.READY)
    order = PurchaseOrder.objects.get()
    request_purchase(order, **NOW)
    place_order(order, **NOW)
    with pytest.raises(AlreadyUnderWay):
        choose_again(the_shortage(), **NOW)
    come(order, 1)
    run_jobs()

    assert order.because == str(ref(the_shortage()))
    assert (owed.due_at, owed.paused_at) == (MONDAY + 40 * DAY, None)
    assert "Purchase" in PromiseMove.objects.get().reason
    assert (the_shortage().status, status_of(waiting)) == ("solved", "repairing")
    assert Reservation.objects.get().document == str(ref(waiting))


def test_with_the_choice_the_day_it_needed_is_taken_back(waiting, board):
    make_supplier(prices=[(board, offered("380", lead_days=40))])
    owed = Promise.objects.filter(subject=str(ref(waiting)), kind=RepairPromise.READY)
    before = owed.get().due_at
    later = MONDAY + HOUR
    pick(the_shortage(), WayOut.PURCHASE)
    choose_again(the_shortage(), actor=SYSTEM, at=later)
    taken_back = owed.get(), the_shortage().due_at
    pick(the_shortage(), WayOut.EXIT, at=later)

    assert (taken_back[0].due_at, taken_back[0].paused_at) == (before, later)
    assert taken_back[1] == before
    assert owed.get().due_at < MONDAY + 40 * DAY
    assert [move.reason != "" for move in owed.get().moves.order_by("pk")][:2] == [True, False]


def test_a_day_that_was_agreed_upon_since_stays(waiting, board):
    make_supplier(prices=[(board, offered("380", lead_days=40))])
    pick(the_shortage(), WayOut.PURCHASE)
    agreed = {"due_at": MONDAY + 50 * DAY, "reason": "As the customer wishes"}
    move_promise(ref(waiting), RepairPromise.READY, **agreed, **NOW)
    choose_again(the_shortage(), **NOW)

    assert Promise.objects.get(kind=RepairPromise.READY).due_at == MONDAY + 50 * DAY


def test_a_draft_is_called_off_with_the_choice(waiting, board):
    make_supplier(prices=[(board, offered("380"))])
    pick(the_shortage(), WayOut.PURCHASE)
    choose_again(the_shortage(), **NOW)
    pick(the_shortage(), WayOut.PURCHASE)

    statuses = list(PurchaseOrder.objects.order_by("pk").values_list("status", flat=True))
    assert statuses == ["cancelled", "draft"]


def test_goods_of_another_site_are_held_sent_and_taken_in(waiting, board, run_jobs):
    branch = make_place("M-01", site=make_site("MNL", "Manila"))
    make_stock(board, 2, to=branch)
    pick(the_shortage(), WayOut.TRANSFER)
    assert Balance.objects.get(place=branch).reserved == 1
    send_transfer(the_shortage(), **NOW)
    send_transfer(the_shortage(), **NOW)
    with pytest.raises(AlreadyUnderWay):
        choose_again(the_shortage(), **NOW)
    take_in_transfer(the_shortage(), **NOW | {"at": MONDAY + DAY})
    take_in_transfer(the_shortage(), **NOW | {"at": MONDAY + DAY})
    run_jobs()

    assert the_shortage().status == "solved"
    assert Balance.objects.get(place=branch).quantity == 1
    assert Balance.objects.get(place__code="PARTS-SZ").reserved == 1
    assert status_of(waiting) == OrderStatus.REPAIRING


def test_of_two_who_choose_the_first_is_heard(waiting, board):
    make_supplier(prices=[(board, offered("380"))])
    first, second = the_shortage(), the_shortage()
    pick(first, WayOut.PURCHASE)

    with pytest.raises(IllegalMove):
        choose_way_out(second, key="exit", **NOW)
    assert PurchaseOrder.objects.count() == 1


def test_what_is_gone_meanwhile_cannot_be_chosen(waiting, board):
    branch = make_place("M-01", site=make_site("MNL", "Manila"))
    balance = make_stock(board, 1, to=branch)
    key = ways(the_shortage())[WayOut.TRANSFER].option.key
    reserve_goods(
        board, quantity=Decimal(1), site_id=branch.site_id, document=Ref("case", 3), line="1", **NOW
    )

    with pytest.raises(WayIsGone):
        choose_way_out(the_shortage(), key=key, **NOW)
    assert (balance.pk, the_shortage().status) == (int(key.split(":")[1]), "open")


def test_faulty_parts_and_the_customers_own_may_be_repaired(waiting, board):
    make_stock(board, 1, to=make_bin(), condition="faulty", cost="0")
    found = ways(the_shortage())

    assert {WayOut.CORE, WayOut.EXIT} <= found.keys()
    assert found[WayOut.CORE].option.chance == 65
    pick(the_shortage(), WayOut.CORE)
    child = WorkOrder.objects.exclude(pk=waiting.pk).get()
    assert (child.kind, child.item) == ("refurbishment", board)
    choose_again(the_shortage(), **NOW)
    child.refresh_from_db()
    assert child.status == OrderStatus.CANCELLED


def test_a_part_that_is_not_needed_is_short_no_more(waiting, board, run_jobs):
    make_supplier(prices=[(board, offered("380"))])
    pick(the_shortage(), WayOut.PURCHASE)
    drop_part(RepairPart.objects.get(), **NOW)
    run_jobs()

    assert the_shortage().status == "ended"
    assert PurchaseOrder.objects.get().status == "cancelled"


def test_what_is_given_to_something_more_urgent_is_short_again(waiting, board, run_jobs):
    make_stock(board, 1, to=make_bin())
    run_jobs()
    solved = the_shortage().status
    reserve_goods(
        board,
        quantity=Decimal(1),
        site_id=waiting.site_id,
        document=Ref("case", 3),
        line="1",
        priority=9,
        **NOW,
    )
    run_jobs()

    assert (solved, the_shortage().status) == ("solved", "open")
    assert RepairPart.objects.get().status == "needed"


def test_the_exit_says_what_was_decided_on_coverage(waiting):
    exit_ = ways(the_shortage())[WayOut.EXIT].option
    assert (exit_.facts["remedy"], exit_.facts["decision"]) == ("", None)


def test_the_ways_cost_the_same_for_many(waiting, board, django_assert_max_num_queries):
    make_supplier(prices=[(board, offered("380")), (board, offered("300", from_quantity=9))])
    make_supplier("Bright Boards", prices=[(board, offered("410"))])
    for number in range(4):
        make_stock(board, 2, to=make_place(f"X-{number}", site=make_site("MNL", "Manila")))
    shortage = the_shortage()

    with django_assert_max_num_queries(20):
        found = ways_for(shortage, SYSTEM, at=MONDAY)

    assert [each.option.kind for each in found].count(WayOut.TRANSFER) == 3
    assert [each.place for each in found] == list(range(1, len(found) + 1))
