from datetime import datetime

from django.db import transaction

from aftercare.base.promises.events import PromiseBroken, PromiseSlipping
from aftercare.base.promises.models import Promise
from aftercare.base.promises.permissions import PromisePermission
from aftercare.base.promises.queries import overdue_promises, slipping_promises
from aftercare.base.promises.steps import announce_promise
from aftercare.kit.actors import Actor


@transaction.atomic
def notice_time(*, actor: Actor, at: datetime) -> None:
    """Mark what is slipping and what was not done in time, and tell who reacts to it."""
    actor.must(PromisePermission.NOTICE)
    for owed in slipping_promises(at).select_for_update(skip_locked=True):
        Promise.objects.filter(pk=owed.pk).update(warned_at=at)
        announce_promise(PromiseSlipping, owed, actor=actor, at=at, owner=owed.owner)
    for owed in overdue_promises(at).select_for_update(skip_locked=True):
        Promise.objects.filter(pk=owed.pk).update(broken=True)
        announce_promise(PromiseBroken, owed, actor=actor, at=at, owner=owed.owner)
