"""
Every page there is, as those open it whom it is for: one that all people can use.

The addresses are those of the isolation tests, so a new page is looked at by axe at once.
"""

import pytest
from django.conf import settings
from django.test import Client

from aftercare.base.people.tests.make import make_user
from tests.isolation.addresses import ENDLESS, addresses, path_of
from tests.isolation.conftest import foreign  # noqa: F401  # what there is to be shown
from tests.isolation.test_every_address import PUBLIC

ELSEWHERE = {"account_logout", "ui:styleguide", "workspace:case", "workspace:case-original"}
"""
Who signs out sees no more of the others; components and cases, beside their list, have tests of
their own; and what was sent to us looks as its sender wanted.
"""


def browser_of(user):
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def is_page(answer):
    is_html = answer.headers.get("Content-Type", "").startswith("text/html")
    found = answer.status_code == 200 and is_html and b"<body" in answer.content
    answer.close()
    return found


def pages_of(people, rows):
    """
    Return the whole pages each of them is shown, by name; none is in two of the lists.

    Each comes with whether an address of this name may be for them at all.
    """
    left = {
        each.name: path_of(each, rows)
        for each in addresses()
        if each.name not in ENDLESS | ELSEWHERE
    }
    found = []
    for user, is_theirs in people:
        client = browser_of(user)
        asked = {name: path for name, path in left.items() if is_theirs(name)}
        pages = {name: path for name, path in asked.items() if is_page(client.get(path))}
        found.append((user, pages))
        left = {name: path for name, path in left.items() if name not in pages}
    return found


@pytest.mark.usefixtures("transactional_db", "files_of_server")
def test_everybody_can_use_every_page(foreign, everybody_can_use):  # noqa: F811
    customer = make_user("Zenaida", email="zq@quill.example", roles=("customer",), kind="customer")
    owner = make_user("Everything", roles=("administrator",))

    people = [
        (None, PUBLIC.__contains__),
        (customer, lambda name: name.startswith("portal:")),
        (owner, lambda _name: True),
    ]
    pages = pages_of(people, foreign)

    assert sum(len(each) for _user, each in pages) > 140
    for user, paths in pages:
        everybody_can_use(user, paths)
