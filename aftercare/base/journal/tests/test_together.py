import pytest

from aftercare.base.journal import steps
from aftercare.base.journal.models import Entry
from aftercare.base.journal.queries import verify_chain
from aftercare.base.journal.tests.make import make_entry
from aftercare.kit.together import history_is_replayed


@pytest.mark.parametrize("at_once", [2, 2000])
def test_entries_are_written_in_the_order_in_which_they_happened(db, monkeypatch, at_once):
    monkeypatch.setattr(steps, "MOST_WAITING", at_once)

    with history_is_replayed():
        for case_id in (3, 1, 2):
            make_entry(case_id=case_id)

    assert [entry.data["case_id"] for entry in Entry.objects.order_by("pk")] == [3, 1, 2]
    found = verify_chain()
    assert (found.is_intact, found.sealed, found.seals) == (True, 3, 1)
