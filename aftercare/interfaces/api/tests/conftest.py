import pytest
from django.test import Client

from aftercare.base.people.operations.tokens import make_token
from aftercare.base.people.queries import actor_for
from aftercare.base.people.tests.make import MONDAY, make_team, make_user


def program(user, *scopes):
    """Return a program that works in the name of `user`, with a few permissions or all."""
    actor = actor_for(user)
    mine = scopes or actor.permissions - {"people.be_oneself"}
    _token, secret = make_token(name="Shop", scopes=mine, actor=actor, at=MONDAY)
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def liza(db):
    return make_user("Liza", roles=["administrator"], teams=[make_team("service")])


@pytest.fixture
def shop(liza):
    return program(liza)
