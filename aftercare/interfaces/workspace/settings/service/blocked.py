"""Whose messages are kept as spam: by whom, since when, and how much has come since."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.domain.cases.operations.spam import block_sender, unblock_sender
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.cases.queries.spam import visible_blocked_senders
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.workspace.settings.screens import done, form_page, part_of, settings_page
from aftercare.interfaces.workspace.settings.service.sections import BLOCKED
from aftercare.kit import clock

PAGE = 50


class SenderForm(Form):
    """Who is blocked."""

    address = forms.CharField(
        label=gettext_lazy("Address or domain"),
        max_length=200,
        help_text=gettext_lazy(
            "Such as win@prizes.example, or an @ and the domain for everybody there."
        ),
    )


@require_GET
@part_of(BLOCKED)
def senders(request: ActorRequest) -> HttpResponse:
    """Show who is blocked, the last first."""
    page = request.GET.get("page", "")
    first = PAGE * min(int(page), 500) if page.isdecimal() else 0
    rows = list(visible_blocked_senders(request.actor)[first : first + PAGE + 1])
    because = {row.case_id for row in rows if row.case_id}
    context = {
        "rows": rows[:PAGE],
        "seen": set(
            visible_cases(request.actor).filter(pk__in=because).values_list("pk", flat=True)
        ),
        "number": first // PAGE,
        "has_more": len(rows) > PAGE,
    }
    return settings_page(request, "workspace/settings/service/blocked.html", context)


@require_http_methods(["GET", "POST"])
@part_of(BLOCKED)
def new_sender(request: ActorRequest) -> HttpResponse:
    """Block an address, or everybody at a domain."""
    return form_page(
        request,
        SenderForm(request.POST or None),
        title=_("Block a sender"),
        text=_("What they write is kept in the list “Spam” and can be brought back from there."),
        back=BLOCKED.url,
        save=lambda data: block_sender(data["address"], actor=request.actor, at=clock.now()),
        said=_("Blocked."),
    )


@require_POST
@part_of(BLOCKED)
def unblock(request: ActorRequest, sender_id: int) -> HttpResponse:
    """Hear somebody again."""
    sender = get_object_or_404(visible_blocked_senders(request.actor), pk=sender_id)
    unblock_sender(sender, actor=request.actor, at=clock.now())
    said = _("%(sender)s is heard again.") % {"sender": sender}
    undo = reverse("workspace:blocked-sender-new")
    return done(request, said, BLOCKED.url, undo=undo, address=sender.address)
