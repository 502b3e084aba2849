"""Sessions as calendars of others know them (RFC 5545, RFC 5546), and what those answer."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar, Component, Event, vCalAddress, vRecur

from aftercare.domain.guidance.policies.series import local
from aftercare.domain.guidance.states import Answer, Entry, Invited, Method, Reply

PRODUCT = "-//Aftercare//Guidance//EN"
LARGEST = 256 * 1024
"""Bytes of a calendar that are read; an answer has some thousand."""
MOST_EVENTS = 100
_LAST_MINUTE = timedelta(days=400)
"""How far behind the first session the clock changes of its zone are told."""
_METHOD = re.compile(r"^METHOD:REPLY\s*$", re.MULTILINE | re.IGNORECASE)


def calendar_of(entries: Sequence[Entry], method: Method, *, at: datetime) -> bytes:
    """Return sessions as a calendar that invites, calls off or is just shown; `at` is its stamp."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", str(method))
    for entry in entries:
        calendar.add_component(_event(entry, method, at))
    first = min((each.slot.starts_at for each in entries), default=at).date()
    calendar.add_missing_timezones(first - timedelta(days=200), first + _LAST_MINUTE)
    return bytes(calendar.to_ical())


def _event(entry: Entry, method: Method, at: datetime) -> Event:
    event, zone = Event(), entry.slot.zone
    event.add("uid", entry.uid)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("dtstart", local(entry.slot.starts_at, zone))
    event.add("dtend", local(entry.slot.ends_at, zone))
    if entry.occurs_at:
        event.add("recurrence-id", local(entry.occurs_at, zone))
    if entry.rule:
        event.add("rrule", vRecur.from_ical(entry.rule))
    if entry.off:
        event.add("exdate", [local(each, zone) for each in entry.off])
    for name in ("summary", "description", "location", "url"):
        value = entry.place if name == "location" else getattr(entry, name)
        if value:
            event.add(name, value)
    event.add("status", "CANCELLED" if method == Method.CANCEL else "CONFIRMED")
    if entry.organizer[1]:
        event.add("organizer", _address(*entry.organizer))
    for guest in entry.guests if method != Method.PUBLISH else ():
        event.add("attendee", _attendee(guest))
    return event


def _address(name: str, address: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{address}")
    if name:
        found.params["CN"] = name.replace('"', "'")
    return found


def _attendee(guest: Invited) -> vCalAddress:
    found = _address(guest.name, guest.address)
    found.params["CUTYPE"] = "INDIVIDUAL"
    found.params["ROLE"] = "REQ-PARTICIPANT"
    found.params["PARTSTAT"] = guest.answer.upper() or "NEEDS-ACTION"
    found.params["RSVP"] = "TRUE"
    return found


def replies_in(content: bytes) -> list[Reply]:
    """
    Return what a calendar answers to invitations. Whatever the bytes are, it returns.

    What is no answer, or cannot be read, is left out.
    """
    text = content[:LARGEST].decode("utf-8-sig", "replace")
    if not _METHOD.search(text):
        return []
    try:
        found = Calendar.from_ical(text)
        return list(_replies(found.walk("VEVENT")[:MOST_EVENTS]))
    except Exception:  # noqa: BLE001  # the promise of this function, whatever a library trips over
        return []


def _replies(events: Iterable[Component]) -> Iterator[Reply]:
    for event in events:
        uid = str(event.get("uid") or "")[:120]
        for attendee in _all(event.get("attendee")):
            answer = str(getattr(attendee, "params", {}).get("PARTSTAT") or "").lower()
            address = re.sub(r"^mailto:", "", str(attendee).strip(), flags=re.IGNORECASE)
            if uid and answer in Answer.values:
                yield Reply(
                    uid=uid,
                    address=address.casefold()[:200],
                    answer=answer,
                    sequence=_number(event.get("sequence")),
                    stamp=_instant(event.get("dtstamp")),
                    occurs_at=_instant(event.get("recurrence-id")),
                    words=" ".join(map(str, _all(event.get("comment"))))[:500],
                )


def _all(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, int) and 0 <= value < 2**31 else None


def _instant(value: Any) -> datetime | None:
    """Return when something was; a day, or a clock without a zone, is taken as that of UTC."""
    found = getattr(value, "dt", None)
    if isinstance(found, date) and not isinstance(found, datetime):
        found = datetime.combine(found, time())
    if not isinstance(found, datetime):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
