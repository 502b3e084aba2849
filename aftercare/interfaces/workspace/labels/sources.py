"""What can be labelled, and what its label says, for who may see it."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from aftercare.base.labels.states import Label, LabelFor
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.queries import visible_items
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.queries import visible_work_orders
from aftercare.domain.stock.models import Balance, Place
from aftercare.domain.stock.queries import visible_balances, visible_places
from aftercare.domain.units.models import Lot, Unit
from aftercare.domain.units.queries import visible_units
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.kit.scans.results import Meaning

MOST = 500


def labels_of(request: ActorRequest, subjects: Sequence[str]) -> tuple[LabelFor, list[Label]]:
    """
    Return what labels are about and what each says; all of them are about one kind of thing.

    `subjects` are refs such as `balance:12`. Raises `Http404` for what the actor may not see.
    """
    kinds = {each.partition(":")[0] for each in subjects}
    keys = [int(key) for each in subjects if (key := each.partition(":")[2]).isdecimal()]
    kind = kinds.pop() if len(kinds) == 1 else ""
    if kind not in SOURCES or not keys or len(keys) > MOST:
        raise Http404
    about, source = SOURCES[kind]
    labels = source(request, keys)
    if len(labels) != len(set(keys)):
        raise Http404
    return about, labels


def _language(request: ActorRequest) -> str:
    return str(getattr(request, "LANGUAGE_CODE", "en"))


def _goods(
    request: ActorRequest,
    item: Item,
    *,
    lot: Lot | None = None,
    unit: Unit | None = None,
    quantity: Decimal | None = None,
    **words: str,
) -> Label:
    lot = lot or (unit.lot if unit else None)
    serial = unit.serial if unit else ""
    count = f"{quantity.normalize():f}" if quantity is not None and not serial else ""
    number = serial or (lot.number if lot else item.code)
    said = {
        Meaning.ITEM: item.code,
        Meaning.REVISION: item.revision,
        Meaning.SERIAL: serial,
        Meaning.LOT: lot.number if lot else "",
        Meaning.DATE_CODE: lot.date_code if lot else "",
        Meaning.QUANTITY: count,
    }
    shown = {
        "item": item.code,
        "name": item.name_in(_language(request)),
        "revision": item.revision,
        "maker": item.maker,
        "serial": serial,
        "lot": said[Meaning.LOT],
        "date_code": said[Meaning.DATE_CODE],
        "quantity": f"{count} ×" if count else "",
    }
    link = _link(request, "unit", unit.pk) if unit else _link(request, "item", item.code)
    return Label(number, shown | words, said, link)


def _link(request: ActorRequest, name: str, key: object) -> str:
    return request.build_absolute_uri(reverse(f"workspace:{name}", args=[key]))


def _balances(request: ActorRequest, keys: list[int]) -> list[Label]:
    rows = visible_balances(request.actor).select_related("unit__lot").filter(pk__in=keys)
    return [_balance(request, row) for row in rows.order_by("item_id", "pk")]


def _balance(request: ActorRequest, row: Balance) -> Label:
    return _goods(
        request,
        row.item,
        lot=row.lot,
        unit=row.unit,
        quantity=row.quantity,
        place=row.place.code,
        condition=str(row.get_condition_display()),
        purpose=str(row.get_purpose_display()),
    )


def _items(request: ActorRequest, keys: list[int]) -> list[Label]:
    rows = visible_items(request.actor).filter(pk__in=keys).order_by("code")
    return [_goods(request, row) for row in rows]


def _units(request: ActorRequest, keys: list[int]) -> list[Label]:
    rows = visible_units(request.actor).select_related("item", "lot").filter(pk__in=keys)
    return [_goods(request, row.item, unit=row) for row in rows.order_by("pk")]


def _places(request: ActorRequest, keys: list[int]) -> list[Label]:
    rows = visible_places(request.actor).filter(pk__in=keys)
    return [_place(row) for row in rows]


def _place(row: Place) -> Label:
    site = row.site.name if row.site else ""
    return Label(row.code, {"place": row.code, "name": row.name, "site": site})


def _orders(request: ActorRequest, keys: list[int]) -> list[Label]:
    rows = visible_work_orders(request.actor).filter(pk__in=keys)
    return [_order(request, row) for row in rows.order_by("pk")]


def _order(request: ActorRequest, row: WorkOrder) -> Label:
    serial = row.unit.serial if row.unit else ""
    came = localtime(row.received_at or row.opened_at)
    words = {
        "order": row.code,
        "item": row.item.code,
        "name": row.item.name_in(_language(request)),
        "serial": serial,
        "customer": str(row.account or row.contact or ""),
        "complaint": row.complaint,
        "received": date_format(came, "SHORT_DATE_FORMAT"),
        "accessories": row.accessories,
    }
    said = {Meaning.ITEM: row.item.code, Meaning.SERIAL: serial, Meaning.ORDER: row.code}
    return Label(row.code, words, said, _link(request, "order", row.code))


Source = Callable[[ActorRequest, list[int]], list[Label]]
SOURCES: dict[str, tuple[LabelFor, Source]] = {
    "balance": (LabelFor.GOODS, _balances),
    "item": (LabelFor.GOODS, _items),
    "unit": (LabelFor.GOODS, _units),
    "place": (LabelFor.PLACE, _places),
    "work_order": (LabelFor.ORDER, _orders),
}
