from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from aftercare.domain.stock.models import Movement, Valuation
from aftercare.domain.stock.states import ROUTES, Line
from aftercare.domain.stock.steps.drawing import draw_reserved
from aftercare.domain.stock.steps.lines import Posting
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import insert_all
from aftercare.kit.refusals import Refused

# One question for what usually is not there: most postings are new and reserved for nobody.
LOOK_BEFORE = """
SELECT EXISTS (
    SELECT FROM stock_movement
    WHERE document = %(document)s AND line = ANY(%(keys)s) AND line <> ''
), EXISTS (
    SELECT FROM stock_reservation WHERE document = %(document)s AND status = 'held'
)
"""


class NotEnough(Refused):
    """There is less at the place than was to be taken, or the rest is reserved."""


class WrongPlace(Refused):
    """Goods do not go from such a place to such a place in this way."""


class KeptForService(Refused):
    """What is kept for service is not for production."""


class AlreadyElsewhere(Refused):
    """A unit is in one place: where it was last booked."""


class QuantityCannotBe(Refused):
    """A quantity is more than nothing, and one for a unit with a serial."""


def post(
    posting: Posting, lines: Sequence[Line], *, actor: Actor, at: datetime
) -> tuple[list[Movement], bool]:
    """
    Move goods; return the movements, and whether they are new. All lines or none.

    Lines whose keys the document has posted already are not posted again. One statement, so
    that two postings never wait for each other in a circle. Raises `WrongPlace`, `NotEnough`,
    `KeptForService`, `AlreadyElsewhere`, `QuantityCannotBe`.
    """
    _must_lead(posting)
    if any(line.quantity <= 0 for line in lines) or not lines:
        raise QuantityCannotBe(_("Give a quantity of more than nothing."))
    has_known, has_held = _look_before(posting, lines)
    known = _known(posting, lines) if has_known else {}
    fresh = [line for line in lines if line.key not in known]
    if has_held:
        fresh = draw_reserved(posting, fresh, at=at)
    rows = [
        _movement(posting, line, actor, at)
        for line in sorted(fresh, key=lambda line: line.goods.item_id)
    ]
    try:
        with transaction.atomic():
            insert_all(rows, reading=["cost"])
            if any(row.unit_id for row in rows):
                _look_at_units()
    except IntegrityError as problem:
        if (again := _known(posting, lines)) and _constraint(problem) == "line_is_posted_once":
            return list(again.values()), False
        raise _refusal(problem) from problem
    return [*known.values(), *rows], bool(rows)


def hold_values(*items: int) -> None:
    """Take the values of all items that one operation moves in several postings, in order."""
    list(Valuation.objects.select_for_update().filter(pk__in=items).order_by("pk"))


def _must_lead(posting: Posting) -> None:
    sources, targets = ROUTES[posting.kind]
    if posting.source.kind not in sources or posting.target.kind not in targets:
        raise WrongPlace(
            _("“%(kind)s” does not lead from %(source)s to %(target)s. Choose other places.")
            % {"kind": posting.kind.label, "source": posting.source, "target": posting.target}
        )
    if posting.target.closed_at:
        raise WrongPlace(
            _("%(place)s is closed. Choose another place.") % {"place": posting.target}
        )


def _look_before(posting: Posting, lines: Sequence[Line]) -> tuple[bool, bool]:
    """Return whether the document has posted some of these lines, and whether it holds goods."""
    asked: dict[str, Any] = {
        "document": posting.named,
        "keys": [line.key for line in lines if line.key],
    }
    with connection.cursor() as cursor:
        cursor.execute(LOOK_BEFORE, asked)
        has_known, has_held = cursor.fetchone()
    return has_known, has_held


def _known(posting: Posting, lines: Sequence[Line]) -> Mapping[str, Movement]:
    keys = [line.key for line in lines if line.key]
    rows = Movement.objects.filter(document=posting.named, line__in=keys)
    return {row.line: row for row in rows}


def _movement(posting: Posting, line: Line, actor: Actor, at: datetime) -> Movement:
    goods = line.goods
    source, target = posting.source, posting.target
    if line.backwards:
        source, target = target, source
    return Movement(
        at=at,
        kind=posting.kind,
        document=posting.named,
        line=line.key,
        paper=posting.paper.strip(),
        reason=posting.reason.strip(),
        by=str(actor.ref),
        item_id=goods.item_id,
        lot_id=goods.lot_id,
        unit_id=goods.unit_id,
        owner=goods.owner,
        account_id=goods.account_id,
        quantity=line.quantity,
        source=source,
        source_kind=source.kind,
        condition=goods.condition,
        purpose=goods.purpose,
        target=target,
        target_kind=target.kind,
        condition_after=line.condition or goods.condition,
        purpose_after=line.purpose or goods.purpose,
        owner_after=line.owner,
        account_after_id=line.account_id,
        reserved=line.reserved,
        unit_cost=line.unit_cost,
        corrects_id=line.corrects_id,
    )


def _look_at_units() -> None:
    """Let the database say now, not at the end, if a unit would be in two places."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS unit_is_in_one_place IMMEDIATE")
        cursor.execute("SET CONSTRAINTS unit_is_in_one_place DEFERRED")


def _constraint(problem: IntegrityError) -> str:
    return getattr(getattr(problem.__cause__, "diag", None), "constraint_name", None) or ""


def _refusal(problem: IntegrityError) -> Exception:
    """Return what a constraint means to who stands at the shelf; what means nothing, as it is."""
    short = _("There is not enough of it there, or the rest is reserved for somebody.")
    match _constraint(problem):
        case "ours_is_never_below_zero" | "reserved_is_there" | "worth_is_never_below_zero":
            return NotEnough(short)
        case "service_stock_is_not_for_production":
            return KeptForService(
                _("This stock is kept for service. Production has to buy its own.")
            )
        case "consigned_is_at_a_station":
            return WrongPlace(_("This is consigned to a station. Take it back from there."))
        case "unit_is_in_one_place":
            return AlreadyElsewhere(
                _("This unit is booked at another place. Look where it is, and move it from there.")
            )
        case "unit_moves_whole":
            return QuantityCannotBe(_("A unit with a serial is one piece."))
    return problem
