from aftercare.base.people.models import User
from aftercare.base.promises.models import Promise
from aftercare.domain.cases.jobs import run_bulk_change
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.bulk import start_bulk_change, undo_bulk_change
from aftercare.domain.cases.operations.work import sort_case
from aftercare.domain.cases.states import Changes
from aftercare.domain.cases.tests.make import HOUR, MONDAY, make_agent, make_call

AGENT = ("agent", "manager")


def change(cases, agent, **changes):
    bulk = start_bulk_change(cases, changes=Changes(**changes), actor=agent, at=MONDAY)
    run_bulk_change.func(bulk_id=bulk.pk)
    bulk.refresh_from_db()
    return bulk


def test_what_was_given_goes_back_with_its_promises_and_readers(db):
    agent, other = make_agent(roles=AGENT), make_agent("Jun")
    case = make_call(team=User.objects.get(pk=agent.id).memberships.get().team)
    before = (case.assignee_id, case.readers)
    bulk = change([case], agent, assignee=0)
    case.refresh_from_db()
    assert case.assignee_id is None
    assert {each.owner for each in Promise.objects.all()} == {f"team:{case.team_id}"}

    undo_bulk_change(bulk, actor=agent, at=MONDAY + HOUR)

    case.refresh_from_db()
    assert (case.assignee_id, case.readers) == before
    assert {each.owner for each in Promise.objects.all()} == {f"user:{case.assignee_id}"}
    assert case.assignee_id in {agent.id, other.id}


def test_what_was_solved_is_open_again_and_owed_again(db):
    agent = make_agent(roles=AGENT)
    cases = [make_call(), make_call()]
    bulk = change(cases, agent, status="solved", add_tags=("fota",))
    sort_case(cases[1], priority="low", actor=agent, at=MONDAY + HOUR)

    assert undo_bulk_change(bulk, actor=agent, at=MONDAY + HOUR) == 1

    found = Case.objects.order_by("pk").values_list("status", "tags")
    assert list(found) == [("open", []), ("solved", ["fota"])]
    owed = Promise.objects.get(kept_at=None, withdrawn_at=None)
    assert (owed.subject, owed.kind) == (f"case:{cases[0].pk}", "cases.solution_or_date")
