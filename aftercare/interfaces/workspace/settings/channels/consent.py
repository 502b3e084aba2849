"""Connecting an account by consent at its provider: away, and back with a code."""

from functools import partial
from hmac import compare_digest
from secrets import token_urlsafe

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aftercare.domain.conversations.models import ChannelAccount
from aftercare.domain.conversations.operations.channels import connect_channel
from aftercare.domain.conversations.ports import ConsentingChannel, ConsentState, channel_of
from aftercare.domain.conversations.queries import adapter_account, consent_of, visible_channels
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.channels.sections import CHANNELS
from aftercare.interfaces.workspace.settings.screens import done, part_of
from aftercare.kit import clock

WAITING = "channel_consent"
"""What is kept in the session of who is away to agree."""


def _account(request: ActorRequest, code: str) -> ChannelAccount:
    account = get_object_or_404(visible_channels(request.actor), code=code)
    if account.kind not in settings.CHANNELS or consent_of(account) == ConsentState.NOT_ASKED:
        raise Http404
    return account


def _channel(account: ChannelAccount) -> ConsentingChannel:
    return channel_of(account.kind)  # type: ignore[return-value]  # it has told of its consent


def back_address() -> str:
    """Return where providers send people back to; it has to be registered there."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("workspace:channel-connected")


@require_GET
@part_of(CHANNELS)
def connect(request: ActorRequest, code: str) -> HttpResponse:
    """Send somebody to the provider, who asks them whether they let us in."""
    account, state = _account(request, code), token_urlsafe(32)
    asked = _channel(account).ask_consent(
        adapter_account(account), back=back_address(), state=state
    )
    kept = {"state": state, "verifier": asked.verifier, "account": account.code}
    request.session[WAITING] = kept
    return HttpResponseRedirect(asked.url)


@require_GET
@part_of(CHANNELS)
def connected(request: ActorRequest) -> HttpResponse:
    """Take what somebody brings back from the provider."""
    kept = request.session.pop(WAITING, None)
    if not kept or not compare_digest(kept["state"], request.GET.get("state", "")):
        return done(
            request, _("This answer is to no question of ours. Connect again."), CHANNELS.url
        )
    account = _account(request, kept["account"])
    page = reverse("workspace:channel-edit", args=[account.code])
    if "code" not in request.GET:
        why = request.GET.get("error_description") or request.GET.get("error", "")
        return done(request, _("Not connected: %(why)s") % {"why": why[:200]}, page)
    redeem = partial(
        _channel(account).take_consent,
        adapter_account(account),
        code=request.GET["code"],
        verifier=kept["verifier"],
        back=back_address(),
    )
    connect_channel(account, redeem=redeem, actor=request.actor, at=clock.now())
    return done(request, _("Connected. Test the connection to be sure that it works."), page)
