import pytest

from aftercare.domain.cases.operations.merging import merge_cases, undo_merge
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.customers.operations.merging import (
    merge_accounts,
    merge_contacts,
    unmerge_accounts,
    unmerge_contacts,
)
from aftercare.domain.customers.operations.privacy import forget_contact
from aftercare.domain.customers.queries import everything_about
from aftercare.domain.customers.tests.make import make_contact
from aftercare.domain.guidance.operations.telling import tell_guests
from aftercare.domain.guidance.tests.make import NOW, make_key_account, make_session

pytestmark = pytest.mark.django_db


def test_sessions_follow_a_case_that_goes_on_in_another_and_come_back(run_jobs):
    session = make_session()
    case, other = session.case, make_case(peer="other@harborline.example")

    def now():
        run_jobs()
        session.refresh_from_db()
        return session.case

    merge_cases(case, into=other, **NOW)
    assert now() == other
    undo_merge(case, **NOW)
    assert now() == case


def test_sessions_follow_a_customer_and_a_person_who_are_merged_and_come_back(run_jobs):
    session = make_session()
    account, other = session.account, make_key_account("Rheinwerk Group")
    guest = session.guests.order_by("pk").first()
    person, twin = guest.contact, make_contact("G. Vogel", account=account, email="g@vogel.example")

    def now():
        run_jobs()
        session.refresh_from_db()
        guest.refresh_from_db()
        return session.account, guest.contact

    of_accounts = merge_accounts(account, into=other, **NOW)
    of_people = merge_contacts(person, into=twin, **NOW)
    assert now() == (other, twin)
    unmerge_contacts(of_people, **NOW)
    unmerge_accounts(of_accounts, **NOW)
    assert now() == (account, person)


def test_who_is_forgotten_goes_from_the_session_and_was_told_what_is_kept():
    session = make_session(agenda="Greta Vogel shows the board")
    tell_guests(session, text="Please come.", **NOW)
    guest = session.guests.order_by("pk").first()
    (kept,) = everything_about(guest.contact)["guidance"]
    assert (kept["code"], kept["address"]) == (session.code, "greta@rheinwerk.example")

    forget_contact(guest.contact, confirmation="FORGET", **NOW)

    guest.refresh_from_db()
    session.refresh_from_db()
    assert guest.address == ""
    assert "Greta" not in session.agenda
