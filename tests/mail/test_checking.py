"""Whether the servers of our accounts know us is found out by signing in to them."""

import pytest

from aftercare.interfaces.gateways.checking import troubles_of_channels


@pytest.fixture
def both_ways(dovecot, relay):
    return dovecot.settings(
        smtp_host="127.0.0.1",
        smtp_port=dovecot.ports["submission"],
        smtp_security="none",
        smtp_user="support@northwell.example",
    )


def test_an_account_that_works_has_no_troubles(set_up, both_ways):
    account = set_up(both_ways)

    assert dict(troubles_of_channels()) == {account.code: []}


def test_a_wrong_password_is_found_both_ways(set_up, both_ways):
    account = set_up(both_ways, imap_password="wrong", smtp_password="wrong")

    out, back = dict(troubles_of_channels())[account.code]

    assert out.startswith("Sending: 127.0.0.1 refuses the sign-in (535")
    assert back.startswith("Receiving: 127.0.0.1 refuses the sign-in")
    assert "Authentication failed" in back


def test_a_folder_that_is_not_there_and_a_server_that_is_away_are_found(set_up, both_ways):
    account = set_up(both_ways | {"imap_folder": "Nowhere", "smtp_port": 1})

    out, back = dict(troubles_of_channels())[account.code]

    assert "does not answer on this port" in out
    assert "no folder “Nowhere”" in back
