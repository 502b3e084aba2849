"""Signing in by XOAUTH2: as it is published, at a real server, and when tokens end."""

from base64 import b64decode, b64encode
from threading import Barrier, Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from aiosmtpd.smtp import AuthResult
from django.db import connection

from aftercare.base.people.tests.make import make_user
from aftercare.domain.conversations.models import ChannelAccount, Envelope, Message
from aftercare.domain.conversations.ports import SendRefused
from aftercare.domain.conversations.queries import adapter_account, consent_of, unlock
from aftercare.interfaces.gateways.email.fetching import fetch_new, signed_in
from aftercare.interfaces.gateways.email.oauth import xoauth2
from aftercare.interfaces.gateways.email.sending import server_of
from aftercare.interfaces.workspace.tests.make import client_of
from aftercare.kit import clock
from tests.mail.certificates import NOW
from tests.mail.conftest import wait_for
from tests.mail.exchanger import Exchanger, Served
from tests.mail.ports import free_port
from tests.mail.test_mailboxes import LETTER
from tests.mail.test_sending import by, send, write
from tests.mail.tokens import REFRESH_TOKEN

CHALLENGE = b64encode(b'{"status":"401","schemes":"bearer","scope":"https://mail.google.com/"}')


class ByToken(Exchanger):
    """Lets in who brings a good token, exactly as Google describes it."""

    def __init__(self, tokens):
        super().__init__()
        self.tokens, self.said_after_refusal = tokens, []

    async def auth_XOAUTH2(self, server, arguments):  # noqa: N802  # aiosmtpd calls it so
        said = b64decode(arguments[1], validate=True).decode()
        user, _, bearer = said.removesuffix("\x01\x01").partition("\x01auth=Bearer ")
        if said == xoauth2(user.removeprefix("user="), bearer) and bearer in self.tokens.good:
            return AuthResult(success=True, auth_data=user)
        await server.push(b"334 " + CHALLENGE)
        self.said_after_refusal.append(await server._reader.readline())  # noqa: SLF001
        await server.push("535 5.7.8 Username and Password not accepted")
        return AuthResult(success=False, handled=True)


@pytest.fixture
def gmail(tokens, trusts_us):
    server = Served(ByToken(tokens), free_port(), trusts_us, needs_password=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def account(gmail, tokens, set_up):
    settings = by(gmail, smtp_security="starttls", smtp_user="us@gmail.example")
    return set_up(settings | tokens.settings(), refresh_token=REFRESH_TOKEN)


def enter(account):
    with server_of(adapter_account(account)) as server:
        return server.noop()[0]


def test_what_we_say_is_what_google_publishes():
    token = "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"  # noqa: S105  # of their page

    said = b64encode(xoauth2("someuser@example.com", token).encode()).decode()

    assert said == (
        "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52"
        "YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ=="
    )


def test_a_token_is_fetched_once_and_lets_all_mails_out(account, tokens):
    for _time in range(3):
        assert send(write(account)).status == "sent"

    assert tokens.given == ["ya29.1"]


def test_a_token_that_ends_early_is_renewed_once_after_the_empty_line(account, gmail, tokens):
    enter(account)
    tokens.revoke()

    assert enter(account) == 250

    assert tokens.given == ["ya29.1", "ya29.2"]
    assert gmail.exchanger.said_after_refusal == [b"\r\n"]


def test_many_who_find_the_token_ended_renew_it_once(account, tokens):
    enter(account)
    tokens.revoke()
    tokens.pause = 0.2
    together, answers = Barrier(6), []

    def work():
        together.wait()
        answers.append(enter(account))
        connection.close()

    workers = [Thread(target=work) for _number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert answers == [250] * 6
    assert tokens.given == ["ya29.1", "ya29.2"]


def test_a_token_near_its_end_is_renewed_before_anybody_refuses_it(account, gmail, tokens):
    tokens.lasts = 60  # less than we want to have left
    enter(account)
    enter(account)

    assert tokens.given == ["ya29.1", "ya29.2"]
    assert gmail.exchanger.said_after_refusal == []


def test_consent_taken_back_flags_the_channel_and_mails_keep_queueing(account, tokens):
    tokens.answer = (400, {"error": "invalid_grant", "error_description": "Token revoked."})
    messages = [write(account, subject=f"Topic {number}") for number in range(3)]
    for _time in range(12):
        Message.objects.update(send_at=NOW)
        messages = [send(message) for message in messages]

    assert {message.status for message in messages} == {"queued"}
    assert "invalid_grant" in ChannelAccount.objects.get(pk=account.pk).sending_trouble

    tokens.answer = None
    Message.objects.update(send_at=NOW)
    assert [send(message).status for message in messages] == ["sent"] * 3
    assert ChannelAccount.objects.get(pk=account.pk).sending_trouble == ""


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((500, {}), "temporary"),
        ((429, {}), "temporary"),
        ((503, b"<html>busy"), "temporary"),
        ((200, b"<html>a proxy"), "auth"),
        ((401, {"error": "invalid_client"}), "auth"),
    ],
)
def test_answers_without_a_token_are_told_apart(account, tokens, answer, kind):
    tokens.answer = answer

    with pytest.raises(SendRefused) as refused:
        enter(account)

    assert refused.value.kind == kind


@pytest.fixture
def by_token(dovecot, tokens, set_up):
    settings = dovecot.settings(imap_user="us@gmail.example") | tokens.settings()
    return set_up(settings, refresh_token=f"{REFRESH_TOKEN} us@gmail.example")


def fetch(account):
    account.refresh_from_db()
    with signed_in(adapter_account(account)) as server:
        return fetch_new(server, account)


def test_a_real_server_lets_our_token_in_and_a_renewed_one_after_it_ended(
    dovecot, by_token, tokens
):
    dovecot.deliver("us@gmail.example", LETTER % (1, 1))
    assert fetch(by_token) == 1
    tokens.revoke()

    assert fetch(by_token) == 0

    assert tokens.given == ["ya29.1", "ya29.2"]


def test_a_token_that_ends_while_we_wait_for_mail_is_renewed(dovecot, by_token, tokens, watch):
    watch(by_token)
    wait_for(lambda: tokens.given)
    tokens.revoke()
    dovecot.kill()  # as servers do when a token ends in the middle of IDLE
    dovecot.start()

    dovecot.deliver("us@gmail.example", LETTER % (2, 2))

    wait_for(lambda: Envelope.objects.filter(account=by_token, external_id__startswith="<2@"))
    assert tokens.given == ["ya29.1", "ya29.2"]


@pytest.fixture
def unconnected(gmail, tokens, set_up, monkeypatch):
    """An account whose owner has not agreed yet, at a provider without a certificate."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    authorize = tokens.url.replace("/token", "/authorize")
    settings = by(gmail, smtp_security="starttls", smtp_user="us@gmail.example")
    return set_up(
        settings | tokens.settings() | {"oauth_provider": "other", "auth_url": authorize},
        client_secret="shh",
    )


@pytest.fixture
def manager(db):
    return client_of(make_user("Ana", roles=["manager", "administrator"]))


def page_of(account):
    return f"/settings/channels/{account.code}"


def state_of(account):
    return str(consent_of(ChannelAccount.objects.get(pk=account.pk)))


def connect(manager, account, tokens):
    away = manager.get(f"{page_of(account)}/connect")
    back = urlsplit(tokens.agree(away.headers["Location"]))
    return manager.get(f"{back.path}?{back.query}")


def test_who_owns_a_mailbox_connects_it_and_mail_goes_out(unconnected, manager, tokens):
    assert b"not connected yet" in manager.get(page_of(unconnected)).content

    answer = connect(manager, unconnected, tokens)

    assert answer.headers["Location"] == page_of(unconnected)
    assert state_of(unconnected) == "given"
    assert send(write(unconnected)).status == "sent"
    assert tokens.given == ["ya29.2"]
    kept = ChannelAccount.objects.get().secrets
    assert REFRESH_TOKEN not in kept
    assert unlock(kept)["refresh_token"] == REFRESH_TOKEN


def test_an_answer_to_no_question_of_ours_connects_nothing(unconnected, manager, tokens):
    away = manager.get(f"{page_of(unconnected)}/connect").headers["Location"]
    back = urlsplit(tokens.agree(away))
    forged = back.query.partition("&state=")[0] + "&state=made-up"

    manager.get(f"{back.path}?{forged}")
    manager.get(f"{back.path}?{back.query}")  # the question was used up

    assert state_of(unconnected) == "missing"
    assert tokens.given == []


def test_who_says_no_is_asked_again_later(unconnected, manager):
    away = urlsplit(manager.get(f"{page_of(unconnected)}/connect").headers["Location"])
    state = parse_qs(away.query)["state"][0]

    answer = manager.get(
        "/settings/connected", {"state": state, "error": "access_denied"}, follow=True
    )

    assert b"access_denied" in answer.content
    assert state_of(unconnected) == "missing"


def test_a_code_that_is_refused_says_so(unconnected, manager, tokens):
    tokens.answer = (400, {"error": "invalid_grant"})

    answer = connect(manager, unconnected, tokens)

    assert answer.status_code == 409
    assert b"Connect again" in answer.content
    assert state_of(unconnected) == "missing"


def test_a_consent_that_ends_is_seen_and_given_again(unconnected, manager, tokens):
    connect(manager, unconnected, tokens)
    tokens.revoke()
    tokens.answer = (400, {"error": "invalid_grant", "error_description": "Token revoked."})
    message = send(write(unconnected))
    assert (message.status, state_of(unconnected)) == ("queued", "ended")
    assert b"consent has ended" in manager.get(page_of(unconnected)).content

    tokens.answer = None
    connect(manager, unconnected, tokens)

    message.refresh_from_db()
    assert state_of(unconnected) == "given"
    assert message.send_at <= clock.now()


def test_a_refresh_token_that_is_replaced_is_kept(account, tokens):
    tokens.rotates = True
    enter(account)

    assert unlock(ChannelAccount.objects.get().secrets)["refresh_token"] == f"{REFRESH_TOKEN}-2"
