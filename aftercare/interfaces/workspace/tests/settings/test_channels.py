import pytest

from aftercare.domain.conversations.models import ChannelAccount
from aftercare.domain.conversations.tests.make import make_channel, make_message
from aftercare.interfaces.workspace.tests.settings.make import HTMX, signed_in
from aftercare.kit.secrets import unlock

pytestmark = pytest.mark.django_db

CHANNELS = "/settings/channels"
MAIL = {
    "name": "Northwell support",
    "address": "support@northwell.example",
    "smtp_host": "smtp.northwell.example",
    "smtp_security": "tls",
    "smtp_port": "465",
    "smtp_password": "secret-one",
    "imap_security": "tls",
}


@pytest.fixture
def manager():
    return signed_in("manager")


def test_lists_accounts_with_their_health(manager, django_assert_num_queries):
    make_message()
    make_channel(code="sales", address="sales@northwell.example")

    with django_assert_num_queries(9):
        page = manager.get(CHANNELS).content.decode()

    assert "support@northwell.example" in page
    assert "nothing yet" in page


def test_offers_every_channel_there_is(manager):
    page = manager.get(f"{CHANNELS}/new").content.decode()

    assert f"{CHANNELS}/new/email" in page
    assert f"{CHANNELS}/new/web_form" in page
    assert manager.get(f"{CHANNELS}/new/pigeon").status_code == 404


def test_sets_up_a_mail_account(manager):
    assert manager.get(f"{CHANNELS}/new/email").status_code == 200
    answer = manager.post(f"{CHANNELS}/new/email", MAIL)

    account = ChannelAccount.objects.get()
    assert answer.headers["Location"] == CHANNELS
    assert account.code == "support-northwellexample"
    assert account.settings == {
        "smtp_host": "smtp.northwell.example",
        "smtp_security": "tls",
        "smtp_port": 465,
        "imap_security": "tls",
        "imap_keep": False,
    }
    assert unlock(account.secrets) == {"smtp_password": "secret-one"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"smtp_host": ""}, "smtp_host"),
        ({"smtp_port": "70000"}, "smtp_port"),
        ({"address": "support"}, "address"),
        ({"token_url": "ftp://x"}, "token_url"),
        ({"name": ""}, "name"),
    ],
)
def test_shows_what_is_wrong(manager, wrong, field):
    answer = manager.post(f"{CHANNELS}/new/email", MAIL | wrong, headers=HTMX)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not ChannelAccount.objects.exists()


def test_secrets_are_never_shown_again_and_stay_or_are_forgotten(manager):
    manager.post(f"{CHANNELS}/new/email", MAIL | {"refresh_token": "secret-two"})
    page = f"{CHANNELS}/support-northwellexample"
    kept = MAIL | {"smtp_password": "", "refresh_token": "", "code": "support-northwellexample"}

    shown = manager.get(page).content.decode()
    manager.post(page, kept | {"name": "Support", "forget_refresh_token": "on"})

    account = ChannelAccount.objects.get()
    assert "secret-one" not in shown
    assert "kept, and not shown again" in shown
    assert account.name == "Support"
    assert unlock(account.secrets) == {"smtp_password": "secret-one"}


def test_a_form_for_anybody_has_a_link_and_texts(manager):
    form = MAIL | {
        "code": "form",
        "intro": "Write to us.",
        "languages": ["fil", "en"],
        "embed_on": "https://www.northwell.example\nhttps://shop.northwell.example",
    }

    manager.post(f"{CHANNELS}/new/web_form", form)
    page = manager.get(f"{CHANNELS}/form").content.decode()

    account = ChannelAccount.objects.get()
    assert account.settings["languages"] == ["fil", "en"]
    assert account.settings["embed_on"] == [
        "https://www.northwell.example",
        "https://shop.northwell.example",
    ]
    assert "/contact/to/form" in page
    assert 'value="fil" checked' in page
    assert ">\nhttps://www.northwell.example\nhttps://shop.northwell.example</textarea>" in page


def test_sites_are_sites(manager):
    wrong = {"code": "form", "embed_on": "https://a.example\nnowhere; script-src *"}

    answer = manager.post(f"{CHANNELS}/new/web_form", MAIL | wrong, headers=HTMX)

    assert answer.status_code == 422
    assert "This is not understood: nowhere" in answer.content.decode()


def test_connects_and_says_what_is_wrong(manager):
    make_channel()

    page = manager.post(f"{CHANNELS}/support/test", headers=HTMX).content.decode()

    assert "Sending: no server is named yet." in page


def test_rests_and_goes_on(manager):
    account = make_channel()

    manager.post(f"{CHANNELS}/support/pause")
    account.refresh_from_db()
    assert not account.active
    assert "rests" in manager.get(f"{CHANNELS}/support").content.decode()
    manager.post(f"{CHANNELS}/support/resume")
    account.refresh_from_db()
    assert account.active


def test_a_change_of_an_account_that_rests_does_not_wake_it(manager):
    account = make_channel()
    manager.post(f"{CHANNELS}/support/pause")

    manager.post(f"{CHANNELS}/support", MAIL | {"code": "support"})

    account.refresh_from_db()
    assert (account.active, account.settings["smtp_port"]) == (False, 465)


def test_is_removed_while_nothing_was_said(manager):
    used, unused = make_message().account, make_channel(code="sales", address="s@n.example")

    assert manager.post(f"{CHANNELS}/{unused.code}/remove").status_code == 302
    assert manager.post(f"{CHANNELS}/{used.code}/remove").status_code == 409

    assert list(ChannelAccount.objects.all()) == [used]


def test_an_address_is_set_up_once(manager):
    make_channel()

    assert manager.post(f"{CHANNELS}/new/email", MAIL).status_code == 409
    assert ChannelAccount.objects.count() == 1


def test_is_not_there_for_agents():
    make_channel()
    agent = signed_in()

    for address in ("", "/new", "/new/email", "/support"):
        assert agent.get(CHANNELS + address).status_code == 404
    for verb in ("test", "pause", "resume", "remove"):
        assert agent.post(f"{CHANNELS}/support/{verb}").status_code == 404
