"""Our addresses on channels."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.conversations.events import ChannelChanged
from aftercare.domain.conversations.models import ChannelAccount
from aftercare.domain.conversations.permissions import ConversationPermission
from aftercare.domain.conversations.queries import lock, unlock
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class AddressIsTaken(Refused):
    """Another account has this address on the channel."""


@transaction.atomic
def set_up_channel(
    account: ChannelAccount | None,
    *,
    code: str,
    kind: str,
    name: str,
    address: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
    active: bool = True,
    actor: Actor,
    at: datetime,
) -> ChannelAccount:
    """
    Set up one of our addresses on a channel. Secrets left empty stay as they were.

    Raises `AddressIsTaken`.
    """
    actor.must(ConversationPermission.SET_UP)
    account = account or ChannelAccount()
    kept = unlock(account.secrets) | {name: value for name, value in secrets.items() if value}
    account.code, account.kind, account.name, account.address = code, kind, name, address
    account.settings, account.secrets, account.active = dict(settings), lock(kept), active
    account.trouble = ""
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise AddressIsTaken(_("Another account has this address or code.")) from None
    changed = ChannelChanged(channel_account_id=account.pk, change="set up")
    announce(changed, actor=actor, at=at)
    return account


@transaction.atomic
def report_trouble(account: ChannelAccount, *, trouble: str, actor: Actor, at: datetime) -> None:
    """Say that an account does not work and why, or with an empty text that it does again."""
    actor.must(ConversationPermission.RECEIVE)
    changed = ChannelAccount.objects.filter(pk=account.pk).exclude(trouble=trouble[:300])
    if changed.update(trouble=trouble[:300]):
        event = ChannelChanged(channel_account_id=account.pk, change="trouble" if trouble else "ok")
        announce(event, actor=actor, at=at)
