import pytest

from aftercare.base.journal.models import Entry
from aftercare.domain.catalog.models import FaultCode
from aftercare.domain.catalog.operations.fault_codes import (
    FaultCodeIncomplete,
    WrongPlaceInTree,
    restore_fault_code,
    retire_fault_code,
    save_fault_code,
)
from aftercare.domain.catalog.queries import fault_codes_for
from aftercare.domain.catalog.tests.make import MONDAY
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db


def save(code, parent=None, **given):
    details = {"kind": "symptom", "name": f"Symptom {code}", "parent": parent}
    return save_fault_code(code=code, **details | given, actor=SYSTEM, at=MONDAY)


def offered(item_class=""):
    return [each.code for each in fault_codes_for(item_class, "symptom")]


def test_codes_are_offered_by_class():
    save("S1")
    save("S2", item_class="television")
    save("S3", item_class="television.lcd")
    save("C1", kind="cause")

    assert offered() == ["S1"]
    assert offered("television.oled") == ["S1", "S2"]
    assert offered("television.lcd") == ["S1", "S2", "S3"]
    assert offered("televisions") == ["S1"]


def test_said_twice_changes_nothing():
    save("S1", names={"fil": "Sintomas", "zh-hans": " "})
    entries = Entry.objects.count()

    fault = save("s1", name="Symptom S1", names={"fil": "Sintomas"})

    assert Entry.objects.count() == entries
    assert (fault.name_in("fil"), fault.name_in("zh-hans")) == ("Sintomas", "Symptom S1")


def test_a_code_cannot_stand_below_itself_or_another_kind():
    top = save("S1")
    below = save("S2", top)

    for wrong in ({"code": "S1", "parent": below}, {"code": "C1", "kind": "cause", "parent": top}):
        with pytest.raises(WrongPlaceInTree):
            save(**wrong)
    with pytest.raises(WrongPlaceInTree):
        save("S1", kind="cause")
    with pytest.raises(FaultCodeIncomplete):
        save(" ")

    assert list(FaultCode.objects.order_by("code").values_list("code", "kind", "parent")) == [
        ("S1", "symptom", None),
        ("S2", "symptom", top.pk),
    ]


def test_what_is_retired_is_offered_no_longer_with_what_stands_below_it():
    top = save("S1")
    middle = save("S2", top)
    bottom = save("S3", middle)
    save("S4")

    retire_fault_code(top, actor=SYSTEM, at=MONDAY)
    assert offered() == ["S4"]

    restore_fault_code(bottom, actor=SYSTEM, at=MONDAY)
    assert offered() == ["S1", "S2", "S3", "S4"]
