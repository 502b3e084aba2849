import pytest

from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.states import Occasion
from aftercare.domain.cases.tests.make import make_agent, make_case, switch_on
from aftercare.domain.conversations.models import MessageFile
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.returns.operations.agreeing import approve_return
from aftercare.domain.returns.operations.telling import (
    NoInstructionToSend,
    send_instruction,
    tell_of_return,
)
from aftercare.domain.returns.queries import page_of_return, parcel_awaited
from aftercare.domain.returns.states import FreightRule
from aftercare.domain.returns.tests.make import MONDAY, NOW, make_reason, make_return
from aftercare.domain.shipping.operations.labels import note_own_label
from aftercare.domain.shipping.operations.parcels import change_parcel
from aftercare.domain.shipping.states import OwnLabel
from aftercare.domain.shipping.tests.make import FACTS

pytestmark = pytest.mark.django_db


def approved(case, **given):
    rma = make_return(account=make_account(), case=case, **given)
    approve_return(rma, **NOW)
    rma.refresh_from_db()
    return rma


def told(case):
    return [each.text for each in messages_in(case).filter(direction="out")]


def test_what_may_be_sent_is_told_once_with_its_instruction():
    case = make_case()
    switch_on(Occasion.RETURN)
    rma = approved(case)

    for _twice in range(2):
        tell_of_return(rma, **NOW)

    (text,) = told(case)
    assert page_of_return(rma) in text
    assert rma.code in text


def test_with_a_label_of_ours_the_customer_hears_once_it_is_there():
    case = make_case()
    switch_on(Occasion.RETURN)
    rma = approved(case, reason=make_reason(freight=FreightRule.US))
    tell_of_return(rma, **NOW)
    assert told(case) == []

    parcel = parcel_awaited(rma)
    change_parcel(parcel, FACTS, **NOW)
    note_own_label(parcel, OwnLabel("Road", "CN1", file=b"%PDF-1.4 label"), **NOW)
    tell_of_return(rma, **NOW)

    assert len(told(case)) == 1
    assert MessageFile.objects.get().name == f"{rma.code}-label.pdf"


def test_a_person_sends_the_instruction_of_what_may_be_sent():
    case, liza = make_case(), make_agent()
    rma = make_return(account=make_account(), case=case)
    with pytest.raises(NoInstructionToSend):
        send_instruction(rma, actor=liza, at=MONDAY)

    approve_return(rma, **NOW)
    rma.refresh_from_db()
    send_instruction(rma, actor=liza, at=MONDAY)

    assert page_of_return(rma) in told(case)[0]
