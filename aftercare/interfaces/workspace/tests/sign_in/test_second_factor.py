import base64
import hmac
import re
import time
from struct import pack, unpack

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from aftercare.interfaces.workspace.tests.sign_in.conftest import (
    is_signed_in,
    prove_oneself,
    run_mail_jobs,
)


def code_for(secret, at=None):
    """Return what the app on a phone shows (RFC 6238)."""
    step = pack(">Q", int((at or time.time()) // 30))
    digest = hmac.digest(base64.b32decode(secret), step, "sha1")
    place = digest[-1] & 15
    number = unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def secret_on(page):
    """Return what an app on a phone reads from the page that sets it up."""
    (secret,) = re.findall(r'id="secret" readonly value="(\w+)"', page.content.decode())
    return secret


@pytest.fixture
def phone(client, liza, sign_in):
    """The secret in the app of Liza, who has just set it up."""
    sign_in()
    prove_oneself(client)
    secret = secret_on(client.get(reverse("mfa_activate_totp")))
    client.post(reverse("mfa_activate_totp"), {"code": code_for(secret, time.time() - 30)})
    client.post(reverse("account_logout"))
    return secret


def test_the_app_of_the_trade_computes_the_same():
    key = base64.b32encode(b"12345678901234567890").decode()

    assert code_for(key, 59) == "287082"  # RFC 6238, appendix B
    assert code_for(key, 1111111109) == "081804"


def test_the_password_alone_does_not_do(client, phone, sign_in):
    response = sign_in()

    assert response["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.get("/")["Location"].startswith(reverse("account_login"))


def test_password_and_code_do(client, phone, sign_in):
    sign_in()

    client.post(reverse("mfa_authenticate"), {"code": code_for(phone)})

    assert is_signed_in(client)


def test_a_wrong_code_does_not(client, phone, sign_in):
    sign_in()

    wrong = f"{(int(code_for(phone)) + 7) % 10**6:06}"
    response = client.post(reverse("mfa_authenticate"), {"code": wrong})

    assert "Incorrect code" in response.content.decode()
    assert not is_signed_in(client)


def test_a_code_works_once(client, phone, sign_in):
    code = code_for(phone)
    sign_in()
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.post(reverse("account_logout"))
    sign_in()

    client.post(reverse("mfa_authenticate"), {"code": code})

    assert not is_signed_in(client)


def test_codes_cannot_be_guessed(client, phone, sign_in):
    sign_in()
    for number in range(5):
        client.post(reverse("mfa_authenticate"), {"code": f"{number:06}"})

    client.post(reverse("mfa_authenticate"), {"code": code_for(phone)})

    assert not is_signed_in(client)


def test_a_recovery_code_works_once(client, phone, sign_in):
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    sign_in()
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    sign_in()

    client.post(reverse("mfa_authenticate"), {"code": codes[0]})

    assert not is_signed_in(client)


def test_codes_are_shown_and_made_anew(client, phone, sign_in):
    sign_in()
    client.post(reverse("mfa_authenticate"), {"code": code_for(phone)})
    prove_oneself(client)
    recovery = Authenticator.objects.get(type="recovery_codes")
    first = recovery.wrap().get_unused_codes()

    assert all(
        code in client.get(reverse("mfa_view_recovery_codes")).content.decode() for code in first
    )
    client.post(reverse("mfa_generate_recovery_codes"))

    anew = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert set(anew).isdisjoint(first)


def test_who_turns_it_off_is_told_by_mail(client, phone, sign_in):
    sign_in()
    client.post(reverse("mfa_authenticate"), {"code": code_for(phone)})
    prove_oneself(client)

    client.post(reverse("mfa_deactivate_totp"))

    letter = run_mail_jobs()[-1]
    assert letter.to == ["liza@northwell.example"]
    assert "127.0.0.1" in letter.body


def test_a_session_left_open_does_not_turn_it_off(client, phone, sign_in, settings):
    sign_in()
    client.post(reverse("mfa_authenticate"), {"code": code_for(phone)})
    prove_oneself(client)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0

    response = client.post(reverse("mfa_deactivate_totp"))

    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.filter(type="totp").exists()


def test_it_can_be_turned_off(client, phone, sign_in):
    sign_in()
    client.post(reverse("mfa_authenticate"), {"code": code_for(phone)})
    prove_oneself(client)

    client.post(reverse("mfa_deactivate_totp"))
    client.post(reverse("account_logout"))
    sign_in()

    assert is_signed_in(client)
