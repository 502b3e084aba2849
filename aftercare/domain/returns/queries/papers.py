"""What goes out on paper: the instruction with the label for the parcel."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from aftercare.domain.returns.models import Rma
from aftercare.domain.returns.queries.returns import Instruction, instruction_for, lines_of
from aftercare.kit.languages import nearest_language
from aftercare.kit.paper.codes import CodeKind, draw
from aftercare.kit.paper.engine import printed

TEMPLATE = "domain/returns/data/instruction.typ"


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
