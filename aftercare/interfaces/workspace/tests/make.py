from django.test import Client

from aftercare.base.people.models import User
from aftercare.base.people.tests.make import make_user


def client_of(user: User) -> Client:
    """Return a browser in which `user` is signed in."""
    client = Client()
    client.force_login(user)
    return client


def signed_in(name="Liza", *, roles=("agent",), **given) -> Client:
    return client_of(make_user(name, roles=roles, **given))
