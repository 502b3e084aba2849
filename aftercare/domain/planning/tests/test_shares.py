"""Shares of places, drawn to what parts have in common: laws, and a world whose truth is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.domain.planning.engine.shares import learn_habit


def world(*, strength, yearly, parts=400, seed=3):
    rng = np.random.default_rng(seed)
    middle = np.array([0.5, 0.25, 0.15, 0.1])
    shares = rng.dirichlet(strength * middle, parts)
    counts = np.stack([rng.multinomial(rng.poisson(yearly), each) for each in shares])
    return shares, counts.astype(float)


@given(st.floats(1, 200), st.integers(1, 60))
def test_shares_add_up_and_lie_between_what_was_counted_and_what_all_have(strength, yearly):
    _truth, used = world(strength=strength, yearly=yearly, parts=40)
    habit = learn_habit(used)
    shares = habit.shares(used)
    some = used.sum(axis=1) > 0
    raw = used[some] / used[some].sum(axis=1, keepdims=True)

    assert shares.sum(axis=1) == pytest.approx(np.ones(len(used)))
    assert (shares >= 0).all()
    low, high = np.minimum(raw, habit.middle), np.maximum(raw, habit.middle)
    assert ((shares[some] >= low - 1e-12) & (shares[some] <= high + 1e-12)).all()


@pytest.mark.parametrize("strength", [2.0, 15.0, 150.0])
def test_how_much_parts_differ_is_learned(strength):
    truth, used = world(strength=strength, yearly=8)
    habit = learn_habit(used)
    some = used.sum(axis=1) > 0
    raw = used[some] / used[some].sum(axis=1, keepdims=True)

    def error(shares):
        return np.square(shares - truth[some]).sum()

    assert strength / 3 < habit.strength < strength * 3
    assert error(habit.shares(used)[some]) < 0.8 * error(raw)
    assert error(habit.shares(used)[some]) < error(habit.middle + 0 * raw)


def test_it_does_not_matter_in_which_order_places_come():
    _truth, used = world(strength=10.0, yearly=5)
    there, back = learn_habit(used), learn_habit(used[:, ::-1])

    assert there.strength == back.strength
    assert there.middle == pytest.approx(back.middle[::-1])
