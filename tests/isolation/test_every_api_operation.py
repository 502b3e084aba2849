"""Who may ask the API for what: every operation it describes, asked by those who may not."""

import json
import re

import pytest
from django.test import Client

from aftercare.base.journal.models import Entry
from aftercare.base.people.models import Role
from aftercare.base.people.operations.tokens import make_token
from aftercare.base.people.queries import actor_for
from aftercare.base.people.tests.make import MONDAY, make_team, make_user
from aftercare.interfaces.api.service import api
from tests.isolation.addresses import Address, path_of
from tests.isolation.test_every_address import SECRETS, must_be_closed

CASEWORK = [
    *("cases.view", "cases.open", "cases.reply", "cases.note", "cases.work", "cases.assign"),
    *("cases.solve", "promises.view", "people.make_tokens", "coverage.decide"),
]


def operations():
    document = api.get_openapi_schema(path_prefix="/api/v1/")
    for path, methods in document["paths"].items():
        yield from ((method.upper(), path) for method in methods)


def sent(foreign):
    """Return a body every operation understands that wants to reach foreign rows."""
    return {
        "text": "a word",
        "subject": "something",
        "name": "Somebody",
        "item": "AX55",
        "facts": {},
        "contact": foreign["contact"].pk,
        "files": [foreign["file_link"].pk],
    }


def faults_of(headers, foreign):
    """Return what is wrong with the answers a program gets from every operation."""
    client = Client(raise_request_exception=False, headers=headers)
    faults = []
    for method, template in operations():
        route = re.sub(r"{(\w+)}", r"<\1>", template).lstrip("/")
        path = path_of(Address("", route), foreign)
        before = Entry.objects.count()
        kind = "application/json"
        answer = client.generic(method, path, sent_as_json(foreign), content_type=kind)
        said = f"{method} {path} answers {answer.status_code}"
        text = answer.content.decode()
        faults += [f"{said} and says “{each}”" for each in SECRETS if each in text]
        is_list = method == "GET" and "<" not in route
        if answer.status_code not in {401, 403, 404, 422} and not (
            is_list and answer.status_code == 200
        ):
            faults.append(said)
        if Entry.objects.count() != before:
            faults.append(f"{said} and does something")
    return faults


def sent_as_json(foreign):
    return json.dumps(sent(foreign))


def token_of(user, scopes):
    _token, secret = make_token(name="Shop", scopes=scopes, actor=actor_for(user), at=MONDAY)
    return {"Authorization": f"Bearer {secret}"}


def test_there_is_something_to_walk():
    assert len(list(operations())) > 20


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer aft_made-up"}])
def test_nobody_gets_in(foreign, headers):
    must_be_closed(faults_of(headers, foreign))


def test_another_team_finds_nothing(foreign):
    Role.objects.create(code="team", name="Team", permissions=CASEWORK)
    colleague = make_user("Colleague", roles=("team",), teams=[make_team("advice")])

    must_be_closed(faults_of(token_of(colleague, CASEWORK), foreign))


def test_a_customer_finds_nothing_of_another(foreign):
    Role.objects.create(code="own", name="Own", permissions=CASEWORK)
    customer = make_user("Jonas", roles=("customer", "own"), kind="customer")

    must_be_closed(faults_of(token_of(customer, CASEWORK), foreign))
