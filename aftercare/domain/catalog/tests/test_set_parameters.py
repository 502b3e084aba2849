import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.search.queries import find
from aftercare.domain.catalog.models import ParameterValue
from aftercare.domain.catalog.operations.parameters import (
    NotAValue,
    UnitIsInUse,
    UnknownParameter,
    define_parameter,
    set_parameters,
)
from aftercare.domain.catalog.tests.make import MONDAY, make_part
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def resistor():
    define_parameter(code="resistance", name="Resistance", unit="Ω", actor=SYSTEM, at=MONDAY)
    define_parameter(code="package", name="Package", kind="text", actor=SYSTEM, at=MONDAY)
    return make_part("R-4K7")


def values(item):
    rows = ParameterValue.objects.filter(item=item).order_by("parameter__code")
    return [(each.parameter.code, each.text, each.low, each.high) for each in rows]


def test_values_are_kept_in_their_unit_and_as_they_are_written(resistor):
    given = {"resistance": "4k7", "package": "0603"}
    set_parameters(resistor, given, actor=SYSTEM, at=MONDAY)

    assert values(resistor) == [
        ("package", "0603", None, None),
        ("resistance", "4.7 kΩ", 4700, 4700),
    ]
    assert [hit.code for hit in find("0603", actor=SYSTEM).hits] == ["R-4K7"]


def test_said_twice_changes_nothing_and_an_empty_text_takes_back(resistor):
    set_parameters(resistor, {"resistance": "4k7"}, actor=SYSTEM, at=MONDAY)
    entries = Entry.objects.count()
    set_parameters(resistor, {"resistance": "4700 Ohm"}, actor=SYSTEM, at=MONDAY)
    assert Entry.objects.count() == entries

    set_parameters(resistor, {"resistance": ""}, actor=SYSTEM, at=MONDAY)

    assert values(resistor) == []


@pytest.mark.parametrize(
    ("given", "refusal"),
    [({"package": "0603", "resistance": "blue"}, NotAValue), ({"color": "blue"}, UnknownParameter)],
)
def test_what_cannot_be_sets_nothing(resistor, given, refusal):
    with pytest.raises(refusal):
        set_parameters(resistor, given, actor=SYSTEM, at=MONDAY)

    assert values(resistor) == []


def test_a_unit_stays_once_values_are_written_in_it(resistor):
    set_parameters(resistor, {"resistance": "4k7"}, actor=SYSTEM, at=MONDAY)

    with pytest.raises(UnitIsInUse):
        define_parameter(code="resistance", name="Resistance", unit="V", actor=SYSTEM, at=MONDAY)

    assert values(resistor) == [("resistance", "4.7 kΩ", 4700, 4700)]
