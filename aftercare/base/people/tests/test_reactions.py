import pytest

from aftercare.base.journal.events import ChainChecked
from aftercare.base.journal.steps import announce
from aftercare.base.people.models import Notification
from aftercare.base.people.tests.make import MONDAY, make_user
from aftercare.kit.actors import SYSTEM


@pytest.mark.parametrize("intact", [True, False])
def test_auditors_are_warned_of_an_altered_journal_and_of_nothing_else(db, run_jobs, intact):
    auditor, _agent = make_user("Ana", roles=["administrator", "manager"]), make_user()

    announce(ChainChecked(chain_check_id=1, intact=intact), actor=SYSTEM, at=MONDAY)
    run_jobs()
    run_jobs()

    told = Notification.objects.values_list("user", "kind", "about")
    assert list(told) == ([] if intact else [(auditor.pk, "journal_altered", "chain_check:1")])
