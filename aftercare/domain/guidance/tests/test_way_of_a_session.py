"""A session, walked at random: by the verbs, and past them in the database."""

from hypothesis.stateful import invariant

from aftercare.base.promises.queries import open_promises
from aftercare.domain.guidance.models import GuidanceSession, SessionGuest
from aftercare.domain.guidance.operations.changing import (
    call_off_rest,
    call_off_session,
    change_session,
    move_session,
    take_session_up_again,
)
from aftercare.domain.guidance.operations.holding import note_missed, write_notes
from aftercare.domain.guidance.operations.telling import (
    note_guests_not_told,
    remind_guests,
    send_notes,
    tell_guests,
    tell_guests_of_series,
)
from aftercare.domain.guidance.states import MOVES, Every, MissedBy, Repeat, SessionStatus, Slot
from aftercare.domain.guidance.tests.make import (
    DAY,
    HOUR,
    MONDAY,
    make_session,
    make_sessions,
    topic,
)
from aftercare.kit.tests.walking import BEGIN, Walk, by_the_table, let_through, walk


def columns(status):
    return {
        "status": status,
        "ended_at": None if status == "planned" else MONDAY,
        "missed_by": "us" if status == "missed" else "",
        "notes": "",
    }


def test_the_database_knows_the_same_table(db):
    rows = GuidanceSession.objects.filter(pk=make_session().pk)

    assert let_through(rows, SessionStatus, columns) == by_the_table(MOVES)


class Diary(Walk):
    """Whoever calls whatever verb: what is owed and what guests know is what stands there."""

    verbs = {
        "change": lambda m, who: change_session(
            m.one, topic(m.one.account, subject=f"Topic {m.turn}"), **who
        ),
        "move": lambda m, who: move_session(m.one, m.slot, why="Busy", **who),
        "call off": lambda m, who: call_off_session(m.one, why="Ill", **who),
        "call off the rest": lambda m, who: call_off_rest(m.one, why="Enough", **who),
        "take up again": lambda m, who: take_session_up_again(m.one, **who),
        "hold": lambda m, who: write_notes(m.one, notes="Shown", **who),
        "missed by us": lambda m, who: note_missed(m.one, MissedBy.US, **who),
        "missed by them": lambda m, who: note_missed(m.one, MissedBy.CUSTOMER, **who),
        "tell": lambda m, who: tell_guests(m.one, text="Come", **who),
        "tell all": lambda m, who: tell_guests_of_series(m.one, text="Come", **who),
        "not told": lambda m, who: m.one.told_by and note_guests_not_told(m.one.told_by, **who),
        "remind": lambda m, who: remind_guests(m.one, text="Soon", **who),
        "send notes": lambda m, who: send_notes(m.one, text="Notes", **who),
    }

    def begin(self):
        first = Slot(BEGIN + 5 * HOUR, BEGIN + 6 * HOUR, "Europe/Berlin")
        self.known = {}
        self.keys = [
            each.pk for each in make_sessions(slot=first, repeat=Repeat(Every.WEEK, count=3))
        ]

    @property
    def one(self):
        return GuidanceSession.objects.get(pk=self.keys[self.turn % 3])

    @property
    def slot(self):
        return Slot(self.at + DAY, self.at + DAY + HOUR, "Asia/Manila")

    def kept(self):
        rows = GuidanceSession.objects.order_by("pk"), SessionGuest.objects.order_by("pk")
        return [list(each.values()) for each in rows]

    @invariant()
    def what_is_planned_is_owed_and_what_is_over_is_not(self):
        owed = set(open_promises().values_list("subject", flat=True))
        for each in GuidanceSession.objects.all():
            is_owed = f"guidance_session:{each.pk}" in owed
            still = each.status == "planned" or (each.status, each.missed_by) == ("missed", "us")
            assert is_owed == still, each.status

    @invariant()
    def what_guests_know_is_never_ahead_and_numbers_only_grow(self):
        for each in GuidanceSession.objects.all():
            assert each.told_sequence is None or each.told_sequence <= each.sequence
            assert each.sequence >= self.known.get(each.pk, 0)
            assert each.moved_sequence <= each.sequence
            self.known[each.pk] = each.sequence


def test_whatever_is_done_what_is_owed_and_known_is_what_stands_there(db):
    walk(Diary, examples=10, steps=20)
