from datetime import date

import pytest

from aftercare.base.journal.models import Entry
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.coverage.models import SupplierGuarantee
from aftercare.domain.coverage.operations.contracts import DatesCross
from aftercare.domain.coverage.operations.suppliers import NotOneThing
from aftercare.domain.coverage.queries.known import known_of_unit
from aftercare.domain.coverage.queries.suppliers import (
    upstream_of_part,
    visible_supplier_guarantees,
)
from aftercare.domain.coverage.tests.make import MONDAY, make_supplier_guarantee, somebody
from aftercare.domain.customers.operations.merging import merge_accounts, unmerge_accounts
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.units.models import Unit
from aftercare.domain.units.operations.records import note_date
from aftercare.domain.units.states import DateKind
from aftercare.domain.units.tests.make import make_batch, make_unit
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refusals import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return make_item("AX55")


@pytest.fixture
def unit(item):
    made = make_unit()
    day = date(2025, 6, 2)
    note_date(made, kind=DateKind.MANUFACTURED, on=day, actor=SYSTEM, at=MONDAY)
    return made


def upstream(unit):
    return known_of_unit(unit).facts.get("upstream")


def test_is_a_fact_of_every_decision_on_what_the_supplier_sent(unit):
    made = make_supplier_guarantee(item_class="television", labor=50, excludes=["wear"])

    assert upstream(unit) == {
        "supplier": "Hanwei Panels",
        "clause": "Supply 2026 §7",
        "received_on": "2025-06-02",
        "months": 24,
        "shares": {"parts": 100, "labor": 50, "freight": 0, "onsite": 0},
        "excludes": ["wear"],
    }
    recorded = Entry.objects.get(event="coverage.supplier_guarantee_recorded")
    assert recorded.about == [f"supplier_guarantee:{made.pk}", f"account:{made.account_id}"]


def test_the_item_goes_before_the_narrow_class_and_that_before_the_wide_one(unit, item):
    supplier = make_account("Hanwei")
    for months, given in (
        (12, {"item_class": "television"}),
        (18, {"item_class": "television.lcd"}),
        (30, {"item": item}),
    ):
        made = make_supplier_guarantee(supplier, months=months, **given)
        assert upstream(unit)["months"] == months
    make_supplier_guarantee(supplier, item_class="television.oled", months=60)
    assert upstream(unit)["months"] == 30

    make_supplier_guarantee(supplier, guarantee=made, item=item, months=36)
    assert upstream(unit)["months"] == 36
    assert SupplierGuarantee.objects.count() == 4


@pytest.mark.parametrize(
    "given",
    [
        {"item_class": "board"},
        {"item_class": "television", "begins_on": date(2025, 6, 3)},
        {"item_class": "television", "ends_on": date(2025, 6, 1)},
        {"item_class": "television", "starts": DateKind.SOLD},
    ],
)
def test_does_not_hold_for_other_goods_other_times_and_unknown_dates(unit, given):
    make_supplier_guarantee(**given)

    assert upstream(unit) is None


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"item_class": ""}, NotOneThing),
        ({"begins_on": date(2026, 1, 1), "ends_on": date(2025, 1, 1)}, DatesCross),
        ({"actor": somebody(1)}, NotAllowed),
    ],
)
def test_what_cannot_be_is_refused(given, refusal):
    with pytest.raises(refusal):
        make_supplier_guarantee(**given)

    assert SupplierGuarantee.objects.count() == 0
    assert visible_supplier_guarantees(somebody(1)).count() == 0


def test_goes_with_a_supplier_who_is_merged_and_comes_back(run_jobs):
    made = make_supplier_guarantee()
    into = make_account("Hanwei Panel Works")
    merge = merge_accounts(made.account, into=into, actor=SYSTEM, at=MONDAY)
    run_jobs()
    made.refresh_from_db()
    assert made.account == into

    unmerge_accounts(merge, actor=SYSTEM, at=MONDAY)
    run_jobs()
    made.refresh_from_db()
    assert made.account.name == "Hanwei Panels"


def test_a_broken_part_is_guaranteed_by_who_supplied_it():
    for code, item_class in (("AX55", "television.lcd"), ("MB-5500", "board.main"), ("LM358", "")):
        make_item(code, item_class=item_class)
    make_batch()
    unit = Unit.objects.get(serial="AX55-2519-B0001")
    chips = Item.objects.get(code="LM358")
    make_supplier_guarantee(make_account("Boards Ltd"), item_class="board", months=12)
    make_supplier_guarantee(make_account("Chips Ltd"), item=chips, item_class="", months=60)

    assert upstream_of_part(unit, "main")["supplier"] == "Boards Ltd"
    chip = upstream_of_part(unit, "LM358")
    assert (chip["supplier"], chip["received_on"][:4]) == ("Chips Ltd", "2025")
    assert upstream_of_part(unit, "panel") is None
