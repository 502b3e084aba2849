"""What the page of a case tells in words: how promises went, what changes, who was faster."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.base.people.models import Team, User
from aftercare.base.promises.models import Promise
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.states import ANSWERS, CaseKind, CaseStatus, Changes, Priority
from aftercare.domain.conversations.models import Message
from aftercare.kit.actors import Actor

Told = tuple[str, Any, datetime]
SETTLING = {"cases.solution_proposed", "cases.date_committed", "cases.case_solved"}
HOUR = 3600


def answers_since(
    case: Case, heard: int, actor: Actor, *, also_customers: bool = False
) -> list[Message]:
    """Return what others have said in a case after the message `heard`."""
    said = messages_in(case).filter(pk__gt=heard).exclude(author=str(actor.ref))
    said = said.exclude(status="cancelled")
    return list(said if also_customers else said.filter(direction="out", author__startswith="user"))


def changes_in_words(changes: Changes) -> list[str]:
    """Return what will be changed in a case, thing by thing."""
    words = []
    if changes.status == CaseStatus.WAITING:
        words.append(_("Waits for: %(what)s") % {"what": changes.waiting_for or "customer"})
    elif changes.status:
        words.append(_("Status: %(status)s") % {"status": CaseStatus(changes.status).label})
    if changes.priority:
        words.append(_("Priority: %(priority)s") % {"priority": Priority(changes.priority).label})
    if changes.kind:
        words.append(_("Kind: %(kind)s") % {"kind": CaseKind(changes.kind).label})
    words += [_("Tag: %(tag)s") % {"tag": tag} for tag in changes.add_tags]
    if changes.team is not None:
        team = Team.objects.filter(pk=changes.team).first()
        words.append(_("Team: %(team)s") % {"team": team or _("nobody")})
    if changes.assignee is not None:
        user = User.objects.filter(pk=changes.assignee).first()
        words.append(_("Person: %(person)s") % {"person": user or _("nobody")})
    return words


def promise_story(owed: Promise, lines: Sequence[Any]) -> list[Told]:
    """Return all that became of a promise, in its order: why it is kept, or is not."""
    told = [*_made(owed), *_pauses(owed), *_moves(owed), *_ended(owed, lines)]
    return sorted(told, key=lambda each: each[2])


def _made(owed: Promise) -> Iterator[Told]:
    if owed.work:
        within = in_short(timedelta(seconds=owed.work))
        yield (
            "circle-plus",
            _("Promised within %(time)s of working time") % {"time": within},
            (owed.made_at),
        )
    else:
        first = next(iter(owed.moves.all()), None)
        by = first.due_before if first else owed.due_at
        yield "circle-plus", _("Promised by %(date)s") % {"date": moment(by)}, owed.made_at


def _pauses(owed: Promise) -> Iterator[Told]:
    for pause in owed.pauses.all():
        why = {"why": pause.get_reason_display()}
        yield "player-pause", _("Clock stood still: %(why)s") % why, pause.began_at
        if pause.ended_at:
            yield "player-play", _("Clock ran on"), pause.ended_at


def _moves(owed: Promise) -> Iterator[Told]:
    for each in owed.moves.all():
        facts = {"date": moment(each.due_after), "reason": each.reason}
        if each.reason:
            yield "calendar-due", _("Moved to %(date)s: %(reason)s") % facts, each.at
        elif each.due_before == each.due_after:
            yield "rotate", _("Owed again: the answer that kept it did not arrive"), each.at
        else:
            words = _("Back to %(date)s: the answer that told the new date was taken back")
            yield "arrow-back-up", words % facts, each.at


def _ended(owed: Promise, lines: Iterable[Any]) -> Iterator[Told]:
    if owed.broken and owed.kept_at != owed.due_at:
        yield "alert-octagon", _("Its time passed"), owed.due_at
    if owed.withdrawn_at:
        yield "circle-minus", _("No longer owed"), owed.withdrawn_at
    if owed.kept_at is None:
        return
    by = _kept_by(owed, lines)
    left = in_short(abs(owed.due_at - owed.kept_at))
    if owed.broken:
        words = _("Kept too late, by %(what)s") % {"what": by}
    else:
        words = _("Kept by %(what)s, %(left)s before its time") % {"what": by, "left": left}
    yield ("circle-x" if owed.broken else "shield-check"), words, owed.kept_at


def _kept_by(owed: Promise, lines: Iterable[Any]) -> str:
    for line in lines:
        if line.kind == "out" and line.row.sent_at == owed.kept_at:
            return _("the answer of %(who)s") % {"who": line.who}
        if line.kind == "happening" and line.row.event in SETTLING and line.at == owed.kept_at:
            return str(line.text)
    return _("an answer") if owed.kind in ANSWERS else _("a solution")


def moment(at: datetime) -> str:
    """Return an instant as it is written where the reader lives."""
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")


def in_short(length: timedelta) -> str:
    """Return how long something is, in one word or two."""
    minutes = int(length.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    if hours >= 48:  # noqa: PLR2004  # two days are counted in days
        return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
