"""The page of a case, and what can be fetched of it."""

import re
from base64 import b64encode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from aftercare.base.files.models import StoredFile
from aftercare.base.people.operations.notices import read_notifications_about
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.conversations.models import Message, MessageFile
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import download
from aftercare.interfaces.ui.pages import page, wants_fragment
from aftercare.interfaces.workspace.cases.lists import list_context
from aftercare.interfaces.workspace.cases.panes import case_context, case_for
from aftercare.kit import clock
from aftercare.kit.refs import ref

MOST_SHOWN = 2 * 2**20
"""Bytes of pictures inside a mail that are shown with it."""
BESIDE = 15
"""Rows of the list beside a case that is opened by its address: more than a screen shows."""
CALM = "default-src 'none'; style-src 'unsafe-inline'; img-src data:{more}; sandbox"
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_HELD_CID = re.compile(r'data-cid="([^"]*)"')


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """Show a case with everything said, noted and promised, beside its list: it has been seen."""
    case = case_for(request, code)
    if getattr(case, "has_news", False):
        read_notifications_about(ref(case), actor=request.actor, at=clock.now())
    context = case_context(request, case)
    target = request.headers.get("HX-Target", "")
    if target.endswith("#thread"):
        return render(request, "workspace/cases/_live.html", context)
    if wants_fragment(request):
        return render(request, "workspace/cases/_case.html", context)
    beside = list_context(request, rows=BESIDE)
    return page(request, "workspace/cases/inbox.html", beside | context)


@require_GET
def original(request: ActorRequest, code: str, message_id: int) -> HttpResponse:
    """Show a mail as its sender formatted it, in a frame that may do nothing."""
    message = get_object_or_404(messages_in(case_for(request, code)), pk=message_id)
    shows_remote = request.GET.get("images") == "yes"
    context = {"message": message, "html": _with_pictures(message, remote=shows_remote)}
    response = render(request, "workspace/cases/original.html", context)
    more = " https: http:" if shows_remote else ""
    response.headers["Content-Security-Policy"] = CALM.format(more=more)
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _with_pictures(message: Message, *, remote: bool) -> str:
    # A frame without an origin has no session, so pictures inside the mail travel with it.
    inside = {each.content_id.strip("<>"): each.file for each in _pictures(message)}

    def fetch(match: re.Match[str]) -> str:
        file = inside.get(match[1])
        if file is None or file.size > MOST_SHOWN:
            return match[0]
        with file.open() as content:
            return f'src="data:{file.type};base64,{b64encode(content.read()).decode()}"'

    html = _HELD_CID.sub(fetch, message.html)
    return html.replace(' data-remote="', ' src="') if remote else html


def _pictures(message: Message) -> list[MessageFile]:
    kept = message.files.select_related("file").filter(file__type__in=PICTURES)
    return list(kept.exclude(content_id=""))


@require_GET
def original_dialog(request: ActorRequest, code: str, message_id: int) -> HttpResponse:
    """Show a mail as it was formatted in a dialog of the page."""
    case = case_for(request, code)
    message = get_object_or_404(messages_in(case), pk=message_id)
    context = {"case": case, "message": message, "images": request.GET.get("images", "")}
    return render(request, "workspace/cases/_original.html", context)


@require_GET
def raw(request: ActorRequest, code: str, message_id: int) -> HttpResponseBase:
    """Hand out a mail byte by byte, as it came."""
    case = case_for(request, code)
    came = messages_in(case).filter(pk=message_id)
    letter = get_object_or_404(StoredFile, pk__in=came.values("envelope__raw"))
    return download(request, letter, f"{case}.eml")


@require_GET
def file(request: ActorRequest, code: str, file_id: int) -> HttpResponseBase:
    """Hand out a file of a message to who may see its case."""
    case = case_for(request, code)
    files = MessageFile.objects.filter(message__in=messages_in(case)).select_related("file")
    found = get_object_or_404(files, pk=file_id)
    return download(request, found.file, found.name)
