"""What goes out on paper: the instruction with the label, and what goes to a supplier."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from aftercare.domain.repairs.models import Finding
from aftercare.domain.returns.models import Rma, SupplierReturn, SupplierReturnLine
from aftercare.domain.returns.queries.returns import Instruction, instruction_for, lines_of
from aftercare.domain.returns.queries.suppliers import (
    faults_of_lines,
    lines_to_supplier,
    site_of_line,
)
from aftercare.domain.shipping.queries import address_of_site
from aftercare.kit.languages import nearest_language
from aftercare.kit.paper.codes import CodeKind, draw
from aftercare.kit.paper.engine import printed

TEMPLATE = "domain/returns/data/instruction.typ"
SUPPLIER_TEMPLATE = "domain/returns/data/supplier.typ"


def steps_for(instruction: Instruction) -> list[str]:
    """Return what the customer does, in order and in the language of who reads."""
    rma = instruction.rma
    day = date_format(rma.expires_on, "DATE_FORMAT") if rma.expires_on else ""
    steps = [
        _("Pack each thing so that it cannot move. Boards and components go into antistatic bags."),
        instruction.packing,
        _("Write %(number)s on the parcel, or put the label below on it.") % {"number": rma.code},
        _("Send it so that it arrives by %(day)s. Keep the receipt of the freight.") % {"day": day},
    ]
    return [step for step in steps if step]


def instruction_paper(rma: Rma, *, language: str, at: datetime) -> bytes:
    """Return the instruction as a PDF, in the language of the customer."""
    told = instruction_for(rma)
    with override(nearest_language(language)):
        data = {
            "title": _("Return %(number)s") % {"number": rma.code},
            "reason": rma.reason.name_in(nearest_language(language)),
            "number": rma.code,
            "code": vars(draw(CodeKind.CODE_128, rma.code)),
            "steps": steps_for(told),
            "head": [_("Item"), _("Serial or lot"), pgettext("of a line of a return", "How many")],
            "lines": [
                [
                    f"{line.item.code} {line.item.name_in(nearest_language(language))}",
                    str(line.unit or line.lot),
                    f"{line.quantity.normalize():f}",
                ]
                for line in lines_of(rma)
            ],
            "cut": _("Cut here, and put it on the parcel"),
            "to": pgettext("on a parcel", "To"),
            "address": told.address,
        }
    return printed(TEMPLATE, data, language=language, at=at)


def supplier_paper(going: SupplierReturn, *, language: str, at: datetime) -> bytes:
    """Return what goes to a supplier with the goods as a PDF, in their language."""
    with override(nearest_language(language)):
        data = _said_to_supplier(going, nearest_language(language), at)
    return printed(SUPPLIER_TEMPLATE, data, language=language, at=at)


def _said_to_supplier(going: SupplierReturn, language: str, at: datetime) -> dict[str, object]:
    lines = list(lines_to_supplier(going))
    faults = faults_of_lines(lines)
    site = site_of_line(lines[0])
    address = address_of_site(site)
    day = date_format(localtime(going.sent_at or at), "DATE_FORMAT")
    facts = [[_("Date"), day], [_("Your number"), going.their_number or "–"]]
    facts.append([_("Goods are to go back to"), ", ".join(address.written()) or site.name])
    return {
        "title": _("Return to the supplier"),
        "number": going.code,
        "company": site.entity.name,
        "site": site.name,
        "code": vars(draw(CodeKind.CODE_128, going.code)),
        "to": pgettext("on a parcel", "To"),
        "supplier": str(going.supplier),
        "facts": facts,
        "head": [
            pgettext("of a line", "No."),
            _("Item"),
            _("Serial or lot"),
            _("What was found"),
            pgettext("how many", "Quantity"),
        ],
        "lines": [_line_to_supplier(line, faults, language) for line in lines],
        "ask": _("Please answer line by line, and put our number on every paper."),
    }


def _line_to_supplier(
    line: SupplierReturnLine, faults: dict[int, Finding], language: str
) -> list[str]:
    came, part = line.rma_line, line.part
    found = faults.get(part.pk) if part else None
    codes = [found.symptom, found.fault, found.cause] if found else []
    said = [code.name_in(language) for code in codes if code]
    number = str(came.unit or came.lot) if came else part.old_number if part else ""
    return [
        str(line.number),
        f"{line.item.code}\n{line.item.name_in(language)}",
        number or "–",
        ", ".join(said) or (came.findings if came else "") or "–",
        f"{line.quantity.normalize():f}",
    ]
