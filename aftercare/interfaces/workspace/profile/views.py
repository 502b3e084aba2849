from datetime import timedelta
from typing import Any, cast

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.base.people.models import User
from aftercare.base.people.operations.profiles import edit_profile, end_absence, record_absence
from aftercare.base.people.queries import visible_absences, visible_users
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.profile.forms import (
    AbsenceForm,
    NoticesForm,
    ProfileForm,
    SignaturesForm,
)
from aftercare.kit import clock
from aftercare.kit.actors import NOBODY


def _me(request: ActorRequest) -> User:
    if request.actor == NOBODY:
        raise Http404
    return cast("User", request.user)


def _page(
    request: ActorRequest, template: str, form: forms.Form, **context: object
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    shown = {"form": form, "tab": template} | context
    return page(request, f"workspace/profile/{template}.html", shown, status=status)


def _keep(request: ActorRequest, back: str, **profile: Any) -> HttpResponse:
    edit_profile(_me(request), **profile, actor=request.actor, at=clock.now())
    with translation.override(profile.get("language") or translation.get_language()):
        toast(request, _("Saved."))
    return redirect(back)


@require_http_methods(["GET", "POST"])
def profile(request: ActorRequest) -> HttpResponse:
    """Say how one likes it."""
    me = _me(request)
    initial = {name: getattr(me, name) for name in ProfileForm.base_fields}
    form = ProfileForm(request.POST or None, initial=initial)
    if not form.is_valid():
        return _page(request, "profile", form)
    return _keep(request, "workspace:profile", **form.cleaned_data)


@require_http_methods(["GET", "POST"])
def signatures(request: ActorRequest) -> HttpResponse:
    """Say what stands below one's mails."""
    form = SignaturesForm(_me(request), request.POST or None)
    if not form.is_valid():
        return _page(request, "signatures", form)
    return _keep(request, "workspace:profile-signatures", signatures=form.signatures())


@require_http_methods(["GET", "POST"])
def notices(request: ActorRequest) -> HttpResponse:
    """Say what one wants to hear of, and how."""
    form = NoticesForm(_me(request), request.POST or None)
    if not form.is_valid():
        return _page(request, "notices", form)
    return _keep(request, "workspace:profile-notices", notices=form.cleaned_data)


@require_http_methods(["GET", "POST"])
def absences(request: ActorRequest) -> HttpResponse:
    """Say on which days one is not there."""
    me = _me(request)
    colleagues = visible_users(request.actor).filter(is_active=True, kind=me.kind)
    form = AbsenceForm(colleagues.exclude(pk=me.pk), request.POST or None)
    if not form.is_valid():
        mine = visible_absences(request.actor).filter(user=me, until_on__gte=localdate())
        return _page(request, "absences", form, absences=mine, today=localdate())
    record_absence(me, **form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("Noted. Nothing is given to you on these days."))
    return redirect("workspace:profile-absences")


@require_POST
def back_again(request: ActorRequest, absence_id: int) -> HttpResponse:
    """Say that one is back from today on, or is not going to be away at all."""
    mine = visible_absences(request.actor).filter(user=_me(request))
    absence = get_object_or_404(mine, pk=absence_id)
    yesterday = localdate() - timedelta(days=1)
    end_absence(absence, last_on=yesterday, actor=request.actor, at=clock.now())
    toast(request, _("Good that you are back."))
    return redirect("workspace:profile-absences")
