import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from aftercare.base.people.operations.accounts import deactivate_user
from aftercare.base.people.tests.make import MONDAY, make_user
from aftercare.interfaces.workspace.tests.sign_in.conftest import (
    PASSWORD,
    is_signed_in,
    link_in,
    run_mail_jobs,
)
from aftercare.kit.actors import SYSTEM

NEW = "another-word-7"


def test_lets_in_and_out(client, liza, sign_in):
    response = sign_in()

    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_the_address_may_be_typed_in_any_way(client, liza, sign_in):
    sign_in(" LIZA@Northwell.Example ")

    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("liza@northwell.example", "wrong"),
        ("liza@northwell.example", ""),
        ("nobody@northwell.example", PASSWORD),
        ("not an address", PASSWORD),
        ("a\x00b@northwell.example", PASSWORD),
    ],
)
def test_a_wrong_one_lets_nobody_in(client, liza, sign_in, email, password):
    response = sign_in(email, password)

    assert response.status_code == 200
    assert not is_signed_in(client)


def test_nobody_learns_which_addresses_there_are(client, liza, sign_in):
    known, unknown = (
        sign_in(f"{name}@northwell.example", "wrong").context["form"].errors
        for name in ("liza", "zelda")
    )

    assert known == unknown != {}


def test_who_guesses_is_stopped_also_with_the_right_one(client, liza, sign_in):
    for _ in range(5):
        sign_in(password="wrong")

    response = sign_in()

    assert "Too many failed" in response.content.decode()
    assert not is_signed_in(client)


def test_others_may_still_come_while_one_is_guessed(liza, sign_in):
    make_user("Noel")
    for _ in range(6):
        sign_in(password="wrong")
    other = Client()

    sign_in("noel@northwell.example", browser=other)

    assert is_signed_in(other)


def test_who_asks_too_often_is_told_to_wait(db, sign_in):
    answers = [sign_in(f"{number}@x.example", "wrong") for number in range(31)]

    assert answers[-1].status_code == 429
    assert "too often" in answers[-1].content.decode()


def test_who_was_let_go_is_out_at_once_and_stays_out(client, liza, sign_in):
    make_user("Pat", roles=["administrator"])
    sign_in()
    assert is_signed_in(client)

    deactivate_user(liza, actor=SYSTEM, at=MONDAY)

    assert not is_signed_in(client)
    assert sign_in()["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_leads_to_nobody_else(liza, sign_in, target):
    assert sign_in(next=target)["Location"] == "/"


def test_leads_back_to_where_somebody_wanted_to_go(client, liza, sign_in):
    asked = client.get("/promises")["Location"]

    assert asked == f"{reverse('account_login')}?next=/promises"
    assert sign_in(next="/promises")["Location"] == "/promises"


def test_nobody_makes_an_account(client, db):
    fields = {"email": "eve@evil.example", "password1": NEW}

    for response in (
        client.get(reverse("account_signup")),
        client.post(reverse("account_signup"), fields),
    ):
        assert "Nobody has invited this address" in response.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize("name", ["account_email", "socialaccount_connections"])
def test_what_is_not_offered_is_not_there(client, liza, sign_in, name):
    sign_in()

    assert client.get(reverse(name)).status_code == 404


def test_a_new_one_ends_all_sessions(client, liza, sign_in):
    other = Client()
    for browser in (client, other):
        sign_in(browser=browser)
        assert is_signed_in(browser)

    fields = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post(reverse("account_change_password"), fields)

    assert not is_signed_in(client)
    assert not is_signed_in(other)
    sign_in(password=NEW)
    assert is_signed_in(client)
    assert "Password" in run_mail_jobs()[-1].subject


@pytest.mark.parametrize("bad", ["short", "12345678", "liza@northwell.example", "password1"])
def test_a_bad_new_one_is_refused(client, liza, sign_in, bad):
    sign_in()

    fields = {"oldpassword": PASSWORD, "password1": bad, "password2": bad}
    response = client.post(reverse("account_change_password"), fields)

    assert response.status_code == 200
    liza.refresh_from_db()
    assert liza.check_password(PASSWORD)


def test_a_forgotten_one_is_replaced_by_a_link_that_works_once(client, liza, sign_in):
    other = Client()
    sign_in(browser=other)
    client.post(reverse("account_reset_password"), {"email": "LIZA@northwell.example"})
    (letter,) = run_mail_jobs()
    assert letter.to == ["liza@northwell.example"]
    link = link_in(letter.body)

    form = client.get(link)["Location"]
    client.post(form, {"password1": NEW, "password2": NEW})

    assert not is_signed_in(other)
    sign_in(password=NEW)
    assert is_signed_in(client)
    client.logout()
    assert "was used or is too old" in client.get(link).content.decode()


def test_a_link_that_was_made_up_changes_nothing(client, liza):
    response = client.get("/account/password/reset/key/1-aaaaaa-deadbeef/")

    assert "was used or is too old" in response.content.decode()


def test_the_answer_is_the_same_for_addresses_nobody_has(client, liza):
    known, unknown = (
        client.post(reverse("account_reset_password"), {"email": f"{name}@northwell.example"})
        for name in ("liza", "zelda")
    )

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    run_mail_jobs()
    assert [letter.to for letter in mail.outbox] == [
        ["liza@northwell.example"],
        ["zelda@northwell.example"],
    ]
    assert "we know nobody by it" in mail.outbox[1].body
    assert "/key/" not in mail.outbox[1].body
