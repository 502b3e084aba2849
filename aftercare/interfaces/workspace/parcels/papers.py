"""Our own address label, for carriers whose paper has no address or who take any."""

from io import BytesIO

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_GET

from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.queries import visible_parcels
from aftercare.domain.shipping.states import PostalAddress
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import send_made
from aftercare.interfaces.workspace.parcels.shown import measures_of, shown_packing
from aftercare.kit import clock
from aftercare.kit.paper.codes import CodeKind, draw
from aftercare.kit.paper.engine import printed

TEMPLATE = "interfaces/workspace/parcels/data/address.typ"


@require_GET
def address_label(request: ActorRequest, code: str) -> HttpResponseBase:
    """Hand out a label with both addresses, how to handle the parcel, and our code to scan."""
    request.actor.must(ShippingPermission.VIEW)
    parcel = get_object_or_404(visible_parcels(request.actor), code=code)
    marks = [str(mark) for each in shown_packing(parcel) for mark in each.marks]
    data = {
        "title": parcel.code,
        "words": {"from": pgettext("a parcel", "From"), "to": pgettext("a parcel", "To")},
        "sender": _lines(parcel.from_address),
        "recipient": _lines(parcel.to_address),
        "marks": list(dict.fromkeys(marks)),
        "weight": measures_of(parcel) if parcel.weight else "",
        "code": vars(draw(CodeKind.CODE_128, parcel.code)),
    }
    paper = printed(TEMPLATE, data, language=get_language() or "en", at=clock.now())
    name = f"{parcel.code}.pdf"
    return send_made(request, BytesIO(paper), name=name, kind="application/pdf")


def _lines(address: PostalAddress) -> list[str]:
    """Return an address as it stands on a letter."""
    town = " ".join(filter(None, [address.postcode, address.city, address.state]))
    lines = [address.name, address.company, *address.lines.splitlines(), town]
    return list(filter(None, [*lines, address.country, address.phone]))
