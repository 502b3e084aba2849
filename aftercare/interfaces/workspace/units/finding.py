"""One field for whatever is scanned or typed: it leads to the thing, or says what was read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_GET

from aftercare.base.search.queries import documents_called, ref_of
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.catalog.queries import items_numbered, visible_items
from aftercare.domain.customers.queries import visible_accounts
from aftercare.domain.repairs.queries import visible_work_orders
from aftercare.domain.shipping.queries import find_parcels
from aftercare.domain.stock.queries import visible_places
from aftercare.domain.stock.states import OURS
from aftercare.domain.units.models import Lot
from aftercare.domain.units.queries import (
    find_lots,
    find_units,
    key_of,
    lots_alike,
    scan_rules,
    shipped_by,
    units_alike,
    visible_lots,
    visible_units,
)
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.ui.templatetags.ui import named
from aftercare.interfaces.workspace.addresses import address_of
from aftercare.kit import clock
from aftercare.kit.actors import Actor
from aftercare.kit.scans.date_codes import window_of
from aftercare.kit.scans.reading import read_scan
from aftercare.kit.scans.results import Form, Problem, Scan

MOST = 8
DOCUMENTS = {
    "return": (pgettext_lazy("goods that come back", "Return"), "truck-return"),
    "purchase": (_("Purchase order"), "shopping-cart"),
    "shortage": (_("Shortage"), "package-off"),
}
"""What has a number that leads there, and is found by the index."""
SAID: tuple[tuple[str, Any], ...] = (
    ("item", _("Item")),
    ("customer_item", _("Customer's number")),
    ("gtin", _("Article number (GTIN)")),
    ("serial", _("Serial number")),
    ("lot", _("Lot")),
    ("date_code", _("Date code")),
    ("made_on", _("Made on")),
    ("expires_on", _("Expires on")),
    ("quantity", _("Quantity")),
    ("order", _("Order")),
    ("package", _("Package")),
    ("maker", pgettext_lazy("manufacturer", "Maker")),
    ("revision", _("Revision")),
    ("country", _("Country of origin")),
)
PROBLEMS: dict[Problem, Any] = {
    Problem.SEPARATORS_LOST: _("The scanner has lost the separators: the fields are a guess."),
    Problem.CUT_OFF: _("The end is missing: the code may have been cut off."),
    Problem.BAD_CHECK_DIGIT: _("The check digit is wrong: scan it again."),
    Problem.BAD_QUANTITY: _("The quantity is no number."),
    Problem.SAID_TWICE: _("Two fields say the same thing differently: the first counts."),
    Problem.UNKNOWN_FORMAT: _("A part of it is in a format we do not know."),
    Problem.TOO_LONG: _("It is longer than any label: only the beginning was read."),
    Problem.EMPTY: _("Nothing was read."),
}


@dataclass(frozen=True)
class Thing:
    """Something a number leads to."""

    kind: Any
    title: str
    text: str
    url: str
    icon: str


@require_GET
def find(request: ActorRequest) -> HttpResponse:
    """Lead to what was scanned, if it is one thing; else show what was read and found."""
    text = request.GET.get("q", "")
    if not text.strip():
        return page(request, "workspace/units/find.html", {"q": ""})
    scan = read_scan(text, scan_rules())
    things = things_of(scan, request.actor)
    if len(things) == 1 and scan.form in {Form.PLAIN, Form.LINK, Form.MAKER}:
        return redirect(things[0].url)
    if not things and scan.form is Form.PLAIN:
        return redirect(reverse("workspace:search", query={"q": scan.text}))
    context = {
        "q": scan.text,
        "scan": scan,
        "said": [(label, getattr(scan, name)) for name, label in SAID if getattr(scan, name)],
        "problems": [PROBLEMS[each] for each in scan.problems],
        "windows": window_of(scan.date_code, by=clock.now().date()) if scan.date_code else (),
        "things": things,
    }
    return page(request, "workspace/units/find.html", context)


def things_of(scan: Scan, actor: Actor) -> list[Thing]:
    """Return the units, lots, items, cases and customers a code leads to, as `actor` may see."""
    plain = [scan.text] if scan.form is Form.PLAIN else []
    serials, lots = [scan.serial, *plain], [scan.lot, *plain]
    numbers = [scan.order, *plain]
    return [
        *_units(serials, actor),
        *_lots(lots, scan.item, actor),
        *_items([scan.item, scan.gtin, *plain], actor),
        *_coded(numbers, actor),
        *_shipped(numbers, actor),
        *_parcels([*numbers, scan.package], actor),
        *_documents(numbers, actor),
        *_places(plain, actor),
    ]


def _units(serials: Iterable[str], actor: Actor) -> list[Thing]:
    found = visible_units(actor).filter(pk__in=find_units(serials).values("pk")).order_by("pk")
    return [
        Thing(
            pgettext_lazy("a thing in the field", "Unit"),
            str(each),
            f"{named(each.item)} · {each.account or each.contact or '–'}",
            reverse("workspace:unit", args=[each.pk]),
            "device-desktop",
        )
        for each in found[:MOST]
    ]


def _lots(numbers: Iterable[str], item: str, actor: Actor) -> list[Thing]:
    found = visible_lots(actor).filter(pk__in=find_lots(numbers).values("pk")).order_by("pk")
    of_item = [each for each in found[:MOST] if key_of(each.item.code) == key_of(item)]
    return [_as_thing(each) for each in of_item or found[:MOST]]


def _as_thing(lot: Lot) -> Thing:
    return Thing(
        _("Lot"),
        str(lot),
        f"{lot.item.code} · {lot.date_code}",
        reverse("workspace:lot", args=[lot.pk]),
        "packages",
    )


def _items(numbers: Iterable[str], actor: Actor) -> list[Thing]:
    for number in filter(None, numbers):
        found = visible_items(actor).filter(pk__in=items_numbered(number).values("pk"))
        if rows := list(found[:MOST]):
            return [
                Thing(
                    _("Item"),
                    each.code,
                    each.name,
                    reverse("workspace:item", args=[each.code]),
                    "box",
                )
                for each in rows
            ]
    return []


def _coded(numbers: Iterable[str], actor: Actor) -> list[Thing]:
    codes = [number.strip().upper() for number in numbers if number]
    cases = visible_cases(actor).filter(code__in=codes)
    orders = visible_work_orders(actor).filter(code__in=codes)
    accounts = visible_accounts(actor).filter(code__in=codes)
    return [
        *(
            Thing(
                pgettext_lazy("a matter", "Case"),
                each.code,
                each.subject,
                reverse("workspace:case", args=[each.code]),
                "mail",
            )
            for each in cases[:MOST]
        ),
        *(
            Thing(
                _("Work order"),
                each.code,
                each.complaint,
                reverse("workspace:order", args=[each.code]),
                "tool",
            )
            for each in orders[:MOST]
        ),
        *(
            Thing(
                _("Customer"),
                each.name,
                each.code,
                reverse("workspace:account", args=[each.code]),
                "building",
            )
            for each in accounts[:MOST]
        ),
    ]


def _shipped(orders: Iterable[str], actor: Actor) -> list[Thing]:
    """Return the orders by which units were shipped; each leads to its units."""
    found = []
    for order in filter(None, (each.strip() for each in orders)):
        units = visible_units(actor).filter(shipped_by(order)).count()
        if units:
            counted = ngettext("%(number)s unit", "%(number)s units", units) % {"number": units}
            address = reverse("workspace:units", query={"order": order})
            found.append(Thing(_("Order"), order, counted, address, "truck"))
    return found


def _parcels(numbers: Iterable[str], actor: Actor) -> list[Thing]:
    return [
        Thing(
            _("Parcel"),
            each.code,
            f"{each.get_status_display()} · {each.number or '–'}",
            reverse("workspace:parcel", args=[each.code]),
            "truck",
        )
        for number in dict.fromkeys(filter(None, numbers))
        for each in find_parcels(number, actor)[:MOST]
    ]


def _documents(numbers: Iterable[str], actor: Actor) -> list[Thing]:
    return [
        Thing(
            DOCUMENTS[each.kind][0],
            each.code,
            each.title,
            address_of(each.kind, each.code, ref_of(each.subject)),
            DOCUMENTS[each.kind][1],
        )
        for each in documents_called(numbers, DOCUMENTS, actor).order_by("pk")[:MOST]
    ]


def _places(codes: Iterable[str], actor: Actor) -> list[Thing]:
    """Return the places with these labels; each leads to what lies there."""
    return [
        Thing(
            pgettext_lazy("stock", "Place"),
            place.code,
            place.name or str(place.site or ""),
            reverse("workspace:stock", query={"place": place.code}),
            "map-pin",
        )
        for code in codes
        for place in visible_places(actor).filter(kind__in=sorted(OURS), code__iexact=code.strip())
    ]


def things_alike(text: str, actor: Actor, most: int = 5) -> list[Thing]:
    """Return units whose number begins or ends with what is typed, lots whose number begins so."""
    key = key_of(text)
    if not any(char.isdecimal() for char in key):
        return []
    units = visible_units(actor).filter(units_alike(text)).order_by("-pk")
    lots = visible_lots(actor).filter(lots_alike(text)).order_by("-pk")
    return [
        *(
            Thing(
                pgettext_lazy("a thing in the field", "Unit"),
                str(each),
                f"{named(each.item)} · {each.account or each.contact or '–'}",
                reverse("workspace:unit", args=[each.pk]),
                "device-desktop",
            )
            for each in units[:most]
        ),
        *map(_as_thing, lots[:most]),
    ]
