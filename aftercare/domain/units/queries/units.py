from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Reverse, Upper
from django.db.models.lookups import StartsWith

from aftercare.base.files.models import StoredFile
from aftercare.domain.customers.queries import owned_by, visible_contacts
from aftercare.domain.units.models import (
    Ownership,
    ProductionBatch,
    Registration,
    ScanRule,
    Unit,
    UnitDate,
)
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.policies import key_of
from aftercare.domain.units.states import DateKind
from aftercare.kit.actors import Actor
from aftercare.kit.scans.makers import MakerRule

SHORTEST_PART = 4
"""Fewer signs of a serial lead to too many units to be of use."""


def visible_units(actor: Actor) -> QuerySet[Unit]:
    """Return the units `actor` may know about; a customer sees their own."""
    units = Unit.objects.select_related(
        "item", "account", "contact", "lot", "batch", "dealer_account"
    )
    if actor.kind == "customer":
        return units.filter(owned_by(actor))
    return units if actor.may(UnitPermission.VIEW) else units.none()


def visible_batches(actor: Actor) -> QuerySet[ProductionBatch]:
    """Return the batches of production, the newest first, for who may see units."""
    batches = ProductionBatch.objects.select_related("item").order_by("-pk")
    is_ours = actor.kind != "customer" and actor.may(UnitPermission.VIEW)
    return batches if is_ours else batches.none()


def visible_registrations(actor: Actor) -> QuerySet[Registration]:
    """Return what customers registered, the newest first; a customer sees their own."""
    rows = Registration.objects.select_related("contact__account", "unit__item", "proof")
    rows = rows.order_by("-pk")
    if actor.kind == "customer":
        return rows.filter(contact__in=visible_contacts(actor).order_by().values("pk"))
    return rows if actor.may(UnitPermission.EDIT) else rows.none()


def visible_scan_rules(actor: Actor) -> QuerySet[ScanRule]:
    """Return how makers write codes, in the order in which they are asked."""
    rules = ScanRule.objects.order_by("position", "pk")
    return rules if actor.may(UnitPermission.SET_UP) else rules.none()


def scan_rules() -> list[MakerRule]:
    """Return how makers write codes, for reading a scan."""
    rules = ScanRule.objects.order_by("position", "pk").values_list("maker", "pattern")
    return [MakerRule(*rule) for rule in rules]


def find_units(serials: Iterable[str], *, item: str = "") -> QuerySet[Unit]:
    """Return the units with these serials, however they are written, of any item or of one."""
    keys = [key for key in map(key_of, serials) if key]
    found = Unit.objects.filter(serial_key__in=keys).select_related("item", "account", "contact")
    return (found.filter(item__code=item) if item else found).order_by("pk")


def units_alike(text: str) -> Q:
    """Return the condition that a serial begins or ends with what somebody typed."""
    key = key_of(text)
    if len(key) < SHORTEST_PART:
        return Q(serial_key=key) if key else Q(pk=None)
    return Q(serial_key__startswith=key) | Q(StartsWith(Reverse("serial_key"), key[::-1]))


def shipped_by(order: str) -> Q:
    """Return the condition that a unit was shipped by the order of this number."""
    shipped = UnitDate.objects.filter(kind=DateKind.SHIPPED, replaced_at=None)
    wanted = shipped.alias(number=Upper("source")).filter(number=order.strip().upper() or None)
    return Q(pk__in=wanted.values("unit"))


@dataclass(frozen=True)
class KnownDate:
    """A date in the life of a unit, with what it is known from."""

    kind: DateKind
    on: date
    source: str = ""
    evidence: StoredFile | None = None
    noted_by: str = ""
    at: datetime | None = None


def dates_of(unit: Unit) -> dict[DateKind, KnownDate]:
    """
    Return the dates that are known of a unit, in the order of its life.

    When it was made is known from its batch where nobody said it. A date code is no date.
    """
    rows = UnitDate.objects.filter(unit=unit, replaced_at=None).select_related("evidence")
    noted = {each.kind: each for each in rows}
    known = {}
    for kind in DateKind:
        if row := noted.get(kind):
            known[kind] = KnownDate(kind, row.on, row.source, row.evidence, row.noted_by, row.at)
    made = unit.batch
    if DateKind.MANUFACTURED not in known and made and made.made_from:
        told = KnownDate(DateKind.MANUFACTURED, made.made_from, source=str(made))
        known = {DateKind.MANUFACTURED: told, **known}
    return known


def owners_of(unit: Unit) -> QuerySet[Ownership]:
    """Return whose a unit was, the newest first."""
    owners = Ownership.objects.filter(unit=unit).select_related("account", "contact")
    return owners.order_by("-since", "-pk")


def sold_dates(units: Iterable[Unit]) -> dict[int, date]:
    """Return when units were sold, by their keys, as far as it is known. One query."""
    rows = UnitDate.objects.filter(unit__in=units, kind=DateKind.SOLD, replaced_at=None)
    return dict(rows.values_list("unit", "on"))
