from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from aftercare.base.journal.models import Entry
from aftercare.base.people.models import Absence, Notification, User
from aftercare.base.people.tests.make import make_team
from aftercare.base.promises.models import Promise
from aftercare.domain.cases.models import Case, FoundNumber
from aftercare.domain.cases.operations.intake import (
    SubjectMissing,
    name_customer,
    open_case,
    take_in_message,
)
from aftercare.domain.cases.operations.outcome import solve_case
from aftercare.domain.cases.operations.rules import save_service_level, save_triage_rule
from aftercare.domain.cases.operations.work import wait_for
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.states import WaitingFor
from aftercare.domain.cases.tests.make import HOUR, MONDAY, make_agent, make_call, make_case
from aftercare.domain.conversations.models import Message
from aftercare.domain.conversations.ports import Bounce
from aftercare.domain.conversations.tests.make import make_message
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refusals import NotAllowed


def promised(case):
    owed = Promise.objects.filter(subject=f"case:{case.pk}").order_by("pk")
    return [(each.kind, each.due_at) for each in owed]


def test_a_mail_opens_a_case_with_promises(db):
    case = make_case()

    assert (case.code, case.subject, case.channel) == ("C-2026-00001", "Boot loop", "email")
    assert (case.contact.name, case.last_from, case.last_text) == (
        "Marisol Reyes",
        "Marisol Reyes",
        "It restarts.",
    )
    assert promised(case) == [
        ("cases.first_response", MONDAY + 2 * HOUR),
        ("cases.solution_or_date", MONDAY + 24 * HOUR),
    ]
    assert case.due_at == MONDAY + 2 * HOUR
    assert case.needs_answer


def test_taken_in_twice_a_message_counts_once(db):
    message = make_message()

    first = take_in_message(message, actor=SYSTEM, at=MONDAY)
    again = take_in_message(message, actor=SYSTEM, at=MONDAY)

    assert first == again
    assert Case.objects.count() == 1
    assert Entry.objects.filter(event="cases.case_opened").count() == 1


def test_two_messages_of_one_conversation_at_once_open_one_case(transactional_db):
    one = make_message()
    other = make_message(token=one.thread.token)
    together = Barrier(2)

    def take_in(message):
        together.wait()
        take_in_message(Message.objects.get(pk=message.pk), actor=SYSTEM, at=MONDAY)
        connection.close()

    threads = [Thread(target=take_in, args=[message]) for message in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert messages_in(Case.objects.get()).count() == 2


def test_the_next_message_lands_in_the_same_case(db):
    case = make_case()
    again = make_case(
        token=messages_in(case).get().thread.token, reply_text="Still", at=MONDAY + HOUR
    )

    assert again == case
    assert messages_in(case).count() == 2
    case.refresh_from_db()
    assert (case.last_text, case.active_at) == ("Still", MONDAY + HOUR)
    assert len(promised(case)) == 2  # an answer was owed already


def test_a_solved_case_opens_again_and_an_answer_and_a_solution_are_owed(db):
    case = make_case()
    solve_case(case, actor=SYSTEM, at=MONDAY + HOUR)

    make_case(token=messages_in(case).get().thread.token, at=MONDAY + 3 * HOUR)

    case.refresh_from_db()
    assert case.status == "open"
    assert promised(case)[-2:] == [
        ("cases.next_reply", MONDAY + 5 * HOUR),
        ("cases.solution_or_date", MONDAY + 27 * HOUR),
    ]


def test_a_case_that_waits_goes_on_when_the_customer_writes(db):
    case = make_case()
    wait_for(case, WaitingFor.CUSTOMER, actor=SYSTEM, at=MONDAY + HOUR)

    make_case(token=messages_in(case).get().thread.token, at=MONDAY + 11 * HOUR)

    case.refresh_from_db()
    assert (case.status, case.waiting_for) == ("open", "")
    assert promised(case) == [
        ("cases.first_response", MONDAY + 2 * HOUR),
        ("cases.solution_or_date", MONDAY + 34 * HOUR),
    ]


@pytest.mark.parametrize("auto", ["auto_reply", "bounce"])
def test_machines_open_no_case(db, auto):
    assert take_in_message(make_message(auto=auto), actor=SYSTEM, at=MONDAY) is None
    assert not Case.objects.exists()


def test_to_whom_writes_to_many_nothing_is_promised(db):
    case = make_case(auto="bulk")
    assert (promised(case), case.needs_answer, case.due_at) == ([], False, None)

    make_case(token=messages_in(case).get().thread.token, auto="bulk")
    assert promised(case) == []
    make_case(token=messages_in(case).first().thread.token)

    assert [kind for kind, _due in promised(case)] == ["cases.next_reply"]


def test_a_bounce_is_no_message_at_all(db):
    assert make_message(bounce=Bounce("a@b.example", "5.1.1")) is None


def test_a_call_needs_a_subject_and_may_have_nobody(db):
    with pytest.raises(SubjectMissing):
        make_call(subject=" ")
    with pytest.raises(NotAllowed):
        make_call(actor=NOBODY)
    assert not Case.objects.exists()

    assert make_call().contact is None


def test_rules_sort_a_case_and_the_first_to_set_something_has_set_it(db):
    service, quality = make_team("service"), make_team("quality")
    rules = [
        {"name": "Lots", "words": ["lot 25"], "sets_team": quality, "adds_tags": ["lot"]},
        {
            "name": "Loops",
            "words": ["BOOT LOOP"],
            "sets_team": service,
            "sets_priority": "high",
            "adds_tags": ["fota"],
        },
        {"name": "Phone", "channels": ["phone"], "sets_priority": "low"},
    ]
    for rule in rules:
        save_triage_rule(None, **rule, actor=SYSTEM, at=MONDAY)

    case = make_case(subject="Boot loop", text="", reply_text="In lot 2519-B")

    assert (case.team, case.priority, case.tags) == (quality, "high", ["lot", "fota"])


def test_a_case_goes_to_who_has_the_most_room(db):
    team = make_team()
    busy, free = make_agent("Busy"), make_agent("Free")
    absent, full = make_agent("Absent"), make_agent("Full", max_open=0)
    Absence.objects.create(user_id=absent.id, from_on="2026-09-28", until_on="2026-09-28")
    Case.objects.filter(pk=make_call(team=team).pk).update(assignee=busy.id)

    case = make_call(team=team)

    assert case.assignee_id == free.id
    assert full.id not in Case.objects.values_list("assignee", flat=True)
    assert Notification.objects.get(user=free.id).data["code"] == case.code
    assert case.readers == ["may:cases.view_all", f"team:{team.pk}", f"user:{free.id}"]


def test_a_case_nobody_has_room_for_waits_in_the_pile_of_its_team(db):
    make_agent(max_open=0)

    assert make_call(team=make_team()).assignee is None


def test_the_first_service_level_that_fits_is_the_one(db):
    hour, day = timedelta(hours=1), timedelta(hours=8)
    level = {"next_reply": hour, "solution_or_date": day, "actor": SYSTEM, "at": MONDAY}
    key = save_service_level(
        None, name="Key", first_response=timedelta(minutes=30), tiers=["key"], **level
    )
    save_service_level(None, name="All", first_response=hour, **level)

    close = make_call(subject="x", actor=SYSTEM)
    assert promised(close)[0] == ("cases.first_response", MONDAY + HOUR)

    contact = make_contact(account=make_account(tier="key"))
    served = open_case(contact, subject="y", channel="phone", actor=SYSTEM, at=MONDAY)
    assert served.service_level == key
    assert promised(served)[0] == ("cases.first_response", MONDAY + HOUR / 2)


def test_whose_matter_it_is_can_be_said_later(db):
    case, contact = make_call(), make_contact(account=make_account())

    name_customer(case, contact, actor=SYSTEM, at=MONDAY)

    case.refresh_from_db()
    assert (case.contact, case.account, case.version) == (contact, contact.account, 2)


def test_numbers_in_the_text_are_noted_once(db):
    case = make_case(text="S/N: AX55-2519-7F30", reply_text="S/N: AX55-2519-7F30, order PO 77120")
    make_case(token=messages_in(case).get().thread.token, reply_text="AX55-2519-7F30, AX-5500")

    found = FoundNumber.objects.filter(case=case).order_by("pk")
    assert list(found.values_list("kind", "value")) == [
        ("serial", "AX55-2519-7F30"),
        ("order", "77120"),
        ("model", "AX-5500"),
    ]


def test_the_query_count_of_taking_in_a_mail_is_known(db, django_assert_max_num_queries):
    message = make_message()

    with django_assert_max_num_queries(45):
        take_in_message(message, actor=SYSTEM, at=MONDAY)

    assert User.objects.count() == 0
