import pytest

from aftercare.base.people.queries import actor_for
from aftercare.base.people.tests.make import make_user
from aftercare.base.spreadsheets.operations.imports import NothingInIt
from aftercare.base.spreadsheets.tests.make import import_written
from aftercare.domain.catalog.operations.bom_sheet import BOMS
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.operations.fault_codes import save_fault_code
from aftercare.domain.catalog.operations.parameters import define_parameter
from aftercare.domain.catalog.tests.make import MONDAY, make_item, make_part
from aftercare.interfaces.workspace.tests.make import client_of, signed_in
from aftercare.interfaces.workspace.tests.test_store_exports import taken
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db

WHO = {"actor": SYSTEM, "at": MONDAY}


@pytest.fixture
def user():
    return make_user("Mia", roles=("administrator", "manager"))


@pytest.fixture
def mia(user):
    return client_of(user)


@pytest.fixture
def board():
    board = make_item("MB-5500", kind="board", item_class="")
    save_bom(board, [Part(make_part("NT71102"), designators="U3, U4", note="hot")], **WHO)
    return board


def test_a_bill_taken_out_is_taken_in_again_and_changes_nothing(mia, user, board):
    header, *rows = taken(mia, "bom", f"bom={board.boms.get().pk}")

    assert header == [str(column.title) for column in BOMS.columns]
    assert rows == [["MB-5500", "", "NT71102", "2.0000", "U3, U4", "hot"]]
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in (header, *rows))
    with pytest.raises(NothingInIt):
        import_written(BOMS, text, actor=actor_for(user), at=MONDAY)


def test_where_an_item_is_used_comes_with_every_level(mia, board):
    save_bom(make_item(), [Part(board, 1)], **WHO)

    _header, *rows = taken(mia, "where-used", "item=NT71102")

    assert [row[0] for row in rows] == ["MB-5500", "NW-5540"]
    assert [row[3] for row in rows] == ["1", "2"]
    assert taken(mia, "where-used", "item=unknown")[1:] == []


def test_the_words_of_the_catalog_come_as_lists(mia):
    define_parameter(code="rated-voltage", name="Rated voltage", unit="V", **WHO)
    picture = save_fault_code(code="S10", kind="symptom", name="Picture", **WHO)
    save_fault_code(code="S11", kind="symptom", name="No picture", parent=picture, **WHO)

    assert ["Rated voltage", "rated-voltage", "Number", "V"] in taken(mia, "parameters")
    assert ["Symptom", "S11", "S10", "No picture", "", ""] in taken(mia, "fault-codes")
    assert taken(mia, "fault-codes", "kind=cause")[1:] == []
    assert 'action="/lists/fault-codes' in mia.get("/settings/fault-codes").content.decode()
    assert signed_in("Ben").post("/lists/fault-codes", {"as": "csv"}).status_code == 404


@pytest.mark.usefixtures("board")
def test_what_was_taken_in_comes_as_a_list(mia, user, board):
    import_written(BOMS, "Item,Part,Quantity\nMB-5500,NT71102,2", actor=actor_for(user), at=MONDAY)

    _header, row = taken(mia, "imports")

    assert row[1:4] == ["Bills of materials", "table.csv", "Mia"]
    assert row[-2:] == ["1", "Done"]
