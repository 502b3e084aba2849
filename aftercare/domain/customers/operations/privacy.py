"""What a person may ask for by law: to get what is kept of them, and to be forgotten."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.files.steps import unlink_all
from aftercare.base.journal.steps import announce
from aftercare.base.people.steps import forget_logins
from aftercare.base.search.steps import forget_words
from aftercare.base.spreadsheets.steps import forget_in_imports
from aftercare.domain.customers.events import ContactExported, ContactForgotten
from aftercare.domain.customers.models import (
    Account,
    Address,
    ChannelIdentity,
    Consent,
    Contact,
    DistinctContacts,
)
from aftercare.domain.customers.permissions import CustomerPermission
from aftercare.domain.customers.queries import Person, everything_about, keepers, person_of
from aftercare.domain.customers.states import AccountKind
from aftercare.domain.customers.steps import file_account, unfile
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import Refused

FORGET = "FORGET"
"""The word somebody types to erase a person's data."""


class NotConfirmed(Refused):
    """Erasing takes the typed word."""


@transaction.atomic
def forget_contact(contact: Contact, *, confirmation: str, actor: Actor, at: datetime) -> None:
    """
    Erase a person's data, here and in every app above, together or not at all.

    What happened stays, with nobody's name on it; the content of files goes in a job right
    after. Raises `NotConfirmed`.
    """
    actor.must(CustomerPermission.FORGET)
    if confirmation != FORGET:
        raise NotConfirmed(_("Type %(word)s to erase this person.") % {"word": FORGET})
    person = person_of(contact)
    # The highest app first: it may still ask those below what they keep.
    for keeper in reversed(keepers()):
        keeper.erase(person, at)
    _forget_accounts(person, at=at)
    _forget_rows(person, at=at)
    forget_logins(person.addresses)
    forget_words([*person.names, *person.addresses])
    announce(ContactForgotten(contact_id=contact.pk), actor=actor, at=at)


@transaction.atomic
def export_contact(contact: Contact, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Hand out all that is kept of a person, as they may ask for by law."""
    actor.must(CustomerPermission.EXPORT)
    announce(ContactExported(contact_id=contact.pk), actor=actor, at=at)
    return everything_about(contact)


def _forget_rows(person: Person, *, at: datetime) -> None:
    ChannelIdentity.objects.filter(contact__in=person.ids).delete()
    Consent.objects.filter(contact__in=person.ids).update(proof="")
    pairs = DistinctContacts.objects
    (pairs.filter(one__in=person.ids) | pairs.filter(other__in=person.ids)).delete()
    Contact.objects.filter(pk__in=person.ids).update(
        name="", title="", note="", preferred="", salutation="", tags=[], forgotten_at=at
    )
    forget_in_imports(Ref("contact", number) for number in person.ids)
    for number in person.ids:
        unlink_all(Ref("contact", number))
        unfile(Contact(pk=number))


def _forget_accounts(person: Person, *, at: datetime) -> None:
    """Take the person out of what their customer's card says; a household is the person."""
    for account in Account.objects.filter(pk__in=person.account_ids):
        account.note = person.scrub(account.note)
        if account.kind == AccountKind.HOUSEHOLD and not _has_others(account, person):
            account.name = account.note = ""
            account.domains, account.tags = [], []
            Address.objects.filter(account=account).delete()
        account.save(update_fields=["name", "note", "domains", "tags"])
        for address in account.addresses.all():
            address.label, address.lines = map(person.scrub, (address.label, address.lines))
            address.save(update_fields=["label", "lines"])
        file_account(account, at=at)


def _has_others(account: Account, person: Person) -> bool:
    living = Contact.objects.filter(account=account, forgotten_at=None, merged_into=None)
    return living.exclude(pk__in=person.ids).exists()
