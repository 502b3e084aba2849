import pytest

from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.tests.make import make_item, make_part
from aftercare.interfaces.workspace.tests.make import signed_in


@pytest.fixture
def engineer(db):
    return signed_in("Wen", roles=("engineer",))


@pytest.fixture
def agent(db):
    return signed_in("Liza", roles=("agent",))


@pytest.fixture
def board(db) -> Item:
    return make_item("PCB-1", name="Main board", kind="board")


@pytest.fixture
def chip(db) -> Item:
    return make_part("IC-1", name="Controller", maker="Corvane", part_number="CV32F103-C8T6")
