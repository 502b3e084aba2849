"""What may take the place of what."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.events import SubstituteChanged
from aftercare.domain.catalog.models import Item, Substitute
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.states import SubstituteKind
from aftercare.domain.catalog.steps import correct
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class SubstitutesItself(Refused):
    """An item cannot take its own place."""


class InstructionMissing(Refused):
    """Rework cannot be done without being told how."""


@transaction.atomic
def allow_substitute(
    item: Item,
    by: Item,
    *,
    kind: str,
    assembly: Item | None = None,
    batch: str = "",
    serial_from: str = "",
    serial_to: str = "",
    instruction: str = "",
    actor: Actor,
    at: datetime,
) -> Substitute:
    """
    Say that `by` may take the place of `item`, or under which conditions from now on.

    In one assembly only if it is named; for one batch or range of serials if they are.
    Raises `SubstitutesItself`, `InstructionMissing`.
    """
    actor.must(CatalogPermission.EDIT)
    if item == by:
        raise SubstitutesItself(_("An item cannot take its own place. Choose another one."))
    if kind == SubstituteKind.REWORK and not instruction.strip():
        raise InstructionMissing(_("Write what has to be done: rework needs its instruction."))
    Item.objects.select_for_update().get(pk=item.pk)
    key = {"assembly": assembly, "batch": batch.strip(), "serial_from": serial_from.strip()}
    known = Substitute.objects.filter(item=item, by=by, **key).first()
    substitute = known or Substitute(item=item, by=by, since=at, **key)
    told = {"kind": kind, "serial_to": serial_to.strip(), "instruction": instruction.strip()}
    if correct(substitute, told) or known is None:
        substitute.save()
        change = "changed" if known else "added"
        announce(SubstituteChanged(item.pk, by.pk, change), actor=actor, at=at)
    return substitute


@transaction.atomic
def withdraw_substitute(substitute: Substitute, *, actor: Actor, at: datetime) -> None:
    """Say that an item may take the place of another no longer."""
    actor.must(CatalogPermission.EDIT)
    event = SubstituteChanged(substitute.item_id, substitute.by_id, "removed")
    substitute.delete()
    announce(event, actor=actor, at=at)
