import pytest

from aftercare.domain.catalog.models import FaultCode, Parameter
from aftercare.domain.catalog.operations.fault_codes import save_fault_code
from aftercare.domain.catalog.tests.make import MONDAY
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM


@pytest.fixture
def engineer(db):
    return signed_in("Wen", roles=("engineer",))


def save(code, parent=None, **given):
    details = {"kind": "symptom", "name": f"Name {code}", "parent": parent} | given
    return save_fault_code(code=code, **details, actor=SYSTEM, at=MONDAY)


def test_a_code_is_put_into_the_tree(engineer):
    top = save("S-PIC")
    form = {"code": "s-dark", "name": "No backlight", "name_fil": "Walang backlight"}

    engineer.post(
        f"/settings/fault-codes/new?kind=symptom&parent={top.pk}", form | {"parent": top.pk}
    )

    code = FaultCode.objects.get(code="S-DARK")
    assert (code.parent, code.names) == (top, {"fil": "Walang backlight"})
    text = engineer.get("/settings/fault-codes").content.decode()
    assert text.index("S-PIC") < text.index("S-DARK")
    assert "S-PIC" not in engineer.get("/settings/fault-codes?kind=cause").content.decode()


def test_a_code_that_is_taken_is_refused(engineer):
    save("S-PIC")

    answer = engineer.post("/settings/fault-codes/new", {"code": "s-pic", "name": "Other"})

    assert answer.status_code == 422
    assert FaultCode.objects.get().name == "Name S-PIC"


def test_a_code_is_moved_but_not_below_itself(engineer):
    top = save("A")
    below = save("B", top)
    there = f"/settings/fault-codes/{top.pk}"

    refused = engineer.post(there, {"name": "Picture", "parent": below.pk})
    assert refused.status_code == 409
    assert FaultCode.objects.get(code="A").parent is None
    engineer.post(f"/settings/fault-codes/{below.pk}", {"name": "Dark", "parent": ""})

    moved = FaultCode.objects.get(code="B")
    assert (moved.parent, moved.name) == (None, "Dark")


def test_a_code_is_retired_and_offered_again(engineer):
    top = save("A")
    below = save("B", top)

    engineer.post(f"/settings/fault-codes/{top.pk}/retire")
    assert set(FaultCode.objects.values_list("retired", flat=True)) == {True}
    engineer.post(f"/settings/fault-codes/{below.pk}/restore")

    assert set(FaultCode.objects.values_list("retired", flat=True)) == {False}


def test_a_parameter_is_defined_and_called_otherwise(engineer):
    form = {"code": "clock", "name": "Clock", "kind": "number", "unit": "Hz"}
    engineer.post("/settings/parameters/new", form)
    assert engineer.post("/settings/parameters/new", form).status_code == 422

    parameter = Parameter.objects.get()
    engineer.post(
        f"/settings/parameters/{parameter.pk}", form | {"name": "Speed", "name_zh_hant": "時脈"}
    )

    parameter = Parameter.objects.get()
    assert (parameter.name, parameter.unit, parameter.names) == ("Speed", "Hz", {"zh-hant": "時脈"})
    assert "Speed" in engineer.get("/settings/parameters").content.decode()


def test_who_may_not_set_up_finds_nothing(db):
    agent = signed_in("Liza", roles=("agent",))

    assert agent.get("/settings/fault-codes").status_code == 404
    assert agent.post("/settings/parameters/new", {"code": "a", "name": "A"}).status_code == 404
    assert not Parameter.objects.exists()
