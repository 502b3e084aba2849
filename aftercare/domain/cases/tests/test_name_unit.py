import pytest

from aftercare.base.journal.models import Entry
from aftercare.domain.cases.models import CaseUnit, FoundNumber
from aftercare.domain.cases.operations.merging import merge_cases, undo_merge
from aftercare.domain.cases.operations.numbers import confirm_number, name_unit, unname_unit
from aftercare.domain.cases.queries import cases_about, units_of
from aftercare.domain.cases.tests.make import MONDAY, make_case
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refusals import NotAllowed


@pytest.fixture
def case(db):
    make_item("AX55", name="Signage display 55")
    return make_case(reply_text="It shows nothing. S/N: AX55-2519-B0042")


def confirm(case):
    number = FoundNumber.objects.get(case=case, kind="serial")
    confirm_number(number, actor=SYSTEM, at=MONDAY)


def named():
    return Entry.objects.filter(event="cases.unit_named").count()


def test_a_confirmed_serial_says_which_unit_the_matter_is_about(case):
    unit = make_unit()

    confirm(case)

    assert list(units_of(case, SYSTEM)) == [unit]
    assert list(cases_about(unit, SYSTEM)) == [case]
    assert named() == 1


def test_a_unit_that_becomes_known_later_is_named_then(case, run_jobs):
    confirm(case)
    assert named() == 0

    unit = make_unit()
    run_jobs()

    assert list(units_of(case, SYSTEM)) == [unit]
    assert named() == 1


def test_of_two_units_with_one_serial_nobody_is_guessed(case):
    make_item("AX32", name="Signage display 32")
    make_unit()
    make_unit(item="AX32")

    confirm(case)

    assert not units_of(case, SYSTEM).exists()


def test_one_of_us_names_it_once_and_takes_it_back(case):
    unit = make_unit()

    name_unit(case, unit, actor=SYSTEM, at=MONDAY)
    name_unit(case, unit, actor=SYSTEM, at=MONDAY)
    assert (CaseUnit.objects.count(), named()) == (1, 1)

    unname_unit(case, unit, actor=SYSTEM, at=MONDAY)
    assert (CaseUnit.objects.count(), named()) == (0, 2)


def test_needs_its_permission(case):
    with pytest.raises(NotAllowed):
        name_unit(case, make_unit(), actor=NOBODY, at=MONDAY)

    assert CaseUnit.objects.count() == 0


def test_merged_cases_are_about_the_units_of_both_until_that_is_undone(case):
    make_item("AX32", name="Signage display 32")
    both, alone = make_unit(), make_unit(item="AX32")
    kept = make_case(subject="Again")
    for each, unit in ((case, both), (case, alone), (kept, both)):
        name_unit(each, unit, actor=SYSTEM, at=MONDAY)

    merge_cases(case, into=kept, actor=SYSTEM, at=MONDAY)
    assert list(units_of(kept, SYSTEM)) == [both, alone]
    undo_merge(case, actor=SYSTEM, at=MONDAY)

    assert list(units_of(kept, SYSTEM)) == [both]
    assert list(units_of(case, SYSTEM)) == [both, alone]
