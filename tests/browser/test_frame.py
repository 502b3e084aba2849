"""The frame of all pages, with every component on it, as a browser shows it."""

import pytest
from django.utils import timezone

from aftercare.base.people.models import Role, User
from aftercare.interfaces.ui.permissions import UiPermission


@pytest.fixture
def liza(transactional_db):
    user = User.objects.create(
        email="liza@northwell.example",
        handle="liza",
        name="Liza Dizon",
        joined_at=timezone.now(),  # noqa: TID251  # a session begins now
        time_zone="Asia/Manila",
    )
    role = Role.objects.create(
        code="tester", name="Tester", permissions=[UiPermission.STYLE_GUIDE, "people.view"]
    )
    user.roles.add(role)
    return user


def test_everybody_can_use_every_component(liza, page_as, axe, shots):
    page = page_as(liza, "/styleguide")

    shots(page, "styleguide")

    axe(page)


def test_everybody_can_use_it_on_a_phone(liza, page_as, axe):
    page = page_as(liza, "/styleguide", viewport={"width": 390, "height": 844}, has_touch=True)

    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_an_error_is_told_to_everybody(page_of_nobody, axe, shots):
    page = page_of_nobody("/nothing-here")

    shots(page, "not_found")

    assert page.get_by_role("heading", name="There is nothing here").is_visible()
    axe(page)
