import pytest

from aftercare.base.people.models import User
from aftercare.domain.cases.models import AutomaticMessage
from aftercare.domain.cases.operations.rules import (
    NothingToSay,
    switch_automatic_message,
    write_automatic_message,
)
from aftercare.domain.cases.queries import receipt_message
from aftercare.domain.cases.tests.make import MONDAY
from aftercare.interfaces.workspace.tests.settings.make import HTMX, signed_in
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db

PAGE = "/settings/automatic"
LOOK = f"{PAGE}/receipt/look"
FORM = {"text_en": "Dear {customer}, your message has arrived: {case}."}


@pytest.fixture
def manager():
    return signed_in("manager")


def version(client):
    return client.get(LOOK).context["form"].initial["version"]


def test_lists_all_that_goes_out_by_itself(manager, django_assert_num_queries):
    with django_assert_num_queries(5):
        page = manager.get(PAGE).content.decode()

    assert "Receipt of a new case" in page
    assert "Invitation to Aftercare" in page
    assert "Notice that a date slips" in page


def test_is_switched_on_by_who_has_seen_it(manager):
    manager.post(f"{PAGE}/receipt", FORM)
    shown = manager.get(LOOK).content.decode()
    assert manager.post(LOOK, {"version": version(manager)}, headers=HTMX).status_code == 422
    assert not receipt_message().active

    manager.post(LOOK, {"version": version(manager), "was_seen": "on"})

    message = receipt_message()
    assert shown.count("your message has arrived: C-2026-00042.") == 4
    assert (message.active, message.approved_by) == (True, User.objects.get())
    assert "Seen and switched on" in manager.get(PAGE).content.decode()


def test_what_was_seen_has_to_be_what_goes_out(manager):
    manager.post(f"{PAGE}/receipt", FORM)
    seen = version(manager)
    manager.post(f"{PAGE}/receipt", {"text_en": "Something else."})

    answer = manager.post(LOOK, {"version": seen, "was_seen": "on"})

    assert answer.status_code == 409
    assert not receipt_message().active


def test_each_change_switches_it_off(manager):
    manager.post(f"{PAGE}/receipt", FORM)
    manager.post(LOOK, {"version": version(manager), "was_seen": "on"})

    manager.post(f"{PAGE}/receipt", {"text_en": "Something else."})

    message = receipt_message()
    assert (message.active, message.approved_by) == (False, None)


def test_is_switched_off(manager):
    manager.post(f"{PAGE}/receipt", FORM)
    manager.post(LOOK, {"version": version(manager), "was_seen": "on"})

    manager.post(f"{PAGE}/receipt/off")

    assert not receipt_message().active


def test_says_only_what_can_be_filled_in(manager):
    answer = manager.post(f"{PAGE}/receipt", {"text_en": "Dear {agent}"}, headers=HTMX)

    assert answer.status_code == 422
    assert not AutomaticMessage.objects.exists()


def test_nothing_is_not_sent():
    message = receipt_message()
    write_automatic_message(message, texts={"en": " "}, actor=SYSTEM, at=MONDAY)

    with pytest.raises(NothingToSay):
        switch_automatic_message(message, active=True, was_seen=True, actor=SYSTEM, at=MONDAY)

    assert not receipt_message().active


def test_is_not_there_for_agents(manager):
    agent = signed_in(name="Ana")

    for address in (PAGE, f"{PAGE}/receipt", LOOK):
        assert agent.get(address).status_code == 404
    assert agent.post(f"{PAGE}/receipt/off").status_code == 404
    assert manager.get(f"{PAGE}/birthday").status_code == 404
