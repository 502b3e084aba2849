"""What got stuck: came in and could not be read, went out and did not arrive."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from aftercare.base.files.models import StoredFile
from aftercare.domain.cases.operations.answers import send_reply_again
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.cases.queries.set_up import cases_of_messages
from aftercare.domain.conversations.models import Envelope
from aftercare.domain.conversations.operations.intake import (
    discard_envelope,
    restore_envelope,
    retry_all_envelopes,
    retry_envelope,
)
from aftercare.domain.conversations.queries import (
    glimpse_of,
    lost_messages,
    thrown_away,
    visible_envelopes,
)
from aftercare.domain.customers.operations.reaching import trust_identity_again
from aftercare.domain.customers.queries import undeliverable_identities
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import download
from aftercare.interfaces.workspace.settings.channels.sections import QUARANTINE
from aftercare.interfaces.workspace.settings.screens import done, part_of, settings_page
from aftercare.kit import clock

PAGE = 25
SHOWN_BYTES = 100 * 1024
TABS = {
    "in": gettext_lazy("Could not be read"),
    "out": gettext_lazy("Not sent"),
    "addresses": gettext_lazy("Addresses that do not work"),
}


@require_GET
@part_of(QUARANTINE)
def quarantine(request: ActorRequest) -> HttpResponse:
    """Show what got stuck: what came in, what went out, and whom nothing reaches."""
    tab = request.GET.get("tab", "in")
    tab = tab if tab in TABS else "in"
    shelves: dict[str, Callable[[], QuerySet[Any]]] = {
        "in": lambda: visible_envelopes(request.actor),
        "out": lambda: lost_messages(request.actor),
        "addresses": lambda: undeliverable_identities(request.actor),
    }
    rows = shelves[tab]()
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: PAGE + 1])
    context = {
        "tab": tab,
        "tabs": TABS,
        "rows": _shown(request, tab, found[:PAGE]),
        "after": found[PAGE - 1].pk if found[PAGE:] else "",
        "is_first": not after,
    }
    return settings_page(request, "workspace/settings/channels/quarantine.html", context)


def _shown(request: ActorRequest, tab: str, rows: list[Any]) -> list[tuple[Any, Any]]:
    if tab == "in":
        return [(row, glimpse_of(row)) for row in rows]
    if tab == "out":
        cases = cases_of_messages(rows, actor=request.actor)
        return [(row, cases.get(row.pk)) for row in rows]
    return [(row, row.contact) for row in rows]


def _envelope(request: ActorRequest, envelope_id: int) -> Envelope:
    return get_object_or_404(visible_envelopes(request.actor), pk=envelope_id)


@require_GET
@part_of(QUARANTINE)
def look(request: ActorRequest, envelope_id: int) -> HttpResponse:
    """Show the bytes of something as text that does nothing."""
    envelope = _envelope(request, envelope_id)
    text = _text_of(envelope)
    context = {
        "envelope": envelope,
        "glimpse": glimpse_of(envelope),
        "text": "".join(sign if sign.isprintable() or sign in "\n\t" else "·" for sign in text),
        "is_cut": bool(envelope.raw and envelope.raw.size > SHOWN_BYTES),
        "title": _("Could not be read"),
    }
    return settings_page(request, "workspace/settings/channels/envelope.html", context)


def _text_of(envelope: Envelope) -> str:
    if envelope.raw is None:
        return ""
    try:
        with envelope.raw.open() as content:
            return content.read(SHOWN_BYTES).decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


@require_GET
@part_of(QUARANTINE)
def save_raw(request: ActorRequest, envelope_id: int) -> HttpResponseBase:
    """Hand out something byte by byte, as it came; a browser saves it and shows nothing."""
    envelope = _envelope(request, envelope_id)
    raw = get_object_or_404(StoredFile, pk=envelope.raw_id or 0)
    return download(request, raw, f"envelope-{envelope.pk}.eml")


@require_POST
@part_of(QUARANTINE)
def retry(request: ActorRequest, envelope_id: int) -> HttpResponse:
    """Try again to read something."""
    envelope = _envelope(request, envelope_id)
    retry_envelope(envelope, actor=request.actor, at=clock.now())
    return done(request, _("It is read again. If that fails, it is back here."), QUARANTINE.url)


@require_POST
@part_of(QUARANTINE)
def retry_all(request: ActorRequest) -> HttpResponse:
    """Try again to read all that is here."""
    count = retry_all_envelopes(actor=request.actor, at=clock.now())
    said = ngettext("%(count)s is read again.", "%(count)s are read again.", count)
    return done(request, said % {"count": count}, QUARANTINE.url)


@require_POST
@part_of(QUARANTINE)
def discard(request: ActorRequest, envelope_id: int) -> HttpResponse:
    """Throw something away; this can be taken back."""
    envelope = _envelope(request, envelope_id)
    discard_envelope(envelope, actor=request.actor, at=clock.now())
    undo = reverse("workspace:quarantine-restore", args=[envelope_id])
    return done(request, _("Thrown away."), QUARANTINE.url, undo=undo)


@require_POST
@part_of(QUARANTINE)
def restore(request: ActorRequest, envelope_id: int) -> HttpResponse:
    """Take back that something was thrown away."""
    envelope = get_object_or_404(thrown_away(request.actor), pk=envelope_id)
    restore_envelope(envelope, actor=request.actor, at=clock.now())
    return done(request, _("It is back."), QUARANTINE.url)


@require_POST
@part_of(QUARANTINE)
def send_again(request: ActorRequest, message_id: int) -> HttpResponse:
    """Let an answer that did not arrive go out once more."""
    message = get_object_or_404(lost_messages(request.actor), pk=message_id)
    cases = cases_of_messages([message], actor=request.actor)
    case = get_object_or_404(visible_cases(request.actor), pk=cases[message.pk].pk if cases else 0)
    send_reply_again(case, message, actor=request.actor, at=clock.now())
    return done(request, _("It goes out again."), f"{QUARANTINE.url}?tab=out")


@require_POST
@part_of(QUARANTINE)
def works_again(request: ActorRequest, identity_id: int) -> HttpResponse:
    """Note that what is sent to an address arrives again."""
    identity = get_object_or_404(undeliverable_identities(request.actor), pk=identity_id)
    trust_identity_again(identity, actor=request.actor, at=clock.now())
    return done(request, _("We write there again."), f"{QUARANTINE.url}?tab=addresses")
