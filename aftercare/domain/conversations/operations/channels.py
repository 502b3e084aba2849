"""Our addresses on channels."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.conversations.events import ChannelChanged
from aftercare.domain.conversations.models import AccessToken, ChannelAccount, Envelope, Thread
from aftercare.domain.conversations.permissions import ConversationPermission
from aftercare.domain.conversations.ports import Grant, SendRefused
from aftercare.domain.conversations.steps import try_waiting_messages
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused
from aftercare.kit.secrets import lock, unlock


class AddressIsTaken(Refused):
    """Another account has this address on the channel."""


class NotConnected(Refused):
    """A provider gives us nothing for what somebody has agreed to."""


class ChannelIsUsed(Refused):
    """What was said on an account keeps it here."""


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
    forget: Collection[str] = (),
    active: bool = True,
    actor: Actor,
    at: datetime,
) -> ChannelAccount:
    """
    Set up one of our addresses on a channel.

    Secrets left empty stay as they were, except those to `forget`.

    What has waited because the account did not work is tried at once.

    Raises `AddressIsTaken`.
    """
    actor.must(ConversationPermission.SET_UP)
    account = account or ChannelAccount()
    kept = _kept(account, secrets, forget)
    account.code, account.kind, account.name, account.address = code, kind, name, address
    account.settings, account.secrets, account.active = dict(settings), lock(kept), active
    account.trouble = account.sending_trouble = ""
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise AddressIsTaken(_("Another account has this address or code.")) from None
    AccessToken.objects.filter(account=account).delete()
    try_waiting_messages(account, at=at)
    changed = ChannelChanged(channel_account_id=account.pk, change="set up")
    announce(changed, actor=actor, at=at)
    return account


def _kept(
    account: ChannelAccount, secrets: Mapping[str, str], forget: Collection[str]
) -> dict[str, str]:
    known = {name: value for name, value in unlock(account.secrets).items() if name not in forget}
    return known | {name: value for name, value in secrets.items() if value}


@transaction.atomic
def pause_channel(account: ChannelAccount, *, actor: Actor, at: datetime) -> None:
    """
    Let an account rest: nothing is fetched, and what is written waits until it goes on.

    Whoever delivers to us meanwhile is asked to come again later.
    """
    actor.must(ConversationPermission.SET_UP)
    if ChannelAccount.objects.filter(pk=account.pk, active=True).update(active=False):
        announce(ChannelChanged(channel_account_id=account.pk, change="paused"), actor=actor, at=at)


@transaction.atomic
def resume_channel(account: ChannelAccount, *, actor: Actor, at: datetime) -> None:
    """Let an account that rests go on; what has waited is sent."""
    actor.must(ConversationPermission.SET_UP)
    if ChannelAccount.objects.filter(pk=account.pk, active=False).update(active=True):
        try_waiting_messages(account, at=at)
        changed = ChannelChanged(channel_account_id=account.pk, change="resumed")
        announce(changed, actor=actor, at=at)


@transaction.atomic
def remove_channel(account: ChannelAccount, *, actor: Actor, at: datetime) -> None:
    """Throw away an account on which nothing was said yet. Raises `ChannelIsUsed`."""
    actor.must(ConversationPermission.SET_UP)
    used = (Envelope.objects.filter(account=account), Thread.objects.filter(account=account))
    if any(rows.exists() for rows in used):
        raise ChannelIsUsed(_("Something was said there already. Pause it instead."))
    announce(ChannelChanged(channel_account_id=account.pk, change="removed"), actor=actor, at=at)
    account.delete()


@transaction.atomic
def lend_token(
    account: ChannelAccount, *, stale: str, renew: Callable[[], Grant], actor: Actor, at: datetime
) -> str:
    """
    Return a token that lets us in, one for all our processes.

    Whoever comes first renews it, and the others wait for that. `stale` is one that was refused
    although its time had not come.
    """
    actor.must(ConversationPermission.RECEIVE)
    AccessToken.objects.get_or_create(account=account)
    kept = AccessToken.objects.select_for_update().get(account=account)
    token = unlock(kept.token).get("token", "")
    if token and token != stale and kept.good_until and kept.good_until > at:
        return token
    grant = renew()
    kept.token, kept.good_until = lock({"token": grant.token}), grant.good_until
    kept.save()
    _keep_secrets(account, grant.secrets)
    changed = ChannelChanged(channel_account_id=account.pk, change="token renewed")
    announce(changed, actor=actor, at=at)
    return grant.token


@transaction.atomic
def connect_channel(
    account: ChannelAccount, *, redeem: Callable[[], Grant], actor: Actor, at: datetime
) -> None:
    """
    Let an account sign in by what its owner has agreed to at the provider; what waits, goes.

    Raises `NotConnected`.
    """
    actor.must(ConversationPermission.SET_UP)
    try:
        grant = redeem()
    except SendRefused as refused:
        raise NotConnected(
            _("The provider did not let us in: %(why)s Connect again.") % {"why": refused.why}
        ) from refused
    _keep_secrets(account, grant.secrets)
    ChannelAccount.objects.filter(pk=account.pk).update(trouble="", sending_trouble="")
    AccessToken.objects.update_or_create(
        account=account,
        defaults={"token": lock({"token": grant.token}), "good_until": grant.good_until},
    )
    try_waiting_messages(account, at=at)
    announce(ChannelChanged(channel_account_id=account.pk, change="connected"), actor=actor, at=at)


def _keep_secrets(account: ChannelAccount, secrets: Mapping[str, str]) -> None:
    # Some providers give another refresh token with each renewal; the one before ends then.
    if secrets:
        held = ChannelAccount.objects.select_for_update().get(pk=account.pk)
        held.secrets = lock(_kept(held, secrets, ()))
        held.save(update_fields=["secrets"])


@transaction.atomic
def open_mailbox(
    account: ChannelAccount, *, cursor: Mapping[str, Any], actor: Actor, at: datetime
) -> None:
    """Note from where on a mailbox is read; what lies before that is left alone."""
    actor.must(ConversationPermission.RECEIVE)
    ChannelAccount.objects.filter(pk=account.pk).update(cursor=dict(cursor))
    changed = ChannelChanged(channel_account_id=account.pk, change="mailbox opened")
    announce(changed, actor=actor, at=at)


@transaction.atomic
def report_trouble(account: ChannelAccount, *, trouble: str, actor: Actor, at: datetime) -> None:
    """Say that nothing comes in by an account and why, or with an empty text that it does again."""
    actor.must(ConversationPermission.RECEIVE)
    changed = ChannelAccount.objects.filter(pk=account.pk).exclude(trouble=trouble[:300])
    if changed.update(trouble=trouble[:300]):
        event = ChannelChanged(channel_account_id=account.pk, change="trouble" if trouble else "ok")
        announce(event, actor=actor, at=at)


@transaction.atomic
def report_sending_trouble(
    account: ChannelAccount, *, trouble: str, actor: Actor, at: datetime
) -> None:
    """Say that nothing goes out by an account and why, or that it does again: what waits, goes."""
    actor.must(ConversationPermission.RECEIVE)
    changed = ChannelAccount.objects.filter(pk=account.pk).exclude(sending_trouble=trouble[:300])
    if not changed.update(sending_trouble=trouble[:300]):
        return
    if not trouble:
        try_waiting_messages(account, at=at)
    change = "sending trouble" if trouble else "sending ok"
    announce(ChannelChanged(channel_account_id=account.pk, change=change), actor=actor, at=at)
