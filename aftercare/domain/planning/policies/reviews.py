"""Whether a stock is reasonable: what is looked at each month, and what has to be explained."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from aftercare.domain.planning.states import ReviewCheck

MOST_PARTS = 5
"""So many of the worst parts are named."""
WORTH_CHANGE = 15
LONGEST_COVER = 18
NOTABLE_SHARE = 10
"""Percent of the worth that may be too much, and of the parts whose plan may change."""
OBSOLETE_SHARE = 3
LARGEST_BIAS = 20
LEAST_INSIDE = 65
LONGEST_OPEN_DAYS = 30


@dataclass(frozen=True)
class KeptPart:
    """
    What a review knows of one part at a warehouse; numbers of pieces, money for one.

    used: in a year; excess: too many of it everywhere, of `at_hand`; before, after: what was
    planned for all that is to come when the month began and when it had ended; planned, low, high,
    came: of the month. None where nobody has said.
    """

    code: str
    name: str
    stock: float
    price: float
    used: float = 0.0
    at_hand: float = 0.0
    excess: float = 0.0
    is_obsolete: bool = False
    before: float | None = None
    after: float | None = None
    planned: float | None = None
    low: float = 0.0
    high: float = 0.0
    came: float = 0.0

    @property
    def worth(self) -> float:
        return self.stock * self.price

    @property
    def excess_here(self) -> float:
        """How many are too many here: the share of the stock that lies here."""
        return self.excess * self.stock / self.at_hand if self.at_hand else 0.0

    @property
    def change(self) -> float:
        """By how much of a hundred the plan changed."""
        if self.before is None or self.after is None:
            return 0.0
        return 100 * (self.after - self.before) / max(self.before, 1.0)


@dataclass(frozen=True)
class Decided:
    """What planners have said and left open about the parts of a warehouse."""

    assumed: int = 0
    otherwise: int = 0
    open: int = 0
    at_stake: float = 0.0
    oldest_days: int = 0
    named: Sequence[tuple[str, str, float]] = ()


@dataclass(frozen=True)
class Checked:
    """
    One check: its numbers, the worst parts with theirs, and whether it has to be explained.

    Where no plan has said anything yet, nothing is known, and nothing to be explained.
    """

    check: ReviewCheck
    figures: Mapping[str, float | None]
    is_odd: bool = False
    parts: Sequence[tuple[str, str, float]] = field(default=())
    is_known: bool = True


def check_stock(
    parts: Sequence[KeptPart], decided: Decided, *, worth_before: float | None, limit: float
) -> list[Checked]:
    """
    Return the checks of a warehouse in their order.

    worth_before: what it was worth at the review before, None if there was none; limit: percent by
    which a plan may change in a month.
    """
    worth = sum(each.worth for each in parts)
    return [
        _worth(worth, worth_before, parts),
        _cover(worth, parts),
        _excess(worth, parts),
        _obsolete(worth, parts),
        _changes(parts, limit),
        _bias(parts),
        Checked(
            ReviewCheck.OVERRIDES,
            {"assumed": decided.assumed, "otherwise": decided.otherwise},
            decided.otherwise > 0,
        ),
        Checked(
            ReviewCheck.UNDECIDED,
            {"open": decided.open, "at_stake": decided.at_stake, "oldest": decided.oldest_days},
            decided.oldest_days > LONGEST_OPEN_DAYS,
            decided.named,
        ),
    ]


def _worth(worth: float, before: float | None, parts: Sequence[KeptPart]) -> Checked:
    change = None if before is None else 100 * (worth - before) / max(before, 1.0)
    figures = {"worth": worth, "before": before, "change": change, "parts": float(len(parts))}
    is_odd = change is not None and abs(change) > WORTH_CHANGE
    return Checked(ReviewCheck.WORTH, figures, is_odd, _worst(parts, lambda each: each.worth))


def _cover(worth: float, parts: Sequence[KeptPart]) -> Checked:
    used = sum(each.used * each.price for each in parts)
    months = 12 * worth / used if used else None
    is_odd = worth > 0 and (months is None or months > LONGEST_COVER)
    return Checked(ReviewCheck.COVER, {"used": used, "months": months}, is_odd)


def _excess(worth: float, parts: Sequence[KeptPart]) -> Checked:
    surplus = [each for each in parts if each.excess_here > 0]
    much = sum(each.excess_here * each.price for each in surplus)
    figures = {"parts": float(len(surplus)), "worth": much, "share": _share(much, worth)}
    named = _worst(surplus, lambda each: each.excess_here * each.price)
    is_odd = _share(much, worth) > NOTABLE_SHARE
    return Checked(ReviewCheck.EXCESS, figures, is_odd, named, _is_planned(parts))


def _obsolete(worth: float, parts: Sequence[KeptPart]) -> Checked:
    dead = [each for each in parts if each.is_obsolete and each.stock > 0]
    much = sum(each.worth for each in dead)
    figures = {"parts": float(len(dead)), "worth": much, "share": _share(much, worth)}
    named = _worst(dead, lambda each: each.worth)
    is_odd = _share(much, worth) > OBSOLETE_SHARE
    return Checked(ReviewCheck.OBSOLETE, figures, is_odd, named, _is_planned(parts))


def _is_planned(parts: Sequence[KeptPart]) -> bool:
    return any(each.after is not None for each in parts)


def _changes(parts: Sequence[KeptPart], limit: float) -> Checked:
    known = [each for each in parts if each.before is not None and each.after is not None]
    changed = [each for each in known if abs(each.change) > limit]
    figures = {"limit": limit, "changed": float(len(changed)), "parts": float(len(known))}
    is_odd = _share(len(changed), len(known)) > NOTABLE_SHARE
    named = _worst(changed, lambda each: abs(each.change) * max(each.price, 0.01))
    by_code = {each.code: each.change for each in changed}
    told = [(code, name, by_code[code]) for code, name, _size in named]
    return Checked(ReviewCheck.CHANGES, figures, is_odd, told, bool(known))


def _bias(parts: Sequence[KeptPart]) -> Checked:
    told = [each for each in parts if each.planned is not None]
    planned = sum(each.planned or 0.0 for each in told)
    came = sum(each.came for each in told)
    bias = 100 * (planned - came) / max(came, 1.0) if told else None
    inside = None
    if told:
        inside = _share(sum(each.low <= each.came <= each.high for each in told), len(told))
    figures = {"planned": planned, "came": came, "bias": bias, "inside": inside}
    is_odd = (bias is not None and abs(bias) > LARGEST_BIAS) or (
        inside is not None and inside < LEAST_INSIDE
    )
    named = _worst(told, lambda each: abs((each.planned or 0.0) - each.came))
    return Checked(ReviewCheck.BIAS, figures, is_odd, named, bool(told))


def _share(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0.0


def _worst(
    parts: Iterable[KeptPart], size: Callable[[KeptPart], float]
) -> list[tuple[str, str, float]]:
    ordered = sorted(parts, key=lambda each: (-size(each), each.code))[:MOST_PARTS]
    return [(each.code, each.name, round(size(each), 2)) for each in ordered if size(each) > 0]


def working_day(
    spans: Iterable[tuple[datetime, datetime]], *, zone: str, number: int
) -> datetime | None:
    """Return when work ends on the working day of this number; None if there are not so many."""
    ends: dict[object, datetime] = {}
    for opens, closes in spans:
        day = opens.astimezone(ZoneInfo(zone)).date()
        ends[day] = closes
        if len(ends) > number:
            break
    days = list(ends.values())
    return days[number - 1] if len(days) >= number else None
