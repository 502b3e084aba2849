"""Rules of the workshop: no database, no clock."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from math import isfinite

from django.core.signing import BadSignature, Signer

from aftercare.domain.repairs.states import PointKind

CENT = Decimal("0.01")
Strokes = list[list[list[int]]]
SIGNED_FIELD = (600, 200)
MOST_STROKES, MOST_POINTS = 80, 400
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


def tidy_strokes(strokes: object) -> Strokes:
    """Return a signature as it is kept: points inside its field, not too many; else nothing."""
    if not isinstance(strokes, list) or len(strokes) > MOST_STROKES:
        return []
    tidied = [
        [_point(each) for each in stroke[:MOST_POINTS] if _is_point(each)]
        for stroke in strokes
        if isinstance(stroke, list)
    ]
    return [stroke for stroke in tidied if stroke]


def _is_point(each: object) -> bool:
    return (
        isinstance(each, list)
        and len(each) == 2  # noqa: PLR2004  # across and down
        and all(isinstance(value, int | float) and isfinite(value) for value in each)
    )


def _point(each: list[float]) -> list[int]:
    return [min(max(round(value), 0), most) for value, most in zip(each, SIGNED_FIELD, strict=True)]


def signature_svg(strokes: Strokes) -> str:
    """Return a signature as a drawing; a dot is drawn as one."""
    lines = "".join(
        "M" + "L".join(f"{x} {y}" for x, y in (stroke if len(stroke) > 1 else stroke * 2))
        for stroke in strokes
    )
    wide, high = SIGNED_FIELD
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}"><path d="{lines}" '
        'fill="none" stroke="#1f2937" stroke-width="5" stroke-linejoin="round" '
        'stroke-linecap="round"/></svg>'
    )


def age_in_days(began: date | None, failed: date | None) -> int | None:
    """Return how old a unit was when it failed, if both days are known and in order."""
    return (failed - began).days if began and failed and failed >= began else None
