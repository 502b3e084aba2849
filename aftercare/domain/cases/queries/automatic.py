"""What goes out by itself, if somebody has switched it on, and what we propose it says."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from aftercare.domain.cases.models import AutomaticMessage
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.states import Occasion
from aftercare.kit.actors import Actor
from aftercare.kit.together import asked_once

PROPOSED: Mapping[str, Any] = {
    Occasion.ARRIVED: _(
        "Dear {customer},\n\nhere you see at any time how far the repair {number} is, and can ask"
        " us:\n{link}"
    ),
    Occasion.QUOTE: _(
        "Dear {customer},\n\nwe know what is wrong. What the repair {number} costs, and when it"
        " would be ready, stands here; please accept or decline it there:\n{link}"
    ),
    Occasion.POSTPONED: _(
        "Dear {customer},\n\nthe repair {number} takes longer than we had promised. We now promise"
        " it for {day}. The reason: {reason}\n\nHow far it is:\n{link}"
    ),
    Occasion.READY: _(
        "Dear {customer},\n\nthe repair {number} is done, and your unit is ready. What was done,"
        " and how it comes back to you:\n{link}"
    ),
    Occasion.RETURN: _(
        "Dear {customer},\n\nyou may send us what you want to return. Your number is {number};"
        " where to send it, how to pack it, and the label are here:\n{link}"
    ),
    Occasion.GUIDANCE: _(
        "Dear {customer},\n\nwe look forward to our session “{topic}” on {when}.\n{place}\n\nIf"
        " that time no longer suits you, just answer this mail."
    ),
}
"""Texts that are there before anybody has written one; they go out by hand, or once switched on."""


def automatic_messages(actor: Actor) -> Sequence[AutomaticMessage]:
    """Return a message for each occasion on which one may go out by itself. One query."""
    if not actor.may(CasePermission.SET_UP):
        return []
    stored = AutomaticMessage.objects.select_related("approved_by")
    known = {message.occasion: message for message in stored}
    return [known.get(each) or _unwritten(each) for each in Occasion.values]


def automatic_message(occasion: str) -> AutomaticMessage:
    """Return what goes out on an occasion; it may not be stored yet, and is switched off then."""
    return AutomaticMessage.objects.filter(occasion=occasion).first() or _unwritten(occasion)


@asked_once
def receipt_message() -> AutomaticMessage:
    """Return the automatic message that confirms a new case; it may not be stored yet."""
    return automatic_message(Occasion.RECEIPT)


def _unwritten(occasion: str) -> AutomaticMessage:
    texts = {}
    if proposed := PROPOSED.get(occasion):
        for code, _name in settings.LANGUAGES:
            with override(code):
                texts[code] = str(proposed)
    return AutomaticMessage(occasion=occasion, texts=texts)
