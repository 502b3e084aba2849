"""What engineers of Northwell show key accounts: held, invited to, and only planned."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aftercare.demo.founding import DAY, HOUR, Customer, Northwell
from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.conversations.operations.sending import begin_sending, note_sent
from aftercare.domain.guidance.operations.answering import take_in_replies
from aftercare.domain.guidance.operations.holding import write_notes
from aftercare.domain.guidance.operations.planning import plan_sessions
from aftercare.domain.guidance.operations.telling import (
    send_notes,
    tell_guests,
    tell_guests_of_series,
)
from aftercare.domain.guidance.queries.letters import (
    invitation,
    invitation_to_series,
    notes_letter,
    proposed,
)
from aftercare.domain.guidance.states import Every, Repeat, Reply, Slot, Topic
from aftercare.kit.actors import SYSTEM

MINUTE = timedelta(minutes=1)
ROOM = "https://meet.northwell.example/"
NOTES = (
    "Shown: the timing of the new panel on their own board, with gamma and white balance.\n"
    "Agreed: they change R114 to 4.7 kΩ and measure again.\n"
    "Follows: Yan sends the register table by Friday; next time the dimming at low temperature."
)


def give_guidance(northwell: Northwell, at: datetime) -> None:
    """Let one key account be guided every two weeks, one soon; with one it is only planned."""
    meera, corazon, xuemei = (northwell.regulars[key] for key in ("meera", "corazon", "xuemei"))
    wen: dict[str, Any] = {"actor": northwell.who("wen"), "at": at}
    _guided_before(northwell, meera)
    _guide_every_two_weeks(northwell, meera, wen)
    _guide_soon(northwell, corazon, wen)
    lines = Topic(
        "竖线故障的现场判断",
        "video",
        place=f"{ROOM}xingan",
        holders=[_holder(northwell, "wen", "")],
        guests=[xuemei.contact.pk],
    )
    slot = _slot(northwell.until + 6 * DAY, xuemei, time(9, 30))
    repeat = Repeat(Every.MONTH, count=2)
    plan_sessions(xuemei.contact.account, lines, slot, repeat=repeat, **wen)


def _guide_every_two_weeks(northwell: Northwell, customer: Customer, wen: dict[str, Any]) -> None:
    topic = Topic(
        "Driving the NW-3310 panels",
        "video",
        agenda="1. Power-up sequence\n2. Gamma and white balance\n3. Your questions",
        place=f"{ROOM}lumen",
        holders=[_holder(northwell, "yan", "R&D, displays"), _holder(northwell, "wen", "")],
        guests=[customer.contact.pk],
    )
    slot = _slot(northwell.until + 4 * DAY, customer, time(10))
    repeat = Repeat(Every.FORTNIGHT, count=4)
    first = plan_sessions(customer.contact.account, topic, slot, repeat=repeat, **wen)[0]
    _send(tell_guests_of_series(first, text=proposed(invitation_to_series, first), **wen))
    _answers(first.uid, customer, "accepted", wen["at"] + 3 * HOUR)


def _guide_soon(northwell: Northwell, customer: Customer, wen: dict[str, Any]) -> None:
    topic = Topic(
        "Updating sets in the store",
        "on_site",
        place="Baywalk, Pasay, store 4",
        holders=[_holder(northwell, "hao", "Hotline")],
        guests=[customer.contact.pk],
    )
    slot = _slot(northwell.until + 2 * DAY, customer, time(14))
    (soon,) = plan_sessions(customer.contact.account, topic, slot, **wen)
    _send(tell_guests(soon, text=proposed(invitation, soon), **wen))
    _answers(soon.uid, customer, "tentative", wen["at"] + 2 * HOUR)


def _guided_before(northwell: Northwell, customer: Customer) -> None:
    """Hold a session in a case of a customer that is some days old, with notes they were sent."""
    cases = visible_cases(SYSTEM).filter(contact=customer.contact, past_number="")
    cases = cases.filter(status__in=["open", "waiting", "solved"])
    case = cases.filter(opened_at__lt=northwell.until - 7 * DAY).order_by("opened_at").first()
    if case is None:
        return
    topic = Topic(
        "First light on your board",
        "video",
        place=f"{ROOM}lumen",
        holders=[_holder(northwell, "yan", "R&D, displays")],
        guests=[customer.contact.pk],
    )
    slot = _slot(northwell.until - 5 * DAY, customer, time(10))
    yan: dict[str, Any] = {"actor": northwell.who("yan")}
    planned_at = northwell.until - 6.5 * DAY
    (held,) = plan_sessions(customer.contact.account, topic, slot, case=case, at=planned_at, **yan)
    _send(tell_guests(held, text=proposed(invitation, held), at=planned_at, **yan))
    _answers(held.uid, customer, "accepted", planned_at + HOUR)
    after = slot.ends_at + HOUR
    write_notes(held, notes=NOTES, at=after, **yan)
    held.refresh_from_db()
    _send(send_notes(held, text=proposed(notes_letter, held), at=after + 10 * MINUTE, **yan))


def _holder(northwell: Northwell, handle: str, task: str) -> tuple[int, str]:
    return northwell.users[handle].pk, task


def _slot(day: datetime, customer: Customer, begins: time) -> Slot:
    """Return an hour of a working day by the clock of the customer, on a day or behind it."""
    zone = ZoneInfo(customer.zone)
    local = day.astimezone(zone).date()
    while local.weekday() > 4:
        local += DAY
    starts_at = datetime.combine(local, begins, zone)
    return Slot(starts_at, starts_at + HOUR, customer.zone)


def _send(message: Any) -> None:
    at = message.send_at + timedelta(seconds=1)
    if begin_sending(message, actor=SYSTEM, at=at):
        note_sent(message, actor=SYSTEM, at=at)


def _answers(uid: str, customer: Customer, answer: str, at: datetime) -> None:
    reply = Reply(uid, customer.address, answer, 0, at)
    take_in_replies([reply], sender=customer.address, actor=SYSTEM, at=at)
