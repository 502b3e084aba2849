"""Boards and panels that have lain long are tested again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.stock.events import GoodsRetested
from aftercare.domain.stock.models import Balance, Retest
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.queries import goods_of
from aftercare.domain.stock.states import Condition, Line, MovementKind
from aftercare.domain.stock.steps.ledger import NotEnough, post
from aftercare.domain.stock.steps.lines import Posting
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref


@transaction.atomic
def record_retest(
    balance: Balance, *, passed: bool, note: str, actor: Actor, at: datetime
) -> Retest:
    """
    Note that goods on the shelf were tested again; what failed goes into quarantine at once.

    Raises `NotEnough` where they are reserved for somebody: release that first.
    """
    actor.must(StockPermission.MOVE)
    if not passed and balance.reserved:
        raise NotEnough(
            _("Some of it is reserved. Release that under Reservations first, then note the test.")
        )
    test = Retest.objects.create(
        item_id=balance.item_id,
        lot_id=balance.lot_id,
        unit_id=balance.unit_id,
        place_id=balance.place_id,
        passed=passed,
        note=note.strip(),
        by=str(actor.ref),
        at=at,
    )
    if not passed:
        posting = Posting(
            MovementKind.CHANGED, balance.place, balance.place, ref(test), reason=test.note
        )
        failed = Line(goods_of(balance), balance.quantity, condition=Condition.QUARANTINE)
        post(posting, [failed], actor=actor, at=at)
    tested = GoodsRetested(
        item_id=balance.item_id,
        lot_id=balance.lot_id,
        unit_id=balance.unit_id,
        place_id=balance.place_id,
        passed=passed,
    )
    announce(tested, actor=actor, at=at)
    return test
