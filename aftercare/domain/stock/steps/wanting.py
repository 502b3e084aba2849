"""What documents wait for: wanted, on its way, held for them, wanted no more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aftercare.base.journal.steps import announce
from aftercare.domain.stock.events import GoodsExpected, GoodsWanted, WantEnded
from aftercare.domain.stock.models import Reservation, Want
from aftercare.domain.stock.states import ReservationStatus, WantStatus
from aftercare.domain.stock.steps.holding import Wish, hold_if_there, let_go_of_line
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref


def hold_want(want: Want) -> Want:
    """Return a want as it is now, held until the transaction ends."""
    return Want.objects.select_for_update(of=("self",)).select_related("item").get(pk=want.pk)


def want_goods(
    wish: Wish,
    *,
    paper: str,
    due_at: datetime,
    about: Sequence[Ref] = (),
    actor: Actor,
    at: datetime,
) -> Want:
    """
    Let a line of a document wait for goods; they are held for it at once if they are there.

    The same line again changes nothing as long as it waits.
    """
    known: dict[str, Any] = {
        "paper": paper,
        "about": [str(each) for each in about],
        "item": wish.item,
        "quantity": wish.quantity,
        "site_id": wish.site_id,
        "due_at": due_at,
        "expected_at": None,
        "wanted_at": at,
        "ended_at": None,
        "status": WantStatus.WANTED,
    }
    rows = Want.objects.select_for_update(of=("self",))
    want, is_new = rows.get_or_create(document=str(wish.document), line=wish.line, defaults=known)
    if not is_new and want.status != WantStatus.ENDED:
        return want
    if hold_if_there(wish, actor=actor, at=at):
        known["status"] = WantStatus.HELD
    _note(want, **known)
    announce(_told(GoodsWanted, want, is_held=want.status == WantStatus.HELD), actor=actor, at=at)
    return want


def expect_goods(
    want: Want,
    *,
    item_id: int,
    expected_at: datetime,
    is_given_up: bool,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Say when what a document waits for will be there, or that the matter is to end otherwise.

    If that is later than it was owed, whoever owes it is to say so.
    """
    _note(want, expected_at=expected_at, due_at=max(want.due_at, expected_at))
    expected = _told(
        GoodsExpected,
        want,
        item_id=item_id,
        expected_at=expected_at.isoformat(),
        is_given_up=is_given_up,
    )
    announce(expected, actor=actor, at=at)


def note_held(want: Want) -> None:
    """Keep that what a document waits for is held for it."""
    _note(want, status=WantStatus.HELD)


def note_wanting(want: Want) -> None:
    """Keep that what a document waits for is not there, or not any more, and not expected."""
    _note(want, status=WantStatus.WANTED, expected_at=None)


def has_lost_goods(want: Want) -> bool:
    """Return whether what was held for a document went elsewhere."""
    held = Reservation.objects.filter(
        document=want.document, line=want.line, status=ReservationStatus.HELD
    )
    return want.status == WantStatus.HELD and not held.exists()


def end_wants(document: Ref, *, line: str = "", actor: Actor, at: datetime) -> bool:
    """
    Let a document, or one line of it, wait no longer; what is held for it is free.

    Returns whether anything was waited for. Done twice, done once.
    """
    rows = Want.objects.select_for_update(of=("self",)).filter(
        document=str(document), ended_at=None, **({"line": line} if line else {})
    )
    ended = list(rows.order_by("pk"))
    for want in ended:
        let_go_of_line(want.document, want.line, actor=actor, at=at)
        _note(want, status=WantStatus.ENDED, ended_at=at)
        announce(_told(WantEnded, want), actor=actor, at=at)
    return bool(ended)


def _note(want: Want, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(want, name, value)
    want.save(update_fields=[name.removesuffix("_id") for name in changes])


def _told(happened: Any, want: Want, **details: Any) -> Any:
    known = {"item_id": want.item_id} | details
    return happened(want_id=want.pk, document=want.document, concerns=tuple(want.about), **known)
