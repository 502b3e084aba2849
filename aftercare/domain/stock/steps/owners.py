"""Goods of a customer follow them when two accounts are one, and go back when they are two."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import F

from aftercare.domain.customers.events import AccountsMerged, AccountsUnmerged
from aftercare.domain.customers.models import AccountMerge
from aftercare.domain.customers.steps import note_moved
from aftercare.domain.stock.models import Balance, Movement
from aftercare.domain.stock.queries import goods_of
from aftercare.domain.stock.states import SHELVES, Line, MovementKind, Owner
from aftercare.domain.stock.steps.correcting import AlreadyCorrected, announce_correction
from aftercare.domain.stock.steps.ledger import NotEnough
from aftercare.domain.stock.steps.lines import Posting
from aftercare.domain.stock.steps.telling import announce_move
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref


def pass_goods_on(event: AccountsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the goods on our shelves and at stations that are one account's be the other's."""
    merge = AccountMerge.objects.select_for_update().get(pk=event.account_merge_id)
    if merge.undone_at is not None:
        return
    theirs = Balance.objects.filter(
        account=event.account_id, place_kind__in=sorted(SHELVES), quantity__gt=F("reserved")
    ).exclude(owner=Owner.OURS)
    moved: list[Movement] = []
    for row in theirs.select_related("place").order_by("pk"):
        document = Ref("account_merge", merge.pk)
        posting = Posting(MovementKind.PASSED_ON, row.place, row.place, document)
        line = Line(
            goods_of(row), row.quantity, key=f"on-{row.pk}", owner=row.owner, account_id=event.into
        )
        moved += announce_move(posting, [line], actor=actor, at=at)
    note_moved(merge, "Movement", [each.pk for each in moved])


def take_goods_back(event: AccountsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Undo what was passed on for a merge, as far as the goods still are where they were."""
    merge = AccountMerge.objects.select_for_update().get(pk=event.account_merge_id)
    passed = Movement.objects.filter(pk__in=merge.moved.get("Movement", []))
    for row in passed.order_by("pk"):
        with suppress(AlreadyCorrected, NotEnough), transaction.atomic():
            announce_correction(row, reason=str(merge), actor=actor, at=at)
