"""One unit for another, for verbs of this app and of higher ones."""

from datetime import datetime

from aftercare.base.journal.steps import announce
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.units.events import UnitReplaced
from aftercare.domain.units.models import Exchange, Unit
from aftercare.domain.units.states import OwnedBy
from aftercare.domain.units.steps import give_unit
from aftercare.kit.actors import Actor


def give_in_exchange(
    new: Unit,
    *,
    old: Unit | None,
    account: Account | None,
    contact: Contact | None,
    why: str,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Let a unit be the customer's from today, in the place of the old one if that is known.

    The exchange is kept, so that the term of the old one goes on with the new one. Noted once.
    """
    on = at.date()
    if account or contact:
        given = give_unit(
            new,
            account=account,
            contact=contact,
            how=OwnedBy.EXCHANGED,
            since=on,
            actor=actor,
            at=at,
        )
        if given:
            announce(given, actor=actor, at=at)
    if old is None:
        return
    _exchange, is_new = Exchange.objects.get_or_create(
        old=old,
        new=new,
        on=on,
        defaults={"why": why.strip()[:300], "noted_by": str(actor.ref), "at": at},
    )
    if is_new:
        replaced = UnitReplaced(unit_id=old.pk, replacement=new.pk, on=on.isoformat())
        announce(replaced, actor=actor, at=at)
