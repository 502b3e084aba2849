import pytest
from django.urls import reverse

from aftercare.base.people.models import Notification
from aftercare.base.people.steps import notify
from aftercare.base.promises.models import Promise
from aftercare.domain.cases.models import Case, CaseLink, FoundNumber, Watcher
from aftercare.domain.cases.operations.answers import note_answer_sent, reply_to_customer
from aftercare.domain.cases.operations.automatic import acknowledge_case
from aftercare.domain.cases.operations.intake import open_case
from aftercare.domain.cases.operations.work import wait_for
from aftercare.domain.cases.states import WaitingFor
from aftercare.domain.cases.tests.make import (
    HOUR,
    MONDAY,
    make_agent,
    make_call,
    make_case,
    switch_on,
)
from aftercare.domain.conversations.models import Message
from aftercare.domain.conversations.tests.make import make_message
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.interfaces.workspace.tests.cases.conftest import HTMX
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref, ref


def url(name, *args):
    return reverse(f"workspace:{name}", args=args)


def post(browser, name, case, *args, **fields):
    return browser.post(url(name, case.code, *args), fields, headers=HTMX)


def toasts_of(answer):
    return answer.content.decode()


@pytest.mark.parametrize("name", ["case", "case-who", "case-status", "case-merge-preview"])
def test_what_one_may_not_see_is_not_there(stranger, liza, name):
    case = make_call(team=liza.memberships.get().team)

    assert stranger.get(url(name, case.code)).status_code == 404


def test_nothing_is_at_an_address_no_text_may_have(browser):
    for address in ("/cases/%00", "/search/%00", "/customers/A%00"):
        assert browser.get(address).status_code == 404


def test_the_live_part_leaves_the_composer_alone(browser, case):
    headers = HTMX | {"HX-Target": "stick-bottom#thread"}

    live = browser.get(url("case", case.code), headers=headers).content.decode()

    assert 'hx-target="#case-context"' in live
    assert "answer-text" not in live
    assert f'name="seen" value="{case.version}"' in live


def test_a_promise_tells_why_it_is_kept(browser, case, actor):
    wait_for(case, WaitingFor.CUSTOMER, actor=SYSTEM, at=MONDAY + HOUR / 4)
    make_message(subject="Re: Boot loop", answers=("<1@x>",), token="")
    message = reply_to_customer(case, text="We know.", actor=actor, at=MONDAY + HOUR)
    Message.objects.filter(pk=message.pk).update(status="sent", sent_at=MONDAY + HOUR)
    note_answer_sent(message, actor=SYSTEM, at=MONDAY + HOUR)

    shown = browser.get(url("case", case.code)).context["shown"]

    kept = next(each for each in shown.promises if each.state == "kept")
    words = [str(text) for _icon, text, _at in kept.story]
    assert words[0].startswith("Promised by")
    assert "the answer of Liza" in words[-1]
    waited = next(each for each in shown.promises if each.row.kind == "cases.solution_or_date")
    assert str(waited.story[1][1]) == "Clock stood still: Waiting for the customer"


def test_taking_giving_and_sorting_can_be_undone(browser, liza, case):
    taken = post(browser, "case-take", case)
    assert f'action="{url("case-assign", case.code)}"' in toasts_of(taken)
    assert Case.objects.get().assignee == liza

    post(browser, "case-assign", case, team="", assignee="")
    assert Case.objects.get().assignee is None

    sorted_case = {"subject": "Loop", "priority": "high", "kind": "fault", "tags": "fota, tv"}
    answer = post(browser, "case-sort", case, **sorted_case)
    assert Case.objects.get().tags == ["fota", "tv"]
    assert 'name="priority" value="normal"' in toasts_of(answer)


def test_solving_goes_on_to_the_next_of_the_list(browser, db):
    first, second = make_call(subject="First"), make_call(subject="Second")
    page = f"http://testserver{url('case', second.code)}?q=status%3Aopen"
    headers = HTMX | {"HX-Current-URL": page}

    answer = browser.post(url("case-solve", second.code), {"then": "next"}, headers=headers)

    assert answer["HX-Push-Url"] == f"{url('case', first.code)}?q=status%3Aopen"
    assert answer.context["case"] == first
    assert Case.objects.get(pk=second.pk).status == "solved"


@pytest.mark.parametrize("when", ["hour", "afternoon", "tomorrow", "monday"])
def test_a_case_sleeps_until_a_named_time(browser, case, when):
    post(browser, "case-snooze", case, when=when)

    assert Case.objects.get().snoozed_until is not None


def test_a_case_sleeps_until_a_time_that_is_given_and_readable(browser, case):
    assert post(browser, "case-snooze", case, until="soon").status_code == 422
    assert Case.objects.get().snoozed_until is None


def test_a_merge_says_what_it_will_do_and_is_undone(browser, case):
    into = make_case(peer="jonas@lindqvist.example", external_id="<other@x>")
    preview = browser.get(url("case-merge-preview", case.code), {"into": into.code.lower()})
    assert b"of different customers" in preview.content
    assert b"1 message goes on there" in preview.content

    post(browser, "case-merge", case, into=into.code)
    assert Case.objects.get(pk=case.pk).status == "merged"
    text = browser.get(url("case", case.code)).content.decode()
    assert "This case goes on in" in text
    assert url("case", into.code) in text
    assert 'id="composer"' not in text

    post(browser, "case-unmerge", case)
    assert Case.objects.get(pk=case.pk).status == "open"
    assert post(browser, "case-merge", case, into="C-0").status_code == 422


def test_a_link_is_made_and_forgotten(browser, case):
    other = make_call()

    post(browser, "case-link", case, other=other.code, kind="caused_by")
    link = CaseLink.objects.get()
    post(browser, "case-unlink", case, link.pk)

    assert not CaseLink.objects.exists()


def test_one_watches_and_watches_no_longer(browser, liza, case):
    post(browser, "case-watch", case, watching="yes")
    assert Watcher.objects.get().user == liza

    post(browser, "case-watch", case, watching="no")
    assert not Watcher.objects.exists()


def test_a_number_is_confirmed_by_one_click(browser, db):
    case = make_case(reply_text="S/N AX55-2519-7F30")
    number = FoundNumber.objects.get(value="AX55-2519-7F30")

    post(browser, "case-confirm", case, number.pk)

    number.refresh_from_db()
    assert number.state == "confirmed"


def test_the_original_may_do_nothing_and_shows_no_foreign_picture(browser, db):
    html = '<p>Hi</p><img data-remote="https://tracker.example/p.gif">'
    case = make_case(html=html)
    message = Message.objects.get()
    address = url("case-original", case.code, message.pk)

    calm, asked = browser.get(address), browser.get(address, {"images": "yes"})

    assert "sandbox" in calm["Content-Security-Policy"]
    assert "https:" not in calm["Content-Security-Policy"]
    assert b'src="https://tracker.example/p.gif"' not in calm.content
    assert b'src="https://tracker.example/p.gif"' in asked.content
    shown = browser.get(url("case-formatted", case.code, message.pk)).content.decode()
    assert f'<iframe class="original-frame" sandbox src="{address}"' in shown


def test_a_date_is_promised_from_the_board(browser, case):
    wrong = post(browser, "case-commit", case, due_at="", back="board")
    assert wrong.status_code == 422

    answer = post(browser, "case-commit", case, due_at="2030-01-05T10:00", back="board")

    assert answer["HX-Refresh"] == "true"
    assert Promise.objects.filter(kind="cases.committed_date", kept_at=None).count() == 1


@pytest.mark.parametrize("messages", [0, 8])
def test_a_page_costs_the_same_however_much_was_said(browser, django_assert_num_queries, messages):
    case, agent = make_case(), make_agent("Jun", max_open=0)
    for number in range(messages):
        reply_to_customer(case, text=f"Part {number}", actor=agent, at=MONDAY)
    browser.get(url("case", case.code))

    with django_assert_num_queries(PAGE_QUERIES):
        browser.get(url("case", case.code))


PAGE_QUERIES = 28


def test_who_opens_a_case_has_seen_what_they_were_told_of_it(browser, case, liza):
    jun = make_agent("Jun")
    for user_id, about in ((liza.pk, ref(case)), (liza.pk, Ref("case", 0)), (jun.id, ref(case))):
        notify(user_id, kind="mentioned", about=about, data={}, at=MONDAY)

    browser.get(url("case", case.code))

    unread = Notification.objects.filter(read_at=None)
    assert {(each.user.name, each.about) for each in unread} == {
        ("Liza", "case:0"),
        ("Jun", str(ref(case))),
    }


def test_cases_are_found_by_the_names_of_customer_and_person(browser, db):
    contact = make_contact("Aurelia Bautista", account=make_account("Harborline"))
    case = open_case(contact, subject="Boot loop", channel="phone", actor=SYSTEM, at=MONDAY)

    for words in ("Harborline", "aurelia bautista"):
        assert case.code in browser.get(url("inbox"), {"q": words}).content.decode()


def test_what_of_ours_is_named_and_what_others_have_answered_is_led_to(browser, stranger, db):
    ours = make_case(subject="Boot loop")
    token = Message.objects.get().thread.token
    otherwise = make_call(subject="No sound")
    theirs = make_case(
        peer="eve@else.example",
        subject=f"About {ours.code}",
        token=token,
        reply_text=f"C-2020-00001, {otherwise.code.replace('2026-', '2026')}",
    )

    page = browser.get(url("case", theirs.code)).context["shown"].found
    seen = [(each["code"], each["url"]) for each in page["named"]]

    assert seen == [(each.code, url("case", each.code)) for each in (ours, otherwise)]
    assert page["answered"] == ours
    assert browser.get(url("case", ours.code)).context["shown"].found["named"] == []
    assert 'number-named" href=' in browser.get(url("case", theirs.code)).content.decode()


def test_who_gave_no_name_is_called_by_the_address(browser, db):
    case = make_case(peer="eve@eve.example", sender_name="")

    for address in (url("inbox"), url("case", case.code)):
        assert "<strong>eve@eve.example" in browser.get(address).content.decode().replace(
            f'<a class="text-reset" href="{url("contact", case.contact_id)}">', ""
        )


def test_a_mail_that_says_nothing_is_no_empty_bubble(browser, db):
    case = make_case(text="", reply_text="")

    page = browser.get(url("case", case.code)).content.decode()

    assert '<article class="message message-in"' in page
    assert "message-body" not in page


def test_what_goes_out_by_a_rule_says_so_and_follows_what_it_answers(browser, db):
    switch_on("receipt", en="Dear {customer}")
    case = make_case()
    acknowledge_case(case, actor=SYSTEM, at=MONDAY)

    page = browser.get(url("case", case.code))

    assert [line.kind for line in page.context["shown"].lines] == ["in", "happening", "out"]
    assert page.context["shown"].lines[-1].who == "Northwell support"
    assert ">automatic<" in page.content.decode()
