"""
What somebody takes along to a visit: reserved as a pick list, picked into a place of its own.

A kit is a place kept by who takes it along; what is reserved for that place is its pick list.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.base.company.steps import next_code
from aftercare.base.journal.steps import announce
from aftercare.base.people.models import User
from aftercare.domain.catalog.models import Item
from aftercare.domain.stock.events import GoodsPutAway, KitPlanned, PlaceChanged
from aftercare.domain.stock.models import Movement, Place
from aftercare.domain.stock.operations.reserving import release_reservation, reserve_goods
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.queries import KIT, balances_at, goods_of, pick_list
from aftercare.domain.stock.states import Line, MovementKind, PlaceKind
from aftercare.domain.stock.steps.ledger import post
from aftercare.domain.stock.steps.lines import Posting
from aftercare.domain.stock.steps.places import close_empty
from aftercare.domain.stock.steps.telling import announce_posted
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused

KIT_PRIORITY = 5


class NothingToPick(Refused):
    """A kit holds something, and what is picked is reserved for it."""


@transaction.atomic
def plan_kit(
    wanted: Sequence[tuple[Item, Decimal]],
    *,
    site: Site,
    keeper: User,
    name: str,
    actor: Actor,
    at: datetime,
) -> Place:
    """
    Reserve at a site what somebody takes along, and open the place it is picked into.

    Raises `NotEnough`, `NothingToPick`.
    """
    actor.must(StockPermission.MOVE)
    if not wanted:
        raise NothingToPick(_("Say what is taken along."))
    kit = _open(site, keeper, name, at)
    for number, (item, quantity) in enumerate(wanted, 1):
        reserve_goods(
            item,
            quantity=quantity,
            site_id=site.pk,
            document=ref(kit),
            line=str(number),
            priority=KIT_PRIORITY,
            actor=actor,
            at=at,
        )
    planned = KitPlanned(
        place_id=kit.pk, user_id=keeper.pk, items=sorted({item.pk for item, _quantity in wanted})
    )
    announce(planned, actor=actor, at=at)
    return kit


def _open(site: Site, keeper: User, name: str, at: datetime) -> Place:
    return Place.objects.create(
        code=next_code(KIT, at=at),
        kind=PlaceKind.VAN,
        name=name.strip()[:120],
        site=site,
        keeper=keeper,
        is_kit=True,
    )


@transaction.atomic
def pick_kit(kit: Place, *, actor: Actor, at: datetime) -> list[Movement]:
    """Move all that is reserved for a kit into it. Raises `NothingToPick`, what `post` raises."""
    actor.must(StockPermission.MOVE)
    held = list(pick_list(kit))
    if not held:
        raise NothingToPick(_("Nothing is reserved for %(kit)s any more.") % {"kit": kit})
    moved: list[Movement] = []
    for place, rows in groupby(held, key=lambda row: row.balance.place):
        lines = [
            Line(goods_of(row.balance), row.quantity - row.used, key=f"pick-{row.pk}")
            for row in rows
        ]
        posting = Posting(MovementKind.PUT_AWAY, place, kit, ref(kit))
        new = post(posting, lines, actor=actor, at=at)
        moved += announce_posted(GoodsPutAway, new, actor=actor, at=at)
    return moved


@transaction.atomic
def unpack_kit(kit: Place, *, target: Place, actor: Actor, at: datetime) -> None:
    """Put what came back in a kit on a shelf, and close the kit. Raises what `post` raises."""
    actor.must(StockPermission.MOVE)
    lines = [Line(goods_of(row), row.quantity) for row in balances_at(kit)]
    if lines:
        posting = Posting(MovementKind.PUT_AWAY, kit, target, ref(kit))
        new = post(posting, lines, actor=actor, at=at)
        announce_posted(GoodsPutAway, new, actor=actor, at=at)
    for row in pick_list(kit):
        release_reservation(row, actor=actor, at=at)
    if close_empty(kit, at=at):
        announce(PlaceChanged(place_id=kit.pk), actor=actor, at=at)
