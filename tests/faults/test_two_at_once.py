"""Two who act on one case in the same moment: neither loses what the other did."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from aftercare.base.promises.models import Promise
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.answers import reply_to_customer
from aftercare.domain.cases.operations.outcome import solve_case
from aftercare.domain.cases.operations.work import SomebodyElseHasIt, take_case
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.tests.make import HOUR, MONDAY, make_agent, make_case
from aftercare.kit.refusals import Refused
from aftercare.kit.states import StaleRow

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = range(5)


def at_once(*acts):
    """Let all act in the same moment, and return what each of them was refused with."""
    together, refusals = Barrier(len(acts)), []

    def run(act):
        together.wait()
        try:
            act()
        except Refused as refusal:
            refusals.append(type(refusal))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refusals


@pytest.mark.parametrize("number", ROUNDS)
def test_of_two_answers_to_the_same_state_one_goes_out(number):
    case, agents = make_case(), [make_agent("Liza"), make_agent("Ben")]
    seen = case.version

    def answer(agent):
        reply_to_customer(case, text=f"From {agent.name}", seen=seen, actor=agent, at=MONDAY + HOUR)

    refused = at_once(*(lambda agent=agent: answer(agent) for agent in agents))

    assert refused == [StaleRow]
    answers = messages_in(case).filter(direction="out")
    assert answers.count() == 1
    assert Case.objects.get().assignee.name in answers.get().text


@pytest.mark.parametrize("number", ROUNDS)
def test_of_two_who_take_a_case_one_has_it(number):
    case, agents = make_case(), [make_agent("Liza"), make_agent("Ben")]
    pages = [Case.objects.get(pk=case.pk) for _agent in agents]

    refused = at_once(
        *(
            lambda page=page, agent=agent: take_case(page, actor=agent, at=MONDAY + HOUR)
            for page, agent in zip(pages, agents, strict=True)
        )
    )

    assert refused == [SomebodyElseHasIt]
    assert Case.objects.get().assignee_id in {agent.id for agent in agents}


@pytest.mark.parametrize("number", ROUNDS)
def test_a_mail_that_comes_while_a_case_is_solved_is_in_it_and_counts(number):
    case, agent = make_case(), make_agent()
    token = messages_in(case).get().thread.token
    arrival = {"token": token, "subject": "Re: Boot loop", "at": MONDAY + HOUR}

    refused = at_once(
        lambda: solve_case(case, solution="New firmware", actor=agent, at=MONDAY + HOUR),
        lambda: make_case(**arrival),
    )

    case.refresh_from_db()
    is_open = case.status != "solved"
    assert (refused, Case.objects.count(), messages_in(case).count()) == ([], 1, 2)
    assert case.solution == "New firmware"
    # Reopened by the mail, an answer is owed; solved after it, somebody has settled it.
    assert case.needs_answer is is_open
    owed = Promise.objects.filter(kept_at=None, withdrawn_at=None)
    assert owed.filter(subject=f"case:{case.pk}").exists() is is_open
