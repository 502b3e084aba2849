import pytest

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.intake import NobodyNamed, introduce_customer, open_case
from aftercare.domain.cases.tests.make import MONDAY, make_agent, make_call, make_case
from aftercare.domain.customers.models import Account, ChannelIdentity, Contact
from aftercare.domain.customers.states import Introduction
from aftercare.domain.customers.tests.make import make_contact

CALL = {"subject": "No picture", "channel": "phone", "at": MONDAY}


def test_who_wrote_gets_the_account_and_the_phone_they_lacked(db):
    case = make_case()
    told = Introduction(name="M. Reyes", phone="+63 2 8123 4567", company="Harborline")

    introduce_customer(case, told, actor=make_agent(), at=MONDAY)

    case.refresh_from_db()
    assert case.contact == Contact.objects.get()
    assert case.contact.name == "Marisol Reyes"  # what we know already stays
    assert case.account.name == "Harborline"
    assert set(ChannelIdentity.objects.values_list("channel", flat=True)) == {"email", "phone"}


def test_an_account_of_this_name_is_not_made_twice(db):
    case, agent = make_case(), make_agent()
    introduce_customer(case, Introduction(company="Harborline", name="M"), actor=agent, at=MONDAY)
    call = make_call()

    introduce_customer(call, Introduction(name="Ben", company="HARBORLINE"), actor=agent, at=MONDAY)

    call.refresh_from_db()
    assert Account.objects.get() == call.account


def test_nobody_is_made_of_nothing(db):
    case = make_call()

    with pytest.raises(NobodyNamed):
        introduce_customer(case, Introduction(company="X"), actor=make_agent(), at=MONDAY)

    assert not Contact.objects.exists()
    assert Case.objects.get().contact is None


def test_a_caller_is_recognised_by_their_address(db):
    known = make_contact(email="marisol@harborline.example")
    told = Introduction(name="Somebody", email="MARISOL@harborline.example")

    case = open_case(None, caller=told, **CALL, actor=make_agent())

    assert case.contact == known
    assert Contact.objects.count() == 1


def test_a_caller_nobody_knows_is_met(db):
    told = Introduction(name="Ben Cruz", phone="+63 917 123 4567", company="Cruz Household")

    case = open_case(None, caller=told, **CALL, actor=make_agent())

    assert (case.contact.name, case.account.name, case.last_from) == (
        "Ben Cruz",
        "Cruz Household",
        "Ben Cruz",
    )
