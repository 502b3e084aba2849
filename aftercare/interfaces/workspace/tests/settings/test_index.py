import pytest

from aftercare.interfaces.workspace.settings.registry import sections_for
from aftercare.interfaces.workspace.tests.settings.make import signed_in
from aftercare.kit.actors import NOBODY

pytestmark = pytest.mark.django_db


def test_shows_what_one_may_set_up():
    answer = signed_in("manager").get("/settings")

    assert answer.status_code == 200
    assert b'href="/settings/service-levels"' in answer.content


def test_is_not_there_for_who_sets_up_nothing():
    client = signed_in("station")

    assert client.get("/settings").status_code == 404
    assert b'href="/settings"' not in client.get("/preferences", follow=True).content


def test_nobody_sees_a_section():
    assert sections_for(NOBODY) == []


def test_a_section_is_not_there_for_who_may_not_see_it():
    assert signed_in().get("/settings/service-levels").status_code == 404
