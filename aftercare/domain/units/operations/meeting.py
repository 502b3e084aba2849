"""Registrations by people we may never have met."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.domain.customers.steps import BadAddress, meet
from aftercare.domain.units.models import Registration
from aftercare.domain.units.operations.registering import register_unit
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.states import Registrant, Upload
from aftercare.kit.actors import Actor


@transaction.atomic
def register_for(
    registrant: Registrant,
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
    Take in a registration by whoever has this address, making their acquaintance.

    Raises `BadAddress`, and what `register_unit` raises.
    """
    actor.must(UnitPermission.REGISTER)
    contact = meet(
        "email", registrant.email, name=registrant.name, language=registrant.language, at=at
    )
    if contact is None:
        raise BadAddress(_("“%(typed)s” cannot be one.") % {"typed": registrant.email})
    return register_unit(
        contact,
        key=key,
        serial=serial,
        item=item,
        bought_on=bought_on,
        dealer=dealer,
        country=country,
        proof=proof,
        actor=actor,
        at=at,
    )
