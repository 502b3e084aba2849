"""Rules of the workshop: no database, no clock."""

from datetime import date
from decimal import Decimal

from aftercare.domain.repairs.states import PointKind


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
