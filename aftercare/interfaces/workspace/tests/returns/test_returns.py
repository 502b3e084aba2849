from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from aftercare.domain.cases.operations.work import assign_case
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.steps import link_unit
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.returns.models import ApprovalRule, Arrival, ReturnReason, Rma, SupplierReturn
from aftercare.domain.returns.operations.agreeing import approve_return
from aftercare.domain.returns.operations.inspecting import inspect_line
from aftercare.domain.returns.operations.replacing import charge_old_one
from aftercare.domain.returns.queries import page_of_return, parcel_awaited
from aftercare.domain.returns.states import FoundAs
from aftercare.domain.returns.tests.make import (
    DAY,
    MONDAY,
    NOW,
    announced,
    come,
    first_line,
    make_inspected,
    make_reason,
    make_received,
    make_reel,
    make_removed,
    make_return,
    make_returnable,
)
from aftercare.domain.shipping.operations.labels import note_own_label
from aftercare.domain.shipping.operations.parcels import change_parcel
from aftercare.domain.shipping.states import OwnLabel
from aftercare.domain.shipping.tests.make import FACTS
from aftercare.domain.stock.models import Balance
from aftercare.domain.stock.tests.make import make_place, make_site
from aftercare.domain.units.tests.make import make_unit
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return signed_in("Liza", roles=("manager",))


@pytest.fixture
def shop():
    return make_account()


def address(name, *args):
    return reverse(f"workspace:{name}", args=args)


def picture(name="front.jpg"):
    return SimpleUploadedFile(name, b"\xff\xd8\xff\xe0" + name.encode())


def do_line(browser, rma, verb, **given):
    line = first_line(rma)
    return browser.post(address("line-do", rma.code, line.pk, verb), given)


def scan(browser, text, rma=None, **given):
    query = f"?rma={rma.code}" if rma else ""
    details = {"text": text, "site": "SZ", "key": str(uuid4())}
    return browser.post(address("return-receive") + query, details | given, follow=True)


def test_the_list_is_narrowed_down_and_costs_the_same_for_many(
    desk, shop, django_assert_num_queries
):
    reel = make_reel(account=shop)
    first = make_return(account=shop)
    for _number in range(3):
        make_return(announced(reel, 1000), account=shop)
    desk.get(address("returns"))

    with django_assert_num_queries(8):
        page = desk.get(address("returns")).content.decode()
    by_lot = desk.get(address("returns"), {"q": "L-100"}).content.decode()
    ended = desk.get(address("returns"), {"show": "ended"}).content.decode()

    assert page.index(first.code) < page.index("RMA-2026-00004")
    assert (first.code in by_lot, "RMA-2026-00002" in by_lot) == (False, True)
    assert "No return answers to this" in ended


def test_a_case_starts_a_return_with_what_it_knows(desk, shop):
    unit, reason, site = make_returnable(account=shop), make_reason(), make_site()
    case = make_case(subject="Set stays dark")
    assign_case(case, team=None, assignee=None, actor=SYSTEM, at=MONDAY)
    link_unit(case, unit, at=MONDAY)
    new = address("return-new") + f"?case={case.code}"
    told = {"reason": reason.pk, "site": site.pk, "account": shop.name}

    form = desk.get(new).content.decode()
    wrong = desk.post(new, told | {"things": "nobody-knows"})
    answer = desk.post(new, told | {"things": unit.serial, "photo": picture()})

    opened = Rma.objects.get()
    assert unit.serial in form
    assert (wrong.status_code, answer.url) == (422, address("return", opened.code))
    assert (opened.case, opened.account, first_line(opened).unit) == (case, shop, unit)
    assert opened.code in desk.get(address("case", case.code)).content.decode()
    assert opened.code in desk.get(address("unit", unit.pk)).content.decode()


def test_a_return_goes_its_way_by_scanner_and_forms(desk, shop):
    rma = make_return(account=shop)
    desk.post(address("return-do", rma.code, "approve"), {"why": ""})

    led = scan(desk, rma.code.lower())
    came = scan(desk, first_line(rma).unit.serial, rma)
    unseen = do_line(desk, rma, "inspect", found="human_damage", words="Wet")
    do_line(desk, rma, "inspect", found="as_claimed", words="Dark")
    refund = {"how": "refund", "amount": "389", "what_for": "As invoiced"}
    assert do_line(desk, rma, "pay-back", currency="XYZ", **refund).status_code == 422
    do_line(desk, rma, "pay-back", currency="usd", **refund)
    page = desk.get(address("return", rma.code)).content.decode()

    assert led.redirect_chain[-1][0].endswith(f"rma={rma.code}")
    assert "As announced" in came.content.decode()
    assert unseen.status_code == 409
    assert "389.00 USD" in page
    assert Rma.objects.get(pk=rma.pk).status == "closed"


def test_what_comes_unexpected_waits_at_the_door(desk, shop):
    rma = make_return(account=shop)
    approve_return(rma, **NOW)
    extra = make_returnable("AX55-2519-B0099", account=shop)

    page = scan(desk, extra.serial, rma).content.decode()
    scan(desk, "???", rma)
    unannounced, unknown = Arrival.objects.order_by("pk")
    of_return = desk.get(address("return", rma.code)).content.decode()
    desk.post(address("arrival-settle", unannounced.pk, "add"), {"number": rma.code})
    refused = desk.post(address("arrival-settle", unknown.pk, "add"), {"number": rma.code})
    desk.post(address("arrival-settle", unknown.pk, "aside"), {"why": "Shelf 3"})

    unknown.refresh_from_db()
    assert "Not announced" in page
    assert f'href="{address("return-receive")}">Somebody has to look' in of_return
    assert refused.status_code == 409
    assert (rma.lines.count(), unknown.state) == (2, "set_aside")


def test_the_page_asks_a_fixed_number_of_questions(desk, shop, django_assert_num_queries):
    reels = [make_reel(f"L-{number}", account=shop) for number in range(3)]
    rma = make_received(*[announced(reel, 1000) for reel in reels], account=shop)
    desk.get(address("return", rma.code))

    with django_assert_num_queries(18):
        desk.get(address("return", rma.code))


def test_what_cannot_be_done_is_not_offered_and_refused(desk, shop):
    rma = make_inspected(account=shop)

    page = desk.get(address("return", rma.code)).content.decode()

    assert address("line-do", rma.code, first_line(rma).pk, "send-back") not in page
    assert do_line(desk, rma, "send-back").status_code == 409
    assert do_line(desk, rma, "made-up").status_code == 404
    assert desk.post(address("return-do", rma.code, "approve"), {"why": ""}).status_code == 409


def test_who_sees_no_returns_sees_nothing(shop):
    rma = make_return(account=shop)
    newcomer = signed_in("Newcomer", roles=())

    assert newcomer.get(address("return", rma.code)).status_code == 404
    assert newcomer.get(address("returns")).status_code == 403


def test_reasons_and_rules_are_set_up(desk):
    desk.post(
        address("return-reason-new"),
        {"code": "spec", "name": "Not as specified", "evidence": ["test_report"], "freight": "us"},
    )
    reason = ReturnReason.objects.get()
    desk.post(
        address("return-rule-new"), {"name": "Small", "needs_evidence": "on", "most_value": "50"}
    )
    rule = ApprovalRule.objects.get()
    desk.post(address("return-rule-switch", rule.pk))
    desk.post(address("return-reason-retire", reason.pk))
    page = desk.get(address("return-reasons")).content.decode()

    rule.refresh_from_db()
    assert (reason.code, reason.evidence, rule.active) == ("SPEC", ["test_report"], False)
    assert "offered no longer" in page
    assert desk.get(address("return-rule-edit", rule.pk)).status_code == 200


def test_the_page_shows_its_parcels_and_the_label_of_the_carrier_leads_to_it_at_the_door(
    desk, shop
):
    rma = make_return(account=shop)
    approve_return(rma, **NOW)
    parcel = parcel_awaited(rma)
    change_parcel(parcel, FACTS, **NOW)
    note_own_label(parcel, OwnLabel("Road", "CN77001234"), **NOW)

    page = desk.get(address("return", rma.code)).content.decode()
    at_door = scan(desk, "CN77001234")

    assert "CN77001234" in page
    assert at_door.redirect_chain[-1][0].endswith(f"rma={rma.code}")
    assert rma.code in desk.get(address("parcel", parcel.code)).content.decode()


def test_how_it_comes_is_chosen_and_the_instruction_is_sent_by_a_person(desk, shop):
    case = make_case()
    rma = make_return(account=shop, case=case)
    approve_return(rma, **NOW)

    desk.post(address("return-do", rma.code, "way"), {"comes_by": "brought"})
    page = desk.get(address("return", rma.code)).content.decode()
    looked = desk.get(address("return-do", rma.code, "send-link"))
    assert messages_in(case).filter(direction="out").count() == 0
    desk.post(address("return-do", rma.code, "send-link"))

    rma.refresh_from_db()
    assert (rma.comes_by, "The customer brings it" in page) == ("brought", True)
    assert (looked.status_code, "Send the instruction" in page) == (302, True)
    assert page_of_return(rma) in messages_in(case).get(direction="out").text


def test_removed_parts_go_to_a_supplier_by_forms(desk, shop, django_assert_num_queries):
    parts = [make_removed(number=number) for number in ("P-1", "P-2")]
    maker, place = make_account("Chips Inc."), make_place("A-02")
    waiting = address("supplier-returns")

    with django_assert_num_queries(6):
        page = desk.get(waiting).content.decode()
    nothing = desk.post(waiting, {"supplier": maker.name})
    opened = desk.post(waiting, {"supplier": maker.name, "parts": [part.pk for part in parts]})
    going = SupplierReturn.objects.get()
    one = address("supplier-return", going.code)
    desk.post(one + "/send", {"their_number": "R-7788"})
    unsaid = desk.post(one + "/lines/1/answer", {"how": "credited"})
    desk.post(one + "/lines/1/answer", {"how": "credited", "amount": "2.50"})
    desk.post(one + "/lines/2/answer", {"how": "replaced", "place": place.pk})
    page_after = desk.get(one).content.decode()
    desk.post(one + "/lines/2/take-back")

    assert parts[0].order.code in page
    assert "P-2" in page
    assert (nothing.status_code, opened.url, unsaid.status_code) == (422, one, 409)
    assert "2.50 USD" in page_after
    assert "Settled" in page_after
    assert "R-7788" in page_after
    of_order = desk.get(address("order", parts[0].order.code)).content.decode()
    assert going.code in of_order
    assert "Credited" in of_order
    assert desk.get(one + "/paper")["Content-Type"] == "application/pdf"
    assert Balance.objects.get(place=place).quantity == 0


def test_an_old_one_that_comes_late_gets_its_charge_back(desk, shop):
    rma = make_return(account=shop)
    approve_return(rma, **NOW)
    terms = {"due_on": "2126-10-12", "charge": "300", "currency": "cny"}
    nothing = do_line(desk, rma, "ahead", **terms)
    do_line(desk, rma, "ahead", **terms, number=make_unit("AX55-NEW-0001").serial)
    ahead = desk.get(address("return", rma.code)).content.decode()
    charge_old_one(first_line(rma), actor=SYSTEM, at=MONDAY + 50_000 * DAY)
    charged = desk.get(address("return", rma.code)).content.decode()
    come(rma, first_line(rma).unit)
    inspect_line(first_line(rma), found=FoundAs.AS_CLAIMED, words="Dark", **NOW)
    here = desk.get(address("return", rma.code)).content.decode()
    do_line(desk, rma, "give-back")
    after = desk.get(address("return", rma.code)).content.decode()

    assert nothing.status_code == 422
    assert "We know no such unit" not in nothing.content.decode()
    assert "else 300.00 CNY" in ahead
    assert "Send a replacement ahead" not in ahead
    assert "Call it off" not in ahead
    assert "late; 300.00 CNY charged" in charged
    assert "Give the charge back" not in charged
    assert "The old one comes by" not in here
    assert "Give the charge back" in here
    assert "Credit or refund" not in here
    assert "Give the charge back" not in after
    assert "Charge for the old one, given back" in after
