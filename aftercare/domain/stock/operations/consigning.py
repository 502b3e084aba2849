"""Goods of ours that a station keeps for us: sent, taken back, settled when it has used them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.domain.stock.models import Movement, Place
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.states import Line, MovementKind, Owner, PlaceKind
from aftercare.domain.stock.steps.lines import Posting
from aftercare.domain.stock.steps.places import place_outside
from aftercare.domain.stock.steps.telling import announce_move
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import Refused


class NotOnConsignment(Refused):
    """Consigned is what is ours and lies at the place of a partner's station."""


@transaction.atomic
def consign_goods(
    lines: Sequence[Line],
    *,
    source: Place,
    target: Place,
    document: Ref | None,
    paper: str = "",
    actor: Actor,
    at: datetime,
) -> list[Movement]:
    """
    Lay goods of ours down at a station, where they stay ours until it uses them.

    Raises `NotOnConsignment`, what `post` raises.
    """
    actor.must(StockPermission.MOVE)
    if target.kind != PlaceKind.STATION or target.account_id is None:
        raise NotOnConsignment(
            _("%(place)s is no place of a partner's station. Open one with its partner first.")
            % {"place": target}
        )
    if any(line.goods.owner == Owner.CUSTOMER for line in lines):
        raise NotOnConsignment(_("These goods are a customer's. Only ours are consigned."))
    given = [replace(line, owner=Owner.CONSIGNED, account_id=target.account_id) for line in lines]
    posting = Posting(MovementKind.CONSIGNED, source, target, document, paper)
    return announce_move(posting, given, actor=actor, at=at)


@transaction.atomic
def take_back_consigned(
    lines: Sequence[Line],
    *,
    source: Place,
    target: Place,
    document: Ref | None,
    paper: str = "",
    actor: Actor,
    at: datetime,
) -> list[Movement]:
    """Take goods back that a station kept for us. `NotOnConsignment`, what `post` raises."""
    actor.must(StockPermission.MOVE)
    posting = Posting(MovementKind.TAKEN_BACK, source, target, document, paper)
    return announce_move(posting, _ours_again(lines), actor=actor, at=at)


@transaction.atomic
def settle_consigned(
    lines: Sequence[Line],
    *,
    source: Place,
    document: Ref | None,
    paper: str = "",
    actor: Actor,
    at: datetime,
) -> list[Movement]:
    """
    Settle what a station has used: it leaves us, and the work order or bill bears its cost.

    Raises `NotOnConsignment`, what `post` raises.
    """
    actor.must(StockPermission.MOVE)
    home = place_outside(PlaceKind.CUSTOMER, source.account_id, actor=actor, at=at)
    posting = Posting(MovementKind.SETTLED, source, home, document, paper)
    return announce_move(posting, _ours_again(lines), actor=actor, at=at)


def _ours_again(lines: Sequence[Line]) -> list[Line]:
    if any(line.goods.owner != Owner.CONSIGNED for line in lines):
        raise NotOnConsignment(_("This is not consigned. Move it as any other goods."))
    return [replace(line, owner=Owner.OURS) for line in lines]
