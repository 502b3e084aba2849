"""The pages of a customer and of a person, with the whole story of each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from aftercare.base.promises.queries import visible_promises
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.cases.states import UNSETTLED
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.contracts import visible_contracts
from aftercare.domain.customers.models import Account, Consent, Contact
from aftercare.domain.customers.queries import (
    goes_on_as,
    identities_of,
    likely_duplicate_accounts,
    likely_duplicates,
    visible_account_merges,
    visible_accounts,
    visible_contact_merges,
    visible_contacts,
    zone_of,
)
from aftercare.domain.customers.states import Channel, Purpose
from aftercare.domain.guidance.queries import sessions_with_account
from aftercare.domain.units.queries import visible_units
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.workspace.customers.forms import ConsentForm, ForgetForm, IdentityForm
from aftercare.interfaces.workspace.customers.story import story_for
from aftercare.interfaces.workspace.spares_shown import shown_spares, spares_left
from aftercare.kit import clock
from aftercare.kit.actors import Actor

OPEN_CASES = 10
PEOPLE = 50
UNITS = 8
CONTRACTS = 20
SESSIONS = 4
YEAR = timedelta(days=365)


@require_GET
def account(request: ActorRequest, code: str) -> HttpResponse:
    """Show a customer with people, places, matters and everything that happened."""
    known = Account.objects.select_related("merged_into").filter(code=code).first()
    if known and known.merged_into:
        found = get_object_or_404(visible_accounts(request.actor), pk=goes_on_as(known).pk)
        return redirect("workspace:account", code=found.code)
    found = get_object_or_404(visible_accounts(request.actor), code=code)
    cases = visible_cases(request.actor).filter(account=found)
    people = visible_contacts(request.actor).filter(account=found)
    units_of_account = visible_units(request.actor).filter(account=found).order_by("-pk")
    at = clock.now()
    context = {
        "account": found,
        "zone": found.time_zone,
        "at": at,
        **_matters(cases, at),
        "kept": _kept_share(request.actor, f"account:{found.pk}", at),
        "people": people.prefetch_related("identities")[: PEOPLE + 1],
        "most_people": PEOPLE,
        "units": units_of_account[: UNITS + 1],
        "most_units": UNITS,
        **_agreed(found, request.actor),
        "sessions": sessions_with_account(found, request.actor, at=at)[: SESSIONS + 1],
        "most_sessions": SESSIONS,
        "addresses": found.addresses.order_by("-is_default", "kind", "pk"),
        "duplicates": likely_duplicate_accounts(found),
        "merges": visible_account_merges(request.actor).filter(into=found),
        "story": _story(request, found),
        "question": f"account:{found.code}",
    }
    return page(request, "workspace/customers/account.html#story", context)


@require_GET
def contact(request: ActorRequest, contact_id: int) -> HttpResponse:
    """Show a person with addresses, wishes, consent, matters and everything that happened."""
    known = Contact.objects.select_related("merged_into").filter(pk=contact_id).first()
    if known and known.merged_into:
        found = get_object_or_404(visible_contacts(request.actor), pk=goes_on_as(known).pk)
        return redirect("workspace:contact", contact_id=found.pk)
    found = get_object_or_404(visible_contacts(request.actor), pk=contact_id)
    at = clock.now()
    context = {
        "contact": found,
        "account": found.account,
        "zone": zone_of(found),
        "at": at,
        **_matters(visible_cases(request.actor).filter(contact=found), at),
        "kept": _kept_share(request.actor, f"contact:{found.pk}", at),
        "identities": identities_of(found),
        **_consent(found),
        "duplicates": likely_duplicates(found),
        "merges": visible_contact_merges(request.actor).filter(into=found),
        "units": visible_units(request.actor).filter(contact=found).order_by("-pk")[: UNITS + 1],
        "most_units": UNITS,
        "story": _story(request, found),
        "question": f"contact:{found.pk}",
        "forms": {"identity": IdentityForm(), "consent": ConsentForm(), "forget": ForgetForm()},
    }
    return page(request, "workspace/customers/contact.html#story", context)


def _agreed(account: Account, actor: Actor) -> dict[str, Any]:
    """Return what was agreed with a customer; who only gives free spares sees these alone."""
    if not actor.may(CoveragePermission.VIEW):
        return {"spares_left": spares_left(account, actor)}
    contracts = list(visible_contracts(actor).filter(account=account)[:CONTRACTS])
    return {"contracts": contracts, "spares_left": shown_spares(contracts) if contracts else []}


def _story(request: ActorRequest, row: Account | Contact) -> Any:
    show, after = request.GET.get("show", ""), request.GET.get("after", "")
    return story_for(row, request.actor, show=show, after=after)


def _matters(cases: QuerySet[Case], at: datetime) -> dict[str, Any]:
    counts = cases.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=Q(status__in=UNSETTLED)),
        unanswered=Count("pk", filter=Q(status__in=UNSETTLED, needs_answer=True)),
        late=Count("pk", filter=Q(status__in=UNSETTLED, due_at__lt=at)),
        last=Max("active_at"),
    )
    unsettled = cases.filter(status__in=UNSETTLED).select_related("contact", "assignee", "team")
    return {"counts": counts, "cases": list(unsettled.order_by("-active_at")[:OPEN_CASES])}


@dataclass(frozen=True)
class KeptShare:
    """How many of the promises of a year were kept in time."""

    percent: int | None
    total: int


def _kept_share(actor: Actor, subject: str, at: datetime) -> KeptShare:
    """Return the share of promises to somebody kept in time; none if nothing was owed."""
    settled = visible_promises(actor).filter(about__contains=[subject], kept_at__gte=at - YEAR)
    found = settled.order_by().aggregate(total=Count("pk"), late=Count("pk", filter=Q(broken=True)))
    total: int = found["total"]
    return KeptShare(round(100 * (total - found["late"]) / total) if total else None, total)


def _consent(contact: Contact) -> dict[str, Any]:
    """Return the newest word per purpose and channel, and all words with their proof."""
    history = list(Consent.objects.filter(contact=contact).order_by("-at", "-pk"))
    newest: dict[tuple[str, str], Consent] = {}
    for each in history:
        newest.setdefault((each.purpose, each.channel), each)
    channels = [Channel.EMAIL, Channel.PHONE]
    matrix = [
        (purpose.label, [newest.get((purpose, channel)) for channel in channels])
        for purpose in Purpose
    ]
    return {
        "consent": matrix,
        "consent_channels": [channel.label for channel in channels],
        "consent_history": history,
    }
