"""Limits of goodwill and its usual split, set without touching a file."""

from decimal import Decimal

import pytest

from aftercare.base.company.queries import settings_now
from aftercare.base.people.models import Role
from aftercare.base.people.tests.make import make_user
from aftercare.domain.coverage.models import GoodwillLimit
from aftercare.domain.coverage.queries.decisions import usual_goodwill_split
from aftercare.interfaces.workspace.tests.make import signed_in


@pytest.fixture
def browser(db):
    make_user("Pat", roles=["administrator"])
    return signed_in(roles=("manager",))


def limit(**given):
    agent = Role.objects.get(code="agent")
    return {"role": agent.pk, "amount": "200", "currency": "cny"} | given


def test_a_limit_is_set_and_set_anew(browser):
    browser.post("/settings/goodwill/new", limit())
    browser.post("/settings/goodwill/new", limit(amount="150"))

    known = GoodwillLimit.objects.get()
    assert (known.role.code, known.amount, known.currency) == ("agent", Decimal(150), "CNY")
    page = browser.get("/settings/goodwill").content.decode()
    assert "150.00 CNY" in page


@pytest.mark.parametrize("wrong", [{"amount": "-1"}, {"currency": "yuan"}, {"role": "0"}])
def test_a_wrong_limit_comes_back(browser, wrong):
    assert browser.post("/settings/goodwill/new", limit(**wrong)).status_code == 422
    assert not GoodwillLimit.objects.exists()


def test_a_role_that_grants_nothing_is_not_offered(browser):
    warehouse = Role.objects.get(code="warehouse")

    assert browser.post("/settings/goodwill/new", limit(role=warehouse.pk)).status_code == 422


def test_the_usual_split_is_set_and_offered(browser):
    browser.post("/settings/goodwill/split", {"supplier": "50", "customer": "20"})

    assert usual_goodwill_split(settings_now()) == {"supplier": 50, "customer": 20}
    assert "we 30 %" in browser.get("/settings/goodwill").content.decode()


def test_more_than_all_of_it_is_not_split(browser):
    sent = browser.post("/settings/goodwill/split", {"supplier": "80", "customer": "30"})

    assert sent.status_code == 422
    assert usual_goodwill_split(settings_now()) == {"supplier": 0, "customer": 0}


def test_who_may_not_set_limits_finds_nothing(db):
    make_user("Pat", roles=["administrator"])

    assert signed_in(name="Liza", roles=("agent",)).get("/settings/goodwill").status_code == 404
