"""The first person of a new system: whoever sees what its start printed."""

import pytest
from django.core import signing
from django.urls import reverse

from aftercare.base.people.models import User
from aftercare.base.people.tests.make import make_user
from aftercare.interfaces.portal.first_steps import first_link

FORM = {"name": "Ada Reyes", "email": "ada@northwell.example", "password": "tin-whisker-41"}


def test_whoever_comes_to_a_new_system_is_told_how_it_begins(client, db):
    answer = client.get(reverse("account_login"), follow=True)

    assert answer.redirect_chain == [(reverse("portal:first_steps"), 302)]
    assert "aftercare create-admin" in answer.content.decode()


def test_the_link_makes_the_administrator_who_then_signs_in(client, db):
    assert "Make the account" in client.get(first_link()).content.decode()

    answer = client.post(first_link(), FORM)

    assert answer["Location"] == reverse("account_login")
    user = User.objects.get()
    assert (user.name, user.email) == ("Ada Reyes", "ada@northwell.example")
    assert [role.code for role in user.roles.all()] == ["administrator"]
    assert user.check_password("tin-whisker-41")
    assert client.get(reverse("account_login")).status_code == 200


def test_the_link_works_once(client, db):
    link = first_link()
    client.post(link, FORM)

    answer = client.post(link, FORM | {"email": "eve@northwell.example"})

    assert answer.status_code == 409
    assert User.objects.count() == 1
    assert client.get(link)["Location"] == reverse("account_login")
    assert client.get(reverse("portal:first_steps"))["Location"] == reverse("account_login")


def test_there_is_no_link_once_somebody_is_here(db):
    make_user()

    assert first_link() is None


@pytest.mark.parametrize("token", ["x", signing.dumps("", salt="other")], ids=["x", "other"])
def test_a_made_up_link_opens_nothing(client, db, token):
    link = reverse("portal:first", args=[token])

    assert client.get(link).status_code == client.post(link, FORM).status_code == 404
    assert not User.objects.exists()


def test_a_poor_password_is_refused_with_the_form(client, db):
    answer = client.post(first_link(), FORM | {"password": "12345678"})

    assert answer.status_code == 422
    assert "too common" in answer.content.decode()
    assert not User.objects.exists()
