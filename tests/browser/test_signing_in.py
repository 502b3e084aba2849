"""Signing in with what a real browser does: passwords, passkeys and codes, under our policy."""

import base64
import hmac
import re
import time
from struct import pack, unpack

import pytest

from aftercare.base.people.tests.make import make_user

NEW_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(page_of_nobody, server):
    """A page of a browser that has a passkey built in; keys are bound to names, not numbers."""
    make_user("Liza")
    page = page_of_nobody()
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    line.send("WebAuthn.addVirtualAuthenticator", {"options": NEW_KEY})
    page.at = server.replace("127.0.0.1", "localhost")
    return page


def go(page, path):
    page.goto(f"{page.at}/account/{path}/")


def sign_in(page):
    go(page, "login")
    page.get_by_label("E-mail").or_(page.get_by_label("Email")).fill("liza@northwell.example")
    page.get_by_label("Password").fill("secret-word-9")
    page.get_by_role("button", name="Sign in", exact=True).click()


def prove_oneself(page):
    page.get_by_label("Password").fill("secret-word-9")
    page.get_by_role("button", name="Confirm").click()


def is_signed_in(page):
    go(page, "2fa")
    return page.get_by_role("heading", name="How you sign in").is_visible()


def code_for(secret):
    digest = hmac.digest(base64.b32decode(secret), pack(">Q", int(time.time() // 30)), "sha1")
    place = digest[-1] & 15
    return f"{(unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def test_a_passkey_is_added_and_takes_the_place_of_the_password(page, axe, shots):
    go(page, "login")
    axe(page)
    shots(page, "sign_in")
    sign_in(page)
    go(page, "2fa/webauthn/add")
    axe(page)
    prove_oneself(page)
    page.get_by_label("Sign in with it alone").check()
    axe(page)
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    axe(page)

    page.context.clear_cookies()
    go(page, "login")
    page.get_by_role("button", name="passkey").click()
    page.wait_for_url(re.compile(r"^(?!.*login).*$"))

    assert is_signed_in(page)
    axe(page)
    shots(page, "how_you_sign_in")


def test_a_key_that_does_not_answer_says_so(page):
    go(page, "login")

    page.get_by_role("button", name="passkey").click()

    page.get_by_text("The key did not answer").wait_for()
    assert not is_signed_in(page)


def test_an_app_on_the_phone_is_set_up_and_asked(page, axe, shots):
    sign_in(page)
    go(page, "2fa/totp/activate")
    prove_oneself(page)
    axe(page)
    shots(page, "authenticator_app")
    secret = page.get_by_label("Or type this into the app").input_value()
    page.get_by_label("Authenticator code").fill(code_for(secret))
    page.get_by_role("button", name="Turn on").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    recovery = page.locator("ul.font-monospace li").first.inner_text()

    page.context.clear_cookies()
    sign_in(page)
    page.get_by_role("heading", name="One more step").wait_for()
    axe(page)
    assert not is_signed_in(page)
    go(page, "2fa/authenticate")
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()

    assert is_signed_in(page)
