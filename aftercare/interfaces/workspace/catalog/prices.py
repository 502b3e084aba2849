"""What an item costs."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.domain.catalog.operations.prices import remove_price, set_price
from aftercare.domain.catalog.queries import visible_prices
from aftercare.domain.catalog.states import PriceKind
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.catalog.edits import editable, form_page
from aftercare.interfaces.workspace.catalog.forms import PriceForm
from aftercare.kit import clock


@require_http_methods(["GET", "POST"])
def new_price(request: ActorRequest, code: str) -> HttpResponse:
    """Say what an item costs from a day on, or correct it."""
    found = editable(request, code)
    pattern = request.GET.get("from", "")
    known = visible_prices(request.actor).filter(item=found)
    price = known.filter(pk=pattern).first() if pattern.isdecimal() else None
    initial = {name: getattr(price, name) for name in PriceForm.base_fields} if price else {}
    return form_page(
        request,
        PriceForm(request.POST or None, initial=initial),
        title=_("Price of %(item)s") % {"item": found.code},
        back=reverse("workspace:item", args=[code]),
        save=lambda data: set_price(
            found, PriceKind(data.pop("kind")), **data, actor=request.actor, at=clock.now()
        ),
        text=_("What began earlier holds until this one begins."),
    )


@require_POST
def drop_price(request: ActorRequest, code: str, price_id: int) -> HttpResponse:
    """Take back what was said of the cost of an item."""
    found = editable(request, code)
    price = get_object_or_404(visible_prices(request.actor).filter(item=found), pk=price_id)
    remove_price(price, actor=request.actor, at=clock.now())
    toast(request, _("The price is taken back."))
    return redirect("workspace:item", code=code)
