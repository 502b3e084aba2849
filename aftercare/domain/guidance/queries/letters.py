"""What guests are written: a proposal in their language, and the calendar that goes with it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from aftercare.domain.conversations.models import Thread
from aftercare.domain.guidance.models import GuidanceSeries, GuidanceSession, SessionGuest
from aftercare.domain.guidance.policies.calendars import calendar_of
from aftercare.domain.guidance.policies.series import local
from aftercare.domain.guidance.queries import guests_of, sessions_in
from aftercare.domain.guidance.states import Entry, How, Invited, Method, SessionStatus, Slot
from aftercare.kit.languages import nearest_language
from aftercare.kit.thread_addresses import with_token


def when(session: GuidanceSession, zone: str) -> str:
    """Return when a session takes place, by the clock of a zone, in the language of now."""
    begins, ends = local(session.starts_at, zone), local(session.ends_at, zone)
    day = f"{date_format(begins, 'l')}, {date_format(begins, 'DATE_FORMAT')}"
    return f"{day}, {date_format(begins, 'H:i')}–{date_format(ends, 'H:i')} ({zone})"


def language_of(session: GuidanceSession) -> str:
    """Return the language in which the guests of a session are written to."""
    return nearest_language(session.case.language or session.account.language or "en")


def proposed(letter: Callable[[GuidanceSession], str], session: GuidanceSession) -> str:
    """Return what we propose to write to the guests, in their language."""
    with override(language_of(session)):
        return letter(session)


def invitation(session: GuidanceSession) -> str:
    """Return the words of an invitation, or of one that is changed."""
    known = _facts(session)
    if session.was_told:
        begin = _("Dear all,\n\nour session “%(subject)s” has changed. It now takes place:")
    else:
        begin = _("Dear all,\n\nwe invite you to our session “%(subject)s”:")
    end = _("Please answer with the buttons of your calendar, or simply by mail.")
    return f"{begin % known}\n\n{where_and_when(session)}\n\n{end}"


def invitation_to_series(session: GuidanceSession) -> str:
    """Return the words of an invitation to all sessions of a series that are to come."""
    begin = _("Dear all,\n\nwe invite you to our sessions “%(subject)s”:") % _facts(session)
    coming = sessions_in(session.series) if session.series else []
    planned = [each for each in coming if each.status == SessionStatus.PLANNED]
    days = "\n".join(f"- {when(each, each.zone)}" for each in planned)
    end = _("Please answer with the buttons of your calendar, or simply by mail.")
    return f"{begin}\n\n{days}\n\n{_place(session)}\n\n{end}"


def calling_off(session: GuidanceSession) -> str:
    """Return the words by which a session is called off."""
    return _(
        "Dear all,\n\nour session “%(subject)s” on %(when)s does not take place. We are sorry for"
        " the trouble, and will propose another time."
    ) % _facts(session)


def farewell(session: GuidanceSession) -> str:
    """Return the words for who was invited to a session and is no longer."""
    return _(
        "Dear all,\n\nyou need not come to our session “%(subject)s” on %(when)s any more; your"
        " calendar takes it out. It takes place with others of your company."
    ) % _facts(session)


def reminder(session: GuidanceSession) -> str:
    """Return the words that remind of a session."""
    begin = _("Dear all,\n\nwe look forward to our session “%(subject)s”:") % _facts(session)
    return f"{begin}\n\n{where_and_when(session)}"


def notes_letter(session: GuidanceSession) -> str:
    """Return the notes of a session as a letter."""
    begin = _("Dear all,\n\nthank you for the session “%(subject)s” on %(when)s. Our notes:")
    return f"{begin % _facts(session)}\n\n{session.notes}"


def _facts(session: GuidanceSession) -> Mapping[str, str]:
    return {"subject": session.subject, "when": when(session, session.zone)}


def where_and_when(session: GuidanceSession) -> str:
    """Return the time of a session by all clocks that matter, how people meet, and the agenda."""
    zones = dict.fromkeys([session.zone, session.account.time_zone])
    lines = [*(when(session, zone) for zone in zones if zone), _place(session)]
    about = [session.agenda.strip()] if session.agenda.strip() else []
    return "\n\n".join(["\n".join(lines), *about])


def _place(session: GuidanceSession) -> str:
    how = How(session.how).label
    return f"{how}: {session.place}" if session.place else str(how)


def organizer_of(thread: Thread) -> tuple[str, str]:
    """Return who invites: the case itself, so that answers of calendars come back into it."""
    account = thread.account
    return account.name, with_token(account.address, thread.token)


def entry_of(session: GuidanceSession, organizer: tuple[str, str]) -> Entry:
    """Return one session for a calendar."""
    return Entry(
        uid=session.uid,
        sequence=session.sequence,
        slot=Slot(session.starts_at, session.ends_at, session.zone),
        summary=session.subject,
        description=session.agenda,
        place=session.place,
        url=session.place if session.place.startswith("https://") else "",
        organizer=organizer,
        guests=invited(guests_of(session)),
        occurs_at=session.occurs_at,
    )


def entries_of_series(series: GuidanceSeries, organizer: tuple[str, str]) -> Sequence[Entry]:
    """Return a series for a calendar: its rule, and each session that departs from it."""
    sessions = list(sessions_in(series).select_related("account", "case"))
    pattern = next(
        (each for each in sessions if each.status == SessionStatus.PLANNED), sessions[-1]
    )
    shown = entry_of(pattern, organizer)
    lasts = series.ends_at - series.begins_at
    whole = Entry(
        uid=series.uid,
        sequence=series.sequence,
        slot=Slot(series.begins_at, series.ends_at, series.zone),
        summary=shown.summary,
        description=shown.description,
        place=shown.place,
        url=shown.url,
        organizer=organizer,
        guests=shown.guests,
        rule=series.rule,
        off=[
            each.occurs_at
            for each in sessions
            if each.status == SessionStatus.CALLED_OFF and each.occurs_at
        ],
    )
    moved = [
        entry_of(each, organizer)
        for each in sessions
        if each.status == SessionStatus.PLANNED
        and (each.starts_at, each.ends_at - each.starts_at) != (each.occurs_at, lasts)
    ]
    return [whole, *moved]


def invited(guests: Iterable[SessionGuest]) -> list[Invited]:
    """Return guests as a calendar names them: those who can be written to."""
    return [
        Invited(each.contact.name, each.address, each.answer) for each in guests if each.address
    ]


def shown_in_calendar(session: GuidanceSession, *, at: datetime) -> bytes:
    """Return a session as a calendar to be put into one's own, without any question."""
    organizer = organizer_of(session.thread) if session.thread else ("", "")
    return calendar_of([entry_of(session, organizer)], Method.PUBLISH, at=at)
