"""A purchase order is drafted, asked for and sent to the supplier, or called off."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.base.company.queries import setting
from aftercare.domain.supply.events import (
    PurchaseClosed,
    PurchaseDrafted,
    PurchaseEdited,
    PurchaseOrdered,
    PurchaseRequested,
    PurchaseSentBack,
)
from aftercare.domain.supply.models import PurchaseOrder, SparesShare, Supplier
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.policies import spares_with
from aftercare.domain.supply.queries import OWN_CURRENCY, find_by_wish, lines_of_purchase
from aftercare.domain.supply.states import PurchaseKind, PurchaseStatus, Wanted
from aftercare.domain.supply.steps.purchases import (
    advance_purchase,
    announce_purchase,
    begin_purchase,
    days_until,
    hold_purchase,
    write_lines,
)
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import IllegalMove

ONE = Decimal(1)


class NoSite(Refused):
    """Nobody has said where the company is, so goods can come nowhere."""


class SupplierIsMissing(Refused):
    """An order goes to somebody."""


class PriceIsMissing(Refused):
    """An order says what each line costs."""


class RateIsMissing(Refused):
    """What is bought in another currency has to be worth something in ours."""


class ReasonIsMissing(Refused):
    """What is called off or sent back is so for a reason."""


@transaction.atomic
def draft_order(
    supplier_id: int | None,
    *,
    lines: Sequence[Wanted],
    because: Ref | None = None,
    site: Site | None = None,
    words: str = "",
    actor: Actor,
    at: datetime,
) -> PurchaseOrder:
    """
    Draft a purchase order, of a supplier or of one still to be found, for a site.

    The same wish (`because`, supplier and items) again returns the same order, unless that was
    called off. Raises `NothingWanted`, `NoSite`.
    """
    actor.must(SupplyPermission.REQUEST)
    items = ",".join(str(item) for item in sorted({line.item_id for line in lines}))
    once = f"{because}|{supplier_id or ''}|{items}"[:200] if because else ""
    order, is_new = _drafted(
        Supplier.objects.filter(pk=supplier_id).first() if supplier_id else None,
        lines,
        because=str(because or ""),
        site=site,
        once=once,
        words=words,
        actor=actor,
        at=at,
    )
    if is_new:
        announce_purchase(PurchaseDrafted, order, actor=actor, at=at)
    return order


@transaction.atomic
def draft_spares_with_production(
    share: SparesShare,
    *,
    production: str,
    quantity: Decimal,
    site: Site | None = None,
    actor: Actor,
    at: datetime,
) -> PurchaseOrder:
    """
    Draft the spares a contract gives us with an order for mass production, once for each.

    Raises `NothingWanted`, `NoSite`, `ReasonIsMissing`.
    """
    actor.must(SupplyPermission.REQUEST)
    if not production.strip():
        raise ReasonIsMissing(_("Give the number of the order for mass production."))
    wanted = Wanted(
        share.item_id, spares_with(quantity, share.percent), PurchaseKind.WITH_PRODUCTION
    )
    said = {"order": production.strip(), "share": str(share), "clause": share.clause}
    order, is_new = _drafted(
        share.supplier,
        [wanted],
        once=f"production|{share.pk}|{production.strip()}"[:200],
        words=_("With production order %(order)s, %(share)s (%(clause)s)") % said,
        because="",
        site=site,
        actor=actor,
        at=at,
    )
    if is_new:
        announce_purchase(PurchaseDrafted, order, actor=actor, at=at)
    return order


def _drafted(
    supplier: Supplier | None,
    lines: Sequence[Wanted],
    *,
    because: str,
    once: str,
    site: Site | None,
    words: str,
    actor: Actor,
    at: datetime,
) -> tuple[PurchaseOrder, bool]:
    """Return the order for a wish, and whether it was drafted just now."""
    if known := find_by_wish(once):
        return known, False
    site = site or Site.objects.order_by("pk").first()
    if site is None:
        raise NoSite(_("Enter a site under Settings first, so that goods can come somewhere."))
    try:
        with transaction.atomic():
            order = begin_purchase(
                supplier,
                lines,
                site=site,
                because=because,
                once=once,
                words=words,
                actor=actor,
                at=at,
            )
    except IntegrityError:
        if known := find_by_wish(once):
            return known, False
        raise
    return order, True


@transaction.atomic
def edit_draft(
    order: PurchaseOrder,
    *,
    supplier: Supplier | None,
    lines: Sequence[Wanted],
    site: Site,
    words: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """Write a draft anew. Raises `NothingWanted`, `IllegalMove` once it is asked for."""
    actor.must(SupplyPermission.REQUEST)
    order = hold_purchase(order)
    if order.status != PurchaseStatus.DRAFT:
        raise IllegalMove(_("%(order)s is no draft any more.") % {"order": order})
    order.supplier, order.site, order.words = supplier, site, words.strip()[:300]
    order.currency = supplier.currency if supplier else order.currency
    order.due_at = at + timedelta(days=days_until(supplier))
    order.save(update_fields=["supplier", "site", "words", "currency", "due_at"])
    write_lines(order, lines)
    announce_purchase(PurchaseEdited, order, actor=actor, at=at)


@transaction.atomic
def request_purchase(order: PurchaseOrder, *, actor: Actor, at: datetime) -> None:
    """Ask that a draft is ordered. Raises `IllegalMove`, `StaleRow`."""
    actor.must(SupplyPermission.REQUEST)
    order = hold_purchase(order)
    advance_purchase(order, PurchaseStatus.REQUESTED, actor=actor, at=at)
    announce_purchase(PurchaseRequested, order, actor=actor, at=at)


@transaction.atomic
def send_request_back(order: PurchaseOrder, *, why: str, actor: Actor, at: datetime) -> None:
    """Let a request be a draft again. Raises `ReasonIsMissing`, `IllegalMove`, `StaleRow`."""
    actor.must(SupplyPermission.ORDER)
    order = hold_purchase(order)
    if not why.strip():
        raise ReasonIsMissing(_("Say what is missing."))
    advance_purchase(order, PurchaseStatus.DRAFT, why=why, actor=actor, at=at)
    announce_purchase(PurchaseSentBack, order, actor=actor, at=at)


@transaction.atomic
def place_order(
    order: PurchaseOrder, *, rate: Decimal | None = None, actor: Actor, at: datetime
) -> None:
    """
    Note that the supplier has our order; `rate` is what one of their currency is worth in ours.

    Until they confirm a day it is awaited within their lead time. Raises `SupplierIsMissing`,
    `PriceIsMissing`, `RateIsMissing`, `IllegalMove`, `StaleRow`.
    """
    actor.must(SupplyPermission.ORDER)
    order = hold_purchase(order)
    if order.supplier is None:
        raise SupplierIsMissing(_("Send it back, and choose the supplier first."))
    if any(line.unit_price is None for line in lines_of_purchase(order)):
        raise PriceIsMissing(_("Send it back, and give the price of each line."))
    if order.currency == setting(OWN_CURRENCY.name):
        rate = ONE
    if rate is None or rate <= 0:
        raise RateIsMissing(
            _("Say what one %(theirs)s is worth in %(ours)s.")
            % {"theirs": order.currency, "ours": setting(OWN_CURRENCY.name)}
        )
    advance_purchase(
        order,
        PurchaseStatus.ORDERED,
        rate=rate,
        ordered_at=at,
        due_at=at + timedelta(days=order.supplier.lead_days),
        buyer_id=actor.id if actor.kind == "user" else order.buyer_id,
        actor=actor,
        at=at,
    )
    announce_purchase(PurchaseOrdered, order, actor=actor, at=at)


@transaction.atomic
def cancel_purchase(order: PurchaseOrder, *, why: str, actor: Actor, at: datetime) -> None:
    """
    Call a purchase order off of which nothing has come.

    Raises `ReasonIsMissing`, `IllegalMove`, `StaleRow`.
    """
    actor.must(SupplyPermission.REQUEST)
    order = hold_purchase(order)
    if not why.strip():
        raise ReasonIsMissing(_("Say why it is called off."))
    if order.is_awaited:
        actor.must(SupplyPermission.ORDER)
    advance_purchase(order, PurchaseStatus.CANCELLED, why=why, actor=actor, at=at)
    announce_purchase(PurchaseClosed, order, status=order.status, actor=actor, at=at)


@transaction.atomic
def close_purchase(order: PurchaseOrder, *, why: str, actor: Actor, at: datetime) -> None:
    """
    Wait no longer for the rest of a purchase order.

    Raises `ReasonIsMissing`, `IllegalMove`, `StaleRow`.
    """
    actor.must(SupplyPermission.ORDER)
    order = hold_purchase(order)
    if not why.strip():
        raise ReasonIsMissing(_("Say why the rest does not come."))
    if order.status != PurchaseStatus.PARTLY:
        raise IllegalMove(_("Only what has come in part is closed so. Call it off instead."))
    advance_purchase(order, PurchaseStatus.RECEIVED, why=why, actor=actor, at=at)
    announce_purchase(PurchaseClosed, order, status=order.status, actor=actor, at=at)
