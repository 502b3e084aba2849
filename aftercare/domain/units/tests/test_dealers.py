"""A dealer is the company that is called exactly as we were told, or only the words."""

from importlib import import_module

import pytest
from django.db import connection

from aftercare.base.people.tests.make import make_actor
from aftercare.base.spreadsheets.tests.make import import_written
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.customers.operations.merging import merge_accounts, unmerge_accounts
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.units.models import Unit
from aftercare.domain.units.operations.records import edit_unit
from aftercare.domain.units.operations.unit_sheet import UNITS
from aftercare.domain.units.queries import trace_lots, visible_lots
from aftercare.domain.units.tests.make import MONDAY, make_batch, make_unit
from aftercare.domain.units.tests.test_register_unit import invoice, register
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def item():
    return make_item("AX55")


@pytest.fixture
def octagon():
    return make_account("Octagon")


def sold_by(unit):
    unit.refresh_from_db()
    return unit.dealer, unit.dealer_account


@pytest.mark.parametrize("said", ["Octagon", " octagon ", "OCTAGON"])
def test_a_name_that_is_known_exactly_is_the_company(octagon, said):
    assert sold_by(make_unit(dealer=said)) == (said.strip(), octagon)


@pytest.mark.parametrize("said", ["Octagon Cebu", "Octago", ""])
def test_anything_else_stays_words(octagon, said):
    assert sold_by(make_unit(dealer=said)) == (said, None)


def test_of_two_called_so_nobody_guesses(octagon):
    make_account("octagon")

    assert sold_by(make_unit(dealer="Octagon")) == ("Octagon", None)


def test_a_household_sells_nothing():
    make_account("Maria Santos", kind="household")

    assert sold_by(make_unit(dealer="Maria Santos")) == ("Maria Santos", None)


def test_other_words_name_somebody_else(octagon):
    unit = make_unit(dealer="Octagon")

    edit_unit(unit, dealer="Villman", actor=SYSTEM, at=MONDAY)
    assert sold_by(unit) == ("Villman", None)
    edit_unit(unit, note="On display", actor=SYSTEM, at=MONDAY)
    edit_unit(unit, dealer=octagon.code, actor=SYSTEM, at=MONDAY)
    assert sold_by(unit) == (octagon.code, octagon)


def test_a_file_names_it_and_names_it_once_it_is_known():
    ana = make_actor("spreadsheets.import", "units.edit", "units.view")
    told = "Serial number,Item,Dealer\nAX-1,AX55,Octagon\nAX-2,AX55,Villman\n"
    import_written(UNITS, told, actor=ana, at=MONDAY)
    assert not Unit.objects.exclude(dealer_account=None).exists()
    octagon = make_account("Octagon")

    import_written(UNITS, told, actor=ana, at=MONDAY)

    assert sold_by(Unit.objects.get(serial="AX-1")) == ("Octagon", octagon)
    assert sold_by(Unit.objects.get(serial="AX-2")) == ("Villman", None)
    import_written(UNITS, told.replace("Octagon", "Abenson"), actor=ana, at=MONDAY)
    assert sold_by(Unit.objects.get(serial="AX-1")) == ("Abenson", None)


def test_a_customer_names_it_when_registering():
    unit, dealer = make_unit(), make_account("SM Cebu")

    registration = register(make_contact(), proof=invoice())

    assert (registration.status, registration.dealer) == ("accepted", "SM Cebu")
    assert sold_by(unit) == ("SM Cebu", dealer)


def test_what_it_sold_follows_when_two_are_merged_and_comes_back(octagon, run_jobs):
    unit, other = make_unit(dealer="Octagon"), make_account("Octagon Retail")

    merge = merge_accounts(octagon, into=other, actor=SYSTEM, at=MONDAY)
    run_jobs()
    assert sold_by(unit) == ("Octagon", other)
    unmerge_accounts(merge, actor=SYSTEM, at=MONDAY)
    run_jobs()
    assert sold_by(unit) == ("Octagon", octagon)


def test_a_trace_says_who_sold_them(octagon):
    for code in ("MB-5500", "LM358"):
        make_item(code)
    make_batch()
    for unit in Unit.objects.filter(item__code="AX55")[:2]:
        edit_unit(unit, dealer="Octagon", actor=SYSTEM, at=MONDAY)

    traced = trace_lots(list(visible_lots(SYSTEM).values_list("pk", flat=True)))

    assert [(each.account, each.units) for each in traced.dealers] == [(octagon, 2)]


def test_units_known_before_are_named_by_the_migration(octagon):
    told = ("Octagon", "Villman", "OCTAGON")
    units = [make_unit(f"AX55-{number}", dealer=said) for number, said in enumerate(told)]
    Unit.objects.update(dealer_account=None)
    name = import_module("aftercare.domain.units.migrations.0006_dealers_are_accounts").NAME

    with connection.cursor() as cursor:
        cursor.execute(name)

    assert [sold_by(each)[1] for each in units] == [octagon, None, octagon]
