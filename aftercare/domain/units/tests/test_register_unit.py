from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

import pytest

from aftercare.base.files.models import FileLink
from aftercare.base.journal.models import Entry
from aftercare.domain.customers.operations.merging import (
    merge_accounts,
    merge_contacts,
    unmerge_accounts,
    unmerge_contacts,
)
from aftercare.domain.customers.operations.privacy import FORGET, forget_contact
from aftercare.domain.customers.queries import everything_about
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.units.models import Ownership, Registration, Unit, UnitDate
from aftercare.domain.units.operations.records import change_owner
from aftercare.domain.units.operations.registering import (
    SoldInFuture,
    accept_registration,
    refuse_registration,
    register_unit,
)
from aftercare.domain.units.queries import dates_of, owners_of
from aftercare.domain.units.states import DateKind, OwnedBy, Upload
from aftercare.domain.units.tests.make import MONDAY, make_unit
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refusals import NotAllowed
from aftercare.kit.states import IllegalMove

BOUGHT = date(2026, 9, 1)
KEY = UUID(int=7)


@pytest.fixture
def marisol(db):
    return make_contact()


def register(contact, **given):
    details = {"key": KEY, "serial": "ax55 2519 b0042", "bought_on": BOUGHT, "dealer": "SM Cebu"}
    return register_unit(contact, **details | given, actor=SYSTEM, at=MONDAY)


def invoice():
    return Upload("invoice.pdf", BytesIO(b"%PDF-1.4 invoice of Marisol"))


def state():
    return Registration.objects.count(), Ownership.objects.count(), Entry.objects.count()


def test_is_accepted_at_once_with_a_proof_where_the_unit_is_nobodys(marisol):
    unit = make_unit()

    registration = register(marisol, proof=invoice())

    unit.refresh_from_db()
    assert (registration.status, registration.unit, unit.contact) == ("accepted", unit, marisol)
    dates = dates_of(unit)
    assert (dates[DateKind.SOLD].on, dates[DateKind.SOLD].source) == (BOUGHT, "SM Cebu")
    assert dates[DateKind.SOLD].evidence == registration.proof
    assert dates[DateKind.REGISTERED].on == MONDAY.date()
    assert unit.dealer == "SM Cebu"


@pytest.mark.parametrize("known", [True, False])
def test_waits_without_a_proof_or_where_the_unit_is_unknown(marisol, known):
    if known:
        make_unit()

    registration = register(marisol, proof=None if known else invoice())

    assert registration.status == "waiting"
    assert Ownership.objects.count() == UnitDate.objects.count() == 0


def test_waits_where_the_unit_is_somebody_elses(marisol):
    unit = make_unit()
    own(unit, contact=make_contact("Jo Cruz"))

    assert register(marisol, proof=invoice()).status == "waiting"
    assert owners_of(unit).count() == 1


def test_is_one_registration_however_often_it_is_sent(marisol):
    make_unit()
    register(marisol, proof=invoice())
    before = state()

    register(marisol, proof=invoice())

    assert state() == before


def test_of_two_items_with_one_serial_the_named_one_is_meant(marisol):
    make_unit()
    board = make_unit(item="MB-5500")

    assert register(marisol, item="main board").unit == board


def test_is_refused_for_a_day_to_come(marisol):
    before = state()

    with pytest.raises(SoldInFuture):
        register(marisol, bought_on=MONDAY.date() + timedelta(days=1))

    assert state() == before


def test_one_of_us_accepts_what_waits(marisol):
    unit, other = make_unit(), make_contact("Jo Cruz")
    own(unit, contact=other)
    registration = register(marisol, proof=invoice())

    accept_registration(registration, unit=unit, actor=SYSTEM, at=MONDAY)

    told = owners_of(unit).values_list("contact__name", "until")
    assert list(told) == [("Marisol Reyes", None), ("Jo Cruz", BOUGHT)]


def test_one_of_us_refuses_what_cannot_be_and_it_stays_refused(marisol):
    registration = register(marisol)

    refuse_registration(registration, why="Not our product", actor=SYSTEM, at=MONDAY)

    with pytest.raises(IllegalMove):
        accept_registration(registration, unit=make_unit(), actor=SYSTEM, at=MONDAY)
    assert Ownership.objects.count() == 0


@pytest.mark.parametrize("act", ["register", "accept", "refuse"])
def test_needs_its_permission(marisol, act):
    registration = register(marisol)
    unit = make_unit()
    before = state()
    given = {"actor": NOBODY, "at": MONDAY}

    with pytest.raises(NotAllowed):
        match act:
            case "register":
                register_unit(marisol, key=UUID(int=8), serial="1", bought_on=BOUGHT, **given)
            case "accept":
                accept_registration(registration, unit=unit, **given)
            case _:
                refuse_registration(registration, why="", **given)

    assert state() == before


def own(unit, *, contact=None, account=None, since=date(2026, 8, 1)):
    given = {"contact": contact, "account": account, "how": OwnedBy.BOUGHT, "since": since}
    change_owner(unit, **given, actor=SYSTEM, at=MONDAY)


def test_units_follow_who_is_merged_and_come_back(marisol, run_jobs):
    unit, other = make_unit(), make_contact("Jo Cruz")
    own(unit, contact=marisol)

    merge = merge_contacts(marisol, into=other, actor=SYSTEM, at=MONDAY)
    run_jobs()
    assert Unit.objects.get().contact == other
    assert owners_of(unit).get().contact == other

    unmerge_contacts(merge, actor=SYSTEM, at=MONDAY)
    run_jobs()
    assert Unit.objects.get().contact == marisol
    assert owners_of(unit).get().contact == marisol


def test_units_follow_accounts_that_are_merged_and_come_back(run_jobs):
    unit, one, other = make_unit(), make_account(), make_account("Harbor Line")
    own(unit, account=one)

    merge = merge_accounts(one, into=other, actor=SYSTEM, at=MONDAY)
    run_jobs()
    assert Unit.objects.get().account == other

    unmerge_accounts(merge, actor=SYSTEM, at=MONDAY)
    run_jobs()
    assert Unit.objects.get().account == one
    assert owners_of(unit).get().account == one


def test_what_proves_a_purchase_is_erased_with_the_person(marisol):
    unit = make_unit(note="Marisol Reyes wants it back by Friday")
    register(marisol, proof=invoice())
    assert everything_about(marisol)["units"]["units"][0]["serial"] == unit.serial

    forget_contact(marisol, confirmation=FORGET, actor=SYSTEM, at=MONDAY)

    unit.refresh_from_db()
    assert "Marisol" not in unit.note
    assert Registration.objects.get().proof is None
    assert FileLink.objects.count() == 0
    assert dates_of(unit)[DateKind.SOLD].evidence is None
