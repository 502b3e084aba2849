import pytest

from aftercare.base.journal.queries import story_of
from aftercare.base.people.models import Notification, Team
from aftercare.base.people.tests.make import make_team
from aftercare.base.promises.models import Promise
from aftercare.domain.cases.models import AutomaticMessage, Case, Draft
from aftercare.domain.cases.operations.answers import (
    NothingWritten,
    add_note,
    note_answer_sent,
    reply_to_customer,
    take_back_reply,
)
from aftercare.domain.cases.operations.automatic import acknowledge_case
from aftercare.domain.cases.operations.composed import answer_case
from aftercare.domain.cases.operations.drafts import save_draft
from aftercare.domain.cases.operations.rules import (
    NotSeenYet,
    switch_automatic_message,
    write_automatic_message,
)
from aftercare.domain.cases.queries import drafts_for, messages_in, visible_cases
from aftercare.domain.cases.states import Changes
from aftercare.domain.cases.steps import draft_notice
from aftercare.domain.cases.steps.telling import NoWayToAnswer
from aftercare.domain.cases.tests.make import (
    HOUR,
    MONDAY,
    make_agent,
    make_call,
    make_case,
    switch_on,
)
from aftercare.domain.conversations.models import Message
from aftercare.domain.conversations.steps import TooLateToTakeBack
from aftercare.domain.customers.models import Contact
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref
from aftercare.kit.refusals import NotAllowed
from aftercare.kit.states import StaleRow


def reply(case, agent, **given):
    details = {"text": "We know the cause.", "at": MONDAY + HOUR}
    return reply_to_customer(case, **details | given, actor=agent)


def test_an_answer_waits_to_be_sent_and_takes_the_case(db):
    case, agent = make_case(), make_agent()

    message = reply(case, agent, cc=["lab@harborline.example"])

    case.refresh_from_db()
    assert (message.status, message.to, message.cc) == (
        "queued",
        ["marisol@harborline.example"],
        ["lab@harborline.example"],
    )
    assert (message.send_at - message.at).seconds == 10
    assert (case.assignee_id, case.needs_answer) == (agent.id, False)
    assert Promise.objects.filter(kept_at=None).count() == 2  # it has not gone out yet


def test_an_answer_goes_out_in_the_name_of_the_team(db):
    agent = make_agent()
    case = make_case()
    Team.objects.update(mail_name="Northwell Service")
    Case.objects.update(team=Team.objects.get())

    assert reply(case, agent).sent_for == "Northwell Service"


def test_the_promise_is_kept_by_the_answer_going_out(db):
    case, agent = make_case(), make_agent()
    message = reply(case, agent)

    note_answer_sent(message, actor=SYSTEM, at=MONDAY + HOUR)
    note_answer_sent(message, actor=SYSTEM, at=MONDAY + HOUR)

    kept = Promise.objects.get(kind="cases.first_response")
    case.refresh_from_db()
    assert (kept.kept_at, kept.broken) == (MONDAY + HOUR, False)
    assert case.due_at == MONDAY + 24 * HOUR
    assert "promises.promise_kept" in story_of(ref(case)).values_list("event", flat=True)


def test_who_saw_an_older_case_is_told_and_loses_nothing(db):
    case, agent = make_case(), make_agent()
    seen = case.version
    make_case(token=messages_in(case).get().thread.token)

    with pytest.raises(StaleRow):
        reply(case, agent, seen=seen)

    assert not Message.objects.filter(direction="out").exists()
    assert Case.objects.get().assignee is None


def test_an_answer_needs_words_a_way_and_permission(db):
    case, agent = make_case(), make_agent()

    with pytest.raises(NothingWritten):
        reply(case, agent, text="  \n")
    with pytest.raises(NoWayToAnswer):
        reply(make_call(), agent)
    with pytest.raises(NotAllowed):
        reply(case, make_agent("W", roles=["warehouse"]))
    assert not Message.objects.filter(direction="out").exists()


def test_an_answer_taken_back_is_a_draft_again(db):
    case, agent = make_case(), make_agent()
    message = reply(case, agent)

    take_back_reply(case, message, actor=agent, at=MONDAY + HOUR)

    assert drafts_for(case, agent).get().text == "We know the cause."
    assert Case.objects.get().needs_answer
    with pytest.raises(TooLateToTakeBack):
        take_back_reply(case, message, actor=agent, at=MONDAY + HOUR)


def test_below_an_answer_by_mail_stands_who_wrote_it_in_the_language_of_the_case(db):
    liza, case = (
        make_agent(signatures={"en": "Liza\nNorthwell", "fil": "Salamat, Liza"}),
        make_case(),
    )
    Case.objects.filter(pk=case.pk).update(language="fil")
    case.refresh_from_db()

    message = reply(case, liza, text="Ipadala po ninyo.\n")

    assert message.text == "Ipadala po ninyo.\n\n-- \nSalamat, Liza"
    assert message.reply_text == "Ipadala po ninyo.\n"
    case.refresh_from_db()
    assert case.last_text == "Ipadala po ninyo."
    draft = take_back_reply(case, message, actor=liza, at=MONDAY)
    assert "Salamat" not in draft.text


def test_nothing_stands_below_the_answer_of_who_has_no_signature(db):
    assert reply(make_case(), make_agent(), text="Sent today.").text == "Sent today."


def test_a_mention_tells_and_lets_see(db):
    case = make_call(team=make_team("service"))
    author = make_agent("Wen", teams=["service"])
    outsider = make_agent("Qing", teams=["quality"], roles=["board_repair"])
    assert not visible_cases(outsider).exists()

    add_note(case, text="@qing please look, @quality too", actor=author, at=MONDAY)

    assert visible_cases(outsider).get() == case
    assert Notification.objects.get(user=outsider.id, kind="mentioned").data["code"] == case.code
    assert not Notification.objects.filter(user=author.id, kind="mentioned").exists()


def test_a_note_never_leaves_the_house(db):
    case, agent = make_case(), make_agent()

    add_note(case, text="Customer is difficult", actor=agent, at=MONDAY)

    assert messages_in(case).count() == 1
    assert "difficult" not in str(list(Message.objects.values()))


def test_an_answer_goes_to_who_wrote_last(db):
    case, agent = make_case(), make_agent()
    token = messages_in(case).get().thread.token
    reply(case, agent, cc=["lab@lindqvist.example", "away@lindqvist.example"])
    make_case(peer="lab@lindqvist.example", token=token, at=MONDAY + HOUR)
    make_case(peer="away@lindqvist.example", token=token, auto="auto_reply", at=MONDAY + 2 * HOUR)

    assert reply(case, agent).to == ["lab@lindqvist.example"]


def test_a_draft_is_kept_per_person_and_kind(db):
    case, agent, other = make_case(), make_agent(), make_agent("Jun")

    for text in ("Dear", "Dear Marisol"):
        save_draft(case, kind="reply", text=text, actor=agent, at=MONDAY)
    assert drafts_for(case, agent).get().text == "Dear Marisol"
    assert not drafts_for(case, other).exists()

    save_draft(case, kind="reply", text=" ", actor=agent, at=MONDAY)
    assert not Draft.objects.exists()


def test_a_notice_is_drafted_once_and_sent_by_nobody(db):
    case, agent = make_case(), make_agent()

    for _time in range(2):
        draft_notice(case, text="A little longer", actor=SYSTEM, at=MONDAY)

    assert drafts_for(case, agent).get().kind == "notice"
    assert not Message.objects.filter(direction="out").exists()


def test_answer_and_changes_come_together_or_not_at_all(db):
    case, agent = make_case(), make_agent()
    changes = Changes(status="waiting", waiting_for="customer", add_tags=("fota",))

    answer_case(
        case, text="Send photos", changes=changes, due_at=MONDAY + 30 * HOUR, actor=agent, at=MONDAY
    )

    case.refresh_from_db()
    assert (case.status, case.waiting_for, case.tags) == ("waiting", "customer", ["fota"])
    kinds = Promise.objects.filter(kept_at=None).values_list("kind", flat=True)
    assert set(kinds) == {
        "cases.first_response",
        "cases.solution_or_date",
        "cases.committed_date",
    }  # until it is out
    with pytest.raises(NotAllowed):
        answer_case(
            case,
            text="No",
            changes=Changes(team=1),
            actor=make_agent("E", roles=["rnd"]),
            at=MONDAY,
        )
    assert messages_in(case).count() == 2


def test_a_receipt_goes_out_once_and_only_when_switched_on(db):
    case = make_case()
    receipt = AutomaticMessage(occasion="receipt")
    write_automatic_message(
        receipt, texts={"en": "Dear {customer}, we have {case}. {nothing}"}, actor=SYSTEM, at=MONDAY
    )
    acknowledge_case(case, actor=SYSTEM, at=MONDAY)
    assert messages_in(case).count() == 1
    with pytest.raises(NotSeenYet):
        switch_automatic_message(receipt, active=True, was_seen=False, actor=SYSTEM, at=MONDAY)
    switch_automatic_message(
        receipt, active=True, was_seen=True, actor=make_agent(roles=["manager"]), at=MONDAY
    )

    for _time in range(2):
        acknowledge_case(case, actor=SYSTEM, at=MONDAY)

    sent = messages_in(case).get(direction="out")
    assert sent.text == "Dear Marisol Reyes, we have C-2026-00001. {nothing}"
    note_answer_sent(sent, actor=SYSTEM, at=MONDAY)
    assert Promise.objects.filter(kept_at=None).count() == 2  # a machine keeps no promise


def receipts():
    return Message.objects.filter(direction="out").order_by("pk").values_list("text", flat=True)


def test_a_receipt_is_in_the_language_of_what_came(db):
    switch_on(
        "receipt", **{"en": "Dear {customer}", "zh-hans": "{customer}您好", "fil": "Hi {customer}"}
    )
    said = {
        "zhang": "电视右侧有一条竖线，请尽快处理。",
        "liza": "Ayaw po mag-on ng unit namin.",
        "jo": "The set does not start.",
        "po": "PO 12345",
    }

    for who, text in said.items():
        case = make_case(peer=f"{who}@{who}.example", sender_name=who, reply_text=text)
        acknowledge_case(case, actor=SYSTEM, at=MONDAY)

    assert list(receipts()) == ["zhang您好", "Hi liza", "Dear jo", "Dear po"]
    assert Contact.objects.get(name="zhang").language == "zh-hans"


def test_who_gave_no_name_is_called_customer_and_who_gave_no_address_is_not_written_to(db):
    switch_on("receipt", **{"en": "Dear {customer}", "zh-hans": "{customer}您好"})

    for peer, language in [("eve@eve.example", ""), ("z@z.example", "zh-hans"), ("unknown", "")]:
        case = make_case(peer=peer, sender_name="", language=language)
        acknowledge_case(case, actor=SYSTEM, at=MONDAY)

    assert list(receipts()) == ["Dear customer", "客户您好"]
