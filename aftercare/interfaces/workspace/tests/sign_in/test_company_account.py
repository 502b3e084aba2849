from urllib.parse import urlsplit

import httpx
import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from aftercare.base.people.models import User
from aftercare.base.people.tests.make import make_user
from aftercare.interfaces.workspace.tests.sign_in.conftest import PASSWORD, is_signed_in
from aftercare.interfaces.workspace.tests.sign_in.provider import CLIENT, SECRET, running_provider


@pytest.fixture
def provider(settings):
    with running_provider() as running:
        app = {
            "provider_id": "company",
            "name": "Northwell account",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": running.url},
        }
        known = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": known | {"APPS": [app]}}
        yield running


def come(client, path=""):
    """Go to the provider and come back, as a browser does; return the last answer."""
    there = client.get("/account/oidc/company/login/" + path)
    if there.status_code != 302:
        return there
    back = httpx.get(there["Location"])
    assert back.status_code == 302
    return client.get(back.headers["Location"])


def test_who_was_invited_comes_in(client, liza, provider):
    response = come(client)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_signed_in(client)
    assert SocialAccount.objects.get().user == liza


def test_the_way_is_on_the_page(client, liza, provider):
    page = client.get(reverse("account_login")).content.decode()

    assert "Northwell account" in page
    assert 'href="/account/oidc/company/login/?process=login"' in page


def test_without_a_provider_there_is_no_way(client, db):
    assert "oidc" not in client.get(reverse("account_login")).content.decode()
    assert client.get("/account/oidc/company/login/").status_code == 404


def test_the_password_works_as_before(client, liza, provider, sign_in):
    come(client)
    client.logout()

    sign_in(password=PASSWORD)

    assert is_signed_in(client)


def test_the_account_stays_the_same_when_the_address_changes_there(client, liza, provider):
    come(client)
    client.logout()
    provider.person["email"] = "elizabeth@northwell.example"

    come(client)

    assert is_signed_in(client)
    assert User.objects.get() == liza


def test_the_address_may_be_typed_in_any_way(client, liza, provider):
    provider.person["email"] = "LIZA@Northwell.example"

    come(client)

    assert is_signed_in(client)


def test_who_was_not_invited_stays_outside(client, liza, provider):
    provider.person["email"] = "eve@northwell.example"

    page = come(client).content.decode()

    assert "Nobody has invited this address" in page
    assert not is_signed_in(client)
    assert User.objects.get() == liza


@pytest.mark.parametrize("proven", [False, None])
def test_an_address_that_is_not_proven_opens_nothing(client, liza, provider, proven):
    provider.person["email_verified"] = proven

    come(client)

    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_a_provider_that_proves_all_addresses_can_be_trusted(client, liza, provider, settings):
    settings.OIDC_TRUSTS_ADDRESSES = True
    del provider.person["email_verified"]

    come(client)

    assert is_signed_in(client)


@pytest.mark.parametrize(
    "claims", [{"iss": "https://evil.example"}, {"aud": "another"}, {"exp": 1_000_000_000}]
)
def test_a_token_for_somebody_else_opens_nothing(client, liza, provider, claims):
    provider.claims = claims

    response = come(client)

    assert "did not work" in response.content.decode()
    assert not is_signed_in(client)


def test_an_answer_nobody_asked_for_opens_nothing(client, liza, provider):
    there = client.get("/account/oidc/company/login/")
    back = httpx.get(there["Location"]).headers["Location"]
    other = Client()

    response = other.get(back)

    assert "did not work" in response.content.decode()
    assert not is_signed_in(other)


def test_a_stolen_code_is_worth_nothing(client, liza, provider):
    there = client.get("/account/oidc/company/login/")
    back = httpx.get(there["Location"]).headers["Location"]
    provider.asked["code_challenge"] = "of-somebody-else"

    client.get(back)

    assert not is_signed_in(client)


def test_who_said_no_there_is_told_what_to_do(client, liza, provider):
    there = client.get("/account/oidc/company/login/")
    state = dict(part.split("=") for part in urlsplit(there["Location"]).query.split("&"))["state"]

    response = client.get(
        "/account/oidc/company/login/callback/", {"error": "access_denied", "state": state}
    )

    assert response["Location"] == reverse("socialaccount_login_cancelled")
    assert "You stopped on the way" in client.get(response["Location"]).content.decode()


def test_a_provider_that_is_down_is_said_so(client, liza, provider):
    provider.is_down = True

    response = client.get("/account/oidc/company/login/")

    assert response.status_code == 409
    assert "does not answer" in response.content.decode()


def test_leads_to_where_somebody_wanted_to_go_and_to_nobody_else(client, liza, provider):
    assert come(client, "?next=/promises")["Location"] == "/promises"
    client.logout()
    assert come(client, "?next=https://evil.example/")["Location"] == "/"


def test_a_second_factor_is_asked_for_here_too(client, liza, provider):
    Authenticator.objects.create(user=liza, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})

    assert come(client)["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_who_was_let_go_stays_out(client, liza, provider):
    make_user("Pat", roles=["administrator"])
    liza.is_active = False
    liza.save()

    assert come(client)["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)
