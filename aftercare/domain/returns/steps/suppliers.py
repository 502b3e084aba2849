"""What goes to a supplier and comes from them, in the ledger."""

from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from aftercare.domain.repairs.steps.goods import find_removed
from aftercare.domain.returns.models import RmaLine, SupplierReturnLine
from aftercare.domain.returns.states import Answered, Outcome, SupplierAnswer
from aftercare.domain.returns.steps.goods import ours_of_line
from aftercare.domain.stock.models import Movement, Place
from aftercare.domain.stock.queries import goods_after, goods_of
from aftercare.domain.stock.states import Goods, Line, MovementKind, PlaceKind
from aftercare.domain.stock.steps.correcting import announce_correction
from aftercare.domain.stock.steps.lines import Posting
from aftercare.domain.stock.steps.places import place_outside
from aftercare.domain.stock.steps.telling import announce_move
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused

OURS_NOW = (Outcome.REPLACE, Outcome.CREDIT, Outcome.REFUND)


class WhereItComesIsMissing(Refused):
    """What a supplier sends instead comes to one of our places."""


def give_to_supplier(line: SupplierReturnLine, *, actor: Actor, at: datetime) -> None:
    """Book out to the supplier what lies here of a line and is ours. Raises what `post` raises."""
    stands = _stands(line)
    if stands is None:
        return
    place, goods, quantity = stands
    account = line.supplier_return.supplier_id
    target = place_outside(PlaceKind.SUPPLIER, account, actor=actor, at=at)
    posting = Posting(MovementKind.ISSUED, place, target, ref(line.supplier_return))
    announce_move(posting, [Line(goods, quantity, key=f"out-{line.pk}")], actor=actor, at=at)


def _stands(line: SupplierReturnLine) -> tuple[Place, Goods, Decimal] | None:
    if line.part:
        removed = find_removed(line.part)
        return (removed.target, goods_after(removed), line.quantity) if removed else None
    came: RmaLine | None = line.rma_line
    if came is None or came.outcome not in OURS_NOW:
        return None
    row = ours_of_line(came)
    return (row.place, goods_of(row), min(came.received, row.quantity)) if row else None


def take_what_came(
    line: SupplierReturnLine, answered: Answered, *, actor: Actor, at: datetime
) -> Decimal | None:
    """
    Book in what the answer of a supplier brings, and return what it is worth, if it brings any.

    What is sent back lies where it lay, worth what it was. What came instead is new. Raises
    `WhereItComesIsMissing`, what `post` raises.
    """
    went = _out(line)
    if answered.how == SupplierAnswer.SENT_BACK and went:
        back = Line(goods_after(went), went.quantity, key=_turn(line), unit_cost=_each(went))
        posting = Posting(
            MovementKind.RETURNED, went.target, went.source, ref(line.supplier_return)
        )
        announce_move(posting, [back], actor=actor, at=at)
        return None
    if answered.how != SupplierAnswer.REPLACED:
        return None
    target = Place.objects.filter(pk=answered.place_id or 0).first()
    if target is None:
        raise WhereItComesIsMissing(_("Say in which place of ours you put what came."))
    account = line.supplier_return.supplier_id
    source = place_outside(PlaceKind.SUPPLIER, account, actor=actor, at=at)
    cost = None if answered.amount is None else answered.amount / line.quantity
    goods = Goods(line.item_id, answered.lot_id, answered.unit_id)
    posting = Posting(MovementKind.RECEIVED, source, target, ref(line.supplier_return))
    came = Line(goods, line.quantity, key=_turn(line), unit_cost=cost)
    return announce_move(posting, [came], actor=actor, at=at)[0].cost


def give_again(line: SupplierReturnLine, *, reason: str, actor: Actor, at: datetime) -> None:
    """Undo what the answer of a supplier had brought. Raises what `post` raises."""
    came = _brought(line).last()
    if came and not Movement.objects.filter(corrects=came).exists():
        announce_correction(came, reason=reason, actor=actor, at=at)


def _out(line: SupplierReturnLine) -> Movement | None:
    rows = Movement.objects.filter(document=str(ref(line.supplier_return)), line=f"out-{line.pk}")
    return rows.select_related("source", "target").first()


def _brought(line: SupplierReturnLine) -> QuerySet[Movement]:
    rows = Movement.objects.filter(
        document=str(ref(line.supplier_return)), line__startswith=f"in-{line.pk}-"
    )
    return rows.order_by("pk")


def _turn(line: SupplierReturnLine) -> str:
    return f"in-{line.pk}-{_brought(line).count() + 1}"


def _each(row: Movement) -> Decimal | None:
    return None if row.cost is None else row.cost / row.quantity
