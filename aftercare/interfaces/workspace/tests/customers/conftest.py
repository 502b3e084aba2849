from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from aftercare.base.people.tests.make import make_team, make_user


@pytest.fixture
def client_as(db) -> Callable[..., Client]:
    """Return a function that signs somebody in who has these roles."""

    def sign_in(*roles: str, name: str = "Liza", teams: tuple[str, ...] = ("service",)) -> Client:
        user = make_user(name, roles=roles, teams=[make_team(code) for code in teams])
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return sign_in


@pytest.fixture
def agent(client_as) -> Client:
    return client_as("agent")
