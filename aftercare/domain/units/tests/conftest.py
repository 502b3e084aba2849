import pytest

from aftercare.domain.catalog.models import Item


@pytest.fixture(autouse=True)
def items(db):
    for code, name in [
        ("AX55", "Signage display 55"),
        ("MB-5500", "Main board"),
        ("LM358", "Operational amplifier"),
    ]:
        Item.objects.create(code=code, name=name)
