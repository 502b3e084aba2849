from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from aftercare.domain.catalog.models import Item
from aftercare.domain.customers.models import Account
from aftercare.domain.units.models import Ownership, Unit, UnitDate
from aftercare.domain.units.policies import key_of
from aftercare.domain.units.states import DateKind, OwnedBy
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused

AT_ONCE = 5_000


class UnknownSerial(Refused):
    """There is no unit with this serial."""


def ship_serials(
    serials: Sequence[str],
    *,
    item: Item,
    account: Account,
    on: date,
    order: str,
    actor: Actor,
    at: datetime,
) -> int:
    """
    Let units be a customer's, with the day they were shipped; those somebody has stay theirs.

    A few statements for some thousand units. Raises `UnknownSerial`.
    """
    units = _held(serials, item)
    free = [unit for unit in units if not unit.account_id and not unit.contact_id]
    noted = {"noted_by": str(actor.ref), "at": at}
    owners = [
        Ownership(unit=unit, account=account, how=OwnedBy.SHIPPED, since=on, **noted)
        for unit in free
    ]
    dates = [
        UnitDate(unit=unit, kind=DateKind.SHIPPED, on=on, source=order, **noted) for unit in free
    ]
    Ownership.objects.bulk_create(owners, batch_size=AT_ONCE)
    UnitDate.objects.bulk_create(dates, batch_size=AT_ONCE, ignore_conflicts=True)
    Unit.objects.filter(pk__in=[unit.pk for unit in free]).update(account=account)
    return len(free)


def _held(serials: Sequence[str], item: Item) -> list[Unit]:
    keys = {key_of(serial): serial for serial in serials}
    rows = Unit._base_manager.select_for_update().filter(item=item, serial_key__in=list(keys))
    units = {unit.serial_key: unit for unit in rows.order_by("pk")}
    if unknown := next((serial for key, serial in keys.items() if key not in units), ""):
        raise UnknownSerial(
            _("No %(item)s has the serial “%(serial)s”.") % {"item": item, "serial": unknown}
        )
    return list(units.values())
