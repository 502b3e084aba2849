"""Where channels push what happens there: proven, stored, thanked for; all else is for jobs."""

from hashlib import sha256
from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from aftercare.domain.conversations.models import ChannelAccount
from aftercare.domain.conversations.operations.intake import accept_envelope
from aftercare.domain.conversations.ports import SignedChannel, channel_of
from aftercare.domain.conversations.queries import adapter_account, visible_channels
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

REFUSED = 403


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, code: str) -> HttpResponse:
    """Store what a channel pushes to an account, if it proves who it is."""
    account, channel = _signed(code)
    known = adapter_account(account)
    if request.method == "GET":
        answer = channel.greet(request.GET.dict(), known)
        return HttpResponse(answer, content_type="text/plain", status=200 if answer else REFUSED)
    why_not = channel.verify(request.body, dict(request.headers) | request.GET.dict(), known)
    if why_not:
        return HttpResponse(why_not, content_type="text/plain", status=REFUSED)
    name = f"sha256:{sha256(request.body).hexdigest()}"
    accept_envelope(account, external_id=name, raw=request.body, actor=SYSTEM, at=clock.now())
    return HttpResponse("success", content_type="text/plain")


def _signed(code: str) -> tuple[ChannelAccount, SignedChannel]:
    account = visible_channels(SYSTEM).filter(code=code, active=True).first()
    if account is None or not channel_of(account.kind).capabilities.is_signed:
        raise Http404
    return account, cast(SignedChannel, channel_of(account.kind))
