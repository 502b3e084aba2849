from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.people.models import Team, TeamMember, User
from aftercare.base.people.operations.teams import add_member, remove_member, save_team
from aftercare.base.people.queries import visible_teams, visible_users
from aftercare.base.people.states import UserKind
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.people.forms import MemberForm, TeamForm
from aftercare.interfaces.workspace.settings.people.sections import TEAMS
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.kit import clock


@require_GET
@part_of(TEAMS)
def teams(request: ActorRequest) -> HttpResponse:
    """Show the teams with who leads them."""
    members = TeamMember.objects.filter(user__is_active=True).select_related("user")
    rows = visible_teams(request.actor).select_related("calendar")
    context = {"teams": rows.prefetch_related(Prefetch("members", members.order_by("user__name")))}
    return settings_page(request, "workspace/settings/people/teams.html", context)


@require_http_methods(["GET", "POST"])
@part_of(TEAMS)
def new_team(request: ActorRequest) -> HttpResponse:
    """Form a team."""
    return form_page(
        request,
        TeamForm(None, request.POST or None),
        title=_("New team"),
        back=TEAMS.url,
        save=lambda data: save_team(None, **data, actor=request.actor, at=clock.now()),
        said=_("Saved. Open it to say who belongs to it."),
    )


def _team(request: ActorRequest, code: str) -> Team:
    return get_object_or_404(visible_teams(request.actor), code=code)


@require_http_methods(["GET", "POST"])
@part_of(TEAMS)
def change_team(request: ActorRequest, code: str) -> HttpResponse:
    """Say what a team is called, when it works, and who belongs to it."""
    team = _team(request, code)
    return form_page(
        request,
        TeamForm(team, request.POST or None),
        title=team.name,
        back=TEAMS.url,
        save=lambda data: save_team(team, **data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
        below="workspace/settings/people/_team_members.html",
        team=team,
        members=team.members.select_related("user").order_by("-is_lead", "user__name"),
        joining=MemberForm(_outsiders(request, team)),
    )


def _outsiders(request: ActorRequest, team: Team) -> QuerySet[User]:
    working = visible_users(request.actor).filter(is_active=True, kind=UserKind.USER)
    return working.exclude(memberships__team=team)


@require_POST
@part_of(TEAMS)
def join(request: ActorRequest, code: str) -> HttpResponse:
    """Let somebody belong to a team."""
    team = _team(request, code)
    form, back = MemberForm(_outsiders(request, team), request.POST), _page_of(team)
    return form_page(
        request,
        form,
        title=team.name,
        back=back,
        save=lambda data: add_member(team, **data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
    )


def _page_of(team: Team) -> str:
    return reverse("workspace:team-edit", args=[team.code])


def _member(team: Team, handle: str) -> User:
    return get_object_or_404(User.objects.filter(memberships__team=team), handle=handle)


@require_POST
@part_of(TEAMS)
def lead(request: ActorRequest, code: str, handle: str) -> HttpResponse:
    """Let somebody lead a team, or no longer."""
    team = _team(request, code)
    leads = request.POST.get("lead") == "yes"
    user = _member(team, handle)
    add_member(team, user=user, is_lead=leads, actor=request.actor, at=clock.now())
    return done(request, _("Saved."), _page_of(team))


@require_POST
@part_of(TEAMS)
def leave(request: ActorRequest, code: str, handle: str) -> HttpResponse:
    """Let somebody belong to a team no longer."""
    team = _team(request, code)
    remove_member(team, user=_member(team, handle), actor=request.actor, at=clock.now())
    return done(request, _("Saved. What they work on stays with them."), _page_of(team))
