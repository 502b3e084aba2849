from django.test import Client

from aftercare.base.people.models import User
from aftercare.domain.cases.tests.make import make_agent

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def signed_in(*roles, **given):
    """Return a browser in which somebody with these roles has signed in."""
    client = Client()
    agent = make_agent(roles=roles or ("agent",), **given)
    client.force_login(User.objects.get(pk=agent.id))
    return client


def toasts(answer):
    """Return what the page tells in passing."""
    return [str(each) for each in answer.context["messages"]] if answer.context else []
