"""
Forms that are refused only after they were read are shown again, as they were typed.

Whether a thing can be done is often known only once it is tried: the form was right, and the
operation refuses it. Then the view is asked a second time; meanwhile its forms hold the refusal to
be a mistake of theirs, so it shows what it shows for any wrong form. No view has to know of this.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape

from aftercare.interfaces.ui.pages import wants_fragment
from aftercare.kit.refusals import Refused

WRONG_FORM = 422


@dataclass
class _Asked:
    request: HttpRequest
    form_was_read: bool = False
    refusal: str = ""


_asked: ContextVar[_Asked | None] = ContextVar("asked", default=None)


@contextmanager
def forms_may_be_shown_again(request: HttpRequest) -> Iterator[None]:
    """Remember, while a request is answered, whether a form of it was read."""
    token = _asked.set(_Asked(request))
    try:
        yield
    finally:
        _asked.reset(token)


def refusal_of(sent: Any) -> str:
    """Return why what was sent is refused; the first time that is not known yet, and empty."""
    now = _asked.get()
    # A filter in the address is right or wrong whatever is refused.
    if now is None or sent is not now.request.POST:
        return ""
    now.form_was_read = True
    return now.refusal


def form_again(request: HttpRequest, refusal: str) -> HttpResponse | None:
    """Return the page of the form with the refusal on it, or None if no form of it was read."""
    now, match = _asked.get(), request.resolver_match
    if now is None or not now.form_was_read or now.refusal or match is None:
        return None
    if wants_fragment(request):  # The screen stays as it is, with what was typed.
        return None
    now.refusal = refusal
    for files in request.FILES.lists():
        for file in files[1]:
            if not file.closed:
                file.seek(0)
    try:
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    except Refused:
        return None
    shown = answer.status_code == WRONG_FORM and escape(refusal) in answer.content.decode()
    return answer if shown else None
