from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.db import DatabaseError, connection, transaction

from aftercare.base.journal.models import Entry, Seal
from aftercare.base.journal.queries import verify_chain
from aftercare.base.journal.steps import seal_entries
from aftercare.base.journal.tests.make import make_entry

NOON = datetime(2025, 3, 14, 12, 0, tzinfo=UTC)


def sealed_entries(count):
    entries = [make_entry(case_id=number) for number in range(count)]
    seal_entries(at=NOON)
    return entries


def behind_the_triggers(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


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
