"""Customers come in with a code by mail; their pages are theirs, ours are not there for them."""

import re

import pytest
from django.conf import settings
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from aftercare.base.people.jobs import send_mail_of_the_system
from aftercare.base.people.models import User
from aftercare.base.people.tests.make import make_user
from aftercare.domain.customers.operations.privacy import forget_contact
from aftercare.domain.customers.operations.reaching import retire_identity
from aftercare.interfaces.portal.tests.make import NOW
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("channels", "today")

ASK, CONFIRM = "/account/login/code/", "/account/login/code/confirm/"


def letters():
    """Send what waits to be sent by the system, and return the texts."""
    for job in ProcrastinateJob.objects.filter(task_name="people.send_mail"):
        send_mail_of_the_system.func(**job.args)
    return [each.body for each in mail.outbox]


def ask(client, email):
    sent = client.post(ASK, {"email": email})
    assert sent.headers["Location"] == CONFIRM
    return letters()[-1]


def test_who_has_written_comes_in_with_a_code(client, marisol):
    code = re.search(r"^[A-Z0-9-]{6,}$", ask(client, "Marisol@Harborline.example"), re.MULTILINE)

    done = client.post(CONFIRM, {"code": code[0]}, follow=True)

    assert done.redirect_chain[-1][0] == "/my"
    assert "Hello, Marisol Reyes" in done.content.decode()
    user = User.objects.get()
    assert (user.kind, user.email, user.has_usable_password()) == (
        "customer",
        "marisol@harborline.example",
        False,
    )


def test_a_wrong_code_opens_nothing_and_five_end_it(client, marisol):
    ask(client, "marisol@harborline.example")

    tried = [client.post(CONFIRM, {"code": "WRONG1"}) for _try in range(5)]

    assert [each.status_code for each in tried] == [200, 200, 200, 200, 302]
    assert "not the code we sent last" in tried[0].content.decode()
    assert client.get("/my").status_code == 302


@pytest.mark.parametrize("email", ["nobody@harborline.example", "liza@northwell.example"])
def test_who_is_not_known_and_our_own_people_get_no_code(client, marisol, email):
    make_user("Liza")

    told = ask(client, email)

    assert "we know nobody by it" in told
    assert not User.objects.filter(kind="customer").exists()


def test_an_address_that_is_theirs_no_longer_opens_nothing(come_in, marisol, give_set, harborline):
    unit = give_set(account=harborline)
    client = come_in()
    assert unit.serial in client.get("/my/units").content.decode()

    retire_identity(marisol.identities.get(), actor=SYSTEM, at=NOW)

    assert unit.serial not in client.get("/my/units").content.decode()
    assert client.get(f"/my/units/{unit.pk}").status_code == 404
    client.logout()
    assert "we know nobody by it" in ask(client, "marisol@harborline.example")


def test_who_was_forgotten_is_signed_out_and_nothing_of_them_is_left(come_in, marisol):
    client = come_in()

    forget_contact(marisol, confirmation="FORGET", actor=SYSTEM, at=NOW)

    assert client.get("/my").status_code == 302
    user = User.objects.get()
    assert not user.is_active
    assert "arisol" not in f"{user.email} {user.name} {user.handle}"


def test_the_pages_of_our_people_are_not_there_for_customers(come_in, marisol):
    client = come_in()

    assert client.get("/").headers["Location"] == "/my"
    for closed in ("/inbox", "/units", "/settings", "/palette", "/account/2fa/"):
        assert client.get(closed).status_code == 404, closed


def test_the_pages_of_customers_are_not_there_for_our_people(client, db):
    client.force_login(make_user("Liza"), backend=settings.AUTHENTICATION_BACKENDS[0])

    assert client.get("/my/units").status_code == 404
