"""The form with which anybody reaches us from our public page."""

from typing import cast
from uuid import UUID, uuid4

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import activate, get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.base.promises.models import Promise
from aftercare.base.promises.queries import promises_for
from aftercare.domain.cases.models import Case, CaseMessage
from aftercare.domain.cases.queries.hotline import hotline
from aftercare.domain.cases.states import CasePromise
from aftercare.domain.conversations.models import ChannelAccount, Envelope
from aftercare.domain.conversations.operations.intake import accept_envelope
from aftercare.domain.conversations.queries import visible_channels
from aftercare.interfaces.portal.contact_form import ContactForm, as_envelope
from aftercare.interfaces.portal.limits import asks_too_often
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.ui.problems import Problem, problem_page
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

MOST_AN_HOUR = 30
"""Forms from one address; more come from a machine."""

CLOSED = Problem(
    503, gettext_lazy("The form is closed"), gettext_lazy("Please write us an e-mail."), "mail-off"
)


# Nothing here is done in the name of who is signed in, and a form inside a page of another site
# gets no cookie of ours, so there is nothing to forge and no token to compare.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show a form, the first if none is named, or take it in. The same sent twice arrives once."""
    account = _account(code)
    if account is None:
        return problem_page(request, CLOSED)
    _speak(account)
    form = ContactForm(request.POST or None, request.FILES or None, initial={"id": uuid4()})
    if not form.is_valid():
        return _form_page(request, account, form, status=422 if form.is_bound else 200)
    if asks_too_often(request, "contact", most=MOST_AN_HOUR):
        form.add_error(None, _("Too many messages came from your network. Try again in an hour."))
        return _form_page(request, account, form, status=429)

    name, raw = as_envelope(form)
    accept_envelope(account, external_id=name, raw=raw, actor=SYSTEM, at=clock.now())
    return redirect("portal:sent", code=account.code, token=form.cleaned_data["id"])


def _form_page(
    request: HttpRequest, account: ChannelAccount, form: ContactForm, *, status: int
) -> HttpResponse:
    intro = account.settings.get("intro", "")
    context = {"form": form, "intro": intro, "hotline": hotline()}
    return _let_in(request, account, render(request, "portal/contact.html", context, status=status))


@login_not_required
@never_cache
@require_safe
def sent(request: HttpRequest, code: str, token: UUID) -> HttpResponse:
    """Tell whoever holds the link what became of their message, and what comes next."""
    envelopes = Envelope.objects.filter(account__kind="web_form", account__code=code)
    named = envelopes.filter(external_id__startswith=f"{token}-").select_related("account")
    envelope = get_object_or_404(named.order_by("-pk")[:1])
    _speak(envelope.account)
    case = _case_of(envelope)
    context = {"case": case, "promise": _answer_promised(case) if case else None, "code": code}
    return _let_in(request, envelope.account, page(request, "portal/sent.html#state", context))


def _case_of(envelope: Envelope) -> Case | None:
    said = CaseMessage.objects.filter(message__envelope=envelope).select_related("case").first()
    return said.case if said else None


def _answer_promised(case: Case) -> Promise | None:
    owed = promises_for(ref(case)).filter(kind=CasePromise.FIRST_RESPONSE, withdrawn_at=None)
    return owed.first()


def _account(code: str) -> ChannelAccount | None:
    forms_of_ours = visible_channels(SYSTEM).filter(kind="web_form", active=True)
    return (forms_of_ours.filter(code=code) if code else forms_of_ours).first()


def _speak(account: ChannelAccount) -> None:
    """Speak the first language of the page to who reads none of its languages."""
    spoken = account.settings.get("languages") or []
    if spoken and get_language() not in spoken:
        activate(spoken[0])


def _let_in(
    request: HttpRequest, account: ChannelAccount | None, response: HttpResponse
) -> HttpResponse:
    """Let the sites that may do so show an answer inside their pages."""
    sites = account.settings.get("embed_on") if account else None
    if not sites:
        return response
    framed = csp_replace({"frame-ancestors": sites})(xframe_options_exempt(lambda _: response))
    return cast("HttpResponse", framed(request))
