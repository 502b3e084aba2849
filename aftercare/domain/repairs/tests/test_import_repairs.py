from datetime import date

import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.people.tests.make import make_actor
from aftercare.base.promises.models import Promise
from aftercare.base.search.models import SearchDocument
from aftercare.base.spreadsheets.queries import counts_of
from aftercare.base.spreadsheets.tests.make import import_taken_back, import_written
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.repairs.models import Finding, RepairPart, StatusChange, WorkOrder
from aftercare.domain.repairs.operations.diagnosis import diagnose_unit
from aftercare.domain.repairs.operations.intake import receive_unit
from aftercare.domain.repairs.operations.past_sheet import PAST_REPAIRS
from aftercare.domain.repairs.queries import orders_about, suggestions_for, work_by_team
from aftercare.domain.repairs.states import Found
from aftercare.domain.repairs.tests.make import MONDAY, make_codes, make_order, photos
from aftercare.domain.stock.models import Movement
from aftercare.domain.stock.tests.make import make_site
from aftercare.domain.units.operations.records import note_date
from aftercare.domain.units.states import DateKind
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db

HEAD = (
    "Order,Model,序列号,Customer,报修日期,Date in,Date out,Complaint,Symptom,Fault,Action,Lot,"
    "Warranty,NTF,Part,Qty,Designator,Old part,Result\n"
)
FULL = "Dark,S-DARK,F-LED,A-SWAP,L7,Y,,NW-8833,1,u17,To the supplier,"
TEXT = f"""{HEAD}R-1,AX55,AX-1,Harborline,2026-05-01,2026-05-03,2026-05-10,{FULL}
R-1,AX55,AX-1,,,2026-05-03,2026-05-10,,,,,,,,C-100,2,C4,Scrap,
R-2,AX55,AX-1,,,2026-07-01,2026-07-02,Dark again,,,,,否,是,,,,,Handed over
R-3,AX55,AX-1,,,2026-07-04,2026-07-02,,,,,,,,,,,,
R-4,AX55,AX-9,,,2026-07-04,2026-07-05,,,,,,,,,,,,
R-5,AX55,,,,2026-07-04,2026-07-05,,S-NONE,,,,,,,,,,
R-6,AX55,,,,2026-07-04,2027-07-05,,,,,,,,,,,,Scrapped
R-1,AX55,AX-1,,,2026-05-04,2026-05-10,,,,,,,,NW-8833,1,U18,,
"""


@pytest.fixture
def ana():
    return make_actor("spreadsheets.import", "repairs.open", "repairs.view")


@pytest.fixture
def unit():
    make_site()
    make_account("Harborline")
    make_codes()
    make_item("AX55", name="55-inch set")
    for code in ("NW-8833", "C-100"):
        make_item(code, name=code, kind="component")
    unit = make_unit("AX-1")
    note_date(unit, kind=DateKind.SOLD, on=date(2026, 4, 1), actor=SYSTEM, at=MONDAY)
    return unit


def written(ana, text=TEXT):
    return import_written(PAST_REPAIRS, text, actor=ana, at=MONDAY)


def taken_back(run, ana):
    import_taken_back(run, actor=ana, at=MONDAY)


def test_repairs_come_closed_with_what_was_found_and_fitted(ana, unit):
    run = written(ana)

    verdicts = [(row.verdict, row.column) for row in run.rows.order_by("line")]
    wrong = ["closed_on", "serial", "symptom", "", "received_on"]
    assert verdicts == [("new", "")] * 3 + [("error", name) for name in wrong]
    first, again = WorkOrder.objects.order_by("pk")
    assert (first.past_number, first.status, first.code) == ("R-1", "handed_over", "PR-2026-00001")
    assert (first.account.name, first.in_guarantee, first.age_in_days) == ("Harborline", True, 30)
    assert (str(first.received_at.date()), str(first.closed_at.date())) == (
        "2026-05-03",
        "2026-05-10",
    )
    assert (again.repeats, again.no_fault_found, again.in_guarantee) == (first, True, False)
    finding = Finding.objects.get()
    assert (finding.fault.code, finding.designator, finding.lot) == ("F-LED", "U17", "L7")
    parts = RepairPart.objects.order_by("pk").values_list("used__code", "quantity", "old_goes")
    assert list(parts) == [("NW-8833", 1, "supplier"), ("C-100", 2, "scrap")]
    way = StatusChange.objects.filter(order=first).order_by("pk").values_list("status", flat=True)
    assert list(way) == ["received", "handed_over"]


def test_nothing_moves_and_nobody_is_told(ana, unit):
    written(ana)

    first, again = WorkOrder.objects.order_by("pk")
    assert not Movement.objects.exists()
    assert not Promise.objects.exists()
    events = Entry.objects.filter(event__startswith="repairs.")
    subjects = [f"work_order:{first.pk}", f"work_order:{again.pk}", f"unit:{unit.pk}"]
    assert [(each.event, each.about) for each in events] == [("repairs.repairs_imported", subjects)]


def test_the_same_file_again_changes_nothing_and_a_longer_one_adds(ana, unit):
    written(ana)

    assert counts_of(written(ana)) == {"same": 3, "error": 5, "failed": 1}
    longer = f"{HEAD}R-1,AX55,AX-1,,,2026-05-03,2026-05-10,,,,,,,,NW-8833,1,U18,,\n"
    run = written(ana, longer)
    assert counts_of(run) == {"new": 1, "done": 1}
    assert (WorkOrder.objects.count(), RepairPart.objects.count()) == (2, 3)
    taken_back(run, ana)
    assert (WorkOrder.objects.count(), RepairPart.objects.count()) == (2, 2)


def test_all_of_it_is_taken_back(ana, unit):
    run = written(ana)
    order = make_order(unit=unit)
    assert order.repeats == WorkOrder.objects.get(past_number="R-2")

    taken_back(run, ana)

    assert counts_of(run)["undone"] == 3
    assert list(WorkOrder.objects.values_list("pk", "repeats")) == [(order.pk, None)]
    assert not RepairPart.objects.exists()
    assert not SearchDocument.objects.filter(kind="work_order").exclude(code=order.code).exists()


def test_what_was_touched_since_stays(ana, unit):
    run = written(ana)
    longer = f"{HEAD}R-1,AX55,AX-1,,,2026-05-03,2026-05-10,,,,,,,,NW-8833,1,U18,,\n"
    written(ana, longer)

    taken_back(run, ana)

    assert dict(run.rows.filter(fate="kept").values_list("line", "reason")).keys() == {2, 3}
    assert WorkOrder.objects.get().past_number == "R-1"
    assert RepairPart.objects.count() == 3


def test_later_work_knows_of_it(ana, unit):
    order = make_order(unit=unit)
    receive_unit(order, photos=photos(), actor=SYSTEM, at=MONDAY)
    written(ana)

    order.refresh_from_db()
    assert order.repeats.past_number == "R-2"
    assert [each.past_number for each in orders_about(unit, ana)] == ["", "R-2", "R-1"]
    diagnose_unit(order, findings=[Found(symptom="S-DARK")], actor=SYSTEM, at=MONDAY)
    (helped,) = suggestions_for(order)
    assert (helped.fault.code, helped.solved, helped.again) == ("F-LED", 1, 1)
    (load,) = work_by_team(ana, since=MONDAY.replace(month=1), at=MONDAY)
    assert (load.open, load.turnaround) == (1, None)
