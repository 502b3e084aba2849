import pytest

from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.stock.tests.make import make_places


@pytest.fixture
def places(db):
    return make_places()


@pytest.fixture
def board(db):
    return make_part("PB-100", name="Power board", kind="board")
