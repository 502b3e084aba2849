"""What would be if: how a plan changes by what somebody assumes. Plain numbers, no arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor

from aftercare.domain.planning.states import Wish


@dataclass(frozen=True)
class Cores:
    """
    What repairs of old parts give back.

    recovered: share of what is asked for of which the old part becomes good; turn_around: months
    until it is; coming: how many of those that lie there now will be good.
    """

    recovered: float = 0.0
    turn_around: float = 0.0
    coming: float = 0.0

    def under(self, wish: Wish) -> "Cores":
        """Return what a wish makes of it: another yield holds for those that lie there, too."""
        if wish.repaired is None:
            return self
        ratio = wish.repaired / self.recovered if self.recovered else 0.0
        return replace(self, recovered=wish.repaired, coming=self.coming * ratio)

    def shares_new(self, demand: Sequence[float]) -> list[float]:
        """
        Return what part of each month's demand needs a new part.

        Repaired ones serve from the month on in which they are good; what a month does not need of
        them serves the next. Those still in repair at the end serve nobody.
        """
        there, shares = 0.0, []
        for month, wanted in enumerate(demand):
            there += self._good_in(month, demand)
            used = min(there, wanted)
            there -= used
            shares.append(1 - used / wanted if wanted > 0 else 1.0)
        return shares

    def _good_in(self, month: int, demand: Sequence[float]) -> float:
        """Return how many get good in a month: of those there now, and of what was taken out."""
        span = max(self.turn_around, 1.0)
        now = self.coming * min(max(span - month, 0.0), 1.0) / span
        whole = floor(self.turn_around)
        later = self.turn_around - whole
        before = [demand[at] if at >= 0 else 0.0 for at in (month - whole, month - whole - 1)]
        return now + self.recovered * ((1 - later) * before[0] + later * before[1])


def shares_kept(
    wish: Wish, *, within: Sequence[float], propensity: float | None, served: Sequence[float]
) -> list[float]:
    """
    Return what part of each month's demand, uncut, there is under a wish.

    within: share of each month's demand that is in the guarantee; propensity: what the demand after
    it was reckoned with; served: the share of each month that service lasts for.
    """
    factor = 1.0
    if wish.propensity is not None and propensity:
        factor = wish.propensity / propensity
    kept = []
    for month, (inside, share) in enumerate(zip(within, served, strict=True)):
        lasts = share if wish.months is None else float(month < wish.months)
        kept.append((inside + (1 - inside) * factor) * lasts)
    return kept
