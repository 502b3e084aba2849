from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.people.models import Invitation
from aftercare.base.people.operations.accounts import invite_user, withdraw_invitation
from aftercare.base.people.queries import link_of, visible_invitations
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.people.forms import InvitationForm
from aftercare.interfaces.workspace.settings.people.sections import INVITATIONS
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.kit import clock

MOST = 200


@require_GET
@part_of(INVITATIONS)
def invitations(request: ActorRequest) -> HttpResponse:
    """Show who may join and has not yet, with the link that lets them in."""
    newest = visible_invitations(request.actor).prefetch_related("roles")[:MOST]
    context = {"invitations": _newest_of_each(list(newest))}
    return settings_page(request, "workspace/settings/people/invitations.html", context)


def _newest_of_each(invitations: list[Invitation]) -> list[dict[str, Any]]:
    shown: dict[str, dict[str, Any]] = {}
    at = clock.now()
    for each in invitations:
        is_open = each.expires_at > at
        link = link_of(each) if is_open else ""
        shown.setdefault(each.email, {"row": each, "is_open": is_open, "link": link})
    return list(shown.values())


@require_http_methods(["GET", "POST"])
@part_of(INVITATIONS)
def new_invitation(request: ActorRequest) -> HttpResponse:
    """Invite somebody by mail."""
    return form_page(
        request,
        InvitationForm(request.POST or None),
        title=_("Invite somebody"),
        text=_("They get a mail with a link that works once, for seven days."),
        back=INVITATIONS.url,
        save=lambda data: invite_user(**data, actor=request.actor, at=clock.now()),
        said=_("The mail is on its way. You find the link here too."),
        yes=_("Invite"),
    )


def _invitation(request: ActorRequest, invitation_id: int) -> Invitation:
    return get_object_or_404(visible_invitations(request.actor), pk=invitation_id)


@require_POST
@part_of(INVITATIONS)
def invite_again(request: ActorRequest, invitation_id: int) -> HttpResponse:
    """Send somebody a new link; the one before opens nothing any longer."""
    earlier = _invitation(request, invitation_id)
    invite_user(
        email=earlier.email,
        name=earlier.name,
        roles=list(earlier.roles.all()),
        kind=earlier.kind,
        language=earlier.language,
        actor=request.actor,
        at=clock.now(),
    )
    return done(request, _("A new mail is on its way."), INVITATIONS.url)


@require_POST
@part_of(INVITATIONS)
def withdraw(request: ActorRequest, invitation_id: int) -> HttpResponse:
    """Let an invitation open nothing any longer."""
    invitation = _invitation(request, invitation_id)
    withdraw_invitation(invitation, actor=request.actor, at=clock.now())
    return done(request, _("The link opens nothing any longer."), INVITATIONS.url)
