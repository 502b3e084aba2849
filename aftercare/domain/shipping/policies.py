"""Which carrier suits a parcel, and why: pure rules, the same answer for the same offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from aftercare.domain.shipping.states import Consignment, Offer, Reason, Wish

SUITS = ("cheapest", "fastest", "in_time", "to_points", "insured", "keeps_hours")
"""What speaks for an offer."""
OBJECTIONS = (
    "too_late",
    "too_early",
    "no_day",
    "not_to_points",
    "too_heavy",
    "not_insured",
    "no_answer",
)
"""What rules an offer out."""
DEARER, SLOWER, NO_HOURS = "dearer", "slower", "no_hours"
"""What makes an offer that would do come after another: by how much, or the hours it was told."""


@dataclass(frozen=True)
class Judged:
    """An offer, whether it would do, and why; the best comes first."""

    offer: Offer
    suits: bool
    reasons: Sequence[Reason]


def day_of(offer: Offer, sent_on: date) -> date | None:
    """Return on which day an offer would deliver; Sundays are no days of transit."""
    if offer.deliver_on or offer.days is None:
        return offer.deliver_on
    return days_later(sent_on, offer.days)


def days_later(day: date, days: int) -> date:
    """Return the day on which something is there that travels so many days."""
    for _each in range(days):
        day += timedelta(days=2 if day.isoweekday() == 6 else 1)  # noqa: PLR2004  # Saturday
    return day


def judge(offers: Sequence[Offer], consignment: Consignment) -> list[Judged]:
    """
    Order offers by the wish of the customer: what would do first, and among that the best.

    Without a wish for speed the cheapest is the best; of two that are equal in what counts most
    the other of price and time decides, then their names. Who comes at the hours that are wished
    goes before who is only told them. An offer in another currency than the
    first is compared as if it were dearer.
    """
    objections = {index: _objections(each, consignment) for index, each in enumerate(offers)}
    order = sorted(
        range(len(offers)),
        key=lambda index: (bool(objections[index]), *_rank(offers[index], offers[0], consignment)),
    )
    fit = [offers[index] for index in order if not objections[index]]
    return [
        Judged(
            offers[index],
            not objections[index],
            objections[index] or _merits(offers[index], fit, consignment),
        )
        for index in order
    ]


def _rank(offer: Offer, first: Offer, consignment: Consignment) -> tuple[object, ...]:
    is_other = offer.price.currency != first.price.currency
    price = (is_other, offer.price.amount)
    day = day_of(offer, consignment.on) or date.max
    names = (offer.carrier, offer.service, offer.name)
    misses_hours = bool(consignment.wish.hours) and not offer.keeps_hours
    if consignment.wish.wish == Wish.FASTEST:
        return (misses_hours, day, *price, *names)
    return (misses_hours, *price, day, *names)


def _objections(offer: Offer, consignment: Consignment) -> list[Reason]:
    wish, found = consignment.wish, []
    day = day_of(offer, consignment.on)
    if (wish.by or wish.not_before) and day is None:
        found.append(Reason("no_day"))
    elif wish.by and day and day > wish.by:
        found.append(Reason("too_late", day.isoformat()))
    if wish.not_before and day and day < wish.not_before:
        found.append(Reason("too_early", day.isoformat()))
    if wish.wish == Wish.PLACE and not offer.to_points:
        found.append(Reason("not_to_points"))
    weight = consignment.size.weight
    if offer.heaviest is not None and weight is not None and weight > offer.heaviest:
        found.append(Reason("too_heavy", offer.heaviest))
    if _is_not_insured(offer, consignment):
        found.append(Reason("not_insured", str(offer.insured_to)))
    return found


def _is_not_insured(offer: Offer, consignment: Consignment) -> bool:
    declared = consignment.declared
    # What is worth something in another currency cannot be compared here.
    if declared is None or offer.insured_to is None:
        return False
    return declared.currency == offer.price.currency and declared.amount > offer.insured_to


def _merits(offer: Offer, fit: Sequence[Offer], consignment: Consignment) -> list[Reason]:
    wish, found = consignment.wish, []
    comparable = [each for each in fit if each.price.currency == offer.price.currency]
    least = min(each.price.amount for each in comparable)
    days = [day for each in fit if (day := day_of(each, consignment.on))]
    day = day_of(offer, consignment.on)
    if offer.price.amount == least:
        found.append(Reason("cheapest"))
    else:
        found.append(Reason(DEARER, f"{offer.price.amount - least} {offer.price.currency}"))
    if day and day == min(days):
        found.append(Reason("fastest"))
    elif day:
        found.append(Reason(SLOWER, (day - min(days)).days))
    if (wish.by or wish.not_before) and day:
        found.append(Reason("in_time", day.isoformat()))
    if wish.hours:
        found.append(Reason("keeps_hours" if offer.keeps_hours else NO_HOURS, wish.hours))
    if wish.wish == Wish.PLACE:
        found.append(Reason("to_points"))
    if consignment.declared and offer.insured_to is not None:
        found.append(Reason("insured", str(offer.insured_to)))
    return found


def newest_status(seen: Sequence[tuple[str, object, int]], order: Sequence[str]) -> str:
    """
    Return the status the latest word speaks of: (status, when, number) of each.

    Words that come late tell of the past and change nothing. Of two words about the same
    moment the one further on the way counts, then the one that was told last.
    """
    told = [each for each in seen if each[0]]
    if not told:
        return ""
    return max(told, key=lambda each: (each[1], order.index(each[0]), each[2]))[0]
