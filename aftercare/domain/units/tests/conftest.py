import pytest

from aftercare.domain.catalog.tests.make import make_item


@pytest.fixture(autouse=True)
def items(db):
    make_item("AX55", name="Signage display 55", kind="device")
    make_item("MB-5500", name="Main board", kind="board")
    make_item("LM358", name="Operational amplifier", kind="component")
