"""What was at risk: sales, what cannot have been seen yet, what nobody wrote down."""

import numpy as np
import pytest

from aftercare.domain.planning.engine.exposure import (
    UNKNOWN,
    Base,
    Claims,
    delay_law,
    risk_sets,
    spread_unknown,
)

ONE = np.ones(1, np.int64) * 0


def base_of(**given):
    facts = {
        "sales": np.array([[100.0, 50, 0, 0]]),
        "warranty": np.array([2.0]),
        "now": 4,
        "in_use": np.ones((1, 4)),
        "propensity": np.array([0.5]),
        "repaired": False,
    }
    return Base(**{**facts, **given})


def claims_of(*rows):
    group, sold, failed, count = (np.array(each) for each in zip(*rows, strict=True))
    return Claims(group, sold, failed, count.astype(float))


def sets(base, *rows):
    return risk_sets(base, claims_of(*rows), ONE, np.ones(1))


def test_units_count_at_the_ages_they_have_reached():
    at_risk, failed = sets(base_of(), (0, 0, 1, 3))

    assert failed.tolist() == [[0, 3, 0, 0]]
    # After two months half of the failures come to us; three units are gone, of the first month.
    assert at_risk.tolist() == [[150, 150, 73.5, 48.5]]


def test_repaired_units_begin_again():
    at_risk, _failed = sets(base_of(repaired=True), (0, 0, 1, 3))

    assert at_risk[0, 0] == 153


def test_ages_before_the_records_are_nobodys_survival():
    at_risk, _failed = sets(base_of(records_from=2), (0, 0, 3, 1))

    assert at_risk.tolist() == [[0, 50, 75, 50]]


def test_what_is_reported_late_was_at_risk_in_part():
    at_risk, _failed = sets(base_of(delays=np.array([0.6, 0.4])), (0, 0, 1, 0))

    assert at_risk[0, 3] == pytest.approx(100 * 0.6 * 0.5)


def test_delays_are_learned_although_the_long_ones_are_still_to_come():
    rng = np.random.default_rng(3)
    happened = rng.integers(0, 24, 60_000)
    delay = rng.choice(4, 60_000, p=[0.5, 0.3, 0.15, 0.05])
    seen = happened + delay < 24

    law = delay_law(delay[seen], 23 - happened[seen] - delay[seen], longest=6)

    assert law == pytest.approx([0.5, 0.3, 0.15, 0.05], abs=0.01)


def test_unknown_sales_come_from_the_months_that_sold():
    base = base_of(in_use=np.ones((1, 4)))
    claims = claims_of((0, 0, 1, 2), (0, UNKNOWN, 1, 3))

    spread = spread_unknown(claims, base, ONE, np.ones((1, 4)))

    assert spread.count.sum() == 5
    assert spread.count[spread.sold == 1].sum() == pytest.approx(1)
