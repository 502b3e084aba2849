import pytest
from django.urls import reverse

from aftercare.domain.planning.models import StockReview
from aftercare.domain.planning.tests.make import make_company
from aftercare.interfaces.workspace.tests.make import signed_in

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"workspace:{name}", args=args)


def test_a_review_is_begun_remarked_on_and_signed_where_one_may(django_assert_max_num_queries):
    make_company()
    planner, reader = signed_in("Pia", roles=("planner",)), signed_in("Ana", roles=("agent",))
    lacking = planner.get(address("stock-reviews")).content.decode()
    begun = planner.post(address("stock-review-begin"), {"site": "SZ"})
    review = StockReview.objects.get()
    assert begun.headers["Location"] == address("stock-review", review.pk)
    shown = planner.get(begun.headers["Location"]).content.decode()
    odd = [each["check"] for each in review.checks if each["is_odd"]]
    refused = planner.post(address("stock-review-sign", review.pk), {})
    said = {f"remark-{check}": "Seasonal" for check in odd}
    planner.post(address("stock-review-reckon", review.pk))
    planner.post(address("stock-review-remark", review.pk), said)
    planner.post(address("stock-review-sign", review.pk), said)
    signed = planner.get(address("stock-review", review.pk)).content.decode()
    paper = planner.get(address("stock-review-paper", review.pk))
    planner.post(address("stock-review-again", review.pk))

    assert ("Begin now" in lacking, "Worth of the stock" in shown) == (True, True)
    assert refused.status_code == 409
    assert ("Signed by Pia" in signed, "<textarea" in signed) == (True, False)
    assert paper.headers["Content-Type"] == "application/pdf"
    assert list(StockReview.objects.order_by("version").values_list("status", flat=True)) == [
        "signed",
        "open",
    ]
    planner.get(address("stock-reviews"))
    with django_assert_max_num_queries(12):
        listed = planner.get(address("stock-reviews")).content.decode()
    assert "version 2" in listed
    assert reader.get(address("stock-reviews")).status_code == 403
    assert reader.get(address("stock-review", review.pk)).status_code == 404
