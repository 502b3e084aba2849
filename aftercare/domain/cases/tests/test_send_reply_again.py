import pytest

from aftercare.base.people.models import Notification
from aftercare.base.promises.models import Promise
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.answers import (
    NothingToSendAgain,
    note_reply_lost,
    reply_to_customer,
    send_reply_again,
)
from aftercare.domain.cases.tests.make import HOUR, MONDAY, make_agent, make_call, make_case
from aftercare.domain.conversations.models import Message
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.domain.customers.tests.make import make_contact
from aftercare.kit.actors import SYSTEM


def lost_reply(case, agent, status="failed"):
    message = reply_to_customer(case, text="We know.", actor=agent, at=MONDAY)
    Message.objects.filter(pk=message.pk).update(status=status, trouble="mailbox full", tries=8)
    message.refresh_from_db()
    return message


@pytest.mark.parametrize("status", ["failed", "unknown", "bounced"])
def test_a_lost_answer_is_wanted_again_and_sent_again(db, status):
    case, agent = make_case(), make_agent()
    message = lost_reply(case, agent, status)

    note_reply_lost(message, actor=SYSTEM, at=MONDAY + HOUR)
    assert Case.objects.get().needs_answer
    assert Notification.objects.filter(user=agent.id, kind="reply_lost").count() == 1
    assert Promise.objects.filter(kept_at=None).count() == 2

    send_reply_again(case, message, actor=agent, at=MONDAY + HOUR)
    message.refresh_from_db()
    assert (message.status, message.tries, message.trouble) == ("queued", 0, "")
    assert not Case.objects.get().needs_answer


@pytest.mark.parametrize("status", ["queued", "sending", "sent"])
def test_an_answer_on_its_way_is_not_sent_twice(db, status):
    case, agent = make_case(), make_agent()
    message = lost_reply(case, agent, status)

    with pytest.raises(NothingToSendAgain):
        send_reply_again(case, message, actor=agent, at=MONDAY + HOUR)

    message.refresh_from_db()
    assert message.status == status


def test_who_called_is_answered_by_mail_where_their_address_is_known(db):
    make_channel()
    case = make_call()
    case.contact = make_contact(email="marisol@harborline.example")
    case.save()

    message = reply_to_customer(case, text="As promised.", actor=make_agent(), at=MONDAY)

    assert message.to == ["marisol@harborline.example"]
    assert message.subject == "Boot loop"
