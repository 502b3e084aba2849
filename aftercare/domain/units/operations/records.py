"""What we know of units: that they are, their dates, whose they are."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.units.events import LotNoted, UnitEdited, UnitIntroduced
from aftercare.domain.units.models import Lot, Unit
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.policies import key_of
from aftercare.domain.units.queries import dealer_called
from aftercare.domain.units.states import DateKind, OwnedBy, Upload
from aftercare.domain.units.steps import (
    date_unit,
    evidence_of,
    give_unit,
    hold_unit,
    item_named,
    lot_with,
    read_windows,
)
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class SerialMissing(Refused):
    """A unit needs a serial, or a lot it is a quantity of."""


class SerialIsKnown(Refused):
    """There is a unit of this item with this serial."""


class NobodyNamed(Refused):
    """Somebody has to own a unit, if its owner changes."""


@transaction.atomic
def introduce_unit(
    *,
    item: str,
    serial: str = "",
    lot: str = "",
    quantity: int = 1,
    dealer: str = "",
    note: str = "",
    actor: Actor,
    at: datetime,
) -> Unit:
    """
    Take note of a unit, whether or not it was ever in our stock.

    Without a serial it is a quantity of a lot. Raises `UnknownItem`, `SerialMissing`,
    `SerialIsKnown`.
    """
    actor.must(UnitPermission.EDIT)
    found, key = item_named(item), key_of(serial)
    if not key and not key_of(lot):
        raise SerialMissing(_("Enter a serial number, or the lot it is a quantity of."))
    if key and Unit.objects.filter(item=found, serial_key=key).exists():
        raise SerialIsKnown(
            _("A unit of %(item)s with serial %(serial)s is known already.")
            % {"item": found.code, "serial": serial}
        )
    unit = Unit.objects.create(
        item=found,
        serial=serial.strip(),
        serial_key=key,
        lot=lot_with(found, lot, actor=actor, at=at) if key_of(lot) else None,
        quantity=1 if key else quantity,
        dealer=dealer.strip(),
        dealer_account_id=dealer_called(dealer),
        note=note.strip(),
        known_since=at,
    )
    announce(UnitIntroduced(unit_id=unit.pk), actor=actor, at=at)
    return unit


@transaction.atomic
def edit_unit(unit: Unit, *, actor: Actor, at: datetime, **details: Any) -> None:
    """Correct dealer, country of the sale or note of a unit."""
    actor.must(UnitPermission.EDIT)
    unit = hold_unit(unit)
    changed = tuple(name for name, said in details.items() if getattr(unit, name) != said)
    if "dealer" in changed:
        details["dealer_account"] = dealer_called(details["dealer"])
    if changed:
        Unit.objects.filter(pk=unit.pk).update(**details)
    announce(UnitEdited(unit_id=unit.pk, changed=changed), actor=actor, at=at)


@transaction.atomic
def note_date(
    unit: Unit,
    *,
    kind: DateKind,
    on: date,
    source: str = "",
    proof: Upload | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Note a date in the life of a unit, with what proves it. Raises `DateCannotBe`.

    What was noted before stays readable; guarantees count from the new date.
    """
    actor.must(UnitPermission.EDIT)
    unit, evidence = hold_unit(unit), evidence_of(proof, at=at)
    dated = date_unit(unit, kind, on, source=source.strip(), evidence=evidence, actor=actor, at=at)
    if dated:
        announce(dated, actor=actor, at=at)


@transaction.atomic
def change_owner(
    unit: Unit,
    *,
    account: Account | None,
    contact: Contact | None,
    how: OwnedBy,
    since: date,
    actor: Actor,
    at: datetime,
) -> None:
    """Say whose a unit is from a day on. Raises `NobodyNamed`."""
    actor.must(UnitPermission.EDIT)
    if account is None and contact is None:
        raise NobodyNamed(_("Name a customer or a person."))
    account = account or (contact.account if contact else None)
    changed = give_unit(
        unit, account=account, contact=contact, how=how, since=since, actor=actor, at=at
    )
    if changed:
        announce(changed, actor=actor, at=at)


@transaction.atomic
def note_lot(
    *,
    item: str,
    number: str,
    date_code: str = "",
    maker: str = "",
    supplier: str = "",
    note: str = "",
    actor: Actor,
    at: datetime,
) -> Lot:
    """Take note of a lot of components, or correct what is known. Raises `UnknownItem`."""
    actor.must(UnitPermission.EDIT)
    lot = lot_with(item_named(item), number, actor=actor, at=at)
    lot.date_code, lot.maker = date_code.strip(), maker.strip()
    lot.supplier, lot.note = supplier.strip(), note.strip()
    lot.save()
    read_windows(lot, at=at)
    announce(LotNoted(lot_id=lot.pk), actor=actor, at=at)
    return lot
