"""What would be if: how a plan changes by what somebody assumes. Plain numbers, no arrays."""

from collections.abc import Sequence

from aftercare.domain.planning.states import Wish


def shares_kept(
    wish: Wish,
    *,
    within: Sequence[float],
    propensity: float | None,
    served: Sequence[float],
    repaired: float,
) -> list[float]:
    """
    Return what part of each month's demand, uncut, needs a new part under a wish.

    within: share of each month's demand that is in the guarantee; propensity: what the demand after
    it was reckoned with; served: the share of each month that service lasts for.
    """
    factor = 1.0
    if wish.propensity is not None and propensity:
        factor = wish.propensity / propensity
    recovered = repaired if wish.repaired is None else wish.repaired
    kept = []
    for month, (inside, share) in enumerate(zip(within, served, strict=True)):
        lasts = share if wish.months is None else float(month < wish.months)
        kept.append((inside + (1 - inside) * factor) * lasts * (1 - recovered))
    return kept
