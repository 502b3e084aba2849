from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from aftercare.base.files.models import StoredFile
from aftercare.base.files.steps import link, store
from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.queries import find_item
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.units.events import LotNoted, OwnerChanged, UnitDated, UnitIntroduced
from aftercare.domain.units.models import Lot, LotWindow, Ownership, Unit, UnitDate
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.policies import key_of
from aftercare.domain.units.states import DateKind, OwnedBy, Upload
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused
from aftercare.kit.scans.date_codes import window_of

READERS = [f"may:{UnitPermission.VIEW}"]


@dataclass(frozen=True)
class Evidence:
    """A file that proves something, under the name it came with."""

    file: StoredFile
    name: str


def evidence_of(upload: Upload | None, *, at: datetime) -> Evidence | None:
    """Keep what somebody brings to prove something. Raises `FileTooLarge`."""
    return Evidence(store(upload.content, at=at), upload.name) if upload else None


class UnknownItem(Refused):
    """The catalog has no item of this number."""


class DateCannotBe(Refused):
    """The day lies in the future, or before the unit was made."""


def item_named(code: str) -> Item:
    """Return the item of a number of ours or of its maker. Raises `UnknownItem`."""
    item = find_item(code.strip())
    if item is None:
        raise UnknownItem(
            _("No item is called “%(code)s”. Add it to the catalog first.") % {"code": code}
        )
    return item


def hold_unit(unit: Unit) -> Unit:
    """Return a unit as it is now, held until the transaction ends."""
    return Unit._base_manager.select_for_update().get(pk=unit.pk)


def unit_with(item: Item, serial: str, *, actor: Actor, at: datetime) -> Unit:
    """Return the unit with this serial; if we have never heard of it, now we have."""
    key = key_of(serial)
    known = Unit.objects.filter(item=item, serial_key=key).first()
    if known:
        return known
    try:
        with transaction.atomic():
            unit = Unit.objects.create(
                item=item, serial=serial.strip(), serial_key=key, known_since=at
            )
    except IntegrityError:  # somebody else introduced it in this very moment
        return Unit.objects.get(item=item, serial_key=key)
    announce(UnitIntroduced(unit_id=unit.pk), actor=actor, at=at)
    return unit


def lot_with(
    item: Item,
    number: str,
    *,
    date_code: str = "",
    maker: str = "",
    supplier: str = "",
    actor: Actor,
    at: datetime,
) -> Lot:
    """Return the lot with this number; what is told of it and was missing is filled in."""
    lot, is_new = Lot.objects.get_or_create(
        item=item, number_key=key_of(number), defaults={"number": number.strip(), "known_since": at}
    )
    told = {"date_code": date_code.strip(), "maker": maker.strip(), "supplier": supplier.strip()}
    missing = {name: said for name, said in told.items() if said and not getattr(lot, name)}
    for name, said in missing.items():
        setattr(lot, name, said)
    if missing:
        lot.save()
    if "date_code" in missing:
        read_windows(lot, at=at)
    if missing or is_new:
        announce(LotNoted(lot_id=lot.pk), actor=actor, at=at)
    return lot


def read_windows(lot: Lot, *, at: datetime) -> None:
    """Keep every window of days the date code of a lot may mean."""
    LotWindow.objects.filter(lot=lot).delete()
    LotWindow.objects.bulk_create(
        LotWindow(lot=lot, first=each.first, until=each.until, form=each.form)
        for each in window_of(lot.date_code, by=at.date())
    )


def date_unit(
    unit: Unit,
    kind: DateKind,
    on: date,
    *,
    source: str = "",
    evidence: Evidence | None = None,
    actor: Actor,
    at: datetime,
) -> UnitDated | None:
    """
    Note a date in the life of a unit, in the place of what was noted before.

    Return what is to be announced; nothing if it was known with this proof. The same date
    noted again only adds what proves it. Raises `DateCannotBe`.
    """
    _must_be_possible(unit, kind, on, at=at)
    now = UnitDate.objects.filter(unit=unit, kind=kind, replaced_at=None).first()
    file = evidence.file if evidence else None
    if now and now.on == on and file in (None, now.evidence) and source in ("", now.source):
        return None
    UnitDate.objects.filter(unit=unit, kind=kind, replaced_at=None).update(replaced_at=at)
    keeps = now if now and now.on == on else None
    UnitDate.objects.create(
        unit=unit,
        kind=kind,
        on=on,
        source=source or (keeps.source if keeps else ""),
        evidence=file or (keeps.evidence if keeps else None),
        noted_by=str(actor.ref),
        at=at,
    )
    if evidence:
        keep_evidence(evidence, unit, at=at)
    return UnitDated(unit_id=unit.pk, kind=kind, on=on.isoformat(), proven=evidence is not None)


def keep_evidence(evidence: Evidence, row: Model, *, at: datetime) -> None:
    """Let a file document a row of ours, readable for who may see units."""
    link(evidence.file, ref(row), name=evidence.name, readers=READERS, at=at)


def _must_be_possible(unit: Unit, kind: str, on: date, *, at: datetime) -> None:
    if on > at.date():
        raise DateCannotBe(_("%(day)s is still to come.") % {"day": on})
    made = UnitDate.objects.filter(unit=unit, kind=DateKind.MANUFACTURED, replaced_at=None)
    made_on = made.values_list("on", flat=True).first()
    if kind != DateKind.MANUFACTURED and made_on and on < made_on:
        raise DateCannotBe(
            _("The unit was made on %(made)s, so this cannot have been on %(day)s.")
            % {"made": made_on, "day": on}
        )


def give_unit(
    unit: Unit,
    *,
    account: Account | None,
    contact: Contact | None,
    how: OwnedBy,
    since: date,
    actor: Actor,
    at: datetime,
) -> OwnerChanged | None:
    """
    Let a unit be somebody's from a day on, and return what is to be announced.

    Whose it is already, nothing changes.
    """
    unit = hold_unit(unit)
    if (unit.account, unit.contact) == (account, contact):
        return None
    earlier = Ownership.objects.filter(unit=unit, until=None)
    begun = earlier.values_list("since", flat=True).first()
    since = max(since, begun) if begun else since
    earlier.update(until=since)
    Ownership.objects.create(
        unit=unit,
        account=account,
        contact=contact,
        how=how,
        since=since,
        noted_by=str(actor.ref),
        at=at,
    )
    Unit.objects.filter(pk=unit.pk).update(account=account, contact=contact)
    return OwnerChanged(
        unit_id=unit.pk,
        account_id=account.pk if account else None,
        contact_id=contact.pk if contact else None,
        how=how,
    )
