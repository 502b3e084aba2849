"""What is told of the way of a parcel: kept once, in whatever order it comes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from aftercare.base.promises.queries import open_promise
from aftercare.base.promises.steps import keep_if_open, let_slip, promise
from aftercare.domain.shipping.events import DeliverySlips, ParcelMoved, ParcelSeen
from aftercare.domain.shipping.models import Parcel, ParcelSighting
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.policies import newest_status
from aftercare.domain.shipping.states import (
    MOVES,
    PROGRESS,
    TROUBLED,
    ParcelStatus,
    ShippingPromise,
    Sighting,
)
from aftercare.domain.shipping.steps.parcels import advance_parcel, announce_parcel, hold_parcel
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref

READERS = [f"may:{ShippingPermission.VIEW}"]
LEASE = timedelta(minutes=30)
"""For so long nobody else asks a carrier for the way of a parcel."""


def promise_delivery(
    parcel: Parcel, due_at: datetime, *, owner: Ref, actor: Actor, at: datetime
) -> None:
    """Owe that a parcel is there by then, unless that has passed or is owed already."""
    if due_at <= at or open_promise(ref(parcel), ShippingPromise.DELIVERY):
        return
    promise(
        ref(parcel),
        ShippingPromise.DELIVERY,
        owner=owner,
        readers=READERS,
        about=[Ref(kind, int(key)) for kind, _colon, key in map(_parts, parcel.about)],
        due_at=due_at,
        actor=actor,
        at=at,
    )


def _parts(named: str) -> tuple[str, str, str]:
    return named.partition(":")


def note_sightings(
    parcel: Parcel,
    sightings: Sequence[Sighting],
    *,
    expected_at: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> bool:
    """
    Keep what is told of a parcel, and let it be where the latest word says; return if any is new.

    The same word twice is one word, and what comes late moves nothing back. A word no arrow
    leads to is kept all the same. Delivery keeps what was promised; trouble, or a later day
    than was promised, lets it slip before its time.
    """
    parcel = hold_parcel(parcel)
    new = _keep(parcel, sightings, actor=actor, at=at)
    _follow(parcel, has_news=bool(new), actor=actor, at=at)
    if expected_at and expected_at != parcel.expected_at:
        Parcel.objects.filter(pk=parcel.pk).update(expected_at=expected_at)
        _let_slip_if_late(parcel, expected_at, actor=actor, at=at)
    return bool(new)


def _keep(
    parcel: Parcel, sightings: Sequence[Sighting], *, actor: Actor, at: datetime
) -> list[Sighting]:
    known = set(
        ParcelSighting.objects.filter(
            parcel=parcel, key__in=[each.key[:80] for each in sightings]
        ).values_list("key", flat=True)
    )
    new = {each.key[:80]: each for each in sightings if each.key[:80] not in known}
    # A clock elsewhere that runs ahead must not make later words look old.
    ParcelSighting.objects.bulk_create(
        ParcelSighting(
            parcel=parcel,
            key=key,
            status=each.status,
            words=each.words[:300],
            place=each.place[:120],
            happened_at=min(each.happened_at, at),
            by=str(actor.ref),
            at=at,
        )
        for key, each in new.items()
    )
    return list(new.values())


def _follow(parcel: Parcel, *, has_news: bool, actor: Actor, at: datetime) -> None:
    seen = ParcelSighting.objects.filter(parcel=parcel)
    latest = newest_status(list(seen.values_list("status", "happened_at", "pk")), PROGRESS)
    if latest in ("", parcel.status) or latest not in MOVES[parcel.status]:
        if has_news:
            announce_parcel(ParcelSeen, parcel, actor=actor, at=at)
        return
    advance_parcel(parcel, latest, at=at)
    if latest == ParcelStatus.DELIVERED:
        was = seen.filter(status=latest).order_by("happened_at").first()
        happened_at = was.happened_at if was else at
        keep_if_open(ref(parcel), ShippingPromise.DELIVERY, actor=actor, at=happened_at)
    elif latest in TROUBLED and let_slip(ref(parcel), ShippingPromise.DELIVERY, at=at):
        announce_parcel(DeliverySlips, parcel, actor=actor, at=at)
    announce_parcel(ParcelMoved, parcel, status=latest, actor=actor, at=at)


def _let_slip_if_late(parcel: Parcel, expected_at: datetime, *, actor: Actor, at: datetime) -> None:
    owed = open_promise(ref(parcel), ShippingPromise.DELIVERY)
    if owed is None or expected_at <= owed.due_at:
        return
    if let_slip(ref(parcel), ShippingPromise.DELIVERY, at=at):
        said = expected_at.isoformat()
        announce_parcel(DeliverySlips, parcel, expected_at=said, actor=actor, at=at)


def parcel_arrives(parcel: Parcel, *, actor: Actor, at: datetime) -> None:
    """Let a parcel be here, as a higher app has seen it; said twice, it is here once."""
    if parcel.status != ParcelStatus.DELIVERED:
        seen = Sighting(key="arrived", happened_at=at, status=ParcelStatus.DELIVERED)
        note_sightings(parcel, [seen], actor=actor, at=at)


def claim_question(parcel: Parcel, *, at: datetime) -> bool:
    """Return whether it is ours to ask the carrier for the way of a parcel now."""
    free = Q(asked_at__isnull=True) | Q(asked_at__lt=at - LEASE)
    return bool(Parcel.objects.filter(free, pk=parcel.pk).update(asked_at=at))
