"""Our accounts at carriers, and where carriers find us."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.company.queries import visible_sites
from aftercare.domain.shipping.models import CarrierAccount, CarrierWord
from aftercare.domain.shipping.operations.carriers import (
    drop_word,
    read_word_again,
    rest_carrier,
    set_up_carrier,
    use_carrier_again,
)
from aftercare.domain.shipping.operations.sites import set_site_address
from aftercare.domain.shipping.ports import carrier_of
from aftercare.domain.shipping.queries import (
    address_of_site,
    kept_carrier_secrets,
    trouble_with_carrier,
    visible_carriers,
    words_aside,
)
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.address_form import AddressForm
from aftercare.interfaces.workspace.settings.account_form import AccountForm
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.interfaces.workspace.settings.shipping.sections import CARRIERS
from aftercare.kit import clock

MOST_WORDS = 50
MOST_SHOWN = 400
"""Characters of a word that are shown: enough to see what it is about."""


@require_GET
@part_of(CARRIERS)
def carriers(request: ActorRequest) -> HttpResponse:
    """Show with whom we send, and where our sites are."""
    accounts = visible_carriers(request.actor)
    sites = visible_sites(request.actor).select_related("entity")
    context = {
        "rows": [(each, carrier_of(each.kind).capabilities) for each in accounts],
        "sites": [(each, address_of_site(each)) for each in sites],
        "words": [(each, _said(each)) for each in words_aside(request.actor)[:MOST_WORDS]],
    }
    return settings_page(request, "workspace/settings/shipping/carriers.html", context)


def _said(word: CarrierWord) -> str:
    return bytes(word.raw[:MOST_SHOWN]).decode(errors="replace")


def _account(request: ActorRequest, code: str) -> CarrierAccount:
    return get_object_or_404(visible_carriers(request.actor), code=code)


@require_GET
@part_of(CARRIERS)
def choose_kind(request: ActorRequest) -> HttpResponse:
    """Let somebody choose which kind of carrier we send with besides."""
    kinds = [(kind, carrier_of(kind).capabilities) for kind in settings.CARRIERS]
    return settings_page(request, "workspace/settings/shipping/kinds.html", {"kinds": kinds})


@require_http_methods(["GET", "POST"])
@part_of(CARRIERS)
def new_carrier(request: ActorRequest, kind: str) -> HttpResponse:
    """Set up another carrier."""
    if kind not in settings.CARRIERS:
        raise Http404
    form = AccountForm(request.POST or None, asked=carrier_of(kind).capabilities.fields)
    return _account_page(request, None, form, kind=kind)


@require_http_methods(["GET", "POST"])
@part_of(CARRIERS)
def change_carrier(request: ActorRequest, code: str) -> HttpResponse:
    """Change a carrier, and see whether it works."""
    account = _account(request, code)
    can = carrier_of(account.kind).capabilities
    own = {"name": account.name, "code": account.code}
    form = AccountForm(
        request.POST or None,
        initial=AccountForm.shown_settings(account.settings) | own,
        asked=can.fields,
        kept=kept_carrier_secrets(account),
    )
    hook = reverse("gateways:carrier-hook", args=[account.code]) if can.is_signed else ""
    return _account_page(
        request,
        account,
        form,
        kind=account.kind,
        beside="workspace/settings/shipping/_health.html",
        hook=settings.PUBLIC_URL.rstrip("/") + hook if hook else "",
    )


def _account_page(
    request: ActorRequest,
    account: CarrierAccount | None,
    form: AccountForm,
    *,
    kind: str,
    **shown: Any,
) -> HttpResponse:
    def save(data: dict[str, Any]) -> object:
        return set_up_carrier(account, kind=kind, **data, actor=request.actor, at=clock.now())

    return form_page(
        request,
        form,
        title=account.name if account else carrier_of(kind).capabilities.label,
        back=CARRIERS.url,
        save=save,
        said=_("Saved. Test the connection to be sure that it works."),
        fields="workspace/settings/shipping/_carrier_fields.html",
        account=account,
        **shown,
    )


@require_POST
@part_of(CARRIERS)
def test(request: ActorRequest, code: str) -> HttpResponse:
    """Sign in at a carrier, and say in words what is wrong."""
    account = _account(request, code)
    context = {"account": account, "troubles": trouble_with_carrier(account)}
    return render(request, "workspace/settings/shipping/_tested.html", context)


@require_POST
@part_of(CARRIERS)
def rest(request: ActorRequest, code: str) -> HttpResponse:
    """Send nothing more with a carrier."""
    account = _account(request, code)
    rest_carrier(account, actor=request.actor, at=clock.now())
    undo = reverse("workspace:carrier-use", args=[code])
    return done(request, _("Nothing more is sent with it."), CARRIERS.url, undo=undo)


@require_POST
@part_of(CARRIERS)
def use_again(request: ActorRequest, code: str) -> HttpResponse:
    """Send with a carrier again."""
    account = _account(request, code)
    use_carrier_again(account, actor=request.actor, at=clock.now())
    return done(request, _("It goes on."), CARRIERS.url)


@require_http_methods(["GET", "POST"])
@part_of(CARRIERS)
def site_address(request: ActorRequest, code: str) -> HttpResponse:
    """Say where a site of ours is."""
    site = get_object_or_404(visible_sites(request.actor), code=code)
    form = AddressForm(request.POST or None, initial=address_of_site(site).kept())
    return form_page(
        request,
        form,
        title=_("Address of %(site)s") % {"site": site},
        back=CARRIERS.url,
        save=lambda _data: set_site_address(
            site, form.address(), actor=request.actor, at=clock.now()
        ),
        said=_("Saved."),
    )


@require_POST
@part_of(CARRIERS)
def read_again(request: ActorRequest, word_id: int) -> HttpResponse:
    """Have a word of a carrier read again."""
    word = get_object_or_404(words_aside(request.actor), pk=word_id)
    read_word_again(word, actor=request.actor, at=clock.now())
    return done(request, _("It is read again."), CARRIERS.url)


@require_POST
@part_of(CARRIERS)
def drop(request: ActorRequest, word_id: int) -> HttpResponse:
    """Put a word of a carrier away for good."""
    word = get_object_or_404(words_aside(request.actor), pk=word_id)
    drop_word(word, actor=request.actor, at=clock.now())
    return done(request, _("Put away."), CARRIERS.url)
