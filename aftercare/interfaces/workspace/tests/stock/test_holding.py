from decimal import Decimal

import pytest
from django.urls import reverse

from aftercare.base.people.models import User
from aftercare.domain.catalog.tests.make import make_item, make_part
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.stock.models import Balance, CoreDebt, CoreRule, Place, Reservation, Valuation
from aftercare.domain.stock.operations.changing import scrap_goods
from aftercare.domain.stock.operations.reserving import reserve_goods
from aftercare.domain.stock.states import Goods, Line
from aftercare.domain.stock.tests.make import MONDAY, ORDER, make_places, make_stock
from aftercare.domain.units.tests.make import make_unit
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM

WHO = {"actor": SYSTEM, "at": MONDAY}


@pytest.fixture
def places(db):
    return make_places()


@pytest.fixture
def board(db):
    return make_part("PB-100", name="Power board", kind="board")


@pytest.fixture
def keeper(db):
    return signed_in("Ben", roles=("warehouse", "planner"))


def address(name, *args):
    return reverse(f"workspace:{name}", args=args)


def test_places_are_opened_edited_and_closed(places, keeper, django_assert_num_queries):
    given = {"code": "b-07", "kind": "bin", "site": places["bin"].site_id, "name": "Boards"}
    assert keeper.post(address("stock-place-new"), given).status_code == 302
    assert keeper.post(address("stock-place-new"), {"kind": "bin"}).status_code == 422
    place = Place.objects.get(code="B-07")

    keeper.post(address("stock-place", place.pk), {"name": "Panels", "count_every": 30})
    with django_assert_num_queries(5):
        listed = keeper.get(address("stock-places")).content.decode()
    keeper.post(address("stock-place-close", place.pk))

    assert "Panels" in listed
    assert keeper.get(address("stock-place", place.pk)).status_code == 404


def test_rules_of_items_are_set(board, keeper):
    given = {"item": board.code, "days": 30}
    keeper.post(address("stock-storage-life"), given)
    keeper.post(address("stock-core-days"), given)
    wrong = keeper.post(address("stock-core-days"), {"item": "nothing", "days": 3})

    assert CoreRule.objects.get().days == 30
    assert wrong.status_code == 422
    assert board.code in keeper.get(address("stock-rules")).content.decode()


def test_reservations_are_changed_and_released(places, board, keeper, django_assert_num_queries):
    make_stock(board, 3, to=places["bin"])
    wish = {"quantity": Decimal(1), "site_id": places["bin"].site_id, "line": "1"}
    (held,) = reserve_goods(board, document=ORDER, **wish, **WHO)

    with django_assert_num_queries(6):
        listed = keeper.get(address("stock-reservations")).content.decode()
    assert board.code in listed
    keeper.post(
        address("stock-reservation", held.pk), {"priority": 7, "expires_at": "2026-12-01T08:00"}
    )
    assert Reservation.objects.get().priority == 7
    keeper.post(address("stock-reservation-release", held.pk))
    assert Reservation.objects.get().status == "released"


def test_a_part_is_given_in_exchange_and_the_old_one_comes_back_faulty(places, board, keeper):
    partner = make_account()
    make_stock(board, 3, to=places["bin"])
    give = {"code": board.code, "quantity": "2", "source": places["bin"].pk, "key": "k1"}
    give |= {"account": partner.code, "paper": "EX-7"}

    refused = keeper.post(address("stock-move", "exchange"), give)
    keeper.post(address("stock-core-days"), {"item": board.code, "days": 30, "worth": "4"})
    for _twice in range(2):
        keeper.post(address("stock-move", "exchange"), give)
    assert refused.status_code == 409
    assert CoreDebt.objects.get().quantity == 2
    assert "Harborline" in keeper.get(address("stock-cores")).content.decode()
    assert (
        "Harborline" not in keeper.get(address("stock-cores"), {"show": "overdue"}).content.decode()
    )
    back = {"target": places["other"].pk, "key": "k2"}
    for quantity in ("1", "1"):
        keeper.post(address("stock-core", partner.pk, board.code), back | {"quantity": quantity})
    assert CoreDebt.objects.get().returned == 1
    back = {"target": places["other"].pk, "key": "k3"}
    keeper.post(address("stock-core", partner.pk, board.code), back | {"quantity": "1"})

    assert CoreDebt.objects.get().returned == 2
    old = Balance.objects.get(place=places["other"])
    assert (old.quantity, old.condition, old.owner) == (2, "faulty", "ours")
    assert Valuation.objects.get().unfit_value == 8
    assert "Harborline" not in keeper.get(address("stock-cores")).content.decode()


def test_a_kit_is_planned_picked_and_put_back(places, board, keeper):
    make_stock(board, 3, to=places["bin"])
    person = User.objects.get(name="Ben")
    given = {"name": "Visit", "keeper": person.pk, "site": places["bin"].site_id}
    assert keeper.post(address("stock-kit-new"), given | {"parts": "nothing"}).status_code == 422
    keeper.post(address("stock-kit-new"), given | {"parts": f"{board.code} 2\n"})
    kit = Place.objects.get(is_kit=True)

    assert board.code in keeper.get(address("stock-kit", kit.pk)).content.decode()
    keeper.post(address("stock-kit-pick", kit.pk))
    assert Balance.objects.get(place=kit).quantity == 2
    keeper.post(address("stock-kit-unpack", kit.pk), {"target": "A-02"})

    assert Balance.objects.get(place=places["other"]).quantity == 2
    assert kit.code not in keeper.get(address("stock-kits")).content.decode()


def test_parts_are_harvested_from_a_scrapped_unit(places, board, keeper):
    make_item("AX55", name="55-inch set")
    unit = make_unit("AX55-2519-B0042")
    make_stock(unit.item, 1, to=places["bin"], unit_id=unit.pk)
    given = {
        "unit": "AX55-2519-B0042",
        "code": board.code,
        "purpose": "service",
        "key": "h1",
        "source": places["scrap"].pk,
        "target": places["bin"].pk,
    }

    assert keeper.post(address("stock-move", "harvest"), given).status_code == 409
    unknown = keeper.post(address("stock-move", "harvest"), given | {"unit": "nobody"})
    assert unknown.status_code == 422

    scrap_goods(
        [Line(Goods(unit.item_id, unit_id=unit.pk))],
        source=places["bin"],
        target=places["scrap"],
        document=ORDER,
        reason="Water",
        proof=b"%PDF-1.4",
        proof_name="proof.pdf",
        **WHO,
    )
    first = keeper.post(address("stock-move", "harvest"), given | {"unit": "", "code": unit.serial})
    assert keeper.get(first.url).context["form"]["unit"].value() == unit.serial
    taken = keeper.post(address("stock-move", "harvest"), given)
    assert keeper.get(taken.url).context["form"]["unit"].value() == unit.serial

    assert Balance.objects.get(item=board, quantity__gt=0).condition == "used"


def test_who_answers_customers_sees_none_of_it(places):
    liza = signed_in("Liza")
    for name in ("places", "rules", "reservations", "cores", "kits"):
        assert liza.get(address(f"stock-{name}")).status_code == 403
