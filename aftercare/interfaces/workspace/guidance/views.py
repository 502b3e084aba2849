"""A session: planned, looked at, and everything that is done with it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.customers.models import Account
from aftercare.domain.customers.queries import visible_accounts
from aftercare.domain.guidance.models import GuidanceSession
from aftercare.domain.guidance.operations.planning import plan_sessions
from aftercare.domain.guidance.permissions import GuidancePermission
from aftercare.domain.guidance.queries import guests_of, holders_of, sessions_in, visible_sessions
from aftercare.domain.guidance.queries.letters import shown_in_calendar
from aftercare.domain.guidance.states import SessionStatus
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import show_made
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.customers.story import story_about
from aftercare.interfaces.workspace.guidance.forms import (
    LetterForm,
    MoveForm,
    PlanForm,
    TopicForm,
    WhoseForm,
)
from aftercare.interfaces.workspace.guidance.shown import (
    ANSWER_TONES,
    ICONS,
    TONES,
    clocks_of,
    owed_for_session,
)
from aftercare.interfaces.workspace.guidance.verbs import VERBS, Verb, next_step, verbs_for
from aftercare.interfaces.workspace.guidance_texts import GUIDANCE_TOLD
from aftercare.kit import clock
from aftercare.kit.refs import ref

TOLD = GUIDANCE_TOLD.keys() | {"promises.promise_moved", "promises.promise_broken"}


def session_for(request: ActorRequest, code: str) -> GuidanceSession:
    """Return the session of this number, or 404 if there is none for whoever asks."""
    rows = visible_sessions(request.actor).select_related("account", "case", "series", "thread")
    return get_object_or_404(rows.select_related("thread__account"), code=code)


@require_http_methods(["GET", "POST"])
def new_session(request: ActorRequest) -> HttpResponse:
    """Plan a session with a customer, alone or in series, with all a case knows filled in."""
    request.actor.must(GuidancePermission.PLAN)
    case = _case(request)
    account = _account(request, case)
    if account is None:
        return _whose(request)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        account=account,
        initial=_proposed(request, account, case),
    )
    if form.is_valid():
        planned = plan_sessions(
            account,
            form.topic(),
            form.slot(),
            case=case,
            repeat=form.repeat(),
            actor=request.actor,
            at=clock.now(),
        )
        toast(
            request, _("%(session)s is planned. Now invite the guests.") % {"session": planned[0]}
        )
        return redirect("workspace:session", code=planned[0].code)
    back = reverse("workspace:account", args=[account.code])
    if case:
        back = reverse("workspace:case", args=[case.code])
    title = _("Plan guidance with %(customer)s") % {"customer": account}
    return _form_page(request, form, title=title, back=back, account=account)


def _case(request: ActorRequest) -> Case | None:
    code = request.GET.get("case", "")
    if not code:
        return None
    return get_object_or_404(visible_cases(request.actor).select_related("account"), code=code)


def _account(request: ActorRequest, case: Case | None) -> Account | None:
    if case and case.account:
        return case.account
    code = request.GET.get("account", "")
    return get_object_or_404(visible_accounts(request.actor), code=code) if code else None


def _whose(request: ActorRequest) -> HttpResponse:
    form = WhoseForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if form.is_valid():
        query = request.GET.copy()
        query["account"] = form.cleaned_data["account"].code
        return redirect(f"{reverse('workspace:session-new')}?{query.urlencode()}")
    back = reverse("workspace:sessions")
    return _form_page(request, form, title=_("Plan guidance"), back=back)


def _proposed(request: ActorRequest, account: Account, case: Case | None) -> dict[str, Any]:
    guests = [case.contact_id] if case and case.contact_id else []
    return {
        "subject": case.subject[:200] if case else "",
        "holder": request.actor.id,
        "guests": guests,
        "zone": account.time_zone or get_current_timezone_name(),
    }


@require_GET
def show_session(request: ActorRequest, code: str) -> HttpResponse:
    """Show a session: when by both clocks, who holds it, who comes, how it went."""
    found = session_for(request, code)
    at = clock.now()
    verbs = dict(verbs_for(found, request.actor, at))
    step = next_step(found, verbs)
    context = {
        "session": found,
        "tone": TONES[SessionStatus(found.status)],
        "icon": ICONS[found.how],
        "clocks": clocks_of(found),
        "holders": holders_of(found),
        "guests": [(each, ANSWER_TONES.get(each.answer, "")) for each in guests_of(found)],
        "units": found.units.select_related("item").order_by("serial"),
        "items": found.items.order_by("code"),
        "series": _series(found, request),
        "owed": owed_for_session(found, at),
        "next": (step, VERBS[step]) if step else None,
        "verbs": [(name, verb) for name, verb in verbs.items() if name != step],
        "somebody_left": "tell-left" in verbs,
        "at": at,
        "story": story_about(
            [ref(found)], request.actor, events=TOLD, after=request.GET.get("after", "")
        ),
    }
    return page(request, "workspace/guidance/session.html#story", context)


def _series(session: GuidanceSession, request: ActorRequest) -> list[tuple[GuidanceSession, str]]:
    if session.series is None:
        return []
    return [(each, TONES[SessionStatus(each.status)]) for each in sessions_in(session.series)]


@require_GET
def calendar_file(request: ActorRequest, code: str) -> HttpResponseBase:
    """Hand out a session for one's own calendar."""
    found = session_for(request, code)
    made = shown_in_calendar(found, at=clock.now())
    return show_made(made, name=f"{found.code}.ics", kind="text/calendar; charset=utf-8")


@require_http_methods(["GET", "POST"])
def do(request: ActorRequest, code: str, verb: str) -> HttpResponse:
    """Do one thing with a session, after its form is filled in where it has one."""
    chosen = VERBS.get(verb)
    if chosen is None:
        raise Http404
    found = session_for(request, code)
    request.actor.must(chosen.permission)
    back = reverse("workspace:session", args=[code])
    form = _form_of(request, chosen, found)
    if form is not None and not form.is_valid():
        guests = chosen.written_to(found) if isinstance(form, LetterForm) else ()
        about = {"session": found, "hint": chosen.hint, "guests": guests}
        return _form_page(request, form, title=chosen.title, back=back, **about)
    if form is None and request.method != "POST":
        return redirect(back)
    chosen.call(found, **_facts(form), actor=request.actor, at=clock.now())
    toast(request, _("Done."))
    return redirect(back)


def _form_of(request: ActorRequest, verb: Verb, session: GuidanceSession) -> Any:
    if verb.form is None:
        return None
    data = request.POST if request.method == "POST" else None
    given = {"account": session.account} if verb.form is TopicForm else {}
    return verb.form(data, initial={} if data else verb.initial(session), **given)


def _facts(form: Any) -> dict[str, Any]:
    if isinstance(form, TopicForm):
        return {"topic": form.topic()}
    if isinstance(form, MoveForm):
        return form.facts()
    return dict(form.cleaned_data) if form is not None else {}


def _form_page(
    request: ActorRequest, form: Any, *, title: Any, back: str, **about: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, **about}
    return render(
        request, "workspace/guidance/form.html", context, status=422 if form.is_bound else 200
    )
