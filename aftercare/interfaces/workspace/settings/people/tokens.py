"""Tokens by which programs come in, in the name of who makes them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.people.operations.tokens import make_token, revoke_token
from aftercare.base.people.queries import visible_tokens
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.permission_texts import TEXTS
from aftercare.interfaces.workspace.settings.people.forms import TokenForm
from aftercare.interfaces.workspace.settings.people.sections import TOKENS
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.kit import clock

MOST = 200


@require_GET
@part_of(TOKENS)
def tokens(request: ActorRequest) -> HttpResponse:
    """Show which programs come in, in whose name, and when they last did."""
    rows: list[tuple[Any, list[Any]]] = [
        (each, [TEXTS.get(code, code) for code in each.scopes])
        for each in visible_tokens(request.actor)[:MOST]
    ]
    return settings_page(request, "workspace/settings/people/tokens.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@part_of(TOKENS)
def new_token(request: ActorRequest) -> HttpResponse:
    """Let a program in; what it says is shown this once."""
    form = TokenForm(request.actor, request.POST or None)
    if form.is_bound and form.is_valid():
        token, secret = make_token(**form.cleaned_data, actor=request.actor, at=clock.now())
        made = {"token": token, "secret": secret, "title": token.name, "back": TOKENS.url}
        return settings_page(request, "workspace/settings/people/token_made.html#made", made)
    return form_page(
        request,
        form,
        title=_("New token"),
        text=_("A program that has it works in your name, and may what you choose here."),
        back=TOKENS.url,
        save=lambda data: None,
        said="",
        yes=_("Make the token"),
    )


@require_POST
@part_of(TOKENS)
def revoke(request: ActorRequest, token_id: int) -> HttpResponse:
    """Let a program in no longer."""
    token = get_object_or_404(visible_tokens(request.actor), pk=token_id)
    revoke_token(token, actor=request.actor, at=clock.now())
    return done(
        request, _("“%(name)s” opens nothing any longer.") % {"name": token.name}, TOKENS.url
    )
