from threading import Barrier, Thread

import pytest
from django.apps import apps
from django.db import connection, models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftercare.base.journal.models import Entry
from aftercare.domain.customers.models import ChannelIdentity, Consent, Contact, ContactMerge
from aftercare.domain.customers.operations.merging import (
    CannotMerge,
    merge_contacts,
    unmerge_contacts,
)
from aftercare.domain.customers.operations.privacy import (
    NotConfirmed,
    export_contact,
    forget_contact,
)
from aftercare.domain.customers.operations.reaching import (
    ProofMissing,
    add_identity,
    record_consent,
    retire_identity,
)
from aftercare.domain.customers.operations.records import NameMissing, edit_account
from aftercare.domain.customers.policies import normal_peer
from aftercare.domain.customers.queries import (
    has_consent,
    likely_duplicates,
    visible_accounts,
    visible_contacts,
)
from aftercare.domain.customers.steps import (
    AddressIsTaken,
    BadAddress,
    mark_undeliverable,
    meet,
    recognise,
)
from aftercare.domain.customers.tests.make import MONDAY, make_account, make_contact
from aftercare.kit.actors import NOBODY, SYSTEM, Actor
from aftercare.kit.refusals import NotAllowed


@pytest.mark.parametrize(
    ("channel", "typed", "country", "peer"),
    [
        ("email", " Liza.Dizon@Harborline.Example ", "", "liza.dizon@harborline.example"),
        ("email", "wang@例子.cn", "", "wang@xn--fsqu00a.cn"),
        ("email", "no address", "", ""),
        ("email", "@example.com", "", ""),
        ("phone", "0917 123 4567", "PH", "+639171234567"),
        ("phone", "+86 755 8123 4567", "", "+8675581234567"),
        ("phone", "0917 123 4567", "", ""),
        ("phone", "112", "DE", ""),
        ("phone", "anonymous", "PH", ""),
    ],
)
def test_addresses_are_compared_in_one_form(channel, typed, country, peer):
    assert normal_peer(channel, typed, country=country) == peer


def test_a_stranger_becomes_a_contact_and_is_recognised(db):
    contact = meet("email", "Jo@New.example", name="Jo", at=MONDAY)

    assert recognise("email", "jo@new.example") == contact
    assert meet("email", "JO@new.example", name="Somebody Else", at=MONDAY) == contact
    assert Contact.objects.get().name == "Jo"
    assert contact.identities.get().standing == "claimed"


def test_a_domain_of_one_account_says_whose_person_it_is(db):
    account = make_account(domains=["harborline.example"])

    assert meet("email", "new@harborline.example", at=MONDAY).account == account
    assert meet("email", "new@elsewhere.example", at=MONDAY).account is None


def test_what_cannot_be_an_address_is_nobodys(db):
    assert meet("email", "undisclosed recipients", at=MONDAY) is None
    assert not Contact.objects.exists()


def test_many_who_meet_a_stranger_at_once_meet_one_person(transactional_db):
    together = Barrier(8)
    met = []

    def meet_jo():
        together.wait()
        met.append(meet("email", "jo@new.example", at=MONDAY).pk)
        connection.close()

    threads = [Thread(target=meet_jo) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(met)) == 1
    assert (Contact.objects.count(), ChannelIdentity.objects.count()) == (1, 1)


def test_a_name_is_needed(db):
    account = make_account()

    with pytest.raises(NameMissing):
        edit_account(account, name=" ", actor=SYSTEM, at=MONDAY)

    account.refresh_from_db()
    assert account.name == "Harborline Retail"


def test_an_address_is_one_persons_until_it_is_retired(db):
    owner, other = make_contact(), make_contact("Jonas", email="")

    with pytest.raises(AddressIsTaken):
        add_identity(
            other, channel="email", typed="MARISOL@harborline.example", actor=SYSTEM, at=MONDAY
        )
    with pytest.raises(BadAddress):
        add_identity(other, channel="phone", typed="12", actor=SYSTEM, at=MONDAY)
    retire_identity(owner.identities.get(), actor=SYSTEM, at=MONDAY)
    add_identity(
        other, channel="email", typed="marisol@harborline.example", actor=SYSTEM, at=MONDAY
    )

    assert recognise("email", "marisol@harborline.example") == other


def test_a_bounce_marks_the_address_until_its_owner_writes(db):
    identity = make_contact().identities.get()

    mark_undeliverable("email", identity.peer, why="5.1.1", at=MONDAY)
    mark_undeliverable("email", identity.peer, why="5.2.2", at=MONDAY)
    identity.refresh_from_db()
    assert identity.undeliverable_why == "5.1.1"

    meet("email", identity.peer, at=MONDAY)
    identity.refresh_from_db()
    assert identity.undeliverable_at is None


def test_the_newest_word_on_consent_counts_and_needs_proof(db):
    contact = make_contact()
    word = {"purpose": "news", "channel": "email", "actor": SYSTEM, "at": MONDAY}

    assert not has_consent(contact, "news", "email")
    record_consent(contact, given=True, proof="Form of 3 May", **word)
    assert has_consent(contact, "news", "email")
    record_consent(contact, given=False, proof="Mail of 4 May", **word)
    assert not has_consent(contact, "news", "email")
    with pytest.raises(ProofMissing):
        record_consent(contact, given=True, proof=" ", **word)
    assert not has_consent(contact, "news", "email")


def test_merged_twice_is_refused(db):
    one, other = make_contact(), make_contact("Jonas")
    merge_contacts(one, into=other, actor=SYSTEM, at=MONDAY)

    for pair in ((one, other), (other, other), (other, one)):
        with pytest.raises(CannotMerge):
            merge_contacts(pair[0], into=pair[1], actor=SYSTEM, at=MONDAY)


def test_who_was_merged_is_recognised_as_the_other(db):
    one, other = make_contact(), make_contact("Jonas")

    merge = merge_contacts(one, into=other, actor=SYSTEM, at=MONDAY)
    assert recognise("email", "marisol@harborline.example") == other
    unmerge_contacts(merge, actor=SYSTEM, at=MONDAY)

    assert recognise("email", "marisol@harborline.example") == one
    with pytest.raises(CannotMerge):
        unmerge_contacts(merge, actor=SYSTEM, at=MONDAY)


def state():
    return [
        sorted(ChannelIdentity.objects.values_list("pk", "contact")),
        sorted(Consent.objects.values_list("pk", "contact")),
        sorted(Contact.objects.values_list("pk", "merged_into", "name")),
    ]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=6))
def test_merges_undone_in_turn_leave_everything_as_it_was(db, pairs):
    ContactMerge.objects.all().delete()
    ChannelIdentity.objects.all().delete()
    Contact.objects.all().delete()
    people = [make_contact(f"P{number}") for number in range(5)]
    before = state()
    merges = []
    for one, other in pairs:
        try:
            merges.append(merge_contacts(people[one], into=people[other], actor=SYSTEM, at=MONDAY))
        except CannotMerge:
            continue

    for merge in reversed(merges):
        unmerge_contacts(merge, actor=SYSTEM, at=MONDAY)

    assert state() == before


def test_forgetting_takes_the_word_and_leaves_no_trace(db):
    contact = make_contact("Zenaida Quillfeather", note="Likes calls", phone="+63 917 123 4567")
    record_consent(
        contact,
        purpose="news",
        channel="email",
        given=True,
        proof="Zenaida Quillfeather said so",
        actor=SYSTEM,
        at=MONDAY,
    )
    with pytest.raises(NotConfirmed):
        forget_contact(contact, confirmation="yes", actor=SYSTEM, at=MONDAY)

    forget_contact(contact, confirmation="FORGET", actor=SYSTEM, at=MONDAY)

    everything = " ".join(
        str(list(model.objects.values()))
        for model in apps.get_models()
        if isinstance(model._meta.default_manager, models.Manager)
        and model.__module__.startswith("aftercare.")
    )
    for trace in ("Zenaida", "zenaida", "Quillfeather", "Likes calls", "917123"):
        assert trace not in everything
    assert not visible_contacts(SYSTEM).exists()


def test_an_export_holds_all_and_is_written_down(db):
    contact = make_contact(account=make_account())

    data = export_contact(contact, actor=SYSTEM, at=MONDAY)

    assert data["contact"]["name"] == "Marisol Reyes"
    assert data["contact"]["addresses"][0]["address"] == "marisol@harborline.example"
    assert Entry.objects.latest("pk").event == "customers.contact_exported"


def test_customers_see_their_own_account_only(db):
    mine, other = make_account(), make_account("Other")
    me, _stranger = make_contact(account=mine), make_contact("Jonas", account=other)
    customer = Actor("customer", 9, "Marisol", account_id=mine.pk)

    assert list(visible_accounts(customer)) == [mine]
    assert list(visible_contacts(customer)) == [me]
    assert not visible_accounts(NOBODY).exists()
    assert not visible_contacts(Actor("customer", 9, "Lost")).exists()
    with pytest.raises(NotAllowed):
        edit_account(mine, name="Mine", actor=customer, at=MONDAY)


def test_people_of_one_name_are_proposed_never_joined(db):
    account = make_account()
    one = make_contact(account=account)
    same = make_contact(account=account, email="m.reyes@harborline.example")
    make_contact("Jonas", account=account)

    assert list(likely_duplicates(one)) == [same]
