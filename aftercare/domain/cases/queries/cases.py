from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import register_number
from aftercare.base.people.models import User
from aftercare.base.people.queries import present_members
from aftercare.domain.cases.models import (
    BulkChange,
    Case,
    CaseLink,
    CaseMessage,
    CaseThread,
    Draft,
    Escalation,
    FoundNumber,
    Macro,
    Note,
    SavedView,
    ServiceLevel,
    TriageRule,
    Watcher,
)
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.policies import Facts, Party, level_fits
from aftercare.domain.cases.states import UNSETTLED, NumberState
from aftercare.domain.conversations.models import ChannelAccount, Message, Thread
from aftercare.domain.conversations.queries.writing import ways_to_begin
from aftercare.domain.coverage.models import Contract
from aftercare.domain.coverage.queries.persons import statements_about
from aftercare.domain.customers.models import Account
from aftercare.domain.customers.queries import Person, identities_of, owned_by
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.together import asked_once

PAST = "OC"
"""The series of cases that were taken over from the system before."""

register_number("C", _("Cases"))
register_number(PAST, _("Past cases"))


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Return the cases `actor` may know about. The only door to them."""
    if actor.kind == "customer":
        return Case.objects.filter(owned_by(actor))
    if actor.may(CasePermission.VIEW_ALL):
        return Case.objects.all()
    if actor.may(CasePermission.VIEW):
        return Case.objects.filter(readers__overlap=actor.audience)
    return Case.objects.none()


def visible_views(actor: Actor) -> QuerySet[SavedView]:
    """Return the saved views of `actor`, then those for their teams, then those for everybody."""
    mine = Q(owner=actor.id) if actor.kind == "user" else Q(pk=None)
    shared = Q(owner=None, team=None) | Q(team__in=actor.teams)
    if not actor.may(CasePermission.VIEW):
        return SavedView.objects.none()
    kinds = F("owner").asc(nulls_last=True), F("team").asc(nulls_last=True)
    return SavedView.objects.filter(mine | shared).order_by(*kinds, "position", "pk")


def visible_macros(actor: Actor) -> QuerySet[Macro]:
    """Return the macros `actor` may use: everybody's and their own, most used first."""
    if not actor.may(CasePermission.REPLY):
        return Macro.objects.none()
    mine = Q(owner=None) | Q(owner=actor.id if actor.kind == "user" else None)
    return Macro.objects.filter(mine, active=True).order_by("-used", "name")


def visible_service_levels(actor: Actor) -> QuerySet[ServiceLevel]:
    """Return all service levels in order, switched on or off, for who sets them up."""
    levels = ServiceLevel.objects.select_related("calendar").order_by("position")
    return levels if actor.may(CasePermission.SET_UP) else levels.none()


def visible_bulk_changes(actor: Actor) -> QuerySet[BulkChange]:
    """Return the changes of many cases `actor` has asked for, the newest first."""
    mine = actor.id if actor.kind == "user" else 0
    return BulkChange.objects.filter(by=mine).order_by("-pk")


@asked_once
def service_levels() -> list[ServiceLevel]:
    """Return the service levels in the order in which they are asked."""
    levels = ServiceLevel.objects.filter(active=True).select_related("calendar")
    return list(levels.prefetch_related("accounts", "contracts").order_by("position"))


def fitting_level(facts: Facts) -> ServiceLevel | None:
    """Return the first service level whose conditions all hold."""
    for level in service_levels():
        if level_fits(level, parties_of(level.accounts.all(), level.contracts.all()), facts):
            return level
    return None


def parties_of(accounts: Iterable[Account], contracts: Iterable[Contract]) -> tuple[Party, ...]:
    """Return whose a service level is: certain customers', and those of certain contracts."""
    named = [Party(account.pk) for account in accounts]
    agreed = [
        Party(contract.account_id, contract.begins_on, contract.ends_on)
        for contract in contracts
        if contract.account_id
    ]
    return (*named, *agreed)


@asked_once
def triage_rules() -> list[TriageRule]:
    """Return the triage rules in the order in which they apply."""
    return list(TriageRule.objects.filter(active=True).order_by("position"))


def case_of_thread(thread: Thread) -> Case | None:
    """Return the case a conversation belongs to."""
    belongs = CaseThread.objects.filter(thread=thread).select_related("case").first()
    return belongs.case if belongs else None


def threads_of(case: Case) -> QuerySet[Thread]:
    """Return the conversations of a case."""
    return Thread.objects.filter(pk__in=CaseThread.objects.filter(case=case).values("thread"))


def messages_in(case: Case) -> QuerySet[Message]:
    """Return what was said in a case, oldest first."""
    said = CaseMessage.objects.filter(case=case).values("message")
    return Message.objects.filter(pk__in=said).order_by("at", "pk")


def notes_on(case: Case) -> QuerySet[Note]:
    """Return what our own people told each other about a case, oldest first."""
    return Note.objects.filter(case=case).select_related("author").order_by("at", "pk")


def drafts_for(case: Case, actor: Actor) -> QuerySet[Draft]:
    """Return what `actor` was writing, and what was drafted for anybody to send."""
    return Draft.objects.filter(Q(user=actor.id) | Q(user=None), case=case).order_by("pk")


def way_to_begin(case: Case) -> tuple[ChannelAccount, str] | None:
    """Return from which account the customer of a case may be written to first, and where."""
    if case.contact is None:
        return None
    known = identities_of(case.contact).filter(valid_until=None, undeliverable_at=None)
    peers = {each.channel: each.peer for each in known.reverse()}  # the first of each channel
    return next(iter(ways_to_begin(peers)), None)


def watchers_of(case: Case) -> QuerySet[User]:
    """Return who hears of everything that happens in a case."""
    watching = Watcher.objects.filter(case=case).values("user")
    return User.objects.filter(pk__in=watching).only("name").order_by("name")


def links_of(case: Case) -> QuerySet[CaseLink]:
    """Return how a case has to do with others, seen from both sides."""
    links = CaseLink.objects.filter(Q(case=case) | Q(other=case))
    return links.select_related("case", "other").order_by("pk")


def escalations_of(case: Case) -> QuerySet[Escalation]:
    """Return the teams asked for help with a case, the first first."""
    asked = Escalation.objects.filter(case=case)
    return asked.select_related("team", "asked_by", "answered_by").order_by("pk")


def numbers_in(case: Case) -> QuerySet[FoundNumber]:
    """Return the numbers found in the texts of a case that nobody has dismissed."""
    found = FoundNumber.objects.filter(case=case).exclude(state=NumberState.DISMISSED)
    return found.order_by("pk")


def open_cases_of(users: Iterable[User]) -> dict[int, int]:
    """Return how many unsettled cases each of `users` has. One query."""
    load = {user.pk: 0 for user in users}
    counted = (
        Case.objects.filter(assignee__in=load, status__in=UNSETTLED)
        .values("assignee")
        .annotate(cases=Count("pk"))
        .order_by()
    )
    return load | {row["assignee"]: row["cases"] for row in counted}


def candidates(team_id: int, skill_id: int | None, at: datetime) -> list[User]:
    """Return who of a team is here and knows what is needed; all who are here if nobody does."""
    present = list(present_members(team_id, at))
    if skill_id is None:
        return present
    able = set(
        User.objects.filter(
            pk__in=[user.pk for user in present], skills__skill=skill_id
        ).values_list("pk", flat=True)
    )
    return [user for user in present if user.pk in able] or present


def cases_with(person: Person) -> list[dict[str, Any]]:
    """Return the matters of a person with what we noted on them, for the export of their data."""
    cases = Case.objects.filter(contact__in=person.ids).order_by("pk")
    notes: dict[int, list[str]] = {}
    for case_id, text in Note.objects.filter(case__in=cases).values_list("case", "text"):
        notes.setdefault(case_id, []).append(text)
    statements: dict[str, list[str]] = {}
    for said in statements_about(map(ref, cases)):
        statements.setdefault(said.look.subject, []).append(said.words)
    return [
        {
            "number": case.code,
            "subject": case.subject,
            "status": case.status,
            "opened_at": case.opened_at.isoformat(),
            "solved_at": case.solved_at.isoformat() if case.solved_at else None,
            "cause": case.cause,
            "solution": case.solution,
            "notes": notes.get(case.pk, []),
            "statements_on_damages": statements.get(str(ref(case)), []),
        }
        for case in cases
    ]
