from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.states import OrderStatus
from aftercare.domain.repairs.tests.make import MONDAY, make_order_at
from aftercare.domain.shipping.models import DeliveryWish
from aftercare.domain.shipping.operations.labels import note_own_label
from aftercare.domain.shipping.states import OwnLabel
from aftercare.domain.shipping.tests.make import make_parcel
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

BY = {"where": "usual", "by": "2126-10-09", "hours": "14:00 – 18:00"}
OTHER = {"where": "other", "lines": "7 Ayala", "city": "Makati", "country": "ph", "name": "Ana"}


@pytest.fixture
def anybody(db):
    return Client()


@pytest.fixture
def order(db):
    return make_order_at(OrderStatus.REPAIRING)


def page_of(order):
    return reverse("portal:track-delivery", args=[order.token])


def test_the_customer_says_how_they_want_it_and_sees_it(anybody, order):
    answer = anybody.post(page_of(order), BY)

    page = anybody.get(answer.url).content.decode()
    said = DeliveryWish.objects.get()
    assert (said.subject, said.by, said.wish) == (str(ref(order)), date(2126, 10, 9), "by_day")
    assert ("To your address" in page, "14:00 – 18:00" in page) == (True, True)
    assert anybody.get(page_of(order)).status_code == 200


@pytest.mark.parametrize(
    "typed", [{}, {"where": "other", "lines": "7 Ayala"}, {"where": "place"}, BY | {"by": "soon"}]
)
def test_what_is_not_clear_is_asked_again(anybody, order, typed):
    assert anybody.post(page_of(order), typed).status_code == 422
    assert not DeliveryWish.objects.exists()


def test_another_address_is_one_for_this_matter_and_no_address_of_ours_is_shown(anybody, order):
    anybody.post(page_of(order), OTHER)

    assert DeliveryWish.objects.get().address["country"] == "PH"
    assert "7 Ayala" in anybody.get(page_of(order)).content.decode()


def test_once_the_carrier_has_it_the_page_says_so(anybody, order):
    parcel = make_parcel(belongs_to=ref(order))
    note_own_label(parcel, OwnLabel("Road Runner", "CN1"), actor=SYSTEM, at=MONDAY)

    answer = anybody.post(page_of(order), BY)

    assert (answer.status_code, "Road Runner" in answer.content.decode()) == (409, True)
    assert "CN1" in anybody.get(page_of(order)).content.decode()


def test_what_is_over_or_made_up_is_not_there(anybody, order):
    WorkOrder.objects.update(token="t" * 20)

    assert anybody.get(page_of(order)).status_code == 404
