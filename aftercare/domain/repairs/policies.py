"""Rules of the workshop: no database, no clock."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from django.core.signing import BadSignature, Signer

from aftercare.domain.repairs.states import PointKind

CENT = Decimal("0.01")
_seal = Signer(salt="repairs.quote")


def signed_quote(quote_id: int) -> str:
    """Return what lets a customer answer this quote without signing in."""
    return _seal.sign(str(quote_id))


def quote_signed(token: str) -> int:
    """Return the quote a link was made for, or 0 if somebody made it up."""
    try:
        return int(_seal.unsign(token))
    except (BadSignature, ValueError):
        return 0


def payable(amount: Decimal, cost: str, shares: Mapping[str, int]) -> Decimal:
    """Return what of a cost the customer pays; where nothing was decided, all of it."""
    return (amount * shares.get(cost, 100) / 100).quantize(CENT, ROUND_HALF_EVEN)


def is_within(value: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    """Return whether a measured value is good; a limit that is not set is kept by all."""
    return (low is None or value >= low) and (high is None or value <= high)


def passes(
    kind: str,
    *,
    value: Decimal | None,
    says: bool,
    low: Decimal | None,
    high: Decimal | None,
    ran: int,
    minutes: int,
) -> bool:
    """
    Return whether a point of a test plan is passed.

    A measured one needs a value within its limits, whatever somebody says; one that runs for a
    time has to have run as long, and to have gone well.
    """
    if kind == PointKind.VALUE:
        return value is not None and is_within(value, low, high)
    measured = value is None or is_within(value, low, high)
    return says and measured and (kind != PointKind.SOAK or ran >= minutes)


def limits(low: Decimal | None, high: Decimal | None) -> str:
    """Write limits as the trade does: `11.7 – 12.3`, `≥ 5`, `≤ 0.5`."""
    if low is not None and high is not None:
        return f"{low.normalize():f} – {high.normalize():f}"
    if low is not None:
        return f"≥ {low.normalize():f}"
    return "" if high is None else f"≤ {high.normalize():f}"


def age_in_days(began: date | None, failed: date | None) -> int | None:
    """Return how old a unit was when it failed, if both days are known and in order."""
    return (failed - began).days if began and failed and failed >= began else None
