"""The papers of a repair: which there are, and what stands in them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftercare.base.company.queries import setting
from aftercare.base.people.models import User
from aftercare.domain.catalog.models import FaultCode
from aftercare.domain.coverage.queries.decisions import letter_about
from aftercare.domain.repairs.models import (
    Acceptance,
    FinalTestResult,
    Finding,
    HandoverPack,
    Reading,
    RepairPart,
    WorkOrder,
)
from aftercare.domain.repairs.policies import signature_svg
from aftercare.domain.repairs.queries.orders import GUARANTEE_DAYS
from aftercare.domain.repairs.queries.proving import results_of
from aftercare.domain.repairs.queries.quotes import acceptance_of, decision_for, quotes_of
from aftercare.domain.repairs.states import OldPartGoes, PartStatus, QuoteStatus
from aftercare.domain.units.queries import dates_of
from aftercare.domain.units.states import DateKind
from aftercare.kit.languages import nearest_language
from aftercare.kit.money import in_figures
from aftercare.kit.paper.codes import CodeKind, draw, message
from aftercare.kit.scans.results import Meaning

BEST = 5


def packs_of(order: WorkOrder) -> QuerySet[HandoverPack]:
    """Return the versions of the papers of a repair, the newest first."""
    return HandoverPack.objects.filter(order=order).select_related("file").order_by("-version")


def language_of(order: WorkOrder) -> str:
    """Return the language the customer reads."""
    account = order.account or (order.contact.account if order.contact else None)
    known = [order.language, *(each.language for each in (order.contact, account) if each)]
    return nearest_language(next(filter(None, known), "en"))


def guaranteed_until(order: WorkOrder) -> datetime | None:
    """Return until when a repair is guaranteed, counted from the hand-over."""
    days = int(setting(GUARANTEE_DAYS.name))
    return order.closed_at + timedelta(days=days) if order.closed_at else None


def pack_told(order: WorkOrder, *, language: str, at: datetime) -> dict[str, Any]:
    """Return what stands in the papers, in `language`, which has to be the active one."""
    zone = ZoneInfo(order.site.time_zone)
    ended = _day(order.closed_at or at, zone)
    accepted = acceptance_of(order)
    return {
        "title": _("Service report"),
        "company": order.site.entity.name,
        "site": order.site.name,
        "order": order.code,
        "subtitle": _("Work order %(order)s · finished on %(day)s")
        % {"order": order.code, "day": ended},
        "say": headings(),
        "code": vars(draw(CodeKind.DATA_MATRIX, message(_numbers(order)))),
        "link": vars(draw(CodeKind.QR, page_of_repair(order))),
        "facts": _facts(order, language),
        "verdict": _verdict(order, language),
        "diagnosis": [_complaint(order), *_found(order, language)],
        "result": order.result,
        "parts": _parts(order, language),
        **_costs(order),
        "readings": [_reading(each) for each in order.readings.order_by("pk")],
        "tests": [_test(each) for each in results_of(order)],
        "tested": _who_tested(order),
        "guarantee": _guarantee(order, zone),
        "ours": {"name": order.assignee.name if order.assignee else "", "day": ended},
        "theirs": _signature(accepted, zone),
    }


def page_of_repair(order: WorkOrder) -> str:
    """Return the address at which the customer sees a repair; a test holds it to the portal."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/track/{order.token}"


def _day(at: datetime, zone: ZoneInfo) -> str:
    return date_format(at.astimezone(zone).date(), "DATE_FORMAT")


def headings() -> dict[str, str]:
    """Return what the parts of the papers are called, in the active language."""
    return {
        "unit": _("Customer and product"),
        "coverage": _("Who pays"),
        "diagnosis": _("What was found"),
        "done": _("What was done"),
        "parts": _("Parts fitted"),
        "item": _("Part number"),
        "name": _("Name"),
        "quantity": pgettext("how many", "Quantity"),
        "old": _("Old part"),
        "costs": _("Cost"),
        "cost": _("For what"),
        "amount": _("Amount"),
        "payable": _("You pay"),
        "readings": _("Readings"),
        "measured": _("What was measured"),
        "limits": pgettext("of a value", "Limits"),
        "before": pgettext("a repair", "Before"),
        "after": pgettext("a repair", "After"),
        "tests": _("Test record"),
        "point": _("Test point"),
        "value": _("Measured"),
        "result": pgettext("of a test", "Result"),
        "guarantee": _("Guarantee on this repair"),
        "ours": _("Technician"),
        "theirs": _("Received and accepted by the customer"),
        "scan": _("Scan to see and rate"),
    }


def _numbers(order: WorkOrder) -> dict[Meaning, str]:
    serial = order.unit.serial if order.unit else ""
    return {Meaning.ITEM: order.item.code, Meaning.SERIAL: serial, Meaning.ORDER: order.code}


def _facts(order: WorkOrder, language: str) -> list[tuple[str, str]]:
    known = dates_of(order.unit) if order.unit else {}
    days = ((DateKind.MANUFACTURED, _("Manufactured")), (DateKind.SOLD, _("Bought on")))
    rows = [
        (_("Customer"), str(order.account or order.contact or "–")),
        (_("Product"), f"{order.item.code} {order.item.name_in(language)}"),
        (_("Serial number"), str(order.unit or "–")),
        *(
            (words, date_format(known[kind].on, "DATE_FORMAT"))
            for kind, words in days
            if kind in known
        ),
    ]
    if order.accessories:
        rows.append((_("Came with"), order.accessories))
    return rows


def _verdict(order: WorkOrder, language: str) -> dict[str, str]:
    stored = decision_for(order)
    if stored is None:
        return {"words": _("Not decided"), "tone": "open", "why": ""}
    covered = stored.verdict == "covered"
    words = _("✓ In guarantee") if covered else _("Not covered by the guarantee")
    tone = "good" if covered else "bad"
    why, _claims, _rest = letter_about(stored, language).partition("\n\n")
    return {"words": words, "tone": tone, "why": why}


def _complaint(order: WorkOrder) -> str:
    return _("Reported: %(complaint)s") % {"complaint": order.complaint}


def _found(order: WorkOrder, language: str) -> list[str]:
    if order.no_fault_found:
        return [_("No fault was found.")]
    rows = order.findings.select_related("symptom", "fault", "cause", "action").order_by("pk")
    return [_finding(each, language) for each in rows]


def _finding(each: Finding, language: str) -> str:
    def named(code: FaultCode | None) -> str:
        return code.name_in(language) if code else ""

    said = (named(each.fault) or named(each.symptom), named(each.cause), named(each.action))
    words = " · ".join(filter(None, (each.designator, *said)))
    return ": ".join(filter(None, (words, each.words)))


def _parts(order: WorkOrder, language: str) -> list[list[str]]:
    fitted = RepairPart.objects.filter(order=order, status=PartStatus.FITTED)
    rows = fitted.select_related("item", "used").order_by("pk")
    return [_part(each, language) for each in rows]


def _part(each: RepairPart, language: str) -> list[str]:
    used = each.used or each.item
    name = used.name_in(language)
    if used != each.item:
        name = _("%(name)s (instead of %(item)s)") % {"name": name, "item": each.item.code}
    return [
        used.code,
        f"{name} {each.designator}".strip(),
        f"{each.quantity.normalize():f}",
        str(OldPartGoes(each.old_goes).label),
    ]


def _costs(order: WorkOrder) -> dict[str, Any]:
    quote = quotes_of(order).filter(status=QuoteStatus.APPROVED).first()
    if quote is None:
        return {"costs": [], "total": ["", "", ""]}
    lines = list(quote.lines.all())
    total = [
        sum((getattr(each, name) for each in lines), Decimal(0)) for name in ("amount", "payable")
    ]
    return {
        "costs": [
            [
                each.told,
                in_figures(each.amount, quote.currency),
                in_figures(each.payable, quote.currency),
            ]
            for each in lines
        ],
        "total": [_("Total"), *(in_figures(each, quote.currency) for each in total)],
    }


def _reading(each: Reading) -> list[str]:
    values = (_value(value, each.unit) for value in (each.before, each.after))
    return [each.name, f"{each.limits} {each.unit}".strip() if each.limits else "–", *values]


def _value(value: Decimal | None, unit: str) -> str:
    return f"{value.normalize():f} {unit}".strip() if value is not None else "–"


def _test(each: FinalTestResult) -> list[str]:
    point = each.point
    minutes = _("%(minutes)s min") % {"minutes": point.minutes} if point.minutes else ""
    limits = f"{point.limits} {point.unit}".strip() if point.limits else minutes or "–"
    return [point.name, _value(each.value, point.unit), limits, "✓" if each.passed else "✗"]


def _who_tested(order: WorkOrder) -> str:
    keys = [each.partition(":")[2] for each in (order.tested_by, order.released_by)]
    names = _names([int(key) for key in keys if key.isdecimal()])
    if not names:
        return ""
    return _("Tested and released by %(names)s") % {"names": ", ".join(names)}


def _names(keys: Sequence[int]) -> list[str]:
    known = dict(User.objects.filter(pk__in=keys).values_list("pk", "name"))
    return [known[key] for key in dict.fromkeys(keys) if key in known]


def _guarantee(order: WorkOrder, zone: ZoneInfo) -> dict[str, str]:
    until = guaranteed_until(order)
    days = {"days": int(setting(GUARANTEE_DAYS.name))}
    return {
        "short": _("Guarantee on this repair: %(days)s days") % days,
        "until": _("Until %(day)s") % {"day": _day(until, zone)} if until else "–",
        "words": _(
            "For %(days)s days from the hand-over we put right, free of charge, what was repaired "
            "here and the parts fitted. What the law gives you stays as it is."
        )
        % days,
    }


def _signature(accepted: Acceptance | None, zone: ZoneInfo) -> dict[str, str | None]:
    if accepted is None:
        return {"name": "", "drawn": None, "day": "", "content": ""}
    rated = {"stars": accepted.stars, "most": BEST}
    content = _("Rated %(stars)s of %(most)s") % rated
    return {
        "name": accepted.name,
        "drawn": signature_svg(accepted.strokes) if accepted.strokes else None,
        "day": _day(accepted.at, zone),
        "content": f"{content}: {accepted.words}" if accepted.words else content,
    }
