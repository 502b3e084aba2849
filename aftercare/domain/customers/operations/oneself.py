"""What customers say of themselves once they are signed in."""

from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.base.people.models import User
from aftercare.base.people.permissions import PeoplePermission
from aftercare.domain.customers.events import ConsentChanged, CustomerEdited
from aftercare.domain.customers.models import Consent, Contact
from aftercare.domain.customers.operations.records import NameMissing
from aftercare.domain.customers.steps import change, file_contact
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import NotAllowed

ON_OUR_PAGE = "Chosen by themselves, signed in on our page."
"""The proof of a consent; whoever reads it later reads the journal's language, English."""


@transaction.atomic
def tell_of_oneself(
    *,
    name: str,
    language: str,
    preferred: str,
    quiet_from: time | None,
    quiet_until: time | None,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Let a customer say what they are called, and how and in which language they are reached.

    Our pages speak that language too. Raises `NameMissing`.
    """
    actor.must(PeoplePermission.BE_ONESELF)
    contact = _oneself(actor)
    if not name.strip():
        raise NameMissing(_("Enter a name."))
    hours = {"quiet_from": quiet_from, "quiet_until": quiet_until}
    quiet = hours if quiet_from and quiet_until else dict.fromkeys(hours)
    told = {"name": name.strip(), "language": language, "preferred": preferred}
    changed = change(contact, told | quiet)
    User.objects.filter(pk=actor.id).update(name=contact.name, language=language)
    file_contact(contact, at=at)
    edited = CustomerEdited(account_id=contact.account_id, contact_id=contact.pk, changed=changed)
    announce(edited, actor=actor, at=at)


@transaction.atomic
def agree_oneself(
    *, purpose: str, channel: str, given: bool, actor: Actor, at: datetime
) -> Consent:
    """Let a customer agree to be written to for a purpose, or no longer."""
    actor.must(PeoplePermission.BE_ONESELF)
    contact = _oneself(actor)
    consent = Consent.objects.create(
        contact=contact, purpose=purpose, channel=channel, given=given, proof=ON_OUR_PAGE, at=at
    )
    changed = ConsentChanged(contact_id=contact.pk, purpose=purpose, channel=channel, given=given)
    announce(changed, actor=actor, at=at)
    return consent


def _oneself(actor: Actor) -> Contact:
    contact = Contact.objects.filter(pk=actor.contact_id or 0).first()
    if contact is None:
        raise NotAllowed(_("Only customers tell us of themselves here."))
    return contact
