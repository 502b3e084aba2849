"""What could be claimed for a unit: on its page, asked without a case, told in its story."""

from datetime import date

import pytest

from aftercare.base.people.models import User
from aftercare.domain.cases.operations.numbers import name_unit
from aftercare.domain.cases.tests.make import MONDAY, make_agent, make_case
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.coverage.models import StoredDecision
from aftercare.domain.coverage.tests.make import make_decision
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.units.operations.records import change_owner, note_date
from aftercare.domain.units.states import DateKind, OwnedBy
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

ASKED = {
    "country": "CN",
    "buyer": "business",
    "item_class": "board",
    "sold_on": "2026-02-01",
    "delivered_on": "2026-02-02",
    "fault_kind": "performance",
    "fault_cause": "defect",
    "history_known": "on",
    **{f"{each}-TOTAL_FORMS": "0" for each in ("repair", "wait", "exchange", "evidence")},
    **{f"{each}-INITIAL_FORMS": "0" for each in ("repair", "wait", "exchange", "evidence")},
}


@pytest.fixture
def unit(db):
    make_item("AX55", item_class="board")
    unit = make_unit()
    owner = make_account("恒达线路板", country="CN")
    how = {"how": OwnedBy.BOUGHT, "since": date(2026, 2, 1), "actor": SYSTEM, "at": MONDAY}
    change_owner(unit, account=owner, contact=None, **how)
    note_date(unit, kind=DateKind.SOLD, on=date(2026, 2, 1), actor=SYSTEM, at=MONDAY)
    return unit


@pytest.fixture
def liza(client, db):
    agent = make_agent(roles=("manager",))
    client.force_login(User.objects.get(pk=agent.id))
    return agent


def text_of(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def test_the_page_says_what_could_be_claimed_today(liza, client, unit):
    page = text_of(client.get(f"/units/{unit.pk}"))

    assert "What could the customer claim today?" in page
    assert "Covered" in page


def test_it_is_asked_without_a_case_and_kept_for_the_unit(liza, client, unit):
    form = text_of(client.get(f"/units/{unit.pk}/coverage"))
    assert 'value="2026-02-01"' in form

    sent = client.post(f"/units/{unit.pk}/coverage", ASKED)

    stored = StoredDecision.objects.get()
    assert sent.headers["Location"] == f"/units/{unit.pk}/coverage/{stored.pk}"
    assert stored.subject == str(ref(unit))
    assert "What the customer would be told" in text_of(client.get(sent.headers["Location"]))
    assert f"/units/{unit.pk}/coverage/{stored.pk}" in text_of(client.get(f"/units/{unit.pk}"))


def test_a_broken_part_is_named_in_ones_own_language(liza, client, unit):
    """Rules know it by one word: another would leave a main part without its own period."""
    asked = ASKED | {"fault_part": " 背光组件 "}
    User.objects.filter(pk=liza.id).update(language="zh-hans")

    client.post(f"/units/{unit.pk}/coverage", asked)

    stored = StoredDecision.objects.get()
    assert stored.facts["fault"]["part"] == "backlight"
    form = text_of(client.get(f"/units/{unit.pk}/coverage"))
    assert '<option value="背光组件">' in form
    assert 'value="背光组件"' in form


def test_nothing_is_decided_where_something_is_not_known(liza, client, unit):
    sent = client.post(f"/units/{unit.pk}/coverage", ASKED | {"fault_kind": ""})

    assert "Nothing is guessed" in text_of(sent, 422)
    assert not StoredDecision.objects.exists()


def test_the_story_names_the_decisions_of_its_cases(liza, client, unit):
    case = make_case()
    name_unit(case, unit, actor=SYSTEM, at=MONDAY)
    stored = make_decision(ref(case))

    page = text_of(client.get(f"/units/{unit.pk}"))

    assert f"/cases/{case.code}/coverage/{stored.pk}" in page
    assert "decided: covered" in page


def test_a_decision_of_another_unit_is_not_there(liza, client, unit):
    other = make_decision(ref(make_unit("AX55-2")))

    assert client.get(f"/units/{unit.pk}/coverage/{other.pk}").status_code == 404


def test_who_may_not_decide_cannot_ask(client, unit):
    client.force_login(User.objects.get(pk=make_agent("Wu", roles=("warehouse",)).id))

    assert client.get(f"/units/{unit.pk}/coverage").status_code == 403
    assert "What could the customer claim" not in text_of(client.get(f"/units/{unit.pk}"))
