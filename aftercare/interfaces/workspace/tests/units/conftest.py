import pytest
from django.conf import settings

from aftercare.base.people.tests.make import make_user
from aftercare.domain.catalog.tests.make import make_item


@pytest.fixture(autouse=True)
def items(db):
    make_item("AX55", name="Signage display 55", kind="device")
    make_item("MB-5500", name="Main board", kind="board")
    make_item("LM358", name="Operational amplifier", kind="component")


@pytest.fixture
def liza(client):
    user = make_user("Liza", roles=("manager",))
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return user
