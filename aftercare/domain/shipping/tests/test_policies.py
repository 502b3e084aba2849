from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations

import pytest

from aftercare.domain.shipping.policies import day_of, judge, newest_status
from aftercare.domain.shipping.states import (
    PROGRESS,
    Consignment,
    CustomerWish,
    Money,
    Offer,
    PostalAddress,
    Size,
    Wish,
)

FRIDAY = date(2026, 10, 2)
ROAD = Offer("Road", "", Money(Decimal(180), "PHP"), days=4, heaviest=30_000)
AIR = Offer("Air", "", Money(Decimal(420), "PHP"), days=1, insured_to=Decimal(5000))
BIKE = Offer("Bike", "", Money(Decimal(200), "PHP"), days=4, heaviest=5_000, to_points=True)


def asked(wish=Wish.CHEAPEST, *, by=None, weight=8_000, declared=None):
    nowhere = PostalAddress()
    value = Money(Decimal(declared), "PHP") if declared else None
    wished = CustomerWish(wish, by)
    return Consignment("PC", nowhere, nowhere, Size(weight), FRIDAY, value, wished)


def told(judged):
    return [(each.offer.carrier, each.suits, [r.code for r in each.reasons]) for each in judged]


@pytest.mark.parametrize(
    ("consignment", "expected"),
    [
        (asked(), ["Road", "Air", "Bike"]),
        (asked(weight=4_000), ["Road", "Bike", "Air"]),
        (asked(Wish.FASTEST), ["Air", "Road", "Bike"]),
        (asked(Wish.BY_DAY, by=date(2026, 10, 3)), ["Air", "Road", "Bike"]),
        (asked(Wish.PLACE, weight=4_000), ["Bike", "Road", "Air"]),
    ],
)
def test_the_wish_of_the_customer_decides_which_is_first(consignment, expected):
    for offers in permutations([ROAD, AIR, BIKE]):
        assert [each.offer.carrier for each in judge(offers, consignment)] == expected


def test_each_offer_says_why_it_would_do_or_not():
    judged = judge([ROAD, AIR, BIKE], asked(by=date(2026, 10, 5), declared=9000))

    assert told(judged) == [
        ("Road", False, ["too_late"]),
        ("Bike", False, ["too_late", "too_heavy"]),
        ("Air", False, ["not_insured"]),
    ]


def test_what_would_do_says_by_how_much_it_is_worse():
    judged = judge([ROAD, AIR], asked(declared=4000))

    assert told(judged) == [
        ("Road", True, ["cheapest", "slower"]),
        ("Air", True, ["dearer", "fastest", "insured"]),
    ]
    assert judged[1].reasons[0].value == "240 PHP"


def test_without_a_day_nothing_is_promised_for_a_day():
    judged = judge([Offer("Post", "", Money(Decimal(50), "PHP"))], asked(by=FRIDAY))

    assert told(judged) == [("Post", False, ["no_day"])]


def test_who_comes_at_the_wished_hours_goes_first_and_too_early_does_not_suit():
    evening = Offer("Eve", "", Money(Decimal(500), "PHP"), days=4, keeps_hours=True)
    wish = CustomerWish(hours="18–20", not_before=date(2026, 10, 5))
    judged = judge([AIR, ROAD, evening], replace(asked(), wish=wish))

    assert told(judged) == [
        ("Eve", True, ["dearer", "fastest", "in_time", "keeps_hours"]),
        ("Road", True, ["cheapest", "fastest", "in_time", "no_hours"]),
        ("Air", False, ["too_early"]),
    ]


def test_sundays_are_no_days_of_transit():
    assert day_of(ROAD, FRIDAY) == date(2026, 10, 7)
    assert day_of(AIR, FRIDAY) == date(2026, 10, 3)


def test_the_latest_word_counts_whatever_the_order_in_which_it_is_told():
    at = [datetime(2026, 9, 28, hour, tzinfo=UTC) for hour in (1, 2, 2)]
    words = list(zip(["collected", "in_transit", "delivered"], at, range(3), strict=True))

    for order in permutations(words):
        assert newest_status(order, PROGRESS) == "delivered"
    assert newest_status([("", at[2], 9), *words[:1]], PROGRESS) == "collected"
    assert newest_status([], PROGRESS) == ""
