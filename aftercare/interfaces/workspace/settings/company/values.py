from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.company.models import SettingChange
from aftercare.base.company.operations import change_settings
from aftercare.base.company.queries import (
    Setting,
    known_setting,
    known_settings,
    setting_history,
    settings_now,
)
from aftercare.base.people.queries import users_by_id
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.company.forms import ValueForm
from aftercare.interfaces.workspace.settings.company.sections import VALUES
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.kit import clock

MOST_CHANGES = 50


@require_GET
@part_of(VALUES)
def values(request: ActorRequest) -> HttpResponse:
    """Show the values that can be set, as they are now."""
    now = settings_now()
    rows = [
        (each, _in_words(each, now[each.name]), now[each.name] != each.default)
        for each in known_settings()
    ]
    return settings_page(request, "workspace/settings/company/values.html", {"values": rows})


def _in_words(setting: Setting, value: Any) -> Any:
    """Return a value as its form names it."""
    names = dict(setting.choices()) if setting.choices else {}
    return names.get(value, value)


def _setting(name: str) -> Setting:
    found = known_setting(name)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@part_of(VALUES)
def change_value(request: ActorRequest, name: str) -> HttpResponse:
    """Give a setting another value, and see which it has had."""
    setting = _setting(name)
    now = settings_now()[name]
    return form_page(
        request,
        ValueForm(setting, now, request.POST or None),
        title=name,
        back=VALUES.url,
        save=lambda data: change_settings(
            {name: data["value"]}, actor=request.actor, at=clock.now()
        ),
        said=_("Saved."),
        below="workspace/settings/company/_value_history.html",
        setting=setting,
        now=now,
        history=_with_names(list(setting_history(name)[:MOST_CHANGES])),
    )


def _with_names(changes: list[SettingChange]) -> list[dict[str, Any]]:
    people = users_by_id(
        int(each.by.partition(":")[2]) for each in changes if each.by.startswith("user:")
    )
    names = {f"user:{key}": user.name for key, user in people.items()}
    return [{"change": each, "who": names.get(each.by, "Aftercare")} for each in changes]


@require_POST
@part_of(VALUES)
def revert(request: ActorRequest, name: str, change_id: int) -> HttpResponse:
    """Give a setting a value it has had before."""
    _setting(name)
    change = get_object_or_404(setting_history(name), pk=change_id)
    change_settings({name: change.value}, actor=request.actor, at=clock.now())
    back = reverse("workspace:value", args=[name])
    return done(request, _("Back to what it was then."), back)
