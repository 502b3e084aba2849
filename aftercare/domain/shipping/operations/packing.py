"""How items are packed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.models import Item
from aftercare.domain.shipping.events import PackingChanged
from aftercare.domain.shipping.models import PackingInstruction
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class SayHowToPack(Refused):
    """An instruction has a text, a material or a mark."""


@transaction.atomic
def save_packing(
    *,
    item: Item | None = None,
    kind: str = "",
    texts: Mapping[str, str],
    materials: Sequence[str] = (),
    marks: Sequence[str] = (),
    actor: Actor,
    at: datetime,
) -> PackingInstruction:
    """
    Say how an item is packed, or all of a kind that have no instruction; the last word counts.

    Raises `SayHowToPack`.
    """
    actor.must(ShippingPermission.SET_UP)
    said = {language: text.strip() for language, text in texts.items() if text.strip()}
    if not (said or materials or marks):
        raise SayHowToPack(_("Say how it is packed: in words, materials or marks."))
    instruction, _created = PackingInstruction.objects.update_or_create(
        item=item,
        kind="" if item else kind,
        defaults={
            "texts": said,
            "materials": list(materials),
            "marks": list(marks),
            "by": str(actor.ref),
            "at": at,
        },
    )
    changed = PackingChanged(item_id=item.pk if item else None, kind=instruction.kind)
    announce(changed, actor=actor, at=at)
    return instruction


@transaction.atomic
def remove_packing(instruction: PackingInstruction, *, actor: Actor, at: datetime) -> None:
    """Forget how something is packed; an item follows its kind then."""
    actor.must(ShippingPermission.SET_UP)
    changed = PackingChanged(item_id=instruction.item_id, kind=instruction.kind)
    instruction.delete()
    announce(changed, actor=actor, at=at)
