from datetime import UTC, datetime
from itertools import count

from aftercare.domain.conversations.models import ChannelAccount
from aftercare.domain.conversations.operations.channels import set_up_channel
from aftercare.domain.conversations.operations.intake import receive_message
from aftercare.domain.conversations.ports import Incoming
from aftercare.kit.actors import SYSTEM

MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
_numbers = count(1)


def make_channel(**given):
    details = {
        "code": "support",
        "kind": "email",
        "name": "Northwell support",
        "address": "support@northwell.example",
        "settings": {},
        "secrets": {},
    }
    known = ChannelAccount.objects.filter(code=(details | given)["code"]).first()
    return known or set_up_channel(None, **details | given, actor=SYSTEM, at=MONDAY)


def make_incoming(**given):
    details = {
        "peer": "marisol@harborline.example",
        "external_id": f"<{next(_numbers)}@harborline.example>",
        "subject": "Boot loop",
        "text": "It restarts.\n\n> quoted",
        "reply_text": "It restarts.",
        "sender_name": "Marisol Reyes",
        "sent_at": MONDAY,
    }
    return Incoming(**details | given)


def make_message(*, at=MONDAY, account=None, **given):
    return receive_message(account or make_channel(), make_incoming(**given), actor=SYSTEM, at=at)
