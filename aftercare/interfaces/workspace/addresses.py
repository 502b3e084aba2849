"""What our people call things, and where they see them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from aftercare.base.search.queries import ref_of, visible_documents
from aftercare.domain.stock.queries import visible_kits
from aftercare.domain.units.queries import visible_units
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref

BY_CODE = {
    "case": "case",
    "account": "account",
    "work_order": "order",
    "purchase": "purchase",
    "shortage": "shortage",
    "return": "return",
    "parcel": "parcel",
    "item": "item",
}
BY_KEY = {"contact": "contact", "item_document": "item-document", "change_notice": "change-notice"}
"""Which page shows a kind of thing: found by the number people know, or by its key."""


@dataclass(frozen=True)
class Known:
    """What people call something, and the address of its page."""

    name: str
    url: str


def address_of(kind: str, code: str, subject: Ref) -> str:
    """Return the address of the page of something that is indexed; "" where it has none."""
    if kind in BY_CODE:
        return reverse(f"workspace:{BY_CODE[kind]}", args=[code])
    return reverse(f"workspace:{BY_KEY[kind]}", args=[subject.id]) if kind in BY_KEY else ""


def known_as(subjects: Iterable[str], actor: Actor) -> dict[str, Known]:
    """
    Return what is called how of refs such as `work_order:5`, as far as `actor` may see it.

    One query, and one more where there are kits or units among them.
    """
    wanted = set(subjects)
    known = {
        each.subject: Known(each.code, address_of(each.kind, each.code, ref_of(each.subject)))
        for each in visible_documents(actor).filter(subject__in=wanted)
    }
    if keys := _keys_of("place", wanted):
        for kit in visible_kits(actor).filter(pk__in=keys):
            known[str(ref(kit))] = Known(kit.code, reverse("workspace:stock-kit", args=[kit.pk]))
    if keys := _keys_of("unit", wanted):
        for unit in visible_units(actor).filter(pk__in=keys):
            known[str(ref(unit))] = Known(str(unit), reverse("workspace:unit", args=[unit.pk]))
    return known


def _keys_of(kind: str, subjects: Iterable[str]) -> list[int]:
    return [each.id for each in map(ref_of, subjects) if each.kind == kind]
