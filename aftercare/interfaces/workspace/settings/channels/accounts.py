from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.domain.conversations.models import ChannelAccount
from aftercare.domain.conversations.operations.channels import (
    pause_channel,
    remove_channel,
    resume_channel,
    set_up_channel,
)
from aftercare.domain.conversations.ports import channel_of
from aftercare.domain.conversations.queries import (
    consent_of,
    health_of,
    kept_secrets,
    trouble_with,
    visible_channels,
)
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.channels.consent import back_address
from aftercare.interfaces.workspace.settings.channels.forms import ChannelForm
from aftercare.interfaces.workspace.settings.channels.sections import CHANNELS
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.kit import clock

EMBED = '<iframe src="{}" title="{}" width="100%" height="860"></iframe>'


@require_GET
@part_of(CHANNELS)
def accounts(request: ActorRequest) -> HttpResponse:
    """Show our accounts on channels and how each of them is."""
    found = list(visible_channels(request.actor))
    health = health_of(found)
    context = {
        "rows": [
            (each, channel_of(each.kind).capabilities, health[each.pk])
            for each in found
            if each.kind in settings.CHANNELS
        ]
    }
    return settings_page(request, "workspace/settings/channels/accounts.html", context)


def _account(request: ActorRequest, code: str) -> ChannelAccount:
    kinds = visible_channels(request.actor).filter(kind__in=settings.CHANNELS)
    return get_object_or_404(kinds, code=code)


@require_GET
@part_of(CHANNELS)
def choose_kind(request: ActorRequest) -> HttpResponse:
    """Let somebody choose on which channel we get another account."""
    kinds = [(kind, channel_of(kind).capabilities) for kind in settings.CHANNELS]
    return settings_page(request, "workspace/settings/channels/kinds.html", {"kinds": kinds})


@require_http_methods(["GET", "POST"])
@part_of(CHANNELS)
def new_account(request: ActorRequest, kind: str) -> HttpResponse:
    """Set up another account."""
    if kind not in settings.CHANNELS:
        raise Http404
    capabilities = channel_of(kind).capabilities
    form = ChannelForm(request.POST or None, capabilities=capabilities)
    return _account_page(request, None, form, kind=kind, capabilities=capabilities)


@require_http_methods(["GET", "POST"])
@part_of(CHANNELS)
def change_account(request: ActorRequest, code: str) -> HttpResponse:
    """Change an account, and see how it is."""
    account = _account(request, code)
    capabilities = channel_of(account.kind).capabilities
    form = ChannelForm(
        request.POST or None,
        initial=ChannelForm.values_of(account),
        capabilities=capabilities,
        kept=kept_secrets(account),
    )
    link = request.build_absolute_uri(reverse("portal:contact-of", args=[account.code]))
    return _account_page(
        request,
        account,
        form,
        kind=account.kind,
        capabilities=capabilities,
        beside="workspace/settings/channels/_health.html",
        below="workspace/settings/channels/_account_below.html",
        health=health_of([account])[account.pk],
        consent=str(consent_of(account)),
        back_address=back_address(),
        link=link,
        embed=str(format_html(EMBED, link, account.name)),
    )


def _account_page(
    request: ActorRequest,
    account: ChannelAccount | None,
    form: ChannelForm,
    *,
    kind: str,
    **shown: Any,
) -> HttpResponse:
    active = account.active if account else True

    def save(data: dict[str, Any]) -> object:
        given: dict[str, Any] = {
            "kind": kind,
            "active": active,
            "actor": request.actor,
            "at": clock.now(),
        }
        return set_up_channel(account, **data, **given)

    return form_page(
        request,
        form,
        title=account.name if account else _("New account"),
        back=CHANNELS.url,
        save=save,
        said=_("Saved. Test the connection to be sure that it works."),
        fields="workspace/settings/channels/_account_fields.html",
        account=account,
        **shown,
    )


@require_POST
@part_of(CHANNELS)
def test(request: ActorRequest, code: str) -> HttpResponse:
    """Connect as an account does, and say in words what is wrong."""
    account = _account(request, code)
    context = {"account": account, "troubles": trouble_with(account)}
    return render(request, "workspace/settings/channels/_tested.html", context)


@require_POST
@part_of(CHANNELS)
def pause(request: ActorRequest, code: str) -> HttpResponse:
    """Let an account rest."""
    account = _account(request, code)
    pause_channel(account, actor=request.actor, at=clock.now())
    undo = reverse("workspace:channel-resume", args=[code])
    return done(request, _("It rests. What is written waits."), _page_of(account), undo=undo)


@require_POST
@part_of(CHANNELS)
def resume(request: ActorRequest, code: str) -> HttpResponse:
    """Let an account go on."""
    account = _account(request, code)
    resume_channel(account, actor=request.actor, at=clock.now())
    return done(request, _("It goes on."), _page_of(account))


def _page_of(account: ChannelAccount) -> str:
    return reverse("workspace:channel-edit", args=[account.code])


@require_POST
@part_of(CHANNELS)
def remove(request: ActorRequest, code: str) -> HttpResponse:
    """Throw away an account on which nothing was said."""
    account = _account(request, code)
    remove_channel(account, actor=request.actor, at=clock.now())
    return done(request, _("“%(name)s” was removed.") % {"name": account.name}, CHANNELS.url)
