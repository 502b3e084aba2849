import pytest
from django.test import Client

from aftercare.base.people.models import User
from aftercare.domain.cases.tests.make import make_agent
from aftercare.interfaces.workspace.settings.registry import sections_for
from aftercare.kit.actors import NOBODY

pytestmark = pytest.mark.django_db


def signed_in(*roles):
    client = Client()
    client.force_login(User.objects.get(pk=make_agent(roles=roles).id))
    return client


def test_shows_what_one_may_set_up():
    answer = signed_in("manager").get("/settings")

    assert answer.status_code == 200
    assert b'href="/settings/service-levels"' in answer.content


def test_is_not_there_for_who_sets_up_nothing():
    client = signed_in()

    assert client.get("/settings").status_code == 404
    assert b'href="/settings"' not in client.get("/preferences", follow=True).content


def test_nobody_sees_a_section():
    assert sections_for(NOBODY) == []


def test_a_section_is_not_there_for_who_may_not_see_it():
    assert signed_in().get("/settings/service-levels").status_code == 404
