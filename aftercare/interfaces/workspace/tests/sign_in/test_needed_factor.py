import time

import pytest
from django.urls import reverse

from aftercare.base.company.operations import change_settings
from aftercare.base.people.models import User
from aftercare.base.people.queries import has_second_factor
from aftercare.base.people.tests.make import MONDAY, make_user
from aftercare.interfaces.workspace.tests.sign_in.conftest import prove_oneself
from aftercare.interfaces.workspace.tests.sign_in.test_second_factor import code_for, secret_on
from aftercare.kit.actors import SYSTEM


@pytest.fixture
def needed(liza):
    """Return a function that says who needs a second factor."""

    def by(who):
        change_settings({"people.second_factor": who}, actor=SYSTEM, at=MONDAY)

    return by


def where(answer):
    return answer.headers.get("Location", "")


def test_who_has_none_sets_one_up_before_anything_else(client, needed, sign_in):
    needed("everybody")
    sign_in()

    assert where(client.get("/inbox")) == reverse("mfa_index")
    assert client.get("/inbox", headers={"HX-Request": "true"}).headers["HX-Redirect"] == reverse(
        "mfa_index"
    )
    assert "asks for a second factor" in client.get(reverse("mfa_index")).content.decode()

    prove_oneself(client)
    secret = secret_on(client.get(reverse("mfa_activate_totp")))
    client.post(reverse("mfa_activate_totp"), {"code": code_for(secret, time.time())})

    assert has_second_factor(User.objects.get(name="Liza"))
    assert client.get("/inbox").status_code == 200


@pytest.mark.parametrize(
    ("who", "is_led"), [("nobody", False), ("quality", False), ("agent", True)]
)
def test_only_of_those_who_were_named(client, needed, sign_in, who, is_led):
    needed(who)
    sign_in()

    assert (where(client.get("/inbox")) == reverse("mfa_index")) is is_led


def test_the_only_administrator_is_led_there_too_and_gets_in(client, needed, sign_in):
    make_user("Pat", roles=("administrator",))
    needed("administrator")
    sign_in("pat@northwell.example")
    assert where(client.get("/settings")) == reverse("mfa_index")

    prove_oneself(client)
    secret = secret_on(client.get(reverse("mfa_activate_totp")))
    client.post(reverse("mfa_activate_totp"), {"code": code_for(secret, time.time())})

    assert client.get("/settings").status_code == 200


def test_customers_are_not_asked(client, needed, sign_in):
    make_user("Corazon", roles=("customer",), kind="customer")
    needed("everybody")
    sign_in("corazon@northwell.example")

    assert where(client.get("/my")) != reverse("mfa_index")
