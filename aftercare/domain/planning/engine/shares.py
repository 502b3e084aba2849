"""
Which share of demand each place has, where a year of counts says little of a part.

Counts of a part by place are multinomial around shares of its own, which lie around those common to
all parts (Dirichlet). How much parts differ is learned from all of them by the likelihood of their
counts (empirical Bayes), and the shares of each are drawn to the common ones by it. (Minka 2000.)
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from aftercare.domain.planning.engine.arrays import Floats

_LEARNERS = 2000
_STRENGTHS = np.exp(np.linspace(np.log(0.3), np.log(3000), 40))
_PASSES = 3


@dataclass(frozen=True)
class Habit:
    """
    What parts have in common.

    middle (N,): the share of each place; strength: as many counts of a part weigh as much as it.
    """

    middle: Floats
    strength: float

    def shares(self, used: Floats) -> Floats:
        """Return the shares (P, N) of each part, from counts (P, N); they add up to 1."""
        whole = used.sum(axis=1, keepdims=True) + self.strength
        return np.asarray((used + self.strength * self.middle) / whole)


def learn_habit(used: Floats) -> Habit:
    """Return what counts (P, N) of parts by place have in common; some must be above zero."""
    rows = np.flatnonzero(used.sum(axis=1) > 0)
    some = used[rows[np.unique(np.linspace(0, len(rows) - 1, _LEARNERS).astype(np.int64))]]
    middle = some.sum(axis=0) / some.sum()
    strength = float(_STRENGTHS[-1])
    for _ in range(_PASSES):
        strength = _likeliest(some, middle)
        middle = Habit(middle, strength).shares(some).mean(axis=0)
    return Habit(middle, strength)


def _likeliest(used: Floats, middle: Floats) -> float:
    """Return the strength under which counts (P, N) are likeliest (Dirichlet multinomial)."""
    open_to = middle > 0
    seen, whole = used[:, open_to], used.sum(axis=1)
    best = [
        float(
            (gammaln(seen + each * middle[open_to]) - gammaln(each * middle[open_to])).sum()
            + (gammaln(each) - gammaln(whole + each)).sum()
        )
        for each in _STRENGTHS
    ]
    return float(_STRENGTHS[int(np.argmax(best))])
