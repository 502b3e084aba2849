import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from aftercare.base.people.models import User
from aftercare.base.people.queries import actor_for
from aftercare.domain.cases.operations.work import assign_case
from aftercare.domain.cases.steps import link_unit
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.operations.intake import take_order
from aftercare.domain.repairs.queries import points_for
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.repairs.tests.make import (
    MONDAY,
    make_codes,
    make_final_test,
    make_order,
    make_order_at,
)
from aftercare.domain.stock.models import Balance
from aftercare.domain.stock.tests.make import make_place, make_site, make_stock
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM


@pytest.fixture
def bench(db):
    return signed_in("Bo", roles=("unit_repair",))


def address(name, *args):
    return reverse(f"workspace:{name}", args=args)


def do(browser, order, verb, **given):
    return browser.post(address("order-do", order.code, verb), given)


def pictures(*names):
    return [SimpleUploadedFile(name, b"\xff\xd8\xff\xe0" + name.encode()) for name in names]


def status_of(order):
    return WorkOrder.objects.get(pk=order.pk).status


def test_the_list_shows_what_is_due_first_and_turns_pages(bench, django_assert_num_queries):
    first = make_order_at(OrderStatus.REPAIRING, complaint="Flickers")
    for number in range(3):
        case = make_case(peer=f"c{number}@harborline.example")
        make_order(f"AX55-2519-C{number:04}", complaint="No sound", case=case)
    bench.get(address("repairs"))

    with django_assert_num_queries(7):
        page = bench.get(address("repairs")).content.decode()
    late = bench.get(address("repairs"), {"q": "C0002"}).content.decode()
    closed = bench.get(address("repairs"), {"show": "closed"}).content.decode()

    assert page.index(first.code) < page.index("WO-2026-00002")
    assert (late.count("No sound<"), late.count("Flickers")) == (1, 0)
    assert "No work order answers" in closed


def test_a_case_opens_a_work_order_with_what_it_knows(db):
    order = make_order()
    case = make_case(subject="Set stays dark")
    assign_case(case, team=None, assignee=None, actor=SYSTEM, at=MONDAY)
    WorkOrder.objects.filter(pk=order.pk).update(status="cancelled", closed_at=MONDAY)
    link_unit(case, order.unit, at=MONDAY)
    liza = signed_in("Liza", roles=("manager",))
    new = address("order-new") + f"?case={case.code}"

    form = liza.get(new).content.decode()
    answer = liza.post(
        new,
        {
            "item": "AX55",
            "serial": order.unit.serial,
            "complaint": "Set stays dark",
            "kind": "unit",
            "site": order.site_id,
        },
    )

    assert "AX55-2519-B0042" in form
    opened = WorkOrder.objects.get(case=case)
    assert answer.url == address("order", opened.code)
    assert opened.code in liza.get(address("case", case.code)).content.decode()
    assert opened.code in liza.get(address("unit", order.unit_id)).content.decode()


def test_over_the_counter_it_is_somebodys_known_or_new(bench):
    make_part("PCB-7", kind="board")
    board = {"item": "PCB-7", "complaint": "Dead", "kind": "customer_board"}
    board["site"] = make_site().pk
    new = address("order-new")
    nobody = bench.post(new, board)
    known = make_contact()

    bench.post(new, board | {"name": "Ben Cruz", "phone": "+63 2 8123 4567", "company": "Cruz"})
    bench.post(new, board | {"contact": known.pk})

    first, second = WorkOrder.objects.order_by("pk")
    assert nobody.status_code == 409
    assert (first.contact.name, first.account.name) == ("Ben Cruz", "Cruz")
    assert (second.contact, second.account) == (known, known.account)
    assert 'name="phone"' in bench.get(new).content.decode()


def test_a_unit_goes_through_the_workshop(bench):
    make_codes()
    order = make_order()
    make_final_test(order.item)

    refused = do(bench, order, "receive", photos=pictures("front.jpg"))
    assert (refused.status_code, status_of(order)) == (409, "expected")
    do(bench, order, "receive", photos=pictures("front.jpg", "back.jpg"), looks="Scratched")
    assert bench.get(address("order-do", order.code, "diagnose")).status_code == 200
    wrong = do(bench, order, "diagnose", designator="U17")
    assert (wrong.status_code, status_of(order)) == (422, "received")
    do(bench, order, "diagnose", fault="F-LED", designator="U17", lot="2519-B")
    do(bench, order, "approve")
    do(bench, order, "begin")
    do(bench, order, "reading", name="12 V rail", before="0.4", after="12.06", unit="V")
    do(bench, order, "test")
    rail, soak = points_for(order)
    bench.post(address("order-test", order.code, rail.pk), {"value": "12.06"})
    bench.post(address("order-run", order.code, soak.pk))
    page = bench.get(address("order", order.code)).content.decode()

    assert status_of(order) == "testing"
    assert "Backlight driver shorted" in page
    assert "0 of 30 min" in page
    assert "12.06 V" in page


def test_the_page_of_an_order_asks_a_fixed_number_of_questions(bench, django_assert_num_queries):
    order = make_order_at(OrderStatus.REPAIRING)
    bench.get(address("order", order.code))

    with django_assert_num_queries(29):
        bench.get(address("order", order.code))


def test_a_unit_goes_to_a_partners_workshop_and_what_it_asks_is_a_cost(bench):
    order = make_order_at(OrderStatus.RECEIVED)

    unknown = do(bench, order, "send-out", workshop="C-NONE")
    do(bench, order, "send-out", workshop=make_account("Panel House").code, number="PH-7")
    do(bench, order, "take-back", done="Bonded", price="40")

    assert unknown.status_code == 422
    assert status_of(order) == "testing"
    planner = signed_in("Pia", roles=("manager",))
    assert "40.00" in planner.get(address("order", order.code)).content.decode()


def test_what_cannot_be_done_is_not_offered_and_refused(bench):
    order = make_order_at(OrderStatus.RECEIVED)

    page = bench.get(address("order", order.code)).content.decode()

    assert address("order-do", order.code, "hand-over") not in page
    assert do(bench, order, "hand-over").status_code == 409
    assert do(bench, order, "made-up").status_code == 404
    assert status_of(order) == "received"


def test_another_technician_is_told_who_has_it(bench):
    order = make_order_at(OrderStatus.APPROVED)
    take_order(order, actor=actor_for(User.objects.get(name="Bo")), at=MONDAY)
    carlo = signed_in("Carlo", roles=("unit_repair",))

    refused = do(carlo, order, "begin")

    assert refused.status_code == 409
    assert "on the bench of Bo" in refused.content.decode()
    do(carlo, order, "take")
    assert do(carlo, order, "begin").status_code == 302


def test_parts_are_needed_and_fitted_by_scan_and_a_word_goes_on(bench):
    driver = make_part("MP3394")
    order = make_order_at(OrderStatus.REPAIRING)
    make_place("SUPPLIER", "supplier")
    make_stock(driver, 2, to=make_place("A-01"))
    scan = {"code": "MP3394", "old_goes": "quality", "scan": "s1"}

    bench.post(address("order-need", order.code), {"item": "mp3394", "quantity": "1"})
    wrong = bench.post(address("order-fit", order.code), scan | {"code": "made-up"})
    fitted = bench.post(address("order-fit", order.code), scan)
    page = bench.get(fitted.url).content.decode()
    bench.post(address("order-fit", order.code), {"code": "next"})

    assert wrong.status_code == 422
    assert "To quality (8D)" in page
    assert Balance.objects.get(place__code="A-01").quantity == 1
    assert status_of(order) == "testing"


def test_who_signs_again_begins_with_what_stands(bench):
    order = make_order_at(OrderStatus.HANDED_OVER)
    given = {"name": "Corazon", "stars": "2", "words": "Took long"}
    first = bench.get(address("order-sign", order.code)).content.decode()
    bench.post(address("order-sign", order.code), given)

    again = bench.get(address("order-sign", order.code)).content.decode()

    assert "takes its place" not in first
    assert "Accepted by Corazon on" in again
    assert 'value="Corazon"' in again
    assert '<option value="2" selected>' in again
    assert "Took long" in again


def test_the_load_shows_each_team(bench):
    make_order_at(OrderStatus.HANDED_OVER)
    make_order("AX55-2519-C0001")

    assert "No team" in bench.get(address("repairs-load")).content.decode()


def test_who_may_not_see_repairs_sees_none(db):
    order = make_order()
    nobody = signed_in("Nia", roles=())

    assert nobody.get(address("repairs")).status_code == 403
    assert nobody.get(address("order", order.code)).status_code == 404
