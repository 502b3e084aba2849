"""The pages of the sign-in library look like ours and work under our policy."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.urls import URLPattern, get_resolver, reverse

from aftercare.interfaces.workspace.tests.sign_in.conftest import prove_oneself

OUTSIDE = [
    "account_login", "account_signup", "account_inactive", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key_done",
    "socialaccount_login_cancelled", "account_request_login_code",
]  # fmt: skip
INSIDE = [
    "account_logout", "account_change_password", "account_reauthenticate", "mfa_index",
    "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "mfa_reauthenticate",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
]  # fmt: skip
ELSEWHERE = {
    "account_email", "account_email_verification_sent", "account_confirm_email",
    "socialaccount_connections", "socialaccount_signup", "socialaccount_login_error",  # not offered
    "account_set_password", "account_reset_password_from_key", "account_confirm_login_code",
    "mfa_authenticate", "mfa_login_webauthn", "mfa_download_recovery_codes", "mfa_deactivate_totp",
    "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_reauthenticate_webauthn",  # tested elsewhere
    "openid_connect_login", "openid_connect_callback",
}  # fmt: skip


def names(patterns):
    for each in patterns:
        if isinstance(each, URLPattern):
            yield each.name
        else:
            yield from names(each.url_patterns)


def check(response):
    page = response.content.decode()
    assert response.status_code == 200
    assert 'class="bare"' in page
    assert page.count("<h1") == 1
    assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", page)
    assert not re.search(r"<style|\son\w+=|javascript:", page)
    assert "script-src 'self';" in response["Content-Security-Policy"] + ";"


@pytest.mark.parametrize("name", OUTSIDE)
def test_outside(client, liza, name):
    check(client.get(reverse(name)))


@pytest.mark.parametrize("name", INSIDE)
def test_inside(client, liza, sign_in, name):
    assert client.get(reverse(name)).status_code == 302
    sign_in()
    prove_oneself(client)
    if "recovery" in name or name.startswith("mfa_reauthenticate"):
        Authenticator.objects.create(user=liza, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
        codes = {"migrated_codes": ["1234-5678", "2345-6789"]}
        Authenticator.objects.create(user=liza, type="recovery_codes", data=codes)

    check(client.get(reverse(name)))


def test_no_page_is_forgotten():
    (library,) = [
        each for each in get_resolver().url_patterns if str(each.pattern) == "account/"
        and not isinstance(each, URLPattern)
    ]  # fmt: skip

    known = {name for name in names(library.url_patterns) if name}
    assert known == {*OUTSIDE, *INSIDE, *ELSEWHERE}
