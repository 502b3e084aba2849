"""How a person can be reached, and what for."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.customers.events import ConsentChanged
from aftercare.domain.customers.models import ChannelIdentity, Consent, Contact
from aftercare.domain.customers.permissions import CustomerPermission
from aftercare.domain.customers.states import Standing
from aftercare.domain.customers.steps import announce_identity, file_contact, give_address
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class ProofMissing(Refused):
    """What we say of a person is worth nothing without the words or the source it rests on."""


@transaction.atomic
def add_identity(
    contact: Contact, *, channel: str, typed: str, actor: Actor, at: datetime
) -> ChannelIdentity:
    """Note another address of a person. Raises `BadAddress`, `AddressIsTaken`."""
    actor.must(CustomerPermission.EDIT)
    identity = give_address(contact, channel, typed, at=at)
    file_contact(contact, at=at)
    announce_identity(identity, "added", actor=actor, at=at)
    return identity


@transaction.atomic
def verify_identity(identity: ChannelIdentity, *, how: str, actor: Actor, at: datetime) -> None:
    """Note that an address is really somebody's, and how we know. Raises `ProofMissing`."""
    actor.must(CustomerPermission.EDIT)
    if not how.strip():
        raise ProofMissing(_("Say how we know that this address is theirs."))
    identity.standing, identity.verified_by = Standing.VERIFIED, how.strip()[:60]
    identity.save(update_fields=["standing", "verified_by"])
    announce_identity(identity, "verified", actor=actor, at=at)


@transaction.atomic
def retire_identity(identity: ChannelIdentity, *, actor: Actor, at: datetime) -> None:
    """Note that an address is somebody's no longer; it may become another's."""
    actor.must(CustomerPermission.EDIT)
    ChannelIdentity.objects.filter(pk=identity.pk, valid_until=None).update(valid_until=at)
    file_contact(identity.contact, at=at)
    announce_identity(identity, "retired", actor=actor, at=at)


@transaction.atomic
def trust_identity_again(identity: ChannelIdentity, *, actor: Actor, at: datetime) -> None:
    """Note that what is sent to an address arrives again."""
    actor.must(CustomerPermission.EDIT)
    marked = ChannelIdentity.objects.filter(pk=identity.pk, undeliverable_at__isnull=False)
    if marked.update(undeliverable_at=None, undeliverable_why=""):
        announce_identity(identity, "deliverable", actor=actor, at=at)


@transaction.atomic
def record_consent(
    contact: Contact,
    *,
    purpose: str,
    channel: str,
    given: bool,
    proof: str,
    actor: Actor,
    at: datetime,
) -> Consent:
    """Note that somebody agrees to be written to, or no longer. Raises `ProofMissing`."""
    actor.must(CustomerPermission.EDIT)
    if not proof.strip():
        raise ProofMissing(_("Say how we know: their words, or where they were given."))
    consent = Consent.objects.create(
        contact=contact, purpose=purpose, channel=channel, given=given, proof=proof, at=at
    )
    changed = ConsentChanged(contact_id=contact.pk, purpose=purpose, channel=channel, given=given)
    announce(changed, actor=actor, at=at)
    return consent
