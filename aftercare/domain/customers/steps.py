from datetime import datetime

from django.db import IntegrityError, transaction

from aftercare.base.journal.steps import announce
from aftercare.domain.customers.events import ContactAdded, IdentityChanged
from aftercare.domain.customers.models import Account, ChannelIdentity, Contact
from aftercare.domain.customers.policies import normal_peer
from aftercare.domain.customers.queries import find_identity
from aftercare.kit.actors import SYSTEM


def recognise(channel: str, typed: str) -> Contact | None:
    """Return whose address this is, if anybody's."""
    known = find_identity(channel, typed)
    return known.contact if known else None


def meet(
    channel: str, typed: str, *, name: str = "", language: str = "", at: datetime
) -> Contact | None:
    """
    Return who has written from an address, making somebody's acquaintance if it is new.

    An address that was undeliverable works again. The name a stranger gives is a claim; it
    never changes whom we know already. Of two who meet the same stranger at once both get the
    same contact. An address that cannot be one gives nobody.
    """
    peer = normal_peer(channel, typed)
    known = find_identity(channel, typed)
    if known:
        _note_deliverable(known, at=at)
    if known or not peer:
        return known.contact if known else None
    try:
        with transaction.atomic():
            contact = Contact.objects.create(
                account=_account_of(peer), name=name[:120], language=language[:12], since=at
            )
            ChannelIdentity.objects.create(
                contact=contact,
                channel=channel,
                peer=peer,
                shown=typed.strip()[:200],
                valid_from=at,
            )
    except IntegrityError:  # somebody else met them in this very moment
        return recognise(channel, typed)
    added = ContactAdded(contact_id=contact.pk, account_id=contact.account_id)
    announce(added, actor=SYSTEM, at=at)
    return contact


def _account_of(peer: str) -> Account | None:
    if "@" not in peer:
        return None
    owners = list(Account.objects.filter(domains__contains=[peer.rpartition("@")[2]])[:2])
    return owners[0] if len(owners) == 1 else None


def mark_undeliverable(channel: str, typed: str, *, why: str, at: datetime) -> None:
    """Note that nothing reaches an address. Noted twice, the first time counts."""
    known = find_identity(channel, typed)
    if known and known.undeliverable_at is None:
        known.undeliverable_at, known.undeliverable_why = at, why[:200]
        known.save(update_fields=["undeliverable_at", "undeliverable_why"])
        _announce(known, "undeliverable", at=at)


def _note_deliverable(known: ChannelIdentity, *, at: datetime) -> None:
    if known.undeliverable_at is not None:
        known.undeliverable_at, known.undeliverable_why = None, ""
        known.save(update_fields=["undeliverable_at", "undeliverable_why"])
        _announce(known, "deliverable", at=at)


def _announce(identity: ChannelIdentity, change: str, *, at: datetime) -> None:
    event = IdentityChanged(
        contact_id=identity.contact_id, channel_identity_id=identity.pk, change=change
    )
    announce(event, actor=SYSTEM, at=at)
