"""Writes that several verbs of purchase orders share."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.base.company.queries import setting
from aftercare.base.company.steps import next_code
from aftercare.base.journal.steps import announce
from aftercare.base.promises.steps import keep_if_open, withdraw_all
from aftercare.base.search.steps import index
from aftercare.domain.repairs.steps.quotes import CLOSING_TIME
from aftercare.domain.supply.events import PurchaseEvent
from aftercare.domain.supply.models import PurchaseChange, PurchaseLine, PurchaseOrder, Supplier
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.queries import OWN_CURRENCY, WITHIN_DAYS, lines_of_purchase, price_of
from aftercare.domain.supply.states import (
    ENDED,
    PURCHASE_MOVES,
    PurchaseStatus,
    SupplyPromise,
    Wanted,
)
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import move

PREFIX = "PO"
READERS = [f"may:{SupplyPermission.VIEW}"]


class NothingWanted(Refused):
    """A purchase order has lines, each of more than nothing."""


def hold_purchase(order: PurchaseOrder) -> PurchaseOrder:
    """Return a purchase order as it is now, held until the transaction ends."""
    held = PurchaseOrder.objects.select_for_update(of=("self",))
    return held.select_related("supplier__account", "site").get(pk=order.pk)


def begin_purchase(
    supplier: Supplier | None,
    lines: Sequence[Wanted],
    *,
    site: Site,
    because: str = "",
    once: str = "",
    words: str = "",
    actor: Actor,
    at: datetime,
) -> PurchaseOrder:
    """Begin a draft with its lines. Raises `NothingWanted`."""
    order = PurchaseOrder.objects.create(
        code=next_code(PREFIX, at=at),
        since=at,
        supplier=supplier,
        site=site,
        currency=supplier.currency if supplier else str(setting(OWN_CURRENCY.name)),
        because=because,
        once=once,
        words=words.strip()[:300],
        buyer_id=actor.id if actor.kind == "user" else None,
        opened_at=at,
        due_at=at + timedelta(days=days_until(supplier)),
    )
    write_lines(order, lines)
    _keep_change(order, "", actor, at)
    return order


def days_until(supplier: Supplier | None) -> int:
    """Return within how many days something comes of a supplier."""
    return supplier.lead_days if supplier else int(setting(WITHIN_DAYS.name))


def write_lines(order: PurchaseOrder, lines: Sequence[Wanted]) -> None:
    """
    Let a draft have these lines; what has no price gets that of the supplier's list.

    Raises `NothingWanted`.
    """
    if not lines or any(line.quantity <= 0 for line in lines):
        raise NothingWanted(_("Say what is to be bought, and how many of it."))
    PurchaseLine.objects.filter(order=order).delete()
    PurchaseLine.objects.bulk_create(
        PurchaseLine(
            order=order,
            number=number,
            item_id=line.item_id,
            kind=line.kind,
            quantity=line.quantity,
            unit_price=_price(order, line),
            note=line.note.strip()[:200],
        )
        for number, line in enumerate(lines, 1)
    )


def _price(order: PurchaseOrder, line: Wanted) -> Any:
    if line.unit_price is not None or order.supplier is None:
        return line.unit_price
    return price_of(
        order.supplier,
        line.item_id,
        kind=line.kind,
        currency=order.currency,
        quantity=line.quantity,
    )


def advance_purchase(
    order: PurchaseOrder,
    to: PurchaseStatus,
    *,
    why: str = "",
    actor: Actor,
    at: datetime,
    **changes: Any,
) -> None:
    """
    Let a purchase order go on, and keep when and why; what has ended is owed no more.

    Raises `IllegalMove`, `StaleRow`.
    """
    changes["ended_at"] = at if to in ENDED else None
    move(order, to, moves=PURCHASE_MOVES, since=at, **changes)
    _keep_change(order, why, actor, at)
    if to == PurchaseStatus.RECEIVED and all(line.open == 0 for line in lines_of_purchase(order)):
        keep_if_open(ref(order), SupplyPromise.DELIVERY, actor=actor, at=at)
    if to in ENDED:
        withdraw_all(ref(order), at=at)


def _keep_change(order: PurchaseOrder, why: str, actor: Actor, at: datetime) -> None:
    PurchaseChange.objects.create(
        order=order, status=order.status, why=why.strip()[:300], by=str(actor.ref), at=at
    )


def closing_time_on(order: PurchaseOrder, day: date) -> datetime:
    """Return until when something comes on a day where it is awaited."""
    return datetime.combine(day, CLOSING_TIME, ZoneInfo(order.site.time_zone))


def announce_purchase(
    happened: type[PurchaseEvent],
    order: PurchaseOrder,
    *,
    actor: Actor,
    at: datetime,
    **details: Any,
) -> None:
    """Announce that something happened to a purchase order, and let it be found by it."""
    file_purchase(order)
    items = PurchaseLine.objects.filter(order=order).order_by("item").distinct()
    event = happened(
        purchase_order_id=order.pk,
        account_id=order.supplier.account_id if order.supplier else None,
        items=tuple(items.values_list("item", flat=True)),
        because=order.because,
        **details,
    )
    announce(event, actor=actor, at=at)


def file_purchase(order: PurchaseOrder) -> None:
    """Make a purchase order findable by its numbers, its supplier, and what is on its lines."""
    lines = list(lines_of_purchase(order))
    supplier = str(order.supplier or "")
    said = [f"{line.item.code} {line.item.name}" for line in lines]
    index(
        ref(order),
        kind="purchase",
        code=order.code,
        title=f"{supplier} · {lines[0].item.name if lines else ''}".strip(" ·"),
        body=" ".join([*said, supplier, order.their_number, order.words]),
        facets={"status": order.status},
        readers=READERS,
        at=order.opened_at,
    )
