from django.urls import reverse

from aftercare.base.people.models import User
from aftercare.base.people.tests.make import make_user
from aftercare.domain.cases.models import BlockedSender
from aftercare.domain.cases.operations.spam import mark_as_spam
from aftercare.domain.cases.states import Block
from aftercare.domain.cases.tests.make import MONDAY, make_agent, make_call, make_case
from aftercare.interfaces.workspace.tests.cases.conftest import HTMX

LIST = reverse("workspace:blocked-senders")
SPAM_LIST = reverse("workspace:inbox") + "?q=status:spam"


def test_a_case_is_spam_its_sender_blocked_and_all_of_it_undone(browser, db):
    other, case = make_call(subject="The next one"), make_case()
    dialog = browser.get(reverse("workspace:case-dialog", args=[case.code, "spam"]))
    assert "Everybody at harborline.example" in dialog.content.decode()

    address = reverse("workspace:case-spam", args=[case.code])
    assert browser.post(address, {"blocks": "everybody"}, headers=HTMX).status_code == 422
    shown = browser.post(address, {"blocks": "address"}, headers=HTMX).content.decode()
    assert other.subject in shown
    assert BlockedSender.objects.get().address == "marisol@harborline.example"
    assert case.code not in browser.get(reverse("workspace:inbox") + "?q=").content.decode()
    assert case.subject in browser.get(SPAM_LIST).content.decode()
    page = reverse("workspace:case", args=[case.code])
    assert 'id="composer' not in browser.get(page).content.decode()

    back = browser.post(reverse("workspace:case-not-spam", args=[case.code]), headers=HTMX)
    case.refresh_from_db()
    assert (back.status_code, case.status) == (200, "open")
    assert 'id="composer' in back.content.decode()
    assert not BlockedSender.objects.exists()


def test_who_has_not_written_cannot_be_blocked(browser, db):
    case = make_call()
    dialog = browser.get(reverse("workspace:case-dialog", args=[case.code, "spam"]))
    assert 'value="domain"' not in dialog.content.decode()

    address = reverse("workspace:case-spam", args=[case.code])
    assert browser.post(address, {"blocks": "domain"}, headers=HTMX).status_code == 409


def test_the_settings_show_who_is_blocked_and_hear_them_again(
    client, db, django_assert_max_num_queries
):
    manager = make_agent("Ana", roles=["manager"])
    case = make_case(peer="win@prizes.example")
    mark_as_spam(case, blocks=Block.ADDRESS, actor=manager, at=MONDAY)
    make_case(peer="win@prizes.example")
    client.force_login(User.objects.get(pk=manager.id))

    with django_assert_max_num_queries(20):
        page = client.get(LIST).content.decode()
    assert "win@prizes.example" in page
    assert case.code in page
    new = reverse("workspace:blocked-sender-new")
    assert client.post(new, {"address": "@gmail.com"}).status_code == 409
    client.post(new, {"address": "@lottery.example"})
    blocked = BlockedSender.objects.get(address="win@prizes.example")
    client.post(reverse("workspace:blocked-sender-unblock", args=[blocked.pk]))

    assert [each.address for each in BlockedSender.objects.all()] == ["@lottery.example"]
    client.force_login(make_user("Jo"))
    assert client.get(LIST).status_code in {403, 404}
