"""
The way every screen of the settings goes, so that each is short: list, form, done.

    @require_http_methods(["GET", "POST"])
    @part_of(MACROS)
    def change_macro(request: ActorRequest, macro_id: int) -> HttpResponse:
        macro = get_object_or_404(visible_macros(request.actor), pk=macro_id)
        return form_page(
            request,
            MacroForm(request.POST or None, initial=values_of(macro)),
            title=macro.name,
            back=MACROS.url,
            save=lambda data: save_macro(macro, **data, actor=request.actor, at=clock.now()),
            said=_("Saved."),
        )
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast, toast_with_undo, wants_fragment
from aftercare.interfaces.workspace.settings.registry import Section, section_at, sections_for

Answer = TypeVar("Answer", bound=HttpResponseBase)


def part_of(section: Section) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Make a view a part of `section`: who may not see the section finds nothing there."""

    def wrap(view: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(view)
        def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> Answer:
            if not request.actor.may(section.permission):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def settings_page(
    request: ActorRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Answer with a page of the settings: `page`, with the side list of sections beside it."""
    frame = {"section": section_at(request.path), "groups": sections_for(request.actor)}
    return page(request, template, frame | (context or {}), status=status)


def form_page(
    request: ActorRequest,
    form: forms.Form,
    *,
    title: object,
    back: str,
    save: Callable[[dict[str, Any]], object],
    said: str,
    template: str = "workspace/settings/form.html#form",
    **context: object,
) -> HttpResponse:
    """
    Show a form; sent and right, save it, say `said` and lead to `back`; wrong, show it again (422).

    `context` may hold `fields` (a template that draws the fields), `above`, `beside` and `below`
    (what stands over, beside and under the form), `text` (a sentence above it) and `yes` (the
    word on the button).
    """
    if form.is_bound and form.is_valid():
        save(form.cleaned_data)
        return done(request, said, back)
    shown = {"form": form, "title": title, "back": back} | context
    return settings_page(request, template, shown, status=422 if form.is_bound else 200)


def done(
    request: ActorRequest, said: str, back: str, *, undo: str = "", **fields: object
) -> HttpResponse:
    """Tell what has been done, with the way to undo it if there is one, and lead to `back`."""
    if undo:
        toast_with_undo(request, said, undo=undo, **fields)
    else:
        toast(request, said)
    if wants_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": back})
    return redirect(back)
