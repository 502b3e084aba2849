"""Whose matter a case is: found while somebody types, or made the acquaintance of."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.intake import introduce_customer, name_customer, open_case
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.cases.states import UNSETTLED
from aftercare.domain.customers.models import Contact
from aftercare.domain.customers.queries import find_identity, visible_contacts
from aftercare.domain.customers.states import Introduction
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.cases.forms import NewCaseForm, WhoForm
from aftercare.interfaces.workspace.cases.panes import case_for, live_answer, on_case, wrong
from aftercare.kit import clock

MOST_OFFERED = 5
SHORTEST = 2


@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Take up a matter somebody tells us by phone or at the counter."""
    request.actor.must(CasePermission.OPEN)
    form = NewCaseForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "workspace/cases/new.html", {"form": form}, status=status)

    facts = form.cleaned_data
    case = open_case(
        chosen_contact(request),
        caller=introduction_in(facts),
        subject=facts["subject"],
        text=facts["text"],
        channel=facts["channel"],
        kind=facts["kind"],
        priority=facts["priority"],
        team=facts["team"],
        actor=request.actor,
        at=clock.now(),
    )
    toast(request, _("%(case)s is open.") % {"case": case})
    return redirect("workspace:case", code=case.code)


def introduction_in(facts: dict[str, Any]) -> Introduction:
    """Return what a `WhoForm` was told of somebody."""
    names = ("name", "email", "phone", "company")
    return Introduction(**{name: facts[name] for name in names})


def chosen_contact(request: ActorRequest) -> Contact | None:
    """Return whom of the people proposed somebody has chosen."""
    number = request.POST.get("contact", "")
    contacts = visible_contacts(request.actor)
    return contacts.filter(pk=int(number)).first() if number.isdecimal() else None


@require_GET
def callers(request: ActorRequest) -> HttpResponse:
    """Show who it may be, and what of theirs is open, so that nobody asks twice."""
    code = request.GET.get("for", "")
    for_case = visible_cases(request.actor).filter(code=code).first() if code else None
    found = _matching(request).exclude(pk=(for_case and for_case.contact_id) or 0)
    contacts = list(found[:MOST_OFFERED])
    cases = visible_cases(request.actor).filter(contact__in=contacts, status__in=UNSETTLED)
    by_contact: dict[int | None, list[Case]] = {}
    for case in cases.order_by("-active_at")[:30]:
        by_contact.setdefault(case.contact_id, []).append(case)
    context = {
        "found": [(each, by_contact.get(each.pk, [])) for each in contacts],
        "for_case": for_case,
    }
    return render(request, "workspace/cases/_callers.html", context)


def _matching(request: ActorRequest) -> QuerySet[Contact]:
    contacts = visible_contacts(request.actor)
    email, phone, name = (request.GET.get(key, "").strip() for key in ("email", "phone", "name"))
    known = (find_identity("email", email), find_identity("phone", phone))
    ids = [each.contact_id for each in known if each]
    wanted = Q(pk__in=ids)
    if not ids and len(email) > SHORTEST:
        wanted |= Q(identities__peer__startswith=email.casefold(), identities__channel="email")
    if not ids and len(name) >= SHORTEST:
        wanted |= Q(name__istartswith=name) | Q(name__icontains=f" {name}")
    return contacts.filter(wanted).distinct()


@require_GET
def who(request: ActorRequest, code: str) -> HttpResponse:
    """Ask whose matter a case is, with what its message says of the sender."""
    case = case_for(request, code)
    form = WhoForm(initial=_told_by(case))
    return render(request, "workspace/cases/_who.html", {"case": case, "form": form})


def _told_by(case: Case) -> dict[str, str]:
    contact = case.contact
    if contact is None:
        return {"name": case.last_from}
    mail = contact.identities.filter(channel="email", valid_until=None).first()
    domain = mail.peer.rpartition("@")[2] if mail else ""
    return {
        "name": contact.name or case.last_from,
        "email": mail.shown if mail else "",
        **({"company": domain.split(".")[0].title()} if domain else {}),
    }


@on_case
def name(request: ActorRequest, case: Case) -> HttpResponse:
    """Say that a case is the matter of somebody we know."""
    contact = get_object_or_404(
        visible_contacts(request.actor), pk=request.POST.get("contact") or 0
    )
    name_customer(case, contact, actor=request.actor, at=clock.now())
    toast(request, _("This is the matter of %(contact)s.") % {"contact": contact})
    return live_answer(request, case)


@on_case
def introduce(request: ActorRequest, case: Case) -> HttpResponse:
    """Take whose matter it is into the books."""
    form = WhoForm(request.POST)
    if not form.is_valid():
        return wrong(request, form)
    told = introduction_in(form.cleaned_data)
    contact = introduce_customer(case, told, actor=request.actor, at=clock.now())
    toast(request, _("We know %(contact)s now.") % {"contact": contact})
    return live_answer(request, case)
