from io import BytesIO

import pytest

from aftercare.base.people.tests.make import make_actor
from aftercare.base.spreadsheets.jobs import check_import, take_import_back, write_import
from aftercare.base.spreadsheets.operations.imports import (
    begin_import,
    map_columns,
    start_import,
    undo_import,
)
from aftercare.base.spreadsheets.queries import counts_of
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.operations.item_sheet import ITEMS
from aftercare.domain.catalog.tests.make import MONDAY, make_item

pytestmark = pytest.mark.django_db

TEXT = """Item code,Description,类型,Manufacturer,MPN,Aliases,Item class
NW-5540,55-inch TV,device,,,,
MB-5500,Main board,主板,Northwell,0012-A,"MB55, MB-5500B",
XX-1,No kind,,,,,
XX-2,Bad class,device,,,,Television LCD
"""


@pytest.fixture
def ana():
    return make_actor("spreadsheets.import", "catalog.edit", "catalog.view")


def checked(ana):
    content = BytesIO(TEXT.replace("主板", "Board").encode())
    run = begin_import(ITEMS, content=content, name="items.csv", actor=ana, at=MONDAY)
    map_columns(run, columns=run.columns, actor=ana, at=MONDAY)
    check_import(import_id=run.pk, user_id=ana.id)
    run.refresh_from_db()
    return run


def test_items_are_taken_in_corrected_and_taken_back(ana):
    old = make_item("NW-5540", name="Old name")
    run = checked(ana)
    verdicts = [(row.line, row.verdict, row.column) for row in run.rows.order_by("line")]
    assert verdicts == [
        (2, "changed", ""),
        (3, "new", ""),
        (4, "error", "kind"),
        (5, "error", "item_class"),
    ]

    start_import(run, actor=ana, at=MONDAY)
    write_import(import_id=run.pk, user_id=ana.id)

    old.refresh_from_db()
    board = Item.objects.get(code="MB-5500")
    assert (old.name, old.item_class) == ("55-inch TV", "television.lcd")
    assert (board.kind, board.part_number, board.aliases) == (
        "board",
        "0012-A",
        ["MB55", "MB-5500B"],
    )
    assert counts_of(checked(ana)) == {"same": 2, "error": 2}

    run.refresh_from_db()
    undo_import(run, actor=ana, at=MONDAY)
    take_import_back(import_id=run.pk, user_id=ana.id)

    old.refresh_from_db()
    assert old.name == "Old name"
    assert list(Item.objects.all()) == [old]
