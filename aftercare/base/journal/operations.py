from datetime import datetime, timedelta

from django.db import transaction

from aftercare.base.journal.events import ChainCheckBegun
from aftercare.base.journal.models import ChainCheck, Seal
from aftercare.base.journal.permissions import JournalPermission
from aftercare.base.journal.steps import announce, later
from aftercare.kit.actors import Actor

GIVEN_UP_AFTER = timedelta(hours=6)


@transaction.atomic
def check_chain(*, actor: Actor, at: datetime) -> ChainCheck:
    """Compare the whole journal with its seals, behind the scenes. One look at a time is enough."""
    actor.must(JournalPermission.AUDIT)
    running = ChainCheck.objects.filter(ended_at=None, began_at__gt=at - GIVEN_UP_AFTER).first()
    if running:
        return running
    ChainCheck.objects.filter(ended_at=None).delete()
    check = ChainCheck.objects.create(by=str(actor.ref), began_at=at, seals=Seal.objects.count())
    later("journal.check_chain", check_id=check.pk)
    announce(ChainCheckBegun(chain_check_id=check.pk), actor=actor, at=at)
    return check
