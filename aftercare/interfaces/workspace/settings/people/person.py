"""The page of one person, with a tab for each thing that is decided about them."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.base.people.models import User
from aftercare.base.people.operations.accounts import (
    change_address,
    deactivate_user,
    drop_second_factors,
    reactivate_user,
)
from aftercare.base.people.operations.profiles import edit_profile, end_absence, record_absence
from aftercare.base.people.operations.roles import assign_roles
from aftercare.base.people.operations.teams import assign_teams, grant_skill, revoke_skill
from aftercare.base.people.queries import (
    has_second_factor,
    roles_by_permission,
    teams_of,
    visible_absences,
    visible_skills,
    visible_users,
)
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.permission_texts import permission_groups
from aftercare.interfaces.workspace.profile.forms import AbsenceForm
from aftercare.interfaces.workspace.settings.people.forms import (
    AddressForm,
    GrantForm,
    PersonForm,
    RolesForm,
    TeamsForm,
)
from aftercare.interfaces.workspace.settings.people.sections import PEOPLE
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of
from aftercare.kit import clock

FOLDER = "workspace/settings/people/"


def about_person(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the person its address names; 404 where one may see none."""

    @wraps(view)
    @part_of(PEOPLE)
    def found(request: ActorRequest, handle: str, **others: Any) -> HttpResponse:
        person = get_object_or_404(visible_users(request.actor), handle=handle)
        return view(request, person, **others)

    return found


def _tab(request: ActorRequest, person: User, tab: str, form: Any, **context: Any) -> HttpResponse:
    usual: dict[str, Any] = {
        "title": person.name,
        "back": reverse(f"workspace:{tab}", args=[person.handle]),
        "said": _("Saved."),
        "person": person,
        "tab": tab,
        "above": f"{FOLDER}_tabs.html",
    }
    return form_page(request, form, **usual | context)


@require_http_methods(["GET", "POST"])
@about_person
def profile(request: ActorRequest, person: User) -> HttpResponse:
    """Correct name, language and load of somebody."""
    return _tab(
        request,
        person,
        "person",
        PersonForm(person, request.POST or None),
        back=PEOPLE.url,
        save=lambda data: edit_profile(person, **data, actor=request.actor, at=clock.now()),
        below=f"{FOLDER}_person_below.html",
        has_second_factor=has_second_factor(person),
    )


@require_http_methods(["GET", "POST"])
@about_person
def address(request: ActorRequest, person: User) -> HttpResponse:
    """Let somebody sign in with another address."""
    form = AddressForm(request.POST or None, initial={"email": person.email})
    return _tab(
        request,
        person,
        "person-address",
        form,
        save=lambda data: change_address(person, **data, actor=request.actor, at=clock.now()),
    )


@require_http_methods(["GET", "POST"])
@about_person
def roles(request: ActorRequest, person: User) -> HttpResponse:
    """Say which duties somebody has, and see what they may do by them."""
    form = RolesForm(request.POST or None, initial={"roles": person.roles.all()})
    why = roles_by_permission(person)
    return _tab(
        request,
        person,
        "person-roles",
        form,
        save=lambda data: assign_roles(person, **data, actor=request.actor, at=clock.now()),
        below=f"{FOLDER}_may.html",
        may=[
            (app, [(text, why[code]) for code, text in codes if code in why])
            for app, codes in permission_groups()
            if any(code in why for code, _text in codes)
        ],
    )


@require_http_methods(["GET", "POST"])
@about_person
def teams(request: ActorRequest, person: User) -> HttpResponse:
    """Say in which teams somebody is."""
    form = TeamsForm(request.POST or None, initial={"teams": teams_of(person)})
    return _tab(
        request,
        person,
        "person-teams",
        form,
        save=lambda data: assign_teams(person, **data, actor=request.actor, at=clock.now()),
    )


@require_http_methods(["GET", "POST"])
@about_person
def skills(request: ActorRequest, person: User) -> HttpResponse:
    """Say what somebody knows."""
    return _tab(
        request,
        person,
        "person-skills",
        GrantForm(request.POST or None),
        save=lambda data: grant_skill(person, **data, actor=request.actor, at=clock.now()),
        yes=_("Note the skill"),
        below=f"{FOLDER}_person_skills.html",
        skills=person.skills.select_related("skill").order_by("skill__name"),
    )


@require_POST
@about_person
def forget_skill(request: ActorRequest, person: User, skill_id: int) -> HttpResponse:
    """Note that somebody does not know something after all."""
    skill = get_object_or_404(visible_skills(request.actor), pk=skill_id)
    revoke_skill(person, skill=skill, actor=request.actor, at=clock.now())
    return done(request, _("Saved."), reverse("workspace:person-skills", args=[person.handle]))


@require_http_methods(["GET", "POST"])
@about_person
def absences(request: ActorRequest, person: User) -> HttpResponse:
    """Note days on which somebody is not there, because they cannot do it themselves."""
    others = visible_users(request.actor).filter(is_active=True, kind=person.kind)
    return _tab(
        request,
        person,
        "person-absences",
        AbsenceForm(others.exclude(pk=person.pk), request.POST or None),
        save=lambda data: record_absence(person, **data, actor=request.actor, at=clock.now()),
        yes=_("Note the days"),
        below=f"{FOLDER}_person_absences.html",
        absences=visible_absences(request.actor).filter(user=person, until_on__gte=localdate()),
        today=localdate(),
    )


@require_POST
@about_person
def end_person_absence(request: ActorRequest, person: User, absence_id: int) -> HttpResponse:
    """Note that somebody is back from today on."""
    theirs = visible_absences(request.actor).filter(user=person)
    absence = get_object_or_404(theirs, pk=absence_id)
    yesterday = localdate() - timedelta(days=1)
    end_absence(absence, last_on=yesterday, actor=request.actor, at=clock.now())
    return done(request, _("Saved."), reverse("workspace:person-absences", args=[person.handle]))


@require_POST
@about_person
def let_go(request: ActorRequest, person: User) -> HttpResponse:
    """Let somebody sign in no longer."""
    deactivate_user(person, actor=request.actor, at=clock.now())
    undo = reverse("workspace:person-take-back", args=[person.handle])
    said = _("%(name)s can no longer sign in.") % {"name": person.name}
    return done(request, said, PEOPLE.url, undo=undo)


@require_POST
@about_person
def take_back(request: ActorRequest, person: User) -> HttpResponse:
    """Let somebody sign in again."""
    reactivate_user(person, actor=request.actor, at=clock.now())
    said = _("%(name)s can sign in again.") % {"name": person.name}
    return done(request, said, reverse("workspace:person", args=[person.handle]))


@require_POST
@about_person
def drop_factors(request: ActorRequest, person: User) -> HttpResponse:
    """Let somebody who has lost phone or key sign in by password alone."""
    drop_second_factors(person, actor=request.actor, at=clock.now())
    said = _("%(name)s signs in by password alone until they set up a new key or app.")
    back = reverse("workspace:person", args=[person.handle])
    return done(request, said % {"name": person.name}, back)
