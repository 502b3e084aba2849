"""Many units at once: what production delivers, and what is shipped."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.customers.models import Account
from aftercare.domain.units.events import BatchShipped, BatchTakenIn
from aftercare.domain.units.models import ProductionBatch
from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.policies import key_of
from aftercare.domain.units.states import MadeBatch
from aftercare.domain.units.steps import item_named
from aftercare.domain.units.steps.production import put_lots, put_units
from aftercare.domain.units.steps.shipping import ship_serials
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class EmptyDelivery(Refused):
    """A delivery names its batch, and every unit has a serial."""


@transaction.atomic
def take_in_production(made: MadeBatch, *, actor: Actor, at: datetime) -> ProductionBatch:
    """
    Take in the units of a batch, the boards inside them and the lots they were made of.

    One call for a hundred thousand units. The same delivery again changes nothing; one that
    goes on adds what is new. All of it or nothing. Raises `EmptyDelivery`, `UnknownItem`,
    `SerialTwice`, `NotInBatch`.
    """
    actor.must(UnitPermission.TAKE_IN)
    if not made.code.strip() or not all(key_of(each.serial) for each in made.units):
        raise EmptyDelivery(_("The delivery needs the number of its batch, each unit its serial."))
    batch, _is_new = ProductionBatch.objects.get_or_create(
        item=item_named(made.item),
        code=made.code.strip(),
        defaults={
            "bom": made.bom,
            "made_from": made.made_from,
            "made_until": made.made_until,
            "source": made.source,
            "taken_in_at": at,
        },
    )
    batch = ProductionBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    units = put_units(batch, made.units, at=at)
    lots = put_lots(batch, made.lots, at=at)
    taken_in = BatchTakenIn(production_batch_id=batch.pk, units=units, lots=lots)
    if units or lots:
        announce(taken_in, actor=actor, at=at)
    return batch


@transaction.atomic
def ship_units(
    serials: Sequence[str],
    *,
    item: str,
    account: Account,
    on: date,
    order: str = "",
    actor: Actor,
    at: datetime,
) -> int:
    """
    Note that units were shipped to a customer, whose they are from then on.

    Return how many were not noted before. Raises `UnknownItem`, `UnknownSerial`.
    """
    actor.must(UnitPermission.TAKE_IN)
    shipped = ship_serials(
        serials, item=item_named(item), account=account, on=on, order=order, actor=actor, at=at
    )
    if shipped:
        event = BatchShipped(account_id=account.pk, units=shipped, order=order)
        announce(event, actor=actor, at=at)
    return shipped
