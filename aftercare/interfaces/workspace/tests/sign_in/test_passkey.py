import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from aftercare.base.people.tests.make import make_user
from aftercare.interfaces.workspace.tests.sign_in.conftest import is_signed_in, prove_oneself
from aftercare.interfaces.workspace.tests.sign_in.key import SoftKey

ADD, LOGIN = "mfa_add_webauthn", "mfa_login_webauthn"


@pytest.fixture
def key(client, liza, sign_in):
    """A passkey that Liza has just set up."""
    sign_in()
    prove_oneself(client)
    made = SoftKey()
    options = client.get(reverse(ADD)).context["js_data"]["creation_options"]["publicKey"]
    fields = {"name": "Phone", "passwordless": "on", "credential": made.create(options)}
    client.post(reverse(ADD), fields)
    client.post(reverse("account_logout"))
    return made


def challenge(client):
    return client.get(reverse(LOGIN), headers={"accept": "application/json"}).json()[
        "request_options"
    ]["publicKey"]


def test_takes_the_place_of_the_password(client, key):
    client.post(reverse(LOGIN), {"credential": key.get(challenge(client))})

    assert is_signed_in(client)
    assert Authenticator.objects.get(type="webauthn").last_used_at


def test_leads_to_where_somebody_wanted_to_go(client, key):
    fields = {"credential": key.get(challenge(client)), "next": "/promises"}

    assert client.post(reverse(LOGIN), fields)["Location"] == "/promises"


def test_takes_the_place_of_the_code(client, key, sign_in):
    assert sign_in()["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    page = client.get(reverse("mfa_authenticate"))
    options = page.context["js_data"]["request_options"]["publicKey"]

    client.post(reverse("mfa_authenticate"), {"credential": key.get(options)})

    assert is_signed_in(client)


def test_an_answer_works_once(client, key):
    answer = key.get(challenge(client))
    client.post(reverse(LOGIN), {"credential": answer})
    client.post(reverse("account_logout"))
    challenge(client)

    client.post(reverse(LOGIN), {"credential": answer})

    assert not is_signed_in(client)


def test_an_answer_to_another_page_does_not_do(client, key):
    key.origin = "https://evil.example"

    client.post(reverse(LOGIN), {"credential": key.get(challenge(client))})

    assert not is_signed_in(client)


def test_somebody_elses_key_does_not_do(client, key):
    false = SoftKey()
    false.id, false.user_handle = key.id, key.user_handle

    client.post(reverse(LOGIN), {"credential": false.get(challenge(client))})

    assert not is_signed_in(client)


RUBBISH = [
    *("", "{}", "null", "[]", "x", "1", '{"id": 1}', '{"id": "AA"}', '{"id": "AA", "rawId": "AA"}'),
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    (
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA",'
        ' "authenticatorData": "AA", "signature": "AA", "attestationObject": "AA"}}'
    ),
]


@pytest.mark.parametrize("answer", RUBBISH)
def test_rubbish_does_not_do(client, key, sign_in, answer):
    challenge(client)
    assert client.post(reverse(LOGIN), {"credential": answer}).status_code < 500
    assert not is_signed_in(client)

    sign_in()
    client.get(reverse("mfa_authenticate"))
    assert client.post(reverse("mfa_authenticate"), {"credential": answer}).status_code < 500
    assert not is_signed_in(client)


@pytest.mark.parametrize("answer", RUBBISH)
def test_rubbish_is_not_added(client, liza, sign_in, answer):
    sign_in()
    prove_oneself(client)
    client.get(reverse(ADD))

    assert client.post(reverse(ADD), {"name": "x", "credential": answer}).status_code == 200
    assert not Authenticator.objects.exists()


def test_who_was_let_go_stays_out(client, key, liza):
    make_user("Pat", roles=["administrator"])
    liza.is_active = False
    liza.save()

    client.post(reverse(LOGIN), {"credential": key.get(challenge(client))})

    assert not is_signed_in(client)


def test_takes_the_place_of_the_password_before_a_change(client, key):
    client.post(reverse(LOGIN), {"credential": key.get(challenge(client))})
    assert client.get(reverse(ADD))["Location"].startswith(reverse("account_reauthenticate"))
    confirm = reverse("mfa_reauthenticate_webauthn")
    options = client.get(confirm).context["js_data"]["request_options"]["publicKey"]

    client.post(confirm, {"credential": key.get(options)})

    assert client.get(reverse(ADD)).status_code == 200


def test_it_is_listed_renamed_and_removed(client, key):
    client.post(reverse(LOGIN), {"credential": key.get(challenge(client))})
    prove_oneself(client)
    pk = Authenticator.objects.get(type="webauthn").pk

    client.post(reverse("mfa_edit_webauthn", args=[pk]), {"name": "Old phone"})
    assert "Old phone" in client.get(reverse("mfa_list_webauthn")).content.decode()
    client.post(reverse("mfa_remove_webauthn", args=[pk]))
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_nobody_touches_the_key_of_somebody_else(client, key, sign_in):
    make_user("Eve")
    sign_in("eve@northwell.example")
    prove_oneself(client)
    pk = Authenticator.objects.get(type="webauthn").pk

    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.post(reverse(name, args=[pk]), {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=pk).exists()
