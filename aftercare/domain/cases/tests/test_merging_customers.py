from aftercare.domain.cases.models import Case
from aftercare.domain.cases.tests.make import MONDAY, make_case, make_level
from aftercare.domain.conversations.models import Thread
from aftercare.domain.customers.models import Account, Address, Contact
from aftercare.domain.customers.operations.merging import (
    merge_accounts,
    merge_contacts,
    unmerge_accounts,
    unmerge_contacts,
)
from aftercare.domain.customers.operations.records import edit_contact, save_address
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.kit.actors import SYSTEM


def whose():
    return [
        sorted(Case.objects.values_list("pk", "contact", "account")),
        sorted(Thread.objects.values_list("pk", "contact")),
        sorted(Contact.objects.values_list("pk", "account", "merged_into")),
        sorted(Account.objects.values_list("pk", "domains", "merged_into")),
        sorted(Address.objects.values_list("pk", "account", "is_default")),
    ]


def make_two(run_jobs):
    one, other = make_account("Harborline"), make_account("Harbor Line", domains=["hl.example"])
    people = [
        make_contact("Marisol Reyes", account=one, email="marisol@harborline.example"),
        make_contact("Jonas", account=other, email="jonas@hl.example"),
    ]
    for person in people:
        make_case(peer=person.identities.get().peer)
    for account in (one, other):
        save_address(
            account,
            None,
            label="Dock",
            kind="delivery",
            lines="Pier 1",
            country="PH",
            actor=SYSTEM,
            at=MONDAY,
        )
    run_jobs()
    return one, other, people


def test_matters_and_conversations_follow_a_merged_person_and_go_back(db, run_jobs):
    _one, _other, (marisol, jonas) = make_two(run_jobs)
    before = whose()

    merge = merge_contacts(marisol, into=jonas, actor=SYSTEM, at=MONDAY)
    run_jobs()
    assert Case.objects.filter(contact=jonas).count() == 2
    assert Thread.objects.filter(contact=jonas).count() == 2
    unmerge_contacts(merge, actor=SYSTEM, at=MONDAY)
    run_jobs()

    assert whose() == before


def test_what_came_after_a_merge_stays_with_who_it_came_to(db, run_jobs):
    _one, _other, (marisol, jonas) = make_two(run_jobs)
    merge = merge_contacts(marisol, into=jonas, actor=SYSTEM, at=MONDAY)
    run_jobs()
    later = make_case(peer="marisol@harborline.example", subject="Later")

    unmerge_contacts(merge, actor=SYSTEM, at=MONDAY)
    run_jobs()

    later.refresh_from_db()
    assert later.contact == jonas
    assert Case.objects.filter(contact=marisol).count() == 1


def test_people_places_and_matters_follow_a_merged_account_and_go_back(db, run_jobs):
    one, other, (marisol, _jonas) = make_two(run_jobs)
    before = whose()

    merge = merge_accounts(other, into=one, actor=SYSTEM, at=MONDAY)
    run_jobs()
    one.refresh_from_db()
    assert one.domains == ["hl.example"]
    assert Contact.objects.filter(account=one).count() == 2
    assert Case.objects.filter(account=one).count() == 2
    assert Address.objects.filter(account=one, is_default=True).count() == 1
    unmerge_accounts(merge, actor=SYSTEM, at=MONDAY)
    run_jobs()

    assert whose() == before
    edit_contact(marisol, name="Marisol", actor=SYSTEM, at=MONDAY)
    assert Contact.objects.get(pk=marisol.pk).account == one


def test_a_merged_account_keeps_its_service_level_until_it_is_undone(db, run_jobs):
    one, other = make_account("Harborline"), make_account("Harbor Line", domains=["hl.example"])
    both, alone = make_level("Both", accounts=[one, other]), make_level("Alone", accounts=[other])

    merge = merge_accounts(other, into=one, actor=SYSTEM, at=MONDAY)
    run_jobs()
    assert set(alone.accounts.all()) == {one, other}
    unmerge_accounts(merge, actor=SYSTEM, at=MONDAY)
    run_jobs()

    assert set(alone.accounts.all()) == {other}
    assert set(both.accounts.all()) == {one, other}
