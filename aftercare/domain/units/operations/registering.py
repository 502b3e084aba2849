"""Customers register what they bought."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.customers.models import Contact
from aftercare.domain.units.events import RegistrationReceived, RegistrationSettled
from aftercare.domain.units.models import Registration, Unit
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.states import REGISTRATION_MOVES, RegistrationStatus, Upload
from aftercare.domain.units.steps import evidence_of
from aftercare.domain.units.steps.registering import keep_registration, note_registration
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused
from aftercare.kit.states import move


class SoldInFuture(Refused):
    """The day of purchase is still to come."""


@transaction.atomic
def register_unit(
    contact: Contact,
    *,
    key: UUID,
    serial: str,
    item: str = "",
    bought_on: date,
    dealer: str = "",
    country: str = "",
    proof: Upload | None = None,
    actor: Actor,
    at: datetime,
) -> Registration:
    """
    Take in that a customer says a unit is theirs, with what proves it.

    With a proof, and where the unit is known and nobody else's, it is accepted at once;
    anything else waits for one of us. The same `key` again changes nothing. Raises
    `SoldInFuture`, `DateCannotBe`.
    """
    actor.must(UnitPermission.REGISTER)
    if bought_on > at.date():
        raise SoldInFuture(_("The day of purchase is still to come."))
    facts = {"typed_serial": serial.strip(), "typed_item": item.strip(), "bought_on": bought_on}
    facts |= {"dealer": dealer.strip(), "country": country}
    registration, is_new = keep_registration(
        contact, key, facts, proof=evidence_of(proof, at=at), at=at
    )
    if not is_new:
        return registration
    unit = registration.unit
    received = RegistrationReceived(
        registration_id=registration.pk, contact_id=contact.pk, unit_id=unit.pk if unit else None
    )
    announce(received, actor=actor, at=at)
    if unit and proof and _may_be_theirs(unit, contact):
        _accept(registration, unit, actor=actor, at=at)
    return registration


def _may_be_theirs(unit: Unit, contact: Contact) -> bool:
    is_free = unit.account_id is None and unit.contact_id is None
    is_theirs = unit.contact_id == contact.pk
    return is_free or is_theirs


@transaction.atomic
def accept_registration(
    registration: Registration, *, unit: Unit, actor: Actor, at: datetime
) -> None:
    """
    Believe a registration: the unit is the customer's, and its dates are known.

    Raises `IllegalMove`, `StaleRow`, `DateCannotBe`.
    """
    actor.must(UnitPermission.EDIT)
    _accept(registration, unit, actor=actor, at=at)
    _announce_settled(registration, accepted=True, actor=actor, at=at)


def _accept(registration: Registration, unit: Unit, *, actor: Actor, at: datetime) -> None:
    move(
        registration,
        RegistrationStatus.ACCEPTED,
        moves=REGISTRATION_MOVES,
        unit=unit,
        settled_at=at,
    )
    for event in note_registration(registration, actor=actor, at=at):
        announce(event, actor=actor, at=at)


@transaction.atomic
def refuse_registration(
    registration: Registration, *, why: str, actor: Actor, at: datetime
) -> None:
    """Say that a registration cannot be true, and why. Raises `IllegalMove`, `StaleRow`."""
    actor.must(UnitPermission.EDIT)
    move(
        registration,
        RegistrationStatus.REFUSED,
        moves=REGISTRATION_MOVES,
        why=why.strip(),
        settled_at=at,
    )
    _announce_settled(registration, accepted=False, actor=actor, at=at)


def _announce_settled(
    registration: Registration, *, accepted: bool, actor: Actor, at: datetime
) -> None:
    event = RegistrationSettled(
        registration_id=registration.pk,
        contact_id=registration.contact_id,
        unit_id=registration.unit_id,
        accepted=accepted,
    )
    announce(event, actor=actor, at=at)
