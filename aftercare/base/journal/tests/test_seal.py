from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.db import DatabaseError, connection, transaction

from aftercare.base.journal.models import Entry, Seal
from aftercare.base.journal.operations import check_chain
from aftercare.base.journal.queries import verify_chain
from aftercare.base.journal.steps import check_some_seals, seal_entries
from aftercare.base.journal.tests.make import behind_the_triggers, make_entry
from aftercare.kit.actors import SYSTEM

NOON = datetime(2025, 3, 14, 12, 0, tzinfo=UTC)


def sealed_entries(count):
    entries = [make_entry(case_id=number) for number in range(count)]
    seal_entries(at=NOON)
    return entries


def test_an_untouched_journal_is_intact(db):
    sealed_entries(3)
    sealed_entries(2)
    make_entry()

    found = verify_chain()

    assert (found.entries, found.sealed, found.unsealed, found.seals) == (6, 5, 1, 2)
    assert found.is_intact


def test_nothing_new_makes_no_seal(db):
    sealed_entries(1)

    assert seal_entries(at=NOON) == 0
    assert Seal.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal_entry SET actor = 'user:9' WHERE id = %s",
        "UPDATE journal_entry SET at = at + interval '1 microsecond' WHERE id = %s",
        "UPDATE journal_entry SET data = data || '{\"extra\": 1}' WHERE id = %s",
        "UPDATE journal_entry SET about = about || '{case:99}' WHERE id = %s",
        "DELETE FROM journal_entry WHERE id = %s",
    ],
)
def test_a_changed_or_missing_entry_is_found(db, change):
    _first, victim, _last = sealed_entries(3)
    sealed_entries(2)

    behind_the_triggers(change, victim.pk)

    (broken,) = verify_chain().broken
    assert broken.first <= victim.pk <= broken.last


def test_a_replaced_seal_breaks_the_next_one(db):
    _first, victim = sealed_entries(2)
    sealed_entries(1)
    behind_the_triggers("UPDATE journal_entry SET actor = 'user:9' WHERE id = %s", victim.pk)

    behind_the_triggers(
        "UPDATE journal_seal SET digest = (SELECT digest FROM journal_digest('', entries))"
        " WHERE id = %s",
        Seal.objects.order_by("pk").first().pk,
    )

    assert len(verify_chain().broken) == 1


def test_an_entry_smuggled_in_is_found(db):
    sealed_entries(2)

    behind_the_triggers(
        "INSERT INTO journal_entry (at, event, about, actor, data)"
        " VALUES (%s, 'test.forged', '{}', 'user:1', '{}')",
        NOON - timedelta(days=1),
    )

    assert verify_chain().strays == 1


@pytest.mark.parametrize(
    "change", ["UPDATE journal_seal SET count = 9", "DELETE FROM journal_seal"]
)
def test_a_seal_can_be_neither_changed_nor_removed(db, change):
    sealed_entries(1)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change)


def test_an_entry_that_is_finished_late_gets_a_later_seal(transactional_db):
    with transaction.atomic():
        late = make_entry()

        def seal_meanwhile():
            make_entry()
            seal_entries(at=NOON)
            connection.close()

        other = Thread(target=seal_meanwhile)
        other.start()
        other.join()

    assert seal_entries(at=NOON) == 1
    assert verify_chain().is_intact
    assert Entry.objects.order_by("pk").first() == late


@pytest.mark.parametrize(
    "table",
    [
        "journal_entry",
        "journal_seal",
        "journal_unsealed",
        "stock_movement",
        "stock_balance",
        "stock_valuation",
        "shipping_parcelsighting",
        "planning_stockreview",
        "conversations_envelope",
        "coverage_storeddecision",
        "coverage_contractversion",
    ],
)
def test_what_is_append_only_is_not_emptied_either(db, table):
    with pytest.raises(DatabaseError, match="append-only: TRUNCATE"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {table} CASCADE")


ALL = "TRUNCATE journal_entry, journal_seal, journal_unsealed"


def test_a_journal_that_was_emptied_with_its_seals_is_not_whole(db):
    (*_others, last) = sealed_entries(3)

    behind_the_triggers(ALL)

    (broken,) = verify_chain().broken
    assert (broken.seal, broken.first, broken.last, broken.found) == (0, 1, last.pk, 0)


@pytest.mark.parametrize("change", [ALL, "DELETE FROM journal_seal WHERE id > %s"])
def test_what_an_earlier_look_has_seen_is_missed(db, change):
    sealed_entries(3)
    first = Seal.objects.get().pk
    sealed_entries(2)
    last = Seal.objects.latest("pk").pk
    check = check_chain(actor=SYSTEM, at=NOON)
    check_some_seals(check, most=100, at=NOON)

    behind_the_triggers(change, *([first] if "%s" in change else []))
    sealed_entries(1)

    assert last in [each.seal for each in verify_chain().broken]
    again = check_chain(actor=SYSTEM, at=NOON)
    check_some_seals(again, most=100, at=NOON)
    assert last in [seal for seal, *_entries in again.broken]
