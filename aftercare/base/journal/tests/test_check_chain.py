from datetime import UTC, datetime, timedelta

import pytest

from aftercare.base.journal.jobs import look_at_chain
from aftercare.base.journal.models import ChainCheck, Entry, Seal
from aftercare.base.journal.operations import check_chain
from aftercare.base.journal.queries import chain_state, count_strays
from aftercare.base.journal.steps import check_some_seals, seal_entries
from aftercare.base.journal.tests.make import behind_the_triggers, make_entry
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refusals import NotAllowed

NOON = datetime(2025, 3, 14, 12, 0, tzinfo=UTC)


def sealed(batches=3):
    for number in range(batches):
        make_entry(case_id=number)
        make_entry(case_id=number)
        seal_entries(at=NOON)


def looked_at(most=2):
    check = check_chain(actor=SYSTEM, at=NOON)
    while not check_some_seals(check, most=most, at=NOON):
        pass
    check.refresh_from_db()
    return check


def test_only_auditors_check_the_chain(db):
    with pytest.raises(NotAllowed):
        check_chain(actor=NOBODY, at=NOON)

    assert not ChainCheck.objects.exists()


@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_an_untouched_journal_is_found_intact(db, most):
    sealed(3)

    check = looked_at(most)

    assert (check.done, check.seals, check.broken, check.strays) == (3, 3, [], 0)
    assert check.is_intact
    assert Entry.objects.latest("pk").data == {"chain_check_id": check.pk, "intact": True}


def test_whatever_was_altered_is_named(db):
    sealed(4)
    victim = Entry.objects.order_by("pk")[3]
    behind_the_triggers("DELETE FROM journal_entry WHERE id = %s", victim.pk)

    check = looked_at()

    ((seal, first, last),) = check.broken
    assert (seal, first <= victim.pk <= last) == (Seal.objects.order_by("pk")[1].pk, True)
    assert not check.is_intact
    assert count_strays()[1] == check.strays == -1


def test_one_look_at_a_time_is_enough_and_one_that_was_lost_hinders_none(db):
    sealed(1)

    first = check_chain(actor=SYSTEM, at=NOON)
    assert check_chain(actor=SYSTEM, at=NOON + timedelta(hours=1)) == first
    assert Entry.objects.filter(event="journal.chain_check_begun").count() == 1

    later = check_chain(actor=SYSTEM, at=NOON + timedelta(hours=7))
    assert list(ChainCheck.objects.all()) == [later]


def test_a_look_goes_on_where_it_fell(db):
    sealed(3)
    check = check_chain(actor=SYSTEM, at=NOON)
    check_some_seals(check, most=2, at=NOON)
    assert ChainCheck.objects.get().percent == 66

    for _ in range(2):
        look_at_chain.func(check_id=check.pk)

    check.refresh_from_db()
    assert (check.done, check.is_intact) == (3, True)
    assert Entry.objects.filter(event="journal.chain_checked").count() == 1


def test_the_state_of_the_chain_costs_four_queries(db, django_assert_num_queries):
    sealed(2)
    make_entry()
    running = check_chain(actor=SYSTEM, at=NOON)

    with django_assert_num_queries(4):
        state = chain_state()

    assert (state.last_seal, state.waiting) == (Seal.objects.latest("pk"), 2)
    assert (state.last_check, state.running) == (None, running)
    assert not state.is_late(NOON + timedelta(minutes=2))
    assert state.is_late(NOON + timedelta(minutes=4))
