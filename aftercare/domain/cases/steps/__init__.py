"""Writes that several verbs of this app share, and that higher apps may include."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from aftercare.base.company.steps import next_code
from aftercare.base.files.queries import files_of
from aftercare.base.files.steps import unlink_all
from aftercare.base.journal.steps import announce
from aftercare.base.people.steps import notify
from aftercare.base.promises.queries import next_due
from aftercare.base.promises.steps import open_promises_to, resume_promises
from aftercare.base.search.steps import append, index, open_documents_to, set_facets
from aftercare.domain.cases.events import CaseEvent, NoticeDrafted
from aftercare.domain.cases.models import (
    Case,
    CaseThread,
    CaseUnit,
    Draft,
    Escalation,
    FoundNumber,
    ServiceLevel,
    TriageRule,
    Watcher,
)
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.policies import Facts, choose_by_load, excerpt, find_numbers, triage
from aftercare.domain.cases.queries import candidates, fitting_level, open_cases_of, triage_rules
from aftercare.domain.cases.states import CaseKind, CasePromise, CaseStatus, Priority
from aftercare.domain.cases.steps.promised import owe_again, promise_to_customer, terms_for_case
from aftercare.domain.conversations.models import Message, Thread
from aftercare.domain.units.models import Unit
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.languages import nearest_language
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused
from aftercare.kit.rows import add, add_missing
from aftercare.kit.states import StaleRow
from aftercare.kit.together import keep_at_hand, put_away


def lock_case(case: Case, *, seen: int | None = None) -> Case:
    """
    Return `case` as it is now, held until the transaction ends.

    Raises `StaleRow` if it has changed since version `seen`.
    """
    current = Case.objects.select_for_update().get(pk=case.pk)
    if seen is not None and current.version != seen:
        raise StaleRow(
            _("%(case)s has changed while you were at it. Look at what is new, then send again.")
            % {"case": case}
        )
    return current


class GoesOnElsewhere(Refused):
    """The case was merged; what is done about it is done in the other one."""


class IsSpam(Refused):
    """The case is spam; nothing is done about it until somebody brings it back."""


def hold_unmerged_case(case: Case, *, seen: int | None = None) -> Case:
    """Do as `lock_case`, but refuse a case that was merged: `GoesOnElsewhere`."""
    current = lock_case(case, seen=seen)
    if current.status == CaseStatus.MERGED:
        raise GoesOnElsewhere(_("%(case)s goes on in another one. Work there.") % {"case": case})
    return current


def hold_own_case(case: Case, *, seen: int | None = None) -> Case:
    """Do as `hold_unmerged_case`, but refuse spam, too: `IsSpam`."""
    current = hold_unmerged_case(case, seen=seen)
    if current.status == CaseStatus.SPAM:
        raise IsSpam(_("%(case)s is spam. Say first that it is not.") % {"case": case})
    return current


def change_case(case: Case, **changes: Any) -> None:
    """
    Write `changes` and when something is due next, and count the version up.

    The caller holds the row and has changed its promises before, or says `due_at` itself.
    """
    changed = Case.objects.filter(pk=case.pk)
    changed.update(version=F("version") + 1, **{"due_at": next_due(ref(case)), **changes})
    for name, value in changes.items():
        setattr(case, name, value)
    case.version += 1


def announce_case(
    happened: type[CaseEvent], case: Case, *, actor: Actor, at: datetime, **details: Any
) -> None:
    """Announce that something happened to `case` and so to its customer."""
    keep_at_hand(case)
    event = happened(
        case_id=case.pk, contact_id=case.contact_id, account_id=case.account_id, **details
    )
    announce(event, actor=actor, at=at)


def begin_case(case: Case, *, text: str, at: datetime) -> Case:
    """
    Store a new case, sorted, routed and findable, and promised if it wants an answer.

    What the caller has set (team, priority, kind) stays; the triage rules fill in the rest.
    Spam is given to nobody.
    """
    case.account = case.contact.account if case.contact else None
    case.language = case.language or (case.contact.language if case.contact else "")
    case.code = next_code("C", at=at)
    case.opened_at = case.active_at = at
    case.last_text = excerpt(text or case.subject)
    if case.status == CaseStatus.SPAM:
        case.priority, case.kind = Priority.NORMAL, CaseKind.OTHER
    else:
        sort_and_route(case, text=f"{case.subject}\n{text}", at=at)
    case.readers = readers_of(case)
    kinds = [CasePromise.FIRST_RESPONSE, CasePromise.SOLUTION_OR_DATE] if case.needs_answer else []
    terms = terms_for_case(case, *kinds, at=at)
    case.due_at = min((term.due_at for term in terms.values()), default=None)
    add(case)
    promise_to_customer(case, terms, at=at)
    index_case(case, body="\n".join([text, *names_on(case)]), at=at)
    pick_out_numbers(case, f"{case.subject}\n{text}", at=at)
    tell([case.assignee_id] if case.assignee_id else [], case, "case_assigned", at=at)
    return case


def sort_and_route(case: Case, *, text: str, at: datetime) -> None:
    """Fill in what triage rules, service levels and the load of the team say of `case`."""
    found = triage(triage_rules(), facts_of(case, text))
    case.team_id = case.team_id or found.team_id
    case.priority = case.priority or found.priority or Priority.NORMAL
    case.kind = case.kind or found.kind or CaseKind.OTHER
    case.tags = [*case.tags, *found.tags]
    choose_service_level(case, text=text)
    if case.team_id and case.assignee_id is None:
        able = candidates(case.team_id, found.skill_id, at)
        most = {user.pk: user.max_open for user in able}
        case.assignee_id = choose_by_load(open_cases_of(able), most)


def facts_of(case: Case, text: str = "") -> Facts:
    """Return what triage rules and service levels ask about `case`."""
    return Facts(
        channel=case.channel,
        language=nearest_language(case.language) if case.language else "",
        priority=case.priority,
        tier=case.account.tier if case.account else "",
        account_id=case.account_id,
        text=text,
        opened_on=case.opened_at.date(),
    )


def hear(case: Case, message: Message, *, at: datetime) -> None:
    """
    Note that the customer of `case` has written: it is open, awake and wants an answer.

    An answer is promised unless one is owed already, and a solution if it had been solved.
    """
    wanted = [CasePromise.NEXT_REPLY]
    if case.status == CaseStatus.SOLVED:
        wanted.append(CasePromise.SOLUTION_OR_DATE)
    text = message.reply_text or message.text
    changes: dict[str, Any] = {
        "active_at": at,
        "needs_answer": True,
        "snoozed_until": None,
        "last_from": excerpt(message.sender_name or message.sender_address, 120),
        "last_text": excerpt(text),
    }
    if case.status in {CaseStatus.WAITING, CaseStatus.SOLVED}:
        resume_promises(ref(case), at=at)
        changes |= {"status": CaseStatus.OPEN, "waiting_for": ""}
    owe_again(case, *wanted, at=at)
    change_case(case, **changes)
    if "status" in changes:
        refile_case(case)
    index_more(case, text, at=at)
    pick_out_numbers(case, text, at=at)


def join_thread(case: Case, thread: Thread) -> None:
    """Let what is said next in `thread` belong to `case`."""
    add(CaseThread(case=case, thread=thread))
    put_away(thread)


def last_position(ordered: type[ServiceLevel | TriageRule]) -> int:
    """Return the place of the rule that is asked last, 0 if there is none."""
    last = ordered.objects.order_by("-position").values_list("position", flat=True).first()
    return last or 0


def choose_service_level(case: Case, *, text: str = "") -> None:
    """Put `case` under the first service level that fits it."""
    case.service_level = fitting_level(facts_of(case, text))


def readers_of(case: Case) -> list[str]:
    """Return who may see `case`: its team, who works on it, who was asked for help."""
    asked, watching = _others_concerned(case) if case.pk else ((), ())
    teams = {*asked, *([case.team_id] if case.team_id else [])}
    users = {*watching, *([case.assignee_id] if case.assignee_id else [])}
    everybody = [] if teams else [f"may:{CasePermission.VIEW}"]
    return [
        *everybody,
        f"may:{CasePermission.VIEW_ALL}",
        *(f"team:{team}" for team in sorted(teams)),
        *(f"user:{user}" for user in sorted(users)),
    ]


def _others_concerned(case: Case) -> tuple[Iterable[int], Iterable[int]]:
    asked = Escalation.objects.filter(case=case).values_list("team", flat=True)
    watching = Watcher.objects.filter(case=case).values_list("user", flat=True)
    return asked, watching


def open_case_to_readers(case: Case) -> None:
    """Bring the readers of `case`, of its promises and of its search entry up to date."""
    readers = readers_of(case)
    if readers == case.readers:
        return
    Case.objects.filter(pk=case.pk).update(readers=readers)
    case.readers = readers
    open_promises_to(ref(case), readers)
    open_documents_to(ref(case), readers)


def names_on(case: Case) -> list[str]:
    """Return the names of the customer and the person of `case`, by which people look for it."""
    known = [case.account.name if case.account else "", case.contact.name if case.contact else ""]
    return [name for name in known if name]


def index_case(case: Case, *, body: str, at: datetime) -> None:
    """Make `case` findable by all that is said in it so far."""
    index(
        ref(case),
        kind="case",
        code=case.code,
        title=case.subject,
        body=body,
        facets=facets_of_case(case),
        readers=case.readers,
        at=at,
    )


def refile_case(case: Case) -> None:
    """Bring up to date what search filters `case` by."""
    set_facets(ref(case), facets_of_case(case))


def link_unit(case: Case, unit: Unit, *, at: datetime) -> bool:
    """Let a matter be about a unit, and return whether that is new."""
    _row, is_new = CaseUnit.objects.get_or_create(case=case, unit=unit, defaults={"at": at})
    return is_new


def index_more(case: Case, text: str, *, at: datetime) -> None:
    """Make `case` findable by `text` too."""
    append(ref(case), text, at=at)


def facets_of_case(case: Case) -> Mapping[str, Any]:
    """Return what search may filter a case by."""
    return {
        "status": case.status,
        "priority": case.priority,
        "kind": case.kind,
        "channel": case.channel,
        "tag": case.tags,
    }


def pick_out_numbers(case: Case, text: str, *, at: datetime) -> None:
    """Note the serial, model and order numbers in `text`, for a person to confirm."""
    add_missing(
        FoundNumber(case=case, kind=kind, value=value, at=at) for kind, value in find_numbers(text)
    )


def tell(
    users: Iterable[int], case: Case, kind: str, *, but: Actor | None = None, at: datetime
) -> None:
    """Notify `users` of what happened in `case`, except who did it."""
    did_it = but.id if but and but.kind == "user" else None
    data = {"code": case.code, "subject": excerpt(case.subject, 80)}
    notify(*sorted(set(users) - {did_it}), kind=kind, about=ref(case), data=data, at=at)


def keep_draft(case: Case, *, kind: str, text: str, actor: Actor, at: datetime) -> Draft:
    """Keep what `actor` (or nobody, for the system) writes; empty, only if it has files."""
    mine = Draft.objects.filter(user=actor.id or None)
    new = {"user_id": actor.id or None, "text": text, "at": at}
    kept, _created = mine.update_or_create(case=case, kind=kind, defaults=new)
    if not text.strip() and not files_of(ref(kept)).exists():
        kept.delete()
    return kept


def draft_notice(case: Case, *, text: str, actor: Actor, at: datetime) -> None:
    """Prepare a notice to the customer, for a person to send or to throw away."""
    case = lock_case(case)
    draft = keep_draft(case, kind="notice", text=text, actor=SYSTEM, at=at)
    tell(concerned_with(case), case, "notice_drafted", at=at)
    announce_case(NoticeDrafted, case, draft_id=draft.pk, actor=actor, at=at)


def drop_drafts(case: Case, *, kind: str, actor: Actor) -> None:
    """Throw away what `actor` was writing: it has been said."""
    for draft in Draft.objects.filter(case=case, user=actor.id, kind=kind):
        unlink_all(ref(draft))
        draft.delete()


def concerned_with(case: Case) -> list[int]:
    """Return who hears of what happens in `case`: who works on it and who watches."""
    names = (name.partition(":") for name in case.readers)
    return [int(number) for kind, _colon, number in names if kind == "user"]


def watch(case: Case, user_id: int) -> None:
    """Let `user_id` hear of what happens in `case`."""
    Watcher.objects.get_or_create(case=case, user_id=user_id)
