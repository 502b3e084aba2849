import json
from uuid import uuid4

import pytest
from django.test import Client

from aftercare.domain.conversations.models import Envelope
from aftercare.domain.conversations.operations.channels import pause_channel
from aftercare.domain.conversations.tests.make import MONDAY, make_channel
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db

SITES = ["https://www.northwell.example"]


def form(**given):
    details = {"id": str(uuid4()), "name": "Marisol", "email": "m@harborline.example"}
    return details | {"subject": "Boot loop", "text": "It restarts."} | given


def make_form(code="form", **settings):
    address = f"{code}@northwell.example"
    return make_channel(code=code, kind="web_form", address=address, settings=settings)


def test_takes_a_form_in_once_without_any_cookie():
    make_form()
    sent = form()
    client = Client(enforce_csrf_checks=True)

    answers = [client.post("/contact", sent) for _each in range(2)]

    led = f"/contact/to/form/{sent['id']}"
    assert [answer.headers["Location"] for answer in answers] == [led] * 2
    with Envelope.objects.get().raw.open() as raw:
        assert json.load(raw)["email"] == "m@harborline.example"


def test_each_account_has_a_page_of_its_own():
    make_form("one", intro="For owners of displays.")
    two = make_form("two")

    shown = Client().get("/contact/to/one").content.decode()
    Client().post("/contact/to/two", form())

    assert "For owners of displays." in shown
    assert Envelope.objects.get().account == two


def test_a_form_that_rests_or_is_not_there_is_closed():
    account = make_form()
    pause_channel(account, actor=SYSTEM, at=MONDAY)

    assert Client().get("/contact").status_code == 503
    assert Client().post("/contact/to/form", form()).status_code == 503
    assert Client().get("/contact/to/else").status_code == 503
    assert not Envelope.objects.exists()


def test_shows_again_what_is_wrong():
    make_form()

    answer = Client().post("/contact", form(email="nobody"))

    assert answer.status_code == 422
    assert not Envelope.objects.exists()


def test_only_sites_that_may_do_so_show_it_in_a_frame():
    make_form("inside", embed_on=SITES)
    make_form("alone")
    told = Client().post("/contact/to/inside", form()).headers["Location"]

    for address in ("/contact/to/inside", told):
        framed = Client().get(address)
        assert f"frame-ancestors {SITES[0]}" in framed.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in framed.headers
    alone = Client().get("/contact/to/alone")
    assert "frame-ancestors 'none'" in alone.headers["Content-Security-Policy"]
    assert alone.headers["X-Frame-Options"] == "DENY"


def test_speaks_a_language_of_the_page():
    make_form(languages=["zh-hant", "fil"])

    english = Client(headers={"Accept-Language": "en"}).get("/contact")
    filipino = Client(headers={"Accept-Language": "fil"}).get("/contact")

    assert '<html lang="zh-hant"' in english.content.decode()
    assert '<html lang="fil"' in filipino.content.decode()
