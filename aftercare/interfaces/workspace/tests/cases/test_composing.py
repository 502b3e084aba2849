from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from aftercare.domain.cases.models import Case, Draft, Macro
from aftercare.domain.cases.operations.answers import reply_to_customer
from aftercare.domain.cases.operations.rules import save_macro
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.steps import draft_notice
from aftercare.domain.cases.tests.make import MONDAY, make_agent, make_case
from aftercare.domain.conversations.models import Message
from aftercare.interfaces.workspace.tests.cases.conftest import HTMX
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM


def url(name, case, *args):
    return reverse(f"workspace:case-{name}", args=[case.code, *args])


def post(browser, name, case, *args, **fields):
    return browser.post(url(name, case, *args), fields, headers=HTMX)


def test_an_answer_goes_with_its_files_copies_and_what_follows(browser, case):
    log = SimpleUploadedFile("uart.log", b"boot loop", content_type="text/plain")
    assert b"uart.log" in post(browser, "attach", case, file=log).content

    answer = post(
        browser,
        "answer",
        case,
        text="See the **guide**.",
        seen=case.version,
        status="waiting",
        waiting_for="customer",
        cc="Lab <lab@harborline.example>；boss@harborline.example",
    )

    assert "goes out in ten seconds" in answer.content.decode()
    sent = messages_in(case).get(direction="out")
    assert (sent.cc, [each.name for each in sent.files.all()]) == (
        ["lab@harborline.example", "boss@harborline.example"],
        ["uart.log"],
    )
    assert Case.objects.get().status == "waiting"


def test_a_copy_to_what_is_no_address_is_not_left_out_unsaid(browser, case):
    answer = post(browser, "answer", case, text="Hello", cc="lab@harborline.example, nonsense")

    assert answer.status_code == 422
    assert "“nonsense” is not an e-mail address." in answer.content.decode()
    assert not messages_in(case).filter(direction="out").exists()


def test_who_was_slower_sees_both_texts_and_may_send(browser, case):
    seen, heard = case.version, Message.objects.get().pk
    reply_to_customer(case, text="Use RB-24.", actor=make_agent("Wen"), at=MONDAY)

    late = post(browser, "answer", case, text="Mine", seen=seen, heard=heard)

    assert late.status_code == 409
    assert late["HX-Retarget"] == "#composer-problems"
    told = late.content.decode()
    assert "Wen has answered meanwhile" in told
    assert "Use RB-24." in told
    now = Case.objects.get().version
    assert f'name="seen" value="{now}"' in told
    assert messages_in(case).filter(direction="out").count() == 1

    assert post(browser, "answer", case, text="Mine", seen=now, heard=heard).status_code == 200
    assert messages_in(case).filter(direction="out").count() == 2


def test_a_live_page_warns_of_a_faster_colleague_and_keeps_the_version(browser, case):
    heard = Message.objects.get().pk
    reply_to_customer(case, text="Use RB-24.", actor=make_agent("Wen"), at=MONDAY)
    headers = HTMX | {"HX-Target": "stick-bottom#thread"}

    live = browser.get(
        reverse("workspace:case", args=[case.code]), {"heard": heard}, headers=headers
    ).content.decode()

    assert "Wen has answered meanwhile" in live
    assert 'name="seen"' not in live


@pytest.mark.parametrize(("wish", "shown"), [("stay", True), ("close", False)])
def test_after_sending_one_sees_what_one_likes(browser, liza, case, wish, shown):
    browser.post(reverse("ui:preferences"), {"after_send": wish})
    liza.refresh_from_db()
    assert liza.after_send == wish

    answer = post(browser, "answer", case, text="Thanks")

    assert ("case" in answer.context) is shown


def test_an_answer_is_taken_back(browser, case):
    post(browser, "answer", case, text="Too early")
    sent = messages_in(case).get(direction="out")

    post(browser, "undo-send", case, sent.pk)

    assert Draft.objects.get().text == "Too early"


def test_an_answer_without_words_stays_where_it_is(browser, case):
    assert post(browser, "answer", case, text="").status_code == 422
    assert messages_in(case).count() == 1


def test_a_macro_is_offered_previewed_and_counted(browser, case):
    macro = save_macro(
        None,
        name="Rollback",
        texts={"en": "Dear {customer}"},
        changes={"priority": "high"},
        shared=True,
        actor=SYSTEM,
        at=MONDAY,
    )
    offered = browser.get(url("insert", case), {"key": "/", "q": "roll"}).content.decode()
    assert url("macro", case, macro.pk) in offered

    preview = browser.get(url("macro", case, macro.pk)).content.decode()
    assert "Dear Marisol Reyes" in preview
    assert "Priority: High" in preview

    post(browser, "answer", case, text="Dear Marisol", macro=macro.pk)
    assert Case.objects.get().priority == "high"
    assert Macro.objects.get().used == 1


def test_people_and_teams_are_suggested_for_a_mention(browser, case):
    make_agent("Wen")

    found = browser.get(url("insert", case), {"key": "@", "q": "we"}).content.decode()

    assert 'data-value="@wen"' in found
    assert "@liza" not in found


def test_a_notice_is_used_or_thrown_away(browser, case):
    draft_notice(case, text="A little longer.", actor=SYSTEM, at=MONDAY)
    assert b"A little longer." in browser.get(reverse("workspace:case", args=[case.code])).content

    taken = post(browser, "notice-take", case)
    assert taken.status_code == 200
    assert Draft.objects.get().kind == "reply"
    assert post(browser, "notice-throw", case).status_code == 409


def test_an_answer_that_was_lost_says_why_and_is_sent_again(browser, case):
    post(browser, "answer", case, text="Thanks")
    sent = messages_in(case).filter(direction="out")
    sent.update(status="bounced", trouble="5.1.1 no such user")
    page = browser.get(reverse("workspace:case", args=[case.code])).content.decode()
    assert "the customer has not got it" in page
    assert "5.1.1 no such user" in page

    post(browser, "send-again", case, sent.get().pk)

    assert sent.get().status == "queued"
    assert sent.get().send_at - clock.now() < timedelta(seconds=1)


def test_nobody_attaches_to_what_they_may_not_see(stranger, liza, db):
    case = make_case()
    Case.objects.update(readers=[f"user:{liza.pk}"])
    log = SimpleUploadedFile("uart.log", b"boot loop")

    assert post(stranger, "attach", case, file=log).status_code == 404
    assert not Draft.objects.exists()
