from decimal import Decimal

import pytest

from aftercare.domain.supply.policies import Option, Weights, rank_options

USUAL = Weights(day=Decimal(10), late_day=Decimal(20))


def option(key, cost, days, chance=100):
    return Option("purchase", key, None if cost is None else Decimal(cost), Decimal(days), chance)


def order(*options, weights=USUAL):
    return [each.option.key for each in rank_options(options, weights)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (option("cheap", 10, 1), option("dear", 200, 1)),
        (option("fast", 100, 1), option("slow", 20, 30)),
        (option("sure", 100, 2, 95), option("daring", 60, 2, 40)),
        (option("known", 5000, 60), option("nobody knows", None, 1)),
        (option("a faster", None, 2), option("slower", None, 9)),
        (option("faster of two alike", 90, 1), option("slower", 80, 2)),
        (option("a", 10, 1), option("b", 10, 1)),
    ],
)
def test_the_better_way_comes_first_whichever_was_found_first(first, second):
    assert order(first, second) == order(second, first) == [first.key, second.key]


def test_a_promised_day_makes_a_slow_way_dearer():
    slow, fast = option("slow", 10, 10), option("fast", 150, 1)
    soon = Weights(USUAL.day, USUAL.late_day, left=Decimal(2))
    passed = Weights(USUAL.day, USUAL.late_day, left=Decimal(-3))

    ranked = {each.option.key: each for each in rank_options([slow, fast], soon)}

    assert order(slow, fast) == ["slow", "fast"]
    assert order(slow, fast, weights=soon) == ["fast", "slow"]
    assert (ranked["slow"].late_days, ranked["slow"].lateness) == (8, 160)
    assert rank_options([fast], passed)[0].late_days == 1


def test_the_reasons_add_up():
    ranked = rank_options([option("half", 40, 6, 50)], Weights(Decimal(10), Decimal(5), Decimal(2)))

    (half,) = ranked
    assert (half.waiting, half.lateness, half.average) == (60, 20, 240)


def test_it_says_what_each_is_best_at_where_they_differ():
    ranked = rank_options([option("a", 10, 9, 50), option("b", 90, 1, 99)], USUAL)
    alike = rank_options([option("a", 10, 1), option("b", 10, 1)], USUAL)

    assert {each.option.key: each.best_at for each in ranked} == {
        "a": ("cheapest",),
        "b": ("fastest", "surest"),
    }
    assert [each.best_at for each in alike] == [(), ()]


def test_what_cannot_work_is_no_way_out():
    assert order(option("never", 1, 1, 0)) == []
