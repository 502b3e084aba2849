"""Goods come, go, lie elsewhere: each verb is one kind of movement for all its lines."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from aftercare.domain.stock.models import Movement, Place
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.states import Line, MovementKind
from aftercare.domain.stock.steps.lines import Posting
from aftercare.domain.stock.steps.telling import announce_move
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref


@transaction.atomic
def receive_goods(
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
    Take in goods that come to us, at what they cost, else at the average of what we have.

    Raises what `post` raises, as all verbs here do.
    """
    actor.must(StockPermission.MOVE)
    posting = Posting(MovementKind.RECEIVED, source, target, document, paper)
    return announce_move(posting, lines, actor=actor, at=at)


@transaction.atomic
def put_away_goods(
    lines: Sequence[Line],
    *,
    source: Place,
    target: Place,
    document: Ref | None,
    actor: Actor,
    at: datetime,
) -> list[Movement]:
    """Lay goods from one shelf on another."""
    actor.must(StockPermission.MOVE)
    posting = Posting(MovementKind.PUT_AWAY, source, target, document)
    return announce_move(posting, lines, actor=actor, at=at)


@transaction.atomic
def issue_goods(
    lines: Sequence[Line],
    *,
    source: Place,
    target: Place,
    document: Ref | None,
    paper: str = "",
    actor: Actor,
    at: datetime,
) -> list[Movement]:
    """Give out goods for a document, first what it has reserved; it bears their cost."""
    actor.must(StockPermission.MOVE)
    posting = Posting(MovementKind.ISSUED, source, target, document, paper)
    return announce_move(posting, lines, actor=actor, at=at)


@transaction.atomic
def return_goods(
    lines: Sequence[Line],
    *,
    source: Place,
    target: Place,
    document: Ref | None,
    paper: str = "",
    actor: Actor,
    at: datetime,
) -> list[Movement]:
    """Take back goods that had left us; the document is relieved of their cost."""
    actor.must(StockPermission.MOVE)
    posting = Posting(MovementKind.RETURNED, source, target, document, paper)
    return announce_move(posting, lines, actor=actor, at=at)


@transaction.atomic
def send_goods(
    lines: Sequence[Line],
    *,
    source: Place,
    transit: Place,
    document: Ref | None,
    paper: str = "",
    actor: Actor,
    at: datetime,
) -> list[Movement]:
    """Send goods on their way to another place of ours; until they arrive they are in transit."""
    actor.must(StockPermission.MOVE)
    posting = Posting(MovementKind.SENT, source, transit, document, paper)
    return announce_move(posting, lines, actor=actor, at=at)


@transaction.atomic
def take_in_arrival(
    lines: Sequence[Line],
    *,
    transit: Place,
    target: Place,
    document: Ref | None,
    actor: Actor,
    at: datetime,
) -> list[Movement]:
    """Take in goods that were on their way to us from a place of ours."""
    actor.must(StockPermission.MOVE)
    posting = Posting(MovementKind.ARRIVED, transit, target, document)
    return announce_move(posting, lines, actor=actor, at=at)
