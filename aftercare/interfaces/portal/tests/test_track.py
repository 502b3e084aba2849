import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.base.people.tests.make import make_user
from aftercare.domain.coverage.models import StoredDecision
from aftercare.domain.coverage.operations.decisions import decide_coverage
from aftercare.domain.coverage.queries.decisions import letter_about
from aftercare.domain.coverage.tests.make import FACTS
from aftercare.domain.customers.operations.records import save_address
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.repairs.models import (
    Acceptance,
    OrderQuestion,
    Photo,
    StatusChange,
    WorkOrder,
)
from aftercare.domain.repairs.operations.diagnosis import promise_ready
from aftercare.domain.repairs.operations.quoting import answer_question, make_quote
from aftercare.domain.repairs.queries import link_of_quote, page_of_quote, page_of_repair
from aftercare.domain.repairs.states import Cost, OrderStatus, Priced
from aftercare.domain.repairs.tests.make import MONDAY, WAY, make_order_at
from aftercare.interfaces.portal.track import STATES
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

WHO = {"actor": SYSTEM, "at": MONDAY}


@pytest.fixture
def anybody():
    return Client()


def address(name, *args):
    return reverse(f"portal:{name}", args=args)


def quoted(order):
    lines = [Priced(Cost.LABOR, "", Decimal(40))]
    return make_quote(order, lines=lines, ready_on=date(2126, 10, 9), **WHO)


def test_a_link_shows_what_happened_and_when_it_is_ready(db, anybody, django_assert_num_queries):
    order = make_order_at(OrderStatus.REPAIRING)
    anybody.get(address("track", order.token))

    with django_assert_num_queries(15):
        page = anybody.get(address("track", order.token)).content.decode()

    assert "Being repaired now" in page
    assert "You can collect your" in page
    assert anybody.get(address("track", "made-up")).status_code == 404


@pytest.mark.parametrize("status", [OrderStatus.EXPECTED, *WAY])
def test_a_link_opens_wherever_a_unit_stands_also_before_it_has_come(db, anybody, status):
    order = make_order_at(status)

    page = anybody.get(address("track", order.token))

    assert page.status_code == 200
    assert str(STATES[status]) in page.content.decode()


def test_the_page_speaks_the_language_of_who_reads(db, anybody):
    order = make_order_at(OrderStatus.REPAIRING)

    page = anybody.get(address("track", order.token), headers={"accept-language": "zh-CN"})

    assert "正在维修" in page.content.decode()


def test_the_customer_says_yes_without_signing_in(db, anybody):
    order = make_order_at(OrderStatus.DIAGNOSED)
    made = quoted(order)
    link = link_of_quote(made)
    assert page_of_quote(made).endswith(address("quote", link))
    assert address("quote", link) in anybody.get(address("track", order.token)).content.decode()

    page = anybody.get(address("quote", link)).content.decode()
    answer = anybody.post(address("quote-accept", link))

    assert "40.00 USD" in page
    assert answer.url == address("track", order.token)
    assert WorkOrder.objects.get().status == "approved"
    assert anybody.post(address("quote-decline", link)).status_code == 409
    assert anybody.post(address("quote-accept", "made-up")).status_code == 404


def test_times_are_those_of_the_customer(db, anybody):
    order = make_order_at(OrderStatus.RECEIVED)
    account = make_account("Harbor TV", time_zone="Asia/Manila")
    WorkOrder.objects.update(account=account)
    at = datetime(2026, 10, 5, 17, 30, tzinfo=UTC)
    StatusChange.objects.filter(order=order).update(at=at)

    page = anybody.get(address("track", order.token)).content.decode()

    assert "6 Oct 2026, 01:30" in page


def test_the_customer_asks_and_reads_the_answer(db, anybody):
    order = make_order_at(OrderStatus.REPAIRING)

    empty = anybody.post(address("track-ask", order.token), {"text": " "})
    anybody.post(address("track-ask", order.token), {"text": "When?"})
    answer_question(OrderQuestion.objects.get(), answer="On Friday", **WHO)

    assert empty.status_code == 422
    assert "On Friday" in anybody.get(address("track", order.token)).content.decode()


def test_the_customer_accepts_and_rates(db, anybody):
    order = make_order_at(OrderStatus.HANDED_OVER)

    anybody.post(address("track-accept", order.token), {"name": "Marisol", "stars": "4"})

    assert Acceptance.objects.get().stars == 4
    assert "Accepted by Marisol" in anybody.get(address("track", order.token)).content.decode()


def test_the_papers_are_signed_and_handed_out_by_the_link(db, anybody, run_jobs):
    order = make_order_at(OrderStatus.HANDED_OVER)
    drawn = {"name": "Marisol", "stars": "5", "strokes": "[[[10, 20], [30, 40]]]"}

    anybody.post(address("track-accept", order.token), drawn)
    run_jobs()
    page = anybody.get(address("track", order.token)).content.decode()
    paper = anybody.get(address("track-pack", order.token, 2))

    assert page_of_repair(order).endswith(address("track", order.token))
    assert address("track-pack", order.token, 2) in page
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    assert anybody.get(address("track-pack", order.token, 3)).status_code == 404
    assert anybody.get(address("track-pack", "made-up", 1)).status_code == 404
    assert Acceptance.objects.get().strokes == [[[10, 20], [30, 40]]]


def at_home(order, **given):
    """Give a work order to somebody whose address we know."""
    account = make_account("Harbor TV", time_zone="Asia/Manila")
    where = {"lines": "12 Mabini", "city": "Manila", "country": "PH"}
    save_address(account, None, kind="delivery", **where, **WHO)
    WorkOrder.objects.filter(pk=order.pk).update(account=account, **given)


def test_the_heading_says_when_it_is_home_and_the_page_why_and_with_what(db, anybody, today):
    order = make_order_at(OrderStatus.REPAIRING)
    bo = make_user("Bo Tan")
    at_home(order, assignee=bo)
    due = {"reason": "The panel is late", "due_at": MONDAY + timedelta(days=11)}
    promise_ready(order, **due, **WHO)
    decide_coverage(ref(order), facts=FACTS, **WHO)

    page = anybody.get(address("track", order.token)).content.decode()
    photos = re.findall(r'src="(/track/[^"]+/photos/\d+)"', page)
    part = anybody.get(address("track", order.token), headers={"hx-request": "true"})

    assert "comes home on Tuesday, 13 Oct 2026" in page
    assert ("The panel is late" in page, "Bo Tan" in page) == (True, True)
    assert letter_about(StoredDecision.objects.get(), "en").splitlines()[0] in unescape(page)
    assert len(photos) == 2
    assert anybody.get(photos[0]).status_code in (200, 404)  # these bytes are no picture
    whole = anybody.get(photos[0], {"whole": ""})
    assert b"".join(whole.streaming_content).startswith(b"\xff\xd8")
    assert ("<html" in part.content.decode(), "track-now" in part.content.decode()) == (False, True)


def test_a_proof_is_not_for_the_customer(db, anybody):
    order = make_order_at(OrderStatus.RECEIVED)
    Photo.objects.update(of="proof")

    page = anybody.get(address("track", order.token)).content.decode()

    assert "/photos/" not in page
    proof = address("track-photo", order.token, Photo.objects.first().pk)
    assert anybody.get(proof).status_code == 404
