"""Lists that leave the house: who took which out."""

from datetime import datetime

from django.db import transaction

from aftercare.base.journal.steps import announce
from aftercare.base.spreadsheets.events import ListExported
from aftercare.base.spreadsheets.permissions import SpreadsheetPermission
from aftercare.kit.actors import Actor


@transaction.atomic
def note_export(*, listed: str, count: int, kind: str, actor: Actor, at: datetime) -> None:
    """Note that somebody takes a list out of the house."""
    actor.must(SpreadsheetPermission.EXPORT)
    announce(ListExported(listed=listed, count=count, kind=kind), actor=actor, at=at)
