import pytest

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.answers import reply_to_customer
from aftercare.domain.cases.operations.merging import merge_cases
from aftercare.domain.cases.operations.outcome import reopen_case, solve_case
from aftercare.domain.cases.operations.work import wait_for
from aftercare.domain.cases.states import WaitingFor
from aftercare.domain.cases.steps import GoesOnElsewhere
from aftercare.domain.cases.tests.make import MONDAY, make_call, make_case
from aftercare.domain.conversations.models import Message
from aftercare.kit.actors import SYSTEM

BY_US = {"actor": SYSTEM, "at": MONDAY}
VERBS = {
    "answer": lambda case: reply_to_customer(case, text="Hello", **BY_US),
    "wait": lambda case: wait_for(case, WaitingFor.PART, **BY_US),
    "solve": lambda case: solve_case(case, **BY_US),
    "reopen": lambda case: reopen_case(case, **BY_US),
}


@pytest.mark.parametrize("verb", VERBS)
def test_what_goes_on_elsewhere_is_worked_on_there(db, verb):
    case = make_case()
    merge_cases(case, into=make_call(), **BY_US)

    with pytest.raises(GoesOnElsewhere):
        VERBS[verb](case)

    assert Case.objects.get(pk=case.pk).status == "merged"
    assert not Message.objects.filter(direction="out").exists()
