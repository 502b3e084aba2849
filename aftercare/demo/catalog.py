"""What Northwell makes and repairs: items, what they are made of, what makers tell of them."""

import tomllib
from datetime import date, timedelta
from typing import Any

from aftercare.demo.founding import DATA, DAY, Northwell
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.operations.documents import add_document
from aftercare.domain.catalog.operations.fault_codes import save_fault_code
from aftercare.domain.catalog.operations.items import register_item, set_milestone
from aftercare.domain.catalog.operations.notices import close_notice, enter_notice
from aftercare.domain.catalog.operations.parameters import define_parameter, set_parameters
from aftercare.domain.catalog.operations.substitutes import allow_substitute
from aftercare.domain.catalog.queries import Effectivity
from aftercare.domain.catalog.states import LifecycleStage

CATALOG = tomllib.loads((DATA / "catalog.toml").read_text())
DAYS = ("effective_on", "last_buy_on", "last_ship_on")


def fill_catalog(northwell: Northwell) -> None:
    """Take in what Northwell makes, fits and repairs."""
    given: dict[str, Any] = {"actor": northwell.who("yan"), "at": northwell.began}
    for parameter in CATALOG["parameter"]:
        define_parameter(**parameter, **given)
    for code in CATALOG["code"]:
        _name_fault(code, given)
    items = _register_items(northwell.until.date(), given)
    for bom in CATALOG["bom"]:
        _build(bom, items, given)
    for each in CATALOG["substitute"]:
        told = {name: each[name] for name in ("kind", "instruction")}
        assembly = items.get(each.get("assembly", ""))
        item, by = items[each["item"]], items[each["by"]]
        allow_substitute(item, by, assembly=assembly, **told, **given)
    for each in CATALOG["document"]:
        _print(each, items, given)
    _hear_of_changes(northwell, items)


def _name_fault(code: dict[str, Any], given: dict[str, Any]) -> None:
    told = {name: value for name, value in code.items() if name != "below"}
    fault = save_fault_code(**told, **given)
    for below in code.get("below", []):
        save_fault_code(kind=code["kind"], parent=fault, **below, **given)


def _register_items(today: date, given: dict[str, Any]) -> dict[str, Any]:
    items = {}
    for group in CATALOG["group"]:
        shared = {name: value for name, value in group.items() if name != "item"}
        for each in group["item"]:
            told = {name: value for name, value in each.items() if name not in ("life", "is")}
            item = register_item(**shared | told, **given)
            items[item.code] = item
            for stage, days in each.get("life", {}).items():
                on, source = today + timedelta(days=days), f"{item.maker}, product list"
                set_milestone(item, LifecycleStage(stage), on=on, source=source, **given)
            if "is" in each:
                set_parameters(item, each["is"], **given)
    return items


def _build(bom: dict[str, Any], items: dict[str, Any], given: dict[str, Any]) -> None:
    parts = [
        Part(items[code], next(iter(quantity), None), places)
        for code, places, *quantity in bom["parts"]
    ]
    effectivity = Effectivity(batch=bom.get("batch", ""))
    source = bom.get("source", "")
    save_bom(items[bom["of"]], parts, effectivity=effectivity, source=source, **given)


def _print(document: dict[str, Any], items: dict[str, Any], given: dict[str, Any]) -> None:
    told = {name: value for name, value in document.items() if name not in ("item", "text")}
    name = f"{document['title'].replace(':', '')}.pdf"
    content = printed(document["text"])
    add_document(items[document["item"]], content, file_name=name, language="en", **told, **given)


def _hear_of_changes(northwell: Northwell, items: dict[str, Any]) -> None:
    today = northwell.until.date()
    for told in CATALOG["notice"]:
        at = northwell.until + told["issued"] * DAY
        notice = enter_notice(
            items=[items[code] for code in told["items"]],
            issued_on=at.date(),
            **{name: told[name] for name in ("maker", "number", "kind", "title", "summary")},
            **{name: told[name] for name in ("lots", "made_from") if name in told},
            **{name: today + told[name] * DAY for name in DAYS if name in told},
            actor=northwell.who("yan"),
            at=at,
        )
        if "decision" in told:
            who, decision = northwell.who("hao"), told["decision"]
            close_notice(notice, decision=decision, actor=who, at=at + 6 * DAY)


def printed(lines: list[str]) -> bytes:
    """Return a PDF of one page with some lines."""
    shown = " ".join(f"({line}) ' " for line in lines)
    content = f"BT /F1 14 Tf 22 TL 60 770 Td {shown} ET".encode("latin-1")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    pages = b"%PDF-1.4\n"
    for number, part in enumerate(parts, 1):
        pages += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    return pages + b"trailer << /Root 1 0 R >>\n%%EOF\n"
