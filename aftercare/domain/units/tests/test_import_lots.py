import pytest

from aftercare.base.people.tests.make import make_actor
from aftercare.base.spreadsheets.operations.imports import NothingInIt
from aftercare.base.spreadsheets.tests.make import import_taken_back, import_written
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.units.models import BatchLot, Lot
from aftercare.domain.units.operations.lot_sheet import LOTS
from aftercare.domain.units.queries import trace_lots
from aftercare.domain.units.tests.make import MONDAY, make_batch

pytestmark = pytest.mark.django_db

TEXT = """成品,工单,物料,批号,D/C,位号,起始序列号,结束序列号
{item},{batch},NT71102,2519-B,2519,U3-U4,{second},{third}
{item},{batch},NT71102,2520-A,2520,U3-U4,,{first}
{item},{batch},NT71102,2521-C,,,ZZ-9,
{item},0000,NT71102,2521-C,,,,
{item},{batch},NT71102,2521-C,,,{third},{first}
{item},{batch},NT71102,2521-C,,-- ??,,
"""


@pytest.fixture
def ana():
    return make_actor("spreadsheets.import", "units.take_in", "units.view")


@pytest.fixture
def batch():
    make_part("NT71102")
    return make_batch(3)


@pytest.fixture
def text(batch):
    serials = batch_serials()
    names = dict(zip(("first", "second", "third"), serials, strict=True))
    return TEXT.format(item=batch.item.code, batch=batch.code, **names)


def batch_serials():
    return [f"AX55-2519-B{number:04}" for number in (1, 2, 3)]


def told(batch):
    uses = BatchLot.objects.filter(batch=batch, lot__item__code="NT71102").order_by("first")
    return [(use.lot.number, use.designators, use.first, use.last) for use in uses]


def test_lots_are_taken_in_with_their_units_and_found_by_a_trace(ana, batch, text):
    run = import_written(LOTS, text, actor=ana, at=MONDAY)

    assert told(batch) == [("2520-A", ["U3", "U4"], 1, 1), ("2519-B", ["U3", "U4"], 2, 3)]
    lot = Lot.objects.get(number="2519-B")
    assert (lot.date_code, trace_lots([lot.pk]).units) == ("2519", 2)
    wrong = {row.column: row.reason for row in run.rows.filter(verdict="error")}
    assert set(wrong) == {"first", "batch", "last", "designators"}
    assert "ZZ-9" in wrong["first"]


def test_the_same_file_again_changes_nothing_and_taking_it_back_leaves_the_lots(ana, batch, text):
    run = import_written(LOTS, text, actor=ana, at=MONDAY)

    with pytest.raises(NothingInIt):
        import_written(LOTS, text, actor=ana, at=MONDAY)
    import_taken_back(run, actor=ana, at=MONDAY)

    assert told(batch) == []
    assert Lot.objects.filter(number="2519-B").exists()


def test_a_correction_is_taken_back_alone(ana, batch, text):
    import_written(LOTS, text, actor=ana, at=MONDAY)
    second = batch_serials()[1]
    line = f"{batch.item.code},{batch.code},NT71102,2519-B,2519,U3,{second},{second}"

    mended = import_written(LOTS, "\n".join([TEXT.splitlines()[0], line]), actor=ana, at=MONDAY)
    after = told(batch)
    import_taken_back(mended, actor=ana, at=MONDAY)

    assert after[1] == ("2519-B", ["U3"], 2, 2)
    assert told(batch)[1] == ("2519-B", ["U3", "U4"], 2, 3)
