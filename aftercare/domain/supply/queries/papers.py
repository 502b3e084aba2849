"""A purchase order on paper, in the language of the supplier."""

from datetime import datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from aftercare.domain.supply.models import PurchaseLine, PurchaseOrder, SupplierPrice
from aftercare.domain.supply.policies import total_of
from aftercare.domain.supply.queries.purchases import lines_of_purchase
from aftercare.domain.supply.states import NOT_ORDERED
from aftercare.kit.languages import nearest_language
from aftercare.kit.money import in_figures, price_in_figures
from aftercare.kit.paper.codes import CodeKind, draw
from aftercare.kit.paper.engine import printed

TEMPLATE = "domain/supply/data/order.typ"


def purchase_paper(order: PurchaseOrder, *, language: str, at: datetime) -> bytes:
    """Return a purchase order as a PDF. One that was not sent says so."""
    with override(nearest_language(language)):
        data = _said(order, at)
    return printed(TEMPLATE, data, language=language, at=at)


def _said(order: PurchaseOrder, at: datetime) -> dict[str, object]:
    lines = list(lines_of_purchase(order))
    total = total_of([(line.quantity, line.unit_price) for line in lines])
    theirs = _their_numbers(order, lines)
    return {
        "title": _("Purchase order"),
        "number": order.code,
        "draft": _("Draft: not ordered yet") if order.status in NOT_ORDERED else "",
        "company": order.site.entity.name,
        "site": order.site.name,
        "code": vars(draw(CodeKind.CODE_128, order.code)),
        "to": pgettext("on a purchase order", "To"),
        "supplier": str(order.supplier or "–"),
        "facts": _facts(order, at),
        "head": [
            pgettext("of a line", "No."),
            _("Item"),
            pgettext("how many", "Quantity"),
            _("Price of one"),
            pgettext("money", "Amount"),
        ],
        "lines": [_line(line, theirs.get(line.item_id, "")) for line in lines],
        "total": ["", _("Total"), "", order.currency, _money(total)],
        "words": order.words,
        "ask": _("Please confirm the day of delivery, and put our number on every paper."),
    }


def _facts(order: PurchaseOrder, at: datetime) -> list[list[str]]:
    day = date_format(localtime(order.ordered_at or at), "DATE_FORMAT")
    facts = [[_("Date"), day], [_("Deliver to"), order.site.name]]
    if order.confirmed_on:
        facts.append([_("Confirmed for"), date_format(order.confirmed_on, "DATE_FORMAT")])
    if order.supplier and order.supplier.conditions:
        facts.append([pgettext("of a supplier", "Terms"), order.supplier.conditions])
    if order.their_number:
        facts.append([_("Your number"), order.their_number])
    if order.buyer:
        facts.append([_("Asked by"), order.buyer.name])
    return facts


def _line(line: PurchaseLine, their_number: str) -> list[str]:
    said = [line.item.code, their_number, line.get_kind_display(), line.note]
    price = price_in_figures(line.unit_price) if line.unit_price else ""
    return [
        str(line.number),
        line.item.name + "\n" + " · ".join(filter(None, said)),
        f"{line.quantity.normalize():f}",
        price,
        _money(total_of([(line.quantity, line.unit_price)])),
    ]


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else in_figures(amount)


def _their_numbers(order: PurchaseOrder, lines: list[PurchaseLine]) -> dict[int, str]:
    """Return what the supplier calls the items. One query."""
    items = [line.item_id for line in lines]
    prices = SupplierPrice.objects.filter(supplier=order.supplier, item__in=items)
    return dict(prices.exclude(their_number="").values_list("item", "their_number"))
