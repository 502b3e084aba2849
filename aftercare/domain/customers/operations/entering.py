"""How customers come in to see what is theirs."""

from datetime import datetime

from django.db import transaction

from aftercare.base.journal.steps import announce
from aftercare.base.people.events import PersonJoined
from aftercare.base.people.models import Role, User
from aftercare.base.people.permissions import PeoplePermission
from aftercare.base.people.queries import find_user
from aftercare.base.people.states import UserKind
from aftercare.base.people.steps import enroll
from aftercare.domain.customers.queries import customer_behind, find_identity, zone_of
from aftercare.kit.actors import Actor
from aftercare.kit.languages import nearest_language

CUSTOMER = "customer"


@transaction.atomic
def admit_customer(email: str, *, actor: Actor, at: datetime) -> User | None:
    """
    Return with which account whoever reads the mails of this address may sign in.

    Whoever is known by it gets one without a password; it opens nothing before the address is
    proven. Nobody gets in as one of our own people, nor who was let go, nor who is not known.
    """
    actor.must(PeoplePermission.SET_UP)
    user = find_user(email)
    if user is not None:
        is_theirs = user.kind == UserKind.CUSTOMER and user.is_active
        return user if is_theirs and customer_behind(user).contact_id else None
    known = find_identity("email", email)
    if known is None or known.contact.forgotten_at:
        return None
    contact = known.contact
    user = enroll(
        email=known.peer,
        name=contact.name or known.peer.partition("@")[0],
        password=None,
        roles=[Role.objects.get(code=CUSTOMER)],
        kind=UserKind.CUSTOMER,
        language=nearest_language(contact.language),
        time_zone=zone_of(contact) or "UTC",
        joined_at=at,
    )
    announce(PersonJoined(user_id=user.pk), actor=actor, at=at)
    return user
