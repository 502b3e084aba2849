"""Sessions as lists and pages show them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import Setting, register_number, register_setting
from aftercare.base.people.models import User
from aftercare.base.people.states import UserKind
from aftercare.domain.cases.models import Case
from aftercare.domain.customers.models import Account, ChannelIdentity, Contact
from aftercare.domain.customers.queries import visible_accounts
from aftercare.domain.customers.states import Tier
from aftercare.domain.guidance.models import (
    GuidanceSeries,
    GuidanceSession,
    SessionGuest,
    SessionHolder,
)
from aftercare.domain.guidance.permissions import GuidancePermission
from aftercare.domain.guidance.states import Reply, SessionStatus
from aftercare.kit.actors import Actor

register_number("GS", _("Guidance sessions"))

WARN_HOURS = register_setting(
    Setting("guidance.warn_hours", 24, _("Hours before a session when who holds it is warned."))
)
NOTES_HOURS = register_setting(
    Setting("guidance.notes_hours", 24, _("Hours after a session within which its notes are owed."))
)
REMIND_HOURS = register_setting(
    Setting("guidance.remind_hours", 24, _("Hours before a session when its guests are reminded."))
)


def visible_sessions(actor: Actor) -> QuerySet[GuidanceSession]:
    """
    Return the sessions `actor` may know.

    A customer sees those of their account and those they are invited to, once anybody was told.
    """
    rows = GuidanceSession.objects.select_related("account", "case", "series")
    if actor.kind != "customer":
        return rows if actor.may(GuidancePermission.VIEW) else rows.none()
    invited = SessionGuest.objects.filter(
        session=OuterRef("pk"), contact=actor.contact_id or 0, left_at=None
    )
    theirs = rows.filter(Q(account=actor.account_id or 0) | Exists(invited))
    return theirs.exclude(told_sequence=None)


def coming_sessions(actor: Actor, *, at: datetime) -> QuerySet[GuidanceSession]:
    """Return the sessions that are planned and not over, the next first."""
    rows = visible_sessions(actor).filter(status=SessionStatus.PLANNED, ends_at__gt=at)
    return rows.order_by("starts_at", "pk")


def sessions_without_notes(actor: Actor, *, at: datetime) -> QuerySet[GuidanceSession]:
    """Return the sessions whose time has passed and of which nobody has said how they went."""
    rows = visible_sessions(actor).filter(status=SessionStatus.PLANNED, ends_at__lte=at)
    return rows.order_by("starts_at", "pk")


def sessions_with_account(
    account: Account, actor: Actor, *, at: datetime
) -> QuerySet[GuidanceSession]:
    """Return the sessions planned with a customer, the next first."""
    return coming_sessions(actor, at=at).filter(account=account)


def sessions_of_case(case: Case, actor: Actor) -> QuerySet[GuidanceSession]:
    """Return the sessions of a case, the latest first."""
    return visible_sessions(actor).filter(case=case).order_by("-starts_at", "-pk")


def key_accounts_without_session(actor: Actor, *, at: datetime) -> QuerySet[Account]:
    """Return the key accounts with which no session is planned, by name."""
    if not actor.may(GuidancePermission.VIEW):
        return Account.objects.none()
    planned = GuidanceSession.objects.filter(
        account=OuterRef("pk"), status=SessionStatus.PLANNED, ends_at__gt=at
    )
    return visible_accounts(actor).filter(~Exists(planned), tier=Tier.KEY)


def holders_of(session: GuidanceSession) -> QuerySet[SessionHolder]:
    """Return who of us holds a session, who answers for it first."""
    held = SessionHolder.objects.filter(session=session).select_related("user")
    return held.order_by("position")


def guests_of(session: GuidanceSession) -> QuerySet[SessionGuest]:
    """Return who is invited to a session."""
    guests = SessionGuest.objects.filter(session=session, left_at=None)
    return guests.select_related("contact").order_by("pk")


def guests_who_left(session: GuidanceSession) -> QuerySet[SessionGuest]:
    """Return who was invited to a session, is no longer, and does not know it yet."""
    left = SessionGuest.objects.filter(session=session, left_at__isnull=False, left_told_by=None)
    return left.exclude(address="").select_related("contact").order_by("pk")


def reached(guests: Iterable[SessionGuest]) -> list[str]:
    """Return the addresses of those who can be written to, each once."""
    return list(dict.fromkeys(each.address for each in guests if each.address))


def mail_addresses(contacts: Iterable[Contact]) -> dict[int, str]:
    """Return the address at which each of these can be written to by mail. One query."""
    known = ChannelIdentity.objects.filter(
        contact__in=[each.pk for each in contacts], channel="email", valid_until=None
    )
    known = known.order_by("-undeliverable_at", "-pk")
    return dict(known.values_list("contact", "peer"))


def possible_guests(account: Account) -> QuerySet[Contact]:
    """Return who of a customer may be invited."""
    people = Contact.objects.filter(account=account, merged_into=None, forgotten_at=None)
    return people.order_by("name", "pk")


def possible_holders() -> QuerySet[User]:
    """Return who of us may hold sessions: those whose roles let them."""
    ours = User.objects.filter(is_active=True, kind=UserKind.USER)
    able = ours.filter(roles__permissions__contains=[GuidancePermission.HOLD])
    return able.distinct().order_by("name", "pk")


def later_in_series(session: GuidanceSession) -> QuerySet[GuidanceSession]:
    """Return a session of a series and those that are planned after it."""
    rows = GuidanceSession.objects.filter(series=session.series, status=SessionStatus.PLANNED)
    return rows.filter(occurs_at__gte=session.occurs_at).order_by("occurs_at")


def sessions_in(series: GuidanceSeries) -> QuerySet[GuidanceSession]:
    """Return all sessions of a series in the order of its rule."""
    return GuidanceSession.objects.filter(series=series).order_by("occurs_at")


def guests_who_say(reply: Reply, address: str) -> QuerySet[SessionGuest]:
    """
    Return for whom an answer counts: a guest of that address, of one session or of a series.

    Where the calendar names another of their addresses, that of the mail (`address`) counts.
    """
    asked = SessionGuest.objects.filter(session__uid=reply.uid, left_at=None)
    if reply.occurs_at:
        asked = asked.filter(session__occurs_at=reply.occurs_at)
    else:
        asked = asked.filter(Q(session__series=None) | Q(session__status=SessionStatus.PLANNED))
    theirs = asked.filter(address=reply.address)
    found = theirs if theirs.exists() else asked.filter(address=address.casefold())
    return found.select_related("session").order_by("session__starts_at", "pk")


def sessions_to_remind_of(*, until: datetime, at: datetime) -> QuerySet[GuidanceSession]:
    """Return the sessions that come up, whose guests are invited and were not reminded."""
    rows = GuidanceSession.objects.filter(
        status=SessionStatus.PLANNED, starts_at__gt=at, starts_at__lte=until, reminded_at=None
    )
    return rows.exclude(told_sequence=None).order_by("starts_at")
