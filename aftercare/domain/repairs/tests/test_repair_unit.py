from decimal import Decimal

import pytest

from aftercare.base.company.operations import change_settings
from aftercare.base.journal.queries import story_of
from aftercare.base.people.models import User
from aftercare.base.promises.models import Promise
from aftercare.base.promises.states import PauseReason
from aftercare.base.search.queries import find
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.coverage.models import DamageLook, DamageStep
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.repairs.models import FinalTestResult, Finding, WorkOrder
from aftercare.domain.repairs.operations.bench import (
    NotAllPassed,
    NotInTest,
    SameHands,
    SayWhy,
    begin_final_test,
    begin_repair,
    begin_soak,
    let_repair_wait,
    note_test,
    release_unit,
)
from aftercare.domain.repairs.operations.diagnosis import (
    NothingFound,
    diagnose_unit,
    promise_ready,
    take_reading,
)
from aftercare.domain.repairs.operations.finishing import (
    NotAnotherUnit,
    exchange_unit,
    send_unit_out,
    take_unit_back,
)
from aftercare.domain.repairs.operations.intake import (
    add_photos,
    assign_order,
    cancel_work_order,
    open_work_order,
    receive_unit,
    take_order,
)
from aftercare.domain.repairs.queries import costs_of, points_for
from aftercare.domain.repairs.states import Found, OrderStatus, PhotoOf
from aftercare.domain.repairs.steps import (
    MorePhotosNeeded,
    NoSuchPlace,
    SomebodyElseWorks,
    UnitIsBeingRepaired,
)
from aftercare.domain.repairs.tests.make import (
    BURNT,
    HOUR,
    MONDAY,
    make_codes,
    make_final_test,
    make_order,
    make_order_at,
    make_technician,
    photos,
)
from aftercare.domain.units.operations.records import note_date
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref
from aftercare.kit.refusals import NotAllowed
from aftercare.kit.states import IllegalMove


@pytest.fixture
def order(db):
    return make_order()


def by(actor, at=MONDAY):
    return {"actor": actor, "at": at}


def statuses():
    return list(WorkOrder.objects.order_by("pk").values_list("status", flat=True))


def test_a_case_hands_on_what_it_knows(order):
    case = make_case()
    unit = make_unit("AX55-2519-B0043")

    opened = open_work_order(
        order.item, unit=unit, case=case, site=order.site, complaint="Dark", **by(SYSTEM)
    )

    assert (opened.code, opened.contact, opened.case) == ("WO-2026-00002", case.contact, case)
    assert story_of(ref(case)).filter(event="repairs.order_opened").exists()


def test_one_unit_is_repaired_once_at_a_time(order):
    with pytest.raises(UnitIsBeingRepaired):
        open_work_order(
            order.item, unit=order.unit, site=order.site, complaint="Again", **by(SYSTEM)
        )

    assert WorkOrder.objects.count() == 1


def test_a_unit_comes_with_as_many_photos_as_are_asked_for(order):
    with pytest.raises(MorePhotosNeeded):
        receive_unit(order, photos=photos("front.jpg"), **by(SYSTEM))
    assert statuses() == ["expected"]

    change_settings({"repairs.photos_at_receipt": 1}, **by(SYSTEM))
    receive_unit(order, photos=photos("front.jpg"), **by(SYSTEM))

    assert statuses() == ["received"]
    owed = Promise.objects.get(subject=str(ref(order)))
    assert (owed.kind, owed.work) == ("repairs.quote", 16 * 3600)


def test_a_diagnosis_keeps_codes_place_and_age(order):
    make_codes()
    driver = make_part("MP3394")
    save_bom(order.item, [Part(driver, 1, "U17")], **by(SYSTEM))
    note_date(order.unit, kind="sold", on=MONDAY.date().replace(year=2025), **by(SYSTEM))
    receive_unit(order, photos=photos(), **by(SYSTEM))

    with pytest.raises(NoSuchPlace):
        diagnose_unit(order, findings=[Found(fault="F-LED", designator="U99")], **by(SYSTEM))
    with pytest.raises(NothingFound):
        diagnose_unit(order, findings=[], **by(SYSTEM))
    diagnose_unit(order, findings=[BURNT], **by(SYSTEM))

    order.refresh_from_db()
    finding = Finding.objects.get()
    assert (finding.part, finding.designator, finding.fault.code) == (driver, "U17", "F-LED")
    assert (order.status, order.age_in_days) == ("diagnosed", 365)


def test_human_damage_is_shown_by_a_photo(order):
    receive_unit(order, photos=photos(), **by(SYSTEM))
    found = {"findings": [Found(words="Liquid")], "human_damage": True}

    with pytest.raises(MorePhotosNeeded):
        diagnose_unit(order, **found, **by(SYSTEM))
    add_photos(order, photos=photos("stain.jpg"), of=PhotoOf.DAMAGE, **by(SYSTEM))
    diagnose_unit(order, **found, **by(SYSTEM))

    order.refresh_from_db()
    assert order.human_damage
    look = DamageLook.objects.get(subject=str(ref(order)))
    assert DamageStep.objects.get(look=look).evidence[0]["kind"] == "photo"


def test_what_was_measured_before_is_completed_after(order):
    limits = {"unit": "V", "low": Decimal("11.7"), "high": Decimal("12.3")}
    take_reading(order, name="12 V rail", before=Decimal("0.4"), **limits, **by(SYSTEM))
    reading = take_reading(order, name="12 V rail", after=Decimal("12.06"), **by(SYSTEM))

    assert (reading.before, reading.after) == (Decimal("0.4"), Decimal("12.06"))
    assert reading.limits == "11.7 – 12.3"


def test_two_technicians_do_not_work_on_one_unit(db):
    order = make_order_at(OrderStatus.APPROVED)
    bo, carlo = make_technician("Bo"), make_technician("Carlo")
    begin_repair(order, **by(bo))

    with pytest.raises(SomebodyElseWorks):
        begin_final_test(order, **by(carlo))
    assert statuses() == ["repairing"]
    take_order(order, **by(carlo))
    begin_final_test(order, **by(carlo))

    assert statuses() == ["testing"]
    assert WorkOrder.objects.get().assignee == User.objects.get(name="Carlo")


def test_a_repair_that_waits_says_for_what_and_its_clock_stands(db):
    order = make_order_at(OrderStatus.REPAIRING)
    with pytest.raises(SayWhy):
        let_repair_wait(order, waiting_for=PauseReason.PART, reason=" ", **by(SYSTEM))
    let_repair_wait(order, waiting_for=PauseReason.PART, reason="Panel LM550", **by(SYSTEM))
    owed = Promise.objects.get(kind="repairs.ready")
    due = owed.due_at

    begin_repair(order, **by(SYSTEM, MONDAY + 24 * HOUR))

    owed.refresh_from_db()
    over_a_weekend = due + 72 * HOUR
    assert (owed.paused_at, owed.due_at) == (None, over_a_weekend)


def test_a_measured_value_decides_by_itself_and_a_soak_takes_its_time(order):
    make_final_test(order.item)
    order = make_order_at(OrderStatus.TESTING, serial="AX55-2519-B0099")
    rail, soak = points_for(order)

    assert not note_test(order, point=rail, value=Decimal(11), passed=True, **by(SYSTEM)).passed
    assert note_test(order, point=rail, value=Decimal("12.06"), **by(SYSTEM)).passed
    begin_soak(order, point=soak, **by(SYSTEM))
    early = note_test(order, point=soak, passed=True, **by(SYSTEM, MONDAY + HOUR / 3))
    assert not early.passed
    with pytest.raises(NotAllPassed):
        release_unit(order, **by(SYSTEM))
    note_test(order, point=soak, passed=True, **by(SYSTEM, MONDAY + HOUR))
    release_unit(order, **by(SYSTEM))

    assert statuses() == ["expected", "tested"]
    assert FinalTestResult.objects.count() == 2


def test_after_rework_everything_is_tested_again(order):
    make_final_test(order.item)
    order = make_order_at(OrderStatus.TESTING, serial="AX55-2519-B0099")
    rail, _soak = points_for(order)
    note_test(order, point=rail, value=Decimal("12.06"), **by(SYSTEM))

    with pytest.raises(SayWhy):
        begin_repair(order, **by(SYSTEM))
    begin_repair(order, why="Flickers when warm", **by(SYSTEM))
    with pytest.raises(NotInTest):
        note_test(order, point=rail, value=Decimal("12.06"), **by(SYSTEM))
    begin_final_test(order, **by(SYSTEM))

    order.refresh_from_db()
    assert order.reworks == 1
    with pytest.raises(NotAllPassed):
        release_unit(order, **by(SYSTEM))


def test_where_two_are_asked_for_another_one_releases(order):
    make_final_test(order.item, needs_two=True)
    bo, carlo = make_technician("Bo"), make_technician("Carlo")
    order = make_order_at(OrderStatus.TESTING, actor=SYSTEM, serial="AX55-2519-B0099")
    rail, soak = points_for(order)
    dina = make_technician("Dina")
    note_test(order, point=rail, value=Decimal("12.06"), **by(bo))
    begin_soak(order, point=soak, **by(carlo))
    note_test(order, point=soak, passed=True, **by(carlo, MONDAY + HOUR))

    for tester in (bo, carlo):
        with pytest.raises(SameHands):
            release_unit(order, **by(tester))
    release_unit(order, **by(dina))

    order.refresh_from_db()
    assert (order.status, order.released_by) == ("tested", str(dina.ref))


def test_the_same_unit_goes_out_and_comes_back(db):
    order = make_order_at(OrderStatus.RECEIVED)
    send_unit_out(order, workshop=make_account("Reball Ltd"), number="RB-7", **by(SYSTEM))

    take_unit_back(order, done="Reballed", price=Decimal(40), **by(SYSTEM, MONDAY + HOUR))

    order.refresh_from_db()
    assert (order.status, order.workshop, order.workshop_number) == (
        "testing",
        "Reball Ltd",
        "RB-7",
    )
    assert [(str(each.words), each.amount, each.currency) for each in costs_of(order, SYSTEM)] == [
        ("Other workshop", 40, "USD")
    ]


def test_in_exchange_the_customer_owns_another_unit(db):
    case = make_case()
    order = make_order_at(OrderStatus.DIAGNOSED, case=case)
    new = make_unit("AX55-NEW-0001")

    with pytest.raises(NotAnotherUnit):
        exchange_unit(order, replacement=order.unit, why="Too old", **by(SYSTEM))
    exchange_unit(order, replacement=new, why="Too old", **by(SYSTEM))

    new.refresh_from_db()
    assert new.contact == case.contact
    assert statuses() == ["exchanged"]


def test_a_repair_of_the_same_unit_names_the_one_before(db):
    first = make_order_at(OrderStatus.HANDED_OVER)

    again = open_work_order(
        first.item, unit=first.unit, site=first.site, complaint="Dark", **by(SYSTEM, MONDAY + HOUR)
    )

    assert again.repeats == first


def test_another_day_is_promised_with_its_reason(db):
    order = make_order_at(OrderStatus.APPROVED)

    promise_ready(order, due_at=MONDAY + 200 * HOUR, reason="Panel is late", **by(SYSTEM))

    order.refresh_from_db()
    assert order.due_at == MONDAY + 200 * HOUR


def test_who_lacks_the_permission_changes_nothing(order):
    liza = make_technician("Liza", roles=("warehouse",))
    with pytest.raises(NotAllowed):
        receive_unit(order, photos=photos(), **by(liza))

    assert statuses() == ["expected"]


def test_nobody_takes_what_is_closed(order):
    cancel_work_order(order, why="Sold", **by(SYSTEM))

    with pytest.raises(IllegalMove, match="Open a new one"):
        take_order(order, **by(make_technician()))
    with pytest.raises(IllegalMove):
        assign_order(order, team=None, assignee=None, **by(SYSTEM))


def test_a_repair_is_found_by_its_unit_and_by_what_was_found(order):
    receive_unit(order, photos=photos(), **by(SYSTEM))
    diagnose_unit(order, findings=[Found(words="Connector corroded")], **by(SYSTEM))

    for words in ("corroded", str(order.unit), order.code):
        found = find(words, actor=SYSTEM, kinds=["work_order"], after=None, at=MONDAY)
        assert [hit.code for hit in found.hits] == [order.code], words
