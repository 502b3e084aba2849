"""Parcels are made and go on; what higher apps include when something has to travel."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.base.company.steps import next_code
from aftercare.base.journal.steps import announce
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.shipping.events import ParcelEvent
from aftercare.domain.shipping.models import Parcel, ParcelLine
from aftercare.domain.shipping.states import (
    CLOSED,
    MOVES,
    Content,
    ParcelFacts,
    ParcelStatus,
    ParcelWay,
)
from aftercare.domain.shipping.steps.filing import file_parcel
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import insert_all
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import Refused
from aftercare.kit.rows import add
from aftercare.kit.states import move

PREFIX = "PC"


class ContentMissing(Refused):
    """A parcel has something in it."""


def make_parcel(
    way: ParcelWay,
    facts: ParcelFacts,
    *,
    belongs_to: Ref | None = None,
    about: Sequence[Ref] = (),
    contents: Sequence[Content],
    site: Site,
    account: Account | None = None,
    contact: Contact | None = None,
    at: datetime,
) -> Parcel:
    """
    Prepare a parcel for the row it `belongs_to`; it goes into the stories of `about` too.

    Who pays the freight was decided by who calls, and who calls announces `ParcelDrafted`.
    Raises `ContentMissing`.
    """
    parcel = Parcel(way=way, site=site, account=account, contact=contact)
    parcel.code, parcel.since, parcel.made_at = next_code(PREFIX, at=at), at, at
    parcel.belongs_to = str(belongs_to or "")
    concerned = [*([belongs_to] if belongs_to else []), *about]
    concerned += [ref(each) for each in (account, contact) if each]
    parcel.about = list(dict.fromkeys(map(str, concerned)))
    describe_parcel(parcel, facts)
    add(parcel)
    fill_parcel(parcel, contents)
    file_parcel(parcel, at=at)
    return parcel


def describe_parcel(parcel: Parcel, facts: ParcelFacts) -> None:
    """Put what is known of a parcel on its row; whoever calls stores it."""
    parcel.sender, parcel.recipient = facts.sender.kept(), facts.recipient.kept()
    size, declared, wish, freight = facts.size, facts.declared, facts.wish, facts.freight
    parcel.weight, parcel.length = size.weight, size.length
    parcel.width, parcel.height = size.width, size.height
    parcel.declared = declared.amount if declared else None
    parcel.declared_currency = declared.currency if declared else ""
    parcel.wish, parcel.wish_by = wish.wish, wish.by
    parcel.wish_not_before = wish.not_before
    parcel.wish_hours, parcel.wish_place = wish.hours.strip()[:60], wish.place.strip()[:200]
    parcel.paid_by, parcel.paid_why = freight.paid_by, freight.why.strip()[:300]
    parcel.paid_because, parcel.paid_share = freight.because, freight.share
    parcel.note = facts.note.strip()


def facts_of(parcel: Parcel) -> ParcelFacts:
    """Return what is known of a parcel, as `describe_parcel` takes it."""
    return ParcelFacts(
        parcel.from_address,
        parcel.to_address,
        size=parcel.size,
        declared=parcel.declared_value,
        wish=parcel.wished,
        freight=parcel.freight,
        note=parcel.note,
    )


def fill_parcel(parcel: Parcel, contents: Sequence[Content]) -> None:
    """Put things into a parcel. Raises `ContentMissing`."""
    if not contents:
        raise ContentMissing(_("Say what is in the parcel."))
    insert_all(
        [
            ParcelLine(
                parcel=parcel,
                item_id=each.item_id,
                unit_id=each.unit_id,
                lot_id=each.lot_id,
                quantity=each.quantity,
                belongs_to=each.belongs_to or parcel.belongs_to,
                note=each.note.strip()[:200],
            )
            for each in contents
        ]
    )


def hold_parcel(parcel: Parcel) -> Parcel:
    """Return a parcel as it is now, held until the transaction ends."""
    held = Parcel.objects.select_for_update(of=("self",)).select_related("site", "carrier")
    return held.get(pk=parcel.pk)


def advance_parcel(parcel: Parcel, to: str, *, at: datetime, **changes: Any) -> None:
    """Let a parcel go on. Raises `IllegalMove`, `StaleRow`."""
    closed_at = at if to in CLOSED else None
    move(parcel, ParcelStatus(to), moves=MOVES, since=at, closed_at=closed_at, **changes)
    if "number" in changes:
        file_parcel(parcel, at=at)


def announce_parcel(
    happened: type[ParcelEvent], parcel: Parcel, *, actor: Actor, at: datetime, **details: Any
) -> None:
    """Announce that something happened to a parcel, and so to all it concerns."""
    event = happened(parcel_id=parcel.pk, others=tuple(parcel.about), **details)
    announce(event, actor=actor, at=at)
