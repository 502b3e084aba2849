from datetime import date
from io import BytesIO

import pytest

from aftercare.base.files.models import FileLink
from aftercare.base.journal.models import Entry
from aftercare.domain.units.models import UnitDate
from aftercare.domain.units.operations.records import note_date
from aftercare.domain.units.queries import dates_of, find_units
from aftercare.domain.units.states import DateKind, Upload
from aftercare.domain.units.steps import DateCannotBe
from aftercare.domain.units.tests.make import MONDAY, make_batch, make_unit
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refusals import NotAllowed


def note(unit, kind=DateKind.SOLD, on=date(2026, 9, 1), **given):
    note_date(unit, kind=kind, on=on, **given, actor=SYSTEM, at=MONDAY)


def test_keeps_the_date_with_what_proves_it(db):
    unit = make_unit()

    note(unit, proof=Upload("invoice.txt", BytesIO(b"invoice")), source="SM Cebu")

    sold = dates_of(unit)[DateKind.SOLD]
    assert (sold.on, sold.source, sold.noted_by) == (date(2026, 9, 1), "SM Cebu", "system:0")
    assert FileLink.objects.get().name == "invoice.txt"


def test_another_date_takes_its_place_and_the_old_one_stays(db):
    unit = make_unit()
    note(unit)

    note(unit, on=date(2026, 9, 2))

    assert dates_of(unit)[DateKind.SOLD].on == date(2026, 9, 2)
    assert UnitDate.objects.filter(replaced_at=MONDAY).get().on == date(2026, 9, 1)


def test_the_same_date_again_changes_nothing(db):
    unit = make_unit()
    note(unit, source="SM Cebu")
    before = Entry.objects.count()

    note(unit)

    assert (UnitDate.objects.count(), Entry.objects.count()) == (1, before)


def test_a_proof_that_comes_later_keeps_the_source(db):
    unit = make_unit()
    note(unit, source="SM Cebu")

    note(unit, proof=Upload("invoice.txt", BytesIO(b"invoice")))

    sold = dates_of(unit)[DateKind.SOLD]
    assert (sold.source, sold.evidence is not None) == ("SM Cebu", True)


def test_when_it_was_made_is_known_from_its_batch(db):
    make_batch()

    made = dates_of(find_units(["AX55-2519-B0001"]).get())[DateKind.MANUFACTURED]

    assert (made.on, made.source) == (date(2025, 5, 5), "B-77")


@pytest.mark.parametrize("on", [date(2026, 9, 29), date(2026, 7, 31)])
def test_is_refused_in_the_future_and_before_it_was_made(db, on):
    unit = make_unit()
    note(unit, DateKind.MANUFACTURED, date(2026, 8, 1))

    with pytest.raises(DateCannotBe):
        note(unit, on=on)

    assert list(dates_of(unit)) == [DateKind.MANUFACTURED]


def test_needs_its_permission(db):
    unit = make_unit()

    with pytest.raises(NotAllowed):
        note_date(unit, kind=DateKind.SOLD, on=date(2026, 9, 1), actor=NOBODY, at=MONDAY)

    assert dates_of(unit) == {}
