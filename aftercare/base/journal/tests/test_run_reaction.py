import pytest
from django.db import connection

from aftercare.base.journal.jobs import run_reaction
from aftercare.base.journal.models import Entry
from aftercare.base.journal.tests.make import PanelSwapped, make_entry
from aftercare.kit import reactions


@pytest.mark.django_db(transaction=True)
def test_an_app_answers_wholly_or_not_at_all(monkeypatch):
    entry = make_entry(case_id=1)

    def answer(event, *, actor, at):
        list(Entry.objects.select_for_update(of=("self",)).filter(pk=entry.pk))
        make_entry(case_id=event.case_id + 1)
        if event.case_id == 1:
            msg = "stumbled"
            raise ValueError(msg)

    known = reactions._known  # noqa: SLF001  # where it is forgotten again after the test
    monkeypatch.setitem(known, "answer", (PanelSwapped, answer))
    with pytest.raises(ValueError, match="stumbled"):
        run_reaction.func(reaction="answer", entry_id=entry.pk)
    run_reaction.func(reaction="answer", entry_id=make_entry(case_id=5).pk)

    assert not connection.in_atomic_block
    assert [each.data["case_id"] for each in Entry.objects.order_by("pk")] == [1, 5, 6]
