"""What the database makes impossible, whatever the code does."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.customers.models import Account
from aftercare.domain.stock.models import Balance, Movement, Valuation
from aftercare.domain.stock.operations.changing import correct_movement
from aftercare.domain.stock.operations.moving import issue_goods, put_away_goods, receive_goods
from aftercare.domain.stock.queries import cost_of
from aftercare.domain.stock.states import OURS, Goods, Line, MovementKind, PlaceKind
from aftercare.domain.stock.steps.ledger import (
    AlreadyElsewhere,
    KeptForService,
    NotEnough,
    QuantityCannotBe,
    WrongPlace,
    post,
)
from aftercare.domain.stock.steps.lines import Posting
from aftercare.domain.stock.tests.make import MONDAY, WORK, make_stock
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refusals import Refused

BY_SQL = """
INSERT INTO stock_movement (at, kind, document, line, paper, reason, by, item_id, owner, quantity,
    source_id, source_kind, condition, purpose, target_id, target_kind, condition_after,
    purpose_after, owner_after, reserved)
SELECT now(), 'issued', 'case:1', '', '', '', 'user:1', %(item)s, 'ours', %(quantity)s,
    source.id, %(source_kind)s, 'new', %(purpose)s, target.id, target.kind, 'new',
    %(purpose_after)s, '', 0
FROM stock_place source, stock_place target
WHERE source.code = 'A-01' AND target.code = %(target)s
"""


def by_sql(**given):
    details = {"source_kind": "bin", "purpose": "service", "purpose_after": "service"}
    with connection.cursor() as cursor:
        cursor.execute(BY_SQL, details | {"quantity": 1} | given)


@pytest.mark.parametrize(
    ("attempt", "constraint"),
    [
        ({"quantity": 6, "target": "CUSTOMER"}, "worth_is_never_below_zero"),
        ({"quantity": 6, "target": "A-02"}, "ours_is_never_below_zero"),
        ({"target": "PRODUCTION"}, "service_stock_is_not_for_production"),
        ({"target": "A-02", "purpose_after": "production"}, "service_stock_is_not_for_production"),
        ({"target": "PRODUCTION", "purpose_after": "production"}, "service_stock_is_not"),
        ({"target": "A-01"}, "movement_changes_something"),
        ({"target": "A-02", "quantity": -1}, "movement_moves_something"),
        ({"target": "A-02", "source_kind": "outside"}, "movement_source_is_of_kind"),
    ],
)
def test_what_may_not_be_is_refused_by_the_database(places, board, attempt, constraint):
    make_stock(board, 5, to=places["bin"])

    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        by_sql(item=board.pk, **attempt)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert Movement.objects.count() == 1
    assert Balance.objects.get(place=places["bin"]).quantity == 5


def test_what_becomes_ours_comes_with_its_value_and_what_stops_being_ours_takes_it(places, board):
    make_stock(board, 1, to=places["bin"], owner="customer")
    shelf = Posting(MovementKind.PASSED_ON, places["bin"], places["bin"], WORK)
    theirs = Goods(board.pk, owner="customer")

    post(shelf, [Line(theirs, owner="ours", unit_cost=Decimal(4))], actor=SYSTEM, at=MONDAY)
    assert Valuation.objects.get().value == 4
    assert Balance.objects.get(place=places["bin"], quantity=1).owner == "ours"

    (back,), _new = post(shelf, [Line(Goods(board.pk), owner="customer")], actor=SYSTEM, at=MONDAY)
    assert (Valuation.objects.get().value, back.cost) == (0, 4)
    correct_movement(back, reason="Wrong unit", actor=SYSTEM, at=MONDAY)
    assert Valuation.objects.get().value == 4
    assert kept() == replayed()


def test_production_stock_goes_to_production(places, board):
    make_stock(board, 5, to=places["bin"], purpose="production")

    by_sql(item=board.pk, target="PRODUCTION", purpose="production", purpose_after="production")

    assert Balance.objects.get(place=places["production"]).quantity == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stock_movement SET quantity = 1",
        "DELETE FROM stock_movement",
        "UPDATE stock_balance SET quantity = 7",
        "DELETE FROM stock_balance",
        "UPDATE stock_valuation SET value = 0",
        "UPDATE stock_place SET kind = 'outside' WHERE code = 'A-01'",
    ],
)
def test_nothing_is_changed_by_hand(places, board, statement):
    make_stock(board, 5, to=places["bin"])

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert Balance.objects.get(place=places["bin"]).quantity == 5


@pytest.mark.parametrize(
    ("line", "way", "refusal"),
    [
        ({"quantity": Decimal(6)}, (MovementKind.ISSUED, "customer"), NotEnough),
        ({}, (MovementKind.ISSUED, "production"), KeptForService),
        ({}, (MovementKind.RECEIVED, "other"), WrongPlace),
        ({}, (MovementKind.ISSUED, "scrap"), WrongPlace),
        ({"quantity": Decimal(0)}, (MovementKind.ISSUED, "customer"), QuantityCannotBe),
    ],
)
def test_a_refusal_says_what_a_constraint_means(places, board, line, way, refusal):
    make_stock(board, 5, to=places["bin"])
    posting = Posting(way[0], places["bin"], places[way[1]], WORK)

    with pytest.raises(refusal):
        post(posting, [Line(Goods(board.pk), **line)], actor=SYSTEM, at=MONDAY)

    assert Movement.objects.count() == 1


def test_a_unit_is_in_one_place(places, board):
    unit = make_unit("PB-1", item="PB-100")
    make_stock(board, 1, to=places["bin"], unit_id=unit.pk)

    with pytest.raises(AlreadyElsewhere), transaction.atomic():
        make_stock(board, 1, to=places["other"], unit_id=unit.pk)

    assert Balance.objects.filter(unit=unit, quantity=1).get().place == places["bin"]


def test_the_same_line_of_a_document_is_posted_once(places, board):
    make_stock(board, 5, to=places["bin"])
    line = Line(Goods(board.pk), Decimal(2), key="1")
    way = {"source": places["bin"], "target": places["customer"], "document": WORK}

    first = issue_goods([line], **way, actor=SYSTEM, at=MONDAY)
    again = issue_goods([line], **way, actor=SYSTEM, at=MONDAY)

    assert first == again
    assert Balance.objects.get(place=places["bin"]).quantity == 3


def test_all_lines_are_posted_or_none(places, board):
    make_stock(board, 5, to=places["bin"])
    lamp = make_part("LED-1")

    with pytest.raises(NotEnough):
        issue_goods(
            [Line(Goods(board.pk)), Line(Goods(lamp.pk))],
            source=places["bin"],
            target=places["customer"],
            document=WORK,
            actor=SYSTEM,
            at=MONDAY,
        )

    assert Movement.objects.count() == 1


def test_value_is_the_moving_average_and_goes_with_what_is_given_out(places, board):
    make_stock(board, 10, to=places["bin"], cost="4")
    make_stock(board, 30, to=places["bin"], cost="8")
    way = {"target": places["customer"], "document": WORK, "actor": SYSTEM, "at": MONDAY}

    (issued,) = issue_goods([Line(Goods(board.pk), Decimal(3))], source=places["bin"], **way)
    worth = Valuation.objects.get()
    (rest,) = issue_goods([Line(Goods(board.pk), Decimal(37))], source=places["bin"], **way)

    assert issued.cost == Decimal(21)
    assert (worth.quantity, worth.value) == (37, 259)
    assert rest.cost == Decimal(259)
    assert list(Valuation.objects.values_list("quantity", "value")) == [(0, 0)]


def test_what_is_not_good_has_an_average_of_its_own_and_takes_its_worth_along(places, board):
    make_stock(board, 4, to=places["bin"], cost="10")
    make_stock(board, 4, to=places["bin"], cost="0", condition="faulty")
    shelf = Posting(MovementKind.CHANGED, places["bin"], places["bin"], WORK)

    assert Valuation.objects.get().value == 40
    burnt = Line(Goods(board.pk), condition="faulty")
    (changed,), _new = post(shelf, [burnt], actor=SYSTEM, at=MONDAY)
    worth = Valuation.objects.get()
    assert (worth.value, worth.unfit_value, changed.cost) == (30, 10, 10)
    assert cost_of(WORK) == 0
    correct_movement(changed, reason="It is not burnt", actor=SYSTEM, at=MONDAY)

    worth = Valuation.objects.get()
    assert (worth.quantity, worth.value) == (4, 40)
    assert (worth.unfit_quantity, worth.unfit_value) == (4, 0)


def test_goods_of_a_customer_are_worth_nothing_to_us(places, board):
    account = Account.objects.create(code="C-1", name="Hartmann", since=MONDAY)
    make_stock(board, 4, to=places["bin"], owner="customer", account_id=account.pk)

    assert not Valuation.objects.exists()
    assert Movement.objects.get().cost is None


PLACES = ("bin", "other", "van", "transit", "customer", "supplier", "scrap", "production")
STEPS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(PLACES),
        st.sampled_from(PLACES),
        st.integers(1, 9),
        st.sampled_from(["service", "production"]),
        st.sampled_from(["new", "used", "faulty"]),
        st.sampled_from(["new", "used", "faulty"]),
    ),
    min_size=5,
    max_size=25,
)


def replayed():
    """Return the balances that the movements lead to, one after the other."""
    sums = {}
    for row in Movement.objects.order_by("pk"):
        goods = (row.item_id, row.lot_id, row.unit_id)
        whose = (row.owner, row.account_id)
        whose_after = (row.owner_after, row.account_after_id) if row.owner_after else whose
        before = (row.source_id, row.condition, row.purpose, *goods, *whose)
        after = (row.target_id, row.condition_after, row.purpose_after, *goods, *whose_after)
        sums[before] = sums.get(before, 0) - row.quantity
        sums[after] = sums.get(after, 0) + row.quantity
    return {key: quantity for key, quantity in sums.items() if quantity}


def kept():
    return {
        (
            each.place_id,
            each.condition,
            each.purpose,
            each.item_id,
            each.lot_id,
            each.unit_id,
            each.owner,
            each.account_id,
        ): each.quantity
        for each in Balance.objects.exclude(quantity=0)
    }


def came_and_went(item):
    """Return what came to us less what left us, by the cost of each movement."""
    rows = Movement.objects.filter(item=item, cost__isnull=False)
    signs = {(True, False): -1, (False, True): 1, (True, True): 0}
    return sum(row.cost * signs[row.source_kind in OURS, row.target_kind in OURS] for row in rows)


@pytest.fixture
def items(places):
    """Return two parts, nine of each in a bin."""
    parts = [make_part("PB-100"), make_part("LED-1")]
    for part in parts:
        make_stock(part, 9, to=places["bin"])
    return parts


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_tried_the_ledger_adds_up(places, items, steps):
    with transaction.atomic():
        for number, source, target, quantity, purpose, before, after in steps:
            posting = Posting(MovementKind.CORRECTED, places[source], places[target], WORK)
            goods = Goods(items[number].pk, condition=before, purpose=purpose)
            try:
                with transaction.atomic():
                    post(
                        posting,
                        [Line(goods, Decimal(quantity), condition=after)],
                        actor=SYSTEM,
                        at=MONDAY,
                    )
            except (Refused, DatabaseError):
                continue

        balances = list(Balance.objects.all())
        assert kept() == replayed()
        assert {sum(b.quantity for b in balances if b.item_id == i.pk) for i in items} == {0}
        assert all(b.quantity >= 0 for b in balances if b.place_kind in OURS)
        assert not [
            b
            for b in balances
            if b.place_kind == PlaceKind.PRODUCTION and b.purpose == "service" and b.quantity > 0
        ]
        for worth in Valuation.objects.all():
            ours = [b for b in balances if b.item_id == worth.item_id and b.place_kind in OURS]
            unfit = [b.quantity for b in ours if b.condition == "faulty"]
            assert worth.unfit_quantity == sum(unfit)
            assert worth.quantity + worth.unfit_quantity == sum(b.quantity for b in ours)
            assert worth.together == came_and_went(worth.item_id)
        transaction.set_rollback(True)


def test_putting_away_moves_no_value(places, board):
    make_stock(board, 5, to=places["bin"], cost="4")

    (moved,) = put_away_goods(
        [Line(Goods(board.pk), Decimal(2))],
        source=places["bin"],
        target=places["other"],
        document=WORK,
        actor=SYSTEM,
        at=MONDAY,
    )

    assert moved.cost is None
    assert Valuation.objects.get().value == 20


def test_what_comes_without_a_price_comes_at_the_average(places, board):
    make_stock(board, 10, to=places["bin"], cost="4")

    (back,) = receive_goods(
        [Line(Goods(board.pk), Decimal(5))],
        source=places["customer"],
        target=places["bin"],
        document=WORK,
        actor=SYSTEM,
        at=MONDAY,
    )

    assert back.cost == 20
    assert Valuation.objects.get().value == 60
