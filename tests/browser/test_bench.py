"""The bench of a technician: worked by scanner and keyboard alone."""

from playwright.sync_api import expect

from aftercare.base.people.tests.make import make_user
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.repairs.tests.make import make_final_test, make_order_at


def test_a_unit_is_tested_without_a_mouse(transactional_db, page_as, axe, shots):
    order = make_order_at(OrderStatus.REPAIRING)
    make_final_test(order.item)
    page = page_as(make_user("Bo", roles=("board_repair",)), f"/repairs/{order.code}")

    for text, told in (
        ("NEXT", "Done."),
        ("12.06", "12 V rail passed."),
        ("PASS", "Burn-in runs."),
    ):
        expect(page.get_by_label("Scan or type")).to_be_focused()
        page.keyboard.type(text)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_text(told)).to_be_visible()
    shots(page, "bench")
    axe(page)
