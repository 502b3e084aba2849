"""Mail is fetched from a real IMAP server, whatever happens to the mailbox meanwhile."""

import imaplib
import time

import pytest
from imapclient.exceptions import IMAPClientError

from aftercare.domain.conversations.models import ChannelAccount, Envelope
from aftercare.domain.conversations.queries import adapter_account
from aftercare.interfaces.gateways.email import fetching
from aftercare.interfaces.gateways.email.fetching import fetch_new, signed_in
from tests.mail.conftest import wait_for

LETTER = b"From: jo@h.example\r\nSubject: Nr. %d\r\nMessage-ID: <%d@h.example>\r\n\r\nHi\r\n"


@pytest.fixture
def account(dovecot, set_up):
    return set_up(dovecot.settings())


def fetch(account, folder="INBOX"):
    account.refresh_from_db()
    with signed_in(adapter_account(account)) as server:
        return fetch_new(server, account, folder)


def deliver(dovecot, account, *numbers):
    for number in numbers:
        dovecot.deliver(account.address, LETTER % (number, number))


def ids(account):
    names = Envelope.objects.filter(account=account).order_by("pk")
    return [name.partition("@")[0] for name in names.values_list("external_id", flat=True)]


def test_what_is_new_is_fetched_once(dovecot, account):
    deliver(dovecot, account, 1, 2)

    assert fetch(account) == 2
    deliver(dovecot, account, 3)
    assert (fetch(account), fetch(account)) == (1, 0)

    assert ids(account) == ["<1", "<2", "<3"]


def test_what_lies_there_before_is_left_alone_unless_somebody_asks_for_it(dovecot, set_up):
    account = set_up(dovecot.settings(imap_days=""))
    deliver(dovecot, account, 1, 2)

    assert fetch(account) == 0
    deliver(dovecot, account, 3)
    assert fetch(account) == 1

    assert ids(account) == ["<3"]


def test_an_empty_mailbox_is_read_from_its_first_mail_on(dovecot, set_up):
    account = set_up(dovecot.settings(imap_days=""))

    assert fetch(account) == 0
    deliver(dovecot, account, 1)

    assert fetch(account) == 1


def test_only_the_days_asked_for_are_fetched(dovecot, account):
    session = dovecot.mailbox(account.address)
    for number, days in ((1, 9), (2, 1)):
        received = imaplib.Time2Internaldate(time.time() - days * 86400)
        session.append("INBOX", None, received, LETTER % (number, number))
    session.logout()

    assert fetch(account) == 1

    assert ids(account) == ["<2"]


def test_flags_of_others_change_nothing(dovecot, account):
    deliver(dovecot, account, 1)
    session = dovecot.mailbox(account.address)
    session.select()
    session.store(b"1", "+FLAGS", r"\Seen")
    session.logout()

    assert fetch(account) == 1
    assert b"\\Seen" in flags(dovecot, account)


def flags(dovecot, account):
    session = dovecot.mailbox(account.address)
    session.select(readonly=True)
    found = session.fetch(b"1", "(FLAGS)")[1][0]
    session.logout()
    return found


def test_numbers_that_begin_anew_lose_nothing_and_double_nothing(dovecot, account):
    deliver(dovecot, account, 1, 2)
    fetch(account)
    account.refresh_from_db()
    validity = account.cursor["INBOX"]["validity"]
    stale = {"INBOX": {"validity": validity - 1, "uid": 999}}  # as after a restore
    ChannelAccount.objects.filter(pk=account.pk).update(cursor=stale)
    deliver(dovecot, account, 3)

    assert fetch(account) == 3

    assert ids(account) == ["<1", "<2", "<3"]


def test_a_folder_made_anew_has_other_numbers(dovecot, account):
    session = dovecot.mailbox(account.address)
    for number in (1, 2):
        session.create("Support")
        session.append("Support", None, None, LETTER % (number, number))
        assert fetch(account, "Support") == 1
        session.delete("Support")
        time.sleep(1.1)  # Dovecot reckons validity in seconds
    session.logout()

    assert ids(account) == ["<1", "<2"]


@pytest.mark.parametrize(
    "folder", ["客服.售后", "R&D", "Año nuevo", "with space", 'a "quoted" one']
)
def test_folders_have_names_of_all_scripts(dovecot, account, folder):
    with signed_in(adapter_account(account)) as server:
        server.create_folder(folder)
        server.append(folder, LETTER % (1, 1))

    assert fetch(account, folder) == 1


def test_mail_that_is_deleted_while_we_read_is_passed_over(dovecot, account, monkeypatch):
    fetch(account)
    deliver(dovecot, account, 1, 2)
    other = dovecot.mailbox(account.address)
    other.select()
    with signed_in(adapter_account(account)) as server:
        search = server.search

        def search_then_lose(criteria):
            found = search(criteria)
            other.store(b"1", "+FLAGS", r"\Deleted")
            other.expunge()
            return found

        monkeypatch.setattr(server, "search", search_then_lose)
        fetch_new(server, account)
    other.logout()

    assert ids(account) == ["<2"]
    account.refresh_from_db()
    assert account.cursor["INBOX"]["uid"] == 2


def test_mail_is_removed_only_after_it_is_stored(dovecot, set_up):
    account = set_up(dovecot.settings(imap_keep=False))
    deliver(dovecot, account, 1, 2)

    assert fetch(account) == 2

    assert ids(account) == ["<1", "<2"]
    assert dovecot.letters(account.address) == []


def test_a_large_mailbox_is_read_to_its_end(dovecot, account):
    with signed_in(adapter_account(account)) as server:
        for number in range(300):
            server.append("INBOX", LETTER % (number, number))

    assert fetch(account) == 300
    assert (fetch(account), Envelope.objects.filter(account=account).count()) == (0, 300)


def test_a_large_mail_comes_in_pieces_and_whole(dovecot, account):
    body = b"x" * 70 + b"\r\n"
    raw = LETTER % (1, 1) + body * 60_000
    dovecot.deliver(account.address, raw)

    fetch(account)

    with Envelope.objects.get(account=account).raw.open() as stored:
        content = stored.read()
    assert content.endswith(raw)
    assert len(content) > 4_000_000


def test_of_a_mail_that_is_too_large_the_beginning_comes_and_the_next_is_not_held_up(
    dovecot, account, monkeypatch
):
    monkeypatch.setattr(fetching, "LARGEST", 3 * 2**20)
    dovecot.deliver(account.address, LETTER % (1, 1) + b"x" * 70 * 60_000)
    deliver(dovecot, account, 2)

    assert fetch(account) == 2

    first = Envelope.objects.filter(account=account).earliest("pk")
    with first.raw.open() as stored:
        assert stored.read().startswith(b"X-Aftercare-Shortened: yes\r\n")
    assert ids(account) == ["<1", "<2"]


def test_new_mail_is_seen_at_once(dovecot, account, watch):
    watch(account)
    deliver(dovecot, account, 1)
    wait_for(lambda: ids(account) == ["<1"])
    time.sleep(0.5)  # now it waits in IDLE

    started = time.monotonic()
    deliver(dovecot, account, 2)
    wait_for(lambda: ids(account) == ["<1", "<2"])

    assert time.monotonic() - started < 2


def test_after_the_server_was_killed_mail_is_fetched_again(dovecot, account, watch):
    deliver(dovecot, account, 1)
    watch(account)
    wait_for(lambda: ids(account) == ["<1"])

    dovecot.kill()
    wait_for(lambda: ChannelAccount.objects.get(pk=account.pk).trouble)
    dovecot.start()
    deliver(dovecot, account, 2)

    wait_for(lambda: ids(account) == ["<1", "<2"])
    wait_for(lambda: not ChannelAccount.objects.get(pk=account.pk).trouble)


def test_a_wrong_password_is_told_and_a_right_one_mends_it(dovecot, set_up, watch):
    account = set_up(dovecot.settings(), imap_password="wrong")
    with pytest.raises(IMAPClientError), signed_in(adapter_account(account)):
        pass

    watch(account)

    trouble = wait_for(lambda: ChannelAccount.objects.get(pk=account.pk).trouble)
    assert "AUTHENTICATIONFAILED" in trouble


@pytest.mark.parametrize(("security", "port"), [("tls", "imaps"), ("starttls", "imap")])
def test_mail_is_fetched_under_a_certificate_we_trust(dovecot, set_up, monkeypatch, security, port):
    account = set_up(dovecot.settings(imap_security=security, imap_port=dovecot.ports[port]))
    deliver(dovecot, account, 1)
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.folder / "server.pem"))

    assert fetch(account) == 1


@pytest.mark.parametrize(("security", "port"), [("tls", "imaps"), ("starttls", "imap")])
def test_nothing_is_said_under_a_certificate_nobody_knows(dovecot, set_up, security, port):
    account = set_up(dovecot.settings(imap_security=security, imap_port=dovecot.ports[port]))

    with pytest.raises(OSError, match="certificate"), signed_in(adapter_account(account)):
        pass
