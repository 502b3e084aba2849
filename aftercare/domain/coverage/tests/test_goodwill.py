from decimal import Decimal

import pytest

from aftercare.base.people.models import Role
from aftercare.base.people.queries import actor_for
from aftercare.base.people.tests.make import make_user
from aftercare.domain.coverage.models import Goodwill
from aftercare.domain.coverage.operations.goodwill import (
    OverTheLimit,
    SharesDoNotAddUp,
    grant_goodwill,
    set_goodwill_limit,
)
from aftercare.domain.coverage.tests.make import CASE, MONDAY
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import NotAllowed

pytestmark = pytest.mark.django_db
HALF = {"currency": "cny", "supplier": 50, "customer": 20, "reason": "Ten years with us"}


@pytest.fixture
def liza():
    liza = actor_for(make_user("Liza", roles=("agent",)))
    agent = Role.objects.get(code="agent")
    set_goodwill_limit(agent, amount=Decimal(200), currency="cny", actor=SYSTEM, at=MONDAY)
    return liza


def test_is_borne_by_several(liza):
    granted = grant_goodwill(CASE, amount=Decimal(120), **HALF, actor=liza, at=MONDAY)

    assert (granted.us, granted.supplier, granted.customer) == (30, 50, 20)
    assert granted.currency == "CNY"


def test_the_limit_counts_for_the_case_as_a_whole(liza):
    grant_goodwill(CASE, amount=Decimal(120), **HALF, actor=liza, at=MONDAY)

    with pytest.raises(OverTheLimit, match="You may grant 200 CNY"):
        grant_goodwill(CASE, amount=Decimal("80.01"), **HALF, actor=liza, at=MONDAY)
    grant_goodwill(CASE, amount=Decimal(80), **HALF, actor=liza, at=MONDAY)
    grant_goodwill(Ref("case", 13), amount=Decimal(200), **HALF, actor=liza, at=MONDAY)
    assert Goodwill.objects.count() == 3


def test_another_currency_has_a_limit_of_its_own(liza):
    with pytest.raises(OverTheLimit):
        grant_goodwill(CASE, amount=Decimal(1), **HALF | {"currency": "USD"}, actor=liza, at=MONDAY)


def test_who_sets_limits_has_none():
    assert grant_goodwill(CASE, amount=Decimal(9999), **HALF, actor=SYSTEM, at=MONDAY).pk


def test_shares_are_no_more_than_all(liza):
    with pytest.raises(SharesDoNotAddUp):
        grant_goodwill(CASE, amount=Decimal(1), **HALF | {"customer": 51}, actor=liza, at=MONDAY)
    assert Goodwill.objects.count() == 0


def test_takes_the_permission(liza):
    with pytest.raises(NotAllowed):
        set_goodwill_limit(
            Role.objects.get(code="agent"), amount=Decimal(1), currency="CNY", actor=liza, at=MONDAY
        )
