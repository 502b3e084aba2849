import pytest
from django.conf import settings
from django.test import Client

from aftercare.base.people.models import User
from aftercare.base.people.queries import actor_for
from aftercare.base.people.tests.make import make_team, make_user
from aftercare.domain.cases.tests.make import make_case

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def case(db):
    """A matter of nobody in particular that came by mail."""
    return make_case()


@pytest.fixture(autouse=True)
def administrator(db) -> User:
    """Without one, every page leads to the first steps."""
    return make_user("Pat", roles=["administrator"])


@pytest.fixture
def liza(db) -> User:
    return make_user("Liza", roles=["agent", "manager"], teams=[make_team("service")], max_open=0)


@pytest.fixture
def actor(liza):
    return actor_for(liza)


@pytest.fixture
def browser(client, liza) -> Client:
    """A browser in which Liza is signed in."""
    client.force_login(liza, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def stranger(db) -> Client:
    """A browser of somebody who sees the cases of their own team only."""
    other = Client()
    user = make_user("Qing", roles=["board_repair"], teams=[make_team("quality")])
    other.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return other
