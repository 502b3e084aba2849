"""A customer's repairs, of their company or of their own, and where each of them stands."""

import pytest

from aftercare.base.promises.states import PauseReason
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.repairs.operations.bench import let_repair_wait
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.repairs.tests.make import MONDAY, make_order_at
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("channels")


def test_repairs_of_the_company_and_of_the_person_are_listed_and_no_others(
    come_in, harborline, marisol, li_na, django_assert_num_queries
):
    theirs = make_order_at(OrderStatus.REPAIRING, account=harborline)
    make_order_at(OrderStatus.HANDED_OVER, serial="AX55-2519-B0043", account=harborline)
    hers = make_order_at(OrderStatus.RECEIVED, serial="AX55-2519-B0044", contact=li_na)
    make_order_at(OrderStatus.RECEIVED, serial="AX55-2519-B0045", account=make_account("Other"))
    client = come_in()
    client.get("/my/repairs")

    with django_assert_num_queries(8):
        page = client.get("/my/repairs").content.decode()
    home = client.get("/my").content.decode()
    own = come_in("lina@qq.example").get("/my/repairs").content.decode()

    assert page.index("You have it again") < page.index("Being repaired now")
    assert f"/track/{theirs.token}" in page
    assert f"/track/{hers.token}" not in page
    assert "AX55-2519-B0045" not in page
    assert "Being repaired now" in home
    assert "You have it again" not in home
    assert f"/track/{hers.token}" in own
    assert f"/track/{theirs.token}" not in own


def test_who_has_no_repairs_reads_what_to_do(come_in, marisol):
    assert "No repairs yet" in come_in().get("/my/repairs").content.decode()


def test_by_when_a_quote_is_owed_is_no_day_to_be_ready_by(come_in, harborline, marisol):
    make_order_at(OrderStatus.DIAGNOSED, account=harborline)
    make_order_at(OrderStatus.EXPECTED, serial="AX55-2519-B0043", account=harborline)
    client = come_in()

    assert "ready by" not in client.get("/my/repairs").content.decode()
    assert "ready by" not in client.get("/my").content.decode()


def test_a_repair_that_waits_names_no_day_to_be_ready_by(come_in, harborline, marisol):
    make_order_at(OrderStatus.REPAIRING, account=harborline)
    waits = make_order_at(OrderStatus.APPROVED, serial="AX55-2519-B0043", account=harborline)
    for_part = {"waiting_for": PauseReason.PART, "reason": "Panel on its way"}
    let_repair_wait(waits, **for_part, actor=SYSTEM, at=MONDAY)

    page = come_in().get("/my/repairs").content.decode()

    assert "The repair waits" in page
    assert page.count("ready by") == 1
