"""A place is counted blindly, and what differs is posted when somebody else approves."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from aftercare.base.company.steps import next_code
from aftercare.base.journal.steps import announce
from aftercare.domain.stock.events import CountBegun, CountDecided, CountHandedIn, GoodsCounted
from aftercare.domain.stock.models import CountLine, Place, StockCount
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.queries import balance_of, balances_at, goods_of, of_goods
from aftercare.domain.stock.states import COUNT_MOVES, CountStatus, Goods
from aftercare.domain.stock.steps.differences import post_differences
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused
from aftercare.kit.states import IllegalMove, move


class AlreadyCounted(Refused):
    """The place is being counted, or its count waits for approval."""


class NotYourCount(Refused):
    """Who began a count finishes it, and somebody else approves."""


@transaction.atomic
def begin_count(place: Place, *, actor: Actor, at: datetime) -> StockCount:
    """Begin to count what is at a place of ours. Raises `AlreadyCounted`."""
    actor.must(StockPermission.COUNT)
    try:
        with transaction.atomic():
            count = StockCount.objects.create(
                code=next_code("CNT", at=at), place=place, counter=str(actor.ref), begun_at=at
            )
    except IntegrityError:
        raise AlreadyCounted(
            _("%(place)s is being counted already, or its count waits for approval.")
            % {"place": place}
        ) from None
    announce(CountBegun(stock_count_id=count.pk, place_id=place.pk), actor=actor, at=at)
    return count


@transaction.atomic
def note_counted(
    count: StockCount, goods: Goods, *, quantity: Decimal, actor: Actor, at: datetime
) -> CountLine:
    """
    Note how many of some goods are there; noted again, the last number counts.

    What the ledger says in this moment is kept beside it, unseen by who counts, so that
    movements meanwhile are no differences. Raises `NotYourCount`, `IllegalMove`.
    """
    actor.must(StockPermission.COUNT)
    row = (
        StockCount.objects.select_for_update(of=("self",)).select_related("place").get(pk=count.pk)
    )
    _must_be_counting(row, actor)
    line = of_goods(CountLine.objects.filter(count=row), goods).first() or CountLine(
        count=row, **asdict(goods)
    )
    line.counted, line.expected = quantity, balance_of(row.place, goods)
    line.save()
    announce(GoodsCounted(stock_count_id=row.pk, item_id=goods.item_id), actor=actor, at=at)
    return line


@transaction.atomic
def hand_in_count(count: StockCount, *, actor: Actor, at: datetime) -> None:
    """
    Finish a count: what should be there and was not found counts as none.

    Raises `NotYourCount`, `IllegalMove`, `StaleRow`.
    """
    actor.must(StockPermission.COUNT)
    row = (
        StockCount.objects.select_for_update(of=("self",)).select_related("place").get(pk=count.pk)
    )
    _must_be_counting(row, actor)
    lines = list(CountLine.objects.filter(count=row))
    found = {goods_of(line) for line in lines}
    missed = [each for each in balances_at(row.place) if goods_of(each) not in found]
    CountLine.objects.bulk_create(
        CountLine(
            count=row,
            item_id=each.item_id,
            lot_id=each.lot_id,
            unit_id=each.unit_id,
            condition=each.condition,
            purpose=each.purpose,
            owner=each.owner,
            account_id=each.account_id,
            expected=each.quantity,
            counted=0,
        )
        for each in missed
    )
    move(row, CountStatus.COUNTED, moves=COUNT_MOVES, counted_at=at)
    handed_in = CountHandedIn(
        stock_count_id=row.pk, place_id=row.place_id, lines=len(lines) + len(missed)
    )
    announce(handed_in, actor=actor, at=at)


@transaction.atomic
def approve_count(
    count: StockCount, *, outside: Place, reason: str, actor: Actor, at: datetime
) -> None:
    """
    Post the differences of a count, as gone to or come from `outside`.

    Raises `NotYourCount` where it is the counter's own, `NotEnough` where it is gone meanwhile,
    `IllegalMove`, `StaleRow`.
    """
    actor.must(StockPermission.APPROVE)
    _must_be_of_another(count, actor)
    decided = {"decided_by": str(actor.ref), "decided_at": at, "reason": reason.strip()}
    move(count, CountStatus.APPROVED, moves=COUNT_MOVES, **decided)
    differences = post_differences(count, outside, reason=reason, actor=actor, at=at)
    Place.objects.filter(pk=count.place_id).update(counted_on=at.date())
    approved = CountDecided(
        stock_count_id=count.pk, place_id=count.place_id, approved=True, differences=differences
    )
    announce(approved, actor=actor, at=at)


@transaction.atomic
def reject_count(count: StockCount, *, reason: str, actor: Actor, at: datetime) -> None:
    """Have a place counted again. Raises `NotYourCount`, `IllegalMove`, `StaleRow`."""
    actor.must(StockPermission.APPROVE)
    _must_be_of_another(count, actor)
    decided = {"decided_by": str(actor.ref), "decided_at": at, "reason": reason.strip()}
    move(count, CountStatus.REJECTED, moves=COUNT_MOVES, **decided)
    rejected = CountDecided(stock_count_id=count.pk, place_id=count.place_id, approved=False)
    announce(rejected, actor=actor, at=at)


def _must_be_counting(count: StockCount, actor: Actor) -> None:
    if count.counter != str(actor.ref):
        raise NotYourCount(_("Somebody else counts here. Begin a count of another place."))
    if count.status != CountStatus.COUNTING:
        raise IllegalMove(_("%(count)s is handed in already.") % {"count": count})


def _must_be_of_another(count: StockCount, actor: Actor) -> None:
    if count.counter == str(actor.ref):
        raise NotYourCount(_("Nobody approves their own count. Ask a colleague."))
