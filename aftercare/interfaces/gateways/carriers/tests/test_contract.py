"""
What every carrier has to pass, whatever it is. Its capabilities decide what applies to it.

A new carrier needs an adapter, a driver in `drivers`, and nothing in `shipping`.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from aftercare.domain.shipping.policies import judge
from aftercare.domain.shipping.ports import CarrierRefused, PickUpWish
from aftercare.domain.shipping.states import Consignment, CustomerWish, Size, Wish
from aftercare.domain.shipping.tests.make import OURS, THEIRS
from aftercare.interfaces.gateways.carriers.tests.drivers import DRIVERS

ASKED = Consignment("PC-2026-00001", OURS, THEIRS, Size(8200, 900, 600, 150), date(2026, 9, 28))
WINDOW = (datetime(2026, 9, 28, 5, tzinfo=UTC), datetime(2026, 9, 28, 9, tzinfo=UTC))


@pytest.fixture(params=DRIVERS, ids=[each.kind for each in DRIVERS])
def driver(request):
    driver = request.param()
    with driver.running() as driver.access:
        driver.carrier = driver.adapter()
        driver.can = driver.carrier.capabilities
        yield driver


def best(driver):
    return driver.carrier.rates(ASKED, driver.access)[0]


def test_what_a_carrier_says_it_can_is_true(driver):
    can = driver.can

    assert hasattr(driver.carrier, "verify") is can.is_signed
    assert can.label
    assert len({each.name for each in can.fields}) == len(can.fields)
    assert driver.carrier.check(driver.access) == []


def test_every_rate_has_a_price_and_its_own_name(driver):
    offers = driver.carrier.rates(ASKED, driver.access)

    assert all(each.price.amount > 0 and len(each.price.currency) == 3 for each in offers)
    names = [each.name for each in offers if each.name]
    assert len(set(names)) == len(names) == (len(offers) if driver.can.sells else 0)


def test_the_same_wish_chooses_the_same_whatever_the_carrier(driver):
    offers = driver.carrier.rates(ASKED, driver.access)

    cheap = judge(offers, ASKED)[0]
    fast = judge(offers, replace(ASKED, wish=CustomerWish(Wish.FASTEST)))[0]

    assert (cheap.offer.price.amount < fast.offer.price.amount) == (cheap.offer != fast.offer)
    assert (cheap.offer.days, fast.offer.days) == (4, 1)


def test_a_label_is_sold_once_however_often_and_from_how_many_sides_it_is_asked_for(driver):
    if not driver.can.sells:
        with pytest.raises(CarrierRefused) as refused:
            driver.carrier.buy("x", driver.access)
        assert refused.value.kind == "unable"
        return
    offer = best(driver).name

    with ThreadPoolExecutor(4) as pool:
        for sold in [pool.submit(driver.carrier.buy, offer, driver.access) for _each in range(4)]:
            with suppress(CarrierRefused):  # the job comes again
                sold.result()
    labels = [driver.carrier.buy(offer, driver.access) for _each in range(2)]

    assert labels[0] == labels[1]
    assert labels[0].number
    assert labels[0].price.amount == Decimal(180)
    assert labels[0].content.startswith(b"%PDF")
    assert len(driver.paid) == 1


def test_a_label_given_back_twice_is_given_back(driver):
    if not driver.can.cancels:
        with pytest.raises(CarrierRefused):
            driver.carrier.cancel("x", driver.access)
        return
    offer = best(driver).name
    driver.carrier.buy(offer, driver.access)

    driver.carrier.cancel(offer, driver.access)
    driver.carrier.cancel(offer, driver.access)


def test_a_pick_up_is_confirmed_or_refused_in_words(driver):
    wish = PickUpWish("pick-up-1", OURS, *WINDOW, offers=["shp_1/rate_0"])
    if driver.can.picks_up:
        assert driver.carrier.pick_up(wish, driver.access)
    elif hasattr(driver.carrier, "pick_up"):
        with pytest.raises(CarrierRefused):
            driver.carrier.pick_up(wish, driver.access)
