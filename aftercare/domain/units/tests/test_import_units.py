from io import BytesIO

import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.people.tests.make import make_actor
from aftercare.base.spreadsheets.jobs import check_import, take_import_back, write_import
from aftercare.base.spreadsheets.operations.imports import (
    begin_import,
    map_columns,
    start_import,
    undo_import,
)
from aftercare.base.spreadsheets.queries import counts_of
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.units.models import Ownership, ProductionBatch, Unit, UnitDate
from aftercare.domain.units.operations.records import edit_unit, note_date
from aftercare.domain.units.operations.unit_sheet import UNITS
from aftercare.domain.units.states import DateKind
from aftercare.domain.units.tests.make import MONDAY, make_unit
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db

TEXT = """Serial number,Item,生产批次,Customer,Manufactured,Shipped,Dealer
AX-1,AX55,B-1,Harborline,2026-03-02,2026-04-01,
AX-2,AX55,B-1,Harborline,2026-03-02,2026-03-01,
AX-3,AX55,B-1,,2026-03-02,,Octagon
AX-4,NONE,,,,,
AX-5,AX55,,Nobody,,,
AX-6,AX55,,,2027-01-01,,
"""


@pytest.fixture
def ana():
    return make_actor("spreadsheets.import", "units.edit", "units.view")


@pytest.fixture
def known():
    make_account("Harborline")
    unit = make_unit("AX-3", dealer="")
    note_date(unit, kind=DateKind.MANUFACTURED, on=MONDAY.date(), actor=SYSTEM, at=MONDAY)
    return unit


def checked(ana, text=TEXT):
    run = begin_import(UNITS, content=BytesIO(text.encode()), name="u", actor=ana, at=MONDAY)
    map_columns(run, columns=run.columns, actor=ana, at=MONDAY)
    check_import(import_id=run.pk, user_id=ana.id)
    run.refresh_from_db()
    return run


def written(ana, text=TEXT):
    run = checked(ana, text)
    start_import(run, actor=ana, at=MONDAY)
    write_import(import_id=run.pk, user_id=ana.id)
    run.refresh_from_db()
    return run


def test_units_come_with_batch_owner_and_dates(ana, known):
    run = written(ana)

    verdicts = [(row.verdict, row.column) for row in run.rows.order_by("line")]
    assert verdicts == [
        ("new", ""),
        ("error", "shipped"),
        ("changed", ""),
        ("error", "item"),
        ("error", "account"),
        ("error", ""),
    ]
    unit = Unit.objects.get(serial="AX-1")
    assert (unit.account.name, unit.batch.code, unit.position) == ("Harborline", "B-1", 1)
    assert str(Ownership.objects.get(unit=unit).since) == "2026-04-01"
    known.refresh_from_db()
    assert (known.batch, known.position, known.dealer) == (unit.batch, 2, "Octagon")
    dates = UnitDate.objects.filter(unit=known).order_by("pk")
    assert [(str(each.on), each.replaced_at is None) for each in dates] == [
        ("2026-09-28", False),
        ("2026-03-02", True),
    ]
    told = Entry.objects.get(event="units.units_imported")
    assert told.about == [f"unit:{unit.pk}"]
    assert counts_of(checked(ana)) == {"same": 2, "error": 3, "new": 1}


def test_all_of_it_is_taken_back(ana, known):
    run = written(ana)

    undo_import(run, actor=ana, at=MONDAY)
    take_import_back(import_id=run.pk, user_id=ana.id)

    assert counts_of(run)["undone"] == 2
    known.refresh_from_db()
    assert list(Unit.objects.all()) == [known]
    assert (known.batch, known.dealer, Ownership.objects.count()) == (None, "", 0)
    assert str(UnitDate.objects.get().on) == "2026-09-28"
    assert UnitDate.objects.get().replaced_at is None
    assert ProductionBatch.objects.count() == 0


def test_what_was_touched_since_stays(ana, known):
    run = written(ana)
    edit_unit(known, dealer="By hand", actor=SYSTEM, at=MONDAY)
    note_date(
        Unit.objects.get(serial="AX-1"),
        kind=DateKind.SOLD,
        on=MONDAY.date(),
        actor=SYSTEM,
        at=MONDAY,
    )

    undo_import(run, actor=ana, at=MONDAY)
    take_import_back(import_id=run.pk, user_id=ana.id)

    kept = dict(run.rows.filter(fate="kept").values_list("line", "reason"))
    assert kept == {2: "Something has happened to it since.", 4: "Somebody has changed it since."}
    assert Unit.objects.count() == 2


def test_a_unit_of_somebody_else_or_of_another_batch_is_an_error(ana, known):
    make_account("Other")
    written(ana)
    text = "Serial,Item,Customer,Batch\nAX1,AX55,Other,\nAX3,AX55,,B-9\nax-1,AX55,,\n"

    rows = checked(ana, text).rows.order_by("line")

    assert [(row.verdict, row.column) for row in rows] == [
        ("error", "account"),
        ("error", "batch"),
        ("error", ""),
    ]
