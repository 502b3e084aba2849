"""The table of moves in code and database, and what is told of the way in any order."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from django.db import DatabaseError, transaction

from aftercare.base.journal.models import Entry
from aftercare.base.people.models import Notification
from aftercare.base.people.tests.make import make_user
from aftercare.base.promises.models import Promise
from aftercare.base.promises.operations import notice_time
from aftercare.domain.shipping.models import Parcel, ParcelSighting
from aftercare.domain.shipping.operations.parcels import (
    ParcelHasLeft,
    SayWhatHappened,
    cancel_parcel,
    change_parcel,
    pack_parcel,
    put_delivery_off,
    report_parcel,
)
from aftercare.domain.shipping.queries import find_parcels, parcels_about
from aftercare.domain.shipping.states import CLOSED, MOVES, ParcelStatus, ParcelWay
from aftercare.domain.shipping.steps import note_sightings, parcel_arrives
from aftercare.domain.shipping.tests.make import (
    FACTS,
    HOUR,
    MONDAY,
    make_labeled,
    make_parcel,
    seen,
)
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import NotAllowed
from aftercare.kit.states import IllegalMove
from aftercare.kit.tests.walking import by_the_table, let_through

GIVEN = {"actor": SYSTEM, "at": MONDAY + 9 * HOUR}
WAY = [
    seen("collected", 1),
    seen("in_transit", 2),
    seen("out_for_delivery", 5),
    seen("delivered", 6),
]


def columns(status):
    closed_at = MONDAY if status in CLOSED else None
    return {"status": status, "closed_at": closed_at, "carrier_name": "Road"}


def test_the_database_knows_the_same_table(db):
    rows = Parcel.objects.filter(pk=make_parcel().pk)

    assert let_through(rows, ParcelStatus, columns) == by_the_table(MOVES)


def test_words_in_any_order_lead_to_the_same_place(db):
    for number, order in enumerate(permutations(WAY)):
        parcel = make_labeled(number=str(number))
        for word in order:
            note_sightings(parcel, [word], **GIVEN)
        note_sightings(parcel, WAY, **GIVEN)  # and all of it again

        parcel.refresh_from_db()
        assert parcel.status == "delivered"
        assert ParcelSighting.objects.filter(parcel=parcel).count() == len(WAY)


def test_what_comes_late_moves_nothing_back_and_is_kept(db):
    parcel = make_labeled()
    note_sightings(parcel, [WAY[3]], **GIVEN)

    note_sightings(parcel, [WAY[1]], **GIVEN)

    parcel.refresh_from_db()
    assert parcel.status == "delivered"
    assert Entry.objects.filter(event="shipping.parcel_seen").count() == 1


def test_a_word_no_arrow_leads_to_is_kept(db):
    parcel = make_labeled()
    note_sightings(parcel, [seen("delivered", 1), seen("in_transit", 3)], **GIVEN)
    note_sightings(parcel, [seen("", 4, key="info", words="Left with a neighbor")], **GIVEN)

    assert ParcelSighting.objects.count() == 3


def test_a_clock_that_runs_ahead_does_not_make_later_words_look_old(db):
    parcel = make_labeled()
    note_sightings(parcel, [seen("in_transit", 99)], actor=SYSTEM, at=MONDAY + HOUR)

    note_sightings(parcel, [seen("delivered", 6)], **GIVEN)

    parcel.refresh_from_db()
    assert parcel.status == "delivered"


def test_what_was_told_stays_as_it_was_told(db):
    note_sightings(make_labeled(), WAY, **GIVEN)

    with pytest.raises(DatabaseError), transaction.atomic():
        ParcelSighting.objects.update(words="Nothing happened")
    with pytest.raises(DatabaseError), transaction.atomic():
        ParcelSighting.objects.all().delete()


def test_delivery_keeps_what_was_promised(db):
    parcel = make_labeled(expected_on=date(2026, 9, 29))

    note_sightings(parcel, WAY, actor=SYSTEM, at=MONDAY + timedelta(days=3))

    promise = Promise.objects.get(subject=str(ref(parcel)))
    assert (promise.kept_at, promise.broken) == (MONDAY + 6 * HOUR, False)


@pytest.mark.parametrize("trouble", ["later", "lost"])
def test_trouble_lets_a_promise_slip_before_its_time_and_its_owner_knows(db, run_jobs, trouble):
    liza = make_user("Liza")
    parcel = make_labeled(expected_on=date(2026, 10, 9))
    Promise.objects.update(owner=f"user:{liza.pk}")
    later = {"expected_at": MONDAY + timedelta(days=20)} if trouble == "later" else {}
    words = [] if trouble == "later" else [seen("lost")]

    note_sightings(parcel, words, **later, **GIVEN)
    notice_time(**GIVEN)
    run_jobs()

    assert Entry.objects.filter(event="shipping.delivery_slips").count() == 1
    assert Notification.objects.get(user=liza).kind == "delivery_slips"
    put_delivery_off(parcel, due_at=MONDAY + timedelta(days=21), why="Storm", **GIVEN)
    assert Promise.objects.get().broken is False


def test_a_person_says_where_a_parcel_is_once(db):
    parcel = make_labeled()

    report_parcel(parcel, "collected", **GIVEN)
    report_parcel(parcel, "collected", **GIVEN)
    with pytest.raises(SayWhatHappened):
        report_parcel(parcel, "damaged", **GIVEN)
    for never in ("cancelled", "labeled", "delivered"):
        with pytest.raises(IllegalMove):
            report_parcel(make_parcel(), never, **GIVEN)

    parcel.refresh_from_db()
    assert (parcel.status, ParcelSighting.objects.count()) == ("collected", 1)


def test_a_parcel_nobody_announced_the_label_of_is_here(db):
    parcel = make_parcel(ParcelWay.IN)

    parcel_arrives(parcel, **GIVEN)
    parcel.refresh_from_db()
    parcel_arrives(parcel, **GIVEN)

    assert (parcel.status, ParcelSighting.objects.count()) == ("delivered", 1)


def test_what_has_a_label_is_not_changed_and_what_has_none_is(db):
    labeled, draft = make_labeled(), make_parcel()

    with pytest.raises(ParcelHasLeft):
        change_parcel(labeled, FACTS, **GIVEN)
    change_parcel(draft, FACTS, **GIVEN)
    pack_parcel(draft, **GIVEN)
    pack_parcel(draft, **GIVEN)
    cancel_parcel(draft, **GIVEN)

    said = Entry.objects.filter(about__contains=[str(ref(draft))]).values_list("event", flat=True)
    assert sorted(said) == [
        "shipping.parcel_drafted",
        "shipping.parcel_moved",
        "shipping.parcel_packed",
    ]


def test_a_parcel_is_found_by_what_it_is_for_by_its_code_and_its_number(db):
    order = Ref("work_order", 5)
    parcel = make_labeled(belongs_to=order, about=[Ref("case", 3)])

    assert list(parcels_about(Ref("case", 3), Ref("case", 4))) == [parcel]
    assert parcel.lines.get().belongs_to == "work_order:5"
    assert list(find_parcels("cn 123", SYSTEM)) == list(find_parcels(parcel.code, SYSTEM))
    assert not find_parcels("CN123", NOBODY).exists()
    with pytest.raises(NotAllowed):
        report_parcel(parcel, "lost", actor=NOBODY, at=MONDAY)
