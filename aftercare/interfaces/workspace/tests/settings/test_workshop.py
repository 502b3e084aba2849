from decimal import Decimal

import pytest

from aftercare.domain.catalog.operations.fault_codes import save_fault_code
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.repairs.models import FinalTest, FinalTestPoint, LaborRate
from aftercare.domain.repairs.tests.make import MONDAY
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db
POINTS = "12 V rail; V; 11.7; 12.3\nBurn-in; 30 min\nPicture and sound\n"


@pytest.fixture
def boss():
    return signed_in("Mia", roles=("administrator",))


def test_work_costs_what_is_said_last(boss):
    swap = save_fault_code(kind="action", code="A-SWAP", name="Swapped", actor=SYSTEM, at=MONDAY)
    for amount in ("35", "40"):
        boss.post("/settings/labor-rates/new", {"amount": amount, "currency": "usd"})
    boss.post(
        "/settings/labor-rates/new", {"action": swap.pk, "amount": "55.50", "currency": "USD"}
    )

    assert set(LaborRate.objects.values_list("action", "amount", "currency")) == {
        (None, Decimal(40), "USD"),
        (swap.pk, Decimal("55.50"), "USD"),
    }
    assert "55.50" in boss.get("/settings/labor-rates").content.decode()


def test_a_final_test_is_written_point_by_point_and_kept_in_versions(boss):
    item = make_item("AX55", name="55-inch set")
    boss.post("/settings/final-tests/new", {"item": "AX55", "points": POINTS})

    form = boss.get("/settings/final-tests/AX55").content.decode()
    assert "12 V rail; V; 11.7; 12.3" in form
    boss.post("/settings/final-tests/AX55", {"points": "Picture\n", "needs_two": "on"})

    kinds = FinalTestPoint.objects.filter(test__version=1).order_by("position")
    assert list(kinds.values_list("kind", "minutes")) == [("value", 0), ("soak", 30), ("look", 0)]
    assert FinalTest.objects.get(item=item, version=2).needs_two
    assert "AX55" in boss.get("/settings/final-tests").content.decode()


def test_what_cannot_be_read_is_shown_again(boss):
    make_item("AX55", name="55-inch set")

    wrong = boss.post("/settings/final-tests/new", {"item": "AX55", "points": "Rail; V; low"})
    unknown = boss.post("/settings/final-tests/new", {"item": "nothing", "points": "Picture"})

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert not FinalTest.objects.exists()


def test_who_repairs_does_not_set_it_up():
    assert signed_in("Bo", roles=("board_repair",)).get("/settings/labor-rates").status_code == 404
