"""The bench is worked by scanner and keyboard alone."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.repairs.models import FinalTestPoint, FinalTestResult
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.repairs.tests.make import make_final_test, make_order_at
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit import clock

pytestmark = pytest.mark.django_db


def scan(browser, order, text):
    answer = browser.post(f"/repairs/{order.code}/scan", {"code": text}, follow=True)
    return answer.content.decode()


def test_a_test_is_answered_point_by_point(monkeypatch):
    order = make_order_at(OrderStatus.REPAIRING)
    make_final_test(order.item)
    bench = signed_in("Bo", roles=("board_repair",))

    scan(bench, order, "next")
    assert "12 V rail: scan PASS" in scan(bench, order, "pass")
    for code in ("4006381333931", "1e400", "-99999999999"):
        assert "12 V rail: scan PASS" in scan(bench, order, code)
    assert "12 V rail has not passed" in scan(bench, order, "12,9")
    assert "12 V rail passed" in scan(bench, order, "12.06")
    assert "Burn-in runs" in scan(bench, order, "PASS")
    later = datetime(2030, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Burn-in passed" in scan(bench, order, "PASS")
    assert "Scan NEXT" in scan(bench, order, "PASS")

    assert set(FinalTestResult.objects.values_list("value", "passed")) == {
        (Decimal("12.06"), True),
        (None, True),
    }


def test_what_is_refused_is_told_above_the_line_and_the_next_scan_can_follow():
    order = make_order_at(OrderStatus.REPAIRING)
    make_final_test(order.item)
    bo = signed_in("Bo", roles=("board_repair",))
    scan(bo, order, "NEXT")
    scan(bo, order, "12.06")

    rail = FinalTestPoint.objects.get(name="12 V rail")
    refused = bo.post(f"/repairs/{order.code}/scan", {"code": "NEXT"})
    no_value = bo.post(f"/repairs/{order.code}/test/{rail.pk}", {"value": "12 V"})

    assert (refused.status_code, no_value.status_code) == (409, 422)
    for answer in (refused, no_value):
        assert 'id="scan-wrong"' in answer.content.decode()
        assert 'name="code" autofocus' in answer.content.decode()
    order.refresh_from_db()
    assert order.status == OrderStatus.TESTING


def test_a_part_leads_to_fitting_it_with_its_label_filled_in():
    order = make_order_at(OrderStatus.REPAIRING)
    make_part("MP3394")
    bench = signed_in("Bo", roles=("board_repair",))

    assert 'value="MP3394"' in scan(bench, order, "MP3394")
    assert "Nothing can be done" in scan(bench, order, "what is this")
    assert signed_in("Liza").post(f"/repairs/{order.code}/scan").status_code in (403, 404)
