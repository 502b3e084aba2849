"""The papers a customer gets with the repaired unit."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from aftercare.base.files.steps import link, store
from aftercare.domain.repairs.events import HandoverPackMade
from aftercare.domain.repairs.models import HandoverPack, WorkOrder
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.queries import acceptance_of, language_of, pack_told, packs_of
from aftercare.domain.repairs.steps import announce_order, hold_order
from aftercare.domain.repairs.steps.orders import READERS
from aftercare.kit.actors import Actor
from aftercare.kit.paper.engine import printed
from aftercare.kit.refs import ref

PAPER = "domain/repairs/data/handover.typ"


@transaction.atomic
def make_handover_pack(order: WorkOrder, *, actor: Actor, at: datetime) -> HandoverPack:
    """
    Make the papers of a repair in the customer's language, and keep them as another version.

    `at` is when that happened which they are made for; made for it already, they are returned.
    """
    actor.must(RepairPermission.HAND_OVER)
    order = hold_order(order)
    if made := packs_of(order).filter(because_at=at).first():
        return made
    language = language_of(order)
    with override(language):
        told = pack_told(order, language=language, at=at)
    file = store(printed(PAPER, told, language=language, at=at), at=at)
    last = packs_of(order).first()
    pack = HandoverPack.objects.create(
        order=order,
        version=last.version + 1 if last else 1,
        language=language,
        file=file,
        because_at=at,
        is_signed=acceptance_of(order) is not None,
    )
    theirs = {"account": order.account_id, "contact": order.contact_id}
    readers = [f"{kind}:{key}" for kind, key in theirs.items() if key]
    link(file, ref(order), name=pack.name, readers=[*READERS, *readers], at=at)
    announce_order(HandoverPackMade, order, version=pack.version, actor=actor, at=at)
    return pack
