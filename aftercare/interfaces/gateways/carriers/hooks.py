"""Where carriers tell us of parcels: proven, stored, thanked for; all else is for jobs."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from aftercare.domain.shipping.operations.carriers import accept_carrier_word
from aftercare.domain.shipping.ports import TellingCarrier, carrier_of
from aftercare.domain.shipping.queries import access_of, visible_carriers
from aftercare.interfaces.gateways.hooks import REFUSED
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM


@csrf_exempt
@login_not_required
@require_POST
def hear(request: HttpRequest, code: str) -> HttpResponse:
    """Store what a carrier tells us of parcels, if it proves who it is."""
    account = visible_carriers(SYSTEM).filter(code=code).first()
    if account is None or not carrier_of(account.kind).capabilities.is_signed:
        raise Http404
    carrier = cast(TellingCarrier, carrier_of(account.kind))
    why_not = carrier.verify(request.body, dict(request.headers), access_of(account))
    if why_not:
        return HttpResponse(why_not, content_type="text/plain", status=REFUSED)
    accept_carrier_word(account, raw=request.body, actor=SYSTEM, at=clock.now())
    return HttpResponse("ok", content_type="text/plain")
