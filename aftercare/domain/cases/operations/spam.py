"""What came to us and is no matter of anybody's, and whoever sends such things."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.base.promises.queries import promises_for
from aftercare.base.promises.steps import resume_promises, withdraw_all
from aftercare.domain.cases.events import CaseBroughtBack, CaseMarkedAsSpam, SenderBlocked
from aftercare.domain.cases.models import BlockedSender, Case, Draft
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.queries.spam import blocked_senders, sender_of
from aftercare.domain.cases.states import ENDS, MOVES, Block, CasePromise, CaseStatus
from aftercare.domain.cases.steps import (
    announce_case,
    change_case,
    hold_own_case,
    lock_case,
    open_case_to_readers,
    refile_case,
    sort_and_route,
    tell,
)
from aftercare.domain.cases.steps.promised import let_wait, owe_again
from aftercare.domain.cases.steps.spam import CannotBlock, block, hear_sender_again
from aftercare.domain.conversations.states import NOBODY_WAITS, Direction
from aftercare.kit.actors import Actor
from aftercare.kit.domains import domain_of
from aftercare.kit.refs import ref
from aftercare.kit.states import IllegalMove, move
from aftercare.kit.together import ask_again


@transaction.atomic
def mark_as_spam(case: Case, *, blocks: Block = Block.NOBODY, actor: Actor, at: datetime) -> None:
    """
    Say that this is no matter: it leaves the lists, and nothing is owed for it.

    Its sender, or the whole domain, may be blocked with it. How it stood is kept, to come back to.

    Raises `CannotBlock`, `GoesOnElsewhere`, `IsSpam`, `IllegalMove`.
    """
    actor.must(CasePermission.SOLVE)
    case = hold_own_case(case)
    if blocks != Block.NOBODY:
        block(_who_is_blocked(case, blocks), case=case, actor=actor, at=at)
    if case.status == CaseStatus.WAITING:
        resume_promises(ref(case), at=at)
    stood = CaseStatus.SOLVED if case.status == CaseStatus.SOLVED else case.waiting_for
    move(case, CaseStatus.SPAM, moves=MOVES, waiting_for="", before_spam=stood)
    withdraw_all(ref(case), at=at)
    Draft.objects.filter(case=case, user=None).delete()  # a notice of something that slipped
    change_case(case, needs_answer=False, snoozed_until=None)
    refile_case(case)
    announce_case(CaseMarkedAsSpam, case, block=blocks, actor=actor, at=at)


def _who_is_blocked(case: Case, blocks: Block) -> str:
    address = sender_of(case)
    if not address:
        raise CannotBlock(_("Nobody has written here by mail who could be blocked."))
    return address if blocks == Block.ADDRESS else f"@{domain_of(address)}"


@transaction.atomic
def bring_back(case: Case, *, actor: Actor, at: datetime) -> None:
    """
    Say that it is no spam: it stands as before, what is owed counts from now, its sender is heard.

    It is open if its customer has written since. A domain that was blocked because of another
    case stays blocked. A case that nobody has looked at so far is sorted and given to somebody,
    as if it came now.

    Raises `IllegalMove`.
    """
    actor.must(CasePermission.SOLVE)
    case = lock_case(case)
    if case.status != CaseStatus.SPAM:
        raise IllegalMove(_("%(case)s is no spam.") % {"case": case})
    hear_sender_again(sender_of(case), case)
    _stand_as_before(case)
    if case.status == CaseStatus.SOLVED:
        case.needs_answer = False
    else:
        _go_on(case, actor=actor, at=at)
    change_case(case, needs_answer=case.needs_answer, active_at=at)
    refile_case(case)
    announce_case(CaseBroughtBack, case, actor=actor, at=at)


def _stand_as_before(case: Case) -> None:
    stood = case.before_spam
    if stood == CaseStatus.SOLVED:
        move(case, CaseStatus.SOLVED, moves=MOVES, before_spam="")
    elif stood:
        move(case, CaseStatus.WAITING, moves=MOVES, waiting_for=stood, before_spam="")
    else:
        move(case, CaseStatus.OPEN, moves=MOVES)


def _go_on(case: Case, *, actor: Actor, at: datetime) -> None:
    """Owe what a case that is open or waits owes; its clocks stand still if it waits."""
    case.needs_answer = _waits_for_us(case)
    _find_its_place(case, actor=actor, at=at)
    if case.needs_answer:
        answer = CasePromise.NEXT_REPLY if case.answered_at else CasePromise.FIRST_RESPONSE
        owe_again(case, answer, CasePromise.SOLUTION_OR_DATE, at=at)
    elif case.waiting_for and _owed_a_solution(case):
        owe_again(case, CasePromise.SOLUTION_OR_DATE, at=at)
    if case.waiting_for:
        let_wait(case, case.waiting_for, at=at)


def _owed_a_solution(case: Case) -> bool:
    last = promises_for(ref(case)).filter(kind__in=ENDS).order_by("-pk").first()
    return last is not None and last.withdrawn_at is not None


def _waits_for_us(case: Case) -> bool:
    last = messages_in(case).last()
    if last is None:
        return case.answered_at is None
    return last.direction == Direction.IN and last.auto not in NOBODY_WAITS


def _find_its_place(case: Case, *, actor: Actor, at: datetime) -> None:
    """Give a case to a team and a person, unless somebody has it already."""
    if case.team_id or case.assignee_id:
        return
    heard = messages_in(case).first()
    case.priority = case.kind = ""
    sort_and_route(case, text=f"{case.subject}\n{heard.text if heard else ''}", at=at)
    names = ("priority", "kind", "tags", "team_id", "assignee_id", "service_level")
    change_case(case, **{name: getattr(case, name) for name in names})
    open_case_to_readers(case)
    tell([case.assignee_id] if case.assignee_id else [], case, "case_assigned", but=actor, at=at)


@transaction.atomic
def block_sender(address: str, *, actor: Actor, at: datetime) -> BlockedSender:
    """
    Keep as spam what an address or a domain (`@…`) writes from now on.

    Raises `CannotBlock`.
    """
    actor.must(CasePermission.SET_UP)
    blocked = block(address, case=None, actor=actor, at=at)
    announce(SenderBlocked(blocked_sender_id=blocked.pk), actor=actor, at=at)
    return blocked


@transaction.atomic
def unblock_sender(blocked: BlockedSender, *, actor: Actor, at: datetime) -> None:
    """Hear an address or a domain again. What was kept as spam meanwhile stays there."""
    actor.must(CasePermission.SET_UP)
    BlockedSender.objects.filter(pk=blocked.pk).delete()
    ask_again(blocked_senders)
    announce(SenderBlocked(blocked_sender_id=blocked.pk, blocked=False), actor=actor, at=at)
