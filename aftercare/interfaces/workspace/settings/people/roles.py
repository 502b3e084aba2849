from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.people.models import Role
from aftercare.base.people.operations.roles import remove_role, save_role
from aftercare.base.people.queries import every_permission, visible_roles
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.permission_texts import permission_groups
from aftercare.interfaces.workspace.settings.people.forms import RoleForm
from aftercare.interfaces.workspace.settings.people.sections import ROLES
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.kit import clock
from aftercare.kit.actors import Actor

MOST_PEOPLE = 200


@require_GET
@part_of(ROLES)
def roles(request: ActorRequest) -> HttpResponse:
    """Show the duties, how much they may and how many people have them."""
    known = every_permission()
    rows = visible_roles(request.actor).annotate(
        people=Count("users", filter=Q(users__is_active=True))
    )
    shown = [(role, len(known.intersection(role.permissions))) for role in rows]
    context = {"roles": shown, "all": len(known)}
    return settings_page(request, "workspace/settings/people/roles.html", context)


@require_GET
@part_of(ROLES)
def compare(request: ActorRequest) -> HttpResponse:
    """Show all roles beside each other, permission by permission."""
    rows = list(visible_roles(request.actor))
    held = [set(role.permissions) for role in rows]
    groups = [
        (app, [(text, [code in each for each in held]) for code, text in codes])
        for app, codes in permission_groups()
    ]
    context = {"roles": rows, "permissions": groups, "title": _("Roles beside each other")}
    return settings_page(request, "workspace/settings/people/compare.html", context)


@require_http_methods(["GET", "POST"])
@part_of(ROLES)
def new_role(request: ActorRequest) -> HttpResponse:
    """Say what people of a new duty may do."""
    return _role_page(request, None, _("New role"))


@require_http_methods(["GET", "POST"])
@part_of(ROLES)
def change_role(request: ActorRequest, code: str) -> HttpResponse:
    """Say what people of a duty may do."""
    role = get_object_or_404(visible_roles(request.actor), code=code)
    return _role_page(request, role, _(role.name))


def _role_page(request: ActorRequest, role: Role | None, title: str) -> HttpResponse:
    form = RoleForm(role, request.actor, request.POST or None)
    people = role.users.filter(is_active=True).order_by("name")[:MOST_PEOPLE] if role else []
    return form_page(
        request,
        form,
        title=title,
        back=ROLES.url,
        save=lambda data: save_role(role, **data, actor=request.actor, at=clock.now()),
        said=_("Saved. It holds from their next click on."),
        fields="workspace/settings/people/_role_fields.html",
        below="workspace/settings/people/_role_below.html",
        matrix=_matrix(form["permissions"].value() or [], request.actor),
        role=role,
        people=people,
    )


def _matrix(chosen: Iterable[str], actor: Actor) -> list[tuple[Any, list[dict[str, Any]]]]:
    held = set(chosen)
    return [
        (
            app,
            [
                {"code": code, "text": text, "on": code in held, "mine": actor.may(code)}
                for code, text in codes
            ],
        )
        for app, codes in permission_groups()
    ]


@require_POST
@part_of(ROLES)
def remove(request: ActorRequest, code: str) -> HttpResponse:
    """Do without a duty that nobody has."""
    role = get_object_or_404(visible_roles(request.actor), code=code)
    remove_role(role, actor=request.actor, at=clock.now())
    return done(request, _("“%(name)s” was removed.") % {"name": role.name}, ROLES.url)
