from datetime import date

import pytest
from django.urls import reverse

from aftercare.base.people.tests.make import make_team, make_user
from aftercare.domain.cases.models import Case, CaseUnit, Draft
from aftercare.domain.cases.operations.work import assign_case
from aftercare.domain.cases.tests.make import MONDAY, make_case
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.coverage.models import DamageLook, Goodwill, StoredDecision
from aftercare.domain.coverage.tests.make import (
    DAMAGED,
    EVIDENCE,
    FACTS,
    make_decision,
    make_supplier_guarantee,
)
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.units.operations.records import note_date
from aftercare.domain.units.states import DateKind
from aftercare.domain.units.tests.make import make_unit
from aftercare.interfaces.workspace.tests.make import client_of, signed_in
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

ROWS = {
    **{f"{name}-TOTAL_FORMS": "1" for name in ("repair", "wait", "exchange", "evidence")},
    **{f"{name}-INITIAL_FORMS": "0" for name in ("repair", "wait", "exchange", "evidence")},
}
ASKED = ROWS | {
    "country": "CN",
    "buyer": "business",
    "item_class": "board",
    "sold_on": "2025-01-10",
    "fault_kind": "performance",
    "fault_cause": "defect",
}
PHONE = ASKED | {
    "buyer": "consumer",
    "item_class": "phone",
    "invoiced_on": "2025-01-10",
    "proof": "invoice",
    "sale": "shop",
}


@pytest.fixture(autouse=True)
def administrator(db):
    return make_user("Pat", roles=["administrator"])


@pytest.fixture
def case(db):
    case = make_case(text="The board burns", reply_text="The board burns")
    assign_case(case, team=make_team("service"), assignee=None, actor=SYSTEM, at=MONDAY)
    return case


@pytest.fixture
def browser(db):
    return signed_in(roles=("agent", "manager"), teams=[make_team("service")])


def url(name, case, *more):
    return reverse(f"workspace:{name}", args=[case.code, *more])


def decided(case, **given):
    return make_decision(ref(case), **given)


def test_is_decided_with_the_facts_that_were_filled_in(browser, case):
    answer = browser.post(url("case-coverage", case), ASKED)

    stored = StoredDecision.objects.get()
    assert answer["Location"] == url("case-decision", case, stored.pk)
    assert stored.subject == f"case:{case.pk}"
    assert stored.facts["fault"] == {"kind": "performance", "cause": "defect"}
    assert stored.by.startswith("user:")


def test_asks_for_what_has_to_be_known_in_the_field_of_it(browser, case):
    answer = browser.post(url("case-coverage", case), PHONE)

    form = answer.context["claim"].form
    assert answer.status_code == 422
    assert sorted(form.errors) == ["history_known"]
    assert "earlier repairs" in form.errors["history_known"][0]
    assert StoredDecision.objects.count() == 0


def test_looks_up_the_public_holidays_itself(browser, case):
    browser.post(url("case-coverage", case), PHONE | {"history_known": "on"})

    assert "2026-10-01" in StoredDecision.objects.get().facts["calendar"]["holidays"]


def test_repairs_and_evidence_are_facts(browser, case):
    repairs = {
        "repair-0-began_on": "2025-03-01",
        "repair-0-ended_on": "2025-03-05",
        "repair-0-worked": "no",
    }
    evidence = {"evidence-0-kind": "reading", "evidence-0-what": "no output"}
    browser.post(url("case-coverage", case), PHONE | {"history_known": "on"} | repairs | evidence)

    facts = StoredDecision.objects.get().facts
    assert facts["repairs"] == [
        {"began_on": "2025-03-01", "ended_on": "2025-03-05", "worked": False}
    ]
    assert facts["evidence"] == [{"shows": "defect", "kind": "reading", "what": "no output"}]


def test_what_was_said_once_is_filled_in(browser, case):
    decided(case, repairs=[{"began_on": "2025-03-01", "ended_on": "2025-03-05", "worked": True}])

    shown = browser.get(url("case-coverage", case)).content.decode()

    assert 'value="2025-01-10"' in shown
    assert 'value="2025-03-05"' in shown


def test_what_is_known_of_unit_and_customer_is_filled_in(browser, case):
    make_item("AX55")
    unit = make_unit("AX55-2519-B0042", item="AX55")
    note_date(unit, kind=DateKind.SOLD, on=date(2025, 6, 1), actor=SYSTEM, at=MONDAY)
    CaseUnit.objects.create(case=case, unit=unit, at=MONDAY)
    Case.objects.update(account=make_account("Sinag TV", country="PH"))

    claim = browser.get(url("case-coverage", case)).context["claim"]

    known = {name: claim.form[name].value() for name in ("country", "buyer", "item_class")}
    assert known == {"country": "PH", "buyer": "business", "item_class": "television.lcd"}
    assert claim.form["sold_on"].value() == "2025-06-01"
    assert claim.of_unit == {"unit": "AX55-2519-B0042"}


@pytest.mark.parametrize("decisions", [1, 4])
def test_shows_why_in_a_fixed_number_of_queries(
    browser, case, decisions, django_assert_num_queries
):
    for number in range(decisions):
        stored = decided(case, unit=f"SN{number}")
    browser.get(url("case-decision", case, stored.pk))

    with django_assert_num_queries(DECISION_QUERIES):
        shown = browser.get(url("case-decision", case, stored.pk)).content.decode()

    assert "The contract is silent" in shown
    assert "rules that do not apply, and why" in shown
    assert "you may choose" in shown.lower()


DECISION_QUERIES = 12


def test_the_text_goes_into_the_answer_behind_what_is_there(browser, case):
    stored = decided(case)
    browser.post(url("case-draft", case, "reply"), {"text": "Dear Ms Cruz,"})

    answer = browser.post(url("case-decision-tell", case, stored.pk), {"text": "You may choose"})

    assert answer["Location"] == url("case", case)
    assert Draft.objects.get(kind="reply").text == "Dear Ms Cruz,\n\nYou may choose"


def test_is_made_again_from_the_page(browser, case):
    stored = decided(case)

    answer = browser.post(url("case-decision-again", case, stored.pk), follow=True)

    assert "the same to the byte" in answer.content.decode()


NOTHING_SHOWN = {"shown-TOTAL_FORMS": "0", "shown-INITIAL_FORMS": "0"}


def test_a_damage_goes_its_way_from_the_page(browser, case):
    decided(case, **{name: DAMAGED[name] for name in ("fault", "evidence")})
    other = client_of(make_user("Jun", roles=["engineer"], teams=[make_team("service")]))
    shown = {"shown-TOTAL_FORMS": "2", "shown-INITIAL_FORMS": "0"}
    for number, each in enumerate(EVIDENCE):
        shown |= {f"shown-{number}-{name}": each[name] for name in ("kind", "what")}
    first = reverse("workspace:damage-first", args=["case", case.pk])
    unsaid = browser.post(first, shown | {"words": ""})
    assert (unsaid.status_code, DamageLook.objects.count()) == (422, 0)
    assert f'value="{EVIDENCE[0]["what"]}"' in unsaid.content.decode()
    browser.post(first, shown | {"words": "Burnt"})
    look = DamageLook.objects.get()

    def step(client, name, **given):
        data = {"words": "Seen"} | NOTHING_SHOWN | given
        client.post(reverse(f"workspace:damage-{name}", args=[look.pk]), data)
        look.refresh_from_db()
        return look.status

    own = {"words": "I saw it", "to": "confirmed"} | NOTHING_SHOWN
    refused = browser.post(reverse("workspace:damage-second", args=[look.pk]), own)
    assert refused.status_code == 409
    assert ">I saw it</textarea>" in refused.content.decode()
    assert step(browser, "second", to="confirmed") == "found"
    assert step(other, "second", to="confirmed") == "confirmed"
    assert step(browser, "statement") == "confirmed"
    assert step(browser, "charge", amount="12.5", currency="CNY") == "charged"
    assert step(browser, "appeal") == "appealed"
    assert step(other, "answer", to="cleared") == "cleared"
    newest = StoredDecision.objects.order_by("-pk").first()
    assert newest.facts["fault"]["cause"] == "defect"
    shown = browser.get(url("case-decision", case, newest.pk)).content.decode()
    assert "Answer to the appeal" in shown


def test_steps_about_a_damage_are_offered_to_who_may_take_them(browser, case):
    stored = decided(case, **{name: DAMAGED[name] for name in ("fault", "evidence")})
    agent = client_of(make_user("Jun", roles=["agent"], teams=[make_team("service")]))
    page = url("case-decision", case, stored.pk)

    offered, seen = (each.get(page).content.decode() for each in (browser, agent))

    assert "Note human damage at first look" in offered
    assert "No human damage is noted." in seen
    assert "Note human damage at first look" not in seen


def test_what_the_supplier_owes_us_stands_in_the_decision(browser, case):
    make_item("AX55", item_class="board")
    unit = make_unit("AX55-2519-B0042", item="AX55")
    note_date(unit, kind=DateKind.MANUFACTURED, on=date(2025, 6, 1), actor=SYSTEM, at=MONDAY)
    CaseUnit.objects.create(case=case, unit=unit, at=MONDAY)
    make_supplier_guarantee(months=60)

    shown = browser.post(url("case-coverage", case), ASKED, follow=True).content.decode()

    assert "Hanwei Panels owes us parts 100 %, labor 0 %." in shown
    assert "Supply 2026 §7, until 1 Jun 2030" in shown


def test_goodwill_that_is_written_wrongly_says_so(browser, case):
    stored = decided(case)
    good = {"amount": "20", "currency": "CNY", "supplier": 50, "customer": 0, "reason": "Ten years"}

    browser.post(url("goodwill", case, stored.pk), good | {"amount": "much"})
    assert Goodwill.objects.count() == 0

    browser.post(url("goodwill", case, stored.pk), good)
    assert Goodwill.objects.get().us == 50


def test_the_case_says_what_was_decided(browser, case):
    assert "Not decided yet." in browser.get(url("case", case)).content.decode()

    decided(case)

    shown = browser.get(url("case", case)).content.decode()
    assert "Decide anew" in shown
    assert "decided: covered" in shown


def test_who_may_not_decide_is_refused_and_who_sees_no_case_finds_none(case):
    stored = decided(case)
    warehouse = signed_in("Wen", roles=("warehouse",), teams=[make_team("service")])
    stranger = signed_in("Qing", roles=("board_repair",), teams=[make_team("quality")])

    assert warehouse.post(url("case-coverage", case), ASKED).status_code == 403
    assert stranger.get(url("case-decision", case, stored.pk)).status_code == 404
    assert stranger.get(url("case-coverage", case)).status_code == 404
    assert StoredDecision.objects.count() == 1


def test_facts_of_another_case_are_not_shown(browser, case):
    other = make_case(subject="Another")
    stored = make_decision(ref(other), **FACTS)

    assert browser.get(url("case-decision", case, stored.pk)).status_code == 404
