"""What makers tell of changes and ends of their items, and what we do about it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.files.steps import store, tidy
from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.events import NoticeClosed, NoticeEntered
from aftercare.domain.catalog.models import ChangeNotice, Item, LifecycleDate, NoticeItem
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.states import LifecycleStage, NoticeKind
from aftercare.domain.catalog.steps import correct, file_notice
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused

LONGEST_LOT = 60


class NoticeIncomplete(Refused):
    """A notice needs maker, number, title and the items it names."""


class DatesOutOfOrder(Refused):
    """The last delivery lies before the last order."""


class LotTooLong(Refused):
    """What was given as the number of a lot cannot be one."""


class DecisionMissing(Refused):
    """A notice is done with when it is written down what we do."""


@transaction.atomic
def enter_notice(
    *,
    maker: str,
    number: str,
    kind: str,
    title: str,
    items: Sequence[Item],
    issued_on: date,
    file: IO[bytes] | bytes | None = None,
    file_name: str = "",
    actor: Actor,
    at: datetime,
    **details: Any,
) -> ChangeNotice:
    """
    Take in a maker's notice, or correct what is known of it by maker and number.

    A notice of an end sets the dates of last buy and end of production of the items it
    names, with the notice as their source. Said twice, the second time changes nothing.
    `lots` and the days `made_from`, `made_until` name what of the items it is about, else all.
    Raises `NoticeIncomplete`, `DatesOutOfOrder`, `LotTooLong`.
    """
    actor.must(CatalogPermission.EDIT)
    maker, number, title = maker.strip(), number.strip(), title.strip()
    _must_be_complete(maker, number, title, items)
    told = _tidied({"kind": kind, "title": title, "issued_on": issued_on, **details})
    _must_be_in_order(told)
    known = ChangeNotice.objects.select_for_update().filter(maker=maker, number=number).first()
    notice = known or ChangeNotice(maker=maker, number=number, since=at)
    if file:
        told |= {"file": store(file, at=at), "file_name": tidy(file_name)}
    changed = bool(correct(notice, told)) or known is None
    if changed:
        notice.save()
    if _name_items(notice, items) or changed:
        _set_ends(notice, items)
        file_notice(notice, items, at=at)
        named = tuple(sorted(item.pk for item in items))
        announce(NoticeEntered(notice.pk, named), actor=actor, at=at)
    return notice


@transaction.atomic
def close_notice(notice: ChangeNotice, *, decision: str, actor: Actor, at: datetime) -> None:
    """Write down what we do about a notice. Raises `DecisionMissing`."""
    actor.must(CatalogPermission.EDIT)
    if not decision.strip():
        raise DecisionMissing(_("Write what we do: buy how many, use which substitute, nothing."))
    notice.decision, notice.closed_at = decision.strip(), at
    notice.save(update_fields=["decision", "closed_at"])
    announce(NoticeClosed(notice.pk), actor=actor, at=at)


@transaction.atomic
def reopen_notice(notice: ChangeNotice, *, actor: Actor, at: datetime) -> None:
    """Look at a notice again; what was decided stays readable until something else is."""
    actor.must(CatalogPermission.EDIT)
    notice.closed_at = None
    notice.save(update_fields=["closed_at"])
    announce(NoticeClosed(notice.pk, reopened=True), actor=actor, at=at)


def _must_be_complete(*parts: object) -> None:
    if not all(parts):
        raise NoticeIncomplete(
            _("A notice needs its maker, number and title, and at least one item of ours.")
        )


def _must_be_in_order(told: Mapping[str, Any]) -> None:
    last_buy, last_ship = told.get("last_buy_on"), told.get("last_ship_on")
    if last_buy and last_ship and last_ship < last_buy:
        raise DatesOutOfOrder(_("The last delivery lies before the last order."))
    first, last = told.get("made_from"), told.get("made_until")
    if first and last and last < first:
        raise DatesOutOfOrder(_("The days on which the lots were made end before they begin."))


def _tidied(told: dict[str, Any]) -> dict[str, Any]:
    if "lots" not in told:
        return told
    numbers = list(dict.fromkeys(filter(None, (each.strip() for each in told["lots"]))))
    if any(len(each) > LONGEST_LOT for each in numbers):
        raise LotTooLong(_("Write the number of one lot on each line, without anything else."))
    return told | {"lots": numbers}


def _name_items(notice: ChangeNotice, items: Sequence[Item]) -> bool:
    wanted = {item.pk for item in items}
    there = set(notice.items.values_list("item", flat=True))
    notice.items.filter(item__in=there - wanted).delete()
    NoticeItem.objects.bulk_create(
        NoticeItem(notice=notice, item_id=key) for key in sorted(wanted - there)
    )
    return wanted != there


def _set_ends(notice: ChangeNotice, items: Sequence[Item]) -> None:
    if notice.kind != NoticeKind.END:
        return
    ends = (
        (LifecycleStage.LAST_BUY, notice.last_buy_on),
        (LifecycleStage.END_OF_PRODUCTION, notice.last_ship_on),
    )
    for item in items:
        for stage, on in ends:
            if on:
                told = {"on": on, "source": str(notice)}
                LifecycleDate.objects.update_or_create(item=item, stage=stage, defaults=told)
