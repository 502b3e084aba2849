"""A replacement that a line waits for: wanted of stock, promised, and wanted no more."""

from datetime import datetime

from aftercare.domain.repairs.states import SolvedBy
from aftercare.domain.repairs.steps.losing import lose_demand
from aftercare.domain.returns.models import RmaLine
from aftercare.domain.returns.queries import wants_of
from aftercare.domain.returns.steps.returns import owe_no_replacement, owe_replacement
from aftercare.domain.stock.models import Want
from aftercare.domain.stock.states import Condition, WantStatus
from aftercare.domain.stock.steps.holding import PRIORITY, Wish
from aftercare.domain.stock.steps.wanting import end_wants, has_lost_goods, want_goods
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref


def want_replacement(line: RmaLine, *, actor: Actor, at: datetime) -> Want:
    """
    Promise a replacement for a line, and have one held for it.

    Whoever sees to what is short hears of it where none is there. Wanted already, nothing changes.
    """
    rma = line.rma
    due_at = owe_replacement(rma, actor=actor, at=at)
    wish = Wish(
        line.item,
        line.received or line.quantity,
        rma.site_id,
        [Condition.NEW],
        PRIORITY,
        ref(rma),
        str(line.pk),
        None,
    )
    concerned = {"case": rma.case_id, "account": rma.account_id, "contact": rma.contact_id}
    about = [Ref(name, key) for name, key in concerned.items() if key]
    return want_goods(wish, paper=rma.code, due_at=due_at, about=about, actor=actor, at=at)


def want_no_replacement(
    line: RmaLine, *, was_sent: bool, solved_by: SolvedBy | None = None, actor: Actor, at: datetime
) -> None:
    """
    Wait no longer for a replacement of a line; one that is wanted by none is owed no more.

    With `solved_by`, one that was not there is demand that was lost.
    """
    if solved_by:
        _note_lost(line, solved_by, at)
    ended = end_wants(ref(line.rma), line=str(line.pk), actor=actor, at=at)
    if ended and not wants_of(line.rma).exists():
        owe_no_replacement(line.rma, was_sent=was_sent, actor=actor, at=at)


def _note_lost(line: RmaLine, solved_by: SolvedBy, at: datetime) -> None:
    for want in wants_of(line.rma).filter(line=str(line.pk)).select_related("item"):
        if want.status == WantStatus.WANTED or has_lost_goods(want):
            lose_demand(
                ref(line.rma),
                line=want.line,
                item=want.item,
                quantity=want.quantity,
                solved_by=solved_by,
                at=at,
            )
