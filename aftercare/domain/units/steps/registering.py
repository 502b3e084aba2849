from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from aftercare.domain.customers.models import Contact
from aftercare.domain.units.events import OwnerChanged, UnitDated
from aftercare.domain.units.models import Registration, Unit
from aftercare.domain.units.queries import dealer_called, find_units
from aftercare.domain.units.states import DateKind, OwnedBy
from aftercare.domain.units.steps import Evidence, date_unit, give_unit, keep_evidence
from aftercare.kit.actors import Actor


def fitting_unit(serial: str, item: str) -> Unit | None:
    """Return the one unit with this serial; of several the one of the item, else none."""
    found = list(find_units([serial])[:20])
    if len(found) > 1:
        wanted = item.strip().casefold()
        found = [
            each
            for each in found
            if wanted in {each.item.code.casefold(), each.item.name.casefold()}
        ]
    return found[0] if len(found) == 1 else None


def keep_registration(
    contact: Contact, key: UUID, facts: dict[str, Any], *, proof: Evidence | None, at: datetime
) -> tuple[Registration, bool]:
    """Write down what somebody registers, and return it and whether it is new."""
    unit = fitting_unit(facts["typed_serial"], facts["typed_item"])
    found = {"contact": contact, "unit": unit, "proof": proof.file if proof else None, "at": at}
    registration, is_new = Registration.objects.get_or_create(key=key, defaults=facts | found)
    if is_new and proof:
        keep_evidence(proof, registration, at=at)
    return registration, is_new


def note_registration(
    registration: Registration, *, actor: Actor, at: datetime
) -> Iterator[OwnerChanged | UnitDated]:
    """Let a unit be who registered it, with its dates; go through what is to be announced."""
    unit, contact = registration.unit, registration.contact
    if unit is None:
        return
    owned = give_unit(
        unit,
        account=contact.account,
        contact=contact,
        how=OwnedBy.REGISTERED,
        since=registration.bought_on,
        actor=actor,
        at=at,
    )
    proof = registration.proof
    evidence = Evidence(proof, f"{registration.bought_on}") if proof else None
    sold = date_unit(
        unit,
        DateKind.SOLD,
        registration.bought_on,
        source=registration.dealer,
        evidence=evidence,
        actor=actor,
        at=at,
    )
    registered = date_unit(unit, DateKind.REGISTERED, registration.at.date(), actor=actor, at=at)
    told = {"dealer": registration.dealer, "sold_in": registration.country}
    missing: dict[str, Any] = {
        name: said for name, said in told.items() if said and not getattr(unit, name)
    }
    if "dealer" in missing:
        missing["dealer_account"] = dealer_called(registration.dealer)
    if missing:
        Unit.objects.filter(pk=unit.pk).update(**missing)
    yield from filter(None, (owned, sold, registered))
