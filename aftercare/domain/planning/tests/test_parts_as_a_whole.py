"""A part that is in several models has one stock and one order, also where files repeat it."""

import pytest

from aftercare.domain.planning.queries.answers import demand_ahead, reviews
from aftercare.domain.planning.queries.last_buys import last_buys
from aftercare.domain.planning.queries.stocks import levels, places
from aftercare.domain.planning.queries.studies import Assumed, study_of

FIRST = 12 * 2024
SALES = [(model, FIRST + month, 200) for model in ("A", "B") for month in range(12)]
REPAIRS = [
    (part, model, FIRST + sold, FIRST + sold + age)
    for part, model in (("REMOTE", "A"), ("REMOTE", "B"), ("BOARD", "A"))
    for sold in range(12)
    for age in (3, 8, 12)
]


def columns(names, rows):
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


@pytest.fixture(scope="module")
def study():
    parts = [("REMOTE", "A", 30, 5), ("REMOTE", "B", 30, 5), ("BOARD", "A", 4, 2)]
    tables = {
        "sales": columns(("model", "month", "quantity"), [*SALES, ("Total", None, 4800)]),
        "repairs": columns(("part", "model", "sold", "reported"), REPAIRS),
        "parts": columns(("part", "model", "stock", "on_order"), parts),
    }
    return study_of(tables, Assumed(months=12, now=FIRST + 30, draws=20))


def test_a_line_of_totals_is_no_model(study):
    assert study.models == ["A", "B"]


def test_each_part_is_decided_once_with_its_stock_once(study):
    bought = {row["part"]: row for row in last_buys(study).rows}
    odd = {row["part"]: row for row in reviews(study).rows}
    ordered = {row["part"]: row for row in levels(study, 0.95).rows}

    assert len(last_buys(study).rows) == len(reviews(study).rows) == 2
    assert (bought["REMOTE"]["model"], bought["REMOTE"]["at hand"]) == ("A, B", 35)
    assert (odd["REMOTE"]["stock"], odd["REMOTE"]["of it on order"]) == (35, 5)
    assert (ordered["REMOTE"]["at hand"], ordered["BOARD"]["at hand"]) == (35, 6)
    assert ordered["REMOTE"]["expected in them"] > 1.3 * ordered["BOARD"]["expected in them"]


def test_what_is_assumed_of_stations_is_said():
    table = {"part": ["P", "P"], "station": ["S", "T"], "demand": [2.0, 1.0], "repaired": [0.5, 0]}
    tables = {"stations": table | {"order_time": [0.1, None]}}

    notes = places(tables, budget=None, worth=50, yearly=2, promised=0.25).notes

    assert notes[1:] == [
        "order_time: 0.25 months are assumed in 1 of 2 rows.",
        "repair_time: 0.25 months are assumed in 2 of 2 rows.",
    ]


def test_twelve_replaced_together_tell_no_more_than_one():
    def of(times, **more):
        repairs = [(*row, times) for row in REPAIRS if row[0] == "BOARD"]
        tables = {
            "sales": columns(("model", "month", "quantity"), SALES),
            "repairs": columns(("part", "model", "sold", "reported", "quantity"), repairs),
            "parts": columns(
                ("part", "model", "per_unit", *more), [("BOARD", "A", times, *more.values())]
            ),
        }
        study = study_of(tables, Assumed(months=12, now=FIRST + 30, draws=20))
        return study, demand_ahead(study, (0, 6, 12))

    (one, of_one), (twelve, of_twelve) = of(1), of(12, at_once=12)
    (apart, of_each) = of(12)

    assert twelve.failed == pytest.approx(one.failed)
    assert of_twelve.rates == pytest.approx(12 * of_one.rates)
    assert of_twelve.by_family == pytest.approx(12 * of_one.by_family)
    assert apart.failed.sum() == 12 * one.failed.sum()
    assert spread(of_each) < 0.8 * spread(of_twelve)


def spread(forecast):
    total = forecast.settled[0]
    return total.std() / total.mean()
